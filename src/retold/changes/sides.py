"""The words of one side of a link, with what the rules ask of each, and where two sides differ.

Marks are left out of the comparison but remembered as borders of clauses. Which kind of change a difference is, and
whether it matters, is not decided here.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from retold.changes.clocks import NAMED, clock
from retold.changes.dates import dates
from retold.changes.lexicon import (
    CURRENCY,
    MONTHS,
    WEEKDAYS,
    denials,
    is_content,
    is_country,
    is_demonym,
    is_title,
    reporting,
)
from retold.sentences import dateline_end
from retold.text import tokens
from retold.types import Article, Span

_MONEY = frozenset("$€£¥")


@dataclass(slots=True)
class Side:
    """One side of a link, word by word; parallel lists since half the work of a comparison is asking them.

    The lists may be shared with other sides: don't change them.
    """

    #: What the offsets point into.
    text: str
    keys: list[str] = field(default_factory=list)
    raws: list[str] = field(default_factory=list)
    #: Where each word stands in the text.
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    #: True if a mark or a sentence's beginning stands before the word; one more entry than words, for the end.
    border: list[bool] = field(default_factory=list)
    #: True if the word begins a sentence.
    opening: list[bool] = field(default_factory=list)
    #: True for parts of proper names; False for titles, demonyms, months and weekdays.
    name: list[bool] = field(default_factory=list)
    content: list[bool] = field(default_factory=list)
    #: True for parts of dates and times of day.
    date: list[bool] = field(default_factory=list)
    #: Places of verbs of saying, or of words that look like one.
    sayings: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)

    def span(self, start: int, end: int) -> Span:
        """Words [start, end) in the text."""
        return Span.of(self.text, self.starts[start], self.ends[end - 1])

    def words(self, start: int, end: int) -> str:
        """The text from the first to the last word."""
        return self.text[self.starts[start] : self.ends[end - 1]]


_MID_CAPITAL = re.compile(r"(?<=[a-z,;’] )[A-Z][^\W\d_]+")


def capitals(article: Article) -> frozenset[str]:
    """Words that the body writes with a capital inside a sentence: where they begin one they are names too."""
    return _capitals(article.text, article.body_start)


@lru_cache(maxsize=1 << 10)
def _capitals(text: str, start: int) -> frozenset[str]:
    return frozenset(_MID_CAPITAL.findall(text, start))


def side_of(
    article: Article, indices: Sequence[int], *, dateline: int = -1, known: frozenset[str] = frozenset()
) -> Side:
    """The words of sentences `indices`; the dateline of sentence `dateline` is left out, `known` words are names."""
    if len(indices) == 1 and indices[0] != dateline:
        return _one(article, indices[0], known)
    side = Side(article.text)
    for index in indices:
        sentence = article.sentences[index]
        columns = _columns(sentence.text)
        skip = bisect_left(columns.starts, dateline_end(sentence.text)) if index == dateline else 0
        begin, base = len(side.keys), sentence.start
        side.keys += columns.keys[skip:]
        side.raws += columns.raws[skip:]
        side.starts += [base + start for start in columns.starts[skip:]]
        side.ends += [base + end for end in columns.ends[skip:]]
        side.border += columns.border[skip:-1]
        side.name += columns.name[skip:]
        side.content += columns.content[skip:]
        side.date += columns.date[skip:]
        side.sayings += [begin + at - skip for at in columns.sayings if at >= skip]
        side.opening += [False] * (len(side.keys) - begin)
        if begin < len(side.keys):
            side.border[begin] = side.opening[begin] = True
            if columns.may_name[skip] and side.raws[begin] in known:
                side.name[begin] = True
    side.border.append(True)
    return side


def _one(article: Article, index: int, known: frozenset[str]) -> Side:
    """The same for one sentence, whose columns are taken as they are."""
    sentence = article.sentences[index]
    keys, raws, starts, ends, border, opening, name, content, date, sayings, may_name = _columns(sentence.text)
    if keys and may_name[0] and not name[0] and raws[0] in known:
        name = [True, *name[1:]]
    base = sentence.start
    starts, ends = [base + start for start in starts], [base + end for end in ends]
    return Side(article.text, keys, raws, starts, ends, border, opening, name, content, date, sayings)


@lru_cache(maxsize=1 << 12)
def alone(text: str) -> Side:
    """The words of a sentence by itself: what they say whatever stands beside it."""
    return Side(text, *_columns(text)[:-1])


class _Traits(NamedTuple):
    """What a word's form alone tells."""

    #: "" for a mark.
    key: str
    #: True for a mark that parts clauses.
    border: bool
    capital: bool
    #: All in capitals.
    shouting: bool
    #: A word with content however it is written; with content if it is shouting too.
    content: bool
    #: May be part of a name if it is written with a capital.
    nameable: bool
    #: A name even where it begins a sentence.
    country: bool
    #: A form of a verb of saying.
    saying: bool


@lru_cache(maxsize=1 << 16)
def _traits(raw: str, key: str) -> _Traits:
    head = raw[0]
    if not (head.isalnum() or key == "percent" or head in _MONEY):
        return _Traits("", head not in "-‐‑'’/", False, False, False, False, False, False)
    key = CURRENCY.get(key, key)
    shouting = (len(raw) > 1 and raw.isupper()) or " " in raw  # "United States" is one token
    content = is_content(key)
    nameable = (
        key not in MONTHS | WEEKDAYS
        and not is_title(key)
        and not is_demonym(key)
        and not reporting(key)
        and not denials([key])
    )
    return _Traits(key, False, head.isupper(), shouting, content, nameable, is_country(key), reporting(key) != "")


_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")


class _Columns(NamedTuple):
    """The words of one sentence, column by column. Don't change the lists."""

    keys: list[str]
    raws: list[str]
    starts: list[int]
    ends: list[int]
    #: One more entry than words, as in `Side`.
    border: list[bool]
    opening: list[bool]
    name: list[bool]
    content: list[bool]
    date: list[bool]
    sayings: list[int]
    #: Words that are names if they are known to be written with a capital elsewhere.
    may_name: list[bool]


#: Words and marks of a sentence: one pass for all that is asked of it, here and in `origins`.
sentence_tokens = lru_cache(maxsize=1 << 13)(tokens)


@lru_cache(maxsize=1 << 12)
def _columns(text: str) -> _Columns:
    """The words of a sentence, kept since it is compared with every retelling. Don't change what is returned."""
    rows = []
    mark = True
    found = sentence_tokens(text)
    covered = 0
    for place, (start, end, raw, key) in enumerate(found):
        if start < covered:
            continue
        if raw[0].isdigit() or key in NAMED:
            time, size = clock(key, found[place + 1].key if place + 1 < len(found) else "")
            if size:
                key, end = time, found[place + size - 1].end
                raw, covered = text[start:end], end
        trait = _traits(raw, key)
        if trait.key:
            rows.append((start, end, raw, mark, trait))
            mark = False
        else:
            mark = mark or trait.border
    traits = [row[4] for row in rows]
    # A headline in title case: its capitals tell nothing.
    titled = len(rows) > 4 and sum(trait.capital for trait in traits) > 0.75 * len(rows)
    name, content, may_name = [], [], []
    for place, trait in enumerate(traits):
        loud = trait.shouting and not titled
        named = possible = trait.capital and trait.nameable and (trait.content or loud)
        if named and titled:
            named = possible = trait.shouting or trait.country
        elif named and place == 0 and not loud:
            named = (len(traits) > 1 and traits[1].capital) or trait.country
        name.append(named)
        content.append(trait.content or loud)
        may_name.append(possible)
    keys, raws = [trait.key for trait in traits], [row[2] for row in rows]
    dated = dates(keys, raws)
    keys = [_ORDINAL.sub("", key) if day and key[0].isdigit() else key for key, day in zip(keys, dated, strict=True)]
    return _Columns(
        keys=keys,
        raws=raws,
        starts=[row[0] for row in rows],
        ends=[row[1] for row in rows],
        border=[*(row[3] for row in rows), True],
        opening=[place == 0 for place in range(len(rows))],
        name=name,
        content=content,
        date=dated,
        sayings=[at for at, trait in enumerate(traits) if trait.saying],
        may_name=may_name,
    )


@dataclass(frozen=True, slots=True)
class Block:
    """Words [a, a_end) of one side stand where words [b, b_end) of the other do; either may be empty."""

    a: int
    a_end: int
    b: int
    b_end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two sides differ, and which words they share in the same order."""

    blocks: tuple[Block, ...]
    same: tuple[tuple[int, int], ...]


def difference(a: Side, b: Side) -> Difference:
    """Longest common subsequence of keys; blocks that only one function word parts are joined."""
    blocks: list[Block] = []
    same: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for op in Indel.opcodes(a.keys, b.keys):
        if op.tag == "equal":
            run = list(zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True))
            same += run
            continue
        block = Block(op.src_start, op.src_end, op.dest_start, op.dest_end)
        last = blocks[-1] if blocks else None
        if last is not None and _joins(a, last, block):
            if last.a_end < block.a:
                del same[-len(run) :]
            block = Block(last.a, block.a_end, last.b, block.b_end)
            blocks.pop()
        blocks.append(block)
    return Difference(tuple(blocks), tuple(same))


def _joins(a: Side, last: Block, block: Block) -> bool:
    between = block.a - last.a_end
    if between == 0:
        return True
    both = (last.a < last.a_end or block.a < block.a_end) and (last.b < last.b_end or block.b < block.b_end)
    return between == 1 and both and not a.content[last.a_end] and not a.border[block.a] and not a.border[last.a_end]
