"""Quotations that a verb of saying holds within its sentence: before it, behind it, or broken by it.

Where quotations begin and end in the article is told by `quotes`; those in other sentences are found in `across`.
"""

from retold.statements.cues import Cue
from retold.statements.sayings import sayings

#: Words that a quotation's cue may stand away from it.
_FAR = 25


def quotations(cue: Cue) -> list[tuple[int, int]]:
    """None, one, or two where the quotation is broken by its cue."""
    if "q" not in cue.takes or cue.inside[cue.verb] >= 0:
        return []
    found = []
    left = min(cue.range[0], cue.source[0] if cue.source is not None else cue.range[0])
    right = max(cue.range[1], cue.source[1] if cue.source is not None else cue.range[1])
    quoting = cue.words[cue.verb].dep == "pcomp" and cue.tree.head(cue.verb).lemma == "as"
    if quoting:
        left = min(left, _begins(cue, cue.tree.heads[cue.tree.heads[cue.verb]]))
    between = range(cue.source[1] + 1, cue.range[0]) if cue.source is not None else range(0)
    told = not quoting and any(cue.words[at].tag in ("VBD", "VBZ", "VBP") for at in between)
    # "..., she said, adding": what stands before is said, not added.
    before = _quote_before(cue, left) if not told else None
    if before is not None:
        found.append(before)
    after = _quote_after(cue, right)
    if after is not None:
        found.append(after)
    return found


def _begins(cue: Cue, verb: int) -> int:
    """First word of `the paper quoted Reed as saying`."""
    subject = cue.tree.child(verb, "nsubj", "nsubjpass")
    return verb if subject is None else min(verb, cue.tree.first[subject])


def _quote_before(cue: Cue, left: int) -> tuple[int, int] | None:
    words, inside = cue.words, cue.inside
    at = left - 1
    while at >= 0 and inside[at] < 0 and (words[at].pos == "PUNCT" or words[at].dep in ("advmod", "cc")):
        at -= 1
    if at < 0 or inside[at] < 0:
        return None
    number, last = inside[at], at
    first = at
    while first > 0 and inside[first - 1] == number:
        first -= 1
    if first > 0 and not _starts_quote(cue, first):
        return None
    return first, last


def _starts_quote(cue: Cue, first: int) -> bool:
    """Whether a quotation stands on its own: after a comma or colon, or with a capital."""
    return cue.words[first - 1].text in (",", ":", "—", "–", "--", ";", ".", "…")


def _quote_after(cue: Cue, right: int) -> tuple[int, int] | None:
    words, inside, tree = cue.words, cue.inside, cue.tree
    at = right + 1
    while at < len(words) and inside[at] < 0:
        other = words[at].tag == "VBG" and words[at].lemma in sayings()
        if other or words[at].tag in ("VBD", "VBZ", "VBP", "MD") or at - right > _FAR:
            return None
        at += 1
    if at >= len(words):
        return None
    clause = tree.child(cue.verb, "ccomp")
    previous = words[at - 1]
    if "c" not in cue.takes and "x" in cue.takes and previous.text not in (",", ":"):
        return None  # "will continue “to break barriers”"
    if previous.text not in (",", ":") and previous.lemma not in ("that", "—") and at != right + 1:
        return None
    if clause is not None and cue.verb < tree.first[clause] < at - 1:
        return None
    first = at
    if previous.lemma == "that":
        first -= 1
    last = at
    while last + 1 < len(words) and inside[last + 1] == inside[at]:
        last += 1
    if not _ends_quote(cue, last):
        rest = tree.last[clause] if clause is not None else last
        last = max(last, rest)
    return first, last


def _ends_quote(cue: Cue, last: int) -> bool:
    return (
        last + 1 >= len(cue.words)
        or cue.words[last].text in (".", ",", "!", "?")
        or (cue.words[last - 1].text in (".", ",", "!", "?"))
    )
