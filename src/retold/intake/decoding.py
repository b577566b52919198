"""Bytes to characters: unpacks gzip, turns down what is no text, and finds the encoding that fits.

A declared encoding is a claim, not a fact: it is checked against the bytes and against what else they could be. Says
whether the text is markup or plain. Does not parse it, and mends no characters (that is `retold.text.repair`).
"""

import codecs
import math
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
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
    "euc_jis_2004": "euc_jp",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "tis-620": "cp874",
}
# Labels of the same standard that Python does not know.
_LABELS = {
    "cn-big5": "big5",
    "dos-874": "cp874",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-x-big5": "big5",
}
#: The legacy encodings that browsers read: what a page may be in. Not those of mainframes and DOS.
_OF_THE_WEB = (
    *(f"cp{number}" for number in (866, 874, 932, 949, *range(1250, 1259))),
    *(f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
    *("big5hkscs", "euc_jis_2004", "euc_kr", "gb18030", "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "tis-620"),
)
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
_TAGS = re.compile(rb"<[^<>]*>")
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
    if not text:
        raise Unreadable(page.input, "it is empty; save or fetch the page again")
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
    if (mended := _almost_utf8(raw)) is not None:
        return mended, "utf-8"
    return _likeliest(raw, page)


_BROKEN = re.compile("[\udc80-\udcff]")
_WHOLE = re.compile("[^\x00-\x7f\udc80-\udcff]")
_STRAY = re.compile("(?<=[A-Za-z])[\udc80-\udcff](?![\udc80-\udcff])|(?<![\udc80-\udcff])[\udc80-\udcff](?=[A-Za-z])")


def _almost_utf8(raw: bytes) -> str | None:
    """UTF-8 with fewer broken bytes than whole characters; None for anything else.

    Stray bytes at a Latin word are what Windows-1252 makes of them: a comment or a quotation pasted into the page.
    """
    text = raw.decode("utf-8", "surrogateescape")
    if len(_BROKEN.findall(text)) > len(_WHOLE.findall(text)):
        return None
    text = _STRAY.sub(lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    return _BROKEN.sub("\ufffd", text)


def _likeliest(raw: bytes, page: Page) -> tuple[str, str]:
    """The text in the encoding that its letters speak for; what was declared goes before what is about as likely."""
    guesses = _guesses(raw)
    undeclared = _UNDECLARED + _FEW / max(1, len(raw) - len(raw.translate(None, _BEYOND_ASCII)))
    declared = list(dict.fromkeys(name for label in _labels(raw, page) if (name := _known(label)) is not None))
    doubts = {
        encoding: 1.0 - guesses.get(encoding, 0.0) + (0.0 if encoding in declared else undeclared)
        for encoding in (*declared, *guesses, "cp1252")
    }
    least, best = math.inf, (raw.decode("cp1252", "replace"), "cp1252")
    for encoding in sorted(doubts, key=doubts.__getitem__):
        if doubts[encoding] >= least:
            break
        if (text := _try(raw, encoding)) is not None and (doubt := doubts[encoding] + _implausible(text)) < least:
            least, best = doubt, (text, encoding)
    return best


_UNDECLARED = 0.05
_FEW = 0.3
"""How much likelier an encoding that nobody declared has to be: the first, and the second by each byte beyond ASCII."""
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_MOST_GUESSES = 4


def _guesses(raw: bytes) -> dict[str, float]:
    """Encodings that the letters' pairs speak for (chardet), likeliest first, each as a share of the likeliest."""
    import chardet

    # The markup is ASCII and hides the language of the text: show the rest.
    bare = _TAGS.sub(b" ", raw[: 4 * _SAMPLE])
    found = chardet.detect_all(bare, ignore_threshold=True, compat_names=False, include_encodings=_OF_THE_WEB)
    shares: dict[str, float] = {}
    for guess in found:
        name = _known(guess["encoding"] or "")
        if name is not None and len(shares) < _MOST_GUESSES:
            shares.setdefault(name, guess["confidence"] / max(found[0]["confidence"], 1e-9))
    return shares


def _known(label: str) -> str | None:
    """Python's name of the encoding, of its superset where browsers read that; None if there is none."""
    try:
        name = codecs.lookup(_LABELS.get(label.lower(), label)).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    return None if name.startswith(("utf-16", "utf-32", "utf-7")) else name


def _utf16_without_mark(raw: bytes) -> str | None:
    """UTF-16 that forgot its mark: read one way it has blanks and tags, read the other way it has not."""
    sample = raw[: min(len(raw), 4096) // 2 * 2]
    if 0 not in sample:
        return None
    shares = {name: _readable(sample.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    best, other = sorted(shares, key=lambda name: -shares[name])
    return best if shares[best] > 0.02 and shares[best] > 5 * shares[other] else None


def _readable(text: str) -> float:
    """Share of printable ASCII; 0 if more than a hundredth of the rest is no character at all."""
    odd = sum(
        unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") and character not in "\t\n\r" for character in text
    )
    return sum(" " <= character <= "~" for character in text) / len(text) if odd <= len(text) / 100 else 0.0


def _labels(raw: bytes, page: Page) -> Iterator[str]:
    """What the server and the page itself call the encoding."""
    if (match := _CHARSET.search(page.content_type or "")) is not None:
        yield match[1]
    for pattern in (_META_CHARSET, _XML_CHARSET):
        if (found := pattern.search(raw[:8192])) is not None:
            yield found[1].decode("ascii")


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
        if total > 5_000:
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


@lru_cache(maxsize=1 << 14)
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
