"""Tables for spreadsheets: CSV (RFC 4180) in which nothing that a stranger wrote is run."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence

MARK = "\ufeff"
"""What a spreadsheet needs at the beginning of a file to take it for UTF-8."""
#: With these a formula begins.
_RUN = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """Takes what `csv` writes: the last line."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        """Take a line."""
        self.text = text


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The lines of a table, its head first; a column that a row hasn't stays empty."""
    line = _Line()
    table = csv.DictWriter(line, columns, restval="")
    table.writeheader()
    yield line.text
    for row in rows:
        table.writerow({name: _cell(value) for name, value in row.items()})
        yield line.text


def _cell(value: object) -> object:
    """Words that a spreadsheet would run get an apostrophe first: pages are written by strangers.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value
