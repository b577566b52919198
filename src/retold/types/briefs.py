"""What a reader gets of stories: changes, news, the brief."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from retold.types.comparing import Change, ChangeKind, Comparison
from retold.types.saying import ClaimConflict, Passage, Period, Series, TimelineEntry
from retold.types.stories import Story


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


NewsKind = Literal["story", "event", "status", "statement", "figure", "conflict", "correction", "edit"]
"""What is new: a story, that something happened or is to happen, that it stands otherwise now, that somebody says
something, a number, that accounts conflict, that an outlet owns up to an error, that it changed its text in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A line of "new": a fact that changes what a reader knew."""

    kind: NewsKind
    #: A label of ours: "hoped → planned", "new statement", "date set / not set".
    label: str
    #: Where it is told, the one to be shown first; of a conflict, one for each side.
    passages: tuple[Passage, ...]
    because: str
    #: What was told before and is no longer all: the hope of a plan, the value before, the words before an edit.
    earlier: tuple[Passage, ...] = ()
    #: Names of the origins behind it.
    origins: tuple[str, ...] = ()
    #: Who does or says it, or whom it is about, as the articles name them.
    actors: tuple[str, ...] = ()
    #: `Story.id` of the story that tells it.
    story: str = ""


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
