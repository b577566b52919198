"""Clues from offices: who was in office, who took office in which month, what happened under whom."""

import re
from collections.abc import Iterator, Sequence

from retold.dating.frame import Clue, Frame, Mask, month_name, month_of
from retold.dating.offices import Holder, Term, find_holders
from retold.types import Span

#: A bare "in January" tells of the latest January: an office taken then was taken within a year.
_TOOK_OFFICE = re.compile(
    r"\b(?:assum\w+|took|tak(?:en|ing)|enter\w*|inaugurat\w+|sworn|came|became|bec[ao]me|elected|won|appointed)\b"
    r"(?:\s+\w+){0,6}",
    re.IGNORECASE,
)
_NAME_REACH = 60


def office_clues(frame: Frame) -> Iterator[Clue]:
    seen: set[tuple[str, str]] = set()
    holders = list(find_holders(frame.scan.text))
    for holder in holders:
        role = "in office" if holder.role == "administration" else holder.role
        key = (holder.terms[0].name, role)
        if key not in seen:
            seen.add(key)
            yield _term_clue(holder, frame)
    yield from _took_office(holders, frame)
    yield from _under(holders, frame)


def _term_clue(holder: Holder, frame: Frame) -> Clue:
    told = "; ".join(_term_words(term) for term in holder.terms)
    says = {
        "former": f"{holder.shown} ({told}) is named as a former office holder",
        "elect": f"{holder.shown} took office later ({told})",
        "earlier administration": f"{holder.shown} is looked back on ({told}): written after it began",
    }.get(holder.role, f"{holder.shown} is named as being in office: {told}")
    return Clue(says, holder.span, frame.allow(_fitting(holder, frame), frame.rules.out_of_office), hard=True)


def _fitting(holder: Holder, frame: Frame) -> Mask:
    """The days that agree with the way somebody is named with an office."""
    import numpy as np

    starts = [term.start for term in holder.terms]
    if holder.role == "former":
        return frame.months >= min(map(month_of, (term.end or term.start for term in holder.terms)))
    if holder.role == "earlier administration":
        return frame.months >= min(map(month_of, starts))
    if holder.role == "elect":
        fits = [(frame.months >= month_of(day) - 3) & (frame.months <= month_of(day)) for day in starts]
    else:
        fits = [frame.between(term.start, term.end) for term in holder.terms]
    within: Mask = np.logical_or.reduce(fits)
    return within


def _term_words(term: Term) -> str:
    return (
        f"{term.name}, {term.title}, from {term.start.isoformat()} {'to ' + term.end.isoformat() if term.end else 'on'}"
    )


def _within(month: int, term: Term) -> bool:
    return month_of(term.start) <= month and (term.end is None or month <= month_of(term.end))


def _took_office(holders: Sequence[Holder], frame: Frame) -> Iterator[Clue]:
    """ "Biden, who assumed office in January": that January was within the year before."""
    import numpy as np

    text = frame.scan.text
    named: dict[str, Holder] = {}
    for holder in holders:
        for term in holder.terms:
            named.setdefault(term.name.removesuffix(" Jr.").split()[-1].split("-")[-1].lower(), holder)
    for reading, tense in zip(frame.readings, frame.tenses, strict=True):
        if reading.kind != "month" or reading.unit or reading.offset not in (None, -1) or tense == "future":
            continue
        start, _ = frame.sentence(reading)
        at = frame.scan.starts[reading.start]
        verbs = list(_TOOK_OFFICE.finditer(text, start, at))
        if not verbs:
            continue
        verb = verbs[-1]
        nearest = _nearest_name(text, start, verb.start(), named)
        if nearest is not None:
            place, holder = nearest
            starts = [term for term in holder.terms if term.start.month == reading.month]
            if not starts:
                continue
            begun = tuple(month_of(term.start) for term in starts)
            within = np.isin(frame.months, [start + months for start in begun for months in range(1, 13)])
            costs = frame.allow(within, frame.rules.out_of_office)
            years = " or ".join(str(term.start.year) for term in starts)
            says = (
                f"{starts[0].name}'s term as {starts[0].title} began on {starts[0].start.isoformat()}; a bare"
                f" “{frame.span(reading).text}” is the latest, so it was written within a year after ({years})"
            )
            yield Clue(says, Span.of(text, place, frame.scan.ends[reading.end - 1]), costs, hard=True)


def _nearest_name(text: str, start: int, end: int, named: dict[str, Holder]) -> tuple[int, Holder] | None:
    """The office holder named last before `end`, within reach, and where."""
    best: tuple[int, Holder] | None = None
    before = text[start:end].lower()
    for surname, holder in named.items():
        for match in re.finditer(rf"(?<![^\W\d_]){re.escape(surname)}", before):
            if end - start - match.end() <= _NAME_REACH and (best is None or start + match.start() > best[0]):
                best = (start + match.start(), holder)
    return best


def _under(holders: Sequence[Holder], frame: Frame) -> Iterator[Clue]:
    """ "began last June under the Trump administration": that June lies in the term."""
    import numpy as np

    for reading, tense in zip(frame.readings, frame.tenses, strict=True):
        if reading.kind != "month" or reading.unit or reading.offset not in (None, -1) or tense == "future":
            continue
        _, end = frame.sentence(reading)
        here = frame.scan.ends[reading.end - 1]
        for holder in holders:
            if holder.role != "earlier administration" or not (
                here <= holder.span.start <= min(end, here + _NAME_REACH)
            ):
                continue
            named = reading.month
            months = range(frame.first, frame.first + frame.count)
            fits = np.isin(frame.months, [m for m in months if _last_in_term(m, named, holder.terms)])
            says = f"the last {month_name(named)} before it was written lies in the term of {holder.terms[0].name}"
            span = Span.of(frame.scan.text, frame.scan.starts[reading.start], holder.span.end)
            yield Clue(says, span, frame.allow(fits, frame.rules.out_of_office), hard=True)


def _last_in_term(month: int, named: int, terms: Sequence[Term]) -> bool:
    """Whether the last month of that name before `month` lies in one of the terms."""
    last = month - ((month + 1 - named) % 12 or 12)
    return any(_within(last, term) for term in terms)
