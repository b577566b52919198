"""Near-duplicates measured: search beside rensa alone and datasketch in the same run, recall, false pairs.

4,000 made-up articles (bench/stream.py) of which some are edited copies of others, to every degree. Rensa alone makes
signatures of the same runs and asks its table of bands; so does datasketch. Both leave
candidates unverified. Recall is of all pairs with Jaccard .7 or more, told by counting; a false pair is one that the
slow way does not find. Needs no evaluation data.
"""

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.stream import stream
from retold.config import DEFAULT
from retold.duplicates import Hashes, Printed, add, candidates, find_duplicates, order, shingles, verified
from retold.testing import make_article
from retold.types import Article

ARTICLES = 4000
STEP = 100


def measure(shared: Path) -> dict[str, float]:
    """Ratios of speed, recall, false pairs, and whether one by one gives what all at once gives."""
    articles = made_up(ARTICLES)
    rows = [shingles(article.text) for article in articles]
    ours = _seconds(lambda: _search(rows))
    words = [[str(run) for run in row.tolist()] for row in rows]
    figures = {"beside_rensa": _seconds(lambda: _rensa(words)) / ours}
    try:
        figures["beside_datasketch"] = _seconds(lambda: _datasketch(rows)) / ours
    except ImportError:
        print("duplicates: datasketch is not installed; the figure beside it is left out")
    found = {(d.a, d.b) for d in find_duplicates(articles)}
    every = _slow(rows)
    alike = {pair for pair, jaccard in every.items() if jaccard >= 0.7}
    figures["recall"] = len(alike & found) / len(alike)
    figures["false_pairs"] = float(len(found - set(every)))
    started = time.process_time()
    printed, steps = Printed(), []
    for i in range(0, len(rows), STEP):
        printed, step = add(printed, rows[i : i + STEP], [None] * len(rows[i : i + STEP]))
        steps.append(step)
    figures["incremental_ms"] = 1000 * (time.process_time() - started) / len(rows)
    figures["incremental_same"] = float({(d.a, d.b) for d in order(steps)} == {(d.a, d.b) for d in _search(rows)})
    return figures


def made_up(count: int) -> list[Article]:
    """Articles of which half are copies of an earlier one with 0 to 12% of the words replaced and up to 40% cut."""
    draw = random.Random(5)
    texts = [told.article.text.split(" ") for told in stream(count // 2)]
    vocabulary = [word for text in texts[:200] for word in text]
    for _ in range(count - len(texts)):
        text = texts[draw.randrange(len(texts))]
        replaced = draw.uniform(0, 0.12)
        text = [draw.choice(vocabulary) if draw.random() < replaced else word for word in text]
        texts.append(text[: max(20, int(len(text) * draw.choice((1.0, draw.uniform(0.6, 1.0)))))])
    return [make_article("", title=" ".join(text), name=str(i)) for i, text in enumerate(texts)]


def _seconds(run: Callable[[], object]) -> float:
    """The best of three, by the processor's clock."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)


def _search(rows: Sequence[Hashes]) -> list[object]:
    """Ours, from rows: candidates and their verification."""
    grouping = DEFAULT.grouping
    found = (verified(a, b, rows[a], rows[b], config=grouping) for a, b in candidates(rows))
    return [duplicate for duplicate in found if duplicate is not None]


def _rensa(words: Sequence[list[str]]) -> int:
    """Signatures and a table of bands, by rensa alone."""
    from rensa import RMinHash, RMinHashLSH

    grouping = DEFAULT.grouping
    index = RMinHashLSH(threshold=0.7, num_perm=grouping.permutations, num_bands=grouping.bands)
    found = 0
    for place, held in enumerate(words):
        sketch = RMinHash(num_perm=grouping.permutations, seed=1)
        sketch.update(held)
        found += len(index.query(sketch))
        index.insert(place, sketch)
    return found


def _datasketch(rows: Sequence[Hashes]) -> int:
    from datasketch import MinHash, MinHashLSH

    grouping = DEFAULT.grouping
    bands = (grouping.bands, grouping.permutations // grouping.bands)
    index = MinHashLSH(num_perm=grouping.permutations, params=bands)
    found = 0
    for place, row in enumerate(rows):
        sketch = MinHash(num_perm=grouping.permutations, hashfunc=int)
        sketch.update_batch((row & np.uint64(0xFFFFFFFF)).tolist())
        found += len(index.query(sketch))
        index.insert(place, sketch)
    return found


def _slow(rows: Sequence[Hashes]) -> dict[tuple[int, int], float]:
    """All near-duplicates and their Jaccard likeness, by looking every run up."""
    held: dict[int, list[int]] = {}
    shared: dict[tuple[int, int], int] = {}
    for place, row in enumerate(rows):
        for run in row.tolist():
            for other in held.setdefault(run, []):
                shared[other, place] = shared.get((other, place), 0) + 1
            held[run].append(place)
    grouping = DEFAULT.grouping
    return {
        (a, b): count / (len(rows[a]) + len(rows[b]) - count)
        for (a, b), count in shared.items()
        if count >= grouping.duplicate_cover * min(len(rows[a]), len(rows[b]))
        and count >= min(grouping.duplicate_least, len(rows[a]), len(rows[b]))
    }
