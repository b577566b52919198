"""Whether the date at the top of a page is the day of publication or the day of the visit.

Sites print today's date there: such a date is the day of publication in 11 to 61% of pages. What tells them apart
without any other date are the weekdays of the story: news is told on the day or the day after. This only judges whether
the two fit; chance alone fits in two of seven cases.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from retold.knowledge import table
from retold.times.patterns import read
from retold.times.scan import lexicon, scan
from retold.times.tense import direction

#: Weekdays of the first so many characters: the lead tells of the news, what follows of its background.
_LEAD = 1500
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Fit:
    """How the day at the top of a page fits the weekdays of its story."""

    day: date
    #: None if there is nothing to judge by.
    fits: bool | None
    #: Why.
    says: str


def fit(days: Sequence[date], text: str, *, language: str) -> Fit | None:
    """Whether something is told of the day, or of the day before it, by the name of its weekday; None without days."""
    if not days:
        return None
    day = max(days)
    if min(days) != day:
        return Fit(day, None, "there are several such dates")
    told = list(dict.fromkeys(_weekdays(text[:_LEAD], language)))
    if not told:
        return Fit(day, None, "the article names no weekday by which that could be checked")
    names = " and ".join(_NAMES[number - 1] for number in told)
    own = day.isoweekday()
    fits = own in told or (own - 2) % 7 + 1 in told
    says = (
        f"it is a {_NAMES[own - 1]}, which {'fits' if fits else 'does not fit'} the {names} that the article tells of"
    )
    return Fit(day, fits, says)


def _weekdays(text: str, language: str) -> Iterator[int]:
    """Bare weekdays, in English those told as past."""
    if language != "en":
        for match in _named(language).finditer(text):
            yield _numbers(language)[match[0].lower()]
        return
    words = lexicon(language)
    scanned = scan(text, words)
    for reading in read(scanned, words):
        if reading.kind == "weekday" and reading.offset is None:
            tense = direction(scanned, words, reading.start, reading.end)
            if tense != "future":
                yield reading.day


@cache
def _numbers(language: str) -> dict[str, int]:
    return {name: int(number) for tag, name, number in table("weekday_names") if tag == language}


@cache
def _named(language: str) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_numbers(language), key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
