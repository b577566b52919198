"""Comparing beside difflib, redlines and diff-match-patch: is the edit isolated, do harmless edits raise an alarm.

One known edit in a stretch of a real article, of twenty kinds (`bench.edits`); once as it is, and once with two other
sentences moved, as in a retelling. An edit that matters is `found` if words of it are marked, and `isolated` if, but
for one beside it, no other word is. An edit of style or damage for which anything is marked is a `false alarm`. Retold
marks the changes of which it says that they matter; the others can't weigh: what they mark is their whole answer.
"""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.edits import Case, cases
from bench.rivals import OWN, Row, not_installed, seconds

ROOM = "comparing"
TASKS = ("one edit", "one edit, two sentences moved")
_HARMLESS = ("style", "damage", "slip")
_BREAK = "\n\n"
#: Words by number: those that are marked in the first text, and in the second.
Marked = tuple[set[int], set[int]]
#: Ranges of characters of each text.
Ranges = tuple[list[tuple[int, int]], list[tuple[int, int]]]
Mark = Callable[[str, str], Ranges]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and the edit between them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    #: Where the edited sentence stands in both.
    at: int
    to: int
    case: Case

    @property
    def texts(self) -> tuple[str, str]:
        return _BREAK.join(self.before), _BREAK.join(self.after)


def rows(shared: Path) -> Iterator[Row]:
    """A row a task for each tool."""
    folder = shared / "data" / "pages"
    if not folder.exists():
        return
    planted = list(cases(folder))
    for task, move in zip(TASKS, (False, True), strict=True):
        given = [_pair(case, move=move) for case in planted]
        for package, call, make in _TOOLS:
            try:
                mark = make(given)
            except ImportError as error:
                yield from not_installed(ROOM, (task,), package, error)
                continue
            yield _scored(task, package, call, mark, given)


def _pair(case: Case, *, move: bool) -> Pair:
    """The case as it is, or with the first and the last of the other sentences of the second text changing places."""
    at = next(i for i, (x, y) in enumerate(zip(case.before, case.after, strict=True)) if x != y)
    after = list(case.after)
    others = [i for i in range(len(after)) if i != at]
    if move:
        first, last = others[0], others[-1]
        after[first], after[last] = after[last], after[first]
    return Pair(tuple(case.before), tuple(after), at, at, case)


def _scored(task: str, package: str, call: str, mark: Mark, given: Sequence[Pair]) -> Row:
    mark(*given[0].texts)
    # Retold keeps what it found out of an article: only the first time tells what a new pair costs.
    spent = seconds(lambda: [mark(*pair.texts) for pair in given], times=1 if package == OWN else 2)
    size = sum(len(text) for pair in given for text in pair.texts)
    matters, alarms = [], []
    for pair in given:
        marked, words = _marked(pair, mark(*pair.texts)), edited(pair)
        if pair.case.matters:
            touched = any(mine & own for mine, own in zip(marked, words, strict=True))
            matters.append((touched, touched and all(m <= own for m, own in zip(marked, words, strict=True))))
        elif pair.case.edit in _HARMLESS:
            alarms.append(any(marked))
    quality = {
        "found": sum(found for found, _ in matters) / len(matters),
        "isolated": sum(alone for _, alone in matters) / len(matters),
        "false alarms": sum(alarms) / len(alarms),
    }
    return Row(
        room=ROOM, task=task, package=package, call=call, quality=quality, speed=size / 1000 / spent, unit="kB"
    )  # fmt: skip


def _marked(pair: Pair, ranges: Ranges) -> Marked:
    """The words that the ranges touch, blanks aside."""
    return tuple(set(_words(text, own)) for text, own in zip(pair.texts, ranges, strict=True))  # type: ignore[return-value]


def _words(text: str, ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    for start, end in ranges:
        low, high = start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())
        if low < high:
            first = len(text[: low + 1].split()) - 1
            yield from range(first, first + len(text[low:high].split()))


def edited(pair: Pair) -> Marked:
    """The numbers of the words of both texts that the edit touched, and one more on each side."""
    first, second = pair.before[pair.at].split(), pair.after[pair.to].split()
    head = _alike(first, second)
    tail = min(_alike(first[::-1], second[::-1]), min(len(first), len(second)) - head)
    sides = ((pair.before[: pair.at], first), (pair.after[: pair.to], second))
    return tuple(  # type: ignore[return-value]
        {sum(len(each.split()) for each in above) + i for i in range(head - 1, len(words) - tail + 1)}
        for above, words in sides
    )


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    return next(
        (i for i, (x, y) in enumerate(zip(first, second, strict=False)) if x != y), min(len(first), len(second))
    )


# --- tools ---


def _own(given: Sequence[Pair]) -> Mark:
    from bench.measures.alignment import article_of
    from retold.service import compare
    from retold.types import Article, SentenceRole

    body: SentenceRole = "body"
    made: dict[str, Article] = {}
    for pair in given:
        for text, sentences in zip(pair.texts, (pair.before, pair.after), strict=True):
            made[text] = article_of([(sentence, body) for sentence in sentences])

    def mark(before: str, after: str) -> Ranges:
        changes = [change for change in compare(made[before], made[after]).changes if change.matters]
        spans = [(change.a_span, change.b_span) for change in changes]
        return (
            [(a.start, a.end) for a, _ in spans if a is not None],
            [(b.start, b.end) for _, b in spans if b is not None],
        )

    return mark


def _difflib(_: Sequence[Pair]) -> Mark:
    def mark(before: str, after: str) -> Ranges:
        first, second = list(_places(before)), list(_places(after))
        words = [before[low:high] for low, high in first], [after[low:high] for low, high in second]
        found: Ranges = ([], [])
        for tag, i, i2, j, j2 in difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes():
            if tag != "equal":
                found[0].extend(first[i:i2])
                found[1].extend(second[j:j2])
        return found

    return mark


def _places(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at, at + len(word)
        at += len(word)


def _redlines(_: Sequence[Pair]) -> Mark:
    from redlines import Redlines

    def mark(before: str, after: str) -> Ranges:
        told = json.loads(Redlines(before, after).output_json())
        found: Ranges = ([], [])
        for own, side, text in zip(found, ("source", "test"), (before, after), strict=True):
            places = list(_tokens(text, told[f"{side}_tokens"]))
            for change in told["changes"]:
                if change["type"] != "equal" and change.get(f"{side}_token_position"):
                    own.extend(places[slice(*change[f"{side}_token_position"])])
        return found

    return mark


def _tokens(text: str, tokens: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the tokens stand; a break between paragraphs is a sign of its own there."""
    at = 0
    for token in tokens:
        word = token.strip()
        place = text.find(word, at)
        if word == "¶" or place < 0:
            yield at, at
            continue
        at = place + len(word)
        yield place, at


def _diff_match_patch(_: Sequence[Pair]) -> Mark:
    from diff_match_patch import diff_match_patch

    tool = diff_match_patch()
    tool.Diff_Timeout = 0

    def mark(before: str, after: str) -> Ranges:
        diffs = tool.diff_main(before, after)
        tool.diff_cleanupSemantic(diffs)
        found: Ranges = ([], [])
        at = [0, 0]
        for sign, text in diffs:
            for side in (0, 1):
                if sign in (0, (-1, 1)[side]):
                    if sign:
                        found[side].append((at[side], at[side] + len(text)))
                    at[side] += len(text)
        return found

    return mark


_TOOLS: tuple[tuple[str, str, Callable[[Sequence[Pair]], Mark]], ...] = (
    (OWN, "compare", _own),
    ("Python", "difflib.SequenceMatcher of words", _difflib),
    ("redlines", "Redlines.output_json", _redlines),
    ("diff-match-patch", "diff_main, diff_cleanupSemantic", _diff_match_patch),
)
