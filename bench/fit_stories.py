"""Make the two tables that grouping into stories rests on, from the public evaluation data.

    python bench/fit_stories.py ../shared/data [--weights]

`background_words.tsv`: in how many news articles a stem, or a pair of stems, occurs (counts only, no text).
`story_weights.tsv`: the weights of `retold.stories.likeness`. ECB+ test and NeuS val are used for neither. With
`--weights` the first stays as it is.
"""

import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from retold.config import DEFAULT
from retold.duplicates import find_duplicates
from retold.stories import likeness, nearness, words
from retold.testing import make_article
from retold.text import content_words
from retold.types import Article

KNOWLEDGE = Path(words.__file__).parents[1] / "knowledge"
GROUPING = DEFAULT.grouping
SEED = 1


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def article_of(row: dict[str, Any]) -> Article:
    """An article of a row of the evaluation data."""
    body = row["text"] if "sentences" not in row else "\n\n".join(row["sentences"])
    return make_article(body, title=row.get("title"), name=row["id"])


def rows_of(articles: list[Article]) -> list[words.Row]:
    """Articles weighed, as the batch does it."""
    counts = [words.count(article, config=GROUPING) for article in articles]
    return words.weigh(counts, words.usage_of(counts), config=GROUPING)


def sets(data: Path) -> dict[str, list[dict[str, Any]]]:
    """The sets to fit on: closed with large stories, closed with small ones, and open with many singletons."""
    ecb = [row for row in rows(data / "stories/ecbplus.jsonl.gz") if row["split"] != "test"]
    triplets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(data / "stories/neus_triplets.jsonl.gz"):
        if row["split"] == "train":
            triplets[row["cluster"]].append(row)
    names = sorted(triplets)
    draw = random.Random(SEED)
    draw.shuffle(names)
    singles = [draw.choice(triplets[name]) for name in names[707:1607]]
    return {
        "ECB+ train and dev": ecb,
        "NeuS, 400 stories": [row for name in names[:400] for row in triplets[name]],
        "NeuS, 307 stories and 900 singletons": [row for name in names[400:707] for row in triplets[name]] + singles,
    }


def write_background(data: Path) -> None:
    """Count stems and pairs of stems; keep the commonest."""
    texts = [row["text"] for row in rows(data / "stories/ecbplus.jsonl.gz") if row["split"] != "test"]
    for row in rows(data / "stories/neus_triplets.jsonl.gz"):
        if row["split"] == "train":
            texts.append(f"{row['title']} {row['text']}")
    for name in ("pages/fundus", "pages/newspaper4k", "pages/wcxb_dev"):
        texts += [row["text"] for row in rows(data / f"{name}.jsonl.gz") if row["text"]]
    single: Counter[str] = Counter()
    double: Counter[str] = Counter()
    for text in texts:
        found = content_words(text, "en")
        single.update(set(found))
        double.update({f"{a} {b}" for a, b in pairwise(found)})
    kept = dict(single.most_common(16_000)) | dict(double.most_common(4_000)) | {"*": len(texts)}
    lines = [f"{word}\t{count}" for word, count in sorted(kept.items()) if word == "*" or count >= 3]
    source = (
        f"# source: counted by bench/fit_stories.py in {len(texts):,} English news articles (ECB+, NeuS,\n"
        "# fundus, newspaper4k, WCXB; no text is kept): the number of articles that hold each of the commonest\n"
        "# stems and pairs of stems; * is the number of articles\n"
    )
    (KNOWLEDGE / "background_words.tsv").write_text(source + "\n".join(lines) + "\n", encoding="utf8")
    print(f"background_words.tsv: {len(lines)} rows from {len(texts)} articles")


def training_pairs(members: list[dict[str, Any]]) -> tuple[Any, Any, Any]:
    """Features, truth and weight of each pair; matches are `fitted_share` of the weight."""
    articles = [article_of(row) for row in members]
    pairs = nearness.alike(rows_of(articles), find_duplicates(articles), config=GROUPING)
    story = np.array([row["cluster"] for row in members])
    match = story[pairs.a] == story[pairs.b]
    _, sizes = np.unique(story, return_counts=True)
    print(f"  {match.sum()} of {(sizes * (sizes - 1) // 2).sum()} matches are looked at, {len(match)} pairs in all")
    odds = GROUPING.fitted_share / (1 - GROUPING.fitted_share)
    unseen = len(members) * (len(members) - 1) / 2 - len(match)
    weight = np.where(match, odds * ((~match).sum() + unseen) / match.sum(), 1.0)
    return pairs.features, match, weight / weight[match].sum()


def write_weights(data: Path) -> None:
    """Fit the logistic regression on all sets alike."""
    from sklearn.linear_model import LogisticRegression

    members = sets(data)
    usual = usual_likeness(next(reversed(members.values())))
    write_table({**usual, **dict.fromkeys(likeness.FEATURES, 0.0), "constant": 0.0})
    parts = []
    for name, chosen in members.items():
        print(name)
        parts.append(training_pairs(chosen))
    features, match, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    mean, deviation = features.mean(0), features.std(0)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit((features - mean) / deviation, match, sample_weight=weight * 300)
    weights = model.coef_[0] / deviation
    fitted = dict(zip(likeness.FEATURES, weights.tolist(), strict=True))
    write_table({**usual, **fitted, "constant": float(model.intercept_[0] - weights @ mean)})


def usual_likeness(members: list[dict[str, Any]]) -> dict[str, float]:
    """How alike articles of no story are to their nearest, in the median."""
    write_table({})
    rows = rows_of([article_of(row) for row in members])
    near = nearness.all_near(rows, 0, np.arange(len(rows)), config=GROUPING)
    story = Counter(row["cluster"] for row in members)
    alone = [i for i, row in enumerate(members) if story[row["cluster"]] == 1]
    far, close = nearness.levels(near, np.arange(len(rows)), config=GROUPING)
    named = [(f"{name}, usual {k}", levels[i]) for k, levels in (("twenty", far), ("five", close))
             for i, name in enumerate(likeness.MEASURES)]  # fmt: skip
    return {name: float(np.median(level[alone])) for name, level in named}


def write_table(values: dict[str, float]) -> None:
    """Write the weights; those in use are the new ones from then on."""
    lines = [f"{name}\t{value:.4f}" for name, value in sorted(values.items())]
    source = "# source: fitted by bench/fit_stories.py on ECB+ train and dev, and NeuS train (see there)\n"
    (KNOWLEDGE / "story_weights.tsv").write_text(source + "\n".join(lines) + "\n", encoding="utf8")
    likeness.table.cache_clear()
    likeness.usual_likeness.cache_clear()
    print("\n".join(lines))


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    if "--weights" not in sys.argv:
        write_background(folder)
    write_weights(folder)
