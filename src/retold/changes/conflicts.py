"""A date that is set in one article and not in another: told across sentences, so no link holds it.

What else two linked passages say that can't both hold is decided in `retold.claims.contradictions`.
"""

from collections.abc import Iterator
from functools import lru_cache

from retold.changes import lexicon
from retold.changes.sides import alone
from retold.changes.whole import prospects, shared
from retold.types import Article, Conflict

_DATE = frozenset({"date", "dates", "time", "timetable", "timeframe", "timeline", "schedule", "day"})
_SET = frozenset(["set", "fixed", "announced", "agreed", "decided", "scheduled", "determined", "given", "named"])
#: Sentences before "no date has been set" in which to look for what has no date.
_CONTEXT = 4


def unset_dates(a: Article, b: Article) -> list[Conflict]:
    """Where one of two articles says that no date is set, and the other gives one for what it speaks of."""
    turned = (Conflict(a_span=c.b_span, b_span=c.a_span, because=c.because) for c in _undated(b, a))
    return [*_undated(a, b), *turned]


def _undated(a: Article, b: Article) -> Iterator[Conflict]:
    """Where a says that no date is set and b gives one for what a speaks of."""
    dated = None
    for sentence in a.sentences:
        if not _says_undated(sentence.text):
            continue
        if dated is None:
            dated = [each for each in prospects(b) if each.firm]
        around = [*a.sentences[:2], *a.sentences[max(0, sentence.index - _CONTEXT) : sentence.index + 1]]
        about = frozenset(
            key for each in around for words in [alone(each.text)] for key, content in
            zip(words.keys, words.content, strict=True) if content
        )  # fmt: skip
        best = max(dated, key=lambda each: (shared(each.about, about), -each.sentence), default=None)
        if best is not None and shared(best.about, about) >= max(2, len(best.about) // 2):
            yield Conflict(a_span=sentence.span, b_span=best.span, because="date not set / set")


@lru_cache(maxsize=1 << 12)
def _says_undated(text: str) -> bool:
    """True for "no date has been set"."""
    if not any(map(text.lower().__contains__, _DATE)):
        return False
    words = alone(text).keys
    keys = set(words)
    denied = lexicon.denials(words) > 0 or "yet" in keys
    return denied and bool(keys & _DATE and keys & _SET) and len(words) <= 25
