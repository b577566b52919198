"""Which values a setting can't have though their type is right. What two settings say together is their dataclass's.

What is known of a setting by its name holds for whichever section has it: a port is a port.
"""

import re
from ipaddress import ip_network
from math import isfinite
from urllib.parse import urlsplit

from retold.settings.describing import Setting, toml
from retold.watching import seconds

_SECURITY = ("starttls", "tls", "none")


def off_limits(setting: Setting, value: object) -> str:
    """What a value must be that it isn't; "" if it can be used."""
    if isinstance(value, bool) or value == setting.default:
        return ""
    if isinstance(value, int | float):
        return _number(setting, value)
    if isinstance(value, str) and value:
        return _words(setting, value)
    if isinstance(value, tuple):
        return next(filter(None, (_one_of_many(setting, one) for one in value)), "")
    return ""


def _number(setting: Setting, value: float) -> str:
    if not isfinite(value):
        return "must be a number that ends"
    if setting.field == "port":
        return "" if 0 < value < 65_536 else "must be a port, 1 to 65535"
    if setting.name == "working.threads":
        return "" if 1 <= value <= 64 else "must be 1 to 64"
    # Sizes, counts and times all; what may be below zero is so unless set.
    default = setting.default
    return "" if value >= 0 or (isinstance(default, int | float) and default < 0) else "must not be below zero"


def _words(setting: Setting, value: str) -> str:
    if "\n" in value or "\r" in value or "\0" in value:
        return "must be one line"
    if setting.field in ("url", "issuer") or setting.field.endswith("_url"):
        return _address(value)
    if setting.field in ("sender", "reply_to", "bounce_address"):
        return "" if re.search(r"[^@\s]@[^@\s]", value) else "must hold an e-mail address"
    if setting.field == "zone":
        return _zone(value)
    if setting.field == "security":
        return "" if value in _SECURITY else f"must be one of {', '.join(map(toml, _SECURITY))}"
    return ""


def _one_of_many(setting: Setting, value: object) -> str:
    try:
        if setting.field == "looks":
            seconds(str(value))
        if setting.field == "allowed_hosts":
            _host(str(value).strip("[] "))
        if setting.field in ("proxies", "metrics"):
            ip_network(str(value), strict=False)
    except ValueError as error:
        return f"must be otherwise: {error}"
    return ""


def _host(words: str) -> None:
    """Raise `ValueError` for what looks like an address or a network and is none."""
    if "/" in words or ":" in words or words.replace(".", "").isdigit():
        ip_network(words, strict=False)


def _address(value: str) -> str:
    wanted = "must be an address as a browser has it: https://brief.example.org"
    try:
        parts = urlsplit(value)
        if parts.port == 0:
            return wanted
    except ValueError:
        return wanted
    good = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
    return "" if good and " " not in value else wanted


def _zone(value: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return 'must be a time zone of IANA\'s: "Europe/Berlin"'
    return ""
