"""Links: which sentences of one article tell the same as which of another, whatever the order and the boundaries.

Pure counting of hashed letter trigrams and word beginnings, weighed by how rare they are in the story, so no language
needs a parameter. Headlines link only to headlines. What differs inside a link is not looked at here (`changes`), nor
what it means for where a text comes from (`origins`).
"""

from collections.abc import Iterator, Sequence

from retold.alignment.counting import count, profile, weigh
from retold.alignment.fusing import sources_of
from retold.alignment.joining import Group, grow, mend_boundaries
from retold.alignment.likeness import Likeness
from retold.alignment.pairing import fill, greedy, monotone
from retold.config import DEFAULT, Alignment
from retold.types import Article, Link

__all__ = ["count", "greedy", "link", "link_all", "monotone", "profile", "sources_of", "weigh"]


def link(a: Article, b: Article, *, config: Alignment = DEFAULT.alignment) -> tuple[Link, ...]:
    """The links of two articles, in the order of a."""
    return next(link_all((a, b), ((0, 1),), config=config))


def link_all(
    articles: Sequence[Article], pairs: Sequence[tuple[int, int]], *, config: Alignment = DEFAULT.alignment
) -> Iterator[tuple[Link, ...]]:
    """The links of several pairs of one story (places in `articles`); each article is indexed once."""
    weighted = weigh([profile(article, config=config) for article in articles])
    for i, j in pairs:
        # Which of two equal choices is taken must not depend on which article is called a.
        swap = articles[j].text < articles[i].text
        first, second = (j, i) if swap else (i, j)
        found = _links(articles[first], articles[second], Likeness(weighted[first], weighted[second]), config)
        if swap:
            found = [(b, a, weight, moved) for a, b, weight, moved in found]
        yield tuple([_link(articles[i], articles[j], *each) for each in sorted(found)])


_Found = tuple[tuple[int, ...], tuple[int, ...], float, bool]


def _links(a: Article, b: Article, alike: Likeness, config: Alignment) -> list[_Found]:
    """Links as places in a and b, likeness, and whether they moved."""
    heads_a, heads_b = (sum([each.role == "headline" for each in article.sentences]) for article in (a, b))
    body = alike.cosine[heads_a:, heads_b:]
    pairs = greedy(body, config.accept)
    dense = bool(pairs) and len(pairs) >= config.backbone_share * min(body.shape)
    if dense:
        pairs = fill(body, pairs, config)
    groups: list[Group] = [([i + heads_a], [j + heads_b]) for i, j in pairs]
    grow(alike, groups, heads_a, heads_b, config)
    joined = mend_boundaries(alike, groups, config)
    kept = set(monotone([(i[0], j[0], weight) for i, j, weight in joined]))
    found = [(tuple(i), tuple(j), weight, place not in kept) for place, (i, j, weight) in enumerate(joined)]
    if heads_a and heads_b:
        i, j = range(heads_a), range(heads_b)
        weight = alike.together(i, j)
        if weight >= (config.accept_in_gap if dense else config.accept):
            found.append((tuple(i), tuple(j), weight, False))
    return found


def _link(x: Article, y: Article, a: tuple[int, ...], b: tuple[int, ...], weight: float, moved: bool) -> Link:
    if len(a) == len(b) == 1 and x.sentences[a[0]].text == y.sentences[b[0]].text:
        return Link(a=a, b=b, kind="same", similarity=1.0, moved=moved)
    weight = round(min(1.0, max(0.0, weight)), 4)
    return Link(a=a, b=b, kind="edited" if weight > 0.5 else "retold", similarity=weight, moved=moved)
