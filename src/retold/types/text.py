"""Text itself: spans, repairs, sentences."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, with its words, so that it can be shown without the text at hand."""

    #: First character.
    start: int
    #: One past the last character.
    end: int
    #: `text[start:end]`.
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """The span of `text` from `start` to `end`."""
        return cls(start, end, text[start:end])

    def __contains__(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


RepairKind = Literal["mojibake", "no-break space", "soft hyphen", "ligature", "entity", "control", "encoding"]
"""What was wrong with a character that was mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Damage that was mended while a page was read."""

    #: Where the mended text stands.
    at: int
    #: What stood on the page.
    was: str
    #: What stands there now.
    now: str
    kind: RepairKind


SentenceRole = Literal["headline", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an article."""

    #: Its place in `Article.sentences`.
    index: int
    start: int
    end: int
    text: str
    #: Number of its paragraph, from 0; the headline is a paragraph of its own.
    paragraph: int
    role: SentenceRole = "body"

    @property
    def span(self) -> Span:
        """Where it stands in `Article.text`."""
        return Span(self.start, self.end, self.text)
