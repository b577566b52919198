"""Articles in, stories out: the order of the steps, and independence from the order of the articles."""

from collections.abc import Sequence
from dataclasses import replace

from retold.config import DEFAULT, Grouping
from retold.stories.days import day_logits, days_spanned, spans
from retold.stories.likeness import logits, match_shift, with_kin
from retold.stories.linking import stories_of
from retold.stories.nearness import alike
from retold.stories.reasons import Read, reasons
from retold.stories.words import count, usage_of, weigh
from retold.types import Article, Cluster, Duplicate

#: Articles of a story that are read for what they share.
_READ = 12


def cluster(
    articles: Sequence[Article], duplicates: Sequence[Duplicate] = (), *, config: Grouping = DEFAULT.grouping
) -> tuple[Cluster, ...]:
    """The stories that the articles tell, as places in `articles`; each place is in one of them.

    In the order of their first member. The same articles in another order give the same stories.
    """
    if not articles:
        return ()
    order = sorted(range(len(articles)), key=lambda i: _identity(articles[i]))
    place = {given: i for i, given in enumerate(order)}
    ordered = [articles[i] for i in order]
    counts = [count(article, config=config) for article in ordered]
    rows = weigh(counts, usage_of(counts), config=config)
    kin = sorted((min(x), max(x), d) for d in duplicates for x in [(place[d.a], place[d.b])])
    pairs = alike(rows, [replace(d, a=a, b=b) for a, b, d in kin], config=config)
    values = logits(pairs)
    values = with_kin(
        pairs, values, len(ordered), match_shift(pairs, values, len(ordered), config=config), config=config
    )
    start, end = spans(ordered)
    values = values + day_logits(start, end, pairs, values, config=config)
    labels = stories_of(len(ordered), pairs, values - config.story_cut, kin, config=config)
    members: dict[int, list[int]] = {}
    for i, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(i)
    copies: dict[int, list[Duplicate]] = {}
    for a, b, duplicate in kin:
        if labels[a] == labels[b]:
            copies.setdefault(int(labels[a]), []).append(duplicate)
    found = [
        Cluster(
            members=tuple(sorted(order[i] for i in group)),
            because=(
                reasons(
                    [Read(rows[i], ordered[i].text, ordered[i].language) for i in group[:_READ]],
                    copies.get(label, ()),
                    days_spanned(start[group], end[group]),
                )
                if len(group) > 1
                else ("no other article tells of it",)
            ),
        )
        for label, group in members.items()
    ]
    return tuple(sorted(found, key=lambda one: one.members))


def why(articles: Sequence[Article], duplicates: Sequence[Duplicate] = (), *, config: Grouping) -> tuple[str, ...]:
    """Why these are one story: what they share, as it stands."""
    if len(articles) < 2:
        return ("no other article tells of it",)
    some = articles[:_READ]
    counts = [count(article, config=config) for article in some]
    rows = weigh(counts, usage_of(counts), config=config)
    read = [Read(row, article.text, article.language) for row, article in zip(rows, some, strict=True)]
    return reasons(read, duplicates, days_spanned(*spans(articles)))


def _identity(article: Article) -> tuple[str, str, str, str]:
    return article.text, article.url or "", article.outlet or "", article.input
