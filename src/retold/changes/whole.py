"""Changes that no link holds: sentences that one article has alone, and a hope of one that is the other's plan.

Only what matters is told: speech, sources, figures and denials. The rest of what an article has alone is to be seen in
`Comparison.only_a` and `only_b`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from retold.changes import lexicon
from retold.changes.sides import Side, alone, side_of
from retold.changes.sources import is_note_on_sources
from retold.config import Comparing
from retold.knowledge import table
from retold.types import Article, Change, ChangeKind, Link, Span

_WEAK = frozenset({"want", "hope", "ask", "consider", "may", "offer"})
_FIRM = frozenset({"plan", "agree", "must"})
_QUOTES = frozenset('"“”„«»')


def whole_changes(a: Article, b: Article, links: Sequence[Link], config: Comparing) -> list[Change]:
    """Sentences with no counterpart that matter, and hopes told as plans."""
    if not links:
        return []
    linked_a, linked_b = {i for link in links for i in link.a}, {j for link in links for j in link.b}
    out = [_alone(span, "dropped", kind, why) for span, kind, why in _mattering(a, linked_a)]
    out += [_alone(span, "added", kind, why) for span, kind, why in _mattering(b, linked_b)]
    together = {(i, j) for link in links for i in link.a for j in link.b}
    # What both say in the same words is no change, hope or plan.
    same_a = {i for link in links if link.kind in ("same", "styled") for i in link.a}
    same_b = {j for link in links if link.kind in ("same", "styled") for j in link.b}
    plans_a = [prospect for prospect in prospects(a) if prospect.sentence not in same_a]
    plans_b = [prospect for prospect in prospects(b) if prospect.sentence not in same_b]
    out += _headlines(a, b)
    out += [_as_plan(x, y) for x, y in _hopes(plans_a, plans_b, together)]
    out += [_as_plan(x, y) for y, x in _hopes(plans_b, plans_a, {(j, i) for i, j in together})]
    return out


def _alone(span: Span, side: ChangeKind, kind: ChangeKind | None, why: str) -> Change:
    return Change(
        kind=kind or side,
        a_span=span if side == "dropped" else None,
        b_span=span if side == "added" else None,
        matters=True,
        because=why,
    )


def _mattering(article: Article, linked: set[int]) -> Iterator[tuple[Span, ChangeKind | None, str]]:
    for sentence in article.sentences:
        if sentence.index in linked or sentence.role == "headline":
            continue
        told = _told(sentence.text)
        if told is not None:
            yield sentence.span, *told


@lru_cache(maxsize=1 << 12)
def _told(text: str) -> tuple[ChangeKind | None, str] | None:
    """Why a sentence matters that one article has alone."""
    side = alone(text)
    keys = side.keys
    if is_note_on_sources(keys):
        return "attribution", "the note on who its sources are stands in one only"
    if not _QUOTES.isdisjoint(text):
        return None, "speech that stands in one only"
    if any(map(lexicon.reporting, keys)) or ("according" in keys):
        return None, "a source's words that stand in one only"
    if any(lexicon.number(key) is not None and not side.date[at] and not side.raws[at].isalpha()
           for at, key in enumerate(keys)):  # fmt: skip
        return None, "a figure that stands in one only"
    if lexicon.denials(keys):
        return None, "a denial that stands in one only"
    return None


# --- a hope told as a plan ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prospect:
    """A clause about what is to come: how firm, when, and what."""

    sentence: int
    span: Span
    firm: bool
    #: Words of its date: "april", "next month".
    when: frozenset[str]
    about: frozenset[str]


def prospects(article: Article) -> Iterator[Prospect]:
    """What the article says is hoped for or planned with a date."""
    for sentence in article.sentences:
        found = _prospect(sentence.text, headline=sentence.role == "headline")
        if found is not None:
            low, high, firm, when, about = found
            span = Span.of(article.text, sentence.start + low, sentence.start + high)
            yield Prospect(sentence.index, span, firm, when, about)


@lru_cache(maxsize=1 << 12)
def _prospect(text: str, *, headline: bool) -> tuple[int, int, bool, frozenset[str], frozenset[str]] | None:
    """The first clause of a sentence that has a date and is hoped for or planned, by its place in the sentence."""
    lower = text.lower()
    if not any(map(lower.__contains__, _TIMES)) or not (headline or _cues().search(lower)):
        return None
    side = alone(text)
    found = lexicon.modalities(side.keys, 0, len(side))
    marks = [(low, high, kind.split(" ")[1]) for low, high, kind in found if kind.startswith("modality")]
    if headline and not marks:
        marks = _headline_plans(side)
    for low, _, kind in marks:
        if kind not in _WEAK | _FIRM:
            continue
        end = next((at for at in range(low + 1, len(side)) if side.border[at]), len(side))
        days = [at for at in range(low, end) if side.date[at]]
        if days:
            start = _subject(side, low)
            about = frozenset(side.keys[at] for at in range(start, end) if side.content[at] and at not in days)
            when = frozenset(side.keys[at] for at in days)
            return side.starts[start], side.ends[days[-1]], kind in _FIRM, when, about
    return None


def _headlines(a: Article, b: Article) -> Iterator[Change]:
    """Headlines about one thing, wished for in one and planned in the other."""
    found = []
    for article in (a, b):
        heads = [each.index for each in article.sentences if each.role == "headline"]
        side = side_of(article, heads)
        kinds = {kind.split(" ")[1] for *_, kind in lexicon.modalities(side.keys, 0, len(side))}
        weak, firm = bool(kinds & _WEAK), bool(kinds & _FIRM or (not kinds and _headline_plans(side)))
        if not heads or weak == firm:
            return
        about = frozenset(key for key, content in zip(side.keys, side.content, strict=True) if content)
        found.append((firm, about, side.span(0, len(side))))
    (firm_a, about_a, span_a), (firm_b, about_b, span_b) = found
    if firm_a != firm_b and shared(about_a, about_b) >= 2:
        yield Change(
            kind="modality",
            a_span=span_a,
            b_span=span_b,
            matters=True,
            because="the headlines: planned in one, wished in the other",
        )


def _headline_plans(side: Side) -> list[tuple[int, int, str]]:
    """ "Iraq to resume talks": headline English for "is going to"."""
    places = range(1, len(side) - 1)
    return [
        (at, at + 1, "plan")
        for at in places
        if side.keys[at] == "to" and side.content[at - 1] and side.raws[at - 1][0].isupper()
    ]


#: A sentence without any of these is not looked at more closely.
_TIMES = (*sorted(lexicon.MONTHS | lexicon.WEEKDAYS), "next", "coming", "tomorrow", "later")


@cache
def _cues() -> re.Pattern[str]:
    rows = table("change_modality")
    first = {row[0].split(" ")[0] for row in rows if row[1] == "modality" and row[2] in _WEAK | _FIRM}
    return re.compile(r"\b(?:" + "|".join(sorted(first)) + r")\b")


def _subject(side: Side, at: int) -> int:
    start = at
    while start > 0 and not side.border[start] and at - start < 8:
        start -= 1
    return start


def _hopes(
    weak: Sequence[Prospect], firm: Sequence[Prospect], together: set[tuple[int, int]]
) -> Iterator[tuple[Prospect, Prospect]]:
    """Hopes of one article with the other's plan for the same time and thing."""
    for hope in weak:
        if hope.firm:
            continue
        plans = [
            plan
            for plan in firm
            if plan.firm and plan.when & hope.when and (hope.sentence, plan.sentence) not in together
        ]
        best = max(plans, key=lambda plan: (shared(hope.about, plan.about), -plan.sentence), default=None)
        if best is not None and shared(hope.about, best.about) >= 2:
            yield hope, best


def shared(a: frozenset[str], b: frozenset[str]) -> int:
    """How many words of one have a counterpart in the other, the lesser of both ways."""
    return min(_met(a, b), _met(b, a))


def _met(words: frozenset[str], others: frozenset[str]) -> int:
    stems = {lexicon.stem(lexicon.country(other)) for other in others}
    return sum(not stems.isdisjoint(lexicon.meanings(word)) for word in words)


def _as_plan(a: Prospect, b: Prospect) -> Change:
    weak, firm = (a, b) if not a.firm else (b, a)
    return Change(
        kind="modality", a_span=a.span, b_span=b.span, matters=True,
        because=f"hoped for or asked for in one (“{weak.span.text}”), planned in the other (“{firm.span.text}”)",
    )  # fmt: skip
