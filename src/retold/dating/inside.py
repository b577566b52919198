"""What an article's own words tell about when it was written, where nothing on the page says so.

Every day is scored against soft constraints: who was in office or ran for it, events, what is told as past or to come,
weekdays, "next month". The result is a weight for each month with the evidence; a wrong clue can be outvoted. It needs
a hard clue (a term of office, a year written out, an event) to say anything: months alone fit every year.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from retold.config import DatingRules
from retold.dating.campaign_clues import campaign_clues
from retold.dating.event_clues import event_clues, find_events
from retold.dating.frame import Clue, Frame, Numbers, first_day, month_of
from retold.dating.office_clues import office_clues
from retold.dating.offices import newest
from retold.dating.time_clues import time_clues
from retold.times import coordinate
from retold.times.calendar import add_months
from retold.times.patterns import read
from retold.times.scan import lexicon, scan
from retold.times.tense import direction
from retold.types import Evidence

#: A cost above this is nothing against a month.
_LITTLE = -1.0
#: What is written later than that is none of ours: the row of months stays short.
_LAST_MONTH = 2060 * 12
_OUTWEIGHED = {
    False: "; turned down, since other evidence outweighs it",
    True: "; this one fits less well, but other evidence outweighs that",
}


@dataclass(frozen=True, slots=True)
class Inside:
    """The months from `first` on with their weights (sum 1) and the clues."""

    first: int
    weights: tuple[float, ...]
    clues: tuple[Clue, ...]
    #: The month of each day that the clues weigh.
    months: Numbers | tuple[int, ...] = field(default=(), repr=False, compare=False)

    @property
    def hard(self) -> bool:
        return any(clue.hard for clue in self.clues)

    def span_holding(self, share: float) -> tuple[int, int, float]:
        """Shortest run of months that holds `share` of the weight: first, one past the last, and its weight."""
        best: tuple[int, int, float] | None = None
        start = 0
        total = 0.0
        for end, weight in enumerate(self.weights):
            total += weight
            while total - self.weights[start] >= share:
                total -= self.weights[start]
                start += 1
            if total >= share and (best is None or end + 1 - start < best[1] - best[0]):
                best = (start, end + 1, total)
        start, end, held = best or (0, len(self.weights), 1.0)
        return self.first + start, self.first + end, held

    def best_year(self) -> tuple[int, int, float]:
        """The calendar year of the greatest weight, in months: first, one past the last, and its weight."""
        weights: dict[int, float] = {}
        for month, weight in enumerate(self.weights, self.first):
            weights[month // 12] = weights.get(month // 12, 0.0) + weight
        year = max(weights, key=lambda year: weights[year])
        last = self.first + len(self.weights)
        return max(year * 12, self.first), min(year * 12 + 12, last), weights[year]

    def log_ratio(self, month: int) -> float:
        """How much less likely a month is than the likeliest, as a logarithm (0 or less)."""
        at = month - self.first
        if not 0 <= at < len(self.weights):
            return -50.0
        return math.log(max(self.weights[at], 1e-30) / max(self.weights))


def look_inside(text: str, *, title_end: int, latest: date | None, language: str, rules: DatingRules) -> Inside:
    """Weigh the months from `rules.first_year` to `latest` (else the newest term known) by what `text` says."""
    words = lexicon(language)
    scanned = scan(text[: rules.longest], words)
    readings = coordinate(scanned, read(scanned, words))
    tenses = [direction(scanned, words, reading.start, reading.end) for reading in readings]
    first = rules.first_year * 12
    count = min(month_of(latest or add_months(newest(), 12)), _LAST_MONTH) + 1 - first
    frame = Frame(scanned, words, readings, tenses, first, max(count, 1), title_end, rules)
    events = find_events(scanned.text)
    days = frozenset(day for event in events for dates in event.dates for day in dates)
    clues = [*office_clues(frame), *event_clues(frame, events), *campaign_clues(frame), *time_clues(frame, days)]
    return Inside(first, _weigh(clues, frame, rules), tuple(clues), frame.months)


def _weigh(clues: Sequence[Clue], frame: Frame, rules: DatingRules) -> tuple[float, ...]:
    """The weight of each month: that of its days."""
    import numpy as np

    totals = np.zeros(len(frame.days))
    for clue in clues:
        totals += rules.trust * np.maximum(clue.costs, -rules.most) if clue.soft else clue.costs
    weights = np.bincount(frame.months - frame.first, weights=np.exp(totals - totals.max()), minlength=frame.count)
    return tuple((weights / weights.sum()).tolist())


def evidence(inside: Inside, chosen: tuple[int, int]) -> list[Evidence]:
    """The clues as evidence, strongest first; weight is how much of all months a clue makes unlikely."""
    import numpy as np

    lines = []
    end = inside.first + len(inside.weights)
    for clue in inside.clues:
        allowed = np.unique(np.asarray(inside.months)[clue.costs > _LITTLE]).tolist()
        against = 1 - len(allowed) / len(inside.weights)
        fits = any(chosen[0] <= month < chosen[1] for month in allowed)
        run = bool(allowed) and len(allowed) == allowed[-1] + 1 - allowed[0]
        lines.append(
            Evidence(
                source=clue.source,
                says=clue.says if fits else f"{clue.says}{_OUTWEIGHED[clue.soft]}",
                quote=clue.span.text,
                span=clue.span,
                earliest=first_day(allowed[0]) if run and allowed[0] > inside.first else None,
                latest=first_day(allowed[-1] + 1) if run and allowed[-1] + 1 < end else None,
                weight=round((0.5 + against / 2) if clue.hard else 0.5 * against, 2) if fits else 0.0,
            )
        )
    return sorted(lines, key=lambda line: -line.weight)
