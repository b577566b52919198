"""Figures over time: what is said about one number, each value with the time that it is for.

A value holds for the time that the text gives ("as of Friday"), else for the day on which it was first told. Whether
two values conflict is decided by `retold.claims`.
"""

from collections import Counter
from collections.abc import Sequence

from retold.claims import Merged, Places
from retold.timeline.entries import published
from retold.timeline.labels import date_label
from retold.types import Claim, ClaimConflict, Period, Series, SeriesPoint


def find_series(merged: Merged) -> list[Series]:
    """A series for each thing counted; those with most origins behind them first."""
    found = [_series(group, merged.places, merged.conflicts) for group in merged.figures if group]
    return sorted(found, key=_rank)


def _rank(series: Series) -> tuple[object, ...]:
    claims = [point.claim for point in series.points]
    origins = {name for claim in claims for name in claim.origins}
    passages = sum(len(claim.passages) for claim in claims)
    first = claims[0].passages[0]
    return -len(origins), -passages, series.counts, first.article, first.span.start


def _series(claims: Sequence[Claim], places: Places, conflicts: Sequence[ClaimConflict]) -> Series:
    figures = [claim.figure for claim in claims if claim.figure is not None]
    often = Counter(figure.counts for figure in figures)
    points = sorted((_point(claim, places) for claim in claims), key=_order)
    return Series(
        counts=max(often, key=lambda words: (often[words], len(words), words)),
        unit=figures[0].unit,
        points=tuple(points),
        conflicts=tuple(c for c in conflicts if all(claim in claims for claim in c.claims)),
    )


def _order(point: SeriesPoint) -> tuple[float, float]:
    figure = point.claim.figure
    moment = point.earliest or point.latest
    return moment.timestamp() if moment is not None else 0.0, figure.value if figure is not None else 0.0


def _point(claim: Claim, places: Places) -> SeriesPoint:
    figure = claim.figure
    period, value, stated = None, "", True
    if figure is not None and figure.when is not None:
        period, value = figure.when.period, figure.when.value
    if period is None or period.earliest is None:  # "over the past months" is no moment
        period, stated = _first_told(claim, places), False
    label, precision = date_label(period, value) if period.earliest or period.latest else ("no date", "unknown")
    return SeriesPoint(
        claim=claim, earliest=period.earliest, latest=period.latest, precision=precision, label=label, stated=stated
    )


def _first_told(claim: Claim, places: Places) -> Period:
    """The publication of the earliest of the articles that give the value."""
    periods = [published([places.articles[p.article]]) for p in claim.passages]
    dated = [period for period in periods if period.earliest is not None]
    return min(dated, key=lambda p: (p.earliest, p.latest is None, p.latest or p.earliest), default=periods[0])
