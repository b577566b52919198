"""What can be set: what belongs to the box itself, and those sections of `retold.config` that are an owner's.

An owner's are limits, addresses, hours, and how much of what is shown. What was measured to decide of texts (how alike
two articles must be, which words weigh what) is not: another value would make every figure of the tests and of
bench/README.md untrue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from retold.config import DEFAULT, Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The brief, and where its readers find it."""

    #: Address at which readers reach Retold's pages: the links of mails and feeds begin with it.
    url: str = "http://localhost:8000"
    #: Name of the brief, in mails, on pages and in feeds; empty for "Morning brief" in the reader's language.
    name: str = ""
    #: Addresses or networks of proxies in front ("127.0.0.1", "10.0.0.0/8"): who they say asks is believed.
    proxies: tuple[str, ...] = ()


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
    Section(name="log", holder="log", of_config=False),
)
#: Of `Settings` itself, above all sections.
TOP = ("store", "backups")
