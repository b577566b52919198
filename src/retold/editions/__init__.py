"""Editions: which news a reader gets, in which order, each fact once.

What more independent origins stand behind comes first, then what changes what was known, then what concerns the actors
that an affair is followed by. A shorter edition is the beginning of a longer one. Nothing is written here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from math import log2

from retold.claims.keys import name_keys
from retold.config import DEFAULT, Editing
from retold.types import Affair, Edition, EditionStory, LedgerLine, Length, NewsKind, Section

__all__ = ["edition_id", "make_edition"]

#: How much a kind of news changes what was known: an error owned up to before a remark.
_WEIGHTS: Mapping[NewsKind, float] = {
    "correction": 3.0, "edit": 2.5, "conflict": 2.5, "status": 3.0, "event": 1.5, "figure": 1.0, "statement": 0.8,
    "story": 1.0,
}  # fmt: skip
#: The same for an event of nobody in particular.
_NOBODY = 0.8
#: Sentences at the beginning of an article, headline and all, that tell what it is about.
_LEAD = 4
_Spot = tuple[str, int]
#: How little it weighs, its number, and the line: the first come first.
_Weighed = tuple[float, int, LedgerLine]


def edition_id(subscriber: str, day: date) -> str:
    """Sixteen hex digits: the same for the same subscriber and day."""
    return sha256(f"{subscriber}\x1f{day.isoformat()}".encode()).hexdigest()[:16]


def make_edition(
    news: Sequence[tuple[Affair, Sequence[LedgerLine]]],
    *,
    id_: str,
    day: date,
    made_at: datetime,
    subscriber: str = "",
    since: datetime | None = None,
    language: str = "en",
    length: Length = "medium",
    countries: Collection[str] = (),
    after: int = 0,
    upto: int = 0,
    config: Editing = DEFAULT.editing,
) -> Edition:
    """The edition of these affairs' lines, those of stories about one of `countries` (all if there are none).

    A line that several affairs have is told in the first of them. The result does not depend on the order of lines.
    """
    told: set[_Spot] = set()
    ranked: list[tuple[Affair, list[_Weighed]]] = []
    for affair, lines in news:
        followed = frozenset(key for name in affair.actors for key in name_keys(name))
        fresh = []
        for line in sorted(lines, key=lambda one: one.number):
            first = line.news.passages[0]
            spot = first.article, first.sentence
            if spot not in told and (not countries or set(countries) & set(line.countries)):
                told.add(spot)
                fresh.append((-_weight(line, followed), line.number, line))
        if fresh:
            ranked.append((affair, sorted(fresh, key=lambda one: one[:2])))
    shown = _shortened(ranked, length, config)
    sections = [
        (own[0][:2], _section(affair, [line for *_, line in own if line.number in shown], len(own)))
        for affair, own in ranked
        if any(line.number in shown for *_, line in own)
    ]
    sections.sort(key=lambda one: (*one[0], one[1].affair))
    return Edition(
        id=id_,
        subscriber=subscriber,
        day=day,
        since=since,
        made_at=made_at,
        language=language,
        length=length,
        sections=tuple(section for _, section in sections),
        after=after,
        upto=upto,
    )


def _section(affair: Affair, shown: Sequence[LedgerLine], number: int) -> Section:
    """The section of an affair that has so many new lines."""
    by_story: dict[str, list[LedgerLine]] = {}
    for line in shown:
        by_story.setdefault(line.news.story, []).append(line)
    return Section(
        affair=affair.id,
        name=affair.name,
        stories=tuple(
            EditionStory(id=story, headline=own[0].headline, lines=tuple(own)) for story, own in by_story.items()
        ),
        left_out=number - len(shown),
    )


def _shortened(ranked: Iterable[tuple[Affair, Sequence[_Weighed]]], length: Length, config: Editing) -> Collection[int]:
    """Numbers of the lines to show: of each affair and each story no more than its share."""
    if length == "full":
        return {number for _, own in ranked for _, number, _ in own}
    short = length == "short"
    most = config.short_most if short else config.medium_most
    of_affair = config.short_lines if short else config.medium_lines
    of_story = config.short_of_story if short else config.medium_of_story
    kept: list[_Weighed] = []
    for _, own in ranked:
        told = Counter[str]()
        shown = []
        for one in own:
            story = one[2].news.story
            if told[story] < of_story:
                told[story] += 1
                shown.append(one)
        kept += shown[:of_affair]
    return {number for _, number, _ in sorted(kept, key=lambda one: one[:2])[:most]}


def _weight(line: LedgerLine, followed: frozenset[str]) -> float:
    news = line.news
    first = news.passages[0]
    named = any(name_keys(name) & followed for name in news.actors)
    outlets = len({passage.outlet for passage in news.passages})
    return (
        (_NOBODY if news.kind == "event" and not news.actors else _WEIGHTS[news.kind])
        + (1.5 if news.earlier and news.kind == "figure" else 0.0)
        + log2(max(1, len(news.origins)))
        + 0.25 * log2(max(1, outlets))
        + (1.0 if named else 0.0)
        + max(0, _LEAD - first.sentence) / _LEAD
    )
