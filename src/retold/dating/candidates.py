"""Which of the dates found on and about a page is the day of publication.

Every hint votes for its day with the weight of its kind; several hints of one kind count once; what a day is beside
the other days of the page votes, too. Weights are those of a logistic ranker (bench/fit_dating.py), rounded
(`DatingRules`). A date after the page was fetched is turned down; a date at the top of the page, where sites print
today's date, is no candidate.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from retold.config import DatingRules
from retold.dating.moments import Moment, moments
from retold.knowledge import mapping
from retold.types import DateHint, Evidence

_MODIFIED = re.compile(r"modif|updat|revis|last|lastmod", re.IGNORECASE)
_CREATED = re.compile(r"creat|upload|timestamp|displaydate", re.IGNORECASE)
_RIGHT_ABOVE = 3
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d\d|\d\s*[ap]\.?m\b", re.IGNORECASE)
_PLACE = re.compile(r"(\d+) lines? (above|below)")
#: Kinds that show a day in the outlet's own zone.
_SHOWN = frozenset(("text near", "text published", "text", "url", "text above"))
_STRUCTURED = frozenset(("json-ld", "meta", "time", "feed", "http"))
_CHANGES = frozenset(("json-ld modified", "meta modified"))
_PUBLISHED = frozenset(("json-ld", "meta", "feed", "url", "other zone"))
_VISIBLE = frozenset(("text near", "text published", "text above", "text modified"))
#: Kinds that say on their own when a page was published ...
SETTLING = frozenset(("json-ld", "meta", "feed", "url", "time", "text near", "text published", "text"))
#: ... and those that can be counted as witnesses of a day.
_WITNESSES = SETTLING | {"text above", "other zone"}
#: Kinds whose instant can be of the neighbouring day where it was published.
_INSTANTS = frozenset(("json-ld", "meta", "time", "feed"))
_ONE_DAY = timedelta(1)


@dataclass(slots=True)
class Candidate:
    """A day with the hints that speak for it."""

    day: date
    #: Kind of hint -> its vote.
    votes: dict[str, float] = field(default_factory=dict)
    hints: list[tuple[DateHint, Moment, float]] = field(default_factory=list)

    @property
    def score(self) -> float:
        return sum(self.votes.values())

    @property
    def is_settled(self) -> bool:
        """Whether a hint says on its own, beyond doubt of day and month, that this is the day of publication."""
        return any(kind_of(hint, moment) in SETTLING and moment.sure for hint, moment, _ in self.hints)

    @property
    def witnesses(self) -> int:
        """How many kinds of hints say that it is the day of publication."""
        return len(_WITNESSES & self.votes.keys())

    @property
    def instant(self) -> datetime | None:
        """The instant that the strongest hint of this day gives, those of publication before all others."""
        told = [
            (kind_of(hint, moment) in _PUBLISHED, weight, moment.instant)
            for hint, moment, weight in self.hints
            if moment.instant is not None
        ]
        return max(told, key=lambda one: one[:2])[2] if told else None


@dataclass(frozen=True, slots=True)
class Judged:
    """The hints, judged."""

    #: Best first.
    candidates: tuple[Candidate, ...]
    #: Evidence turned down: after the fetch.
    refused: tuple[Evidence, ...]
    #: The dates at the top of the page.
    mastheads: tuple[tuple[DateHint, Moment], ...]
    #: Last change that the page tells of.
    modified: datetime | None


def judge(hints: Sequence[DateHint], *, fetched_at: datetime | None, language: str, rules: DatingRules) -> Judged:
    """Group the hints by day and let them vote."""
    by_day: dict[date, Candidate] = {}
    refused: list[Evidence] = []
    mastheads: list[tuple[DateHint, Moment]] = []
    modified: datetime | None = None
    voted: dict[str, int] = {}
    for hint in hints:
        for moment in moments(hint.text, language=language):
            if is_later(moment, fetched_at):
                refused.append(_refused(hint, moment))
                continue
            if is_masthead(hint, moment):
                mastheads.append((hint, moment))
                continue
            kind = kind_of(hint, moment)
            candidate = by_day.setdefault(moment.day, Candidate(moment.day))
            if kind in ("json-ld", "time"):
                # The page's own first, those of other stories on it after.
                voted[kind] = voted.get(kind, 0) + 1
                if voted[kind] > 1 and kind not in candidate.votes:
                    kind += " later"
            weight = rules.votes[kind] * (1.0 if moment.sure else rules.unsure)
            if kind.endswith("modified") and moment.instant is not None:
                modified = max(modified, moment.instant) if modified is not None else moment.instant
            candidate.votes[kind] = max(candidate.votes.get(kind, weight), weight)
            candidate.hints.append((hint, moment, weight))
    _same_instant(by_day, rules)
    _compare(by_day, rules.votes)
    ordered = sorted(by_day.values(), key=lambda candidate: (-candidate.score, candidate.day))
    return Judged(tuple(ordered), tuple(refused), tuple(mastheads), modified)


def _compare(by_day: Mapping[date, Candidate], votes: Mapping[str, float]) -> None:
    """Let each day be judged by the others: told as published or not, the earliest, the latest, the day of a change."""
    published = [day for day, candidate in by_day.items() if _PUBLISHED & candidate.votes.keys()]
    in_metadata = [day for day, candidate in by_day.items() if "meta" in candidate.votes]
    changed = [day for day, candidate in by_day.items() if _CHANGES & candidate.votes.keys()]
    for day, candidate in by_day.items():
        told = []
        if _VISIBLE & candidate.votes.keys():
            told.append("shown")
        if day in published:
            told.append("told as published")
        elif published:
            told.append("others are published")
            if _near(day, changed):
                told.append("change")
        if in_metadata and not _near(day, in_metadata):
            told.append("others in metadata")
        if len(by_day) > 1 and day in (min(by_day), max(by_day)):
            told.append("earliest" if day == min(by_day) else "latest")
        candidate.votes |= {name: votes[name] for name in told}


def _near(day: date, days: Iterable[date]) -> bool:
    return any(abs(day - other) <= _ONE_DAY for other in days)


def certainty(candidates: Sequence[Candidate]) -> float:
    """The ranker's probability of the first of the candidates."""
    return 1 / sum(math.exp(candidate.score - candidates[0].score) for candidate in candidates)


def is_confirmed(candidates: Sequence[Candidate]) -> bool:
    """Whether four witnesses speak for the first of the candidates, or three and no change on another day is told."""
    best = candidates[0]
    changed = any(_CHANGES & other.votes.keys() for other in candidates if abs(other.day - best.day) > _ONE_DAY)
    return best.witnesses >= (4 if changed else 3)


def is_masthead(hint: DateHint, moment: Moment) -> bool:
    """Whether a shown date is of the kind that sites print at the top: a weekday without a clock, or far above.

    A date with a clock or a word like "published" or "updated" is the article's wherever it stands.
    """
    if label_before(moment.before) or _CLOCK.search(hint.text) is not None:
        return False
    place = _PLACE.search(hint.label)
    weekday = _WEEKDAY.search(hint.text) is not None
    if hint.source == "masthead":
        return weekday or place is None or int(place[1]) > _RIGHT_ABOVE
    # In flattened text a byline's date can be the masthead's: nothing tells where it stood.
    return hint.source in ("byline", "text") and place is None and weekday


def is_later(moment: Moment, fetched_at: datetime | None) -> bool:
    """Whether a date is after the page was fetched, in whatever zone it was written."""
    if fetched_at is None:
        return False
    if moment.instant is not None:
        return moment.instant > fetched_at + timedelta(minutes=10)
    return datetime.combine(moment.day, time(), UTC) - timedelta(hours=14) > fetched_at


def kind_of(hint: DateHint, moment: Moment) -> str:
    """The kind under which a hint votes: a key of `DatingRules.votes`."""
    source = hint.source
    changed = bool(_MODIFIED.search(hint.label)) or label_before(moment.before) == "updated"
    if source in ("json-ld", "meta", "time"):
        if changed and not re.search("publish|pubdate", hint.label, re.IGNORECASE):
            return f"{source} modified"
        return f"{source} created" if _CREATED.search(hint.label) else source
    if source in ("text", "byline", "masthead"):
        if label_before(moment.before) == "published":
            return "text published"
        if changed:
            return "text modified"
        place = _PLACE.search(hint.label)
        if place is None:
            return "text"
        if place[2] == "above":
            return "text above"
        return "text near" if int(place[1]) <= 3 else "text"
    if source == "feed" and changed:
        return "feed modified"
    return source if source in ("url", "feed", "http") else "text"


@cache
def _labels() -> re.Pattern[str]:
    words = sorted(mapping("date_labels"), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


def label_before(before: str) -> str:
    """ "published" or "updated", by the last such word before a date; "" without one."""
    found = _labels().findall(before)
    return mapping("date_labels")[found[-1].lower()] if found else ""


def _same_instant(by_day: dict[date, Candidate], rules: DatingRules) -> None:
    """Let an instant speak for the day before and after, too: a page may give it in UTC and show its own day."""
    for candidate in list(by_day.values()):
        for hint, moment, _ in candidate.hints:
            if moment.instant is None or hint.source not in _STRUCTURED:
                continue
            for neighbour in (candidate.day - timedelta(1), candidate.day + timedelta(1)):
                other = by_day.get(neighbour)
                if other is None or not _SHOWN & other.votes.keys() or not _within(moment.instant, neighbour):
                    continue
                if kind_of(hint, moment) not in _INSTANTS:
                    continue
                other.votes["other zone"] = rules.votes["other zone"]
                in_utc = moment.instant.utcoffset() == timedelta(0) and hint.text.rstrip().endswith(
                    ("Z", "+00:00", "+0000")
                )
                if in_utc:
                    candidate.votes["in UTC"] = rules.votes["in UTC"]


def _within(instant: datetime, day: date) -> bool:
    """Whether somewhere on earth it was `day` at that instant."""
    start = datetime.combine(day, time(), UTC) - timedelta(hours=14)
    return start <= instant < start + timedelta(hours=14 + 24 + 12)


def _refused(hint: DateHint, moment: Moment) -> Evidence:
    start = datetime.combine(moment.day, time(), UTC)
    return Evidence(
        source=hint.source,
        says=f"{moment.day.isoformat()} is later than the page was fetched, so it is not the day of publication",
        quote=hint.text,
        earliest=start,
        latest=start + timedelta(1),
        weight=0.0,
    )


def evidence(candidates: Iterable[Candidate], chosen: Candidate) -> list[Evidence]:
    """What the hints say, one line a hint: those for the chosen day, then those turned down."""
    lines: list[Evidence] = []
    seen: set[tuple[str, str, date]] = set()
    for candidate in candidates:
        for hint, moment, weight in candidate.hints:
            key = (hint.source, hint.text, candidate.day)
            if key in seen:
                continue
            seen.add(key)
            start = datetime.combine(candidate.day, time(), UTC)
            near = candidate is chosen
            lines.append(
                Evidence(
                    source=hint.source,
                    says=_says(hint, moment, near=near),
                    quote=hint.text,
                    earliest=start,
                    latest=start + timedelta(1),
                    weight=round(min(1.0, max(0.0, weight)), 2) if near else 0.0,
                )
            )
    return lines


_NAMES = {
    "json-ld": "the page's JSON-LD",
    "meta": "the page's metadata",
    "time": "a <time> element",
    "url": "the address",
    "feed": "the feed",
    "http": "the server (Last-Modified)",
    "text": "a date line on the page",
    "byline": "the byline",
}


def _says(hint: DateHint, moment: Moment, *, near: bool) -> str:
    label = f" ({hint.label})" if hint.label else ""
    told = f"{_NAMES.get(hint.source, hint.source)}{label} says {moment.day.isoformat()}"
    kind = kind_of(hint, moment)
    if near:
        return told
    if kind.endswith("modified"):
        return f"{told}: a later change, not the publication"
    return f"{told}: other dates on the page have more for them"
