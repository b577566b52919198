"""A folder of parts, on this machine or wherever pyarrow reaches (s3://, gs://, hdfs://).

A part is there whole or not at all: it is written under a name that nobody reads, then moved. Two that write the same
part write the same, so it doesn't matter whose stays.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

from retold.batch.processes import megabytes
from retold.batch.tables import TABLES
from retold.errors import StoreError

Row = Mapping[str, Any]

_ROWS = 1_000
"""Rows that are written together."""
_AT_ONCE = 16
"""Marks that are read at a time."""


def located(address: str) -> tuple[FileSystem, str]:
    """The system of files that a path or an address is of, and the path there. Raises `StoreError`."""
    with reaching(address):
        return FileSystem.from_uri(address) if "://" in address else (LocalFileSystem(), address)


@contextmanager
def reaching(address: str) -> Iterator[None]:
    """What a system of files refuses within is a `StoreError` that names the address."""
    try:
        yield
    # pyarrow says of a scheme that it doesn't know that the value is wrong.
    except (OSError, ValueError) as error:
        said = str(error).strip().split("\n")[0].rstrip(".")
        step = "check the name, that it can be reached from here, and what you may do there"
        raise StoreError(f"{address} can't be used ({said}): {step}") from error


class Folder:
    """A folder, by its path or address."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.system, self.path = located(self.address)

    def __reduce__(self) -> tuple[type["Folder"], tuple[str]]:
        # Systems of files don't travel to executors; addresses do.
        return Folder, (self.address,)

    def place(self, name: str) -> str:
        """The address of what is called so in here."""
        return f"{self.address}/{name}"

    def names(self, below: str) -> list[str]:
        """The files below a folder in here, by name; those that are being written left out."""
        found = self.system.get_file_info(FileSelector(f"{self.path}/{below}", allow_not_found=True, recursive=True))
        names = (one.path[len(self.path) :].lstrip("/") for one in found if one.type == FileType.File)
        return sorted(name for name in names if not name.rsplit("/", 1)[-1].startswith("."))

    def read_json(self, name: str) -> Any:  # noqa: ANN401 - JSON has no type
        """What a JSON file holds; None if there is none."""
        with suppress(FileNotFoundError), self.system.open_input_stream(f"{self.path}/{name}") as file:
            return json.loads(file.read())

    def write_json(self, name: str, value: object) -> None:
        """Write a JSON file, in the place of one of that name."""
        temporary = self._begin(name)
        with self.system.open_output_stream(temporary) as file:
            file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
        self.system.move(temporary, f"{self.path}/{name}")

    def drop(self, names: Iterable[str]) -> None:
        """Remove files."""
        for name in names:
            with suppress(FileNotFoundError):
                self.system.delete_file(f"{self.path}/{name}")

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A part, whole."""
        return pq.read_table(f"{self.path}/{name}", columns=list(columns) if columns else None, filesystem=self.system)

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a part, some at a time."""
        with pq.ParquetFile(f"{self.path}/{name}", filesystem=self.system) as file:
            for batch in file.iter_batches(_ROWS):
                yield from batch.to_pylist()

    def _begin(self, name: str) -> str:
        before, _, last = f"{self.path}/{name}".rpartition("/")
        self.system.create_dir(before, recursive=True)
        return f"{before}/.{last}.{uuid4().hex}"


class Part:
    """A part that is being written: rows, then `end`; without it nothing is there."""

    def __init__(self, folder: Folder, name: str, schema: pa.Schema) -> None:
        self.name = name
        self.rows = 0
        self._folder = folder
        self._schema = schema
        self._temporary = folder._begin(name)
        self._file = folder.system.open_output_stream(self._temporary)
        self._writer = pq.ParquetWriter(self._file, schema, compression="zstd")
        self._waiting: list[Row] = []

    def add(self, row: Row) -> None:
        """Write a row."""
        self._waiting.append(row)
        if len(self._waiting) >= _ROWS:
            self._flush()

    def end(self) -> None:
        """Have it there."""
        self._flush()
        self._writer.close()
        self._file.close()
        self._folder.system.move(self._temporary, f"{self._folder.path}/{self.name}")

    def abandon(self) -> None:
        """Leave nothing."""
        for closing in (self._writer.close, self._file.close):
            with suppress(Exception):
                closing()
        with suppress(FileNotFoundError):
            self._folder.system.delete_file(self._temporary)

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
            self.rows += len(self._waiting)
            self._waiting = []


class Unit:
    """A piece of work of a stage, that writes a part of each of several tables, all or none.

    When it ends, a mark is left that names its parts, counts their rows and says what it took (processor seconds of its
    thread, the most megabytes of its process): what has a mark is done. Where it breaks within `with`, nothing is left.
    """

    def __init__(
        self, folder: Folder, stage: str, key: str, schemas: Mapping[str, pa.Schema], version: str = ""
    ) -> None:
        """`version`: tells its parts from those of another stage's unit of that key."""
        self._began = time.thread_time()
        self._folder = folder
        self._stage = stage
        self._key = key
        name = f"{key}.{version}" if version else key
        self._parts = {table: Part(folder, _part(table, name), schema) for table, schema in schemas.items()}

    def add(self, table: str, row: Row) -> None:
        """Write a row of a table."""
        self._parts[table].add(row)

    def end(self, **more: object) -> dict[str, Any]:
        """Have all parts there; the mark."""
        for part in self._parts.values():
            part.end()
        mark = {
            "key": self._key,
            "parts": {table: part.name for table, part in self._parts.items()},
            "rows": {table: part.rows for table, part in self._parts.items()},
            "seconds": round(time.thread_time() - self._began, 3),
            "megabytes": megabytes(),
            **more,
        }
        self._folder.write_json(mark_name(self._stage, self._key), mark)
        return mark

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            for part in self._parts.values():
                part.abandon()


def mark_name(stage: str, key: str) -> str:
    """The file that says that a unit is done."""
    return f".work/marks/{stage}/{key}.json"


def done(folder: Folder, stage: str) -> set[str]:
    """The keys of the units of a stage that are done."""
    return {name.rsplit("/", 1)[-1].removesuffix(".json") for name in folder.names(f".work/marks/{stage}")}


def marks(folder: Folder, stage: str, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What units of a stage that are done wrote, by key."""
    # A bucket takes a while for each, and any number at a time.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(folder.read_json, [mark_name(stage, key) for key in sorted(keys)])


def _part(table: str, key: str) -> str:
    return f"{table}/{key}.parquet" if table in TABLES else f".work/{table}/{key}.parquet"
