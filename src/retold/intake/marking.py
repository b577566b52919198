"""Which visible lines of a page an extractor took for the article.

Extractors give text; spans, asides and their order need the lines of the page. A line is taken if the extractor's
text has most of its word 4-grams, and each of those answers for one line only, so that a sentence which the page
shows twice is taken once, where it is least suspect. Does not judge whether the extractor was right.
"""

from collections import Counter
from collections.abc import Sequence

from retold.config import DEFAULT, Reading
from retold.intake.shingles import SIZE, Shingle, shingles, words, words_of
from retold.intake.visible import Line


def mark(lines: Sequence[Line], text: str, *, config: Reading = DEFAULT.reading) -> list[bool]:
    """For each line whether `text`, an extractor's answer with one paragraph a line, holds it."""
    rows = text.splitlines()
    found = words_of(text)
    budget = shingles(found)
    short = Counter(key for row in rows if (key := tuple(words(row))) and len(key) < SIZE)
    split = [words_of(line.text) for line in lines]
    taken = [False] * len(lines)
    for index in sorted(range(len(lines)), key=lambda number: _suspicion(lines[number], number)):
        key = split[index]
        if len(key) >= SIZE:
            taken[index] = _draw(key, budget, config.line_cover)
        elif key and short[key] > 0:
            short[key] -= 1
            taken[index] = True
    _join(taken, split, f" {' '.join(found)} ")
    return taken


def _suspicion(line: Line, number: int) -> tuple[bool, bool, int, bool, int]:
    return line.hidden, line.linked > 0.8, len(set(line.reasons)), not line.inside, number


def _draw(key: Shingle, budget: Counter[Shingle], share: float) -> bool:
    """Takes the line's 4-grams out of the budget if it holds enough of them."""
    own = shingles(key)
    common = {gram: min(count, left) for gram, count in own.items() if (left := budget.get(gram, 0)) > 0}
    if sum(common.values()) < share * (len(key) - SIZE + 1):
        return False
    for gram, count in common.items():
        budget[gram] -= count
    return True


def _join(taken: list[bool], split: Sequence[Shingle], text: str) -> None:
    """A short line between two taken ones belongs to them if `text`, words and blanks, has it run into one of them."""
    for index in range(1, len(split) - 1):
        key = split[index]
        if taken[index] or not 0 < len(key) < SIZE or not (taken[index - 1] and taken[index + 1]):
            continue
        joined = (split[index - 1][-1:] + key)[-3:], (key + split[index + 1][:1])[:3]
        taken[index] = f" {' '.join(key)} " in text and any(f" {' '.join(piece)} " in text for piece in joined)
