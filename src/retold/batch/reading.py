"""Files of pages to articles: a unit of work a file, read as `retold read` reads it.

Each page is an article, or stands in the quarantine with its reason; so pages in are articles and quarantined out.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow.fs import FileSelector, FileType

from retold.batch.folder import Folder, Unit, located, mark_name, reaching
from retold.batch.tables import ARTICLES, QUARANTINE
from retold.batch.units import Record, words
from retold.config import Config
from retold.errors import Fault, InputError, NoArticle, Unreadable
from retold.records import pack
from retold.types import Article

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

RUNS = pa.schema(
    [
        ("id", pa.string()),
        ("file", pa.string()),
        ("page", pa.int64()),
        ("outlet", pa.string()),
        ("language", pa.string()),
        ("at", pa.int64()),
        # Hashes of its word 5-grams (`retold.duplicates.shingles`), eight bytes each.
        ("runs", pa.binary()),
    ]
)
"""What the next stages need of an article; `file` is the key of its file."""

_SUFFIXES = (".warc", ".wet", ".jsonl", ".ndjson", ".parquet")
_WIDE = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read."""

    address: str
    size: int
    #: When it was changed, nanoseconds.
    changed: int

    @property
    def key(self) -> str:
        """Sixteen hex digits, others if it has changed."""
        return sha256(f"{self.address}\x1f{self.size}\x1f{self.changed}".encode()).hexdigest()[:16]


def files_of(inputs: Iterable[str]) -> list[File]:
    """The files that inputs (files, folders, addresses of either) name, by address.

    Raises `Unreadable`, and `StoreError` for what can't be reached.
    """
    found: dict[str, File] = {}
    for name in inputs:
        if name.startswith(("http://", "https://")):
            raise Unreadable(name, "the archive job reads files; fetch it first, or name a bucket (s3://...)")
        system, path = located(name if "://" in name else str(Path(name).resolve()))
        with reaching(name):
            info = system.get_file_info(path)
            below = FileSelector(path, recursive=True)
            whole = system.get_file_info(below) if info.type == FileType.Directory else [info]
        if info.type == FileType.NotFound:
            raise Unreadable(name, "there is no such file; check the name")
        some = [one for one in whole if one.type == FileType.File and (one is info or _is_archive(one.path))]
        if not some:
            raise Unreadable(name, f"the folder holds no archives ({' '.join(_SUFFIXES)}, also with .gz)")
        scheme = name.split("://", 1)[0] + "://" if "://" in name and not name.startswith("file:") else ""
        for one in some:
            found[scheme + one.path] = File(scheme + one.path, one.size, one.mtime_ns or 0)
    return [found[address] for address in sorted(found)]


def _is_archive(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].lower().removesuffix(".gz")
    return not name.startswith(".") and name.endswith(_SUFFIXES)


class Reading:
    """Reads files: a row names one."""

    def __init__(self, folder: Folder, config: Config) -> None:
        self._folder = folder
        self._config = config

    def __call__(self, key: str, rows: Iterator[Record]) -> Mapping[str, Any]:
        """Read one file; its mark."""
        (row,) = rows
        tables = {"articles": ARTICLES, "quarantine": QUARANTINE, "runs": RUNS}
        pages, seen = 0, set[str]()
        with Unit(self._folder, "read", key, tables) as unit:
            for number, found in enumerate(read_file(row["address"], self._config)):
                pages += 1
                kind, reason = wrong(found, seen)
                if kind or isinstance(found, InputError):
                    name = found.name if isinstance(found, InputError) else found.input
                    unit.add("quarantine", quarantined(row["address"], number, name, kind, reason))
                else:
                    seen.add(found.id)
                    unit.add("articles", article_row(found, row["address"], number))
                    unit.add("runs", runs_row(found, key, number, self._config))
            return unit.end(file=row["address"], pages=pages)


def read_file(address: str, config: Config) -> Iterator[Article | InputError]:
    """An article for each page of a file, or why there is none."""
    from retold.service.reading import read_all

    if "://" not in address:
        yield from read_all([address], config=config)
        return
    system, path = located(address)
    with tempfile.TemporaryDirectory(prefix="retold-") as folder:
        # Under its name, which says what it is.
        copy = Path(folder) / path.rsplit("/", 1)[-1]
        with system.open_input_stream(path, compression=None) as source, copy.open("wb") as target:
            while piece := source.read(1 << 22):
                target.write(piece)
        for found in read_all([str(copy)], config=config):
            yield _named(found, str(copy), address)


def _named(found: Article | InputError, copy: str, address: str) -> Article | InputError:
    """By the address of its file, where it is named by the copy's: ids hang on names."""
    if isinstance(found, InputError):
        found.name = found.name.replace(copy, address)
        return found
    return replace(found, input=found.input.replace(copy, address))


def wrong(found: Article | InputError, seen: set[str]) -> tuple[str, str]:
    """Why what a page gave goes to the quarantine, and its kind there; twice nothing if it doesn't."""
    match found:
        case Fault():
            return "fault", found.reason
        case NoArticle():
            return "no article", found.reason
        case InputError():
            return "unreadable", found.reason
    return ("repeated", REPEATED) if found.id in seen else ("", "")


REPEATED = "the same words of the same outlet at the same address are in the archive already"


def quarantined(file: str, page: int, name: str, kind: str, reason: str) -> dict[str, Any]:
    """A row of the quarantine."""
    return {"file": file, "page": page, "input": words(name), "kind": kind, "reason": words(reason)}


def article_row(article: Article, file: str, page: int) -> dict[str, Any]:
    """A row of the articles."""
    return {
        "id": article.id,
        "input": words(article.input),
        "url": words(article.url),
        "outlet": words(article.outlet),
        "title": words(article.title),
        "language": article.language,
        "earliest": article.published.earliest,
        "latest": article.published.latest,
        "precision": article.published.precision,
        "fetched_at": article.fetched_at,
        "text": words(article.text),
        "file": file,
        "page": page,
        "value": pack(article),
    }


def runs_row(article: Article, key: str, page: int, config: Config) -> dict[str, Any]:
    """What the next stages need of an article."""
    from retold.duplicates import shingles

    return {
        "id": article.id,
        "file": key,
        "page": page,
        "outlet": words(article.outlet),
        # It names windows, and so files.
        "language": re.sub(r"\W|_", "", article.language) or "und",
        "at": moment(article),
        "runs": shingles(article.text, size=config.grouping.shingle).astype("<u8").tobytes(),
    }


def moment(article: Article) -> int | None:
    """When an article came, in microseconds since 1970: its date, or if that is vague when it was fetched."""
    dated = article.published
    vague = dated.earliest is None or dated.latest is None or dated.latest - dated.earliest > _WIDE
    at: datetime | None = (article.fetched_at or dated.earliest) if vague else dated.earliest
    return None if at is None else round(at.timestamp() * 1e6)


def hashes(content: bytes) -> "np.ndarray[Any, np.dtype[np.uint64]]":
    """Runs as they were kept."""
    return np.frombuffer(content, dtype="<u8")


def repeated(light: "DataFrame") -> "DataFrame":
    """Files (keys) and the articles in them that others had first: old ones, else those that come first by name.

    `light` has id, file, page, address, and whether it is old.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    order = Window.partitionBy("id").orderBy(f.col("old").desc(), "address", "page")
    ranked = light.withColumn("rank", f.row_number().over(order))
    return ranked.where((f.col("rank") > 1) & ~f.col("old")).select("file", "id")


class Once:
    """Leaves out of files what others had before: a row names a file by its key, and an article."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def __call__(self, key: str, rows: Iterator[Record]) -> Mapping[str, Any]:
        """Write the parts of one file anew; its mark."""
        repeated = {row["id"] for row in rows}
        read = self._folder.read_json(mark_name("read", key))
        tables = {"articles": ARTICLES, "quarantine": QUARANTINE, "runs": RUNS}
        with Unit(self._folder, "once", key, tables, "once") as unit:
            for table, name in read["parts"].items():
                for row in self._folder.rows(name):
                    if row.get("id") not in repeated:
                        unit.add(table, row)
                    elif table == "articles":
                        where = (row["file"], row["page"], row["input"])
                        unit.add("quarantine", quarantined(*where, "repeated", REPEATED))
            return unit.end()
