"""Text itself: mending damaged characters, words with comparable keys, content words.

Everything is a pure function of its arguments. `repair` mends what can be told for certain and says what it did; it
makes up nothing (a lost apostrophe stays lost). `tokens` gives each word and mark a key under which spellings of one
house and another are equal; the key is for comparing, never for showing. No decision is taken here.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from typing import NamedTuple

from retold.knowledge import table
from retold.types import Repair, RepairKind

# --- repair ---------------------------------------------------------------------------------------------------------

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
#: Marks without width or meaning in running text. U+200C and U+200D stay: Persian and emoji need them.
_INVISIBLE = "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_ODD = re.compile(f"[{_SPACES}{_INVISIBLE}{_CONTROLS}\x80-\x9f\u00ad\u2028\u2029\ufb00-\ufb06\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_END = re.compile(r"\r\n?")

# A first byte of UTF-8 followed by another, both read as Latin-1, Windows-1252 or Windows-1251: the only shapes
# worth the slow check of ftfy (150 us for 1,000 characters).
_TAIL_1252 = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")) + "\x80-\xbf"
_TAIL_1251 = re.escape(bytes(range(0x80, 0xC0)).decode("cp1251", "ignore"))
_SUSPECT = re.compile(f"[\u00c2-\u00f4][{_TAIL_1252}]|[\u0420\u0421][{_TAIL_1251}]|\u201a\u00c4")
#: Encodings in which UTF-8 is read by mistake: what editors and databases of the last decades took for granted.
_MISTAKEN = ("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "mac-roman", "cp437", "cp866")
_ASCII = re.compile(r"[\x00-\x7f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_FIRST = re.compile(r"[^\x00-\x7f]{2}")
# The last byte of a closing quotation mark has no character in Windows-1252 and is lost more often than kept.
_HALF_QUOTE = re.compile(r"\u00e2\u20ac(?=[\s.,;:!?)]|$)")
# A no-break space that became a blank, behind the first byte of "\u00e0" or of itself.
_HALF_SPACE = re.compile(r"Ã(?=\s)(?<![^\W\d_a-zß-ÿ].)|(?<=\S)Â(?=\s)(?<![^\W\d_a-zß-ÿ].)")

_Edit = tuple[int, int, str, RepairKind]


def repair(raw: str) -> tuple[str, tuple[Repair, ...]]:
    """Mend what is certainly damaged; offsets of the repairs are into the text that is returned.

    Line ends become "\\n" without a record. Mojibake is mended line by line: a line
    that is UTF-8 from end to end when it is read in another encoding, as such; what is mixed, as ftfy judges it
    (https://ftfy.readthedocs.io); dashes and quotation marks wherever they stand.
    """
    text = _LINE_END.sub("\n", raw) if "\r" in raw else raw
    repairs: list[Repair] = []
    for find in (_entities, _mojibake, _characters):
        edits = find(text)
        if edits:
            text, repairs = _apply(text, edits, repairs)
    return text, tuple(repairs)


def _apply(text: str, edits: list[_Edit], before: list[Repair]) -> tuple[str, list[Repair]]:
    """Carry out `edits` (sorted, apart), and move the repairs made before; those that an edit touches become one."""
    marks = [_Mark(one.at, one.at + len(one.now), one.was, one.kind, True) for one in before]
    marks = sorted(marks + [_Mark(*edit, False) for edit in edits])
    pieces: list[str] = []
    repairs: list[Repair] = []
    position = length = 0
    for group in _touching(marks):
        low, high = group[0].low, max(mark.high for mark in group)
        was = now = text[low:high]
        if len(group) > 1:
            was = _patched(text, low, high, [mark[:3] for mark in group if mark.made])
            now = _patched(text, low, high, [mark[:3] for mark in group if not mark.made])
        elif group[0].made:
            was = group[0].other
        else:
            now = group[0].other
        pieces += (text[position:low], now)
        length += low - position
        kind = max(group, key=lambda mark: mark.high - mark.low).kind
        repairs.append(Repair(at=length, was=was, now=now, kind=kind))
        length += len(now)
        position = high
    return "".join((*pieces, text[position:])), repairs


class _Mark(NamedTuple):
    """A repair made before or an edit to make: from `low` to `high` of the text between the two."""

    low: int
    high: int
    #: What stood there before it was made, or what is to stand there.
    other: str
    kind: RepairKind
    made: bool


def _touching(marks: Iterable[_Mark]) -> Iterator[list[_Mark]]:
    """Marks in order, those that share characters together."""
    group: list[_Mark] = []
    end = -1
    for mark in marks:
        if group and mark.low >= end:
            yield group
            group = []
        group.append(mark)
        end = max(mark.high, end)
    if group:
        yield group


def _patched(text: str, low: int, high: int, patches: Iterable[tuple[int, int, str]]) -> str:
    """`text[low:high]` with the patches (sorted, apart) in it."""
    pieces: list[str] = []
    for start, end, new in patches:
        pieces += (text[low:start], new)
        low = end
    return "".join((*pieces, text[low:high]))


def _entities(text: str) -> list[_Edit]:
    """Entities that the page showed as such, since they were encoded twice."""
    if "&" not in text:
        return []
    found: list[_Edit] = []
    for match in _ENTITY.finditer(text):
        was = now = match[0]
        for _ in range(4):  # "&amp;amp;#8217;" is seen, more rounds are not
            now = html.unescape(now)
        if now != was and not now.endswith(";"):
            found.append((match.start(), match.end(), now, "entity"))
    return found


def _mojibake(text: str) -> list[_Edit]:
    """UTF-8 that was read in another encoding."""
    if text.isascii():
        return []
    found: list[_Edit] = []
    start = 0
    for line in text.split("\n"):
        if not line.isascii():
            fixed = _read_anew(line)
            if _SUSPECT.search(fixed):
                import ftfy

                fixed = _read_anew(ftfy.fix_encoding(_HALF_QUOTE.sub("\u201d", fixed)))
            fixed = _HALF_SPACE.sub(lambda match: "à" if match[0] == "Ã" else "", _marks().sub(_mark, fixed))
            if fixed != line:
                found += _differences(line, fixed, start)
        start += len(line) + 1
    return found


@cache
def _bytes_of(encoding: str) -> dict[int, str]:
    """Characters of an encoding to their bytes, as Latin-1; what the encoding lacks becomes what Latin-1 lacks."""
    known = {bytes([byte]).decode(encoding, "ignore") or chr(byte): chr(byte) for byte in range(0x80, 0x100)}
    return {code: "\u0100" for code in range(0x80, 0x100)} | {ord(was): byte for was, byte in known.items()}


def _read_anew(line: str) -> str:
    """`line` as UTF-8, if all of it was read in one mistaken encoding, up to three times over; else as it is."""
    for _ in range(3):
        first = _FIRST.search(line)
        if first is None or first[0] not in _first_two():
            break
        again = next((again for name in _MISTAKEN if _sound(again := _utf8(line, name))), "")
        if not again:
            break
        line = again
    return line


@cache
def _first_two() -> frozenset[str]:
    """The first two bytes of any character of UTF-8, as the mistaken encodings show them."""
    shown = ({byte: character for character, byte in _bytes_of(name).items()} for name in _MISTAKEN)
    return frozenset(
        chr(of[chr(lead)]) + chr(of[chr(tail)])
        for of in shown
        for lead in range(0xC2, 0xF5)
        for tail in range(0x80, 0xC0)
    )


def _utf8(text: str, mistaken: str) -> str:
    """The bytes that `text` has in the mistaken encoding, read as UTF-8; "" if they are none."""
    try:
        return text.translate(_bytes_of(mistaken)).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


def _sound(text: str) -> bool:
    """True for two or more characters beyond ASCII that all are characters, or one dash, quotation mark or emoji."""
    beyond = [character for character in text if character > "\x7f"]
    if any(unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") for character in beyond):
        return False
    return len(beyond) > 1 or any("\u2010" <= one <= "\u203a" or one > "\uffff" for one in beyond)


@cache
def _marks() -> re.Pattern[str]:
    """Dashes and quotation marks (E2 80 90 to E2 80 A6) as the mistaken encodings show them, within sound text."""
    shapes = []
    for name in _MISTAKEN:
        (lead, *rest) = (bytes([byte]).decode(name, "ignore") or chr(byte) for byte in (0xE2, 0x80, *range(0x90, 0xA7)))
        shapes.append(f"{re.escape(lead + rest[0])}[{re.escape(''.join(rest[1:]))}]")
    return re.compile("|".join(shapes))


def _mark(shape: re.Match[str]) -> str:
    found = next((mark for name in _MISTAKEN if (mark := _utf8(shape[0], name))), "")
    return found if found and unicodedata.category(found)[0] == "P" else shape[0]


def _differences(line: str, fixed: str, start: int) -> list[_Edit]:
    """Where `fixed` differs from `line`: between ASCII characters, since those are the same in all these encodings."""
    ascii_was, ascii_now = _BEYOND_ASCII.sub("", line), _BEYOND_ASCII.sub("", fixed)
    if ascii_was != ascii_now:
        from rapidfuzz.distance import Postfix, Prefix

        same = Prefix.similarity(line, fixed)
        tail = min(Postfix.similarity(line, fixed), len(line) - same, len(fixed) - same)
        return [(start + same, start + len(line) - tail, fixed[same : len(fixed) - tail], "mojibake")]
    found: list[_Edit] = []
    for was, now in zip(_ASCII.split(line), _ASCII.split(fixed), strict=True):
        if was != now:
            found.append((start, start + len(was), now, "mojibake"))
        start += len(was) + 1
    return found


def _characters(text: str) -> list[_Edit]:
    """Single characters that a reader can't see or can't search for."""
    if text.isascii() and not _ODD.search(text):
        return []
    return [(match.start(), match.end(), *_mended(match[0])) for match in _ODD.finditer(text)]


@cache
def _mended(character: str) -> tuple[str, RepairKind]:
    code = ord(character)
    if character == "\u00ad":
        return "", "soft hyphen"
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character), "ligature"
    if 0x80 <= code <= 0x9F:  # Windows-1252 declared as Latin-1 (https://encoding.spec.whatwg.org/#names-and-labels)
        return bytes([code]).decode("cp1252", "replace").replace("\ufffd", ""), "encoding"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd", "encoding"
    if character in "\x0b\x0c\u2028\u2029":
        return "\n", "control"
    if code == 0xA0 or unicodedata.category(character) == "Zs":
        return " ", "no-break space"
    return "", "control"


# --- tokens ---------------------------------------------------------------------------------------------------------


class Token(NamedTuple):
    """A word or mark. A named tuple since an article has six hundred of them."""

    #: Half-open, into the text.
    start: int
    end: int
    #: `text[start:end]`.
    raw: str
    #: The same for all spellings of one word: "us" for "U.S.", "3" for "three", "bidens" for "Biden's".
    key: str


_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4\uff07"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_LIMIT = 100  # longest word that gets one token; what is longer is no word


# A number; initials; a short capitalised word with a full stop (abbreviation or end of a sentence);
# a word; a mark.
_CHUNK = re.compile(
    rf"""\d+(?:[.,:]\d+)*(?:[^\W\d_]{{1,{_LIMIT}}})?     # 2,500  1.9  10:30  5bn  14th
    |(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!\w))?             # U.S.  p.m.  U.S
    |[A-Z][A-Za-z]{{1,6}}\.(?!\w)                        # Gen.  Nov.  Smith.
    |\w{{1,{_LIMIT}}}(?:[{_APOSTROPHES}]\w{{1,{_LIMIT}}})*
    |\S""",
    re.VERBOSE,
)


_NEGATED = re.compile(rf"(ca|wo|sha|do|does|did|is|are|was|were|has|have|had|would|could|should|must|need|might|ai)"
                      rf"(n[{_APOSTROPHES}]?t)")  # fmt: skip
_SHORTENED = re.compile(rf"(i|you|he|she|it|we|they|who|that|there|what)([{_APOSTROPHES}](?:ve|ll|re|m))")
_STEM_OF = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_TAIL_OF = {"ve": "have", "ll": "will", "re": "are", "m": "am"}
_NUMBER = re.compile(r"(\d+(?:[.,:]\d+)*)([^\W\d_]*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_LOWER = re.compile(r"[^\W\d_A-Z]")
_SCALES = {
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "m": 6, "mn": 6, "bn": 9, "tn": 12, "k": 3,
}  # fmt: skip
_LETTERED = frozenset({"mn", "bn", "tn"})


@cache
def _single() -> dict[str, str]:
    """Variant to key, for variants of one token. Variants with capitals count only in that form."""
    return {row[0]: row[1] for row in table("house_style") if " " not in row[0]}


@cache
def _capital() -> frozenset[str]:
    """Variants that count only in capitals: "IS" the group, "WHO" the organisation."""
    return frozenset(variant for variant in _single() if not variant.islower() and variant.isalpha())


@cache
def _several() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First key to the (further keys, key of all) that may follow, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for variant, key in (row[:2] for row in table("house_style") if " " in row[0]):
        first, *rest = (part for word in variant.split(" ") for _, _, part in _parts(word))
        found.setdefault(first, []).append((tuple(rest), key))
    return {first: tuple(sorted(options, key=lambda o: -len(o[0]))) for first, options in found.items()}


@lru_cache(maxsize=1 << 16)
def _parts(raw: str) -> tuple[tuple[int, int, str], ...]:
    """A chunk as (start, end, key): most are one part; "didn't", "didnt" and "cannot" are two."""
    exact = _single().get(raw)
    if exact is not None:
        return ((0, len(raw), exact),)
    lower = unicodedata.normalize("NFKC", raw).casefold()
    if lower in ("cannot", "wont", "cant"):  # "wont" and "cant" as words are rarer than a lost apostrophe
        cut = 3 if lower == "cannot" else 2
        return (0, cut, "will" if lower == "wont" else "can"), (cut, len(raw), "not")
    if raw[-1] == "." and lower not in _single() and raw.count(".") == 1 and len(raw) > 1:
        return *_parts(raw[:-1]), (len(raw) - 1, len(raw), ".")
    if len(lower) == len(raw):
        match = _NEGATED.fullmatch(lower) or _SHORTENED.fullmatch(lower)
        if match:
            tail = _APOSTROPHE.sub("", match[2])
            first = _STEM_OF.get(match[1], match[1])
            return (0, match.end(1), first), (match.end(1), len(raw), _TAIL_OF.get(tail, "not"))
    return ((0, len(raw), _key(lower)),)


def _key(lower: str) -> str:
    single = _single()
    known = single.get(lower)
    if known is not None:
        return known
    number = _NUMBER.fullmatch(lower)
    if number:
        digits, letters = number.groups()
        if _THOUSANDS.fullmatch(digits):
            digits = digits.replace(",", "")
        return _scaled(digits, letters) if letters in _LETTERED else digits + letters
    bare = _APOSTROPHE.sub("", lower)
    if "." in bare and len(bare) > 1:
        bare = bare.replace(".", "")
    return single.get(bare, bare) or lower


def _scaled(digits: str, scale: str) -> str:
    """ "1.9" and "million" as "1900000"; figures with letters or colons are left as they are."""
    if not _PLAIN.fullmatch(digits):
        return f"{digits} {scale}"
    whole, _, fraction = digits.partition(".")
    zeros = _SCALES[scale]
    moved = whole + fraction[:zeros].ljust(zeros, "0")
    rest = fraction[zeros:].rstrip("0")
    return (moved.lstrip("0") or "0") + (f".{rest}" if rest else "")


def tokens(text: str) -> tuple[Token, ...]:
    """Words and marks in order, each with its key. Between them there is only white space.

    Variants of several words ("the Islamic State", "per cent", "1.9 million") are one token where they are known.
    """
    out: list[Token] = []
    add, make, plain = out.append, partial(tuple.__new__, Token), _plain_key
    joinable = False
    for match in _CHUNK.finditer(text):
        raw = match[0]
        key = plain(raw)
        if key:
            add(make((*match.span(), raw, key)))
            continue
        start = match.start()
        if raw in _capital() and not _LOWER.search(text, max(0, start - 20), match.end() + 20):
            raw = raw.lower()  # all around is in capitals: they tell nothing
        for low, high, key in _parts(raw):
            add(Token(start + low, start + high, text[start + low : start + high], key))
            joinable = joinable or key in _several() or key in _SCALES
    return tuple(_joined(text, out) if joinable else out)


@lru_cache(maxsize=1 << 16)
def _plain_key(raw: str) -> str:
    """The key of a chunk that is one token whatever stands around it, else ""."""
    parts = _parts(raw)
    key = parts[0][2]
    return "" if len(parts) > 1 or raw in _capital() or key in _several() or key in _SCALES else key


def _joined(text: str, found: list[Token]) -> list[Token]:
    """Put tokens together that are one word under another house's style."""
    several = _several()
    out: list[Token] = []
    i = 0
    while i < len(found):
        token = found[i]
        if token.key in _SCALES and out and _PLAIN.fullmatch(out[-1].key) and token.start - out[-1].end <= 1:
            first = out.pop()
            out.append(Token(first.start, token.end, text[first.start : token.end], _scaled(first.key, token.key)))
            i += 1
            continue
        for rest, key in several.get(token.key, ()):
            last = i + len(rest)
            if last < len(found) and all(found[i + 1 + k].key == word for k, word in enumerate(rest)):
                end = found[last].end
                out.append(Token(token.start, end, text[token.start : end], key))
                i = last + 1
                break
        else:
            out.append(token)
            i += 1
    return out


# --- words ----------------------------------------------------------------------------------------------------------

#: The dots of initials. A literal dot first: the expression engine goes from dot to dot.
_INITIALS = re.compile(r"\.(?:(?<=\b[^\W\d_]\.)(?=[^\W\d_]\.)|(?<=\b[^\W\d_]\.[^\W\d_]\.))")
_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def fold(text: str) -> str:
    """NFKC, case folded, apostrophes out, dots of initials out: for comparing strings whole."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _INITIALS.sub("", _APOSTROPHE.sub("", folded))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words of `language` (BCP 47 primary tag) that carry no content, folded; empty for a language without a list."""
    return next((frozenset(fold(row[1]).split()) for row in table("stop_words") if row[0] == language), frozenset())


@cache
def _stem(language: str) -> Callable[[str], str]:
    """The cached Snowball stemmer of a language, or the word itself where there is none."""
    import snowballstemmer

    names = {row[0]: row[2] for row in table("stop_words") if len(row) > 2 and row[2]}
    name = names.get(language)
    if name not in snowballstemmer.algorithms():
        return str
    stem: Callable[[str], str] = lru_cache(maxsize=1 << 16)(snowballstemmer.stemmer(name).stemWord)
    return stem


def content_words(text: str, language: str) -> tuple[str, ...]:
    """Stems of the words that carry content, in order; Han and kana, without blanks, as pairs."""
    folded, stop, stem = fold(text), stop_words(language), _stem(language)
    words = [word for word in _WORD.findall(folded) if word not in stop]
    if folded.isascii() or not _CJK.search(folded):
        return tuple([stem(word) for word in words if len(word) > 1])
    found: list[str] = []
    for word in words:
        if not _CJK.match(word):
            found += [stem(word)] if len(word) > 1 else []
        elif len(word) > 2:
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            found.append(stem(word))
    return tuple(found)
