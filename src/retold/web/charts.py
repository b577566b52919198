"""Charts of a timeline and of a figure over time: where their marks stand. Numbers only; the templates draw them.

Each mark is a quotation with its address, as the lines beside the chart are; nothing is smoothed or filled in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from retold import display
from retold.claims import bound
from retold.types import Period, Series, SeriesPoint, TimelineEntry
from retold.web.axis import Axis, make_axis

WIDTH = 900
_MARGIN = 28
_ROW, _MARK, _DIGIT = 24, 20, 7
#: Entries of one time up to which each has a bar of its own.
_MANY = 3
#: Height of the strip with the days of publication, and of the axis with its labels.
_STRIP, _AXIS = 18, 26
#: Heights of a series' chart, and the room above for labels.
_PLOT, _ABOVE = 110, 26
#: A series whose smallest value is more than this share of the largest is drawn from near its smallest.
_FLAT = 0.75
#: Pixels that a character of a label takes.
_CHARACTER = 6.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Entries of one time: from its earliest to its latest, wide enough for their numbers."""

    entries: tuple[TimelineEntry, ...]
    #: That of the first.
    number: int
    #: "7", or "7–31" for several.
    label: str
    #: Middle of the label.
    label_x: float
    x: float
    y: int
    width: float
    height: int
    #: Whether its end is open: "after January 2020".
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart:
    """Entries in rows above an axis, and the days on which they were told below them."""

    axis: Axis
    bars: tuple[Bar, ...]
    #: Left and width of each period of publication.
    published: tuple[tuple[float, float], ...]
    #: Top of the strip of publications and of the axis.
    strip: int
    base: int
    width: int
    height: int


def timeline_chart(entries: Sequence[TimelineEntry]) -> TimelineChart | None:
    """The chart of entries, numbered from 1 as they come; None for fewer than two."""
    own = [Period(earliest=entry.earliest, latest=entry.latest) for entry in entries]
    told = list(dict.fromkeys((e.published.earliest, e.published.latest) for e in entries))
    published = [(first, last) for first, last in told if first is not None and last is not None]
    shown = [Period(earliest=first, latest=last) for first, last in published]
    axis = make_axis([*own, *shown], left=_MARGIN, right=WIDTH - _MARGIN)
    if axis is None or len(entries) < 2:
        return None
    bars: list[Bar] = []
    ends: list[float] = []
    for number, some in _together(entries):
        label = str(number) if len(some) == 1 else f"{number}–{number + len(some) - 1}"
        wider = _DIGIT * max(0, len(label) - 2)
        x, right = _ends(some[0], axis, least=_MARK + wider)
        row = next((i for i, end in enumerate(ends) if end + 3 <= x), len(ends))
        ends[row : row + 1] = [right]
        open_end = some[0].earliest is None or some[0].latest is None
        bars.append(
            Bar(
                entries=some, number=number, label=label, label_x=x + (_MARK + wider) / 2, x=x, y=row * _ROW,
                width=right - x, height=_MARK, open=open_end,
            )
        )  # fmt: skip
    strip = len(ends) * _ROW + 4
    return TimelineChart(
        axis=axis,
        bars=tuple(bars),
        published=tuple((axis.at(first), max(axis.at(last) - axis.at(first), 3.0)) for first, last in published),
        strip=strip,
        base=strip + _STRIP,
        width=WIDTH,
        height=strip + _STRIP + _AXIS,
    )


def _together(entries: Sequence[TimelineEntry]) -> Iterator[tuple[int, tuple[TimelineEntry, ...]]]:
    """Entries one by one, those of the same days together if they are many; each with the number of its first."""

    def days(entry: TimelineEntry) -> tuple[date | None, date | None]:
        last = entry.latest - timedelta(microseconds=1) if entry.latest is not None else None
        return entry.earliest and entry.earliest.date(), last and last.date()

    number = 1
    for _, same in groupby(entries, key=days):
        some = tuple(same)
        for part in [some] if len(some) > _MANY else [(entry,) for entry in some]:
            yield number, part
            number += len(part)


def _ends(entry: TimelineEntry, axis: Axis, *, least: float) -> tuple[float, float]:
    start = entry.earliest or entry.latest
    assert start is not None, "an entry without any date is none"
    x = axis.at(start)
    right = axis.at(entry.latest) if entry.latest is not None else x
    # The number must have room, and the axis ends where it ends.
    right = max(right, x + least)
    over = max(0.0, right - (WIDTH - _MARGIN / 2))
    return x - over, right - over


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value: a dot, a bar for a range; an arrow where it is only a bound."""

    point: SeriesPoint
    x: float
    #: Pixels of the lower and the upper value.
    low: float
    high: float
    label: str
    #: Where the label begins and on which line.
    label_x: float
    label_y: float
    #: "at least" or "at most", as an arrow up or down; "" for neither.
    bound: str
    conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChart:
    """Values over time."""

    axis: Axis
    marks: tuple[Mark, ...]
    #: Path through the values that don't conflict; "" if there are fewer than two.
    line: str
    #: Height of the axis.
    base: int
    #: Lowest and highest value shown, in words, and whether the lowest is zero.
    bottom: str
    from_zero: bool
    width: int
    height: int


def series_chart(series: Series) -> SeriesChart | None:
    """The chart of a series; None unless it has values for two times."""
    points = [p for p in series.points if p.claim.figure is not None and (p.earliest or p.latest)]
    axis = make_axis(
        [Period(earliest=p.earliest, latest=p.latest) for p in points],
        left=2 * _MARGIN,
        right=WIDTH - 4 * _MARGIN,
        even=True,
    )
    if axis is None or len({p.earliest or p.latest for p in points}) < 2:
        return None
    figures = [p.claim.figure for p in points if p.claim.figure is not None]
    largest, smallest = max(f.high for f in figures), min(f.low for f in figures)
    bottom = 0.0 if smallest >= 0 and smallest < _FLAT * largest else smallest - (largest - smallest or 1) / 2
    against = {claim for conflict in series.conflicts for claim in conflict.claims}

    def y(value: float) -> float:
        return _ABOVE + _PLOT * (1 - (value - bottom) / ((largest - bottom) or 1))

    marks: list[Mark] = []
    for point, figure in zip(points, figures, strict=True):
        moment = point.earliest or point.latest
        assert moment is not None, "points without a time were left out"
        x = axis.at(moment)
        label_x, label_y = _free(x, y(figure.high), figure.span.text, marks)
        marks.append(
            Mark(
                point=point, x=x, low=y(figure.low), high=y(figure.high), label=figure.span.text, label_x=label_x,
                label_y=label_y, bound=bound(figure), conflict=point.claim in against,
            )
        )  # fmt: skip
    path = [f"{mark.x:.1f} {(mark.low + mark.high) / 2:.1f}" for mark in marks if not mark.conflict]
    return SeriesChart(
        axis=axis,
        marks=tuple(marks),
        line=f"M{'L'.join(path)}" if len(path) > 1 else "",
        base=_ABOVE + _PLOT,
        bottom=display.number(bottom),
        from_zero=bottom == 0,
        width=WIDTH,
        height=_ABOVE + _PLOT + _AXIS,
    )


def _free(x: float, y: float, label: str, marks: Sequence[Mark]) -> tuple[float, float]:
    """Where a label overlaps none before: above its mark, else right of it, further down each time."""
    width = len(label) * _CHARACTER
    left = min(max(x - width / 2, 2.0), WIDTH - width - 2)
    for at_x, at_y in ((left, y - 9), (x + 9, y + 4), (left, y + 20), (x + 9, y + 24), (left, y - 24)):
        if all(
            at_x + width < m.label_x or m.label_x + len(m.label) * _CHARACTER < at_x or abs(at_y - m.label_y) > 12
            for m in marks
        ):
            return at_x, at_y
    return left, y - 9
