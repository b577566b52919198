"""Clues from public events: elections, games, attacks, and things that had no name before a day.

News names an event shortly before and after it. The tables `dated_events` and `first_named` say when; how near is
counted (`TOLD`). An event that recurs tells the time of the year and of the cycle.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

from retold.dating.frame import Clue, Costs, Frame, Numbers
from retold.knowledge import table
from retold.times.tense import Direction, direction
from retold.types import Span

_Shares: TypeAlias = tuple[tuple[int, float], ...]
#: For each kind of event: days until it (one past the last, share of the mentions ahead of it), days since it, and the
#: share of mentions ahead of it if told as to come, without a cue, and as past. From counts on one half of PolNeAR.
TOLD: dict[str, tuple[_Shares, _Shares, tuple[float, float, float]]] = {
    "debate": (((4, 0.6), (15, 0.3), (61, 0.1)), ((1, 0.15), (4, 0.6), (8, 0.15), (61, 0.1)), (0.8, 0.5, 0.3)),
    "vote": (
        ((4, 0.35), (8, 0.1), (15, 0.1), (31, 0.15), (61, 0.1), (121, 0.15), (366, 0.05)),
        ((1, 0.12), (4, 0.2), (8, 0.15), (15, 0.18), (31, 0.12), (61, 0.08), (121, 0.08), (1500, 0.07)),
        (0.75, 0.55, 0.4),
    ),
    "convention": (
        ((4, 0.15), (31, 0.2), (61, 0.15), (121, 0.25), (366, 0.25)),
        ((4, 0.35), (8, 0.25), (15, 0.15), (31, 0.1), (121, 0.1), (1500, 0.05)),
        (0.8, 0.6, 0.5),
    ),
    "season": (
        ((8, 0.05), (31, 0.1), (121, 0.25), (366, 0.4), (600, 0.15), (1500, 0.05)),
        ((8, 0.25), (31, 0.2), (91, 0.15), (366, 0.2), (1500, 0.2)),
        (0.9, 0.75, 0.6),
    ),
    "happened": (
        ((1, 1.0),),
        ((4, 0.15), (8, 0.1), (15, 0.08), (31, 0.08), (91, 0.15), (181, 0.08), (366, 0.08), (1500, 0.18), (5000, 0.1)),
        (0.0, 0.0, 0.0),
    ),
}
_BACKGROUND = 1e-6
#: Words directly before or after an event that say how far it is, and the days from the writing to it.
_DAYS_NAMED = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tonight|yesterday|today|tomorrow|(?:last|Last) night)"
_DISTANCES: tuple[tuple[re.Pattern[str], tuple[int, int]], ...] = tuple(
    (re.compile(words), days)
    for words, days in (
        (r"\bnext week(?:['’]s)?", (1, 13)),
        (r"\blast week(?:['’]s)?", (-13, -1)),
        (r"\bthis week(?:['’]s)?", (-6, 6)),
        (r"\bnext month(?:['’]s)?", (1, 61)),
        (r"\blast month(?:['’]s)?", (-61, -1)),
        (r"\bearlier this month", (-31, 0)),
        (r"\blater this month", (0, 31)),
        (rf"\b{_DAYS_NAMED}(?:['’]s)?(?: (?:night|morning|evening|afternoon)(?:['’]s)?)?", (-7, 7)),
    )
)
_COUNTED = re.compile(
    r"\b(?P<count>a|one|two|three|four|five|six|seven|eight|ten|few|several)? ?(?P<unit>days?|weeks?|months?)"
    r" (?:before|until|till|ahead of|from|to|out from|away from)(?: the)?\W*$"
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_BESIDE = re.compile(r"\W*(?:the |first-in-the-nation |crucial |critical |Republican |Democratic |GOP |upcoming )*$")
_AFTER = re.compile(r"\W*(?:(?:on|held|is|are|was|were|set for|scheduled for) )?")
_AFAR = 28
#: Days of an event that are written out in the evidence.
_LISTED = 6
#: What a day costs that is at another distance than such words say.
_OTHER_DISTANCE = 6.0


@dataclass(frozen=True, slots=True)
class Event:
    """What news gives one name: how it is told of, and the first and last days it was on."""

    kind: str
    dates: tuple[tuple[date, date], ...]


Mentions: TypeAlias = dict[Event, list[re.Match[str]]]


def event_clues(frame: Frame, mentions: Mentions) -> Iterator[Clue]:
    yield from _events(frame, mentions)
    yield from _first_named(frame)


@cache
def _known() -> dict[str, Event]:
    found: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for name, kind, start, *end in table("dated_events"):
        found.setdefault((name, kind), []).append((date.fromisoformat(start), date.fromisoformat((*end, start)[0])))
    return {name: Event(kind, tuple(dates)) for (name, kind), dates in found.items()}


@cache
def _named() -> re.Pattern[str]:
    """Events by their names, primaries by their states: "New York's Republican primary", "the caucuses in Iowa"."""
    known = sorted(_known(), key=len, reverse=True)
    names = "|".join(re.escape(name) for name in known if _known()[name].kind != "primary")
    states = "|".join(re.escape(name) for name in known if _known()[name].kind == "primary")
    vote = r"(?:primar(?:y|ies)|caucus(?:es)?)"
    return re.compile(
        rf"(?<!\w)(?:(?P<name>{names})(?!\w)"
        rf"|(?P<state>{states})(?:['’]s)?(?: (?:Republican|Democratic|GOP|presidential))* {vote}\b"
        rf"|{vote} in (?P<held>{states})(?!\w))",
        re.IGNORECASE,
    )


def find_events(text: str) -> Mentions:
    """The events of the table that a text names."""
    found: dict[Event, list[re.Match[str]]] = {}
    for match in _named().finditer(text):
        name = match["name"] or match["state"] or match["held"]
        found.setdefault(_known()[name.lower()], []).append(match)
    return found


def _events(frame: Frame, found: Mentions) -> Iterator[Clue]:
    """Each event once, by how its mentions are told."""
    for event, matches in found.items():
        match = matches[0]
        says = f"“{match[0]}” is named ({_listed(event)}): news tells of it near that time"
        distances = [days for match in matches if (days := _distance(frame.scan.text, match)) is not None]
        if distances:
            yield _at_distance(event, match, distances, frame)
            continue
        if event.kind == "happened":
            behind = frame.days >= min(event.dates)[0].toordinal()
            says_after = f"“{match[0]}” is named, which was on {_listed(event)}: written after it"
            span = Span.of(frame.scan.text, *match.span())
            yield Clue(says_after, span, frame.allow(behind, frame.rules.not_yet_named), hard=True)
        costs = _near(event, [_tense(match, frame) for match in matches], frame)
        yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True, soft=True)


def _listed(event: Event) -> str:
    days = [str(start) for start, _ in event.dates]
    return "; ".join(days) if len(days) <= _LISTED else f"{len(days)} days from {days[0]} to {days[-1]}"


def _tense(match: re.Match[str], frame: Frame) -> Direction | None:
    start, end = (bisect_left(frame.scan.starts, at) for at in match.span())
    return direction(frame.scan, frame.words, start, end)


def _distance(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """From how many days to how many the event is ahead, if words beside its name say so."""
    before = text[max(0, match.start() - _AFAR) : match.start()]
    if (counted := _COUNTED.search(before)) is not None:
        count = _COUNTS.get(counted["count"] or "", 3)
        days = count * {"d": 1, "w": 7, "m": 30}[counted["unit"][0]]
        return days // 2, days * 3 // 2 + 1
    after = text[match.end() : match.end() + _AFAR]
    beside, start = _BESIDE.search(before), _AFTER.match(after)
    for words, days_ahead in _DISTANCES:
        told = list(words.finditer(before))
        if told and beside is not None and told[-1].end() >= beside.start():
            return days_ahead
        if start is not None and words.match(after, start.end()) is not None:
            return days_ahead
    return None


def _at_distance(event: Event, match: re.Match[str], distances: Sequence[tuple[int, int]], frame: Frame) -> Clue:
    import numpy as np

    low, high = min(distances, key=lambda days: days[1] - days[0])
    fits = np.logical_or.reduce(
        [(start.toordinal() - frame.days <= high) & (end.toordinal() - frame.days >= low) for start, end in event.dates]
    )
    told = (
        f"{low} to {high} days ahead"
        if low >= 0
        else f"{-high} to {-low} days ago"
        if high <= 0
        else f"{high} days off"
    )
    says = f"“{match[0]}” ({_listed(event)}) is told of as {told} at most"
    return Clue(says, Span.of(frame.scan.text, *match.span()), frame.allow(fits, _OTHER_DISTANCE), hard=True)


def _near(event: Event, tenses: Sequence[Direction | None], frame: Frame) -> Costs:
    """How well each day fits mentions of an event."""
    import numpy as np

    before, after, shares = TOLD["vote" if event.kind == "primary" else event.kind]
    ahead = sum({"future": shares[0], None: shares[1], "past": shares[2]}[tense] for tense in tenses) / len(tenses)
    density = np.full(len(frame.days), _BACKGROUND)
    for start, end in event.dates:
        until, since = start.toordinal() - frame.days, frame.days - end.toordinal()
        density += ahead * _density(before, until) + (1 - ahead) * _density(after, since)
        density[(until < 0) & (since < 0)] += after[0][1] / after[0][0]
    logs: Costs = np.log(density / density.max())
    return logs


def _density(shares: _Shares, lags: Numbers) -> Costs:
    """Share of the mentions for a day with that lag; none where the lag is negative or beyond the last."""
    import numpy as np

    ends = np.array([end for end, _ in shares])
    heights = np.append(np.array([share for _, share in shares]) / np.diff(ends, prepend=0), 0.0)
    found: Costs = np.where(lags < 0, 0.0, heights[np.searchsorted(ends, lags, side="right")])
    return found


@cache
def _first() -> tuple[re.Pattern[str], dict[str, date]]:
    days = {name: date.fromisoformat(day) for name, day in table("first_named")}
    names = "|".join(map(re.escape, sorted(days, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)"), days


def _first_named(frame: Frame) -> Iterator[Clue]:
    """The name that is the youngest of those in the text: it was written after that came up."""
    pattern, days = _first()
    matches = list(pattern.finditer(frame.scan.text, 0, frame.rules.longest))
    if matches:
        match = max(matches, key=lambda match: days[match[0]])
        day = days[match[0]]
        costs = frame.allow(frame.days >= day.toordinal(), frame.rules.not_yet_named)
        says = f"“{match[0]}” was not heard of before {day}"
        yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True)
