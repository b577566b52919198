"""How the two small models of `retold.boilerplate` were fitted: `python -m bench.train_flattened ../shared`.

Both are boosted trees (scikit-learn, histogram gradient boosting) on the units of public pages, each flattened three
ways; only pages of the tuning half of the sites are seen. A unit is wanted if most of its word 4-grams stand in the
gold text. Copies of each page are cropped, given lists and furniture of other pages in the middle of the article, and
robbed of it, so that pages that are nearly all article, or none, are known too. The second model sees the first one's
opinion (fitted across folds) on the units around. What is written holds thresholds and leaf values, no text.
"""

import gzip
import json
import random
import re
import sys
from calendar import month_name
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bench.flatten import clean, flatten, flatteners
from retold.boilerplate import units as unit_tools
from retold.boilerplate.asides import triggers
from retold.boilerplate.features import measure
from retold.boilerplate.keeping import Trees, opinions
from retold.knowledge import table

SETS = ("newspaper4k", "fundus", "wcxb_dev")
MODEL = Path(__file__).parents[1] / "src" / "retold" / "knowledge" / "keeping.json"
WORD = unit_tools._WORD


def site(url: str) -> str:
    """The site of a page, without "www."."""
    return (urlparse(url).hostname or url).removeprefix("www.")


def tuning(url: str) -> bool:
    """True if a page's site belongs to the half that may be tuned on."""
    return sha256(site(url).encode()).digest()[0] % 2 == 0


def pages(shared: Path) -> list[dict[str, Any]]:
    """All pages with their flattened forms."""
    out = []
    for name in SETS:
        with gzip.open(shared / "data" / "pages" / f"{name}.jsonl.gz", "rt", encoding="utf8") as rows:
            for row in map(json.loads, rows):
                flat = {kind: flatten(row["html"], breaks) for kind, breaks in flatteners().items()}
                out.append({"set": name, "url": row["url"], "gold": clean(row["text"]), "flat": flat})
    return out


# --- labels ---------------------------------------------------------------------------------------------------------


def labels(units: unit_tools.Units, gold: str) -> np.ndarray:
    """1 for a unit that belongs to the gold text."""
    words = WORD.findall(gold.lower())
    grams = {tuple(words[i : i + 4]) for i in range(len(words) - 3)}
    whole = " " + " ".join(words) + " "
    out = np.zeros(len(units), np.int8)
    short: list[int] = []
    for i in range(len(units)):
        own = WORD.findall(units[i].lower())
        if len(own) < 4:
            if own and f" {' '.join(own)} " in whole:
                short.append(i)
            continue
        held = sum(tuple(own[k : k + 4]) in grams for k in range(len(own) - 3))
        out[i] = held / (len(own) - 3) > 0.5
    for i in short:
        out[i] = out[max(0, i - 4) : i].any() and out[i + 1 : i + 5].any()
    return out


def fits(units: unit_tools.Units, wanted: np.ndarray, gold: str) -> bool:
    """False for a page whose gold is cut short or is not on the page."""
    kept = sum(len(WORD.findall(units[i])) for i in np.flatnonzero(wanted))
    return bool(0.8 < kept / max(1, len(WORD.findall(gold))) < 1.25)


# --- augmented copies -----------------------------------------------------------------------------------------------


def lists() -> list[list[str]]:
    """Enumerations such as forms and menus hold."""
    countries = [row[0] for row in table("countries")]
    months = list(month_name)[1:]
    states = [
        "Alabama",
        "Alaska",
        "Arizona",
        "Arkansas",
        "California",
        "Colorado",
        "Connecticut",
        "Delaware",
        "Florida",
    ]
    tongues = ["Arabic", "Bengali", "Chinese", "Czech", "Danish", "Dutch", "English", "Finnish", "French", "German"]
    return [countries, countries[::3], months, states + tongues, tongues, [str(year) for year in range(2024, 1960, -1)]]


FORM = (
    """
Sign up for our newsletter|Get the news of the day in your inbox|Enter your email|Subscribe|Email address|Name
By signing up, you agree to our terms of use and privacy policy.|Thank you for subscribing!|Please select
We will never share your address with anyone.|You can unsubscribe at any time.|Join 20,000 readers|Submit|Share
Read more|Advertisement|Story continues below|Related articles|Follow us on Facebook|Don't miss|Click here to join
Support our work|Donate now|Sign in to read|Create a free account|Most read|View original|Print this page
""".strip()
    .replace("\n", "|")
    .split("|")
)


def variant(lines: list[tuple[str, int]], others: list[list[str]], rng: random.Random) -> list[tuple[str, int]]:
    """A copy of a page, given as lines and whether they are wanted, with other surroundings."""
    wanted = [i for i, (_, label) in enumerate(lines) if label]
    if not wanted:
        return lines
    first, last = wanted[0], wanted[-1]
    if rng.random() < 0.75:
        lines = lines[max(0, first - rng.choice((0, 1, 2, 3, 6, 12))) : last + 1 + rng.choice((0, 0, 1, 2, 3, 6, 12))]
    out: list[tuple[str, int]] = []
    lines = [part for line in lines for part in torn(line, others, rng)]
    inside = rng.sample(range(len(lines)), min(len(lines), rng.choice((0, 1, 1, 2, 3))))
    for i, line in enumerate(lines):
        if i in inside:
            out += [(text, 0) for text in island(others, rng)]
        out.append(line)
    if rng.random() < 0.3:
        out = [line for line in out if line[1] or rng.random() < 0.5]
    return out


def disguised(text: str) -> str:
    """The text with the words that tell furniture spelt backwards: what a page in an unknown language looks like."""
    known = {row[0] for row in table("page_words")} | triggers().keys()

    def turned(match: re.Match[str]) -> str:
        word = match[0]
        back = word[::-1].lower() if word.lower() in known else word
        return back.capitalize() if word[0].isupper() else back

    return WORD.sub(turned, text)


def torn(line: tuple[str, int], others: list[list[str]], rng: random.Random) -> list[tuple[str, int]]:
    """A line of the article, once in a while with an island in the middle of it."""
    text, wanted = line
    if not wanted or len(text) < 120 or rng.random() > 0.04:
        return [line]
    at = text.find(" ", rng.randrange(20, len(text) - 40))
    if at < 0:
        return [line]
    return [(text[:at], 1), *((piece, 0) for piece in island(others, rng)), (text[at + 1 :], 1)]


def island(others: list[list[str]], rng: random.Random) -> list[str]:
    """Furniture that crawlers leave in the middle of an article."""
    kind = rng.random()
    if kind < 0.4:
        chosen = rng.choice(lists())
        start = rng.randrange(max(1, len(chosen) - 12))
        chosen = chosen[start:] if rng.random() < 0.7 else chosen[start : start + rng.randint(6, 40)]
        body = [" ".join(chosen)] if rng.random() < 0.6 else list(chosen)
        return rng.sample(FORM, rng.randint(0, 2)) + body + rng.sample(FORM, rng.randint(0, 3))
    if kind < 0.7:
        return rng.sample(FORM, rng.randint(1, 4))
    furniture = rng.choice(others)
    if not furniture:
        return rng.sample(FORM, 2)
    start = rng.randrange(len(furniture))
    return furniture[start : start + rng.randint(1, 8)]


# --- fitting --------------------------------------------------------------------------------------------------------


def examples(rows: list[dict[str, Any]], copies: int) -> list[tuple[unit_tools.Units, np.ndarray, str]]:
    """(units, labels, site) of each page, flattened each way, and of its copies."""
    rng = random.Random(7)
    plain = []
    for row in rows:
        for text in row["flat"].values():
            units = unit_tools.cut(text)
            wanted = labels(units, row["gold"])
            if fits(units, wanted, row["gold"]):
                plain.append((units, wanted, site(row["url"])))
    others = [[units[i] for i in np.flatnonzero(wanted == 0)] for units, wanted, _ in plain[::7]]
    out = list(plain)
    for units, wanted, where in plain:
        for _ in range(copies):
            # Units of one line stay on one line.
            by_line: dict[int, list[int]] = {}
            for i, line in enumerate(units.lines.tolist()):
                by_line.setdefault(line, []).append(i)
            whole = [(" ".join(units[i].replace("\n", " ") for i in group), int(wanted[group].mean() > 0.5))
                     for group in by_line.values()]  # fmt: skip
            changed = variant(whole, others, rng)
            text = (" " if rng.random() < 0.06 else "\n").join(line for line, _ in changed)
            if not text.strip():
                continue
            text = disguised(text) if rng.random() < 0.2 else text
            again = unit_tools.cut(text)
            ends = np.cumsum([len(line) + 1 for line, _ in changed])
            places = np.searchsorted(ends, again.starts, "right")
            out.append((again, np.array([label for _, label in changed], np.int8)[places], where))
    return out


def weights(units: unit_tools.Units) -> np.ndarray:
    """A page counts about as much as another; a long unit more than a short one."""
    own = np.array([min(60, len(WORD.findall(units[i]))) + 3 for i in range(len(units))], np.float64)
    return own / np.sqrt(own.sum())


def fit(features: np.ndarray, wanted: np.ndarray, weight: np.ndarray, *, trees: int) -> HistGradientBoostingClassifier:
    """Boosted trees of eight leaves."""
    model = HistGradientBoostingClassifier(
        max_iter=trees, max_leaf_nodes=8, learning_rate=0.15, min_samples_leaf=60, l2_regularization=5.0,
        early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(features, wanted, sample_weight=weight)


def _leaves(nodes: np.ndarray, i: int, inner: list[int], path: list[int]) -> Iterator[tuple[float, list[int]]]:
    """(value, path) of each leaf under node `i`; a path holds inner nodes from 1, negative where the answer is no."""
    if nodes[i]["is_leaf"]:
        yield round(float(nodes[i]["value"]), 4), path
        return
    place = inner.index(i) + 1
    yield from _leaves(nodes, int(nodes[i]["left"]), inner, [*path, place])
    yield from _leaves(nodes, int(nodes[i]["right"]), inner, [*path, -place])


def _single(threshold: float) -> float:
    """The greatest single-precision number that is not above `threshold`: single-precision features compare alike."""
    rounded = np.float32(threshold)
    rounded = np.nextafter(rounded, np.float32(-np.inf)) if rounded > threshold else rounded
    return float(f"{rounded:.9g}")


def exported(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Thresholds and leaf values of each tree, rounded."""
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        inner = [i for i, node in enumerate(nodes) if not node["is_leaf"]]
        leaves = list(_leaves(nodes, 0, inner, []))
        trees.append(
            {
                "columns": [int(nodes[i]["feature_idx"]) for i in inner],
                "at_most": [_single(nodes[i]["num_threshold"]) for i in inner],
                "leaves": [value for value, _ in leaves],
                "paths": [path for _, path in leaves],
            }
        )
    return {"base": round(float(model._baseline_prediction[0, 0]), 4), "trees": trees}


def train(rows: list[dict[str, Any]], *, copies: int = 2, trees: tuple[int, int] = (70, 70)) -> dict[str, Any]:
    """Both models, ready to be written."""
    sample = examples(rows, copies)
    first = [measure(units) for units, _, _ in sample]
    wanted = [own for _, own, _ in sample]
    weight = [weights(units) for units, _, _ in sample]
    fold = np.array([sha256(where.encode()).digest()[1] % 3 for _, _, where in sample])

    def together(parts: list[np.ndarray], chosen: np.ndarray) -> np.ndarray:
        return np.concatenate([parts[i] for i in np.flatnonzero(chosen)])

    every = np.ones(len(sample), bool)
    model = fit(*(together(parts, every) for parts in (first, wanted, weight)), trees=trees[0])
    logits: list[np.ndarray] = [np.empty(0)] * len(sample)
    for k in range(3):
        part = fit(*(together(parts, fold != k) for parts in (first, wanted, weight)), trees=trees[0])
        for i in np.flatnonzero(fold == k):
            logits[i] = part.decision_function(first[i]).astype(np.float32)
    second = [opinions(sample[i][0], first[i], logits[i]) for i in range(len(sample))]
    final = fit(*(together(parts, every) for parts in (second, wanted, weight)), trees=trees[1])
    both = {"first": exported(model), "second": exported(final)}
    check = Trees.of(both["second"])
    apart = np.abs(check.logits(second[0]) - final.decision_function(second[0])).max()
    print(f"{len(sample)} pages, {sum(map(len, wanted))} units, {Counter(fold)}; export differs by {apart:.4f}")
    return both


def main() -> None:
    shared = Path(sys.argv[1])
    rows = [row for row in pages(shared) if tuning(row["url"])]
    MODEL.write_text(json.dumps(train(rows), separators=(",", ":")) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
