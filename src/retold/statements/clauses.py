"""The clause that hangs on a verb of saying: `said that the dam is old`, `said the dam is old`.

Clauses that only stand beside the verb are found in `asides`.
"""

from retold.statements.cues import Cue
from retold.statements.speakers import told_by_root


def clause(cue: Cue) -> tuple[int, int] | None:
    """The clause that the verb has for an object, without the verb and its source."""
    if "c" not in cue.takes:
        return None
    clauses = cue.tree.children(cue.verb, "ccomp")
    # "He voted no. She said that ...": what follows is said, where two sentences were taken for one.
    for clause in sorted(clauses, key=lambda kid: not _follows(cue, kid)):
        found = bounds(cue, clause)
        if found is not None:
            return found
    return _statement_clause(cue) or _joined(cue)


def _follows(cue: Cue, clause: int) -> bool:
    """Whether a clause begins right behind the verb, or its subject."""
    first, high = cue.tree.first[clause], cue.core()[1]
    if not high < first <= high + 3:
        return False
    return cue.words[_after_day(cue, high + 1, cue.tree.last[clause])].pos != "PUNCT"


def _statement_clause(cue: Cue) -> tuple[int, int] | None:
    """`said in a statement that ...`: a clause that the parser hung on the statement."""
    tree, words = cue.tree, cue.words
    for prep in tree.children(cue.verb, "prep"):
        noun = tree.child(prep, "pobj")
        clause = tree.child(noun, "acl", "ccomp", "relcl") if noun is not None and prep > cue.verb else None
        if clause is None or words[tree.first[clause]].lemma != "that":
            continue
        # "in the suit that Reed earned a million": with an object of its own it tells nothing of the suit.
        if words[clause].dep != "relcl" or (
            tree.child(clause, "nsubj") != tree.first[clause] and len(tree.children(clause, "dobj")) > 1
        ):
            return bounds(cue, clause)
    return None


def _joined(cue: Cue) -> tuple[int, int] | None:
    """`claims Reed runs the paper`: a clause that the parser took for a second verb."""
    tree, words = cue.tree, cue.words
    verb = next((kid for kid in tree.children(cue.verb, "conj") if kid > cue.verb), None)
    if cue.saying.tier != "said" or verb is None or words[verb].tag not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    between = words[cue.range[1] + 1 : verb]
    if not between or any(word.dep == "cc" or word.pos == "PUNCT" for word in between):
        return None
    return cue.stripped(cue.range[1] + 1, tree.last[verb])


def bounds(cue: Cue, head: int) -> tuple[int, int] | None:
    """A subtree without the cue and its source."""
    tree, words = cue.tree, cue.words
    first, last = tree.first[head], tree.last[head]
    low, high = cue.core()
    if first <= low and high <= last:
        if head < low and all(tree.under(at, cue.verb) or words[at].pos == "PUNCT" for at in range(high + 1, last + 1)):
            last = low - 1
        elif words[first].dep == "mark" or not _interrupts(cue, low, high):
            first, last = (first, low - 1) if head < low else (high + 1, last)
        elif (tree.child(head, "nsubj", "nsubjpass", "expl") or low) > high:
            first = high + 1  # "But, he said, it is old"
    elif first <= high < last and first >= low:
        first = high + 1
    elif first < low <= last:
        last = low - 1
    while first <= last and words[first].pos == "PUNCT" and words[first].text not in "“\"‘'(''":
        first += 1
    first = _after_day(cue, first, last)
    that = tree.child(head, "mark")
    if that is not None and first < that and words[that].lemma == "that" and words[that - 1].pos == "PUNCT":
        first = that
    last = cue.before_turn(first, last, head)
    if first < low <= last <= high:
        last = low - 1
    while last > first and words[last].text in (",", ";", ":", ".", "—", "-", "–", "--"):
        last -= 1
    return (first, last) if first <= last and first <= head <= last else None


def _after_day(cue: Cue, first: int, last: int) -> int:
    """`said Tuesday the bridge was safe`: the day is when it was said, wherever the parser hangs it."""
    words = cue.words
    if first != cue.range[1] + 1 or first > last:
        return first
    at = first
    if at < last and words[at].text in ("on", "late", "early"):
        at += 1
    day = words[at].text.casefold().endswith("day") and words[at].pos == "PROPN"
    goes_on = at + 1 < last and words[at + 1].tag not in ("POS", "VBD", "VBZ", "MD", "NN", "NNS")
    return at + 1 if day and goes_on else first


def _interrupts(cue: Cue, low: int, high: int) -> bool:
    """`The deal, he said, is dead`: commas on both sides."""
    words = cue.words
    return low > 1 and words[low - 1].text == "," and high + 1 < len(words) and words[high + 1].text == ","


def that_clause(cue: Cue) -> tuple[int, int] | None:
    """`said following a vote that ...`: a clause that the parser hung on anything behind the cue."""
    if "c" not in cue.takes:
        return None
    words, tree = cue.words, cue.tree
    for at in range(cue.range[1] + 1, len(words) - 1):
        if words[at].lemma != "that" or words[at].tag not in ("IN", "WDT") or cue.inside[at] >= 0:
            continue
        holder = tree.head(tree.heads[at])
        if tree.heads[tree.heads[at]] != cue.verb and words[tree.heads[at]].dep == "ccomp" and holder.tag == "VBG":
            return None  # "responded by recognizing that"
        if tree.under(at, cue.verb) and words[at].dep in ("mark", "advmod"):
            return cue.stripped(at, tree.last[cue.verb])
        if told_by_root(tree, cue.verb) and words[at].dep == "mark":
            return cue.stripped(at, tree.last[tree.heads[at]])
        return None
    return None
