"""Which articles of a story go back to one text, and what to call it."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Deriving
from retold.origins.crediting import credited_agencies, same_agency, same_name, unified, weight
from retold.types import Article, Derivation, Origin, OriginKind

#: Logits that stand in where a derivation was made by hand and has none.
_STEPS = 2
"""Rounds in which ways become twice as long."""
_USUAL = {"copy": 6.0, "rewrite": 3.0, "siblings": 3.0, "independent": -6.0}


def find_origins(
    articles: Sequence[Article],
    derivations: Sequence[Derivation],
    *,
    compared: Collection[tuple[int, int]] | None = None,
    config: Deriving = DEFAULT.deriving,
) -> tuple[Origin, ...]:
    """Sets of articles of a story that go back to one text, largest first; each article is in one of them.

    `compared` are the pairs of places that were compared, None if all were: any other two are as near as a third one,
    or two, to which both were compared, lets them be.

    Average linkage on the logits of all pairs: single linkage would chain through an article that borrows a paragraph
    (METHODS.md: number of origins exact in .93-.96 of planted stories against .74).
    """
    groups = _groups(articles, derivations, compared, config)
    origins = [_origin([articles[i] for i in group], derivations) for group in groups]
    return tuple(sorted(origins, key=lambda origin: (-len(origin.articles), _when(origin.articles[0]), origin.name)))


def _groups(
    articles: Sequence[Article],
    derivations: Sequence[Derivation],
    compared: Collection[tuple[int, int]] | None,
    config: Deriving,
) -> list[list[int]]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(articles) < 2:
        return [[i] for i in range(len(articles))]
    ids = [article.id for article in articles]
    logits: NDArray[np.float64] = np.full((len(ids), len(ids)), _USUAL["independent"])
    places: dict[str, list[int]] = {}
    for i, name in enumerate(ids):
        places.setdefault(name, []).append(i)
    for same in places.values():
        logits[np.ix_(same, same)] = 2 * _USUAL["copy"]
    for found in derivations:
        score = found.score if found.score is not None else _USUAL[found.kind]
        for i in places.get(found.a, ()):
            for j in places.get(found.b, ()):
                if i != j and found.a != found.b:
                    logits[i, j] = logits[j, i] = score
    if compared is not None:
        logits = _filled(logits, compared)
    top = float(max(logits.max(), config.origin_cut)) + 1.0
    distance = top - logits
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average")
    labels = fcluster(tree, top - config.origin_cut, "distance")
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(i)
    return _attached(list(groups.values()), logits, articles, config)


def _filled(logits: NDArray[np.float64], compared: Collection[tuple[int, int]]) -> NDArray[np.float64]:
    """With what was not compared as near as the nearest way by others: a way is as near as its farthest step."""
    known = np.eye(len(logits), dtype=bool)
    for i, j in compared:
        known[i, j] = known[j, i] = True
    near = np.where(known, logits, -np.inf)
    for _ in range(_STEPS):
        way = near.copy()
        for k in range(len(near)):
            np.maximum(way, np.minimum(near[:, k, None], near[None, k]), out=way)
        near = np.where(known, logits, way)
    return np.where(np.isneginf(near), _USUAL["independent"], near)


def _attached(
    groups: list[list[int]], logits: NDArray[np.float64], articles: Sequence[Article], config: Deriving
) -> list[list[int]]:
    """Put an article that stands alone with the text that it has, though its kin has others of its sentences.

    Two rewrites of one dispatch may share little; then its better half tells, or, if it credits the agency of the
    others, the one that is most like it. All at once, so that one can't draw in the next.
    """
    whole = [group for group in groups if len(group) > 1]
    agencies = [_agency([articles[i] for i in group]) for group in whole]
    best: dict[int, tuple[float, int]] = {}
    for i in (group[0] for group in groups if len(group) == 1):
        for k, group in enumerate(whole):
            found = agencies[k]
            credits = found is not None and any(same_agency(found[0], name) for name in credited_agencies(articles[i]))
            scores = sorted((float(logits[i, j]) for j in group), reverse=True)
            mean = scores[0] if credits else float(np.mean(scores[: (len(scores) + 1) // 2]))
            if mean >= config.attach_from and mean > best.get(i, (-np.inf, -1))[0]:
                best[i] = mean, k
    added: dict[int, list[int]] = {}
    for i, (_, k) in best.items():
        added.setdefault(k, []).append(i)
    kept = [sorted([*group, *added.get(k, ())]) for k, group in enumerate(whole)]
    return kept + [group for group in groups if len(group) == 1 and group[0] not in best]


def _origin(members: Sequence[Article], derivations: Sequence[Derivation]) -> Origin:
    """Name what these articles go back to."""
    ids = {article.id for article in members}
    inside = [d for d in derivations if d.a in ids and d.b in ids]
    because: list[str] = []
    if len(members) > 1:
        because.append(_shared(members, inside))
    name, kind, evidence = _agency(members) or _outlet(members, inside)
    return Origin(name=name, kind=kind, articles=tuple(members), because=(*because, *evidence))


def _shared(members: Sequence[Article], inside: Sequence[Derivation]) -> str:
    """The pair that shares most, in figures."""
    names = list(dict.fromkeys(article.name for article in members))
    best = max(inside, key=lambda d: (d.score or 0.0, d.a, d.b), default=None)
    figures = f": {best.because[0]}" if best is not None and best.because else ""
    if len(names) == 1:
        return f"{len(members)} pages of {names[0]} are one text{figures}"
    return f"{', '.join(names)} go back to one text{figures}"


def _agency(members: Sequence[Article]) -> tuple[str, OriginKind, list[str]] | None:
    """The agency credited most. A lone article that merely cites an agency ("told Reuters") is an origin of its own."""
    votes: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    credited = unified(*map(credited_agencies, members))
    for article, found in zip(members, credited, strict=True):
        for name, (value, text) in found.items():
            if value < (2 if len(members) == 1 else 1):
                continue
            votes[name] = votes.get(name, 0.0) + value
            words.setdefault(name, []).append(f"{article.name} credits {name}: “{text}”")
        for name in found:
            if article.outlet is not None and same_agency(article.outlet, name):
                votes[name] = votes.get(name, 0.0) + 4.0
    if not votes:
        return None
    agency = min(votes, key=lambda name: (-votes[name], name))
    silent = [article.name for article, found in zip(members, credited, strict=True) if agency not in found]
    evidence = words.get(agency, [])[:3]
    if silent and evidence:
        evidence.append(
            f"{', '.join(dict.fromkeys(silent))} {'have' if len(silent) > 1 else 'has'} the same text uncredited"
        )
    return agency, "agency", evidence


def _outlet(members: Sequence[Article], inside: Sequence[Derivation]) -> tuple[str, OriginKind, list[str]]:
    """The outlet that the others have it from, else a credited one, else the earliest, else the fullest."""
    if len(members) == 1:
        article = members[0]
        known = article.outlet is not None
        return article.name, "outlet" if known else "unknown", [f"no other article has {article.name}'s text"]
    sources: dict[str, int] = {}
    for found in inside:
        if found.source in ("a", "b"):
            source = found.a if found.source == "a" else found.b
            sources[source] = sources.get(source, 0) + 1
    if sources:
        article = min(members, key=lambda one: (-sources.get(one.id, 0), _when(one), one.id))
        told = next(d for d in inside if d.source in ("a", "b") and article.id == (d.a if d.source == "a" else d.b))
        return article.name, "outlet", [f"{article.name} has it first: {told.because[-1]}"]
    named = sorted(
        (-weight(credit), credit.name, article.name, credit.text)
        for article in members
        for credit in article.credits
        if not credit.agency and weight(credit) >= 2 and not same_name(credit.name, article.outlet)
    )
    if named:
        _, name, taker, text = named[0]
        return name, "outlet", [f"{taker} credits {name}: “{' '.join(text.split())}”"]
    dated = sorted((article for article in members if article.published.known), key=_when)
    if len(dated) == len(members) and _before(dated[0], dated[1]):
        return dated[0].name, "outlet", [f"{dated[0].name} is dated first"]
    fullest = max(members, key=lambda one: (len(one.body), one.id))
    return (
        fullest.name,
        "unknown",
        [f"nobody credits a source and no date tells who came first; {fullest.name} has the fullest text"],
    )


def _before(a: Article, b: Article) -> bool:
    end, start = a.published.latest, b.published.earliest
    return end is not None and start is not None and end <= start


def _when(article: Article) -> tuple[bool, float]:
    earliest = article.published.earliest
    return earliest is None, earliest.timestamp() if earliest else 0.0
