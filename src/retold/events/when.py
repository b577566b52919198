"""Which time expression belongs to which event of a sentence: the nearest by the tree."""

import re
from collections.abc import Sequence

from retold.events.triggers import Trigger
from retold.sentences import dateline_end
from retold.trees import NOUNS, Tree
from retold.types import Parse, Period, Sentence, TimeExpression

Placed = tuple[TimeExpression, int, int]

#: Prepositions before what is spoken of, which need not have happened then.
_TOPICS = frozenset({"about", "against", "concerning", "for", "of", "on", "over", "regarding", "to"})
_UNTIL = re.compile(r"\b(?:until|till|til)\s+(?:the\s+)?$", re.I)
#: Words that make a noun a time: "during the Monday rush", unlike "at the Christmas party".
_SPANS = ("during", "over", "throughout")
MODIFIERS = frozenset({"compound", "nmod", "amod", "poss", "nummod"})
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "conj"})


def place(sentence: Sentence, parse: Parse, times: Sequence[TimeExpression]) -> list[Placed]:
    """The time expressions of a sentence that say when, each with its first word and one past its last."""
    found = []
    body = dateline_end(sentence.text)
    for expression in times:
        low, high = expression.span.start - sentence.start, expression.span.end - sentence.start
        if _UNTIL.search(sentence.text[max(0, low - 8) : max(0, low)]):
            continue  # an end is not when it happens
        if low < body or high > len(sentence.text) or expression.type == "SET":
            continue
        if expression.type == "DURATION" and expression.period is None and "X" not in expression.value:
            continue
        inside = [i for i, word in enumerate(parse) if word.start < high and word.end > low]
        if inside:
            found.append((expression, inside[0], inside[-1] + 1))
    return found


def mended_heads(parse: Parse, placed: Sequence[Placed]) -> list[int]:
    """The heads of a parse, where a relative clause belongs to the noun before "in January", never to January."""
    heads = [word.head for word in parse]
    for _, first, last in placed:
        for i, head in enumerate(heads):
            if parse[i].dep in ("relcl", "acl") and first <= head < last:
                noun = next((j for j in range(first - 1, -1, -1) if parse[j].pos in NOUNS), None)
                if noun is not None and noun != i:
                    heads[i] = noun
    return heads


def head_of(tree: Tree, first: int, last: int) -> int:
    """The word of a time expression by which it hangs on the rest."""
    for i in range(first, last):
        if not first <= tree.heads[i] < last:
            return i
    return first


def attach(tree: Tree, placed: Sequence[Placed], triggers: Sequence[Trigger]) -> dict[int, list[TimeExpression]]:
    """Place in `triggers` to its time expressions, in order. Definite times win over "recently"."""
    found: dict[int, list[TimeExpression]] = {}
    for expression, first, last in placed:
        owner = owner_of(tree, first, last, triggers)
        if owner is not None:
            found.setdefault(owner, []).append(expression)
    return {i: _narrowest([e for e in own if e.period is not None]) or own[:1] for i, own in found.items()}


def _narrowest(times: list[TimeExpression]) -> list[TimeExpression]:
    """Without those that another is within: "5:30 a.m. on Friday" is one time."""
    return [e for e in times if not any(o is not e and _within(o.period, e.period) for o in times)]


def _within(inner: Period | None, outer: Period | None) -> bool:
    if inner is None or outer is None or inner == outer:
        return False
    if None in (inner.earliest, inner.latest, outer.earliest, outer.latest):
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest  # type: ignore[operator]


def owner_of(tree: Tree, first: int, last: int, triggers: Sequence[Trigger]) -> int | None:
    """The trigger that a time expression belongs to, as a place in `triggers`; None if its clause has none."""
    head = head_of(tree, first, last)
    noun = tree.heads[head]
    modifies = tree[head].dep in MODIFIERS and tree[noun].pos in NOUNS and not first <= noun < last
    if modifies and spans(tree, noun):
        modifies = False
    if modifies and not any(noun in trigger.words for trigger in triggers):
        return None  # "the Christmas party", "his Monday column": the noun's, not the event's
    path = [head, *tree.up(head)]
    reach = len(path)
    for steps, i in enumerate(path):
        # Beyond the verb of its own clause a time has no say; a complement ("set to resume", "held talks") is nearer.
        if tree[i].tag.startswith("VB") and steps:
            reach = steps
            break
    best: tuple[float, int, int] | None = None
    for number, trigger in enumerate(triggers):
        for word in trigger.words:
            if first <= word < last:
                continue
            distance = _cost(tree, path, reach, word)
            if distance is None:
                continue
            key = (distance, abs(word - head), number)
            if best is None or key < best:
                best = key
    return None if best is None else best[2]


def _cost(tree: Tree, path: list[int], reach: int, word: int) -> float | None:
    """Steps from the time to a word; None if they are in different clauses."""
    here = set(path)
    down, i = 0, word
    for i in (word, *tree.up(word)):
        if i in here:
            break
        if tree[i].tag.startswith("VB") and tree[i].dep in _CLAUSES:
            return None  # a clause of its own, below the one that is dated
        if tree[i].dep == "pobj" and tree[tree.heads[i]].text.lower() in _TOPICS:
            return None  # "met in June over the withdrawal": June is when they met
        down += 1
    else:
        return None
    steps = path.index(i)
    if steps > reach and not _carried(tree, path[reach:steps]):
        return None
    return steps + down


def spans(tree: Tree, noun: int) -> bool:
    """True for a noun that is a time by its preposition."""
    return tree[noun].dep == "pobj" and tree[tree.heads[noun]].text.lower() in _SPANS


def _carried(tree: Tree, between: list[int]) -> bool:
    """True if every verb on the way up is a mere part of the one above: "began taking", "set to resume"."""
    return all(
        tree[i].dep in ("xcomp", "aux", "auxpass", "acl", "pcomp", "prep")
        or (tree[i].dep == "conj" and tree[i].tag in ("VB", "VBG", "VBN") and not tree.children(i, "aux", "nsubj"))
        for i in between
    )
