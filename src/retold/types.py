"""The nouns: every value that passes from one step to the next, and nothing else.

All are frozen. Offsets are Python string indices (code points), half-open, into `Article.text` unless a field says
otherwise. Instants are aware datetimes in UTC. A value that a reader sees carries its span or its `because`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal, Protocol

# --- text -----------------------------------------------------------------------------------------------------------


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


# --- pages ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the network or a file gave us, unread."""

    #: What the user named: a path, a URL, or `-`.
    input: str
    content: bytes
    #: Where it was fetched from, after redirects; None for a file.
    url: str | None = None
    #: When it was fetched; None if unknown (a file of unknown age).
    fetched_at: datetime | None = None
    #: Media type and charset as declared by the server, e.g. "text/html; charset=utf-8".
    content_type: str | None = None
    #: What the server gave to ask by whether the page has changed (ETag, Last-Modified); opaque, "" if nothing.
    etag: str = ""
    modified: str = ""
    #: Last-Modified, or the feed's date for this entry: evidence for the dating.
    dates: tuple["DateHint", ...] = ()
    #: Headline, outlet and language by what led to the page (a feed, a news sitemap): used where the page says nothing.
    title: str | None = None
    outlet: str | None = None
    language: str | None = None


DateSource = Literal[
    "json-ld", "meta", "time", "url", "feed", "http", "text", "masthead", "byline", "internal", "retelling", "fetch"
]
"""Where a date came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateHint:
    """A date found on or about a page, not yet judged."""

    source: DateSource
    #: The string as it stood ("2021-03-24T10:00:00+03:00", "29 March 2024, Friday").
    text: str
    #: What the page says it is, e.g. "datePublished", "dateModified", "article:published_time", "Last-Modified".
    label: str = ""


BlockRole = Literal["headline", "body", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A visible piece of a page, in the order of the page, with what it was taken for."""

    text: str
    role: BlockRole
    #: Why it is an aside ("masthead", "sign-up form", "list of countries" ...); empty for headline and body.
    reason: str = ""
    #: True if it goes on with the paragraph of the last body block (an aside stood in the middle of it).
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """A page taken apart, before it becomes an article: what reading HTML and reading flattened text both give."""

    blocks: tuple[Block, ...]
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    #: Canonical URL as the page states it.
    url: str | None = None
    section: str | None = None
    #: BCP 47 tag as the page declares it; the text itself has the last word.
    language: str | None = None
    dates: tuple[DateHint, ...] = ()
    #: Links and lines that may credit somebody though they are asides ("View original post here:").
    credit_lines: tuple[str, ...] = ()
    #: 0 to 1: how sure the split into article and asides is.
    confidence: float = 0.5
    #: True if the page shows the beginning only, and asks to pay or sign in for the rest.
    teaser: bool = False
    repairs: tuple[Repair, ...] = ()


# --- article --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What was on the page and is not the article: kept, with the reason why it was set aside."""

    text: str
    reason: str
    #: Offset in `Article.text` before which it stood.
    at: int


CreditKind = Literal["byline", "dateline", "told", "reported", "contributed", "repost", "copyright", "outlet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Words by which an article says where it has something from."""

    #: The credited agency or outlet under its full name: "The Associated Press".
    name: str
    kind: CreditKind
    #: The words themselves.
    text: str
    #: Where they stand in the article; None when they stood in an aside.
    span: Span | None = None
    #: True if `name` is an agency, False if it is another outlet.
    agency: bool = True


Precision = Literal["minute", "day", "week", "month", "season", "year", "decade", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a dating, that a reader can follow."""

    source: DateSource
    #: What it tells, in words: "Biden's term began on 20 January 2021, so this January is 2021's".
    says: str
    #: The words of the page that it rests on.
    quote: str = ""
    #: Where they stand in the article; None when on the page outside of it.
    span: Span | None = None
    #: What it would allow, alone.
    earliest: datetime | None = None
    latest: datetime | None = None
    #: 0 (looked at and turned down) to 1.
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When an article was written: an interval, a precision and the evidence."""

    #: Start of the interval; None if nothing bounds it.
    earliest: datetime | None
    #: End of the interval, exclusive (the first instant that is too late); None if nothing bounds it.
    latest: datetime | None
    precision: Precision
    #: The evidence used, strongest first; evidence turned down has weight 0 and comes last.
    because: tuple[Evidence, ...]
    #: 0 to 1.
    confidence: float = 0.0

    @property
    def known(self) -> bool:
        """True if both ends are known."""
        return self.earliest is not None and self.latest is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text that an outlet published, cleaned."""

    #: What the user named: a path, a URL, or `-`.
    input: str
    title: str | None
    outlet: str | None
    byline: str | None
    section: str | None
    #: BCP 47 primary tag ("en"); "und" if it can't be told.
    language: str
    #: Where it was published, canonical if the page says so.
    url: str | None
    fetched_at: datetime | None
    published: Dating
    modified: datetime | None
    credits: tuple[Credit, ...]
    #: 0 to 1: how sure we are that `text` is the whole article and nothing else.
    confidence: float
    #: The headline (if any) as first paragraph, then the body; paragraphs apart by a blank line.
    text: str
    #: Offset in `text` at which the body begins: after the headline.
    body_start: int
    sentences: tuple[Sentence, ...]
    asides: tuple[Aside, ...]
    repairs: tuple[Repair, ...]
    #: True if this is only the beginning: the page asks to pay or sign in for the rest.
    teaser: bool = False

    @property
    def id(self) -> str:
        """Sixteen hex digits, the same for the same words of the same outlet at the same place."""
        key = "\x1f".join((self.url or self.input, self.outlet or "", self.text))
        return sha256(key.encode("utf8", "surrogatepass")).hexdigest()[:16]

    @property
    def body(self) -> str:
        """`text` without the headline."""
        return self.text[self.body_start :]

    @property
    def name(self) -> str:
        """What to call it in a list: its outlet, else the input."""
        return self.outlet or self.input


# --- comparing ------------------------------------------------------------------------------------------------------

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


# --- stories --------------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work that waits in a store until it is due, and is leased to one worker at a time. Kind and key name it."""

    kind: str
    #: What it is about; a second task of the same kind and key is no second task.
    key: str
    #: Not before then; None: given up, never again.
    due: datetime | None
    #: What the worker needs to know; opaque to the store.
    payload: bytes = b""
    #: How often it was leased since it was last finished, this time included.
    attempts: int = 0
    #: How often it was ever leased: tells the lease that is held from those before it.
    lease: int = 0
    #: Who holds it, and until when; "" and None while nobody does.
    leased_by: str = ""
    leased_until: datetime | None = None
    #: Why it failed last; "" if it did not.
    last_error: str = ""
    #: When it was finished for good; None while it isn't.
    done_at: datetime | None = None


# --- what they say --------------------------------------------------------------------------------------------------


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


# --- the brief ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletChange:
    """A change that matters, told as what an outlet did to the text it took over, or to its kin's."""

    outlet: str
    kind: ChangeKind
    #: The sentence in the retelling that serves as measure; None if it has none.
    before: Passage | None
    #: The sentence in this outlet's; None if it dropped it.
    after: Passage | None
    #: The words within them.
    change: Change
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A line of "new": a fact that changes what a reader knew."""

    kind: Literal["story", "status", "statement", "conflict", "figure", "edit"]
    #: A label of ours: "hoped → planned", "new statement", "date set / not set".
    label: str
    passages: tuple[Passage, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefItem:
    """One story of a brief."""

    story: Story
    headline: Passage
    #: Verbatim: what happened.
    lead: Passage
    new: tuple[News, ...]
    changes: tuple[OutletChange, ...]
    #: Edits not shown since they don't matter: kind -> count.
    muted: Mapping[str, int] = field(default_factory=dict)
    timeline: tuple[TimelineEntry, ...] = ()
    figures: tuple[Series, ...] = ()
    conflicts: tuple[ClaimConflict, ...] = ()
    #: Each retelling beside the one that serves as measure, for showing side by side.
    comparisons: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a reader gets."""

    #: First and last publication date of what it covers.
    covers: Period
    #: Most important story first.
    items: tuple[BriefItem, ...]
    #: Number of articles read.
    articles: int
