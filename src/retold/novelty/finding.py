"""A finding: one new fact with every place that tells it, before it becomes a line."""

from dataclasses import dataclass

from retold.types import NewsKind, Passage, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new article tells something."""

    article: str
    sentence: int
    #: The words that tell it.
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One new fact."""

    kind: NewsKind
    #: Ours: "planned", "hoped → planned", "17 people".
    label: str
    #: At least one, of new articles.
    places: tuple[Place, ...]
    because: str
    #: What was told before of it.
    earlier: tuple[Passage, ...] = ()
    actors: tuple[str, ...] = ()
    #: The sides of a conflict, those of `places` too: where each is told, new articles first.
    sides: tuple[tuple[Passage, ...], ...] = ()
