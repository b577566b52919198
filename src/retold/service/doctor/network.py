"""What a box reaches, and by what others reach it. Nothing is sent to anybody."""

import socket
from dataclasses import replace
from urllib.parse import urlsplit

from retold.service.doctor.findings import Box, Finding, fault, ok, warning

_TRIAL = (".invalid", ".test", ".example", ".localhost", ".local", ".internal")
"""RFC 2606, RFC 6762 and ICANN's .internal: nobody else knows such a name."""


def mail_server(box: Box) -> Finding:
    """Reached, with a certificate that holds, and logged in to."""
    mailing = box.settings.config.mailing
    if not mailing.server:
        return ok("mail server", "none is set: nothing is mailed")
    from retold.mail.smtp import SmtpSender

    bounded = replace(mailing, timeout=min(mailing.timeout, box.within / 2))
    with SmtpSender(bounded) as server:
        failed = server.ready()
    if failed is not None:
        return fault("mail server", failed.answer, "see [mailing] in the settings")
    how = {"tls": "by TLS", "starttls": "by STARTTLS"}.get(mailing.security, "in the open")
    login = ", logged in" if mailing.user else ""
    return ok("mail server", f"{mailing.server} takes mail {how}{login}")


def sender(box: Box) -> Finding:
    """Whose domain has to be known, or others turn the mail away."""
    mailing = box.settings.config.mailing
    if not mailing.server:
        return ok("sender", "none is needed")
    domain = mailing.sender.rpartition("@")[2].strip(" >").casefold()
    if not domain:
        return fault("sender", "no address that mail is from is set", "set `sender` in [mailing]")
    if _is_trial(domain):
        step = "set `sender` in [mailing] to an address of a domain of yours"
        return warning("sender", f"{domain} is no domain that others know", step)
    if not _addresses(domain):
        step = "check `sender`; a domain that takes mail but has no address is all right if it has an MX record"
        return warning("sender", f"{domain} has no address (DNS)", step)
    return ok("sender", f"{domain} is known; SPF and DKIM are its mail server's matter")


def site(box: Box) -> Finding:
    """The links in mails."""
    url = box.settings.site.url
    host = urlsplit(url).hostname or ""
    needed = bool(box.settings.config.mailing.server)
    if _is_trial(host) or host in ("127.0.0.1", "::1"):
        said = f"{url} can be reached from this machine only"
        return warning("site", said, "set `url` in [site]: links in mails lead there") if needed else ok("site", said)
    if not _addresses(host):
        return fault("site", f"{host} is not known (DNS)", "check `url` in [site], and the records of its domain")
    if urlsplit(url).scheme != "https":
        return warning(
            "site", f"{url} is in the open", "serve it by https: links in mails let readers in without a login"
        )
    return ok("site", f"{host} is known")


def _is_trial(host: str) -> bool:
    return "." not in host or host.endswith(_TRIAL) or host in ("example.com", "example.org", "example.net")


def _addresses(host: str) -> list[str]:
    try:
        return sorted({str(told[4][0]) for told in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        return []


CHECKS = (mail_server, sender, site)
