"""Near-duplicates of a collection, and the signatures by which an index on disk finds candidates for more.

Candidates are pairs that seem to share enough word 5-grams; each is then verified by counting them exactly, both ways.
Same articles, same answer, in any order and on any machine. Signatures are MinHash bands (rensa) and a sample of
5-grams, which also finds a short copy inside a long article. Who copied from whom is not decided here.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Grouping
from retold.duplicates.runs import MIX, Hashes, among, shingles
from retold.types import Article, Duplicate

Places = NDArray[np.int64]

_SEED = 20210324
_PLACE_BITS = np.uint64(28)


def find_duplicates(articles: Sequence[Article], *, config: Grouping = DEFAULT.grouping) -> tuple[Duplicate, ...]:
    """All pairs of which one holds at least `config.duplicate_cover` of the other's word 5-grams, in order of place."""
    rows = without_templates(
        [shingles(article.text, size=config.shingle) for article in articles],
        [article.outlet for article in articles],
        config=config,
    )
    found = (verified(a, b, rows[a], rows[b], config=config) for a, b in candidates(rows, config=config))
    return tuple(duplicate for duplicate in found if duplicate is not None)


def without_templates(
    rows: Sequence[Hashes], outlets: Sequence[str | None], *, config: Grouping = DEFAULT.grouping
) -> list[Hashes]:
    """Leave out what an outlet repeats in article after article: a template is no copy.

    An article of which too little would be left stays as it is: it is one that was printed again and again.
    """
    many = {name for name, count in Counter(outlets).items() if name and count >= config.template_repeats}
    kept = list(rows)
    for outlet in many:
        places = [i for i, name in enumerate(outlets) if name == outlet]
        template = template_of([rows[i] for i in places], config=config)
        for i in places:
            kept[i] = without_template(rows[i], template, config=config)
    return kept


def template_of(rows: Sequence[Hashes], *, config: Grouping = DEFAULT.grouping) -> Hashes:
    """What an outlet repeats in these articles of its own, ascending."""
    values, counts = np.unique(np.concatenate(rows), return_counts=True)
    return values[counts >= config.template_repeats]


def without_template(row: Hashes, template: Hashes, *, config: Grouping = DEFAULT.grouping) -> Hashes:
    """An article without what its outlet repeats; whole, if too little would be left."""
    rest = row[~among(row, template)]
    return rest if len(rest) >= config.template_leaves * len(row) else row


def candidates(rows: Sequence[Hashes], *, config: Grouping = DEFAULT.grouping) -> list[tuple[int, int]]:
    """Pairs of places that may be duplicates, each once, a < b, in order.

    Every run is counted by the first 36 bits of its hash, in one sort: as quick as MinHash for collections that fit
    into memory (8 bytes a word), and no short copy in a long article is missed. A collision only adds a candidate.
    """
    if not rows:
        return []
    sizes = np.array([len(row) for row in rows])
    a, b, shared = _counted(np.concatenate(rows), np.repeat(np.arange(len(rows)), sizes))
    shortest = np.minimum(sizes[a], sizes[b])
    enough = (shared >= config.duplicate_cover * shortest) & (shared >= np.minimum(config.duplicate_least, shortest))
    return list(zip(a[enough].tolist(), b[enough].tolist(), strict=True))


def band_keys(rows: Sequence[Hashes], *, config: Grouping = DEFAULT.grouping) -> Hashes:
    """One row of band keys for each article: articles that share one in the same column are candidates."""
    from rensa import RMinHash

    offsets = np.cumsum([0, *map(len, rows)]).tolist()
    flat = np.concatenate(rows)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, config.permutations, _SEED)
    digests = np.array(matrix.to_rows(), dtype=np.uint64)
    width = config.permutations // config.bands
    keys: Hashes = np.zeros((len(rows), config.bands), dtype=np.uint64)
    for i in range(width):
        keys = keys * MIX + digests[:, i::width][:, : config.bands]
    return keys


def signatures(rows: Sequence[Hashes], *, config: Grouping = DEFAULT.grouping) -> list[list[int]]:
    """For each article keys for an index on disk, 63 bits: one a band, and a sample of its runs.

    Of two near-duplicates one has at least one key of the other; what shares a key is to be verified.
    """
    filled = [row for row in rows if len(row)]
    if not filled:
        return [[] for _ in rows]
    number = np.arange(1, config.bands + 1, dtype=np.uint64)
    bands = iter((band_keys(filled, config=config) * MIX + number) >> np.uint64(1))
    every = np.uint64(config.sample_one_in)
    return [
        list(chain(next(bands).tolist(), (row[row % every == 0] >> np.uint64(1)).tolist())) if len(row) else []
        for row in rows
    ]


def _counted(keys: Hashes, places: Places) -> tuple[Places, Places, Places]:
    """Pairs of places under the same key, in order, and how many keys each pair shares."""
    codes = np.sort((keys >> _PLACE_BITS) << _PLACE_BITS | places.astype(np.uint64))
    alone = (codes[1:] ^ codes[:-1]) >> _PLACE_BITS != 0
    first = np.flatnonzero(np.concatenate(([True], alone)))
    sizes = np.diff(first, append=len(codes))
    holders = (codes & ((np.uint64(1) << _PLACE_BITS) - np.uint64(1))).astype(np.int64)
    found = [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]):
        groups = holders[first[sizes == size][:, None] + np.arange(size)]
        a, b = np.triu_indices(size, 1)
        found.append((groups[:, a] << 32 | groups[:, b]).ravel())
    pairs, shared = np.unique(np.concatenate(found), return_counts=True)
    return pairs >> 32, pairs & 0xFFFFFFFF, shared


def verified(a: int, b: int, row_a: Hashes, row_b: Hashes, *, config: Grouping) -> Duplicate | None:
    """The exact shares of a candidate, or None if it is none."""
    shared = int(np.count_nonzero(among(row_a, row_b)))
    shortest = min(len(row_a), len(row_b))
    if shared < config.duplicate_cover * shortest or shared < min(config.duplicate_least, shortest):
        return None
    return Duplicate(a=a, b=b, in_b=shared / len(row_a), in_a=shared / len(row_b))
