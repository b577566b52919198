"""What is known of each setting: its name, its meaning from the `#:` lines of its dataclass, its type and default.

The example file and the tables of docs/settings.md are made from it. Nothing is read from a settings file here.
"""

import inspect
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from retold.config import Config
from retold.settings.values import SECTIONS, TOP, Section, Settings

_SECRET = re.compile(r"(?:^|_)(?:password|secret|token|private_key)$")
_FIELD = re.compile(r"(\w+)\s*:")
#: An address can hold a password: postgresql://ann:tulip@server/news.
_PASSWORD = re.compile(r"""(?<=://)([^/@\s:]*):[^/\s]*@|((?:password|sslpassword)=)[^&\s"]*""", re.I)
HIDDEN = "(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting."""

    #: "" for those above all sections.
    section: str
    field: str
    #: Its type, as the dataclass has it.
    kind: Any
    default: Any
    meaning: str

    @property
    def name(self) -> str:
        """As people call it: "mailing.password"."""
        return f"{self.section}.{self.field}" if self.section else self.field

    @property
    def variable(self) -> str:
        """Of the environment: "RETOLD_MAILING_PASSWORD"."""
        return f"RETOLD_{self.name.replace('.', '_').upper()}"

    @property
    def secret(self) -> bool:
        """True if nobody is to see it."""
        return bool(_SECRET.search(self.field))

    @property
    def from_file(self) -> bool:
        """True if a variable may name a file that holds it, as Docker and systemd hand secrets over."""
        return self.secret or self.name == "store"

    @property
    def is_path(self) -> bool:
        """True if it names a file or folder, or an address instead."""
        return self.name in ("store", "backups") or self.field.endswith("_file")

    @property
    def must_be(self) -> str:
        """What it must be, for people."""
        return _must_be(self.kind)

    def masked(self, value: object) -> object:
        """A value without what nobody is to see."""
        if self.secret and value not in ("", None):
            return HIDDEN
        if not isinstance(value, str):
            return value
        return _PASSWORD.sub(lambda m: f"{m[1]}:***@" if m[2] is None else f"{m[2]}***", value)

    def shown(self, value: object) -> str:
        """The same as the settings file would have it."""
        masked = self.masked(value)
        return HIDDEN if masked == HIDDEN else toml(masked)


@cache
def every() -> tuple[Setting, ...]:
    """All settings, in the order in which they are shown."""
    top = _settings(Section(name="", holder="", fields=TOP), Settings)
    return (*top, *(one for section in SECTIONS for one in _settings(section, holder(section))))


def holder(section: Section) -> type:
    """The dataclass of a section."""
    found: type = get_type_hints(Config if section.of_config else Settings)[section.holder]
    return found


def in_force(settings: Settings) -> Iterator[tuple[Setting, Any]]:
    """Each setting with its value."""
    holders = {one.name: one for one in SECTIONS}
    for one in every():
        if not one.section:
            yield one, getattr(settings, one.field)
            continue
        section = holders[one.section]
        within = settings.config if section.of_config else settings
        yield one, getattr(getattr(within, section.holder), one.field)


def example() -> str:
    """A settings file with every setting at its default and its meaning above it, all of it commented out."""
    lines = [
        "# Settings of Retold. Take the # away from what you want to set; all else is as it is written here.",
        "# Each can be set in the environment instead, which stands above this file: RETOLD_MAILING_PASSWORD for",
        "# password in [mailing]; RETOLD_MAILING_PASSWORD_FILE names a file that holds it.",
    ]
    section = ""
    for one in every():
        if one.section != section:
            section = one.section
            lines += ["", "", f"[{section}]", *_comment(about(section))]
        default = "" if one.default is None else toml(one.default)
        lines += ["", *_comment(one.meaning), f"# {one.field} = {default}".rstrip()]
    return "\n".join(lines) + "\n"


def tables() -> str:
    """All settings as Markdown, a table a section."""
    parts = [_table("Above all sections", "", [one for one in every() if not one.section])]
    for section in SECTIONS:
        own = [one for one in every() if one.section == section.name]
        if own:
            parts.append(_table(f"`[{section.name}]`", about(section.name), own))
    return "\n\n".join(parts) + "\n"


def about(section: str) -> str:
    """What a section is for."""
    found = next(one for one in SECTIONS if one.name == section)
    return (inspect.getdoc(holder(found)) or "").split("\n\n")[0].replace("\n", " ")


def toml(value: object) -> str:
    """A value as TOML. The strings of JSON are basic strings of TOML: https://toml.io/en/v1.0.0#string."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= 10_000:
        return f"{value:_}"
    return "not set" if value is None else str(value)


def _table(title: str, said: str, own: list[Setting]) -> str:
    rows = [
        f"| `{one.field}` | {_cell(f'`{one.shown(one.default)}`')} | {one.must_be} | {_cell(one.meaning)} |"
        for one in own
    ]
    head = ["| setting | unless set | must be | meaning |", "|---|---|---|---|"]
    return "\n".join([f"### {title}", "", *([said, ""] if said else []), *head, *rows])


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _comment(words: str) -> list[str]:
    return textwrap.wrap(words, 100, initial_indent="# ", subsequent_indent="# ")


def _settings(section: Section, kind: type) -> Iterator[Setting]:
    types, said = get_type_hints(kind), _meanings(kind)
    for one in fields(kind):
        if one.name not in section.without and (section.fields is None or one.name in section.fields):
            default = one.default if one.default_factory is MISSING else one.default_factory()
            yield Setting(
                section=section.name,
                field=one.name,
                kind=types[one.name],
                default=default,
                meaning=said.get(one.name, ""),
            )


def _meanings(kind: type) -> dict[str, str]:
    """The `#:` lines above each field; those of the field before where a field goes on with it (" ... and")."""
    found: dict[str, str] = {}
    said: list[str] = []
    begun = False
    for line in map(str.strip, inspect.getsource(kind).splitlines()):
        if line.startswith("#:"):
            said = said if begun else []
            said.append(line.removeprefix("#:").strip())
            begun = True
        elif match := _FIELD.match(line):
            found[match[1]] = " ".join(said)
            begun = False
    return found


def _must_be(kind: Any) -> str:  # noqa: ANN401 - a type as `get_type_hints` gives it
    origin, within = get_origin(kind), get_args(kind)
    if origin is Literal:
        return f"one of {', '.join(toml(one) for one in within)}"
    if origin in (Union, UnionType):
        return " or ".join(_must_be(one) for one in within if one is not NoneType)
    if origin in (tuple, list):
        return f"a list, each {_must_be(within[0])}"
    return {int: "a whole number", float: "a number", str: "text", bool: "true or false"}.get(kind, str(kind))
