"""Two articles side by side."""

from dataclasses import dataclass
from typing import Literal

from retold.types.articles import Article
from retold.types.text import Span

ChangeKind = Literal[
    "damage",
    "style",
    "wording",
    "figure",
    "name",
    "date",
    "modality",
    "attribution",
    "negation",
    "factuality",
    "order",
    "added",
    "dropped",
]

LinkKind = Literal["same", "styled", "edited", "retold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs within a link. Between a and b no direction is implied: `a_span` is what a has."""

    kind: ChangeKind
    #: What article a has; None if nothing.
    a_span: Span | None
    #: What article b has; None if nothing.
    b_span: Span | None
    #: Whether a careful reader would want to know.
    matters: bool
    #: Why, in a few words: "attribution to three government officials is missing".
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Sentence(s) of one article that tell the same as sentence(s) of another."""

    #: Indices into `a.sentences`, ascending, at least one.
    a: tuple[int, ...]
    #: Indices into `b.sentences`.
    b: tuple[int, ...]
    kind: LinkKind
    #: Cosine of the two sides, 0 to 1.
    similarity: float
    #: True if it stands out of the common order.
    moved: bool
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two passages that can't both hold."""

    a_span: Span
    b_span: Span
    #: "date set / not set", "figure 31 / 26 for the injured" ...
    because: str


DerivationKind = Literal["copy", "rewrite", "siblings", "independent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How two articles relate."""

    #: `Article.id` of each.
    a: str
    b: str
    kind: DerivationKind
    #: "a" or "b" if one is the other's source, the agency's name for siblings, "either" where nothing tells,
    #: "" for independent articles.
    source: str
    #: Share of a's words, quotes left out, that b has too; 0 to 1.
    share_a: float
    #: Share of b's words that a has too.
    share_b: float
    because: tuple[str, ...]
    #: Logit that one text stands behind both, above 0 for all kinds but independent; None if it was not measured.
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two articles side by side."""

    a: Article
    b: Article
    links: tuple[Link, ...]
    #: Sentences with no counterpart, by index.
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    #: All changes of all links, and mattering sentences added or dropped whole, in the order of a.
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    derivation: Derivation
