"""Events that are dated by another: "following the attack", "outraged by the attack"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from retold.knowledge import table, words
from retold.types import Article, Event, Period, Span, TimeExpression


@cache
def _pattern() -> re.Pattern[str]:
    """ "after the attack": the word that orders, and a definite noun that names an event."""
    orders = "|".join(sorted((re.escape(p) for p in words("occurrence_prepositions")), key=lambda p: (-len(p), p)))
    nouns = sorted({row[0] for row in table("event_triggers") if row[1] == "N"}, key=lambda n: (-len(n), n))
    named = "|".join(map(re.escape, nouns))
    return re.compile(rf"\b(?:{orders})\s+(?:the|that|this)\s+({named})(?:s|es)?\b(?!-)", re.I)


@cache
def _types() -> dict[str, str]:
    return {row[0]: row[2] for row in table("event_triggers") if row[1] == "N"}


def dated_after(article: Article, events: Sequence[Event]) -> tuple[Event, ...]:
    """The same events; one without a date whose sentence puts it after another told before gets an open period."""
    found: list[Event] = []
    dated: list[Event] = []
    for event in events:
        if event.when is None and event.status in ("happened", "ongoing") and event.type != "STATEMENT":
            event = _ordered(article, event, dated)
        if event.when is not None and event.when.period is None and _SAME_DAY.search(event.when.span.text):
            event = _same_day(event, dated)
        if event.when is not None and event.when.period is not None:
            dated.append(event)
        found.append(event)
    return tuple(found)


_SAME_DAY = re.compile(r"\b(?:minutes|hours|moments|shortly|later (?:that|the same)) (?:later|after\w*|day)\b", re.I)


def _same_day(event: Event, dated: Sequence[Event]) -> Event:
    """ "Hours later": the day of what was told last, if that was a day of the sentences just before."""
    for other in reversed(dated):
        if other.when is None or other.when.period is None or event.when is None or event.sentence - other.sentence > 3:
            break
        period = other.when.period
        if period.earliest is None or period.latest is None or (period.latest - period.earliest).days > 1:
            continue
        because = f"“{event.when.span.text}”: the day of “{other.span.text}” ({other.when.span.text})"
        when = replace(event.when, value=other.when.value.split("T")[0], period=period, because=because)
        return replace(event, when=when)
    return event


def _ordered(article: Article, event: Event, dated: Sequence[Event]) -> Event:
    sentence = article.sentences[event.sentence]
    for match in _pattern().finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if event.span.start < end and start < event.span.end:
            continue
        kind = _types()[match[1].lower()]
        near = {kind} | ({"ASSAULT", "FIGHT"} if kind in ("ASSAULT", "FIGHT") else set())
        for other in reversed(dated):
            if other.type in near and other.when is not None and other.when.period is not None:
                if other.sentence >= event.sentence:
                    continue
                when = TimeExpression(
                    span=Span.of(article.text, start, end),
                    type="DATE",
                    value=other.when.value,
                    period=Period(earliest=other.when.period.earliest, latest=None),
                    because=f"after “{other.span.text}” ({other.when.span.text})",
                )
                return replace(event, when=when)
    return event
