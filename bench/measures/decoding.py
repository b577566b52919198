"""Share of pages whose characters come out exactly, over languages, their usual legacy encodings and declarations.

The sentences are our own (bench/sentences.tsv): the first two of a language serve for looking, the last two are
measured. Beside it stand charset_normalizer and trafilatura's own decoding, which see no declaration.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from retold.errors import Unreadable
from retold.intake.decoding import decode
from retold.types import Page

SENTENCES = Path(__file__).parents[1] / "sentences.tsv"
_WEST = ("cp1252", "iso8859-1", "iso8859-15", "mac-roman")
_MIDDLE = ("cp1250", "iso8859-2")
_BALTIC = ("cp1257", "iso8859-13")
ENCODINGS = {
    "ar": ("cp1256", "iso8859-6"),
    "bg": ("cp1251", "iso8859-5"),
    "cs": _MIDDLE,
    "da": _WEST,
    "de": _WEST,
    "el": ("cp1253", "iso8859-7"),
    "en": ("cp1252", "mac-roman"),
    "es": _WEST,
    "et": (*_BALTIC, "cp1252"),
    "fi": _WEST,
    "fr": _WEST,
    "he": ("cp1255", "iso8859-8"),
    "hr": _MIDDLE,
    "hu": _MIDDLE,
    "it": _WEST,
    "ja": ("shift_jis", "euc_jp", "iso2022_jp"),
    "ko": ("euc_kr",),
    "lt": _BALTIC,
    "lv": _BALTIC,
    "pl": _MIDDLE,
    "pt": _WEST,
    "ro": _MIDDLE,
    "ru": ("cp1251", "koi8-r", "iso8859-5", "cp866"),
    "sk": _MIDDLE,
    "sv": _WEST,
    "th": ("cp874",),
    "tr": ("cp1254",),
    "uk": ("cp1251", "koi8-u"),
    "zh-Hans": ("gb18030",),
    "zh-Hant": ("big5",),
}
_EVERYWHERE = ("utf-16-le", "utf-16-be")
_WRONG = ("utf-8", "iso-8859-1", "windows-1251", "windows-1252")


class Case(NamedTuple):
    """A page in some encoding, with what a server says of it."""

    language: str
    encoding: str
    #: "right", "wrong" or "none".
    declaration: str
    #: One sentence or two; 0 for the first words of one.
    sentences: int
    declared: str
    text: str
    content: bytes


def cases(half: int) -> Iterator[Case]:
    """The pages of one half (0 for looking, 1 for measuring) of the sentences."""
    texts: dict[str, list[str]] = defaultdict(list)
    for row in SENTENCES.read_text(encoding="utf8").splitlines():
        if not row.startswith("#"):
            language, text = row.split("\t")
            texts[language].append(text)
    for language, found in texts.items():
        one, other = found[2 * half : 2 * half + 2]
        for encoding in (*ENCODINGS[language], *_EVERYWHERE, "utf-8 and a stray byte"):
            for sentences, text in ((0, _first(one)), (1, one), (1, other), (2, f"{one} {other}")):
                yield from _cases(language, encoding, sentences, text)


def _cases(language: str, encoding: str, sentences: int, text: str) -> Iterator[Case]:
    if encoding.startswith("utf-8 "):
        content, name = _page(f"{text} *").encode().replace(b"*", b"\xe9"), "utf-8"
        text = f"{text} "
    else:
        if text.encode(encoding, "ignore").decode(encoding) != text:
            text = text.translate(_PLAIN).encode(encoding, "ignore").decode(encoding)
        content, name = _page(text).encode(encoding), encoding
    for declaration, labels in (("right", (name,)), ("none", ("",)), ("wrong", _WRONG)):
        for label in labels:
            if declaration != "wrong" or label.replace("windows-", "cp").replace("iso-", "iso") != name:
                yield Case(language, encoding, declaration, sentences, label, text, content)


_PLAIN = str.maketrans("’‘“”„–…«»", '\'\'"""-.""')


def _first(text: str) -> str:
    words = " ".join(text.split()[:5])
    return words if len(words) < 60 else text[:10]


def _page(text: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>1</title></head><body><div class='text'><p>{text}</p></div></body></html>"
    )


def ours(case: Case) -> str:
    """What the page holds by our reading."""
    declared = f"text/html; charset={case.declared}" if case.declared else "text/html"
    try:
        return decode(Page(input="x", content=case.content, content_type=declared)).text
    except Unreadable:
        return ""


def charset_normalizer(case: Case) -> str:
    """... by charset_normalizer's best guess."""
    import charset_normalizer as peer

    return str(peer.from_bytes(case.content).best() or "")


def trafilatura(case: Case) -> str:
    """... by trafilatura's own decoding."""
    from trafilatura.utils import decode_file

    return decode_file(case.content)


def measure(shared: Path) -> dict[str, float]:
    """Shares decoded exactly with the `right`, `none` and `wrong` declaration; `one_sentence` without the right one;
    `five_words_*` of the first words; `unicode` of UTF-16 without mark and broken UTF-8; peers see no declaration."""
    found: dict[str, list[bool]] = defaultdict(list)
    for case in cases(1):
        exact = case.text in ours(case)
        if not case.sentences:
            found[f"five_words_{case.declaration}"].append(exact)
            continue
        found[case.declaration].append(exact)
        if case.encoding.startswith("utf-"):
            found["unicode"].append(exact)
        elif case.sentences == 1 and case.declaration != "right":
            found["one_sentence"].append(exact)
        if case.declaration == "none":
            for peer in (charset_normalizer, trafilatura):
                found[f"none_{peer.__name__}"].append(case.text in peer(case))
    return {name: fmean(rights) for name, rights in found.items()}
