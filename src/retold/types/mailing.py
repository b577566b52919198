"""Readers by mail, their editions, and the messages that carry these."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from retold.types.following import Citation, LedgerLine
from retold.types.saying import Passage

Length = Literal["short", "medium", "full"]

SubscriberState = Literal["pending", "confirmed", "unsubscribed", "bounced", "expired"]
"""Asked for, not confirmed yet; confirmed; ended by the reader; ended by mail that comes back; never confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A reader by mail, and what they want."""

    #: Sixteen hex digits, random.
    id: str
    email: str
    state: SubscriberState
    #: `Affair.id`; empty for all.
    affairs: tuple[str, ...] = ()
    #: ISO 3166-1 alpha-2 codes: only news of stories about one of them; empty for all.
    countries: tuple[str, ...] = ()
    #: Weekdays on which to mail, 0 is Monday.
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    #: Minutes after midnight at the reader's place.
    minute: int = 420
    #: IANA name of the reader's time zone.
    zone: str = "UTC"
    #: Of the mail's frame, a BCP 47 tag: "en".
    language: str = "en"
    length: Length = "medium"
    #: On a day with nothing new: no mail, or one that says so.
    when_empty: Literal["skip", "say"] = "skip"
    created_at: datetime | None = None
    #: When the present state began.
    since: datetime | None = None
    #: Soft bounces in a row.
    soft_bounces: int = 0
    #: Number of the last `LedgerLine` that was in an edition, or could have been.
    told: int = 0
    #: How often it was begun anew after an end. A link is of one such term.
    term: int = 0
    #: When they were last written a letter about the subscription itself, and how many each within a day of another.
    written_at: datetime | None = None
    letters: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStory:
    """One story of an edition."""

    #: `Story.id`.
    id: str
    headline: Passage
    #: Most important first.
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One affair of an edition."""

    #: `Affair.id`.
    affair: str
    name: str
    #: Most important first.
    stories: tuple[EditionStory, ...]
    #: How many lines a longer edition would show beyond these.
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One morning's brief for one subscription: what is new as facts, each once."""

    #: Sixteen hex digits: the same for the same subscriber and day.
    id: str
    #: `Subscriber.id`; "" for one that was asked for at the command line.
    subscriber: str
    #: The day at the reader's place.
    day: date
    #: New since then; None for all there is.
    since: datetime | None
    made_at: datetime
    #: Of its frame.
    language: str
    length: Length
    #: Those with news, most important first.
    sections: tuple[Section, ...]
    #: What it covers of the ledger: lines numbered above `after`, up to `upto`.
    after: int = 0
    upto: int = 0

    @property
    def lines(self) -> Iterator[LedgerLine]:
        """All lines, as they are shown."""
        return (line for section in self.sections for story in section.stories for line in story.lines)

    @property
    def citations(self) -> dict[str, Citation]:
        """Every article that a passage is of, by `Article.id`."""
        return {citation.article: citation for line in self.lines for citation in line.citations}


MessageState = Literal["waiting", "sent", "failed", "expired", "bounced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The mail of one edition to one subscriber: one row, whatever happens to it."""

    #: `Edition.id`.
    edition: str
    #: `Subscriber.id`.
    subscriber: str
    #: As in the header Message-ID, with its angle brackets: the same at each try.
    message_id: str
    state: MessageState = "waiting"
    #: Not to be sent after that.
    expires_at: datetime
    tries: int = 0
    #: What the mail server said last, or why it was given up.
    answer: str = ""
    #: When the state began.
    at: datetime
