"""Affairs, what belongs to them, and the ledger of their news."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from retold.types.articles import Precision
from retold.types.briefs import News, OutletChange
from retold.types.comparing import ChangeKind
from retold.types.saying import Claim, Passage, Period, Timeline
from retold.types.stories import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Affair:
    """What a reader follows, and by what its stories are known.

    A story belongs if it has one of the words, names one of the actors or is like an example, and is about one of the
    countries; what is not given asks for nothing. An affair for which nothing is given takes in all stories.
    """

    #: Sixteen hex digits; keeps when it is renamed.
    id: str
    name: str
    #: Words and phrases, whole and in any inflection.
    words: tuple[str, ...] = ()
    #: Names of persons and bodies.
    actors: tuple[str, ...] = ()
    #: ISO 3166-1 alpha-2 codes: "IQ".
    countries: tuple[str, ...] = ()
    #: `Article.id` of articles that are typical of it.
    examples: tuple[str, ...] = ()
    #: Words and phrases of which one keeps a story out.
    without: tuple[str, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Whether an article belongs to an affair, and why."""

    affair: str
    #: `Article.id`.
    article: str
    belongs: bool
    #: "names 'Weir Street Bridge' in its headline", "put in by hand (Ann)".
    because: tuple[str, ...]
    #: Who said so; "" if it was decided here. What was said by hand holds until taken back.
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What a person said of an article and an affair: it belongs to it or does not. It holds until taken back."""

    #: Counted from 1 in each store; 0 before it is kept.
    number: int
    #: `Affair.id`.
    affair: str
    #: `Article.id`; the others of its story go with it.
    article: str
    belongs: bool
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a reader is told of the article behind a passage."""

    #: `Article.id`.
    article: str
    #: `Article.name`.
    outlet: str
    title: str
    #: None for an article that has no address.
    url: str | None
    language: str
    published: Period
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """News of an affair, entered once and never changed: what a reader was told can be looked up for ever."""

    #: Counted up over all affairs of a store; 0 before it is kept.
    number: int
    #: `Affair.id`.
    affair: str
    #: When it was entered.
    at: datetime
    news: News
    #: Of the article that leads what is new of its story.
    headline: Passage
    #: One for each article that a passage is of.
    citations: tuple[Citation, ...]
    #: What the story is about: ISO 3166-1 alpha-2 codes.
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What an outlet does to the texts it takes over, in the stories of an affair."""

    outlet: str
    #: Articles of the affair, and those of them that were taken over from another text.
    articles: int
    taken_over: int
    #: Of those taken over, how many credit nobody.
    uncredited: int
    #: Changes that matter, by kind; most frequent first.
    changes: Mapping[ChangeKind, int] = field(default_factory=dict)
    #: Of these, how often it left out who says so.
    unattributed: int = 0
    #: Articles that were edited after publication, and how many of them in silence.
    edited: int = 0
    silently: int = 0
    #: The gravest changes with their passages, a few.
    shown: tuple[OutletChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """An actor of an affair and what it says, however the articles call it."""

    name: str
    #: Office or role; "" where no article gives one.
    title: str
    #: Each statement once, in the order of their publication, with all places that tell it.
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AffairAccount:
    """An affair told whole: its stories, its timeline, who says what, and what outlets make of what they take over."""

    affair: Affair
    #: Newest first.
    stories: tuple[Story, ...]
    #: Why each belongs, by `Story.id`.
    because: Mapping[str, tuple[str, ...]]
    timeline: Timeline
    #: Those whom the affair is about by name first, then who says most.
    speakers: tuple[Speaker, ...]
    #: Those with most articles first.
    habits: tuple[Habits, ...]
