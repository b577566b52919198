"""Whose age a number is, from the parse: a name or a noun in the article's words; "" if the sentence doesn't tell."""

from retold.figures.amounts import Amount
from retold.figures.within import above, first_from, top_of, within
from retold.trees import NOUNS, VERBS, Tree

_NO_PERSON = frozenset({"year", "month", "age", "week", "day", "percent"})


def aged(text: str, tree: Tree, amount: Amount) -> str:
    """Whose age it is: the first name or noun above the number that is no word of time."""
    words, inside = tree.words, within(tree, amount.at, amount.after)
    if text[: amount.end].endswith(("'s", "’s")):
        return ""  # "the 81-year-old's health"
    following = _run(tree, amount)
    if following is not None:
        return _name(text, tree, following)
    at = top_of(tree, inside)
    seen = set(inside)
    before = next((i for i in range(inside[0] - 1, -1, -1) if words[i].text != ","), None)
    if before is not None and words[before].text.lower() in ("now", "then", "just", "only") and before > 1:
        before -= 2
    if (
        before is not None
        and 2 <= inside[0] - before <= 3
        and words[before].pos in NOUNS
        and amount.end - amount.at <= 3
    ):
        return _name(text, tree, before)
    for up in (at, *above(tree, at)):
        word = words[up]
        if word.pos in VERBS:
            subject = tree.subject(up)
            if subject is None or subject in seen:
                return ""
            of = tree.objects_of(subject, "of") if words[subject].lemma in _NO_PERSON else []
            return _name(text, tree, next(iter(of), subject))
        if up not in seen and word.pos in NOUNS and word.lemma not in _NO_PERSON:
            named = next((i for i in tree.objects_of(up, "of") if words[i].pos == "PROPN" and i < inside[0]), up)
            return _name(text, tree, up if word.pos == "PROPN" else named)
        if up not in seen and word.lemma in ("age", "percent"):
            person = next((i for i in tree.objects_of(up, "of") if i not in seen), None)
            if person is not None:
                return _name(text, tree, person)
    return ""


def _run(tree: Tree, amount: Amount) -> int | None:
    """ "the 68-year-old former secretary of state": the last noun of the words right behind."""
    found = None
    if not amount.unit.endswith("old") or amount.end - amount.at <= len("12"):
        return None
    for i in range(first_from(tree, amount.after), len(tree.words)):
        word = tree.words[i]
        if word.text == "-":
            continue
        if word.pos not in ("ADJ", "NOUN", "PROPN"):
            break
        if word.pos in NOUNS:
            found = i
    return found


def _name(text: str, tree: Tree, at: int) -> str:
    words = tree.words
    first = at
    while first > 0 and words[first - 1].pos == words[at].pos == "PROPN" and tree.heads[first - 1] == at:
        first -= 1
    return text[words[first].start : words[at].end]
