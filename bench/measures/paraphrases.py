"""Changes measured on real rewrites: pairs of sentences from news, called the same in meaning or not (MSRP).

Nobody weighed the changes in them: the share of pairs of one meaning in which a change is said to matter is a false
alarm, up to what the annotators let pass; the share of the others should be clearly higher. `*_baseline` calls every
pair with another number or name a mattering one. The rules were looked at on the even rows; `*_held_out` are the odd.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from bench.measures.alignment import article_of, rows
from retold.changes import annotate
from retold.claims import contradictions
from retold.types import Article, Change, Link


def measure(shared: Path) -> dict[str, float]:
    """Share of pairs with a mattering change, and with a conflict, among those of one meaning and among the others."""
    path = shared / "data" / "alignment" / "msrp_train.jsonl.gz"
    if not path.exists():
        return {}
    found: Counter[tuple[str, int]] = Counter()
    for place, row in enumerate(rows(path)):
        for part in ("", "_held_out") if place % 2 else ("",):
            for name, hit in _answers(row).items():
                found[f"{name}{part}", row["label"]] += hit
            found[f"pairs{part}", row["label"]] += 1
    figures = {}
    for (name, label), hits in found.items():
        if not name.startswith("pairs"):
            of = found["pairs_held_out" if name.endswith("_held_out") else "pairs", label]
            figures[f"{name}_{'same' if label else 'other'}_meaning"] = hits / of
    return figures | {"mattering_apart": _apart(figures, "mattering"), "baseline_apart": _apart(figures, "baseline")}


def _apart(figures: dict[str, float], name: str) -> float:
    return figures[f"{name}_other_meaning"] - figures[f"{name}_same_meaning"]


def _answers(row: dict[str, Any]) -> dict[str, bool]:
    a, b, link = compared(row["a"], row["b"])
    return {
        "mattering": any(change.matters for change in link.changes),
        "conflict": bool(contradictions(a, b, (link,))),
        "baseline": _marks(row["a"]) != _marks(row["b"]),
    }


def compared(first: str, second: str) -> tuple[Article, Article, Link]:
    """Two sentences as articles of their own, linked whatever their likeness, with their changes."""
    a, b = (article_of([(text, "body")]) for text in (first, second))
    link = Link(a=(0,), b=(0,), kind="edited", similarity=0.8, moved=False)
    return a, b, annotate(a, b, (link,))[0]


def mattering(first: str, second: str) -> list[Change]:
    """The changes of two sentences that are said to matter."""
    return [change for change in compared(first, second)[2].changes if change.matters]


def _marks(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d|(?<=\s)[A-Z]\w+", text))
