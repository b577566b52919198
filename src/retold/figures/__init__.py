"""Numbers with unit, qualifier, what they count and as of when.

Numbers are read by a grammar (`numerals`), with money, unit, range and the words beside them (`amounts`,
`wordings`), and what only looks like one is left out (`labels`): ordinals, years, dates, clock times, durations (the
spans of `times`), scores and numbered things. The parse says what is counted (`counted`) and as of when (`moments`).
Who says so is added by `retold.statements.attribute_figures`.
"""

from collections.abc import Sequence
from itertools import pairwise

from retold.figures.ages import UNITS as AGES
from retold.figures.amounts import Amount, amounts
from retold.figures.counted import counted, left_out
from retold.figures.labels import is_name
from retold.figures.moments import TimePlace, decided, moment
from retold.trees import Tree
from retold.types import Article, Figure, Parse, Sentence, Span, TimeExpression

__all__ = ["find_figures"]


def find_figures(article: Article, parses: Sequence[Parse], times: Sequence[TimeExpression]) -> tuple[Figure, ...]:
    """All figures by place; `parses[i]` is the parse of `article.sentences[i]`, `times` are the article's."""
    ordered = sorted(times, key=lambda time: (time.span.start, time.span.end))
    found: list[Figure] = []
    at = 0
    for sentence, parse in zip(article.sentences, parses, strict=True):
        while at < len(ordered) and ordered[at].span.end <= sentence.start:
            at += 1
        here, i = [], at
        while i < len(ordered) and ordered[i].span.start < sentence.end:
            here.append(ordered[i])
            i += 1
        found += _figures(article, sentence, parse, here)
    return tuple(found)


def _figures(article: Article, sentence: Sentence, parse: Parse, times: Sequence[TimeExpression]) -> Sequence[Figure]:
    taken = [(time.span.start - sentence.start, time.span.end - sentence.start) for time in times]
    places = [TimePlace(*place, time) for time, place in zip(times, taken, strict=True) if decided(time)]
    told = list(amounts(sentence.text, taken))
    tree = Tree(parse if told else ())
    told = [a for a in told if not is_name(tree, a.at, a.after, plain=not a.unit, bounded=bool(a.qualifier))]
    found: list[Figure] = []
    for amount, counts in zip(told, _counts(sentence.text, tree, told), strict=True):
        found.append(
            Figure(
                span=Span.of(article.text, sentence.start + amount.start, sentence.start + amount.end),
                low=amount.low,
                high=amount.high,
                unit=amount.unit,
                qualifier=amount.qualifier,
                counts=counts,
                when=moment(tree, amount.at, places) if amount.unit not in AGES else None,
                per=amount.per,
            )
        )
    return found


def _counts(text: str, tree: Tree, told: Sequence[Amount]) -> list[str]:
    """What each amount of a sentence counts; where one leaves its noun out, that of its neighbour."""
    found = [counted(text, tree, amount, told) for amount in told]
    for i, (one, other) in enumerate(pairwise(told)):
        if one.unit != other.unit:
            continue
        opposed = text[one.after : other.at].strip() == f"{found[i]} to"  # "220 votes to 180"
        if not found[i + 1] and (opposed or left_out(tree, other)):
            found[i + 1] = found[i]
        moved = one.qualifier.split()[:1] == other.qualifier.split()[:1] and other.qualifier.endswith(" to")
        if not found[i] and moved:  # "rose from 5 to 7 percent", "was cut by $200 to $399"
            found[i] = found[i + 1]
    return found
