"""Which words of an article are its own, and which it quotes. Marks are read by paragraph; nothing is parsed."""

import re

#: What opens and what closes a quotation; one that isn't closed runs to the end of its paragraph (METHODS.md,
#: "Attribution"). Single marks must stand outside of words, or they are apostrophes. Each form begins with its mark, so
#: that the expression engine goes from mark to mark.
_QUOTE = re.compile(
    r"""“[^”\n]*(?:”|$) | „[^“”\n]*(?:[“”]|$) | «[^»\n]*(?:»|$) | 「[^」\n]*(?:」|$) | "[^"\n]*(?:"|$)
      | ``.*?(?:''|$) | ‘(?<!\w‘)[^‘\n]*?[^\s]’(?!\w)""",
    re.VERBOSE | re.MULTILINE,
)


def quoted(text: str) -> list[tuple[int, int]]:
    """The stretches that stand in quotation marks, marks included, in order."""
    return [match.span() for match in _QUOTE.finditer(text)]


def quoted_share(start: int, end: int, quotes: list[tuple[int, int]]) -> float:
    """How much of a stretch stands in quotation marks."""
    inside = sum(max(0, min(end, high) - max(start, low)) for low, high in quotes)
    return inside / max(1, end - start)
