"""Passages of two articles that can't both hold: a date set / not set, two figures for one thing, did / did not.

Rests on links that carry their changes. A difference that both wordings allow ("at least 20" / 26) is no conflict.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from retold.changes import lexicon
from retold.changes.sides import Side, alone
from retold.changes.whole import prospects, shared
from retold.types import Article, Change, Conflict, Link, Span

_DATE = frozenset({"date", "dates", "time", "timetable", "timeframe", "timeline", "schedule", "day"})
_SET = frozenset(["set", "fixed", "announced", "agreed", "decided", "scheduled", "determined", "given", "named"])
#: Sentences before "no date has been set" in which to look for what has no date.
_CONTEXT = 4


def find_conflicts(a: Article, b: Article, links: Sequence[Link]) -> tuple[Conflict, ...]:
    """Pairs of passages that can't both hold, in the order of a."""
    if not links:
        return ()
    found = [conflict for link in links for change in link.changes for conflict in _within(a, b, link, change)]
    found += _undated(a, b)
    found += [Conflict(a_span=c.b_span, b_span=c.a_span, because=c.because) for c in _undated(b, a)]
    return tuple(sorted(found, key=lambda each: (each.a_span.start, each.b_span.start, each.because)))


def _within(a: Article, b: Article, link: Link, change: Change) -> Iterator[Conflict]:
    if not change.matters or change.a_span is None or change.b_span is None:
        if change.matters and change.kind == "negation" and link.similarity >= 0.5:
            yield _denied(a, b, link, change)
        return
    if change.kind == "figure":
        why = _figures(a, b, change.a_span, change.b_span)
        if why:
            yield Conflict(a_span=change.a_span, b_span=change.b_span, because=why)
    elif change.kind == "negation" and link.similarity >= 0.5:
        yield _denied(a, b, link, change)
    elif change.kind == "wording" and "contrary" in change.because:
        yield Conflict(a_span=change.a_span, b_span=change.b_span,
                       because=f"{change.a_span.text} / {change.b_span.text}")  # fmt: skip
    elif change.kind == "date" and link.similarity >= 0.5 and not _pointing(change.a_span) | _pointing(change.b_span):
        yield Conflict(a_span=change.a_span, b_span=change.b_span,
                       because=f"date {change.a_span.text} / {change.b_span.text}")  # fmt: skip


def _denied(a: Article, b: Article, link: Link, change: Change) -> Conflict:
    """The sentences that hold the negation, or on the side that has none the whole link."""
    return Conflict(
        a_span=_stretch(a, link.a, change.a_span), b_span=_stretch(b, link.b, change.b_span), because="said / denied"
    )


def _stretch(article: Article, indices: Sequence[int], within: Span | None) -> Span:
    sentences = [article.sentences[i] for i in indices]
    held = [s for s in sentences if within is not None and s.start < within.end and within.start < s.end] or sentences
    return Span.of(article.text, held[0].start, held[-1].end)


def _pointing(span: Span) -> bool:
    return any(word.lower() in lexicon.POINTING or word.lower() in lexicon.DAYS for word in span.text.split())


# --- figures --------------------------------------------------------------------------------------------------------


def _figures(a: Article, b: Article, first: Span, second: Span) -> str:
    """Why two figures conflict: they count the same thing and no bound allows both; else ""."""
    one, other = _figure(a, first), _figure(b, second)
    if one is None or other is None:
        return ""
    (low, high, words, thing), (low_2, high_2, words_2, thing_2) = one, other
    if low <= high_2 and low_2 <= high:
        return ""
    same = [x for x in thing if any(lexicon.alike(x, y) for y in thing_2)]
    return f"figure {words} / {words_2} for {' '.join(same[:2])}" if same else ""


def _figure(article: Article, span: Span) -> tuple[float, float, str, list[str]] | None:
    """Lowest and highest value that the words allow, the number itself, and the next words with content."""
    sentence = next((each for each in article.sentences if each.start <= span.start < each.end), None)
    if sentence is None:
        return None
    side = alone(sentence.text)
    inside = [at for at in range(len(side)) if span.start <= sentence.start + side.starts[at] < span.end]
    numbers = [at for at in inside if lexicon.number(side.keys[at]) is not None and not side.date[at]]
    if len(numbers) != 1:
        return None
    at = numbers[0]
    value = lexicon.number(side.keys[at]) or 0.0
    kinds = {kind for *_, kind in lexicon.qualifiers(side.keys, max(0, at - 3), at)}
    low = (
        value
        if kinds & {"least", "over"}
        else 0.0
        if kinds & {"most", "under"}
        else value * (0.95 if "about" in kinds else 1)
    )
    high = float("inf") if kinds & {"least", "over"} else value * (1.05 if "about" in kinds else 1)
    return low, high, side.raws[at], [key for key in _after(side, at) if lexicon.number(key) is None]


def _after(side: Side, at: int) -> list[str]:
    out = []
    for place in range(at + 1, min(len(side), at + 6)):
        if side.border[place]:
            break
        if side.content[place]:
            out.append(side.keys[place])
    return out[:3]


# --- date set / not set ---------------------------------------------------------------------------------------------


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
