"""Fit the trees that choose a page's lines and the scale of their confidence, and do it with sites left out to measure.

    python -m bench.train_html ../shared      writes src/retold/knowledge/html_lines.json from all public pages

`bench/measures/html.py` uses `crossfitted`: the shipped trees have seen the public pages, so that their own figures on
these pages would flatter.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from bench.train_flattened import exported
from retold.boilerplate.trees import Trees
from retold.intake import choosing
from retold.intake.choosing import Seen
from retold.intake.extractors import costly_text, resiliparse_text
from retold.intake.html import parse
from retold.intake.marking import Opinion, look_for
from retold.intake.metadata import read_metadata
from retold.intake.shingles import overlap, shingles, words
from retold.intake.titles import host_of
from retold.intake.visible import Line, visible_lines

SETS = ("newspaper4k", "fundus", "wcxb_dev")
MODEL = Path(__file__).parents[1] / "src" / "retold" / "knowledge" / "html_lines.json"
#: Pages whose gold does not stand on them (of another version) teach nothing.
_FITS = 0.7
#: Share of right pages among those that are called sure; the promise is .95.
_SURE = 0.955


@dataclass(slots=True)
class Sample:
    """One page as the trees see it."""

    name: str
    host: str
    markup: str
    url: str
    gold: str
    lines: tuple[Line, ...]
    seen: Seen
    answer: Opinion
    #: Rows of the first and of the second trees, for the lines at `places`.
    places: tuple[Any, Any]
    rows: tuple[Any, Any]
    wanted: Any

    @property
    def fits(self) -> bool:
        """True if the gold stands on the page."""
        gold = shingles(words(self.gold))
        shown = shingles(words("\n".join(line.text for line in self.lines)))
        return (gold & shown).total() >= _FITS * max(1, gold.total())


def samples(shared: Path) -> Iterator[Sample]:
    """All public pages, measured."""
    for name in SETS:
        path = shared / "data" / "pages" / f"{name}.jsonl.gz"
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf8") as rows:
            for row in map(json.loads, rows):
                yield _measured(name, row)


def _measured(name: str, row: dict[str, Any]) -> Sample:
    markup = row["html"]
    tree = parse(markup)
    about = read_metadata(tree, page_url=row["url"])
    lines = visible_lines(tree)
    referee = resiliparse_text(markup)
    host = host_of(about.url) or host_of(row["url"])
    about.look_at((line.text for line in lines), host)
    headline = about.title(host)
    seen = choosing.see(lines, referee=referee, said=about.article_body, headline=headline)
    answer = look_for(costly_text(tree, markup, referee), seen.shown)
    places, features = choosing.with_answer(seen, answer)
    return Sample(
        name=name,
        host=host_of(row["url"]) or row["id"],
        markup=markup,
        url=row["url"],
        gold=row["text"],
        lines=lines,
        seen=seen,
        answer=answer,
        places=(seen.places, places),
        rows=(seen.features[seen.places], features[places]),
        wanted=_labels([line.text for line in lines], row["text"]),
    )


def _labels(lines: list[str], gold: str) -> Any:  # noqa: ANN401
    """For each line whether the gold has more than half of its 4-grams, or the line itself if it is shorter."""
    found = words(gold)
    grams = set(zip(found, found[1:], found[2:], found[3:], strict=False))
    rows = {tuple(words(row)) for row in gold.splitlines()}
    out = []
    for line in lines:
        key = words(line)
        own = list(zip(key, key[1:], key[2:], key[3:], strict=False))
        out.append(sum(gram in grams for gram in own) > len(own) / 2 if own else tuple(key) in rows)
    return np.array(out, bool)


def fit_trees(chosen: list[Sample]) -> dict[str, Any]:
    """The first and second trees for these pages, ready to be written.

    Pages on which the first trees find the gold and as much again are left out of a second round: their gold is cut
    off, as a look at those of newspaper4k shows.
    """
    chosen = [sample for sample in chosen if sample.fits]
    first = _fit(chosen, 0)
    trees = Trees.of(first)
    chosen = [sample for sample in chosen if not _is_cut_off(sample, trees)]
    return {"first": _fit(chosen, 0), "second": _fit(chosen, 1)}


def _is_cut_off(sample: Sample, trees: Trees) -> bool:
    kept, _ = _kept(sample, trees, 0)
    precision, recall = _precision_and_recall(sample, kept)
    return recall > 0.85 and precision < 0.6


def _fit(chosen: list[Sample], turn: int) -> dict[str, Any]:
    """The trees of one turn. A long page counts no more than another."""
    chosen = [sample for sample in chosen if len(sample.places[turn])]
    shares = []
    for sample in chosen:
        own = choosing.weights(sample.seen.shown)[sample.places[turn]]
        shares.append(own * 300 / max(300.0, own.sum()))
    model = HistGradientBoostingClassifier(
        max_iter=100, max_leaf_nodes=8, learning_rate=0.1, min_samples_leaf=60, l2_regularization=5.0,
        early_stopping=False, random_state=0,
    )  # fmt: skip
    model.fit(
        np.concatenate([sample.rows[turn] for sample in chosen]),
        np.concatenate([sample.wanted[sample.places[turn]] for sample in chosen]),
        sample_weight=np.concatenate(shares),
    )
    return exported(model)


def _kept(sample: Sample, trees: Trees, turn: int) -> tuple[Any, Any]:
    """What these trees keep of a page, and the probabilities."""
    likely = np.zeros(len(sample.lines))
    if len(sample.places[turn]):
        likely[sample.places[turn]] = 1 / (1 + np.exp(-trees.logits(sample.rows[turn]).astype(np.float64)))
    return choosing.decide(likely, sample.seen.shown), likely


def _precision_and_recall(sample: Sample, kept: Any) -> tuple[float, float]:  # noqa: ANN401
    found = shingles(words("\n".join(line.text for line, own in zip(sample.lines, kept, strict=True) if own)))
    gold = shingles(words(sample.gold))
    common = (found & gold).total()
    return common / max(found.total(), 1), common / max(gold.total(), 1)


def _looked_back(sample: Sample, stored: dict[str, Any]) -> tuple[list[Any], list[bool]]:
    """What tells how sure the choice is, by either trees, and whether the page's F1 then is .9 or above."""
    told, right = [], []
    for turn, name in enumerate(("first", "second")):
        kept, likely = _kept(sample, Trees.of(stored[name]), turn)
        told.append(choosing.look_back(sample.seen, kept, likely))
        found = "\n".join(line.text for line, own in zip(sample.lines, kept, strict=True) if own)
        right.append(overlap(shingles(words(found)), shingles(words(sample.gold))) >= 0.9)
    return told, right


def fit_scale(told: Any, right: Any) -> dict[str, Any]:  # noqa: ANN401
    """Weights of what tells how sure a choice is, and the scale on which .9 keeps its promise."""
    spread = np.append(np.maximum(told[:, :-1].std(axis=0), 1e-3), 1.0)
    model = LogisticRegression(C=0.3, fit_intercept=False, max_iter=2000).fit(told / spread, right)
    sure = model.coef_[0] / spread
    chance = 1 / (1 + np.exp(-told @ sure))
    order = np.argsort(-chance)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((share >= _SURE) & (np.arange(len(order)) >= len(order) // 3))
    least = float(chance[order][enough[-1]]) if len(enough) else float(chance[order][len(order) // 3])
    scale = [[0.0, 0.0], [least, 0.9], [1.0, 1.0]]
    return {
        "sure": [round(float(weight), 4) for weight in sure],
        "scale": [[round(x, 4) for x in row] for row in scale],
    }


def crossfitted(known: list[Sample], *, folds: int = 5) -> Iterator[tuple[dict[str, Any], list[Sample]]]:
    """Trees fitted without the sites of the pages beside them, and a scale fitted without these pages."""
    fold = np.array([sha256(sample.host.encode()).digest()[2] % folds for sample in known])
    stored = [fit_trees([known[i] for i in np.flatnonzero(fold != number)]) for number in range(folds)]
    told, right = zip(
        *(_looked_back(sample, stored[own]) for sample, own in zip(known, fold, strict=True)), strict=True
    )
    for number in range(folds):
        others = np.flatnonzero(fold != number)
        scale = fit_scale(np.concatenate([told[i] for i in others]), np.concatenate([right[i] for i in others]))
        yield stored[number] | scale, [known[i] for i in np.flatnonzero(fold == number)]


def main() -> None:
    known = list(samples(Path(sys.argv[1])))
    parts = list(crossfitted(known))
    told, right = zip(*(_looked_back(sample, stored) for stored, left_out in parts for sample in left_out), strict=True)
    stored = fit_trees(known) | fit_scale(np.concatenate(told), np.concatenate(right))
    MODEL.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{len(known)} pages, {sum(len(sample.seen.places) for sample in known)} lines -> {MODEL.name}")


if __name__ == "__main__":
    main()
