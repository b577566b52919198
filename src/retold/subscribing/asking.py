"""What a reader asks for, checked: address, days, hour, zone, countries, language, length.

Each check takes what a person wrote and gives the value that is kept, or raises `InputError` with the words at fault
and what to write instead. Nothing is looked up in the network: whether an address exists, a confirmation tells.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Literal, TypeVar, cast, get_args

from retold.errors import InputError
from retold.subscribing import countries as naming
from retold.types import Length, Subscriber

T = TypeVar("T", bound=str)
WhenEmpty = Literal["skip", "say"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"daily": DAYS, "weekdays": DAYS[:5], "weekends": DAYS[5:]}
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*")
"""Dot-atom of RFC 5322, 3.2.3. Quoted ones, which RFC 5321, 4.1.2, advises hosts against, are turned down."""
_LONGEST_LOCAL, _LONGEST = 64, 254
"""RFC 5321, 4.5.3.1, and https://www.rfc-editor.org/errata/eid1690"""
_HOUR = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a reader asks for, in their own words; None leaves a thing as it is."""

    #: Names of affairs.
    affairs: Sequence[str] | None = None
    #: Codes or names.
    countries: Sequence[str] | None = None
    #: "mon" or "Monday" ..., "daily", "weekdays", "weekends".
    days: Sequence[str] | None = None
    #: "07:00", at the reader's place.
    at: str | None = None
    #: IANA name.
    zone: str | None = None
    #: BCP 47 tag.
    language: str | None = None
    length: str | None = None
    when_empty: str | None = None


def apply(
    wishes: Wishes, subscriber: Subscriber, *, languages: Collection[str], affairs: Mapping[str, str]
) -> Subscriber:
    """The subscriber as they wish; `languages` are those of the frame, `affairs` leads from the names to the ids."""
    changed: dict[str, object] = {}
    if wishes.affairs is not None:
        changed["affairs"] = tuple(dict.fromkeys(affairs[name] for name in wishes.affairs))
    if wishes.countries is not None:
        changed["countries"] = naming.countries(wishes.countries)
    if wishes.days is not None:
        changed["days"] = days(wishes.days)
    if wishes.at is not None:
        changed["minute"] = minute(wishes.at)
    if wishes.zone is not None:
        changed["zone"] = zone(wishes.zone)
    if wishes.language is not None:
        changed["language"] = language(wishes.language, among=languages)
    if wishes.length is not None:
        changed["length"] = length(wishes.length)
    if wishes.when_empty is not None:
        changed["when_empty"] = when_empty(wishes.when_empty)
    return replace(subscriber, **changed)  # type: ignore[arg-type]


def email(asked: str) -> str:
    """An address that can stand in a header and an envelope: the domain in ASCII (IDNA 2008) and lower case.

    A local part beyond ASCII is turned down: it needs SMTPUTF8 (RFC 6531) on every server of its way.
    """
    text = asked.strip()
    local, at, domain = text.rpartition("@")
    shown = text if text.isprintable() else ascii(text)
    if not at:
        raise InputError(shown, "an e-mail address has an @: give it as name@example.org")
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        # The space of a header's fold and a second @ end here.
        raise InputError(
            shown,
            "the part before the @ may have letters from a to z, digits, single dots and a few signs, 64 in all: "
            "check it, or give another address",
        )
    whole = f"{local}@{_domain(domain, shown)}"
    if len(whole) > _LONGEST:
        raise InputError(shown, f"longer than the {_LONGEST} characters that mail can be sent to: give another address")
    return whole


def _domain(domain: str, shown: str) -> str:
    import idna

    try:
        # Full-width letters and capitals are what they stand for (UTS 46); an underscore is none (STD 3).
        found = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        found = ""
    labels = found.split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        raise InputError(shown, "what stands behind the @ is no domain: give it as name@example.org")
    return found


def days(asked: Iterable[str]) -> tuple[int, ...]:
    """Weekdays, 0 is Monday."""
    found: set[int] = set()
    for one in asked:
        name = one.strip().lower()
        if name not in _GROUPS and name not in DAYS and name not in _FULL:
            raise InputError(one, f"no day of the week: choose from {', '.join(DAYS)}, {', '.join(_GROUPS)}")
        found.update(DAYS.index(day) for day in _GROUPS.get(name, (name[:3],)))
    if not found:
        raise InputError("days", f"none is chosen: choose from {', '.join(DAYS)}, {', '.join(_GROUPS)}")
    return tuple(sorted(found))


def minute(asked: str) -> int:
    """Minutes after midnight."""
    match = _HOUR.fullmatch(asked.strip())
    hours, minutes = (int(match[1]), int(match[2])) if match and asked.isascii() else (24, 0)
    if hours > 23 or minutes > 59:
        raise InputError(asked, "no time of the day: give it as 07:00, from 00:00 to 23:59")
    return 60 * hours + minutes


def zone(asked: str) -> str:
    """The IANA name of a time zone, in whatever case it was written."""
    name = asked.strip().replace(" ", "_")
    known = _zones()
    if found := known.get(name.lower()):
        return found
    last = {zone.rpartition("/")[2]: zone for zone in known}
    near = get_close_matches(name.lower(), [*last, *known], n=1, cutoff=0.75)
    meant = f"did you mean {known[last.get(near[0], near[0])]}? If not, " if near else ""
    raise InputError(asked, f"no time zone is called that: {meant}give its IANA name, such as Europe/Berlin")


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    # "localtime" and "Factory" are no places.
    return {name.lower(): name for name in sorted(available_timezones()) if name not in {"localtime", "Factory"}}


def language(asked: str, *, among: Collection[str]) -> str:
    """A language that the frame of a mail has: "de" for "de-AT"."""
    tag = asked.strip().replace("_", "-").lower()
    found = {known.lower(): known for known in among}
    while tag:
        if tag in found:
            return found[tag]
        tag = tag.rpartition("-")[0]
    raise InputError(asked, f"mails have no frame in this language: choose from {', '.join(sorted(among))}")


def length(asked: str) -> Length:
    """How much an edition shows."""
    return _one_of(asked, cast(tuple[Length, ...], get_args(Length)), "no length of an edition")


def when_empty(asked: str) -> WhenEmpty:
    """What happens on a day with nothing new."""
    return _one_of(asked, cast(tuple[WhenEmpty, ...], get_args(WhenEmpty)), "not what can be done without news")


def _one_of(asked: str, among: tuple[T, ...], problem: str) -> T:
    for one in among:
        if asked.strip().lower() == one:
            return one
    raise InputError(asked, f"{problem}: choose from {', '.join(among)}")
