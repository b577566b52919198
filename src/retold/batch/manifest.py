"""What an archive's folder holds: the manifest, which is written last, names it; whoever reads goes by it alone."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from retold import __version__
from retold.batch.folder import Folder, done, mark_name, marks, reaching
from retold.batch.tables import TABLES
from retold.config import Config
from retold.errors import StoreError
from retold.records import pack

_RULES = (
    *("reading", "templates", "dating", "grouping", "alignment"),
    *("comparing", "deriving", "versioning", "saying", "archiving"),
)
"""Settings on which tables depend."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Files that were taken up together."""

    name: str
    files: tuple[str, ...]
    #: Units in which its near-duplicates were verified.
    buckets: int

    @property
    def sketches(self) -> list[str]:
        """The keys of its units of sketches."""
        return [f"{self.name}-{key}" for key in self.files]

    @property
    def pairs(self) -> list[str]:
        """Those of near-duplicates."""
        return [f"{self.name}-{number}" for number in range(self.buckets)]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What holds."""

    about: Mapping[str, Any]
    generations: tuple[Generation, ...] = ()
    #: Addresses of files by key.
    files: Mapping[str, str] = field(default_factory=dict)
    #: Days of a window, by language.
    days: Mapping[str, int] = field(default_factory=dict)


def begin(folder: Folder, config: Config, *, statements: bool) -> Manifest:
    """What a folder holds; a new one is begun. Raises `StoreError` if it holds something else, or of another making."""
    rules = hashlib.sha256(pack([getattr(config, name) for name in _RULES])).hexdigest()[:16]
    about = {"retold": __version__, "settings": rules, "statements": statements}
    with reaching(folder.address):
        found = folder.read_json("manifest.json")
        begun = found or folder.read_json(".work/begun.json")
        if begun is None:
            if folder.names("."):
                raise StoreError(f"{folder.address} holds something else: name another folder by --out")
            begun = about
            folder.write_json(".work/begun.json", begun)
    if any(begun.get(name) != value for name, value in about.items()):
        raise StoreError(
            f"{folder.address} was made by another version of Retold or with other settings: name another folder by "
            "--out, or go on as it was begun"
        )
    if found is None:
        return Manifest(about)
    generations = tuple(Generation(one["name"], tuple(one["files"]), one["buckets"]) for one in found["generations"])
    return Manifest(about, generations, found["files"], found["days"])


def parts_of(folder: Folder, stage: str, keys: Iterable[str], table: str) -> list[str]:
    """The parts of a table that units of a stage wrote."""
    return [mark["parts"][table] for mark in marks(folder, stage, keys) if table in mark["parts"]]


def file_marks(folder: Folder, files: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The marks of what was read of files: those of `once`, where it wrote their parts anew."""
    wanted = set(files)
    again = [mark for mark in marks(folder, "once", done(folder, "once") & wanted) if mark["parts"]]
    yield from again
    yield from marks(folder, "read", wanted - {mark["key"] for mark in again})


def write(folder: Folder, now: Manifest, told: Sequence[str], kinds: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    """Write what holds now (files and counts are filled in); how many pages that is of, and the rows of each table.

    `told` are the units of stories, `kinds` the numbers in quarantine. Raises `StoreError` if pages in aren't articles
    and quarantined out.
    """
    files = [key for one in now.generations for key in one.files]
    pairs = [key for one in now.generations for key in one.pairs]
    found = [*file_marks(folder, files), *marks(folder, "near", pairs), *marks(folder, "tell", told)]
    tables: dict[str, list[str]] = {table: [] for table in TABLES}
    rows = Counter[str]()
    for mark in found:
        for table, part in mark["parts"].items():
            if table in tables:
                tables[table].append(part)
                rows[table] += mark["rows"][table]
    read = list(marks(folder, "read", files))
    pages = sum(mark["pages"] for mark in read)
    if pages != rows["articles"] + sum(kinds.values()):
        raise StoreError(
            f"{folder.address}: {pages} pages gave {rows['articles']} articles and {sum(kinds.values())} in "
            "quarantine, which does not add up; please report it, and begin a new --out"
        )
    counts = {"pages": pages, "articles": rows["articles"], "quarantined": dict(kinds)}
    held = {
        "generations": [{"name": one.name, "files": one.files, "buckets": one.buckets} for one in now.generations],
        "files": {mark["key"]: mark["file"] for mark in read},
        "days": now.days,
        "counts": {**counts, "rows": {table: rows[table] for table in TABLES}},
        "tables": {table: sorted(parts) for table, parts in tables.items()},
    }
    folder.write_json("manifest.json", {**now.about, **held})
    for table, parts in tables.items():
        folder.drop(set(folder.names(table)) - set(parts))
    return pages, {table: rows[table] for table in TABLES}


def clean(folder: Folder, current: Mapping[str, Sequence[str]]) -> None:
    """Remove the marks, and the parts of groups, of units that no longer hold."""
    for stage, keys in current.items():
        folder.drop(mark_name(stage, key) for key in done(folder, stage) - set(keys))
    held = parts_of(folder, "group", current["group"], "grouped")
    folder.drop(set(folder.names(".work/grouped")) - set(held))
    folder.drop(folder.names(".work/carried"))
