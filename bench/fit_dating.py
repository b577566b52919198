"""Fit the votes of the hints of a page for its day of publication (`DatingRules.votes`), cross-fitted by site.

Usage: python -m bench.fit_dating [SHARED]. A pairwise logistic ranker over the days that a page names, with copies of
each page that lack a kind of source (JSON-LD, metadata, visible dates, ...), so that no kind is leaned on alone. Prints
the cross-fitted share of exact days and the votes of all pages; these are rounded and written into config.py by hand.
"""

import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from scipy.optimize import minimize

from bench.measures.dating import PAGES, Gold, gold_pages
from retold.config import DatingRules
from retold.dating.candidates import judge
from retold.types import DateHint

FOLDS = 5
#: Strength of the pull of all votes towards nothing.
PENALTY = 1.0
#: What copies of a page lack, and the weight of such a copy.
DROPPED = (("json-ld",), ("meta",), ("json-ld", "meta", "time"), ("text", "byline", "masthead"), ("url",))
COPY = 0.25
_ALL_ONE = DatingRules(votes=dict.fromkeys(DatingRules().votes, 1.0))


@dataclass(frozen=True)
class Choice:
    """The days a page names with what speaks for each, and which is right."""

    days: tuple[date, ...]
    features: tuple[dict[str, float], ...]
    right: date
    weight: float = 1.0


def choice(hints: Sequence[DateHint], language: str, right: date, weight: float = 1.0) -> Choice:
    """The features of each day: the votes it gets if every vote is one."""
    judged = judge(hints, fetched_at=None, language=language, rules=_ALL_ONE)
    days = tuple(candidate.day for candidate in judged.candidates)
    return Choice(days, tuple(dict(candidate.votes) for candidate in judged.candidates), right, weight)


def copies(page: Gold) -> Iterable[Choice]:
    """The page whole, and without some kinds of sources."""
    yield choice(page.hints, page.language, page.day)
    for dropped in DROPPED:
        left = [hint for hint in page.hints if hint.source not in dropped]
        if left:
            yield choice(left, page.language, page.day, COPY)


def fit(choices: Iterable[Choice]) -> dict[str, float]:
    """The votes that make the right days win."""
    names = sorted(_ALL_ONE.votes)
    told = [
        (np.array([[one.get(name, 0.0) for name in names] for one in c.features]), c.days.index(c.right), c.weight)
        for c in choices
        if c.right in c.days and len(c.days) > 1
    ]

    def loss(votes: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = PENALTY * float(votes @ votes) / 2, PENALTY * votes
        for features, right, weight in told:
            scores = features @ votes
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            total -= weight * float(np.log(shares[right] + 1e-12))
            slope = slope + weight * (shares @ features - features[right])
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, found.x, strict=True))


def folds(pages: Sequence[Gold]) -> dict[str, int]:
    """Site -> fold."""
    sites = sorted({site(page) for page in pages})
    random.Random(1).shuffle(sites)
    return {name: number % FOLDS for number, name in enumerate(sites)}


def site(page: Gold) -> str:
    return urlsplit(page.url).netloc.removeprefix("www.")


def crossfitted(pages: Sequence[Gold]) -> dict[str, float]:
    """Share of exact days on each set where no site is judged by votes that it had a part in."""
    fold_of = folds(pages)
    right: dict[str, list[bool]] = {name: [] for name in PAGES}
    for fold in range(FOLDS):
        votes = fit(c for page in pages if fold_of[site(page)] != fold for c in copies(page))
        for page in pages:
            if fold_of[site(page)] == fold:
                one = choice(page.hints, page.language, page.day)
                scores = [sum(votes[name] * value for name, value in told.items()) for told in one.features]
                right[page.name].append(bool(scores) and one.days[int(np.argmax(scores))] == page.day)
    return {name: sum(hits) / len(hits) for name, hits in right.items()}


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared")
    pages = [page for name in PAGES for page in gold_pages(shared, name)]
    for name, share in crossfitted(pages).items():
        print(f"{name:14} {share:.3f} exact days, cross-fitted by site")
    for name, vote in sorted(fit(c for page in pages for c in copies(page)).items(), key=lambda told: -told[1]):
        print(f"{vote:6.2f} {name}")


if __name__ == "__main__":
    main()
