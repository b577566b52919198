"""Which lines of a page belong to its article, and how sure that is: boosted trees, asked once or twice.

The first trees know the page and what is cheap to have: resiliparse's text and what the page's JSON-LD says. Where they
expect too little of their own choice, a costly extractor is asked and the second trees, which know its answer too,
decide (METHODS.md, "Cascade" and "Line stack"). All are fitted by `bench/train_html.py`. Parses nothing.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate.trees import Trees
from retold.config import DEFAULT, Reading
from retold.intake.line_features import asked, candidates, complete, measure, paragraphs
from retold.intake.marking import Bools, Floats, Opinion, Shown, look_for, show
from retold.intake.numbered import Places
from retold.intake.visible import Line

# The best threshold is half of the F1 that it reaches (Lipton et al. 2014): .47 over all pages, and less on a page
# whose lines are all in doubt. A line that the page itself calls a promotion needs more.
_KEEP = 0.5
_MORE_FOR_PROMOTION = 0.1
_PROMOTION = frozenset({"call to action", "sign-up form"})
# A line of so many pieces that another has too is the same text again.
_SAME_FROM = 5


@dataclass(frozen=True, slots=True)
class Models:
    """What `knowledge/html_lines.json` holds."""

    #: For all pages.
    first: Trees
    #: For pages of which a costly extractor was asked.
    second: Trees
    #: Weights of `look_back`'s numbers, the constant last: how sure a choice is, as a logit.
    sure: NDArray[np.float64]
    #: Rising (probability that page F1 is .9 or above, confidence), straight lines between.
    scale: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Models":
        """From what `bench/train_html.py` writes."""
        scale = tuple((low, high) for low, high in stored["scale"])
        return cls(Trees.of(stored["first"]), Trees.of(stored["second"]), np.array(stored["sure"]), scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Lines chosen for the article."""

    #: For each line whether it was chosen.
    kept: list[bool]
    #: For each line whether an extractor took it, or, where none was asked, the trees.
    taken: list[bool]
    #: 0 to 1; at .9 or above 95 of 100 pages have an F1 of .9 or above (bench/measures/html.py).
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page with the cheap opinions of it."""

    shown: Shown
    #: What resiliparse and JSON-LD hold.
    opinions: tuple[Opinion, Opinion]
    #: Words of each line that reads like a paragraph, 0 for others.
    reads: Floats
    #: Lines that may be the article, in order, and a row for each line of the page.
    places: Places
    features: Floats


@cache
def _shipped() -> Models:
    stored = json.loads(files("retold.knowledge").joinpath("html_lines.json").read_text(encoding="utf8"))
    return Models.of(stored)


def choose(
    lines: Sequence[Line],
    *,
    referee: str,
    said: str,
    headline: str | None,
    ask: Callable[[], str],
    config: Reading = DEFAULT.reading,
    models: Models | None = None,
) -> Choice:
    """The lines of the article.

    `referee` is resiliparse's text and `said` what the page says that its article is, "" where there is none; `ask`
    gives the costly extractor's text when it is wanted.
    """
    if not lines:
        return Choice(kept=[], taken=[], confidence=0.0)
    models = models or _shipped()
    seen = see(lines, referee=referee, said=said, headline=headline, config=config)
    likely = chances(models.first, seen.features, seen.places)
    kept = decide(likely, seen.shown)
    expected = expect(likely, kept, seen.shown)
    enough = expected >= config.ask_below and seen.shown.words.sizes[kept].sum() >= config.ask_words
    if enough or not (text := ask()):
        sure = look_back(seen, kept, likely)
        return Choice(kept=kept.tolist(), taken=kept.tolist(), confidence=_confidence(sure, models))
    answer = look_for(text, seen.shown, config=config)
    places, features = with_answer(seen, answer)
    likely = chances(models.second, features, places)
    kept = decide(likely, seen.shown)
    sure = look_back(seen, kept, likely)
    return Choice(kept=kept.tolist(), taken=answer.taken.tolist(), confidence=_confidence(sure, models))


def see(
    lines: Sequence[Line], *, referee: str, said: str, headline: str | None, config: Reading = DEFAULT.reading
) -> Seen:
    """The page as the first trees see it."""
    shown = show(lines)
    opinions = (look_for(referee, shown, config=config), look_for(said, shown, config=config))
    reads = paragraphs(shown)
    places = candidates(shown, opinions, reads)
    features = measure(shown, opinions, headline=headline, reads=reads, places=places)
    return Seen(shown=shown, opinions=opinions, reads=reads, places=places, features=features)


def with_answer(seen: Seen, answer: Opinion) -> tuple[Places, Floats]:
    """Places and rows for the second trees: what the costly extractor took may be the article, too."""
    others = np.setdiff1d(np.flatnonzero(answer.taken), seen.places)
    features = seen.features.copy()
    complete(features, seen.shown, others)
    rows = np.concatenate((features, asked(seen.shown, seen.opinions[0], answer)), axis=1)
    return np.union1d(seen.places, others), rows


def chances(trees: Trees, features: Floats, places: Places) -> NDArray[np.float64]:
    """For each line the probability that it belongs to the article; 0 for lines not looked at."""
    likely = np.zeros(len(features))
    if len(places):
        likely[places] = 1 / (1 + np.exp(-trees.logits(features[places]).astype(np.float64)))
    return likely


def weights(shown: Shown) -> NDArray[np.float64]:
    """How much each line counts: its words, up to sixty, and a little for being there."""
    return np.minimum(shown.words.sizes, 60) + 3.0


def decide(likely: NDArray[np.float64], shown: Shown) -> Bools:
    """The lines to keep. If the page shows a good part of its article twice, only what is likelier, or earlier."""
    promotion = np.array([not _PROMOTION.isdisjoint(line.reasons) for line in shown.lines], bool)
    kept = likely > _threshold(likely, weights(shown)) + promotion * _MORE_FOR_PROMOTION
    once = kept & ~_again(likely, kept, shown)
    weight = weights(shown)
    return once if weight[kept & ~once].sum() > 0.2 * weight[kept].sum() else kept


def _threshold(likely: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Half of the highest F1 to be expected of any number of the likeliest lines."""
    if not len(likely):
        return _KEEP
    order = np.argsort(-likely)
    hits = np.cumsum((likely * weight)[order])
    best = float((2 * hits / (np.cumsum(weight[order]) + hits[-1])).max())
    return min(_KEEP, best / 2)


def _again(likely: NDArray[np.float64], kept: Bools, shown: Shown) -> Bools:
    """The kept lines most of whose words stand in one that is likelier, or as likely and earlier."""
    count = len(kept)
    pieces = np.flatnonzero(kept[shown.line])
    turn = np.empty(count, np.int64)
    turn[np.lexsort((np.arange(count), -np.round(likely, 1)))] = np.arange(count)
    order = pieces[np.lexsort((turn[shown.line[pieces]], shown.pieces[pieces]))]
    piece, line = shown.pieces[order], shown.line[order]
    again = (piece[1:] == piece[:-1]) & (line[1:] != line[:-1])
    shares = np.bincount(line[1:], weights=again, minlength=count) / np.maximum(shown.counts, 1)
    repeats: Bools = (shares > 0.5) & (shown.counts >= _SAME_FROM)
    return repeats


def expect(likely: NDArray[np.float64], kept: Bools, shown: Shown) -> float:
    """The F1 to expect of the lines kept, if each belongs to the article as likely as it is said to."""
    weight = weights(shown)
    hits = (likely * weight)[kept].sum()
    return float(2 * hits / max(weight[kept].sum() + (likely * weight).sum(), 1e-9))


def look_back(seen: Seen, kept: Bools, likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """What tells how sure a choice is: the trees' own doubts, the referee's, and how the chosen lines look."""
    size = seen.shown.words.sizes.astype(np.float64)
    total = max(float(size[kept].sum()), 1.0)
    expected = min(max(expect(likely, kept, seen.shown), 0.02), 0.995)
    referee = seen.opinions[0].taken
    reads = seen.reads > 0
    inside = np.logical_or.accumulate(kept) & np.logical_or.accumulate(kept[::-1])[::-1]
    left_out = float(size[inside & ~kept].sum())
    return np.array(
        [
            np.log(expected / (1 - expected)),
            2 * size[kept & referee].sum() / max(size[kept].sum() + size[referee].sum(), 1.0),
            np.log(total),
            max(np.log(total / 1000), 0.0),
            left_out / (left_out + total),
            size[kept & (likely < 0.8)].sum() / total,
            size[kept & ~reads].sum() / total,
            size[kept & (seen.shown.repeated > 0.5)].sum() / total,
            1.0,
        ]
    )


def _confidence(told: NDArray[np.float64], models: Models) -> float:
    chance = 1 / (1 + np.exp(-float(told @ models.sure)))
    points, values = zip(*models.scale, strict=True)
    return float(np.interp(chance, points, values))
