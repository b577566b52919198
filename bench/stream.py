"""Stories of a stream of 100,000 made-up articles, on one core: speed, memory, and whether they are right.

    python -m bench.stream [--articles 100000]

No public set is that long. Words are drawn as they are used in the public sets (Zipf-Mandelbrot),
so are the lengths; each story has subjects and names of its own, a section lends it words that others have too; three
articles in ten are alone, the others come over days; a quarter of the retellings are a wire's text, trimmed and edited.
Likeness within and across stories is as in ECB+ and NeuS. Only what Retold does is timed, by the processor's clock.
"""

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT
from retold.stories import advance, nothing_yet
from retold.testing import make_article
from retold.text import stop_words
from retold.types import Article

#: Zipf-Mandelbrot of the words of ECB+, NeuS, fundus and newspaper4k: frequency ~ 1 / (rank + shift) ** slope.
SLOPE, SHIFT, VOCABULARY = 1.107, 3.31, 40_000
#: Words in an article: median, and deviation of the logarithm.
LENGTH, SPREAD = 150, 0.6
#: Shares of an article's words that are of its story, and of its section.
OF_STORY, OF_SECTION = 0.27, 0.12
#: Share of articles that no other retells, of retellings that are reprints, days that a story lasts in the mean.
ALONE, REPRINTED, LASTS = 0.3, 0.25, 2.0
#: Articles a day.
A_DAY = 3000
_START = datetime(2025, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A made-up article and the story that it tells."""

    article: Article
    story: int


def stream(count: int, *, seed: int = 7) -> Iterator[Told]:
    """Made-up articles in the order in which they are published."""
    draw = np.random.default_rng(seed)
    words = _vocabulary(seed)
    weights = 1.0 / (np.arange(1, VOCABULARY + 1) + SHIFT) ** SLOPE
    cumulated = np.cumsum(weights / weights.sum())
    sections = [_phrases(draw, 60, 150) for _ in range(30)]
    plan = _plan(draw, count)
    left = Counter(story for _, story in plan)
    stories: dict[int, tuple[list[NDArray[np.int64]], int, list[NDArray[np.int64]]]] = {}
    for number, (day, story) in enumerate(plan):
        own, section, texts = stories.setdefault(story, (_phrases(draw, 30, 300), int(draw.integers(30)), []))
        if texts and draw.random() < REPRINTED:
            text = _reprint(draw, texts[int(draw.integers(len(texts)))], cumulated)
        else:
            text = _text(draw, own, sections[section], cumulated)
            texts.append(text)
        named = [own[k] for k in draw.choice(12, 3, replace=False)]
        title = np.concatenate((*named, _common(draw, 3, cumulated)))
        left[story] -= 1
        if not left[story]:
            del stories[story]
        yield Told(_article(words, title, text, day, number), story)


def _plan(draw: np.random.Generator, count: int) -> list[tuple[float, int]]:
    """Day and story of each article, by day."""
    days = count / A_DAY
    found: list[tuple[float, int]] = []
    alone = round(count * ALONE)
    story = 0
    while len(found) < count:
        size = 1 if story < alone else int(min(2 + draw.zipf(2.2) - 1, 60))
        begins = draw.uniform(0, days)
        lasts = draw.exponential(LASTS)
        found += [(begins + (draw.exponential(lasts) if k else 0.0), story) for k in range(size)]
        story += 1
    return sorted(found[:count])


def _vocabulary(seed: int) -> list[str]:
    """Words by rank: the commonest are English words without content, the others are made up."""
    draw = random.Random(seed)
    common = sorted(stop_words("en"), key=lambda word: (len(word), word))[:130]
    made: dict[str, None] = {}
    while len(made) < VOCABULARY - len(common):
        syllables = [draw.choice("bcdfghklmnprstvwz") + draw.choice("aeiou") for _ in range(draw.choice((2, 3, 3, 4)))]
        made["".join(syllables) + draw.choice(("", "n", "r", "k", "l"))] = None
    return common + list(made)


def _subjects(draw: np.random.Generator, count: int, first: int) -> NDArray[np.int64]:
    """Ranks of words of content, rare ones as likely as common ones on a logarithmic scale."""
    ranks: NDArray[np.int64] = np.exp(draw.uniform(np.log(first), np.log(VOCABULARY), count)).astype(np.int64)
    return ranks


def _common(draw: np.random.Generator, count: int, cumulated: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum(np.searchsorted(cumulated, draw.random(count)), VOCABULARY - 1)


def _phrases(draw: np.random.Generator, count: int, first: int) -> list[NDArray[np.int64]]:
    """Subjects of one to three words each: "council", "strategic dialogue", a name with its title."""
    ranks, lengths = _subjects(draw, 3 * count, first), draw.choice((1, 2, 3), count, p=(0.5, 0.35, 0.15))
    return [ranks[3 * k : 3 * k + length] for k, length in enumerate(lengths.tolist())]


def _text(
    draw: np.random.Generator,
    own: list[NDArray[np.int64]],
    section: list[NDArray[np.int64]],
    cumulated: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Ranks of the words of a report in its own words: it tells of a part of the story's subjects, most in its lead."""
    count = int(np.clip(draw.lognormal(np.log(LENGTH), SPREAD), 25, 1500))
    common = _common(draw, count, cumulated)
    kind = draw.random(count) * np.where(np.arange(count) < 30, 0.5, 1.0)
    told = [phrase for phrase, there in zip(own, draw.random(len(own)) < 0.75, strict=True) if there] or own
    of_story = (draw.random(count) ** 2.0 * len(told)).astype(int).tolist()
    of_section = draw.integers(len(section), size=count).tolist()
    units = [
        told[of_story[k]]
        if kind[k] < OF_STORY
        else section[of_section[k]]
        if kind[k] < OF_STORY + OF_SECTION
        else common[k : k + 1]
        for k in range(count)
    ]
    return np.concatenate(units)[:count]


def _reprint(draw: np.random.Generator, text: NDArray[np.int64], cumulated: NDArray[np.float64]) -> NDArray[np.int64]:
    """The same text, trimmed from the end, with some words replaced."""
    kept = text[: max(20, int(len(text) * draw.uniform(0.6, 1.0)))].copy()
    edited = draw.random(len(kept)) < 0.02
    kept[edited] = _common(draw, int(edited.sum()), cumulated)
    return kept


def _article(words: list[str], title: NDArray[np.int64], text: NDArray[np.int64], day: float, number: int) -> Article:
    body = " ".join([words[rank] for rank in text]) + "."
    published = _START + timedelta(days=day)
    made = make_article("", title=" ".join([words[rank].title() for rank in title]), published=published,
                        outlet=f"Outlet {number % 397}", name=f"{number}")  # fmt: skip
    return replace(made, text=made.text + body)


def run(count: int, *, progress: bool = False) -> dict[str, float]:
    """Articles a second, last tenth beside first, megabytes, and how right the stories are."""
    standing = nothing_yet()
    step = DEFAULT.grouping.step
    told: list[int] = []
    story_of: dict[str, str] = {}
    ids: list[str] = []
    taken: list[float] = []
    source = stream(count)
    while part := list(islice(source, step)):
        started = time.process_time()
        standing, events = advance(standing, [one.article for one in part])
        taken.append(time.process_time() - started)
        for event in events:
            story_of.update(dict.fromkeys(event.articles, event.story))
        ends = {event.other: event.story for event in events if event.kind == "merged"}
        if ends:
            story_of = {article: ends.get(story, story) for article, story in story_of.items()}
        told += [one.story for one in part]
        ids += [one.article.id for one in part]
        if progress and len(told) % 2000 == 0:
            print(f"{len(told)} {len(part) * 20 / sum(taken[-20:]):.0f}/s {_megabytes():.0f} MB", file=sys.stderr)
    tenth = max(1, len(taken) // 10)
    from bench.measures.stories import scores

    labels: list[Hashable] = [story_of[i] for i in ids]
    right = scores([{"cluster": story} for story in told], labels)
    return {
        "stream_per_second": count / sum(taken),
        "stream_last_beside_first": sum(taken[:tenth]) / sum(taken[-tenth:]),
        "stream_megabytes": _megabytes(),
        "stream_b3": right["b3"],
        "stream_pair_f1": right["pair_f1"],
        "stream_largest": max(Counter(labels).values()) / max(Counter(told).values()),
        **recall_by_size(told, labels),
    }


def recall_by_size(told: list[int], labels: list[Hashable]) -> dict[str, float]:
    """Share of an article's story that is with it (B-cubed recall), in the mean of stories of some size."""
    real, both = Counter(told), Counter(zip(told, labels, strict=True))
    found: dict[str, list[float]] = {name: [] for name in ("2_to_5", "6_to_15", "over_15")}
    for story, label in zip(told, labels, strict=True):
        if real[story] > 1:
            name = "2_to_5" if real[story] < 6 else "6_to_15" if real[story] < 16 else "over_15"
            found[name].append(both[story, label] / real[story])
    return {f"stream_recall_{name}": sum(shares) / max(1, len(shares)) for name, shares in found.items()}


def _megabytes() -> float:
    """The most memory that this process ever held, everything included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="bench.stream")
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    for name, value in run(options.articles, progress=True).items():
        print(f"stories.{name:28} {value:10.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
