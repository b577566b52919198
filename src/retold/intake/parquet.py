"""Rows of a Parquet file become pages: the columns are the fields of a JSON line (`retold.intake.json_lines`).

Read some rows at a time, so memory is bounded. A row that is no page yields an error that names it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from retold.config import DEFAULT, Reading
from retold.errors import InputError, MissingPart, Unreadable
from retold.intake.json_lines import page_of
from retold.types import Page

COLUMNS = ("html", "text", "url", "fetched_at", "title", "outlet", "language", "published", "modified")
_ROWS = 256


def read_rows(path: str, *, config: Reading = DEFAULT.reading) -> Iterator[Page | InputError]:
    """A page, or what is wrong, for each row. Raises `MissingPart` without pyarrow."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingPart("Parquet needs pyarrow, which isn't installed: run `pip install 'retold[batch]'`") from error
    try:
        with ParquetFile(path) as file:
            columns = [name for name in COLUMNS if name in file.schema_arrow.names]
            number = 0
            for batch in file.iter_batches(_ROWS, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield page_of(_fields(row), f"{path}:{number}", config)
    except (ArrowException, OSError) as error:
        yield Unreadable(path, f"it is no whole Parquet file ({error}); get it again")


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, bytes):
            value = value.decode("utf8", "replace")
        found[name] = value
    return found
