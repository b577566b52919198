"""How the models of `retold.boilerplate` were fitted: `python -m bench.train_flattened ../shared`, 5 minutes.

All are boosted trees (scikit-learn, histogram gradient boosting) on public pages, each flattened three ways.
Joints: of a page with a line end at every tag, which lines the same page with line ends at blocks has as one.
First, second: a unit is wanted if most of its word 4-grams stand in the gold text. Copies of each page are cropped, cut
short, put into another site's furniture, given lists, forms, pointers to other articles, furniture of other pages and
other articles, and robbed of what they had, so that pages that are nearly all article, or none, are known too. The
second model sees the first one's opinion (fitted across folds) of the units around. Headlines: of the pieces above the
article, the one that is the gold title.
What is written holds thresholds and leaf values, no text.
"""

import gzip
import itertools
import json
import random
import re
import sys
import zoneinfo
from calendar import month_name
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bench.flatten import clean, flatten, flatteners
from retold.boilerplate import headlines, joints, signs
from retold.boilerplate import units as unit_tools
from retold.boilerplate.asides import triggers
from retold.boilerplate.choosing import take_apart
from retold.boilerplate.features import measure
from retold.boilerplate.keeping import opinions
from retold.boilerplate.models import Models
from retold.boilerplate.trees import MOST_LEAVES, Trees
from retold.config import DEFAULT
from retold.knowledge import table

SETS = ("newspaper4k", "fundus", "wcxb_dev")
MODEL = Path(__file__).parents[1] / "src" / "retold" / "knowledge" / "keeping.json"
WORD = re.compile(r"\w+")
#: The sites are cut into so many parts; a page is measured with models of the other parts.
PARTS = 3


def site(url: str) -> str:
    """The site of a page, without "www."."""
    return (urlparse(url).hostname or url).removeprefix("www.")


def part(url: str) -> int:
    """The third of the sites that a page belongs to: its models are fitted on the other two."""
    return sha256(site(url).encode()).digest()[0] % PARTS


def pages(shared: Path) -> list[dict[str, Any]]:
    """All pages with their flattened forms."""
    out = []
    for name in SETS:
        with gzip.open(shared / "data" / "pages" / f"{name}.jsonl.gz", "rt", encoding="utf8") as rows:
            for row in map(json.loads, rows):
                flat = {kind: flatten(row["html"], breaks) for kind, breaks in flatteners().items()}
                out.append({"set": name, "url": row["url"], "gold": clean(row["text"]), "flat": flat,
                            "title": row.get("title") or "", "html": row["html"]})  # fmt: skip
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
    names = [row[0].title() for row in table("given_names")][::40]
    zones = sorted(zoneinfo.available_timezones())[::7]
    years = [str(year) for year in range(2024, 1960, -1)]
    return [countries, countries[::3], months, states + tongues, tongues, years, names, zones]


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


def furniture(rng: random.Random) -> list[str]:
    """Lines of a form or bar, in English or made of the phrases of any language."""
    if rng.random() < 0.6:
        return rng.sample(FORM, rng.randint(1, 3))
    known = [row[0] for row in table("furniture")]
    return [phrase[:1].upper() + phrase[1:] for phrase in rng.sample(known, rng.randint(1, 4))]


def pointer(titles: list[str], rng: random.Random) -> list[str]:
    """Another article's headline under, or after, "Read also" in any language."""
    leads = [row[0] for row in table("furniture") if row[1] == "related headlines" and " " in row[0]]
    lead, title = rng.choice(leads).capitalize(), rng.choice(titles)
    return rng.choice(
        ([lead, title], [f"{lead}: {title}"], [f"{lead}: {title}"], [lead + ":", title], [f"{lead} {title}"])
    )


def small(lines: list[tuple[str, int]], rng: random.Random) -> list[tuple[str, int]]:
    """The page with a few paragraphs of its article and little around them."""
    wanted = [i for i, (_, label) in enumerate(lines) if label]
    taken = wanted[: rng.randint(3, 9)]
    above, below = lines[: taken[0]], lines[wanted[-1] + 1 :]
    top = [*above[: rng.randint(0, 5)], *above[max(5, len(above) - rng.randint(0, 5)) :]]
    start = rng.randrange(max(1, len(below)))
    near = below[: rng.randint(0, 8)]
    return [*top, *(lines[taken[0] : taken[-1] + 1]), *near, *below[max(len(near), start) : start + rng.randint(0, 8)]]


def variant(
    lines: list[tuple[str, int]],
    others: list[list[str]],
    stories: list[list[str]],
    frames: list[tuple[list[str], list[str]]],
    titles: list[str],
    rng: random.Random,
) -> list[tuple[str, int]]:
    """A copy of a page, given as lines and whether they are wanted, with other surroundings."""
    wanted = [i for i, (_, label) in enumerate(lines) if label]
    if not wanted:
        return lines
    first, last = wanted[0], wanted[-1]
    if rng.random() < 0.2:
        lines = small(lines, rng)
    elif rng.random() < 0.4:
        lines = moved(lines[first : last + 1], [one for one in lines[:4] if not one[1]], rng.choice(frames))
    elif rng.random() < 0.6:
        lines = lines[max(0, first - rng.choice((0, 1, 2, 3, 6, 12))) : last + 1 + rng.choice((0, 0, 1, 2, 3, 6, 12))]
    out: list[tuple[str, int]] = []
    lines = [part for line in lines for part in torn(line, others, rng)]
    inside = rng.sample(range(len(lines)), min(len(lines), rng.choice((0, 1, 1, 2, 3))))
    for i, line in enumerate(lines):
        if i in inside:
            chosen = pointer(titles, rng) if rng.random() < 0.25 else island(others, rng)
            out += [(text, 0) for text in chosen]
        out.append(line)
    if rng.random() < 0.3:
        out = [line for line in out if line[1] or rng.random() < 0.5]
    if rng.random() < 0.08:  # another article below
        out += [(text, 0) for text in [*furniture(rng), *rng.choice(stories)[: rng.randint(1, 12)]]]
    return out


def moved(
    article: list[tuple[str, int]], title: list[tuple[str, int]], frame: tuple[list[str], list[str]]
) -> list[tuple[str, int]]:
    """An article with the furniture of another site around it."""
    above, below = ([(text, 0) for text in side] for side in frame)
    return [*title[:1], *above[4:], *title[1:3], *article, *below]


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
        return rng.choice(([], furniture(rng))) + body + rng.choice(([], furniture(rng)))
    found = rng.choice(others)
    if kind < 0.7 or not found:
        return furniture(rng)
    start = rng.randrange(len(found))
    return found[start : start + rng.randint(1, 8)]


# --- fitting --------------------------------------------------------------------------------------------------------


def examples(rows: list[dict[str, Any]], copies: int, trees: Trees) -> list[tuple[unit_tools.Units, np.ndarray, str]]:
    """(units, labels, site) of each page, flattened each way, and of its copies."""
    rng = random.Random(7)
    plain = []
    for row in rows:
        for text in row["flat"].values():
            units = unit_tools.cut(text, joints=trees)
            wanted = labels(units, row["gold"])
            if fits(units, wanted, row["gold"]):
                plain.append((units, wanted, site(row["url"])))
    others = [[units[i] for i in np.flatnonzero(wanted == 0)] for units, wanted, _ in plain[::7]]
    stories = [[units[i] for i in np.flatnonzero(wanted)] for units, wanted, _ in plain[::5]]
    titles = [row["title"] for row in rows if row["title"]]
    frames = []
    for units, wanted, _ in plain:
        kept = np.flatnonzero(wanted)
        if len(kept):
            texts = [text.replace("\n", " ") for text in units.texts()]
            frames.append((texts[: kept[0]], texts[kept[-1] + 1 :]))
    out = list(plain)
    for units, wanted, where in plain:
        for _ in range(copies):
            # Units of one line stay on one line.
            by_line: dict[int, list[int]] = {}
            for i, line in enumerate(units.lines.tolist()):
                by_line.setdefault(line, []).append(i)
            whole = [(" ".join(units[i].replace("\n", " ") for i in group), int(wanted[group].mean() > 0.5))
                     for group in by_line.values()]  # fmt: skip
            changed = variant(whole, others, stories, frames, titles, rng)
            text = (" " if rng.random() < 0.06 else "\n").join(line for line, _ in changed)
            if not text.strip():
                continue
            text = disguised(text) if rng.random() < 0.2 else text
            again = unit_tools.cut(text, joints=trees)
            ends = np.cumsum([len(line) + 1 for line, _ in changed])
            places = np.searchsorted(ends, again.starts, "right")
            out.append((again, np.array([label for _, label in changed], np.int8)[places], where))
    return out


def weights(units: unit_tools.Units, wanted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A page counts about as much as another; a long unit more than a short one.

    Of units far from the article a third is taken, and counts three times: they are many, and easy.
    """
    own = np.array([min(60, len(WORD.findall(text))) + 3 for text in units.texts()], np.float64)
    near = np.convolve(np.concatenate((np.zeros(20), wanted, np.zeros(20))), np.ones(41), "valid") > 0
    taken = near | (rng.random(len(units)) < 1 / 3)
    return own / np.sqrt(own.sum()) * np.where(near, 1.0, 3.0) * taken


def fit(
    features: np.ndarray, wanted: np.ndarray, weight: np.ndarray, *, trees: int, leaves: int = 12, least: int = 60
) -> HistGradientBoostingClassifier:
    """Boosted trees of few leaves; rows without weight are left out."""
    model = HistGradientBoostingClassifier(
        max_iter=trees, max_leaf_nodes=min(leaves, MOST_LEAVES), learning_rate=0.1, min_samples_leaf=least,
        l2_regularization=5.0, max_features=0.4, early_stopping=False, random_state=0,
    )  # fmt: skip
    taken = weight > 0
    return model.fit(features[taken], wanted[taken], sample_weight=weight[taken])


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


def plausible(logits: np.ndarray, wanted: np.ndarray, weight: np.ndarray) -> bool:
    """False for a page on which a model that did not see it finds another article: its gold is cut short."""
    kept = logits > 0
    both = float(weight[kept & (wanted > 0)].sum())
    return 2 * both > 0.35 * float(weight[kept].sum() + weight[wanted > 0].sum())


def train(rows: list[dict[str, Any]], *, copies: int = 2, trees: int = 90) -> dict[str, Any]:
    """All models, ready to be written."""
    out = {"joints": exported(fit_joints(rows))}
    out |= fit_keeping(examples(rows, copies, Trees.of(out["joints"])), trees)
    return out | {"headlines": exported(fit_headlines(rows, Models.of(out | {"headlines": out["first"]})))}


def fit_joints(rows: list[dict[str, Any]]) -> HistGradientBoostingClassifier:
    """Which lines markup tore apart. Lines of the article count three times, a page about as much as another."""
    features, joined, weight = [], [], []
    for row in rows:
        lines = row["flat"]["blocks"].split("\n")
        begins = set(np.cumsum([0, *(len("".join(line.split())) for line in lines)]).tolist())
        gold = WORD.findall(row["gold"].lower())
        pairs = set(itertools.pairwise(gold))
        for kind in ("get_text", "blocks"):
            text = row["flat"][kind]
            spans = np.array(unit_tools._lines(text), np.int64).reshape(-1, 2)
            if not len(spans):
                continue
            pieces = [text[low:high] for low, high in spans.tolist()]
            at = np.cumsum([0, *(len("".join(piece.split())) for piece in pieces)])[:-1]
            words = [WORD.findall(piece.lower()) for piece in pieces]
            own = [3.0 if tuple(a[-1:] + b[:1]) in pairs else 1.0 for a, b in zip([[], *words], words, strict=False)]
            features.append(joints.measure(signs.read(text), spans[:, 0], spans[:, 1]))
            joined.append(np.array([place not in begins for place in at.tolist()], np.int8))
            weight.append(np.array(own) / np.sqrt(len(own)) * (1.0 if kind == "get_text" else 0.5))
    parts = (np.concatenate(part) for part in (features, joined, weight))
    return fit(*parts, trees=70, leaves=10, least=40)


def fit_keeping(sample: list[tuple[unit_tools.Units, np.ndarray, str]], trees: int) -> dict[str, Any]:
    """Which units are the article's: both models."""
    rng = np.random.default_rng(3)
    first = [measure(units) for units, _, _ in sample]
    wanted = [own for _, own, _ in sample]
    weight = [weights(units, own, rng) for units, own, _ in sample]
    fold = np.array([sha256(where.encode()).digest()[1] % 2 for _, _, where in sample])

    def together(parts: list[np.ndarray], chosen: np.ndarray) -> np.ndarray:
        return np.concatenate([parts[i] for i in np.flatnonzero(chosen)])

    logits: list[np.ndarray] = [np.empty(0)] * len(sample)
    for k in range(2):
        part = fit(*(together(parts, fold != k) for parts in (first, wanted, weight)), trees=trees)
        for i in np.flatnonzero(fold == k):
            logits[i] = part.decision_function(first[i]).astype(np.float32)
    every = np.array([plausible(*parts) for parts in zip(logits, wanted, weight, strict=True)])
    model = fit(*(together(parts, every) for parts in (first, wanted, weight)), trees=trees)
    second = [opinions(sample[i][0], first[i], logits[i]) for i in range(len(sample))]
    final = fit(*(together(parts, every) for parts in (second, wanted, weight)), trees=trees)
    out = {"first": exported(model), "second": exported(final)}
    apart = np.abs(Trees.of(out["second"]).logits(second[0]) - final.decision_function(second[0])).max()
    units = sum(map(len, wanted))
    print(f"{len(sample)} pages, {int(every.sum())} plausible, {units} units; export differs by {apart:.4f}")
    return out


def fit_headlines(rows: list[dict[str, Any]], models: Models) -> HistGradientBoostingClassifier:
    """Which piece is the gold title; titles of wcxb_dev are those of the window, often, and count less."""
    features, right, weight = [], [], []
    rng = random.Random(5)
    for row in rows:
        title = headlines.plain(row["title"])
        for text in row["flat"].values() if title else ():
            lines = text.split("\n")
            said = [i for i, line in enumerate(lines) if headlines.plain(line) == title]
            cropped = ["\n".join(lines[max(0, i - rng.choice((0, 1, 2, 3, 8))) :]) for i in said[-1:]]
            for page in (text, *cropped):
                draft = take_apart(page, config=DEFAULT.reading, models=models)
                if draft is None or not draft.body:
                    continue
                found = headlines.features(draft.pieces, draft.body, reach=DEFAULT.reading.headline_reach)
                own = [headlines.plain(draft.pieces[place]) == title for place in found]
                if any(own):
                    features += list(found.values())
                    right += own
                    weight += [1.0 if row["set"] == "newspaper4k" else 0.4] * len(own)
    return fit(np.array(features, np.float32), np.array(right), np.array(weight), trees=100, leaves=8, least=40)


def main() -> None:
    shared = Path(sys.argv[1])
    rows = pages(shared)
    MODEL.write_text(json.dumps(train(rows), separators=(",", ":")) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
