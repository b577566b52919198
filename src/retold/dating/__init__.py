"""When an article was written: an interval, a precision and the evidence, from hints of the page and its own words.

Dates on and about the page are weighed first; where they do not settle it, the article's words are looked at (offices,
tenses, weekdays). A date later than the fetch is never believed, and one at the top of the page only bounds it from
above. A day is a calendar day where it was published and is written as that day of UTC. Nothing is fetched or guessed
from a clock.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from retold.config import DEFAULT, DatingRules
from retold.dating.candidates import Candidate, Judged, certainty, evidence, is_confirmed, judge
from retold.dating.frame import first_day, month_of
from retold.dating.inside import Inside, look_inside
from retold.dating.inside import evidence as inside_evidence
from retold.dating.mastheads import Fit, fit
from retold.dating.moments import Moment, moments
from retold.dating.sharing import share_dates
from retold.types import DateHint, Dating, Evidence, Precision, Sentence

__all__ = ["Moment", "date_article", "last_modified", "moments", "share_dates"]

_DAY = timedelta(1)
#: What is told of a year is told of a calendar year: so wide an answer does not begin in the middle of one.
_CALENDAR_YEAR = 12
#: Words alone are no match for a date on the page.
_SUREST = 0.89
#: Widest interval, in months, for each precision.
_PRECISIONS: tuple[tuple[int, Precision], ...] = ((1, "month"), (3, "season"), (12, "year"), (120, "decade"))


def date_article(
    *,
    text: str,
    sentences: Sequence[Sentence],
    title: str | None,
    hints: Sequence[DateHint],
    fetched_at: datetime | None,
    language: str,
    rules: DatingRules = DEFAULT.dating,
) -> Dating:
    """Date an article by `hints` and, if they don't settle it, by its `text` (English only)."""
    judged = judge(hints, fetched_at=fetched_at, language=language, rules=rules)
    best = judged.candidates[0] if judged.candidates else None
    if best is not None and best.is_settled:
        return _by_hints(judged, best, rules)
    title_end = next((s.end for s in sentences if s.role == "headline"), 0)
    if not title_end and title is not None and text.startswith(title):
        title_end = len(title)
    upper = _upper_bound(judged, fetched_at)
    inside = look_inside(
        text if language in ("en", "und") else "",
        title_end=title_end,
        latest=upper.date() if upper is not None else None,
        language=language,
        rules=rules,
    )
    if best is not None:
        refuted = inside.hard and inside.log_ratio(month_of(best.day)) < -rules.refuted
        if not refuted:
            return _by_hints(judged, best, rules)
        judged = replace(judged, candidates=(), refused=(*judged.refused, *_refuted(judged, inside)))
    masthead = fit([moment.day for _, moment in judged.mastheads], text, language=language)
    return _by_words(judged, inside, upper, masthead, fetched_at, rules)


def last_modified(
    hints: Sequence[DateHint], *, fetched_at: datetime | None, language: str, rules: DatingRules = DEFAULT.dating
) -> datetime | None:
    """The last change that the page tells of."""
    return judge(hints, fetched_at=fetched_at, language=language, rules=rules).modified


# --- by the hints ---------------------------------------------------------------------------------------------------


def _by_hints(judged: Judged, best: Candidate, rules: DatingRules) -> Dating:
    start = datetime.combine(best.day, time(), UTC)
    instant = best.instant
    precision: Precision = "day"
    earliest, latest = start, start + _DAY
    if instant is not None and instant.date() == best.day:
        earliest, latest, precision = instant, instant + timedelta(minutes=1), "minute"
    lines = evidence(judged.candidates, best)
    lines.sort(key=lambda line: -line.weight)
    return Dating(
        earliest=earliest,
        latest=latest,
        precision=precision,
        because=(
            *lines,
            *_masthead_lines(judged, "the dates of the article itself have more for them"),
            *judged.refused,
        ),
        confidence=_confidence(judged.candidates, rules),
    )


def _confidence(candidates: Sequence[Candidate], rules: DatingRules) -> float:
    """How often a day so probable was right."""
    probable = certainty(candidates)
    if probable >= rules.confidence[0][0] and is_confirmed(candidates):
        return rules.confirmed
    return next((sure for least, sure in rules.confidence if probable >= least), rules.confidence[-1][1])


def _refuted(judged: Judged, inside: Inside) -> list[Evidence]:
    lines = []
    for line in evidence(judged.candidates, judged.candidates[0]):
        says = f"{line.says}; the article's own words speak against it"
        lines.append(replace(line, says=says, weight=0.0))
    return lines


# --- by the words ---------------------------------------------------------------------------------------------------


def _upper_bound(judged: Judged, fetched_at: datetime | None) -> datetime | None:
    """The first instant that is certainly too late."""
    bounds = [fetched_at] if fetched_at is not None else []
    if judged.mastheads:
        latest = max(moment.day for _, moment in judged.mastheads)
        bounds.append(datetime.combine(latest, time(), UTC) + _DAY)
    return min(bounds) if bounds else None


def _masthead_lines(judged: Judged, why: str) -> list[Evidence]:
    lines = []
    for hint, moment in judged.mastheads:
        start = datetime.combine(moment.day, time(), UTC)
        lines.append(
            Evidence(
                source="masthead",
                says=f"{moment.day.isoformat()} stands at the top of the page, where sites show the day of the visit;"
                f" {why}",
                quote=hint.text,
                latest=start + _DAY,
                weight=0.0,
            )
        )
    return lines


def _by_words(
    judged: Judged,
    inside: Inside,
    upper: datetime | None,
    masthead: Fit | None,
    fetched: datetime | None,
    rules: DatingRules,
) -> Dating:
    """The span of months that the words leave; the masthead's day if the words fit it."""
    if masthead is not None:
        inside = _with_masthead(inside, masthead.day, rules)
    start, end, held = _answer(inside, rules)
    decided = inside.hard and end - start <= rules.enough[-1][0]
    lines = [*inside_evidence(inside, (start, end))] if decided else []
    lines += _fetch_lines(fetched, upper)
    lines += judged.refused
    if masthead is not None:
        month = month_of(masthead.day)
        refuted = inside.hard and (inside.log_ratio(month) < -rules.refuted or (decided and not start <= month < end))
        if masthead.fits and not refuted:
            return _by_masthead(judged, masthead, lines, rules)
        why = "the article's own words are of another time" if refuted else masthead.says
        lines += _masthead_lines(judged, f"{why}, so it is an upper bound only")
    lines.sort(key=lambda line: -line.weight)
    if not decided:
        return Dating(earliest=None, latest=upper, precision="unknown", because=tuple(lines), confidence=0.0)
    earliest, latest = first_day(start), first_day(end)
    if upper is not None:
        latest = min(latest, upper)
    precision: Precision = next((name for widest, name in _PRECISIONS if end - start <= widest), "unknown")
    return Dating(
        earliest=earliest,
        latest=max(latest, earliest + _DAY),
        precision=precision,
        because=tuple(lines),
        confidence=min(round(held * rules.words_sure, 2), _SUREST),
    )


def _by_masthead(judged: Judged, masthead: Fit, lines: Sequence[Evidence], rules: DatingRules) -> Dating:
    """The day at the top of the page, believed for want of a better one and since the story fits it."""
    start = datetime.combine(masthead.day, time(), UTC)
    own = [
        replace(
            line,
            says=f"{masthead.day.isoformat()} stands at the top of the page; {masthead.says}",
            earliest=start,
            weight=0.5,
        )
        for line in _masthead_lines(judged, "")
    ]
    because = sorted((*own, *lines), key=lambda line: -line.weight)
    return Dating(
        earliest=start, latest=start + _DAY, precision="day", because=tuple(because), confidence=rules.masthead_sure
    )


def _answer(inside: Inside, rules: DatingRules) -> tuple[int, int, float]:
    """The narrowest span of months that holds the share asked for at its width, or a calendar year; else the widest."""
    for widest, share in rules.enough:
        start, end, held = inside.best_year() if widest == _CALENDAR_YEAR else inside.span_holding(share)
        if end - start <= widest and held >= share:
            return start, end, held
    return start, end, held


def _with_masthead(inside: Inside, masthead: date, rules: DatingRules) -> Inside:
    """Give the masthead's month its share of belief."""
    month = month_of(masthead)
    weights = [
        weight * (math.exp(rules.masthead) if inside.first + i == month else 1.0)
        for i, weight in enumerate(inside.weights)
    ]
    whole = sum(weights)
    return replace(inside, weights=tuple(weight / whole for weight in weights))


def _fetch_lines(fetched_at: datetime | None, upper: datetime | None) -> list[Evidence]:
    if fetched_at is None:
        return []
    says = "the page was fetched then, so it was written before"
    return [Evidence(source="fetch", says=says, latest=fetched_at, weight=0.1 if upper == fetched_at else 0.0)]
