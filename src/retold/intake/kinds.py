"""What bytes are, by how they begin: a page, or something that leads to pages.

Content decides; a name decides only where the content can't tell. Reads no further than the beginning it is given,
parses nothing, and says nothing about whether the rest is sound.
"""

import json
import re
import zlib
from typing import Literal

Kind = Literal["page", "feed", "json feed", "sitemap", "opml", "addresses", "warc", "json lines", "parquet", "mail"]
"""A mail is a saved page in MIME's clothes (MHTML), or a newsletter; addresses are a list of URLs, one a line."""

LISTS: frozenset[Kind] = frozenset(("feed", "json feed", "sitemap", "opml", "addresses"))
"""Kinds that name the addresses of pages."""

NAMES: dict[Kind, str] = {
    "page": "a page",
    "feed": "a feed",
    "json feed": "a feed",
    "sitemap": "a sitemap",
    "opml": "an OPML list",
    "addresses": "a list of addresses",
    "warc": "a web archive",
    "json lines": "a file of JSON lines",
    "parquet": "a Parquet file",
    "mail": "a mail",
}
"""How to speak of them."""

HEAD = 65_536
"""How many bytes of the beginning are enough to tell."""

SUFFIXES = (
    ".atom",
    ".eml",
    ".jsonl",
    ".mht",
    ".mhtml",
    ".ndjson",
    ".opml",
    ".parquet",
    ".rdf",
    ".rss",
    ".warc",
    ".wet",
    ".xml",
)
"""Names of files that lead to pages."""

_ROOTS: dict[str, Kind] = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "opml": "opml",
}
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_QUOTED_OR_END = re.compile(r"\"[^\"]*\"|'[^']*'|<!--|[\[\]>]")
_MIME = re.compile(rb"(?:[!-9;-~]{1,76}:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.I)


def kind_of(head: bytes, *, name: str = "") -> Kind:
    """What begins with these bytes (gzip is looked through). `name` helps where they are no sign."""
    head = _unpacked(head)
    lowered = name.lower().removesuffix(".gz")
    if head.startswith(b"WARC/") or lowered.endswith((".warc", ".wet")):
        return "warc"
    if head.startswith(b"PAR1"):
        return "parquet"
    if lowered.endswith((".jsonl", ".ndjson")):
        return "json lines"
    text = beginning(head)
    if text.startswith("<"):
        return _ROOTS.get(root(text).lower(), "page")
    if text.startswith("{"):
        return _json(text)
    if _MIME.match(head.lstrip()[:8192]):
        return "mail"
    return "addresses" if _only_addresses(text, whole=len(head) < HEAD) else "page"


def _unpacked(head: bytes) -> bytes:
    if head[:2] != b"\x1f\x8b":
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return head


def beginning(head: bytes) -> str:
    """Characters enough to see ASCII: of UTF-16 too, whatever stands in for the others."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or (head[:4].count(0) == 2 and len(head) > 4):
        head = head.replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()


def root(text: str) -> str:
    """Local name of the first element, behind declaration, comments and document type; "" if there is none."""
    at = 0
    while at < len(text):
        at += len(text) - at - len(text[at:].lstrip())
        if text.startswith("<?", at):
            at = _behind(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _behind(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = doctype_end(text, at)
        else:
            break
    found = _ROOT.match(text, at)
    return found[1] if found is not None else ""


def doctype_end(text: str, start: int) -> int:
    """Where the document type that begins at `start` is over: behind its ">", which quotes and brackets may hold."""
    at, inside = start, False
    while (token := _QUOTED_OR_END.search(text, at)) is not None:
        at = token.end()
        if token[0] == "<!--":
            at = _behind(text, "-->", at)
        elif token[0] in "[]":
            inside = token[0] == "["
        elif token[0] == ">" and not inside:
            return at
    return len(text)


def _behind(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def _json(text: str) -> Kind:
    if re.search(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', text[:HEAD], re.I):
        return "json feed"
    first = text.split("\n", 1)[0].strip()
    if re.search(r'"(?:html|text)"\s*:\s*"', first) is None:
        return "page"
    try:
        return "json lines" if "\n" not in text or isinstance(json.loads(first), dict) else "page"
    except (ValueError, RecursionError):
        return "page"


def _only_addresses(text: str, *, whole: bool) -> bool:
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    if not whole:
        lines = lines[:-1]
    return bool(lines) and all(_ADDRESS.fullmatch(line) for line in lines)
