"""Stories, their origins, and how they change while articles come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from retold.types.articles import Article
from retold.types.comparing import Change, Comparison, Derivation


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Two articles with mostly the same words."""

    #: Places in the given sequence of articles, a < b.
    a: int
    b: int
    #: Share of a's word 5-grams that b holds, and the other way; 0 to 1, exact.
    in_b: float
    in_a: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Articles that tell of one event, as places in the given sequence, with the reasons."""

    members: tuple[int, ...]
    #: "shares 'Kadhimi', 'strategic dialogue', 5 days apart".
    because: tuple[str, ...]


OriginKind = Literal["agency", "outlet", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A set of articles of a story that go back to one text."""

    #: The agency, else the outlet that has it first or alone.
    name: str
    kind: OriginKind
    articles: tuple[Article, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A passage that one retelling has and none of its kin: something of its own, or a second source."""

    article: Article
    #: Indices into `article.sentences`, consecutive.
    sentences: tuple[int, ...]
    #: Who is behind it, as far as the words say: "White House press secretary Jen Psaki"; "" if nobody is named.
    source: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an outlet changed in an article of its own after it had published it."""

    #: The earlier version as a, the later as b.
    comparison: Comparison
    #: Words of the later version that own up to a change ("Correction: ..."), none of which the earlier has.
    notes: tuple[str, ...]
    #: Mattering changes that no note tells of, in the order of the earlier version.
    silent: tuple[Change, ...]
    #: Why these are versions of one article, and how it is known which came first.
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that tell of one event."""

    #: Sixteen hex digits.
    id: str
    #: Headline of the article that leads it.
    headline: str
    #: By date, then as given.
    articles: tuple[Article, ...]
    origins: tuple[Origin, ...]
    #: For each pair of articles that is not independent.
    derivations: tuple[Derivation, ...]
    additions: tuple[Addition, ...]
    #: Why these belong together.
    because: tuple[str, ...]
    #: Versions of one outlet's article, each beside the one that it replaced.
    revisions: tuple[Revision, ...] = ()


CellKind = Literal["own", "kept", "changed", "dropped"]
"""What an article did with a passage: it is its own, kept it, changed it, or has nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One article's share in one row of a matrix."""

    kind: CellKind
    #: Its sentences that tell the passage, by index.
    sentences: tuple[int, ...] = ()
    #: What it changed in it and matters, with the row's article as a.
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph, or what is left of one, of the first article that has it."""

    #: Place of that article among the matrix's.
    article: int
    #: Its sentences, by index; ascending.
    sentences: tuple[int, ...]
    #: One for each article of the matrix.
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What each article of a story has of the fullest account, and what it has beyond it."""

    #: The fullest first.
    articles: tuple[Article, ...]
    #: The paragraphs of the fullest account, then what others have beyond it, each where it comes in its own article.
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A story told whole: its fullest article, and each other beside it."""

    story: Story
    matrix: Matrix
    #: The fullest article as a, each other as b, in the order of the matrix.
    comparisons: tuple[Comparison, ...]


NodeKind = Literal["origin", "retelling", "copy", "rewrite", "version"]
"""What a node of the tree is to its parent: a retelling of a common source, a copy, rewrite or later version of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An article in the tree of a story's origins, or what stands behind some of them."""

    name: str
    #: None for an origin that is not among the articles.
    article: Article | None
    #: Place of the node it comes from; None for an origin.
    parent: int | None
    kind: NodeKind
    because: tuple[str, ...]


StoryEventKind = Literal["opened", "joined", "moved", "merged", "split"]
"""What befalls a story while articles come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvent:
    """A step in the life of a story, with the reasons."""

    kind: StoryEventKind
    #: The story: that was opened or split off, that articles joined or moved to, that outlived the merger.
    story: str
    #: `Article.id` of those that are new to the story by this.
    articles: tuple[str, ...]
    #: "shares 'Kadhimi', 'strategic dialogue'", "5 days apart", "held together by hand".
    because: tuple[str, ...]
    #: The other story: that articles moved from, that was split, that went into this one; "" if there is none.
    other: str = ""


CorrectionKind = Literal["together", "apart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said of articles: that they are of one story, or no two of them are. It holds until undone."""

    #: Counted from 1 in each store.
    number: int
    kind: CorrectionKind
    #: `Article.id` of at least two.
    articles: tuple[str, ...]
    #: Who said so, and when.
    by: str = ""
    at: datetime | None = None
    #: Who took it back, and when; None while it holds.
    undone_by: str | None = None
    undone_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """True until it is undone."""
        return self.undone_at is None and self.undone_by is None
