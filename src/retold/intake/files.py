"""What a user names - files, folders, addresses, "-" - becomes pages, one by one, in order.

Reads bytes and nothing else: what they say is for `retold.intake.html`. An input that can't be used is yielded as an
error in its place, so that the others go on. A file's age on disk is no evidence of when a page was fetched.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from retold.config import DEFAULT, Reading
from retold.errors import InputError, Unreadable
from retold.intake.decoding import too_large
from retold.types import Page

SUFFIXES = (".htm", ".html", ".md", ".shtml", ".text", ".txt", ".xhtml")
"""Names under which a folder's pages are found; with ".gz" behind them too."""

_URL = re.compile(r"\s*https?://\S+\s*$", re.I)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LONGEST_PATH = 4096


def is_url(source: str) -> bool:
    """True for an address of the web."""
    return _URL.match(source) is not None


def is_address(source: str) -> bool:
    """True if the string names a file, a folder, a URL or standard input; False if it is a page's own text."""
    if source == "-" or is_url(source):
        return True
    if not source or len(source) > _LONGEST_PATH or "\n" in source or "<" in source or "\x00" in source:
        return False
    if os.path.exists(source):
        return True
    # A name of a file that isn't there is still a name, so that the error can say so.
    return " " not in source and (
        source.lower().removesuffix(".gz").endswith(SUFFIXES) or _SCHEME.match(source) is not None
    )


def pages(inputs: Iterable[str | Path], *, config: Reading = DEFAULT.reading) -> Iterator[Page | InputError]:
    """A page for each file that the inputs lead to, or the reason why there is none."""
    for source in inputs:
        name = str(source)
        if name != "-" and not is_url(name) and os.path.isdir(name):
            yield from _folder(Path(name), config)
        else:
            yield _caught(name, config)


def load(source: str, *, config: Reading = DEFAULT.reading) -> Page:
    """The one page that `source` names: a file, a URL, or "-". Raises `Unreadable`."""
    if is_url(source):
        from retold.intake.fetch import fetch

        return fetch(source.strip(), config=config)
    if source == "-":
        return Page(input="-", content=_limited(sys.stdin.buffer.read(config.max_page_bytes + 1), "-", config))
    if (scheme := _SCHEME.match(source)) is not None and not os.path.exists(source):
        raise Unreadable(source, f"addresses that begin with {scheme[0]} can't be fetched; use http:// or https://")
    return _file(source, config)


def _caught(source: str, config: Reading) -> Page | InputError:
    try:
        return load(source, config=config)
    except InputError as error:
        return error


def _folder(folder: Path, config: Reading) -> Iterator[Page | InputError]:
    found = 0
    problems: list[InputError] = []
    for directory, below, names in os.walk(folder, onerror=lambda error: problems.append(_refused(error, folder))):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().removesuffix(".gz").endswith(SUFFIXES):
                found += 1
                yield _caught(os.path.join(directory, name), config)
    yield from problems
    if not found and not problems:
        known = " ".join(sorted(SUFFIXES))
        yield Unreadable(str(folder), f"the folder holds no pages ({known}, also with .gz); name the files one by one")


def _refused(error: OSError, folder: Path) -> Unreadable:
    return Unreadable(str(error.filename or folder), f"can't be opened ({error.strerror}); check its permissions")


def _file(source: str, config: Reading) -> Page:
    try:
        with open(source, "rb") as file:
            content = file.read(config.max_page_bytes + 1)
    except FileNotFoundError as error:
        raise Unreadable(source, "there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise Unreadable(source, "it is a folder; name one of its files") from error
    except PermissionError as error:
        raise Unreadable(source, "reading it is not permitted; check its permissions") from error
    except (OSError, ValueError) as error:
        raise Unreadable(source, f"it can't be read ({error}); check the file") from error
    return Page(input=source, content=_limited(content, source, config))


def _limited(content: bytes, name: str, config: Reading) -> bytes:
    if len(content) > config.max_page_bytes:
        raise Unreadable(name, too_large(config.max_page_bytes))
    if not content:
        raise Unreadable(name, "it is empty; save or fetch the page again")
    return content
