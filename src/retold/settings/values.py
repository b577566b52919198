"""What can be set: what belongs to the box itself, and those sections of `retold.config` that are an owner's.

An owner's are limits, addresses, hours, and how much of what is shown. What was measured to decide of texts (how alike
two articles must be, which words weigh what) is not: another value would make every figure of the tests and of
bench/README.md untrue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from retold.config import DEFAULT, Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The brief, and where its readers find it."""

    #: Address at which readers reach Retold's pages: the links of mails and feeds begin with it.
    url: str = "http://localhost:8000"
    #: Name of the brief, in mails, on pages and in feeds; empty for "Morning brief" in the reader's language.
    name: str = ""
    #: What may be read without signing in: "nothing"; "brief", the newest edition of all affairs; "all", every page of
    #: affairs, stories, articles and search, but nothing of readers, people and settings.
    public: Literal["nothing", "brief", "all"] = "nothing"
    #: Addresses or networks of proxies in front ("127.0.0.1", "10.0.0.0/8"): who they say asks is believed.
    proxies: tuple[str, ...] = ()
    #: Addresses or networks from which /metrics may be read: the server of Prometheus, say.
    metrics: tuple[str, ...] = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenId:
    """Signing in by a provider of OpenID Connect. What it calls back is /sign-in/openid/back below `url` of [site]."""

    #: Address of the provider, as it names itself: "https://id.example.org"; empty for none.
    issuer: str = ""
    #: What the provider calls this box.
    client_id: str = ""
    #: What the box proves that by; empty if the provider gave none.
    client_secret: str = ""
    #: Name of the provider on the button; empty for its host.
    name: str = ""
    #: Who may come in without an account: domains of e-mail addresses that the provider has verified ("example.org").
    #: Others come in only by an account that was made for them before, named like their verified address.
    domains: tuple[str, ...] = ()
    #: Claim in which the provider tells groups or roles ("groups"); empty to leave roles to /people.
    role_claim: str = ""
    #: Values of that claim that make an owner, and
    owners: tuple[str, ...] = ()
    #: an editor; whoever has neither is a reader. It is looked at anew with each sign-in.
    editors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.issuer) != bool(self.client_id):
            raise ValueError("issuer and client_id go together: set both, or neither")
        if bool(self.owners or self.editors) and not self.role_claim:
            raise ValueError("owners and editors are values of a claim: name it as role_claim")

    @property
    def shown(self) -> str:
        """What the provider is called on pages; "" without one."""
        return self.name or (urlsplit(self.issuer).hostname or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a running box says of its work, on standard error."""

    #: The least grave that is told: "debug" tells every step, with whole e-mail addresses.
    level: Literal["debug", "info", "warning", "error"] = "info"
    #: "people": a line to read, in colour on a terminal. "json": a JSON object a line, for machines.
    format: Literal["people", "json"] = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that can be set, and where each came from."""

    #: The store: a file, or postgresql://user@host/database. In a settings file, a path that is not absolute begins at
    #: that file's folder.
    store: str = ""
    #: Folder in which backups are kept: `retold doctor` warns if the newest is old.
    backups: str = ""
    site: Site = field(default_factory=Site)
    openid: OpenId = field(default_factory=OpenId)
    log: Log = field(default_factory=Log)
    config: Config = DEFAULT
    #: The settings file; None if there is none.
    file: Path | None = None
    #: Name of a setting ("mailing.password") -> where it was set: "retold.toml, line 12", "RETOLD_MAILING_PASSWORD".
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the settings file."""

    name: str
    #: The field of `Config`, or of `Settings` if `of_config` is false.
    holder: str
    of_config: bool = True
    #: Those that are an owner's; None for all.
    fields: tuple[str, ...] | None = None
    #: Those that are set elsewhere.
    without: tuple[str, ...] = ()


#: As they stand in the example and in the documents.
SECTIONS = (
    Section(name="site", holder="site", of_config=False),
    Section(name="mailing", holder="mailing"),
    # `site` and `name` there are `url` and `name` of [site].
    Section(name="subscribing", holder="subscribing", without=("site", "name")),
    Section(name="editing", holder="editing"),
    # What belongs to an affair is measured; how much of an outlet's habits is shown is an owner's.
    Section(name="following", holder="following", fields=("most_shown",)),
    Section(name="watching", holder="watching"),
    # How text is taken from a page is measured; what may be fetched, and how much of it, is an owner's.
    Section(
        name="reading",
        holder="reading",
        fields=(
            "max_page_bytes",
            "fetch_timeout",
            "fetch_total",
            "max_redirects",
            "allowed_hosts",
            "max_list_bytes",
            "max_entries",
            "max_lists",
            "max_nesting",
        ),
    ),
    Section(name="briefing", holder="briefing"),
    Section(name="working", holder="working"),
    Section(name="openid", holder="openid", of_config=False),
    Section(name="log", holder="log", of_config=False),
)
#: Of `Settings` itself, above all sections.
TOP = ("store", "backups")
