"""Text to sentences, as offsets: sentencex, and mends for what news needs.

Nothing is lost or moved: between two sentences, and around them, there is only white space. A paragraph break always
ends a sentence, a full stop after a title or an initial never does, a closing mark stays with what it closes. Sentences
inside one quotation may be apart; what follows a comma inside it stays with it.
"""

import re
from collections.abc import Iterator
from functools import cache

from retold.knowledge import mapping, words
from retold.types import Sentence

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.$")
#: Longer than any abbreviation.
_LONGEST_WORD = 40
_CLOSERS = re.compile(r"[\s]*[”»’)\]\}]+(?=\s|$)")
# "al-Kadhimi" and "iPhone" may begin a sentence; other words in lower case don't.
_LOWER = re.compile(r"[^\W\d_](?<=[^A-Z])")
_LOWER_NAME = re.compile(r"[a-z]{1,3}[-‑’']?[A-Z]")
_ASKED = re.compile(r"[?!…][\"”’»]+$")
_ASKER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|added|wrote|writes|replied|shouted|tweeted)\b"
)
# "at 5 p.m. Tuesday", "at 9 a.m. Eastern time": a day or zone goes on with the clock time.
_CLOCK = re.compile(r"\b[ap]\.m\.$")
_AFTER_CLOCK = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|June?\b|July?\b|Aug|Sep|Oct|Nov|Dec|Eastern|Central"
    r"|Mountain|Pacific|Greenwich|London time|Paris time|[ECMP][SD]?T\b|GMT|UTC|BST|CET|IST)"
)
# A full stop inside brackets that opened with a sentence, or before brackets that open with one.
_BRACKET_END = re.compile(
    r"(?:[.!?…][\"”’]?[)\]]|[.!?…][\"”]\[\d+\])(\s+)(?=[\"“‘(\[]?[A-Z])|[.!?…](\s+)(?=[(\[][A-Z])"
)
# "ALDERMOOR, Westmark, Oct. 8 (NWS) — ", "BAGHDAD (AP) - ", and "BAGHDAD " where the dash was lost.
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]{2,}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+){0,3})"
    r"(?P<more>(?:, [A-Z][\w.]*(?: [A-Z\d][\w.]*){0,2}){0,3})"
    r"(?P<agency>\s*\([A-Z][\w ./&-]{1,40}\))?(?P<dash>\s*[-–—]{1,2}(?=\s))?\s*(?=[A-Z“\"‘'\d])"
)
_BEGINS = re.compile(r"(?:The|A|An|In|On|At|As|It|He|She|They|We|Two|Three|Four|Five|About|More|At least)\b")
#: The longest paragraph that is looked at in one go; a longer one (a file without breaks) is cut near it, at the end of
#: a sentence if there is one. sentencex 1.0 takes time quadratic in the number of quotation marks of a paragraph.
_LONGEST = 10_000


def split(text: str, *, language: str = "en") -> list[tuple[int, int]]:
    """Half-open offsets of the sentences of `text`, in order, without the white space around them."""
    return [span for start, end in _paragraphs(text) for span in _split_paragraph(text[start:end], start, language)]


def sentences(text: str, *, body_start: int, language: str) -> tuple[Sentence, ...]:
    """The sentences of an article. What stands before `body_start` is the headline: one sentence, whatever it holds."""
    found: list[Sentence] = []
    head = text[:body_start]
    if head.strip():
        start = len(head) - len(head.lstrip())
        end = len(head.rstrip())
        found.append(Sentence(index=0, start=start, end=end, text=text[start:end], paragraph=0, role="headline"))
    paragraph = len(found)
    for low, high in _paragraphs(text, body_start):
        for start, end in _split_paragraph(text[low:high], low, language):
            found.append(Sentence(index=len(found), start=start, end=end, text=text[start:end], paragraph=paragraph))
        paragraph += 1
    return tuple(found)


def _paragraphs(text: str, position: int = 0) -> Iterator[tuple[int, int]]:
    """Paragraphs that hold more than white space."""
    for match in _PARAGRAPH.finditer(text, position):
        if not text[position : match.start()].isspace() and match.start() > position:
            yield from _pieces(text, position, match.start())
        position = match.end()
    if text[position:].strip():
        yield from _pieces(text, position, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph, cut where it is longer than any reader would bear."""
    while end - start > _LONGEST:
        low, high = start + _LONGEST // 2, start + _LONGEST
        cuts = (text.rfind(". ", low, high) + 2, text.rfind(" ", low, high) + 1, high)
        cut = next(cut for cut in cuts if cut > low)
        yield start, cut
        start = cut
    yield start, end


def _split_paragraph(paragraph: str, offset: int, language: str) -> Iterator[tuple[int, int]]:
    """Sentences of one paragraph; `offset` is where it begins."""
    pieces = _bracketed(paragraph, _boundaries(paragraph, language))
    spans: list[tuple[int, int]] = []
    for start, end in pieces:
        if spans and (closer := _CLOSERS.match(paragraph, start, end)):
            spans[-1] = (spans[-1][0], closer.end())
            start = closer.end()
        piece = paragraph[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start >= end:
            continue
        if spans and _belongs(paragraph[spans[-1][0] : spans[-1][1]], paragraph[start:end], language):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    for start, end in spans:
        yield offset + start, offset + end


def _boundaries(paragraph: str, language: str) -> list[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    return [(found["start_index"], found["end_index"]) for found in get_sentence_boundaries(language, paragraph)]


def _bracketed(paragraph: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut where sentencex doesn't: between a sentence in brackets and its neighbours."""
    for start, end in pieces:
        for match in _BRACKET_END.finditer(paragraph, start, end):
            cut = match.end(1) if match[1] else match.end(2)
            opened = paragraph[start : match.start() + 1].lstrip()[:1]
            if match[1] and paragraph[match.start() + 1] in ")]" and opened not in "([":
                continue  # the brackets close within a sentence
            yield start, cut
            start = cut
        yield start, end


@cache
def _never_last() -> frozenset[str]:
    """Abbreviations after which a sentence goes on: titles, mostly."""
    return words("never_last")


def _belongs(before: str, after: str, language: str) -> bool:
    """True if `after` goes on with the sentence that `before` began."""
    if _LOWER.match(after) and after[0].islower() and not _LOWER_NAME.match(after):
        return True
    word = _LAST_WORD.search(before, len(before) - _LONGEST_WORD) if before.endswith(".") else None
    if word and (word[1] in _never_last() or (word[1] == "No" and after[0].isdigit())):
        return True
    if before.endswith(".m.") and _CLOCK.search(before, len(before) - 5) and _AFTER_CLOCK.match(after):
        return True
    if language == "de" and re.search(r"\b\d{1,2}\.$", before):
        return True
    return bool(language == "en" and _ASKER.match(after) and _ASKED.search(before))


def dateline_end(sentence: str) -> int:
    """How many characters of a dateline `sentence` begins with; 0 if there is none.

    Without a dash and an agency, capitals are a dateline only if they name a known place or a sentence clearly begins
    behind them: "NATO Secretary General ..." has none.
    """
    found = _DATELINE.match(sentence)
    if found is None:
        return 0
    if found["dash"] or found["agency"]:
        return found.end()
    known = found["place"].casefold() in mapping("nations") or _BEGINS.match(sentence[found.end() :])
    return found.end() if known and not found["more"] else 0
