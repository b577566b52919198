"""Where quotation marks open and close in an article. Who is quoted is decided elsewhere.

Curly marks say which way they face, straight ones toggle; a quotation that is not closed runs to the end of its
paragraph, as is the custom when a speaker goes on in the next one.
"""

import re
from dataclasses import dataclass

_MARK = re.compile(r"''|[“”\"„«»]|(?<![\w'’])[‘'](?=[^\W\d])|(?<=[\w.,?!…—-])['’](?![\w'’])")
_OPENERS = frozenset("“„«‘")
_CLOSERS = frozenset("”»’")
_SINGLE = frozenset("‘’'")
_ENDS = frozenset(".,!?…")
#: Words between single marks from which on they are taken for a quotation; below, they may be apostrophes.
_SINGLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks."""

    start: int
    end: int
    #: False if it runs to the end of its paragraph unclosed.
    closed: bool
    #: Number of its paragraph.
    paragraph: int

    def holds(self, at: int) -> bool:
        """Whether the character at `at` is within it."""
        return self.start <= at < self.end


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations of a text whose paragraphs stand apart by line breaks, in order, none within another."""
    found: list[Quotation] = []
    for number, paragraph in enumerate(re.finditer(r"[^\n]+", text)):
        found.extend(_in_paragraph(paragraph.group(), paragraph.start(), number))
    return tuple(found)


def _in_paragraph(text: str, offset: int, number: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        sign = mark.group()
        if opened is None:
            if sign not in _CLOSERS and _can_open(text, mark):
                opened = mark
        elif _closes(opened.group(), text, mark):
            if sign not in _SINGLE or len(text[opened.end() : mark.start()].split()) >= _SINGLE_WORDS:
                found.append(Quotation(offset + opened.start(), offset + mark.end(), True, number))
            opened = None
    if opened is not None and opened.group() not in _SINGLE:
        found.append(Quotation(offset + opened.start(), offset + len(text.rstrip()), False, number))
    return found


def _can_open(text: str, mark: re.Match[str]) -> bool:
    """A straight mark opens before a word, never after one (5' 11")."""
    if mark.group() in _OPENERS:
        return True
    before = text[mark.start() - 1 : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    return not after.isspace() and not before.isalnum()


def _closes(opener: str, text: str, mark: re.Match[str]) -> bool:
    sign = mark.group()
    if opener in "“„":
        return (sign in '”"“' and sign != opener) or sign == "”" or _faces_back(text, mark)
    if opener == "«":
        return sign == "»"
    if opener in _SINGLE:
        return sign in "’'"
    return sign == opener or (opener == '"' and sign == "”")


def _faces_back(text: str, mark: re.Match[str]) -> bool:
    """Whether an opening mark stands where only a closing one can: “We won,“ she said."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return mark.group() == "“" and (before in _ENDS or before.isalnum()) and (not after or after.isspace())
