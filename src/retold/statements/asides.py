"""Verbs of saying in an aside to what is said: `the dam, she said, is old`, `as Reed noted, the dam is old`."""

from retold.statements.adjuncts import around
from retold.statements.clauses import bounds
from retold.statements.cues import Cue

#: Labels of a verb that states something for itself.
_MAIN = frozenset({"ROOT", "ccomp", "conj", "dep", "parataxis"})
#: Labels of what a verb holds, but for an object.
_HOLDING = ("ccomp", "xcomp", "acomp", "attr")
_CLAUSES = ("ccomp", "xcomp", "parataxis")


def as_clause(cue: Cue) -> tuple[int, int] | None:
    """`As Smith noted, the deal is dead`: the clause that "as" hangs on."""
    tree, words, verb = cue.tree, cue.words, cue.verb
    as_ = next((kid for kid in tree.kids[verb] if kid < verb and words[kid].lemma == "as"), None)
    if as_ is None or cue.source is None or not {"c", "q"} & cue.takes:
        return None
    holding = (*_HOLDING,) if words[verb].lemma == "put" else ("dobj", *_HOLDING)
    if tree.child(verb, *holding) is not None:
        return None
    first, last = as_, max(tree.last[verb], cue.range[1])
    comma = next((at for at in range(cue.range[1] + 1, last) if words[at].text == "," and cue.inside[at] < 0), last)
    last = max(comma, cue.range[1])
    while last > cue.range[1] and words[last].pos == "PUNCT":
        last -= 1
    end = last + 1 < len(words) and words[last + 1].pos != "PUNCT"
    joined = first == 0 or words[first - 1].text in (",", "—", "–", "-", "(") or words[first - 1].dep == "cc"
    return None if end or not joined else around(tree, cue.inside, first, last)


def parenthesis(cue: Cue) -> tuple[int, int] | None:
    """`The deal is dead, he said`; `The deal, he said, is dead`."""
    if "c" not in cue.takes or cue.source is None or cue.saying.tier != "said" or cue.tells_of():
        return None
    words, tree = cue.words, cue.tree
    low, high = cue.core()
    if words[cue.verb].tag == "VBG" and not tree.children(cue.verb, "aux"):
        return None
    if low == 0 or words[low - 1].text not in (",", "—", "–", "-", "”", '"'):
        return None
    if words[cue.verb].dep in ("parataxis", "ccomp", "dep") and not tree.is_root(cue.verb):
        found = bounds(cue, words[cue.verb].head)
        if found is not None and (cue.inside[found[0]] < 0 or found[1] < low):
            return found
    rest = [at for at in range(high + 1, len(words)) if words[at].pos != "PUNCT"]
    if all(tree.under(at, cue.verb) for at in rest) and not tree.children(cue.verb, *_CLAUSES):
        first = 0
        while first < low and (words[first].pos == "PUNCT" or words[first].dep == "cc"):
            first += 1
        return (first, low - 2) if _says_something(cue, first, low - 2) else None
    return None


def _says_something(cue: Cue, first: int, last: int) -> bool:
    """Whether a stretch holds a finite clause that hangs on nothing within it but the cue."""
    return any(
        word.tag in ("VBD", "VBZ", "VBP", "MD")
        and (cue.tree.head(at) if word.tag == "MD" or word.dep in ("aux", "auxpass") else word).dep in _MAIN
        for at, word in enumerate(cue.words[first : last + 1], first)
    )


def between_commas(cue: Cue) -> tuple[int, int] | None:
    """`The deal, he said, is dead`: by commas, where the tree makes no sense of it."""
    words = cue.words
    if "c" not in cue.takes or cue.source is None or cue.saying.tier != "said" or words[cue.verb].tag == "VBG":
        return None
    if cue.tells_of():
        return None
    low, high = cue.core()
    hearer = cue.tree.child(cue.verb, "dobj") if "h" in cue.takes else None
    if hearer is not None and hearer > high:
        high = cue.tree.last[hearer]
    held = [kid for kid in cue.tree.children(cue.verb, "dobj", "ccomp", "xcomp", "acomp", "prep") if kid > high]
    held = [kid for kid in held if not cue.is_day(kid)]
    if held or "x" in cue.takes:
        return None
    behind = [at for at in range(high + 1, len(words)) if words[at].pos != "PUNCT"]
    if low < 2 or words[low - 1].text not in (",", "—", "–", "-", "--"):
        return None
    if not behind or all(cue.tree.under(at, cue.verb) for at in behind):
        first = 1 if words[0].dep == "cc" else 0
        spoken = words[cue.verb].lemma == "say" and words[first].pos not in ("ADP", "SCONJ", "ADV")
        return cue.stripped(first, low - 2) if spoken or _finite(cue, first, low - 2) else None
    if words[high + 1].text in (",", "—", "–", "-", "--"):
        return cue.stripped(high + 2, len(words) - 1) if _finite(cue, high + 2, len(words) - 1) else None
    return None


def _finite(cue: Cue, first: int, last: int) -> bool:
    """Whether a stretch holds a verb of its own."""
    return any(word.tag in ("VBD", "VBZ", "VBP", "MD") for word in cue.words[first : last + 1])
