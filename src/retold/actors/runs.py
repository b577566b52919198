"""Runs of capitalised words in a sentence, split into title and name.

What kind of actor a run is, and which it is, is decided in the cast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retold.actors.names import (
    AGENT,
    before_name,
    clean_title,
    gender_of,
    is_body,
    like_surname,
    name_words,
    said_verbs,
)
from retold.knowledge import mapping
from retold.trees import Tree
from retold.types import Parse

#: What a surname by itself doesn't have.
_MODIFIERS = ("det", "amod", "compound", "nmod", "nummod", "poss")
_WHERE = frozenset({"across", "at", "from", "in", "near", "outside"})


@dataclass(frozen=True, slots=True)
class Run:
    """A run of capitalised words."""

    sentence: int
    first: int
    last: int
    #: First word of the name, after titles.
    name: int
    title: str
    gender: str


def parse_head(tree: Tree, first: int, last: int) -> int:
    """The word of a range whose head stands outside of it."""
    for at in range(last, first - 1, -1):
        head = tree[at].head
        if head == at or not first <= head <= last:
            return at
    return last


def joined(parse: Parse, at: int) -> int | None:
    """The last word of what a run goes on with at `at`: a name, or a hyphen or particle between names."""
    if is_name(parse, at):
        return at
    if at + 1 < len(parse) and is_name(parse, at + 1):
        glued = parse[at].start == parse[at - 1].end and parse[at].end == parse[at + 1].start
        if (parse[at].text in "-‐–" and glued) or parse[at].text.casefold() in name_words("particle"):
            return at + 1
    return None


def is_name(parse: Parse, at: int) -> bool:
    """Whether a word is a capitalised name and no day or month."""
    word = parse[at]
    if word.pos != "PROPN" or word.text[0].islower():
        return False
    return word.text.casefold().rstrip(".") not in name_words("calendar")


def find_runs(index: int, tree: Tree) -> list[Run]:
    """All runs of a sentence."""
    found = []
    at, parse = 0, tree.words
    while at < len(parse):
        if not is_name(parse, at):
            at += 1
            continue
        last = at
        while last + 1 < len(parse) and (end := joined(parse, last + 1)) is not None:
            last = end
        found.extend(_run(index, tree, at, last))
        at = last + 1
    return found


def _run(index: int, tree: Tree, first: int, last: int) -> list[Run]:
    parse = tree.words
    titles = mapping("titles")
    name, gender = first, ""
    for at in range(first, last):
        lower = parse[at].text.casefold()
        if (lower in titles or _is_role(parse, at, last)) and not is_body(tree.text(at, last)):
            name, gender = at + 1, titles.get(lower) or gender
    if parse[last].dep in ("compound", "nmod", "amod") and parse[last].head > last:
        head = parse[parse[last].head]
        full = name < last and parse[name].text.casefold() in mapping("given_names")
        if head.pos in ("NOUN", "PROPN") and head.text.casefold() not in titles and not full:
            return []
    # "Democrats Chuck Schumer": a plural before a full name; alone before a surname it is a given name ("Ines").
    while last - name >= 2 and parse[name].tag == "NNPS":
        name += 1
    start = name
    while start > 0 and (
        parse[start - 1].pos in ("PROPN", "NOUN", "ADJ", "PART")
        or (parse[start - 1].text == "of" and start < name)
        or (parse[start - 1].text == "-" and start > 1 and parse[start - 1].start == parse[start - 2].end)
    ):
        start -= 1
    before = tree.text(start, name - 1) if start < name else ""
    return [Run(index, first, last, name, before_name(before), gender or gender_of(before))]


def _is_role(parse: Parse, at: int, last: int) -> bool:
    """`Beekeeper Cornelius Ashby`: a word for somebody who does something, before a full name."""
    lower = parse[at].text.casefold()
    return last - at >= 2 and lower not in mapping("given_names") and AGENT.search(lower) is not None


def only_places(runs: Sequence[Run], trees: Sequence[Tree]) -> set[str]:
    """Names that only ever stand after "in", "at", "near" or "from"."""
    places: dict[str, bool] = {}
    for run in runs:
        tree = trees[run.sentence]
        head = tree[parse_head(tree, run.first, run.last)]
        name = tree.text(run.name, run.last)
        there = head.dep == "pobj" and tree[head.head].lemma in _WHERE
        places[name] = places.get(name, True) and there
    return {name for name, always in places.items() if always}


def speaking(runs: Sequence[Run], trees: Sequence[Tree]) -> set[str]:
    """Single names that speak as persons do: bare subjects of a verb of saying, no "it" and no longer name's begin."""
    found, barred = set(), set[str]()
    for run in runs:
        tree, at = trees[run.sentence], run.last
        barred.update(tree[i].text for i in range(run.first, at))
        if run.first < at:
            continue
        if tree.child(at, *_MODIFIERS) is not None or _is_thing(tree, at):
            barred.add(tree[at].text)
        elif tree[at].dep == "nsubj" and tree.head(at).lemma in said_verbs() and like_surname(tree[at].text):
            found.add(tree[at].text)
    return found - barred


def _is_thing(tree: Tree, at: int) -> bool:
    """`Verge reported its earnings`, `Verge said it would close`."""
    verb = tree.heads[at]
    near = (kid for child in tree.kids[verb] for kid in tree.kids[child])
    return tree[at].dep == "nsubj" and any(kid > at and tree[kid].text.casefold() in ("it", "its") for kid in near)


def is_which(run: Run, tree: Tree) -> bool:
    """`Calder Crossings, which runs the bridge`: no person is a which."""
    clause = tree.child(parse_head(tree, run.first, run.last), "relcl")
    return clause is not None and any(tree[kid].text == "which" for kid in tree.kids[clause])


def apposition(run: Run, tree: Tree) -> str:
    """The office or role that stands behind a name: "Anna Reed, the mayor"; "" if none does."""
    head = parse_head(tree, run.first, run.last)
    appos = tree.child(head, "appos")
    if appos is None or tree[appos].pos != "NOUN" or tree.last[appos] - tree.first[appos] > 14:
        return ""
    last = tree.last[appos]
    for kid in tree.kids[appos]:
        if tree[kid].dep in ("relcl", "acl", "appos") and kid > appos:
            last = min(last, tree.first[kid] - 1)
    return clean_title(tree.text(tree.first[appos], last))
