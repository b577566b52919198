"""Articles as they enter a stream, and as they leave it: weighed, compared, and in time forgotten.

What belongs together is not decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from retold import duplicates
from retold.config import Grouping
from retold.stories import nearness
from retold.stories.days import DaysTold, spans, told_by_days
from retold.stories.likeness import logits
from retold.stories.standing import Remembered, Standing
from retold.stories.words import Counts, Row, count, usage_of, weigh
from retold.types import Article, Duplicate

#: Articles whose days stand for those of all.
_SAMPLE = 1500


def entered(standing: Standing, articles: Sequence[Article], config: Grouping) -> tuple[Standing, set[int]]:
    """With these articles remembered and compared; and earlier ones whose near-duplicates are told anew."""
    if not articles:
        return standing, set()
    start = standing.next
    printed, found = duplicates.add(
        standing.printed,
        [duplicates.shingles(article.text, size=config.shingle) for article in articles],
        [article.outlet for article in articles],
        config=config,
    )
    prints = dict(standing.prints)
    for d in found.duplicates:
        if min(d.in_a, d.in_b) >= config.join_cover:
            prints.setdefault(d.b, prints.get(d.a, d.a))
    counts = [count(article, config=config) for article in articles]
    standing, rows = _weighed(replace(standing, prints=prints), counts, config)
    came = [
        Remembered(article.id, row, article.text, article.language, c if known else None)
        for known in (len(standing.articles) <= config.anew_until,)
        for article, row, c in zip(articles, rows, counts, strict=True)
    ]
    begins, ends = spans(articles)
    standing = replace(
        standing,
        articles=(*standing.articles, *came),
        start=np.r_[standing.start, begins],
        end=np.r_[standing.end, ends],
        printed=printed,
        places={**standing.places, **{article.id: start + k for k, article in enumerate(articles)}},
        copies=_copies(standing.copies, found),
    )
    return standing, set(found.renewed)


def _weighed(standing: Standing, counts: Sequence[Counts], config: Grouping) -> tuple[Standing, list[Row]]:
    """Rows of what comes; where words are weighed anew, and all are still counted, those of all before, too."""
    earlier = [article.row for article in standing.articles]
    total, size = standing.next + len(counts), len(earlier) + len(counts)
    due = standing.usage is None or total >= min(
        standing.weighed_at * (1 + config.weigh_growth), standing.weighed_at + config.weigh_most
    )
    if size <= config.whole_until or (due and size <= config.anew_until):
        return weighed_anew(standing, counts, config)
    usage = standing.usage
    if usage is None or due:
        usage = usage_of(earlier) if earlier else usage_of(counts)
        standing = replace(standing, usage=usage, weighed_at=total, days=_days_of_all(standing, config))
    rows = weigh(counts, usage, config=config)
    near = nearness.with_new(standing.near, earlier, rows, standing.prints, kin=standing.kin, config=config)
    return replace(standing, near=near), rows


def weighed_anew(standing: Standing, counts: Sequence[Counts], config: Grouping) -> tuple[Standing, list[Row]]:
    """With all that is remembered weighed and compared anew, beside what comes."""
    everything = [*(c for c in (article.counts for article in standing.articles) if c is not None), *counts]
    usage = usage_of(everything)
    rows = weigh(everything, usage, config=config)
    prints = np.array([max(0, standing.prints.get(standing.first + i, standing.first + i) - standing.first)
                       for i in range(len(rows))])  # fmt: skip
    again = [article._replace(row=row) for article, row in zip(standing.articles, rows, strict=False)]
    standing = replace(
        standing,
        articles=tuple(again),
        usage=usage,
        weighed_at=standing.next + len(counts),
        near=nearness.all_near(rows, standing.first, prints, config=config),
    )
    return standing, rows[len(again) :]


def _copies(copies: Mapping[int, tuple[Duplicate, ...]], found: duplicates.Found) -> dict[int, tuple[Duplicate, ...]]:
    told = dict(copies)
    if found.renewed:
        for place, held in copies.items():
            told[place] = () if place in found.renewed else tuple(d for d in held if d.a not in found.renewed)
    for d in found.duplicates:
        told[d.b] = (*told.get(d.b, ()), d)
    return told


def forgotten(standing: Standing, config: Grouping) -> Standing:
    """Without the oldest articles, beyond those that are remembered; by the tenth, since it copies all."""
    over = len(standing.articles) - config.remembered
    if over < config.remembered // 10:
        return standing
    first = standing.first + over
    named = {i for c in standing.corrections for i in c.articles}
    gone = standing.articles[:over]
    stories = dict(standing.stories)
    for name in {standing.story_at[p] for p in range(standing.first, first)}:
        members = stories[name]
        left = tuple(p for p in members.places if p >= first)
        if left:
            stories[name] = members._replace(places=left, forgotten=members.forgotten + len(members.places) - len(left))
        else:
            del stories[name]
    whereabouts = {a.id: standing.story_at[standing.first + k] for k, a in enumerate(gone) if a.id in named}
    return replace(
        standing,
        first=first,
        articles=standing.articles[over:],
        near=nearness.forget(standing.near, first),
        start=standing.start[over:],
        end=standing.end[over:],
        printed=duplicates.forget(standing.printed, first),
        copies={p: tuple(d for d in held if d.a >= first) for p, held in standing.copies.items() if p >= first},
        prints={p: f for p, f in standing.prints.items() if p >= first and f >= first},
        places={i: p for i, p in standing.places.items() if p >= first},
        story_at={p: name for p, name in standing.story_at.items() if p >= first},
        stories=stories,
        whereabouts={**standing.whereabouts, **whereabouts},
    )


def _days_of_all(standing: Standing, config: Grouping) -> DaysTold:
    """What days tell among all that are remembered, by the pairs of some, evenly taken."""
    if not standing.articles:
        return standing.days
    taken = np.linspace(standing.first, standing.next - 1, min(_SAMPLE, len(standing.articles)))
    later = np.unique(taken.astype(np.int64))
    some = nearness.compared_with(standing.near, later)
    pairs = nearness.pairs_among(standing.near, some, later=later, config=config)
    start, end = standing.start[some - standing.first], standing.end[some - standing.first]
    times = standing.start[standing.start == standing.end]
    values = logits(pairs) + standing.shift
    return told_by_days(start, end, pairs.a, pairs.b, values, times=times, config=config)
