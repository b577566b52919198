"""Fit the trees that mend the extractors' answer line by line, and measure the way it was done on sites left out.

    python -m bench.train_html ../shared      writes src/retold/knowledge/html_lines.json from all public pages

`bench/measures/html.py` uses `crossfitted`: the shipped trees have seen the public pages, so that their own figures on
these pages would flatter.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bench.train_flattened import exported
from retold.intake import choosing
from retold.intake.extractors import extract_text
from retold.intake.html import parse
from retold.intake.marking import mark
from retold.intake.metadata import read_metadata
from retold.intake.shingles import shingles, words
from retold.intake.titles import host_of
from retold.intake.visible import Line, visible_lines

SETS = ("newspaper4k", "fundus", "wcxb_dev")
MODEL = Path(__file__).parents[1] / "src" / "retold" / "knowledge" / "html_lines.json"
#: Pages whose gold does not stand on them (truncated, or of another version) teach nothing.
_FITS = 0.7


@dataclass(slots=True)
class Sample:
    """One page as the trees see it."""

    name: str
    host: str
    markup: str
    url: str
    gold: str
    lines: tuple[Line, ...] = ()
    places: Any = None
    features: Any = None
    wanted: Any = field(default=None)

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
                yield _measured(Sample(name, host_of(row["url"]) or row["id"], row["html"], row["url"], row["text"]))


def _measured(sample: Sample) -> Sample:
    tree = parse(sample.markup)
    about = read_metadata(tree, page_url=sample.url)
    sample.lines = visible_lines(tree)
    extraction = extract_text(tree, sample.markup)
    sample.places, sample.features = choosing.measure(
        sample.lines,
        mark(sample.lines, extraction.text),
        opinions=(extraction.referee, about.article_body),
        headline=about.title(host_of(about.url) or host_of(sample.url)),
        agreement=extraction.agreement,
    )
    sample.wanted = _labels([sample.lines[place].text for place in sample.places], sample.gold)
    return sample


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


def fit(chosen: list[Sample]) -> dict[str, Any]:
    """The trees for these pages, ready to be written. A long page counts no more than another."""
    chosen = [sample for sample in chosen if len(sample.places) and sample.fits]
    weights = []
    for sample in chosen:
        own = choosing.weights([sample.lines[place] for place in sample.places]).astype(np.float64)
        weights.append(own * 300 / max(300.0, own.sum()))
    model = HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=8, learning_rate=0.12, min_samples_leaf=100, l2_regularization=5.0,
        early_stopping=False, random_state=0,
    )  # fmt: skip
    model.fit(
        np.concatenate([sample.features for sample in chosen]),
        np.concatenate([sample.wanted for sample in chosen]),
        sample_weight=np.concatenate(weights),
    )
    return exported(model)


def crossfitted(known: list[Sample], *, folds: int = 5) -> Iterator[tuple[dict[str, Any], list[Sample]]]:
    """Trees fitted without the sites of the pages beside them."""
    fold = [sha256(sample.host.encode()).digest()[2] % folds for sample in known]
    for number in range(folds):
        yield (
            fit([sample for sample, own in zip(known, fold, strict=True) if own != number]),
            [sample for sample, own in zip(known, fold, strict=True) if own == number],
        )


def main() -> None:
    known = list(samples(Path(sys.argv[1])))
    MODEL.write_text(json.dumps(fit(known), separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{len(known)} pages, {sum(len(sample.places) for sample in known)} lines -> {MODEL.name}")


if __name__ == "__main__":
    main()
