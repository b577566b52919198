"""Language, site and world knowledge as tables: one sorted, named file each, that says where it comes from.

The tables are part of the program, like its code; they are read once and never change. A line that starts with `#`
is a comment. Nothing here decides anything.
"""

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `NAME.tsv`, split at tabs."""
    text = files(__name__).joinpath(f"{name}.tsv").read_text(encoding="utf8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The first column of `NAME.tsv`: a list of words or phrases."""
    return frozenset(row[0] for row in table(name))


@cache
def mapping(name: str) -> dict[str, str]:
    """The first column of `NAME.tsv` to the second. Don't change what is returned."""
    return {row[0]: row[1] for row in table(name)}
