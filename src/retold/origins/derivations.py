"""How two articles relate: copy, rewrite, siblings of a common source, or independent, with the figures that tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retold.config import DEFAULT, Deriving
from retold.origins.covering import covers, held, own_words
from retold.origins.crediting import (
    cites_outlet,
    credited_agencies,
    credits_outlet,
    same_agency,
    same_page,
    unified,
)
from retold.types import Article, Derivation, DerivationKind, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two articles share, in figures; side 0 is a, side 1 is b."""

    #: Share of each one's own words that the other has in runs.
    cover: tuple[float, float]
    #: Body sentences of each, and those that are linked.
    sentences: tuple[int, int]
    linked: tuple[int, int]
    #: Share of the sentences without much quotation that are linked closely, of the article where it is larger.
    sentence_share: float
    #: Linked sentences that stand in the same order in both, as a share of the shorter article's.
    in_order: float
    #: Share of each one's own stems, and figures, that the other has.
    stems: tuple[float, float]
    figures: tuple[float, float]

    @property
    def retold(self) -> float:
        """How much of one the other tells in other words, 0 to 1: sentences, their order, words and figures.

        Of articles with few linked sentences it tells little: reports of three sentences are soon alike.
        """
        shares = [linked / max(1, of) for linked, of in zip(self.linked, self.sentences, strict=True)]
        fewest = self.linked[shares.index(max(shares))]
        mean = (min(shares) + self.in_order + min(self.stems) + min(self.figures)) / 4
        return mean * min(1.0, fewest / 8)

    @property
    def lacking(self) -> tuple[int, int]:
        """Sentences of each that the other lacks."""
        return self.sentences[0] - self.linked[0], self.sentences[1] - self.linked[1]


def overlap(a: Article, b: Article, links: Sequence[Link], *, config: Deriving) -> Overlap:
    """Measure what two articles share."""
    own = own_words(a, config=config), own_words(b, config=config)
    body = [{s.index for s in article.sentences if s.role == "body"} for article in (a, b)]
    sides = [((link.a, link.b), link.similarity) for link in links]
    linked = [{i for side, _ in sides for i in side[which]} & body[which] for which in (0, 1)]
    close = [{i for side, likeness in sides if likeness >= config.linked for i in side[which]} for which in (0, 1)]
    shares = [len(close[k].intersection(own[k].sentences)) / max(1, len(own[k].sentences)) for k in (0, 1)]
    return Overlap(
        cover=covers(*own),
        sentences=(len(body[0]), len(body[1])),
        linked=(len(linked[0]), len(linked[1])),
        sentence_share=max(shares),
        in_order=_in_order(links) / max(1, min(map(len, body))),
        stems=held(own[0].stems, own[1].stems),
        figures=held(own[0].figures, own[1].figures, spare=1),
    )


def _in_order(links: Sequence[Link]) -> int:
    """How many links follow one that stands before them on both sides."""
    after = [min(link.b) for link in sorted(links, key=lambda link: (min(link.a), min(link.b)))]
    return sum(last <= here for last, here in pairwise(after))


def derive(a: Article, b: Article, links: Sequence[Link], *, config: Deriving = DEFAULT.deriving) -> Derivation:
    """How `a` and `b`, of one story, relate. `links` are those of `alignment.link(a, b)`.

    The kind follows from a logistic regression on shared runs of words and linked sentences, quotations left out
    (METHODS.md, "Derivations and origins"); the direction from credits first, then from times.
    """
    shared = overlap(a, b, links, config=config)
    score = _logit(a, b, shared, config)
    because = [_figures(a, b, shared)]
    kind: DerivationKind = "independent"
    source = ""
    if score >= config.derived_from:
        source, evidence = _source(a, b, shared, config)
        because += evidence
        kind = _kind(source, shared, config)
        if source == "either" and kind == "siblings":
            because.append("no credit and no date tells what both come from")
    else:
        because.append("what they share outside of quotations is too little for one text to stand behind both")
    return Derivation(
        a=a.id,
        b=b.id,
        kind=kind,
        source=source,
        share_a=shared.cover[0],
        share_b=shared.cover[1],
        because=tuple(because),
        score=score,
    )


def _logit(a: Article, b: Article, shared: Overlap, config: Deriving) -> float:
    """How surely one text stands behind both. What is told in other words only lifts what would be doubtful."""
    by_words = (
        config.constant
        + config.most_cover * max(shared.cover)
        + config.least_cover * min(shared.cover)
        + config.sentence_share * shared.sentence_share
        + _credit_logit(a, b, config)
    )
    lifted = by_words + config.retold * max(0.0, shared.retold - config.retold_from)
    if _same_agency(a, b):
        lifted += config.credited_figures * max(0.0, max(shared.figures) - config.figures_from)
    return max(by_words, min(lifted, config.lifted_most))


def _kind(source: str, shared: Overlap, config: Deriving) -> DerivationKind:
    """Two that go back to an agency are its siblings, however alike: neither is the other's copy."""
    if source in ("a", "b", "either"):
        if max(shared.cover) >= config.copy_cover:
            return "copy"
        return "siblings" if source == "either" and min(shared.lacking) > 0 else "rewrite"
    return "siblings"


def _credit_logit(a: Article, b: Article, config: Deriving) -> float:
    """What credits add to the likeness of the texts; alone they join nothing."""
    if credits_outlet(a, b) or credits_outlet(b, a) or same_page(a, b):
        return config.credited_source
    return config.credited_agency if _same_agency(a, b) else 0.0


def _same_agency(a: Article, b: Article) -> bool:
    of_a, of_b = credited_agencies(a), credited_agencies(b)
    return any(same_agency(one, other) for one in of_a for other in of_b)


def _figures(a: Article, b: Article, shared: Overlap) -> str:
    return (
        f"{shared.linked[0]} of {shared.sentences[0]} sentences of {a.name} and {shared.linked[1]} of"
        f" {shared.sentences[1]} of {b.name} are shared; {shared.cover[0]:.0%} and {shared.cover[1]:.0%} of the words"
        " outside of quotations"
    )


def _source(a: Article, b: Article, shared: Overlap, config: Deriving) -> tuple[str, list[str]]:
    """Who has it from whom: "a", "b", an agency's name or "either", with the evidence."""
    if same_page(a, b):
        return _by_version(a, b)
    crediting = [(side, words) for side, x, y in (("b", a, b), ("a", b, a)) if (words := credits_outlet(x, y))]
    if not crediting:
        crediting = [(side, words) for side, x, y in (("b", a, b), ("a", b, a)) if (words := cites_outlet(x, y))]
    if len(crediting) == 1:
        side, words = crediting[0]
        taker, giver = (a, b) if side == "b" else (b, a)
        return side, [f"{taker.name} credits {giver.name}: “{words}”"]
    agency, evidence = _agency(a, b)
    for side, giver, taker in (("a", a, b), ("b", b, a)):
        if agency and _is_agency(giver, agency) and not _is_agency(taker, agency):
            return side, [*evidence, f"{giver.name} is the agency itself"]
    if agency:
        if min(shared.lacking) > 0:
            counts = shared.lacking
            evidence.append(
                f"each has sentences that the other lacks ({a.name} {counts[0]}, {b.name} {counts[1]}),"
                f" so neither need come from the other"
            )
        return agency, evidence
    return _by_time(a, b, shared, config)


def _is_agency(article: Article, agency: str) -> bool:
    return article.outlet is not None and same_agency(article.outlet, agency)


def _by_version(a: Article, b: Article) -> tuple[str, list[str]]:
    """Of two versions of one page the one that was changed less lately is the source."""
    address = f"both stood at {a.url}"
    first, second = (article.modified or article.published.earliest for article in (a, b))
    if a.published.earliest == b.published.earliest and (a.modified is None) != (b.modified is None):
        side = "a" if a.modified is None else "b"
    elif first is not None and second is not None and first != second:
        side = "a" if first < second else "b"
    elif a.fetched_at is not None and b.fetched_at is not None and a.fetched_at != b.fetched_at:
        side = "a" if a.fetched_at < b.fetched_at else "b"
    else:
        return "either", [f"{address}, and nothing tells which of the two came first"]
    later = b if side == "a" else a
    when = f", the later changed on {later.modified:%-d %B %Y at %H:%M} UTC" if later.modified is not None else ""
    return side, [f"{address}: two versions of one article{when}"]


def _agency(a: Article, b: Article) -> tuple[str, list[str]]:
    """The agency that both credit, else the one that one of them does; "" if none, or if each credits another."""
    of_a, of_b = unified(credited_agencies(a), credited_agencies(b))
    both = [name for name in of_a if name in of_b]
    if not both and of_a and of_b and not _weak(of_a) and not _weak(of_b):
        return "", []
    ranked = sorted(
        {*of_a, *of_b}, key=lambda name: (name not in both, -_weight(of_a, name), -_weight(of_b, name), name)
    )
    if not ranked:
        return "", []
    agency = ranked[0]
    said = []
    for article, found in ((a, of_a), (b, of_b)):
        if agency in found:
            said.append(f"{article.name} credits {agency}: “{found[agency][1]}”")
        else:
            said.append(f"{article.name} credits {'no agency' if not found else ', '.join(found)}")
    return agency, said


def _weight(found: dict[str, tuple[float, str]], name: str) -> float:
    return found[name][0] if name in found else 0.0


def _weak(found: dict[str, tuple[float, str]]) -> bool:
    """True if an agency is only spoken of, not credited with the text."""
    return max(weight for weight, _ in found.values()) < 2


def _by_time(a: Article, b: Article, shared: Overlap, config: Deriving) -> tuple[str, list[str]]:
    """The earlier one, if it is earlier for certain and holds enough of the later one's words."""
    for source, early, late, cover in (("a", a, b, shared.cover[1]), ("b", b, a, shared.cover[0])):
        end, start = early.published.latest, late.published.earliest
        if end is not None and start is not None and end <= start and cover >= config.source_cover:
            return source, [
                f"{early.name} is dated {end:%-d %B %Y} at the latest, {late.name} {start:%-d %B %Y} at the earliest,"
                f" and has {cover:.0%} of its words"
            ]
    return "either", ["neither credits the other or an agency, and their dates don't tell which came first"]
