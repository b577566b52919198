"""Noun phrases as events name them: the short name around a word, and the noun that a container word holds.

No decision about events is taken here.
"""

from functools import cache

from retold.knowledge import table
from retold.trees import Tree

_MODIFIERS = frozenset(
    {"compound", "amod", "poss", "nummod", "nmod", "quantmod", "case", "punct", "npadvmod", "advmod"}
)
_CLOSED = frozenset({"DT", "PDT", "WDT", "PRP$", "WP$"})


@cache
def listed(role: str) -> frozenset[str]:
    """The words of one list of the table event_words."""
    return frozenset(row[0] for row in table("event_words") if row[1] == role)


def inner(tree: Tree, i: int) -> int:
    """The noun that matters: "talks" for "sessions of talks"."""
    if tree.lemma(i) in listed("container"):
        for noun in tree.objects_of(i, "of"):
            return inner(tree, noun)
    return i


def phrase(tree: Tree, i: int) -> tuple[int, int]:
    """First and last word of the short noun phrase around `i`: modifiers, and "of ..." where the name needs it."""
    first = last = i
    for k in reversed([k for k in tree.kids[i] if k < i]):
        word = tree[k]
        closed = word.tag in _CLOSED or (word.dep == "punct" and word.text not in "-–'’\"")
        if word.dep not in _MODIFIERS or closed:
            if word.dep not in ("cc", "conj", "det"):
                break
            continue
        first = min(first, phrase(tree, k)[0] if word.dep in ("poss", "compound", "nmod") else tree.first[k])
    commas = [k for k in range(first, i) if tree[k].text in ",;:"]
    first = commas[-1] + 1 if commas else first
    while first < i and (tree[first].tag in _CLOSED or not tree[first].text[0].isalnum()):
        first += 1
    for name in tree.children(i, "appos"):
        if tree[i].tag == "NN" and tree[name].tag == "NNP" and tree.first[name] == i + 1:
            last = name  # "militia leader Abu Mahdi"
    while last + 2 < len(tree.words) and _hyphen(tree, last + 1):
        last += 2
    if tree.lemma(i) in listed("partitive") | listed("container"):
        for noun in tree.objects_of(i, "of")[:1]:
            if noun > last:
                last = phrase(tree, noun)[1]
    return first, last


def _hyphen(tree: Tree, i: int) -> bool:
    """True for a hyphen that a tokenizer took out of a name: "al-Thani"."""
    return tree[i].text == "-" and tree[i].start == tree[i - 1].end and tree[i + 1].start == tree[i].end


def short_name(tree: Tree, i: int) -> str:
    """The short noun phrase around `i`, in the words of the sentence, without article, count and possessive mark."""
    first, last = phrase(tree, i)
    while first < i and (tree[first].tag in ("CD", "HYPH", "JJS") or tree[first].pos == "NUM" or _bounds(tree, first)):
        first += 1
    for preposition in tree.children(i, "prep"):  # "Bank of England", "deputy chief of the militia"
        if preposition == last + 1 and tree[preposition].text == "of":
            held = [k for k in tree.children(preposition, "pobj") if _belongs(tree, i, k)]
            last = max([last, *(phrase(tree, k)[1] for k in held)])
    return tree.text(first, last)


def _belongs(tree: Tree, i: int, other: int) -> bool:
    """A name whose head has one too, or who somebody is without a name of his own."""
    if tree[i].pos == "PROPN":
        return tree[other].pos == "PROPN"
    return tree.lemma(i) in listed("people") and tree[tree.first[i]].pos != "PROPN"


def _bounds(tree: Tree, i: int) -> bool:
    """ "At least" of "at least three civilians", "more than" of "more than 100"."""
    return any(tree[k].tag == "CD" for k in range(i + 1, min(i + 4, len(tree.words)))) and tree[i].pos in (
        "ADP", "ADJ", "ADV", "SCONJ", "DET", "PART",
    )  # fmt: skip
