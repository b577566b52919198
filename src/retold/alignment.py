"""Links: which sentences of one article tell the same as which of another, whatever the order and the boundaries.

Pure counting of hashed letter trigrams and word beginnings, weighed by how rare they are in the story, so no language
needs a parameter. Headlines link only to headlines. What differs inside a link is not looked at here (`changes`), nor
what it means for where a text comes from (`origins`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Alignment
from retold.text import fold
from retold.types import Article, Link

Matrix = NDArray[np.float32]

# --- an article as counts -------------------------------------------------------------------------------------------

#: From here on every code point counts as a letter: Han, Hangul and what lies beyond the first planes.
_TABLE = 0x3100
_MULTIPLIER = 0x9E3779B97F4A7C15  # golden ratio, odd: Knuth, The Art of Computer Programming 3, 6.4
_POWERS = np.cumprod(np.full(16, _MULTIPLIER, np.uint64))
_MIX = np.uint64(0xD6E8FEB86659FD93)  # https://jonkagstrom.com/mx3/mx3_rev2.html
_LETTER = np.array([chr(code).isalnum() or 0x300 <= code < 0x370 for code in range(_TABLE)] + [True])
_STEM = 6  # letters of a word's beginning that stand for its stem in any language


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An article's sentences as counts of hashed features, made once and used for all its pairs."""

    #: One row a sentence, damped; signed, so that features which fall together cancel out on average.
    counts: Matrix
    #: Number of sentences at the front that belong to the headline.
    headlines: int


def profile(article: Article, *, config: Alignment = DEFAULT.alignment) -> Profile:
    """Index one article; the first `config.most_sentences` sentences count."""
    sentences = article.sentences[: config.most_sentences]
    headlines = sum(sentence.role == "headline" for sentence in sentences)
    return Profile(count([sentence.text for sentence in sentences], config=config), headlines)


def count(texts: Sequence[str], *, config: Alignment = DEFAULT.alignment) -> Matrix:
    """Signed 1 + log2 of counts, one row a text: trigrams in the first columns, word beginnings in the others."""
    rows, columns = len(texts), config.trigram_columns + config.stem_columns
    counts = np.zeros(rows * columns, np.float32)
    if rows:
        filled, values = _counted(tuple(texts), config.trigram_columns, config.stem_columns)
        counts[filled] = values
    return counts.reshape(rows, columns)


@lru_cache(maxsize=32)
def _counted(texts: tuple[str, ...], trigrams: int, stems: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Cells that are not nought and what stands there; kept since an article is compared with every retelling."""
    rows, columns = len(texts), trigrams + stems
    joined = "\n" + "\n".join(fold(text).replace("\n", " ") for text in texts) + "\n\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letter = _LETTER[np.minimum(codes, _TABLE)]
    row = np.cumsum(codes == ord("\n")) - 1
    code = np.where(letter, codes, 0).astype(np.uint64)
    middle = np.flatnonzero(letter)
    trigram = code[middle - 1] * _POWERS[1] + code[middle] * _POWERS[2] + code[middle + 1] * _POWERS[3]
    first = np.flatnonzero(letter[1:] & ~letter[:-1]) + 1
    places = [_places(row[middle], trigram, 0, trigrams, columns)]
    if len(first):
        start = np.zeros(len(codes), np.int64)
        start[first] = first
        inside = np.arange(len(codes)) - np.maximum.accumulate(start)
        stem = np.add.reduceat(np.where(inside < _STEM, code * _POWERS[np.minimum(inside, _STEM) + 5], 0), first)
        places.append(_places(row[first], stem, trigrams, stems, columns))
    cells = np.concatenate([place for place, _ in places])
    signs = np.concatenate([sign for _, sign in places])
    counts = np.bincount(cells, signs, rows * columns).astype(np.float32)
    filled = np.flatnonzero(counts)
    found = counts[filled]
    return filled, np.copysign(1 + np.log2(np.abs(found)), found)


def _places(
    row: NDArray[np.int64], feature: NDArray[np.uint64], offset: int, width: int, columns: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cell and sign of each feature: feature hashing (Weinberger et al. 2009, arXiv:0902.2206)."""
    mixed = (feature ^ (feature >> np.uint64(32))) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX
    column = (mixed >> np.uint64(40)).astype(np.int64) % width
    return row * columns + offset + column, np.where(mixed & np.uint64(1 << 20), 1.0, -1.0)


def weigh(counts: Sequence[Matrix]) -> list[Matrix]:
    """(1 + log tf) x log((1 + n) / (.5 + df)), over the sentences of all articles given; never quite nothing."""
    total = sum(len(rows) for rows in counts)
    within = np.sum([np.count_nonzero(rows, axis=0) for rows in counts], axis=0)
    rarity = np.log((1 + total) / (0.5 + within)).astype(np.float32)
    return [rows * rarity for rows in counts]


# --- links ----------------------------------------------------------------------------------------------------------


def link(a: Article, b: Article, *, config: Alignment = DEFAULT.alignment) -> tuple[Link, ...]:
    """The links of two articles, in the order of a."""
    return next(link_all((a, b), ((0, 1),), config=config))


def link_all(
    articles: Sequence[Article], pairs: Sequence[tuple[int, int]], *, config: Alignment = DEFAULT.alignment
) -> Iterator[tuple[Link, ...]]:
    """The links of several pairs of one story (places in `articles`); each article is indexed once."""
    profiles = [profile(article, config=config) for article in articles]
    weighted = weigh([each.counts for each in profiles])
    own = [_product(rows, rows) for rows in weighted]
    for i, j in pairs:
        # Which of two equal choices is taken must not depend on which article is called a.
        swap = articles[j].text < articles[i].text
        first, second = (j, i) if swap else (i, j)
        grams = _Grams(own[first], own[second], _product(weighted[first], weighted[second]))
        links = _links(grams, profiles[first].headlines, profiles[second].headlines, config)
        yield tuple(sorted(map(_mirrored, links), key=lambda each: (each.a, each.b))) if swap else links


#: OpenBLAS starts its threads from this many multiplications on (interface/gemm.c: 65,536 x 4). For small products they
#: cost more than they save, many times more where other processes run.
_ONE_THREAD = 1 << 18
_LEAST_STEP = 64


def _product(a: Matrix, b: Matrix) -> Matrix:
    """`a @ b.T`, in steps that stay on one thread while the matrices are small."""
    step = (_ONE_THREAD - 1) // max(1, len(a) * len(b))
    if step < _LEAST_STEP:
        return a @ b.T
    total = np.zeros((len(a), len(b)), np.float32)
    for at in range(0, a.shape[1], step):
        total += a[:, at : at + step] @ b[:, at : at + step].T
    return total


class _Grams:
    """Inner products of the sentences of two articles: whatever cosine of any sentences together is needed."""

    def __init__(self, a: Matrix, b: Matrix, cross: Matrix) -> None:
        lengths = np.outer(np.sqrt(np.diag(a)), np.sqrt(np.diag(b)))
        #: Cosine of each sentence of a with each of b; rounded, so that equal sentences are equally alike.
        self.cosine = np.divide(cross, lengths, out=np.zeros_like(cross), where=lengths > 0).round(5)
        self.a: list[list[float]] = a.tolist()
        self.b: list[list[float]] = b.tolist()
        self.cross: list[list[float]] = cross.tolist()

    def together(self, i: Sequence[int], j: Sequence[int]) -> float:
        """Cosine of sentences `i` of a, put together, with sentences `j` of b."""
        a = sum(self.a[x][y] for x in i for y in i)
        b = sum(self.b[x][y] for x in j for y in j)
        return float(sum(self.cross[x][y] for x in i for y in j) / (a * b) ** 0.5) if a > 0 and b > 0 else 0.0


_Group = tuple[list[int], list[int]]


def _links(grams: _Grams, heads_a: int, heads_b: int, config: Alignment) -> tuple[Link, ...]:
    body = grams.cosine[heads_a:, heads_b:]
    pairs = greedy(body, config.accept)
    dense = bool(pairs) and len(pairs) >= config.backbone_share * min(body.shape)
    if dense:
        pairs = _fill(body, pairs, config)
    groups: list[_Group] = [([i + heads_a], [j + heads_b]) for i, j in pairs]
    _grow(grams, groups, heads_a, heads_b, config)
    groups = _mend_boundaries(grams, groups, config)
    found = [(tuple(sorted(i)), tuple(sorted(j)), grams.together(i, j)) for i, j in groups]
    kept = {found[place][:2] for place in monotone([(i[0], j[0], weight) for i, j, weight in found])}
    links = [_link(i, j, weight, moved=(i, j) not in kept) for i, j, weight in found]
    if heads_a and heads_b:
        i, j = tuple(range(heads_a)), tuple(range(heads_b))
        weight = grams.together(i, j)
        if weight >= (config.accept_in_gap if dense else config.accept):
            links.append(_link(i, j, weight, moved=False))
    return tuple(sorted(links, key=lambda each: (each.a, each.b)))


def _link(a: tuple[int, ...], b: tuple[int, ...], weight: float, *, moved: bool) -> Link:
    weight = min(1.0, max(0.0, weight))
    return Link(a=a, b=b, kind="edited" if weight > 0.5 else "retold", similarity=round(weight, 4), moved=moved)


def _mirrored(link: Link) -> Link:
    return Link(a=link.b, b=link.a, kind=link.kind, similarity=link.similarity, moved=link.moved)


def greedy(cosine: Matrix, least: float) -> list[tuple[int, int]]:
    """Pairs of rows and columns, each used once, the most similar first, down to `least`."""
    rows, columns = np.nonzero(cosine >= least)
    order = np.argsort(-cosine[rows, columns], kind="stable")
    seen_a: set[int] = set()
    seen_b: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for i, j in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if i not in seen_a and j not in seen_b:
            seen_a.add(i)
            seen_b.add(j)
            pairs.append((i, j))
    return pairs


def monotone(links: Sequence[tuple[int, int, float]]) -> list[int]:
    """Places of the heaviest chain in which both sides strictly rise; (i, j, weight) each, O(n log n).

    A Fenwick tree holds the best chain that ends at or before each j. Of equally heavy chains the first found stays.
    """
    size = 1 + max((j for _, j, _ in links), default=-1)
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before: dict[int, int] = {}
    pending: list[tuple[int, float, int]] = []
    last = None
    for place in sorted(range(len(links)), key=lambda place: links[place][:2]):
        i, j, weight = links[place]
        if i != last:  # links of the same i can't follow each other
            _enter(best, pending)
            pending, last = [], i
        top, at = (0.0, -1), j
        while at > 0:
            top = max(top, best[at], key=lambda entry: entry[0])
            at -= at & -at
        before[place] = top[1]
        pending.append((j + 1, top[0] + max(weight, 1e-9), place))
    _enter(best, pending)
    place = max(best, key=lambda entry: entry[0])[1]
    chain = []
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]


def _enter(best: list[tuple[float, int]], pending: list[tuple[int, float, int]]) -> None:
    for at, weight, place in pending:
        while at < len(best):
            if weight > best[at][0]:
                best[at] = (weight, place)
            at += at & -at


def _fill(cosine: Matrix, pairs: list[tuple[int, int]], config: Alignment) -> list[tuple[int, int]]:
    """Where much is retold in the same order, less likeness is enough: inside the gaps, and for moved sentences."""
    rows, columns = cosine.shape
    chain = monotone([(i, j, float(cosine[i, j])) for i, j in pairs])
    found = list(pairs)
    used_a, used_b = {i for i, _ in pairs}, {j for _, j in pairs}
    low = (-1, -1)
    for high in sorted([pairs[place] for place in chain] + [(rows, columns)]):
        gap_a = [i for i in range(low[0] + 1, high[0]) if i not in used_a]
        gap_b = [j for j in range(low[1] + 1, high[1]) if j not in used_b]
        if gap_a and gap_b:
            found += [(gap_a[i], gap_b[j]) for i, j in greedy(cosine[np.ix_(gap_a, gap_b)], config.accept_in_gap)]
        low = high
    used_a, used_b = {i for i, _ in found}, {j for _, j in found}
    free_a = [i for i in range(rows) if i not in used_a]
    best_a, best_b = cosine.argmax(axis=1), cosine.argmax(axis=0)
    for i in free_a:
        j = int(best_a[i])
        if j not in used_b and best_b[j] == i and cosine[i, j] >= config.accept_moved:
            found.append((i, j))
            used_b.add(j)
    return found


def _grow(grams: _Grams, groups: list[_Group], heads_a: int, heads_b: int, config: Alignment) -> None:
    """Add sentences that were split off or merged: a free sentence joins the link beside it that holds its words.

    It holds them if the cosine of the whole rises, or if enough of the free sentence is covered. The more of a text
    is linked already, the less has to be covered.
    """
    rows, columns = len(grams.a), len(grams.b)
    owner: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for place, (i, j) in enumerate(groups):
        owner[0][i[0]], owner[1][j[0]] = place, place
    if not groups:
        return
    shorter = 0 if rows - heads_a < columns - heads_b else 1
    linked = len(owner[shorter]) / max(1, (rows - heads_a, columns - heads_b)[shorter])
    cover = max(config.cover_least, config.cover - config.cover_slope * max(0.0, linked - config.cover_from))
    ends = ((heads_a, rows), (heads_b, columns))
    candidates = [
        candidate
        for side in (0, 1)
        for free in range(*ends[side])
        if free not in owner[side]
        for candidate in _near(grams, groups, owner, (side, free), (cover, ends[side]), config)
    ]
    while candidates:
        _, side, free, place = max(candidates)
        groups[place][side].append(free)
        owner[side][free] = place
        stale = {each for each in range(*ends[side]) if abs(each - free) <= config.reach + 1}
        candidates = [c for c in candidates if c[3] != place and (c[1], c[2]) != (side, free)]
        for other in (0, 1):
            near = stale if other == side else range(*ends[other])
            for each in near:
                if each not in owner[other]:
                    found = _near(grams, groups, owner, (other, each), (cover, ends[other]), config)
                    candidates += [c for c in found if c[3] == place]


def _near(
    grams: _Grams,
    groups: list[_Group],
    owner: tuple[dict[int, int], dict[int, int]],
    what: tuple[int, int],
    limits: tuple[float, tuple[int, int]],
    config: Alignment,
) -> list[tuple[float, int, int, int]]:
    """The links beside a free sentence that it may join, as (likeness, side, sentence, link)."""
    side, free = what
    cover, (low, high) = limits
    found: list[tuple[float, int, int, int]] = []
    beside = range(max(low, free - config.reach), min(high, free + config.reach + 1))
    for place in sorted({owner[side][each] for each in beside if each in owner[side]}):
        mine, others = groups[place][side], groups[place][1 - side]
        if len(others) > 1 or len(mine) >= config.most_members:
            continue
        other = others[0]
        i, j = (free, other) if side == 0 else (other, free)
        own = grams.a[free][free] if side == 0 else grams.b[free][free]
        likeness = float(grams.cosine[i, j])
        covered = grams.cross[i][j] / own if own > 0 else 0.0
        joined = [*mine, free]
        before = grams.together(mine, others) if side == 0 else grams.together(others, mine)
        after = grams.together(joined, others) if side == 0 else grams.together(others, joined)
        if after > before or (likeness >= config.cover_likeness and covered >= cover):
            found.append((likeness + covered, side, free, place))
    return found


def _mend_boundaries(grams: _Grams, groups: list[_Group], config: Alignment) -> list[_Group]:
    """Put neighbouring links together where that fits clearly better: a sentence end was seen in different places."""
    ordered = sorted((sorted(i), sorted(j)) for i, j in groups)
    out: list[_Group] = []
    for i, j in ordered:
        if out:
            i0, j0 = out[-1]
            beside = i0[-1] + 1 == i[0] and j0[-1] + 1 == j[0] and len(i0) + len(i) <= config.most_members
            if beside and (grams.cosine[i0[-1], j[0]] > config.accept_in_gap or
                           grams.cosine[i[0], j0[-1]] > config.accept_in_gap):  # fmt: skip
                whole = grams.together(i0 + i, j0 + j)
                if whole > max(grams.together(i0, j0), grams.together(i, j)) + config.boundary_gain:
                    out[-1] = (i0 + i, j0 + j)
                    continue
        out.append((i, j))
    return out


# --- one sentence and its sources -----------------------------------------------------------------------------------


def sources_of(
    sentence: str, sentences: Sequence[str], *, most: int = 2, config: Alignment = DEFAULT.alignment
) -> tuple[int, ...]:
    """Which of `sentences` a sentence may be put together from: those that cover most of its features together.

    Long sentences are held back by their length. The first two are the best pair of the likeliest; each further one
    covers most of what is left (greedy cover, Nemhauser et al. 1978).
    """
    wide = replace(config, trigram_columns=4 * config.trigram_columns, stem_columns=4 * config.stem_columns)
    source, target = weigh([count(sentences, config=wide), count([sentence], config=wide)])
    shares = np.maximum(source * target, 0) / np.maximum(np.linalg.norm(source, axis=1, keepdims=True), 1e-9)
    shares[:, wide.trigram_columns :] *= config.stem_weight
    shares = shares[:, shares.any(axis=0)]
    likeliest = np.argsort(-shares.sum(axis=1), kind="stable")[: config.candidates].tolist()
    if most < 2 or len(likeliest) < 2:
        return tuple(likeliest[:most])
    chosen = list(max(combinations(likeliest, 2), key=lambda pair: float(shares[list(pair)].max(axis=0).sum())))
    while len(chosen) < min(most, len(sentences)):
        gains = np.maximum(shares, shares[chosen].max(axis=0)).sum(axis=1)
        gains[chosen] = -1
        chosen.append(int(np.argmax(gains)))
    return tuple(chosen)
