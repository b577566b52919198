"""Grouping beside TF-IDF with scikit-learn's agglomerative clustering, and beside datasketch: stories, near-duplicates.

Stories are the three tasks of `bench.measures.stories`; the rivals' thresholds are those that do best on the tuning
part of each task, Retold has one configuration for all. datasketch is made for near-duplicates, so that it is also
asked for those: the pairs with a Jaccard likeness of .7 or more among the articles of `bench.measures.duplicates`.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.rivals import OWN, Row, not_installed, seconds
from retold.types import Article

ROOM = "grouping"
STORIES = ("ecb", "neus", "open")
COPIES = "near-duplicates"
#: Where the rivals' thresholds are looked for.
_CUTS = tuple(cut / 100 for cut in range(5, 60, 2))
_JACCARDS = (0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5)
_PERMUTATIONS = 128
Member = dict[str, Any]
Group = Callable[[Sequence[Member], float], list[int]]


def rows(shared: Path) -> Iterator[Row]:
    """A row a task for each way to group."""
    folder = shared / "data" / "stories"
    if folder.exists():
        for name, (tune, test) in _tasks(folder).items():
            yield from _stories(name, tune, test)
    yield from _copies()


def _tasks(folder: Path) -> dict[str, tuple[Sequence[Member], Sequence[Member]]]:
    """What to tune on and what to check, drawn as `bench.measures.stories.measure` does."""
    from bench.measures import stories

    ecb, neus = stories.rows(folder / "ecbplus.jsonl.gz"), stories.rows(folder / "neus_triplets.jsonl.gz")
    triplets: dict[str, list[Member]] = defaultdict(list)
    for row in neus:
        if row["split"] == "train":
            triplets[row["cluster"]].append(row)
    names = sorted(triplets)
    draw = random.Random(stories.SEED)
    draw.shuffle(names)
    val = [row for row in neus if row["split"] == "val"]
    some = [row for name in names[:300] for row in triplets[name]]
    alone, others = ([draw.choice(triplets[name]) for name in part] for part in (names[300:1200], names[1200:2100]))
    return {
        "ecb": ([row for row in ecb if row["split"] != "test"], [row for row in ecb if row["split"] == "test"]),
        "neus": (some, val),
        "open": (some + others, val + alone),
    }


def _stories(name: str, tune: Sequence[Member], test: Sequence[Member]) -> Iterator[Row]:
    from bench.measures.stories import article_of, scores

    articles = [article_of(row) for row in test]
    spent = seconds(lambda: _grouped(articles), times=2)
    yield _row(name, OWN, "duplicates and clusters", scores(test, _grouped(articles)), len(test) / spent)
    for package, call, make, cuts in (
        ("scikit-learn", "TF-IDF, AgglomerativeClustering", _agglomerative, _CUTS),
        ("datasketch", "MinHashLSH of words", _hashed, _JACCARDS),
    ):
        try:
            group = make()
        except ImportError as error:
            yield from not_installed(ROOM, (name,), package, error)
            continue
        best = max(cuts, key=partial(_tuned, tune, group))
        spent = seconds(partial(group, test, best), times=2)
        yield _row(name, package, f"{call}, {best:g}", scores(test, group(test, best)), len(test) / spent)


def _tuned(tune: Sequence[Member], group: Group, cut: float) -> float:
    """Pair F1 on what is there to tune on."""
    from bench.measures.stories import scores

    return scores(tune, group(tune, cut))["pair_f1"]


def _grouped(articles: Sequence[Article]) -> list[int]:
    """A label for each, by Retold as it ships."""
    from retold.duplicates import find_duplicates
    from retold.stories import cluster

    labels = [0] * len(articles)
    for label, found in enumerate(cluster(articles, find_duplicates(articles))):
        for place in found.members:
            labels[place] = label
    return labels


def _row(task: str, package: str, call: str, found: dict[str, float], speed: float) -> Row:
    quality = {"B3 F1": found["b3"], "pair F1": found["pair_f1"]}
    return Row(room=ROOM, task=task, package=package, call=call, quality=quality, speed=speed, unit="articles")


def _texts(members: Sequence[Member]) -> list[str]:
    return [f"{row.get('title') or ''} {row['text']}" for row in members]


def _agglomerative() -> Group:
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    def group(members: Sequence[Member], cut: float) -> list[int]:
        matrix = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(_texts(members))
        distances = np.clip(1.0 - (matrix @ matrix.T).toarray(), 0.0, 1.0)
        model = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - cut
        )
        return model.fit_predict(distances).tolist()  # type: ignore[no-any-return]

    return group


def _hashed() -> Group:
    from datasketch import MinHashLSH

    def group(members: Sequence[Member], cut: float) -> list[int]:
        sketches = [_sketch(sorted(set(text.casefold().split()))) for text in _texts(members)]
        index = MinHashLSH(threshold=cut, num_perm=_PERMUTATIONS)
        root = list(range(len(members)))
        for place, sketch in enumerate(sketches):
            for other in index.query(sketch):
                if sketch.jaccard(sketches[other]) >= cut:
                    root[_top(root, place)] = _top(root, other)
            index.insert(place, sketch)
        return [_top(root, place) for place in range(len(root))]

    return group


def _top(root: list[int], place: int) -> int:
    while root[place] != place:
        root[place] = place = root[root[place]]
    return place


def _sketch(parts: Sequence[str]) -> Any:  # noqa: ANN401
    from datasketch import MinHash

    sketch = MinHash(num_perm=_PERMUTATIONS)
    sketch.update_batch([part.encode("utf8") for part in parts])
    return sketch


# --- near-duplicates ---


def _copies() -> Iterator[Row]:
    """Recall of pairs that are alike, and how many of the pairs given are."""
    from bench.measures import duplicates
    from retold.duplicates import find_duplicates, shingles

    articles = duplicates.made_up(duplicates.ARTICLES)
    runs = [shingles(article.text) for article in articles]
    every = duplicates._slow(runs)
    alike = {pair for pair, jaccard in every.items() if jaccard >= 0.7}
    found = {(d.a, d.b) for d in find_duplicates(articles)}
    spent = seconds(lambda: find_duplicates(articles), times=2)
    yield _pairs(OWN, "find_duplicates", found, alike, set(every), len(articles) / spent)
    try:
        found, spent = _hashed_pairs([article.text for article in articles])
    except ImportError as error:
        yield from not_installed(ROOM, (COPIES,), "datasketch", error)
        return
    yield _pairs("datasketch", "MinHashLSH of 5-word runs, 0.7", found, alike, set(every), len(articles) / spent)


def _hashed_pairs(texts: Sequence[str]) -> tuple[set[tuple[int, int]], float]:
    """The pairs that datasketch's table of bands gives, unverified as its documentation has it, and the seconds."""
    from datasketch import MinHashLSH

    def pairs() -> set[tuple[int, int]]:
        index, found = MinHashLSH(threshold=0.7, num_perm=_PERMUTATIONS), set()
        for place, text in enumerate(texts):
            words = text.casefold().split()
            sketch = _sketch(sorted({" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))}))
            found |= {(other, place) for other in index.query(sketch)}
            index.insert(place, sketch)
        return found

    return pairs(), seconds(pairs)


def _pairs(
    package: str, call: str, found: set[tuple[int, int]], alike: set[tuple[int, int]], kin: set[tuple[int, int]],
    speed: float,
) -> Row:  # fmt: skip
    """`kin` are pairs of which one holds most of the other: those are right, too."""
    quality = {"recall": len(alike & found) / len(alike), "precision": len(found & (kin | alike)) / max(1, len(found))}
    return Row(room=ROOM, task=COPIES, package=package, call=call, quality=quality, speed=speed, unit="articles")
