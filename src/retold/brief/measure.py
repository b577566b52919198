"""Which retelling of an origin the others are measured by, and each of them beside it, that one first.

The measure is the retelling nearest to the source: it credits the agency, others share most with it, it is fullest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retold.types import Article, Change, Comparison, Conflict, Derivation, Link, Origin


class Pairs:
    """The comparisons of a story by their articles, either way round."""

    def __init__(self, comparisons: Iterable[Comparison]) -> None:
        self._known: dict[tuple[str, str], Comparison] = {}
        for comparison in comparisons:
            self._known.setdefault((comparison.a.id, comparison.b.id), comparison)

    def between(self, first: Article, second: Article) -> Comparison | None:
        """The comparison with `first` as its a; None if the two were not compared."""
        known = self._known.get((first.id, second.id))
        if known is not None:
            return known
        other = self._known.get((second.id, first.id))
        return None if other is None else mirrored(other)


def measure_of(origin: Origin, pairs: Pairs) -> Article:
    """The article of an origin that serves as measure for its kin."""

    def rank(article: Article) -> tuple[bool, bool, int, int, str]:
        credits_it = any(credit.name == origin.name and credit.kind != "contributed" for credit in article.credits)
        linked = 0
        for other in origin.articles:
            found = pairs.between(article, other) if other.id != article.id else None
            linked += sum(len(link.a) for link in found.links) if found is not None else 0
        return not credits_it, article.outlet != origin.name, -linked, -len(article.body), article.id

    return min(origin.articles, key=rank)


def ordered_origins(origins: Iterable[Origin]) -> list[Origin]:
    """Origins with most articles first."""
    return sorted(origins, key=lambda origin: (-len(origin.articles), origin.name))


def beside_measure(origins: Sequence[Origin], pairs: Pairs) -> list[Comparison]:
    """Each retelling beside the measure of its origin, by outlet; the measure is a."""
    found = []
    for origin in origins:
        measure = measure_of(origin, pairs)
        for article in sorted(origin.articles, key=lambda a: (a.name, a.id)):
            comparison = pairs.between(measure, article) if article.id != measure.id else None
            if comparison is not None:
                found.append(comparison)
    return found


def mirrored(comparison: Comparison) -> Comparison:
    """The same comparison with its sides swapped."""
    links = tuple(
        Link(
            a=link.b,
            b=link.a,
            kind=link.kind,
            similarity=link.similarity,
            moved=link.moved,
            changes=tuple(_change(change) for change in link.changes),
        )
        for link in comparison.links
    )
    return Comparison(
        a=comparison.b,
        b=comparison.a,
        links=tuple(sorted(links, key=lambda link: (link.a, link.b))),
        only_a=comparison.only_b,
        only_b=comparison.only_a,
        changes=tuple(_change(change) for change in comparison.changes),
        conflicts=tuple(Conflict(a_span=c.b_span, b_span=c.a_span, because=c.because) for c in comparison.conflicts),
        derivation=_derivation(comparison.derivation),
    )


def _change(change: Change) -> Change:
    kind = {"added": "dropped", "dropped": "added"}.get(change.kind, change.kind)
    return replace(change, kind=kind, a_span=change.b_span, b_span=change.a_span)  # type: ignore[arg-type]


def _derivation(derivation: Derivation) -> Derivation:
    return replace(
        derivation,
        a=derivation.b,
        b=derivation.a,
        source={"a": "b", "b": "a"}.get(derivation.source, derivation.source),
        share_a=derivation.share_b,
        share_b=derivation.share_a,
    )
