"""Conflicts between linked passages of a story, whatever they tell: each pair of wordings once, with all its copies.

What is told later may be news: a number, a date or a negation that an article of another day has otherwise is an
update and no conflict. What an outlet changed in an article of its own is left to its revisions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from retold.changes.sides import capitals
from retold.claims.contradictions import contradictions_of
from retold.claims.keys import jaccard
from retold.claims.places import Places, days_between, sentence_at
from retold.config import Saying
from retold.text import fold
from retold.types import Article, Claim, ClaimConflict, Comparison, Facts, Figure, Link, Passage, Story

#: Reasons that stand whenever something was told; all others may have become true since.
_LASTING = ("name ", "roles ")
_Words = tuple[str, ...]
#: Place of a sentence in each side of a link, and why they can't both hold.
_Found = tuple[int, int, str]


def linked_conflicts(
    story: Story, places: Places, comparisons: Iterable[Comparison], known: Sequence[ClaimConflict], *, config: Saying
) -> Iterator[ClaimConflict]:
    """Contradictions of the compared articles, but those whose passages conflict in `known` already."""
    told = [{(p.article, p.sentence) for claim in c.claims for p in claim.passages} for c in known]
    own = {frozenset((r.comparison.a.id, r.comparison.b.id)) for r in story.revisions}
    groups: dict[tuple[str, str, str], tuple[set[Passage], set[Passage]]] = defaultdict(lambda: (set(), set()))
    for a, b, because, first, second in _all(places, comparisons, own, config):
        home = {(a.id, first), (b.id, second)}
        if any(home <= each for each in told) or (_later(a, b) and not because.startswith(_LASTING)):
            continue
        key = fold(a.sentences[first].text), fold(b.sentences[second].text), because
        groups[key][0].add(places.sentence(a.id, first))
        groups[key][1].add(places.sentence(b.id, second))
    wordings = _Wordings(places, config)
    for (one, other, because), sides in groups.items():
        if wordings.apart(one, other):
            continue
        yield ClaimConflict(claims=tuple(_claim(side, because, places) for side in sides), because=because)


class _Wordings:
    """Tells whether an article of the story has two wordings side by side: then they tell of two things."""

    def __init__(self, places: Places, config: Saying) -> None:
        self._least = config.same_wording
        self._texts = [{fold(s.text) for s in article.sentences} for article in places.articles.values()]
        self._words = {text: frozenset(text.split()) for texts in self._texts for text in texts}

    def apart(self, first: str, second: str) -> bool:
        """True if an article has a sentence like the one and another like the other."""
        like = [self._like(text) for text in (first, second)]
        common = like[0] & like[1]  # a sentence that is like both tells them no further apart
        return any(texts & (like[0] - common) and texts & (like[1] - common) for texts in self._texts)

    def _like(self, text: str) -> set[str]:
        words = self._words[text]
        return {text} | {other for other, own in self._words.items() if jaccard(words, own) >= self._least}


def _all(
    places: Places, comparisons: Iterable[Comparison], own: set[frozenset[str]], config: Saying
) -> Iterator[tuple[Article, Article, str, int, int]]:
    """(a, b, reason, sentence in a, sentence in b) of all links, in an order that hangs on the articles alone."""
    seen: dict[tuple[_Words, _Words], list[_Found]] = {}
    for one in sorted(comparisons, key=lambda c: tuple(sorted((c.a.id, c.b.id)))):
        pair = frozenset((one.a.id, one.b.id))
        if not pair <= places.articles.keys() or pair in own:
            continue
        names = _names(places.facts[one.a.id]) | _names(places.facts[one.b.id])
        for link in one.links:
            if link.kind in ("same", "styled"):
                continue
            (here, a, i), (there, b, j) = sorted((_words(one.a, link.a), _words(one.b, link.b)), key=lambda w: w[0])
            if (here, there) not in seen:
                turned = Link(a=i, b=j, kind=link.kind, similarity=link.similarity, moved=link.moved)
                seen[here, there] = list(_found(a, b, turned, names, config))
            for first, second, because in seen[here, there]:
                yield a, b, because, i[first], j[second]


def _words(article: Article, indices: tuple[int, ...]) -> tuple[_Words, Article, tuple[int, ...]]:
    """A side of a link, its words first: by them the sides are told apart, whichever article is called a."""
    return tuple(article.sentences[i].text for i in indices), article, indices


def _found(a: Article, b: Article, link: Link, names: frozenset[str], config: Saying) -> Iterator[_Found]:
    for conflict in contradictions_of(a, b, link, capitals(a) | capitals(b) | names, config=config):
        first, second = sentence_at(a, conflict.a_span.start), sentence_at(b, conflict.b_span.start)
        if first is not None and second is not None:
            yield link.a.index(first.index), link.b.index(second.index), conflict.because


def _names(facts: Facts) -> frozenset[str]:
    """Words of the names that the article gives its actors."""
    return frozenset(w for actor in facts.actors for name in actor.names for w in name.split() if w[:1].isupper())


def _later(a: Article, b: Article) -> bool:
    return bool(days_between(a.published, b.published) or days_between(b.published, a.published))


def _claim(passages: set[Passage], because: str, places: Places) -> Claim:
    shown = tuple(sorted(passages, key=lambda p: (p.outlet, p.article, p.sentence)))
    first = shown[0]
    figure = _figure(places.facts[first.article], first) if because.startswith("figure ") else None
    return Claim(
        kind="figure" if figure is not None else "statement",
        passages=shown,
        source=places.said_by(first.article, first.span),
        origins=places.origins(shown),
        figure=figure,
    )


def _figure(facts: Facts, passage: Passage) -> Figure | None:
    """The figure of a passage that has only one."""
    found = [f for f in facts.figures if f.span in passage.span]
    return found[0] if len(found) == 1 else None
