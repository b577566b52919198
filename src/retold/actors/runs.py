"""Runs of capitalised words in a sentence, split into title and name.

What kind of actor a run is, and which it is, is decided in the cast.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retold.actors.names import (
    AGENT,
    before_name,
    clean_title,
    gender_of,
    gender_of_noun,
    is_body,
    like_surname,
    name_words,
    role_words,
    said_verbs,
)
from retold.knowledge import mapping
from retold.trees import Tree
from retold.types import Parse

#: What a surname by itself doesn't have.
_MODIFIERS = ("det", "amod", "compound", "nmod", "nummod", "poss")
#: Words of an apposition that still is a title.
_LONGEST_APPOSITION = 14
_WHERE = frozenset({"across", "at", "from", "in", "near", "outside"})


#: "R-Conn." behind a lawmaker's name.
_PARTY_TAG = re.compile(r"[RDI]-[A-Z].*")


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
    word = parse[at].text
    if word[0].isupper() and word.isalpha() and parse[at - 1].text.casefold() in mapping("given_names"):
        # "Silas Borrow", of which the tagger takes the surname for a verb.
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
        if parse[at].pos != "PROPN" or not is_name(parse, at):
            at += 1
            continue
        last = at
        before = parse[at - 1].text if at else ""
        if before[:1].isupper() and parse[at - 1].pos != "PROPN" and before.casefold() in mapping("given_names"):
            # "Carly" looks like an adverb.
            at -= 1
        while last + 1 < len(parse) and (end := joined(parse, last + 1)) is not None:
            last = end
        found.extend(_run(index, tree, at, last))
        at = last + 1
    return found


def _run(index: int, tree: Tree, first: int, last: int) -> list[Run]:
    parse = tree.words
    titles = mapping("titles")
    tag = parse[first].text[0] in "RDI" and _PARTY_TAG.fullmatch(tree.text(first, last))
    generic = first == last and parse[first].text in name_words("place")
    if tag or generic or parse[last].text in ("Day", "Eve") or _is_office(tree, first, last):
        return []
    name, gender = first, ""
    for at in range(first, last):
        lower = parse[at].text.casefold()
        if (lower in titles or _is_role(parse, at, last)) and not is_body(tree.text(at, last)):
            name, gender = at + 1, titles.get(lower) or gender
    if parse[last].dep in ("compound", "nmod", "amod") and parse[last].head > last:
        head = parse[parse[last].head]
        full = name < last and parse[name].text.casefold() in mapping("given_names")
        if head.lemma in name_words("rule") and head.pos == "NOUN" and not (full and name > first):
            return _rule(index, tree, first, last)
        if head.pos in ("NOUN", "PROPN") and not full and (head.text.casefold() not in titles or head.text.islower()):
            return []
    # "Democrats Chuck Schumer": a plural before a full name; alone before a surname it is a given name ("Ines").
    while last - name >= 2 and parse[name].tag == "NNPS":
        name += 1
    while _is_origin(tree, name, last):
        name += 1
    name = _behind_office(parse, first, name, last)
    start = name
    while start > 0 and (
        parse[start - 1].pos in ("PROPN", "NOUN", "ADJ", "PART")
        or _goes_on(parse, start, name)
        or (parse[start - 1].text == "-" and start > 1 and parse[start - 1].start == parse[start - 2].end)
    ):
        start -= 1
    while start < name and parse[start].text in ("of", "to", "for"):
        start += 1
    before = tree.text(start, name - 1) if start < name else ""
    return [Run(index, first, last, name, before_name(before), gender or gender_of(before))]


def _rule(index: int, tree: Tree, first: int, last: int) -> list[Run]:
    """`the Trump administration`: a body under the name of who leads it."""
    head = tree.heads[last]
    if head != last + 1 or not {tree[last].text.casefold(), tree[last].text[:-1].casefold()}.isdisjoint(
        mapping("nations")
    ):
        return []
    return [Run(index, first, head, last, "", "")]


def _behind_office(parse: Parse, first: int, name: int, last: int) -> int:
    """First word of the name in `Secretary of State Ann Lee`, of which the run has what follows "of"."""
    of = name == first and first >= 2 and parse[first - 1].text == "of" and _is_title(parse[first - 2].text)
    if not of or name == last:
        return name
    given = (at for at in range(name + 1, last) if parse[at].text.casefold() in mapping("given_names"))
    return next(given, last - 1 if last - name >= 2 else name)


def _is_origin(tree: Tree, name: int, last: int) -> bool:
    """Whether a run begins with a state or party before a name: "ambassador to Iraq Mathew Tueller"."""
    parse = tree.words
    lower = parse[name].text.casefold()
    if name == last or not (lower in mapping("nations") or lower in mapping("parties")):
        return False
    if lower in mapping("given_names") or parse[name + 1].pos != "PROPN":
        return False
    if is_body(tree.text(name, last)) or tree.text(name, last).casefold() in mapping("parties"):
        return False
    return last - name >= 2 or (name > 0 and parse[name - 1].text == "to") or lower in mapping("parties")


def _goes_on(parse: Parse, start: int, name: int) -> bool:
    """Whether "of", "to" or "for" before `start` belongs to an office: "ambassador to Iraq Ann Lee"."""
    if start < 2 or start == name or parse[start - 1].text not in ("of", "to", "for"):
        return False
    office = parse[start - 2].text.casefold() in role_words()
    return office and not any(_is_title(word.text) for word in parse[start:name])


def _is_title(word: str) -> bool:
    return word.casefold() in mapping("titles")


def _is_office(tree: Tree, first: int, last: int) -> bool:
    """`the Hewlett-Packard CEO`, `the Prime Minister`: an office by itself, and nobody called Dean or King."""
    if tree[last].text.casefold() not in mapping("titles") or is_body(tree.text(first, last)):
        return False
    the = first > 0 and tree[first - 1].text.casefold() == "the"
    named = any(tree[at].text.casefold() in mapping("given_names") for at in range(first, last))
    return the or (not named and tree[last].text.casefold() not in name_words("also surname"))


def _is_role(parse: Parse, at: int, last: int) -> bool:
    """`Beekeeper Cornelius Ashby`: a word for somebody who does something, before a full name."""
    lower = parse[at].text.casefold()
    return last - at >= 2 and lower not in mapping("given_names") and AGENT.search(lower) is not None


def only_places(runs: Sequence[Run], trees: Sequence[Tree]) -> set[str]:
    """Names that mostly stand after "in", "at", "near" or "from", and never do anything."""
    there, elsewhere = Counter[str](), Counter[str]()
    active = set()
    for run in runs:
        tree = trees[run.sentence]
        head = tree[parse_head(tree, run.first, run.last)]
        name = tree.text(run.name, run.last)
        where = head.dep == "pobj" and tree[head.head].lemma in _WHERE
        (there if where else elsewhere)[name] += 1
        if head.dep in ("nsubj", "nsubjpass", "poss"):
            active.add(name)
    return {name for name, times in there.items() if times > elsewhere[name] and name not in active}


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
    if appos is None or tree.last[appos] - tree.first[appos] > _LONGEST_APPOSITION:
        return ""
    lemma = tree[appos].lemma.casefold()
    if lemma not in role_words() and not (tree[appos].pos == "NOUN" and AGENT.search(lemma)):
        return ""
    last = tree.last[appos]
    for kid in tree.kids[appos]:
        if tree[kid].dep in ("relcl", "acl", "appos") and kid > appos:
            last = min(last, tree.first[kid] - 1)
    return clean_title(tree.text(tree.first[appos], last))


def gender_beside(run: Run, tree: Tree, head: int) -> str:
    """ "m" or "f" by a noun beside the name: "his wife, Betsy", "her brother Paul", "Ann Lee, an actress"."""
    beside = [tree.heads[head]] if tree[head].dep == "appos" else []
    beside += tree.children(head, "appos")
    if run.name > 0:
        beside += [run.name - 1]
    return next((told for at in beside if (told := gender_of_noun(tree[at].lemma.casefold()))), "")
