"""What a user names - files, folders, addresses, "-" - becomes pages, one by one, in order.

By their content, inputs are pages or lead to pages: feeds, sitemaps, OPML, lists of addresses, web archives, JSON
lines, saved pages. Reads bytes and nothing else: what they say is for `retold.intake.html`. An input that can't be
used is yielded as an error in its place, so that the others go on. A file's age on disk is no evidence of when a page
was fetched.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from retold.config import DEFAULT, Reading
from retold.errors import InputError, NoArticle, Unreadable
from retold.intake import kinds
from retold.intake.decoding import too_large, unpack
from retold.intake.fetch import Fetcher, Permitted, beyond, named_host
from retold.intake.following import Following, Get
from retold.intake.guard import Guard
from retold.intake.mail import from_mail
from retold.intake.unpacking import Readable, Stream
from retold.types import Page

SUFFIXES = (".htm", ".html", ".md", ".shtml", ".text", ".txt", ".xhtml", *kinds.SUFFIXES)
"""Names under which a folder's pages are found; with ".gz" behind them too."""

Watch = Callable[[str, int], None]
"""Told what is being read, and how many pages there were before."""

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


def names(inputs: Iterable[str | Path]) -> Iterator[str]:
    """The inputs with each folder's files in its place: `pages` of these are `pages` of the inputs.

    A folder that holds no pages, or can't be opened, stays in its place, for `pages` to say so.
    """
    for source in map(str, inputs):
        if source != "-" and not is_url(source) and os.path.isdir(source):
            yield from _names_in(source)
        else:
            yield source


def pages(
    inputs: Iterable[str | Path],
    *,
    config: Reading = DEFAULT.reading,
    permitted: Permitted = lambda url: None,
    watch: Watch = lambda name, number: None,
) -> Iterator[Page | InputError]:
    """The pages that the inputs lead to, or the reasons why there are none.

    `permitted` gives the reason why an address may not be asked, or None; it is asked for those in lists, too. `watch`
    is told what is being read, and how many pages (or reasons) there were so far.
    """
    number = 0
    told = list(map(str, inputs))
    # Whoever names a page on their own network means it; a page that leads there does not.
    guard = Guard((*config.allowed_hosts, *(host for name in told if is_url(name) for host in named_host(name))))
    with Fetcher(config=config, permitted=permitted, guard=guard) as fetcher:

        def get(url: str, limit: int) -> Page:
            watch(url, number)
            return fetcher(url, limit=limit)

        for name in names(told):
            watch(name, number)
            try:
                for page in _from(name, get, config):
                    number += 1
                    watch(page.name if isinstance(page, InputError) else page.input, number)
                    yield page
            except InputError as error:
                number += 1
                yield error


def load(source: str, *, config: Reading = DEFAULT.reading) -> Page:
    """The one page that `source` names: a file, a URL, or "-".

    Raises `Unreadable`, and `NoArticle` for what leads to several pages.
    """
    if is_url(source):
        from retold.intake.fetch import fetch

        page = fetch(source.strip(), config=config)
    else:
        with _opened(source) as file:
            head = _head(file)
            _refuse_several(source, head)
            page = _whole(source, head, file, config.max_page_bytes, config)
    return from_mail(page) if _refuse_several(source, page.content[: kinds.HEAD]) == "mail" else page


def _refuse_several(source: str, head: bytes) -> kinds.Kind:
    kind = kinds.kind_of(head, name=urlsplit(source).path if is_url(source) else source)
    if kind not in ("page", "mail"):
        raise NoArticle(source, f"it is {kinds.NAMES[kind]}, not a page; `retold read` reads all the pages it leads to")
    return kind


def _from(name: str, get: Get, config: Reading) -> Iterator[Page | InputError]:
    """The pages of one input that is no folder with pages in it."""
    if is_url(name):
        page = get(name.strip(), config.max_list_bytes)
        kind = kinds.kind_of(page.content[: kinds.HEAD], name=urlsplit(name).path)
        yield from _of_kind(kind, page, Stream(BytesIO(page.content)), get, config)
        return
    with _opened(name) as file:
        head = _head(file)
        kind = kinds.kind_of(head, name=name)
        if kind in ("warc", "json lines"):
            yield from _of_kind(kind, Page(input=name, content=b""), Stream(file, head=head), get, config)
            return
        if kind == "parquet":
            from retold.intake.parquet import read_rows

            yield from read_rows(name, config=config)
            return
        limit = config.max_list_bytes if kind in kinds.LISTS else config.max_page_bytes
        page = _whole(name, head, file, limit, config)
    yield from _of_kind(kind, page, None, get, config)


def _of_kind(
    kind: kinds.Kind, page: Page, stream: Stream | None, get: Get, config: Reading
) -> Iterator[Page | InputError]:
    if kind == "warc" and stream is not None:
        from retold.intake.warc import read_archive

        yield from read_archive(stream, name=page.input, config=config)
    elif kind == "json lines" and stream is not None:
        from retold.intake.json_lines import read_lines

        yield from read_lines(stream, name=page.input, config=config)
    elif kind in kinds.LISTS:
        yield from Following(get=get, config=config).list(page, kind)
    elif len(page.content) > config.max_page_bytes:
        yield Unreadable(page.input, too_large(config.max_page_bytes))
    elif kind == "mail":
        yield from_mail(replace(page, content=unpack(page.content, name=page.input, limit=config.max_page_bytes)))
    else:
        yield page


def _names_in(folder: str) -> Iterator[str]:
    found = False
    refused: list[str] = []
    for directory, below, files in os.walk(folder, onerror=lambda error: refused.append(error.filename or folder)):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().removesuffix(".gz").endswith(SUFFIXES):
                found = True
                yield os.path.join(directory, name)
    yield from refused
    if not found and not refused:
        yield folder


@contextmanager
def _opened(source: str) -> Iterator[Readable]:
    if source == "-":
        yield sys.stdin.buffer
        return
    if (scheme := _SCHEME.match(source)) is not None and not os.path.exists(source):
        raise Unreadable(source, f"addresses that begin with {scheme[0]} can't be fetched; use http:// or https://")
    try:
        with open(source, "rb") as file:
            yield file
    except FileNotFoundError as error:
        raise Unreadable(source, "there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise Unreadable(source, _about_folder(source)) from error
    except PermissionError as error:
        raise Unreadable(source, "reading it is not permitted; check its permissions") from error
    except (OSError, ValueError) as error:
        raise Unreadable(source, f"it can't be read ({error}); check the file") from error


def _about_folder(folder: str) -> str:
    """Why a folder is no input: `names` gives those without pages, and `load` is for one page."""
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        return f"the folder can't be opened ({error.strerror}); check its permissions"
    if next(_names_in(folder)) != folder:
        return "it is a folder; name one of its files"
    known = " ".join(sorted(SUFFIXES))
    return f"the folder holds no pages ({known}, also with .gz); name the files one by one"


def _head(file: Readable) -> bytes:
    """The first bytes: a pipe gives them in pieces."""
    head = b""
    while len(head) < kinds.HEAD and (piece := file.read(kinds.HEAD - len(head))):
        head += piece
    return head


def _whole(name: str, head: bytes, file: Readable, limit: int, config: Reading) -> Page:
    content = head + file.read(max(limit + 1 - len(head), 0))
    if len(content) > limit:
        raise Unreadable(name, beyond(limit, config))
    if not content:
        raise Unreadable(name, "it is empty; save or fetch the page again")
    return Page(input=name, content=content)
