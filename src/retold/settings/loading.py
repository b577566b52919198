"""Where settings are found, and whether they are right: a file and the environment in, `Settings` or all faults out.

An unknown variable of the environment is a fault only if it is meant for a setting by its looks: others (Kubernetes'
RETOLD_PORT=tcp://...) are not ours. Nothing is looked up that a setting names, but the files that hold secrets.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any, get_origin

from retold.config import DEFAULT
from retold.errors import SettingsError
from retold.settings.checks import off_limits
from retold.settings.describing import HIDDEN, Setting, every, toml
from retold.settings.values import SECTIONS, Settings

NAME = "retold.toml"
_OTHERS = frozenset({"RETOLD_SETTINGS", "RETOLD_SHARED", "RETOLD_FUZZ_EXAMPLES"})
_HEAD = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
#: As alike as a misspelling: RETOLD_STROE; RETOLD_PORT and RETOLD_STORE are not.
_ALIKE = 0.85


def load(
    file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """The settings: of `file`, or of the first that is found (`find`), below those of the environment.

    `environment` and `folder` are the process's own if not given. Raises `SettingsError` with all faults.
    """
    environment = os.environ if environment is None else environment
    faults: list[str] = []
    found = find(file, environment=environment, folder=folder)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for setting, given, where, words in chain(_of_file(found, faults), _of_environment(environment, faults)):
        value, fault = _checked(setting, given, words=words)
        if fault:
            faults.append(f"{where}: {fault}")
        else:
            if setting.is_path and found is not None and not words:
                value = _from_folder(value, found)
            values[setting.name], sources[setting.name] = value, where
    made = _made(values, faults)
    if faults:
        raise SettingsError(tuple(faults))
    return replace(made, file=found, sources=sources)


def find(file: Path | None, *, environment: Mapping[str, str], folder: Path | None = None) -> Path | None:
    """The settings file: the one named, that of RETOLD_SETTINGS, retold.toml here, or in the user's own folder.

    https://specifications.freedesktop.org/basedir-spec/latest/. None if there is none. Raises `SettingsError` if one
    that was named isn't there.
    """
    named = file or (Path(environment["RETOLD_SETTINGS"]) if environment.get("RETOLD_SETTINGS") else None)
    if named is not None:
        if not named.is_file():
            raise SettingsError((f"no settings file at {named}: name one, or write it by `retold settings --example`",))
        return named
    home = environment.get("XDG_CONFIG_HOME") or (f"{environment['HOME']}/.config" if environment.get("HOME") else "")
    places = [folder or Path(), *([Path(home) / "retold"] if home else [])]
    return next((place / NAME for place in places if (place / NAME).is_file()), None)


_Told = tuple[Setting, Any, str, bool]
"""A setting, what was given, where, and whether it was given as words."""


def _of_file(file: Path | None, faults: list[str]) -> Iterator[_Told]:
    if file is None:
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{file} is no TOML: {error}; texts stand in quotes, as in `retold settings --example`")
        return
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{file} can't be read ({getattr(error, 'strerror', None) or 'no UTF-8'}): check who may read it")
        return
    lines = _lines(text)
    known = {one.name: one for one in every()}
    for name, value in _flat(held):
        where = f"{file.name}, line {lines[name]}" if name in lines else str(file.name)
        if name in known:
            yield known[name], value, where, False
        else:
            faults.append(f"{where}: {_unknown(name, is_section=isinstance(value, dict))}")


def _flat(held: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(name, value) of each key; of a section that nobody knows, only itself."""
    sections = {section.name for section in SECTIONS}
    for key, value in held.items():
        if key in sections and isinstance(value, dict):
            yield from ((f"{key}.{field}", given) for field, given in value.items())
        else:
            yield key, value


def _lines(text: str) -> dict[str, int]:
    """Names -> the line on which each stands; tomllib does not tell."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            section = f"{head[1]}."
            found.setdefault(head[1], number)
        elif key := _KEY.match(line):
            found.setdefault(section + key[1], number)
    return found


def _unknown(name: str, *, is_section: bool) -> str:
    """What to say of a name that nobody knows."""
    section, _, field = name.rpartition(".")
    sections = [one.name for one in SECTIONS]
    if name in sections:
        return f"{name} is a section: write [{name}] on a line of its own, and its settings below"
    of_config = {one.name: one.holder for one in SECTIONS if one.of_config}.get(section, section)
    if hasattr(DEFAULT, name) or (of_config and hasattr(getattr(DEFAULT, of_config, None), field)):
        return f"{name} is no setting: what decides of texts was measured, and stands in retold/config.py"
    if is_section:
        near = get_close_matches(name, sections, 1)
        return (
            f"there is no section [{name}]; {f'did you mean [{near[0]}]?' if near else f'there are {_all(sections)}'}"
        )
    return f"there is no setting {name}; {_meant(section, field)}"


def _meant(section: str, field: str) -> str:
    """The nearest setting: of the same section first, since it was meant; then one of that name elsewhere."""
    own = {one.field: one.name for one in every() if one.section == section}
    for among in (own, {one.field: one.name for one in every()}):
        if near := get_close_matches(field, among, 1):
            return f"did you mean {among[near[0]]}?"
    return f"there are {_all(sorted(own))}" if own else "`retold settings --example` shows all"


def _all(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _of_environment(environment: Mapping[str, str], faults: list[str]) -> Iterator[_Told]:
    known = {one.variable: one for one in every()}
    of_files = {f"{one.variable}_FILE": one for one in every() if one.from_file}
    for name in sorted(name for name in environment if name.startswith("RETOLD_") and name not in _OTHERS):
        if name in known:
            yield known[name], environment[name], name, True
        elif name in of_files:
            if of_files[name].variable in environment:
                faults.append(f"{name}: {of_files[name].variable} is set, too; unset one of them")
                continue
            try:
                words = Path(environment[name]).read_text(encoding="utf8").removesuffix("\n").removesuffix("\r")
            except (OSError, UnicodeDecodeError) as error:
                said = getattr(error, "strerror", None) or "no UTF-8"
                faults.append(f"{name}: {environment[name]} can't be read ({said}): check who may read it")
                continue
            yield of_files[name], words, name, True
        elif fault := _misspelt(name, known):
            faults.append(fault)


def _misspelt(name: str, known: Mapping[str, Setting]) -> str:
    """What to say of a variable that looks like one of ours; "" of others."""
    near = get_close_matches(name, known, 1, _ALIKE)
    section = next((one.name for one in SECTIONS if f"{name}_".startswith(f"RETOLD_{one.name.upper()}_")), "")
    if not near and not section:
        return ""
    meant = near[0] if near else f"RETOLD_{section.upper()}_... with a setting of [{section}]"
    return f"{name}: there is no such setting; did you mean {meant}?"


def _checked(setting: Setting, given: Any, *, words: bool) -> tuple[Any, str]:  # noqa: ANN401 - what TOML can hold
    """The value as its dataclass has it, and what is wrong with it."""
    import msgspec

    if words and get_origin(setting.kind) is tuple:
        given = [part.strip() for part in given.split(",") if part.strip()]
    try:
        value = msgspec.convert(given, setting.kind, strict=not words)
    except msgspec.ValidationError:
        wrong = f"must be {setting.must_be}"
    else:
        wrong = off_limits(setting, value)
    if not wrong:
        return value, ""
    shown = (
        HIDDEN
        if setting.secret or setting.name == "store"
        else toml(given)
        if not isinstance(given, dict)
        else "a table"
    )
    default = (
        "" if setting.secret or setting.default in ("", (), None) else f" (unless set it is {toml(setting.default)})"
    )
    return None, f"{setting.name} is {shown}, and {wrong}{default}"


def _from_folder(place: str, file: Path) -> str:
    """A path that a file names begins at the folder of that file, wherever Retold is started."""
    if not place or "://" in place:
        return place
    # What `retold archive` wrote is named with its kind.
    kind = "parquet:" if place.startswith("parquet:") else ""
    return f"{kind}{file.parent / Path(place.removeprefix(kind)).expanduser()}"


def _made(values: Mapping[str, Any], faults: list[str]) -> Settings:
    """The values in their dataclasses, which may find fault with what goes together."""
    config: dict[str, Any] = {}
    own = {name: value for name, value in values.items() if "." not in name}
    for section in SECTIONS:
        given = {n.partition(".")[2]: value for n, value in values.items() if n.startswith(f"{section.name}.")}
        base = getattr(DEFAULT if section.of_config else Settings(), section.holder)
        try:
            (config if section.of_config else own)[section.holder] = replace(base, **given)
        except ValueError as error:
            faults.append(f"[{section.name}]: {error}")
    made = Settings(**own, config=replace(DEFAULT, **config))
    # One address and one name, set once, for mails as for pages.
    subscribing = replace(made.config.subscribing, site=made.site.url, name=made.site.name)
    return replace(made, config=replace(made.config, subscribing=subscribing))
