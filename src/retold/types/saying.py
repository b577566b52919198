"""What articles say: parses, times, statements, figures, events, actors, claims, timelines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from retold.types.articles import Article, Precision
from retold.types.stories import Story
from retold.types.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a parsed sentence. Offsets count from the start of the sentence."""

    start: int
    end: int
    text: str
    lemma: str
    #: Universal part of speech ("PROPN") and Penn tag ("NNP").
    pos: str
    tag: str
    #: Dependency label as spaCy's English models give it ("nsubj").
    dep: str
    #: Index of the head in the same sentence; the root is its own head.
    head: int


Parse = tuple[Word, ...]


class Parser(Protocol):
    """Turns sentences into parses: the port behind which spaCy stands."""

    @property
    def name(self) -> str:
        """What gives these parses, with its version: another name may give others. Kept parses are found by it."""
        ...

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse a sentence, in order; each distinct sentence is parsed once."""
        ...


TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time; an end that is None is open."""

    earliest: datetime | None
    #: Exclusive.
    latest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words that say when, how long or how often."""

    span: Span
    type: TimexType
    #: TIMEX3 value: "2021-04", "PXM", "PRESENT_REF", "2021-W12", "XXXX-XX-XXTMO".
    value: str
    #: When it was, where that is decided; None for sets and references, and for durations that aren't tied to a day.
    period: Period | None
    #: Why this value: "bare month, past tense: the last June before March 2021".
    because: str = ""


SourceKind = Literal["person", "group", "institution", "country", "anonymous", "document", "media", "article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who is behind a statement."""

    #: Resolved name: "Jen Psaki", "three government officials", "the Pentagon".
    name: str
    kind: SourceKind
    #: Office or role as the article gives it: "White House press secretary".
    title: str = ""
    #: Office held when the article was written, where the article gives none: "Prime Minister of Iraq",
    #: "former President of the United States"; from the tables of office holders, with the reason in `because`.
    office: str = ""
    #: Who carried it: "The Associated Press"; "" if the article heard it itself.
    via: str = ""
    #: The words in the sentence ("she"); None for the article's own voice.
    span: Span | None = None
    #: Why the name, if it isn't the words: "'she' is Jen Psaki, source of the sentence before".
    because: str = ""

    @property
    def anonymous(self) -> bool:
        """True if the article hides who it is."""
        return self.kind == "anonymous"


ActorKind = Literal[
    "person", "group", "institution", "party", "country", "place", "anonymous", "document", "media", "article"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office that a person held, from the tables of office holders."""

    #: "Prime Minister".
    title: str
    #: "Iraq".
    country: str
    #: First day; None if it isn't known.
    start: datetime | None
    #: First day out of office; None if it isn't known or still held.
    end: datetime | None
    #: As of the article's date; "unknown" where the date is too wide to tell.
    held: Literal["now", "former", "later", "unknown"]


MentionKind = Literal["name", "title", "phrase", "pronoun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place where an actor is named or meant."""

    span: Span
    #: Index of the sentence.
    sentence: int
    kind: MentionKind = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, body, country, place or group of an article: one entry, however it is called there."""

    #: The fullest name that the article gives: "Mustafa al-Kadhimi".
    name: str
    kind: ActorKind
    #: Office or role in the article's words: "Prime Minister".
    title: str = ""
    #: "m", "f", or "" if nothing tells.
    gender: str = ""
    plural: bool = False
    #: Everything it is called, fullest first: names, spelling variants and titles, no pronouns.
    names: tuple[str, ...] = ()
    #: In the order of the text.
    mentions: tuple[Mention, ...] = ()
    offices: tuple[Office, ...] = ()


Directness = Literal["direct", "indirect", "mixed"]

Tier = Literal["said", "stance"]
"""Whether a source says something, or is told to support, oppose, want or expect it."""

Attitude = Literal[
    "says", "confirms", "concedes", "accuses", "asks", "demands", "denies", "declines",
    "supports", "opposes", "wants", "plans", "expects", "believes", "fears", "doubts",
]  # fmt: skip
"""How a source stands to what it says; "declines" is a refusal to say anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its unit, qualifier and what it counts."""

    #: The number with its qualifier: "about 2,500".
    span: Span
    #: Lower and upper value; the same for a plain number.
    low: float
    high: float
    #: "", "%", "USD", "years" ...
    unit: str
    #: "", "about", "at least", "at most", "more than", "dropped to" ...
    qualifier: str
    #: What is counted, in the article's words: "U.S. troops in Iraq".
    counts: str
    #: Who says so; None for the article's own voice.
    source: Source | None = None
    #: As of when.
    when: TimeExpression | None = None
    #: What it is told for each of: "day" of "500 barrels a day", "share"; "" for a plain amount.
    per: str = ""

    @property
    def value(self) -> float:
        """The number, or the middle of its range."""
        return (self.low + self.high) / 2


Status = Literal["happened", "ongoing", "planned", "hoped", "requested", "alleged", "denied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to whom, when, where, and whether it happened."""

    #: The words that name it: "sent a formal request".
    span: Span
    #: PLOVER's types in capitals ("CONSULT", "REQUEST", "ASSAULT" ...), plus "STATEMENT" and "OFFICE".
    type: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    when: TimeExpression | None
    place: str
    status: Status
    #: Index of its sentence.
    sentence: int
    because: str = ""
    #: The clause or noun phrase that tells it, for showing; None if only the sentence is known.
    clause: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that a source says."""

    #: From the first to the last of source, cue and content.
    span: Span
    source: Source
    #: The word(s) of saying: "said", "According to".
    cue: Span
    #: What is said.
    content: Span
    directness: Directness
    tier: Tier = "said"
    attitude: Attitude = "says"
    #: False where the article doesn't tell that it was said or meant: "would support", "to endorse".
    asserted: bool = True
    #: In whose words this stands: "Marsh said the mayor had told her ..." is the mayor's, quoted by Marsh.
    quoted_by: Source | None = None
    #: When it was said, if the sentence tells.
    when: TimeExpression | None = None
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one article says, all spans into its text."""

    article: Article
    times: tuple[TimeExpression, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    events: tuple[Event, ...]
    #: In order of first mention.
    actors: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A quotation with its address: the only way in which anything reaches a reader."""

    #: `Article.id`.
    article: str
    #: Name of the outlet, else of the input.
    outlet: str
    span: Span
    #: Index of the sentence.
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryActor:
    """One actor of a story, however its articles call and spell it."""

    #: The fullest name of all articles.
    name: str
    kind: ActorKind
    title: str
    #: Everything it is called, fullest first.
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    #: Its first mention in each article.
    passages: tuple[Passage, ...]
    #: How often it is mentioned, pronouns included, and how many statements are its own.
    mentions: int
    statements: int
    #: Why these are one: "'Kadhimi' and 'al-Kazemi' are spellings of one name".
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Statements, events or figures that say the same, across retellings."""

    #: What kind of thing is claimed.
    kind: Literal["statement", "event", "figure"]
    #: Its place in each retelling, fullest wording first.
    passages: tuple[Passage, ...]
    #: Who stands behind it ("the Pentagon"); "" for the articles' own voice.
    source: str
    #: Names of the origins it goes back to.
    origins: tuple[str, ...]
    #: What tells it apart: event type, actors and status, or what is counted and the value.
    status: Status | None = None
    figure: Figure | None = None
    event: Event | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimConflict:
    """Claims that can't all hold."""

    claims: tuple[Claim, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """Something that happened or is to happen, with its date and who tells it."""

    earliest: datetime | None
    latest: datetime | None
    precision: Precision
    #: The date in words: "June, August 2020" stays two entries, "after January 2020" is one.
    label: str
    #: Where it is told, fullest first.
    passages: tuple[Passage, ...]
    status: Status
    #: Earlier statuses of the same event with where they stand, oldest first: hoped, then planned.
    history: tuple[tuple[Status, Passage], ...]
    origins: tuple[str, ...]
    because: str = ""
    #: Type of the event, as in `Event`; and its actors and targets.
    type: str = ""
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    #: Whom the articles name as saying so: "the Pentagon"; empty where they speak for themselves.
    sources: tuple[str, ...] = ()
    #: When it was told: from the first to the last publication, of the articles dated at all. Never the event's date.
    published: Period = Period(earliest=None, latest=None)
    #: When the pages that tell it were fetched, first to last.
    fetched: Period = Period(earliest=None, latest=None)
    conflicts: tuple[ClaimConflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One value of a figure over time."""

    claim: Claim
    #: As of when: the time that the figure is for, else when it was published; None if neither is known.
    earliest: datetime | None
    latest: datetime | None
    precision: Precision
    #: The date in words.
    label: str
    #: Whether the text gives that time ("as of Friday"), and not only the date of publication.
    stated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is said about one number, in the order of time."""

    #: In the articles' words: "U.S. troops in Iraq".
    counts: str
    unit: str
    #: One a distinct value and time.
    points: tuple[SeriesPoint, ...]
    conflicts: tuple[ClaimConflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What happened when and how many, by a story or several of one affair."""

    stories: tuple[Story, ...]
    #: Earliest first; those with an open end after those that are bounded.
    entries: tuple[TimelineEntry, ...]
    series: tuple[Series, ...]
    actors: tuple[StoryActor, ...]
    conflicts: tuple[ClaimConflict, ...]
