"""The fitted models that flattened pages are taken apart with: `knowledge/keeping.json`, written by
`bench/train_flattened.py`. Thresholds and leaf values, no text.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from retold.boilerplate.trees import Trees


@dataclass(frozen=True, slots=True)
class Models:
    """What was learned from public pages."""

    #: Whether a line goes on with the one before.
    joints: Trees
    #: Whether a unit belongs to the article: by itself and its surroundings, then with the first one's opinion of all.
    first: Trees
    second: Trees
    #: Whether a piece is the article's headline.
    headlines: Trees

    @classmethod
    def of(cls, stored: dict[str, dict[str, Any]]) -> "Models":
        """From what `bench/train_flattened.py` writes."""
        return cls(**{name: Trees.of(trees) for name, trees in stored.items()})


@cache
def shipped() -> Models:
    """Those that come with the package."""
    return Models.of(json.loads(files("retold.knowledge").joinpath("keeping.json").read_text(encoding="utf8")))
