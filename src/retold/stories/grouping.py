"""Articles in, stories out: the order of the steps, and independence from the order of the articles."""

from collections.abc import Sequence

from retold.config import DEFAULT, Grouping
from retold.stories.days import day_logits
from retold.stories.likeness import alike, logits, match_shift
from retold.stories.linking import stories_of
from retold.stories.reasons import reasons
from retold.stories.words import rows_of
from retold.types import Article, Cluster, Duplicate


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
    rows = rows_of(ordered, config=config)
    pairs = alike(rows, config=config)
    values = logits(pairs)
    values = values + match_shift(values, len(ordered), config=config)
    values = values + day_logits(ordered, pairs, values, config=config)
    kin = sorted((min(x), max(x), d) for d in duplicates for x in [(place[d.a], place[d.b])])
    labels = stories_of(len(ordered), pairs, values - config.story_cut, kin, config=config)
    members: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        members.setdefault(int(label), []).append(i)
    found = [
        Cluster(
            members=tuple(sorted(order[i] for i in group)),
            because=reasons(ordered, rows, group, [d for a, b, d in kin if labels[a] == labels[b] == labels[group[0]]]),
        )
        for group in members.values()
    ]
    return tuple(sorted(found, key=lambda one: one.members))


def _identity(article: Article) -> tuple[str, str, str, str]:
    return article.text, article.url or "", article.outlet or "", article.input
