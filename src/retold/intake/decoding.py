"""Bytes to characters: unpacks gzip, turns down what is no text, and finds the encoding that fits.

A declared encoding is a claim, not a fact: it is checked against the bytes and against what else they could be. Says
whether the text is markup or plain. Does not parse it, and mends no characters (that is `retold.text.repair`).
"""

import codecs
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retold.config import DEFAULT, Reading
from retold.errors import NoArticle, Unreadable
from retold.types import Page

# First bytes of what people pass by mistake; from the formats' specifications.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF; save its text and pass that"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"GIF87a", "a GIF picture, not a page"),
    (b"GIF89a", "a GIF picture, not a page"),
    (b"ID3", "sound, not a page"),
    (b"II*\x00", "a TIFF picture, not a page"),
    (b"MM\x00*", "a TIFF picture, not a page"),
    (b"OggS", "sound or video, not a page"),
    (b"PK\x03\x04", "a zip archive or an office document; unpack it or save it as HTML"),
    (b"Rar!\x1a\x07", "a rar archive; unpack it first"),
    (b"SQLite format 3\x00", "a SQLite database; pass it with --store"),
    (b"\x00\x00\x01\x00", "an icon, not a page"),
    (b"\x1aE\xdf\xa3", "a video, not a page"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"\x7fELF", "a program, not a page"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture, not a page"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document; save it as HTML or text"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it first"),
    (b"\xff\xd8\xff", "a JPEG picture, not a page"),
    (b"wOF2", "a font, not a page"),
    (b"wOFF", "a font, not a page"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that mean a larger set than their name says: https://encoding.spec.whatwg.org/#names-and-labels
_SUPERSETS = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.I)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_MARKUP_START = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(
    r"</?(?:a|article|aside|body|br|div|em|footer|form|h[1-6]|head|header|html|img|li|link|main|meta|nav|ol|option|p|"
    r"script|section|select|span|strong|style|table|td|title|tr|ul)(?:\s[^<>]*)?/?>",
    re.I,
)
_FEED_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b", re.S
)
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The characters of a page."""

    text: str
    #: True for HTML, False for plain text.
    markup: bool
    #: Name of the encoding that was used (Python's).
    encoding: str


def decode(page: Page, *, config: Reading = DEFAULT.reading) -> Decoded:
    """The characters of `page`; raises `Unreadable` for what is no text and `NoArticle` for feeds."""
    raw = unpack(page.content, name=page.input, limit=config.max_page_bytes)
    if not raw.strip(b"\x00 \t\r\n\f\v"):
        raise Unreadable(page.input, "it is empty; save or fetch the page again")
    _refuse_binary(raw, page.input)
    text, encoding = _characters(raw, page)
    text = text.replace("\x00", "\ufffd")
    if (feed := _FEED_START.match(text[:4096])) is not None:
        raise NoArticle(page.input, f"it is a feed or list of pages (<{feed[1]}>), not a page; pass the pages it names")
    return Decoded(text=text, markup=_is_markup(text, page.content_type), encoding=encoding)


def unpack(raw: bytes, *, name: str, limit: int) -> bytes:
    """`raw` without gzip; raises `Unreadable` if it is broken, ends early, or unpacks to more than `limit` bytes."""
    if len(raw) > limit:
        raise Unreadable(name, too_large(limit))
    pieces: list[bytes] = []
    size = 0
    while raw[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(wbits=31)
        try:
            piece = stream.decompress(raw, limit - size + 1)
        except zlib.error as error:
            raise Unreadable(name, f"the gzip archive is broken ({error}); download it again") from error
        size += len(piece)
        if size > limit:
            raise Unreadable(name, too_large(limit))
        if not stream.eof:
            raise Unreadable(name, f"the gzip archive ends early, after {size:,} bytes of page; download it again")
        pieces.append(piece)
        raw = stream.unused_data.lstrip(b"\x00")
    if not pieces:
        return raw
    return b"".join(pieces)


def too_large(limit: int) -> str:
    """What to say of a page of more than `limit` bytes."""
    return (
        f"it is larger than {limit / 1e6:,.0f} MB, too large for one article; "
        "split it, or raise max_page_bytes in the reading configuration"
    )


def _refuse_binary(raw: bytes, name: str) -> None:
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            raise Unreadable(name, f"it is {what}")
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        raise Unreadable(name, "it is a WebP picture, not a page")
    if raw[4:8] == b"ftyp":
        raise Unreadable(name, "it is a video, not a page")
    if any(raw.startswith(mark) for mark, _ in _BOMS):
        return
    sample = raw[:_SAMPLE]
    # Control characters that no text holds: NUL to BEL, SO to SUB, FS to US. ESC begins ISO-2022 sequences.
    control = len(sample) - len(sample.translate(None, bytes([*range(8), *range(14, 27), *range(28, 32)])))
    if control > len(sample) / 50 and _utf16_without_mark(raw) is None:
        raise Unreadable(name, "it is binary, not text; pass HTML or plain text")


def _characters(raw: bytes, page: Page) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace"), encoding
    if (wide := _utf16_without_mark(raw)) is not None:
        return raw.decode(wide, "replace"), wide
    if b"\x1b" in raw:
        try:
            return raw.decode("iso2022_jp"), "iso2022_jp"
        except UnicodeDecodeError:
            pass
    else:
        try:
            # Text of any other encoding that happens to be valid UTF-8 is practically unknown (RFC 3629, section 1).
            return raw.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    best = min(
        (
            (_implausible(text) + (0.02 if rank else 0.0), rank, text, encoding)
            for rank, encoding in enumerate(_candidates(raw, page))
            if (text := _try(raw, encoding)) is not None
        ),
    )
    return best[2], best[3]


def _utf16_without_mark(raw: bytes) -> str | None:
    """UTF-16 that forgot its mark shows NULs in every second place."""
    sample = raw[: min(len(raw), 4096) // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 5 and even < len(sample) / 100:
        return "utf-16-le"
    if even > len(sample) / 5 and odd < len(sample) / 100:
        return "utf-16-be"
    return None


def _candidates(raw: bytes, page: Page) -> Iterator[str]:
    """Encodings to try, most credible first, each once."""
    seen: set[str] = set()
    for label in _labels(raw, page):
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        name = _SUPERSETS.get(name, name)
        if name not in seen and not name.startswith(("utf-16", "utf-32", "utf-7")):
            seen.add(name)
            yield name


def _labels(raw: bytes, page: Page) -> Iterator[str]:
    from resiliparse.parse.encoding import detect_encoding

    if (match := _CHARSET.search(page.content_type or "")) is not None:
        yield match[1]
    for pattern in (_META_CHARSET, _XML_CHARSET):
        if (found := pattern.search(raw[:8192])) is not None:
            yield found[1].decode("ascii")
    # The markup is ASCII and hides the language of the text from a detector: show it the rest.
    bare = re.sub(rb"<[^<>]*>", b" ", raw[: 4 * _SAMPLE])
    if (guess := detect_encoding(bare)) is not None:
        yield guess
    yield "utf-8"
    yield "cp1252"


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError):
        return None


_WORD_RUN = re.compile(r"[^\x00-\x7f]*[^\W\d_]*[^\x00-\x7f]+(?:[^\W\d_]|[^\x00-\x7f])*")


def _implausible(text: str) -> float:
    """0 (fine) upwards: how little the characters beyond ASCII look like somebody's writing.

    Counts replacement and control characters, symbols inside words, letters of two scripts in one word, and capitals
    inside words: what the wrong table makes of letters.
    """
    strange = 0.0
    total = 0
    for match in _WORD_RUN.finditer(text[: 8 * _SAMPLE]):
        word = match[0]
        total += sum(character > "\x7f" for character in word)
        strange += 4 * (word.count("\ufffd") + sum("\x80" <= character <= "\x9f" for character in word))
        strange += _oddities(word)
        if total > 20_000:
            break
    return strange / total if total else 0.0


def _oddities(word: str) -> float:
    strange = 0.0
    scripts = {_script(character) for character in word if character.isalpha()}
    strange += 2 * max(0, len(scripts - {"CJK", "HIRAGANA", "KATAKANA"}) - 1) * len(word)
    if "HALFWIDTH" in scripts or (scripts == {"LATIN"} and len(word) >= 4 and _beyond_ascii(word) > 2 / 3):
        strange += len(word)
    if word[0].islower():
        strange += sum(character.isupper() for character in word)
    for before, here in pairwise(word):
        category = unicodedata.category(here)
        if before.isalpha() and here > "\x7f" and category in ("So", "Sm", "Sc", "Sk", "No", "Lo", "Co", "Cn"):
            strange += 0.0 if category == "Lo" and _script(before) == _script(here) else 1.0
    return strange


def _beyond_ascii(word: str) -> float:
    return sum(character > "\x7f" for character in word) / len(word)


def _script(character: str) -> str:
    name = unicodedata.name(character, "UNKNOWN")
    return name.split(" ", 1)[0]


def _is_markup(text: str, content_type: str | None) -> bool:
    if _MARKUP_START.match(text[:4096]):
        return True
    tags = len(_TAG.findall(text[:_SAMPLE]))
    if content_type is not None and content_type.lower().startswith("text/plain"):
        return tags >= 20
    # A text that speaks of tags has few of them for its length; a fragment of markup has one in every few words.
    return tags >= 2 and tags >= len(text[:_SAMPLE].split()) / 40
