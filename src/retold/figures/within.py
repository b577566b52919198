"""Words of a parse by their place, and those above them, at a cost that doesn't grow with the sentence.

A list of ten thousand numbers may come as one sentence whose parse is one long chain.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from retold.trees import Tree
from retold.types import Word

#: Words above one that are looked at: more only where a parse is a chain.
_HIGHEST = 24
#: Distance of words that nothing joins.
_APART = 99


def _start(word: Word) -> int:
    return word.start


def first_from(tree: Tree, place: int) -> int:
    """The first word that begins at a place or behind it; the number of words if there is none."""
    return bisect_left(tree.words, place, key=_start)


def within(tree: Tree, start: int, end: int) -> range:
    """The words that begin from `start` up to but not at `end`."""
    return range(first_from(tree, start), first_from(tree, end))


def above(tree: Tree, i: int) -> list[int]:
    """The nearest words above one, from below."""
    return list(islice(tree.up(i), _HIGHEST))


def distance(tree: Tree, a: int, b: int) -> int:
    """Edges between two words; 99 if nothing near joins them."""
    steps = {word: n for n, word in enumerate([a, *above(tree, a)])}
    return next((steps[word] + n for n, word in enumerate([b, *above(tree, b)]) if word in steps), _APART)


def top_of(tree: Tree, inside: Sequence[int]) -> int:
    """The word of the amount on which the others hang."""
    held = set(inside)
    told = [i for i in inside if tree.words[i].pos in ("NUM", "NOUN", "SYM", "PROPN")] or list(inside)
    at = told[-1]
    for _ in range(len(held)):
        if tree.heads[at] == at or tree.heads[at] not in held:
            break
        at = tree.heads[at]
    return at
