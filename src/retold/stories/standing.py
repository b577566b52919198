"""Where a stream of articles stands: what is remembered of the newest, and the stories they are in.

A value: `retold.stories.advance` gives the next one and leaves this as it was. Ids of stories are made here; what
becomes of them is decided in `identity`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from retold.config import DEFAULT, Grouping
from retold.duplicates import Printed
from retold.stories.days import NOTHING_TOLD, DaysTold
from retold.stories.likeness import Values
from retold.stories.nearness import Nearness, nothing
from retold.stories.reasons import Read
from retold.stories.words import Counts, Row, Usage
from retold.types import Correction, Duplicate


class Remembered(NamedTuple):
    """An article of the stream."""

    id: str
    row: Row
    text: str
    language: str
    #: While words are still weighed anew.
    counts: Counts | None

    @property
    def read(self) -> Read:
        """What a reason needs of it."""
        return Read(self.row, self.text, self.language)


class Members(NamedTuple):
    """The members of a story: places of those that are remembered, ascending, and how many are not."""

    places: tuple[int, ...]
    forgotten: int
    #: How many stories had been opened before.
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a stream stands. Places count all articles that ever came, from 0; remembered are those from `first` on."""

    first: int = 0
    articles: tuple[Remembered, ...] = ()
    near: Nearness
    #: Start and end of each dating in days.
    start: Values = field(default_factory=lambda: np.zeros(0))
    end: Values = field(default_factory=lambda: np.zeros(0))
    printed: Printed = field(default_factory=Printed)
    #: Near-duplicates by the later of the two.
    copies: Mapping[int, tuple[Duplicate, ...]] = field(default_factory=dict)
    #: Place of the first article with mostly the same words, of those that aren't the first.
    prints: Mapping[int, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    #: Story by place, and the members of each story that has remembered ones.
    story_at: Mapping[int, str] = field(default_factory=dict)
    stories: Mapping[str, Members] = field(default_factory=dict)
    #: How words are used, and how many articles there had been when that was counted.
    usage: Usage | None = None
    weighed_at: int = 0
    #: What days tell, and what to add to logits for how large stories are.
    days: DaysTold = NOTHING_TOLD
    shift: float = 0.0
    #: Corrections that hold, and the stories of articles named in them that are not remembered.
    corrections: tuple[Correction, ...] = ()
    whereabouts: Mapping[str, str] = field(default_factory=dict)
    #: Stories opened so far.
    opened: int = 0
    #: Whether events say why.
    reasoned: bool = True

    @property
    def next(self) -> int:
        """Place of the next article."""
        return self.first + len(self.articles)

    def at(self, place: int) -> Remembered:
        """The article at a place."""
        return self.articles[place - self.first]

    def kin(self, place: int) -> tuple[int, ...]:
        """The places of the story of a place."""
        return self.stories[self.story_at[place]].places if place in self.story_at else ()


def nothing_yet(*, reasoned: bool = True, config: Grouping = DEFAULT.grouping) -> Standing:
    """Before the first article. Where nobody asks why, a stream that isn't `reasoned` takes a tenth less time."""
    return Standing(near=nothing(config=config), reasoned=reasoned)


def story_id(founder: str, number: int) -> str:
    """Sixteen hex digits for the story that the article `founder` opens after `number` others."""
    return sha256(f"{founder}\x1f{number}".encode()).hexdigest()[:16]
