"""A page of a long list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from retold.errors import InputError

T = TypeVar("T")

MOST = 50
"""Lines of a page."""
_LAST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Generic[T]):
    """What one page shows."""

    shown: Sequence[T]
    #: Of all pages, from 1 on.
    number: int
    pages: int
    #: Lines on all pages.
    total: int


def page_of(found: Sequence[T], number: str, *, most: int = MOST) -> Paged[T]:
    """The page of this number, as an address names it; the nearest one if there is none of it."""
    pages = max(1, -(-len(found) // most))
    at = min(asked(number), pages)
    return Paged(shown=found[(at - 1) * most : at * most], number=at, pages=pages, total=len(found))


def cut(found: Iterable[T], number: str, total: int, *, most: int = MOST) -> Paged[T]:
    """The same where only what this page shows was had."""
    return Paged(shown=tuple(found), number=asked(number), pages=max(1, -(-total // most)), total=total)


def asked(number: str) -> int:
    """The number of a page, as an address names it."""
    return min(max(int(number), 1), _LAST) if number.isascii() and number.isdecimal() and len(number) < 7 else 1


def fault(error: InputError, *, field: str = "") -> dict[str, str]:
    """What is wrong, by field: the one that was given, where the error names what was in it, else the one it names."""
    if field:
        return {field: f"{error}." if error.name else f"{error.reason[:1].upper()}{error.reason[1:]}."}
    return {error.name: f"{error.name[:1].upper()}{error.name[1:]} {error.reason}."}
