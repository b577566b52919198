"""Whether a story is like articles that a person gave as examples: by the rare words and pairs that they share.

Words weigh as they do for grouping (`retold.stories.words`), beside news at large and nothing else, so that a decision
is the same whatever a store holds.
"""

from collections.abc import Sequence

import numpy as np

from retold.affairs.reading import Reading, Told
from retold.config import Following
from retold.stories.reasons import Read, reasons
from retold.stories.words import Part


def likeness(a: Reading, b: Reading) -> float:
    """Cosine of the weighed words of two articles, 0 to 1."""
    return _product(a.row.words, b.row.words)


def _product(a: Part, b: Part) -> float:
    _, in_a, in_b = np.intersect1d(a.ids, b.ids, assume_unique=True, return_indices=True)
    return float(a.values[in_a] @ b.values[in_b])


def judged(told: Told, examples: Sequence[Reading], *, config: Following) -> tuple[bool, str]:
    """Whether enough of a story's articles are like one of the examples, and what the likest two share."""
    own = {example.article.id: example for example in examples}
    held = next((own[r.article.id] for r in told.readings if r.article.id in own), None)
    if held is not None:
        return True, f"holds the example {_called(held)}"
    nearest = [max(((likeness(r, e), k) for k, e in enumerate(examples)), default=(0.0, 0)) for r in told.readings]
    alike = [
        value >= (config.like if reading.article.language == examples[k].article.language else config.like_foreign)
        for reading, (value, k) in zip(told.readings, nearest, strict=True)
    ]
    if not nearest or sum(alike) < config.like_share * len(alike):
        return False, ""
    best = max(range(len(nearest)), key=lambda i: nearest[i][0])
    example, other = examples[nearest[best][1]], told.readings[best]
    shared = reasons([_read(example), _read(other)], (), None, first=True)
    return True, f"like the example {_called(example)}" + "".join(f": {words}" for words in shared)


def _called(example: Reading) -> str:
    return f"“{example.article.title}”" if example.article.title else example.article.name


def _read(reading: Reading) -> Read:
    return Read(row=reading.row, text=reading.article.text, language=reading.article.language)
