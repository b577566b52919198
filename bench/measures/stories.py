"""Grouping measured: ECB+ test, NeuS val, and NeuS val among 900 singletons, beside plain TF-IDF and average linkage.

Retold is measured as it ships, with one configuration for all three; its weights and its cut were fitted on ECB+ train
and dev and on NeuS train (`bench/fit_stories.py`), singletons of another draw included. The baseline's cut is tuned
for each set, on articles of the same kind. No public set has dates: the last one again with dates planted (`dated_`).
`streamed_` and `settled_` are the same articles as a stream, `stream_` a made-up stream (`bench/stream.py`).
`mixed_` is ECB+ test, whose stories are large, and an affair of 40 retellings, thrown among 3,000 NeuS articles.
"""

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.stream import run
from retold.duplicates import find_duplicates
from retold.stories import advance, cluster, nothing_yet, settle
from retold.testing import make_article
from retold.types import Article

SEED = 7
#: Articles of the made-up stream here; `python -m bench.stream` takes 100,000.
STREAM = 12_000
#: Articles of small stories in the mixed check, and retellings of its affair.
MIXED, AFFAIR = 3000, 40
Row = dict[str, Any]


def measure(shared: Path) -> dict[str, float]:
    """B3, pair F1 and adjusted Rand index by set; left out where the data is absent."""
    folder = shared / "data" / "stories"
    if not folder.exists():
        return {}
    ecb, neus = rows(folder / "ecbplus.jsonl.gz"), rows(folder / "neus_triplets.jsonl.gz")
    triplets: dict[str, list[Row]] = defaultdict(list)
    for row in neus:
        if row["split"] == "train":
            triplets[row["cluster"]].append(row)
    names = sorted(triplets)
    draw = random.Random(SEED)
    draw.shuffle(names)
    val = [row for row in neus if row["split"] == "val"]
    some = [row for name in names[:300] for row in triplets[name]]
    alone, others = ([draw.choice(triplets[name]) for name in part] for part in (names[300:1200], names[1200:2100]))
    tasks = {
        "ecb": ([r for r in ecb if r["split"] != "test"], [r for r in ecb if r["split"] == "test"]),
        "neus": (some, val),
        "open": (some + others, val + alone),
    }
    figures: dict[str, float] = {}
    for name, (tune, test) in tasks.items():
        figures |= {f"{name}_{key}": value for key, value in _task(tune, test).items()}
    dates = planted_dates(tasks["open"][1])
    figures |= {f"dated_{key}": value for key, value in scores(val + alone, grouped(val + alone, dates)).items()}
    for name in ("ecb", "open"):
        figures |= {f"{name}_{key}": value for key, value in _streamed(tasks[name][1]).items()}
    return figures | run(STREAM) | _mixed(folder, tasks["ecb"][1], triplets, names[1200:])


def _mixed(
    folder: Path, large: Sequence[Row], triplets: dict[str, list[Row]], names: Sequence[str]
) -> dict[str, float]:
    """How whole large stories stay among many small ones, as a batch and as they come."""
    few = [row for k, name in enumerate(names) for row in triplets[name][: 1 if k % 2 else 3]][:MIXED]
    affair = _affair(folder / "ecbplus.jsonl.gz")
    members = [*large, *affair, *few]
    figures: dict[str, float] = {}
    order = random.Random(SEED).sample(range(len(members)), len(members))
    articles = [article_of(row) for row in members]
    standing, _ = advance(nothing_yet(), [articles[i] for i in order])
    came = [standing.story_at[standing.places[a.id]] for a in articles]
    for name, labels in (("mixed", grouped(members)), ("mixed_streamed", came)):
        for part, start, stop in (("large", 0, len(large)), ("small", len(large) + len(affair), len(members))):
            found = scores(members[start:stop], labels[start:stop])
            figures |= {f"{name}_{part}_{key}": found[key] for key in ("b3", "pair_f1")}
        sizes = Counter(labels[len(large) : len(large) + len(affair)])
        figures[f"{name}_affair_whole"] = max(sizes.values()) / len(affair)
        figures[f"{name}_precision"] = precision([row["cluster"] for row in members], labels)
    return figures


def _affair(path: Path) -> list[Row]:
    """Forty outlets' retellings of one report (`bench.measures.origins`), which is not in ECB+ test."""
    from bench.measures import origins

    found = origins.clusters(path, ("train", "dev"))
    everything = [sentence for reports in found.values() for row in reports for sentence in row["sentences"]]
    draw = random.Random(SEED)
    report = max((row for reports in found.values() for row in reports), key=lambda row: len(row["sentences"]))
    told = [origins.retell(report["sentences"], everything, draw) for _ in range(AFFAIR)]
    return [{"id": f"affair {k}", "cluster": "affair", "sentences": text, "text": ""} for k, text in enumerate(told)]


def precision(truth: Sequence[Hashable], labels: Sequence[Hashable]) -> float:
    """B-cubed precision: of an article's story, the share that belongs there."""
    made, both = Counter(labels), Counter(zip(truth, labels, strict=True))
    return sum(count * count / made[label] for (_, label), count in both.items()) / len(truth)


def _streamed(members: Sequence[Row]) -> dict[str, float]:
    """The same articles as a stream, in another order: as it stands after the last, and once it has settled."""
    order = random.Random(SEED).sample(range(len(members)), len(members))
    articles = [article_of(row) for row in members]
    standing, _ = advance(nothing_yet(), [articles[i] for i in order])
    settled, _ = settle(standing)
    stands = {"streamed": standing, "settled": settled}
    found = {name: [stand.story_at[stand.places[a.id]] for a in articles] for name, stand in stands.items()}
    return {f"{name}_{key}": value for name, labels in found.items() for key, value in scores(members, labels).items()}


def planted_dates(members: Sequence[Row]) -> list[datetime]:
    """A month of news: each story begins at some time, and its articles come a day later in the mean."""
    draw = random.Random(SEED)
    begins: dict[Hashable, float] = {}
    days = [begins.setdefault(r["cluster"], draw.uniform(0, 30)) + draw.expovariate(1.0) for r in members]
    return [datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=day) for day in days]


def rows(path: Path) -> list[Row]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def article_of(row: Row, published: datetime | None = None) -> Article:
    """An article of a row of the evaluation data."""
    body = row["text"] if "sentences" not in row else "\n\n".join(row["sentences"])
    return make_article(body, title=row.get("title"), name=row["id"], published=published)


def _task(tune: Sequence[Row], test: Sequence[Row]) -> dict[str, float]:
    figures = scores(test, grouped(test))
    plain_cuts = np.arange(0.05, 0.6, 0.02)
    tree = _plain(tune)
    cut = max(plain_cuts, key=lambda c: scores(tune, _cut(tree, c))["pair_f1"])
    return figures | {f"{key}_baseline": value for key, value in scores(test, _cut(_plain(test), cut)).items()}


def grouped(members: Sequence[Row], dates: Sequence[datetime] | None = None) -> list[int]:
    """A label for each row, by Retold."""
    articles = [article_of(row, dates[i] if dates else None) for i, row in enumerate(members)]
    labels = [0] * len(articles)
    for label, found in enumerate(cluster(articles, find_duplicates(articles))):
        for i in found.members:
            labels[i] = label
    return labels


def _plain(members: Sequence[Row]) -> NDArray[np.float64]:
    """The baseline: TF-IDF of words and average linkage of cosines."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{row.get('title') or ''} {row['text']}" for row in members]
    matrix = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    distance = np.clip(1.0 - (matrix @ matrix.T).toarray(), 0.0, 1.0)
    np.fill_diagonal(distance, 0.0)
    tree: NDArray[np.float64] = linkage(squareform(distance, checks=False), "average")
    return tree


def _cut(tree: NDArray[np.float64], likeness: float) -> list[int]:
    from scipy.cluster.hierarchy import fcluster

    labels: list[int] = fcluster(tree, 1.0 - likeness, "distance").tolist()
    return labels


def scores(members: Sequence[Row], labels: Sequence[Hashable]) -> dict[str, float]:
    """B-cubed F1 (Bagga and Baldwin 1998), F1 over pairs, adjusted Rand index (Hubert and Arabie 1985)."""
    truth = [row["cluster"] for row in members]
    n = len(truth)
    real, made, both = Counter(truth), Counter(labels), Counter(zip(truth, labels, strict=True))
    precision = sum(c * c / made[label] for (_, label), c in both.items()) / n
    recall = sum(c * c / real[story] for (story, _), c in both.items()) / n
    in_both, in_real, in_made = (sum(c * (c - 1) / 2 for c in x.values()) for x in (both, real, made))
    chance = in_real * in_made / (n * (n - 1) / 2)
    mean = (in_real + in_made) / 2
    return {
        "b3": 2 * precision * recall / (precision + recall),
        "pair_f1": in_both / mean if mean else 1.0,
        "ari": (in_both - chance) / (mean - chance) if mean != chance else 1.0,
    }


if __name__ == "__main__":
    import os

    for name, value in measure(Path(os.environ.get("RETOLD_SHARED", "../shared"))).items():
        print(f"{name:28} {value:.3f}")
