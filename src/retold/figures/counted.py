"""What a number counts, from the parse: the noun it modifies, what it is so many "of", or what measures so much.

In the article's words, without the number itself, articles and clauses; "" if the sentence doesn't tell.
"""

from bisect import bisect_right
from collections.abc import Sequence

from retold.figures.ages import UNITS as AGES
from retold.figures.amounts import Amount
from retold.figures.numerals import kind_of
from retold.figures.sides import is_money
from retold.figures.tokens import role
from retold.figures.whose import aged
from retold.figures.within import above, first_from, top_of, within
from retold.knowledge import mapping
from retold.trees import NOUNS, VERBS, Tree

_MODIFIERS = frozenset(
    {"advmod", "amod", "compound", "nmod", "npadvmod", "nummod", "punct", "quantmod", "det", "predet", "poss"}
)
_SOLD = frozenset({"for", "on", "towards", "toward"})
_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr"})
#: Prepositions between a verb that measures and its number.
_AT = frozenset(
    {"to", "for", "at", "by", "from", "between", "of", "above", "below", "over", "under", "about", "around"}
)
_TOTALS = frozenset({"of", "at", "between", "from", "to", "by", "with"})
#: Between a number and a noun behind it.
_NEAR = 40
_AFTER = frozenset({"in", "of", "from", "for", "on", "at", "to"})
#: Tags of words that begin or make a clause: it is no part of what is counted.
_CLAUSES = frozenset({"VBD", "VBZ", "VBP", "VB", "VBN", "MD", "WDT", "WP", "WRB"})
#: "12 more votes", "an additional 20": no part of what is counted.
_ADDED = frozenset({"more", "fewer", "less", "extra", "additional", "further", "other"})
_STOPS = frozenset({",", ";", "—", "–", "(", "“", "”", '"', ":", "-", ")"})


def counted(text: str, tree: Tree, amount: Amount, others: Sequence[Amount] = ()) -> str:
    """What an amount counts, as a stretch of the sentence; `others` are the sentence's other amounts."""
    words = tree.words
    inside = within(tree, amount.at, amount.after)
    if not inside:
        return ""
    if _is_bent(tree, amount):
        return ""
    if amount.unit in AGES:
        return aged(text, tree, amount)
    noun = _noun(tree, inside, amount)
    if noun is None or _in_another(words[noun].start, others):
        return ""
    return _phrase(text, tree, noun, amount)


def _is_bent(tree: Tree, amount: Amount) -> bool:
    """ "an eight-oared crew": what is counted stands there as an adjective only."""
    after = first_from(tree, amount.after)
    words = tree.words[after : after + 2]
    return not amount.unit and len(words) == 2 and words[0].text == "-" and words[1].text.endswith("ed")


def _in_another(place: int, others: Sequence[Amount]) -> bool:
    """Whether a place is within one of the amounts, which are in order."""
    at = bisect_right(others, place, key=_at) - 1
    return at >= 0 and place < others[at].after


def _at(amount: Amount) -> int:
    return amount.at


def _noun(tree: Tree, inside: Sequence[int], amount: Amount) -> int | None:
    words = tree.words
    held = set(inside)
    top = top_of(tree, inside)
    while amount.start <= words[tree.heads[top]].start < amount.at and words[tree.heads[top]].pos not in VERBS:
        top = tree.heads[top]  # "up to 41 degrees": the words of the qualifier are no way up
        held.add(top)
        if len(held) > len(words):
            break
    behind = _behind(tree, inside, amount)
    if behind is not None:
        return behind
    for _ in range(6):
        of = next(iter(tree.objects_of(top, "of")), None)
        if of is not None and of not in held and (top in held or words[top].lemma in role("hollow")):
            return of
        counts = top not in held and words[top].pos in NOUNS and words[top].dep != "poss"
        if counts and not _within_name(tree, top, amount):
            return top
        head = tree.heads[top]
        if amount.unit and words[head].text.lower() in role("direction"):
            return None  # "25 miles south of Florence": a place, and nothing is counted
        if words[top].dep in _MODIFIERS and head != top and not (words[head].pos in VERBS and top in held):
            top = head
            continue
        break
    if top in held:
        return _elsewhere(tree, top, held, amount)
    # A plural may be taken for a verb: "in four Super Tuesday states".
    noun = words[top].pos in ("NOUN", "PROPN", "PRON") or words[top].dep in _NOMINAL
    return top if noun else _elsewhere(tree, top, held, amount)


def _within_name(tree: Tree, i: int, amount: Amount) -> bool:
    """ "four Super Tuesday states": the first noun belongs to the counted one; not so in "a 12-member panel"."""
    words = tree.words
    after = first_from(tree, amount.after)
    hyphen = after < len(words) and words[after].text == "-"
    return not hyphen and words[i].dep in ("compound", "nmod", "amod") and i < tree.heads[i] <= i + 3


def _behind(tree: Tree, inside: Sequence[int], amount: Amount) -> int | None:
    """ "26 of the men", "$31 million in damages", "$5 million on ads": the noun behind the preposition that follows."""
    words = tree.words
    after = inside[-1] + 1
    if after >= len(words):
        return None
    preposition, noun = words[after].text.lower(), tree.child(after, "pobj", "pcomp")
    if noun is not None and words[noun].dep == "pcomp":  # "hundreds of smuggling suspects"
        noun = tree.child(noun, "dobj")
    if noun is None or words[noun].pos not in ("NOUN", "PROPN", "PRON"):
        return None
    if preposition == "of":
        return next(iter(tree.objects_of(noun, "of")), noun) if words[noun].lemma in role("hollow") else noun
    thing = words[noun].pos == "NOUN" and words[noun].lemma not in role("period") | role("hollow")
    if preposition == "in" and amount.unit and thing and tree.child(noun, "det", "poss") is None:
        return noun
    paid = any(words[i].lemma in role("pays") for i in above(tree, inside[-1]))
    return noun if preposition in _SOLD and paid and thing and is_money(amount.unit) else None


def _elsewhere(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """Where no noun goes with the number: what follows, what it totals, what measures so much, or what befell them."""
    for find in (_listed, _brought, _total, _following, _among, _befell, _paid, _measured):
        found = find(tree, top, held, amount)
        if found is not None and found not in held:
            return found
    return None


def _listed(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "five or six men", "of the 40 and 50 cars": a number joined to one that counts."""
    words = tree.words
    if words[top].dep != "conj" or words[tree.heads[top]].pos != "NUM":
        return None
    head = tree.heads[tree.heads[top]]
    return head if words[tree.heads[top]].dep == "nummod" and words[head].pos in NOUNS else None


def _total(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "a work force of 43 million", "an increase of 5 percent": the noun before."""
    words = tree.words
    if words[top].dep != "pobj" or _is_vague(tree, held, amount) or tree.child(top, "det") is not None:
        return None
    of = tree.heads[top]
    if words[of].dep == "pobj":  # "of between 3 and 5 percent"
        of = tree.heads[of]
    noun = tree.heads[of]
    if words[of].dep != "prep" or words[of].text.lower() not in (_TOTALS if amount.unit else _TOTALS - {"by", "with"}):
        return None
    if words[noun].pos not in NOUNS or noun > of or (words[of].lemma == "with" and words[noun].pos == "NOUN"):
        return None
    if words[noun].lemma in role("hollow"):
        return next((i for i in tree.objects_of(noun, "of") if i not in held), noun)
    return noun


def _is_vague(tree: Tree, held: set[int], amount: Amount) -> bool:
    """ "the support of millions" counts nothing."""
    return not amount.unit and any(kind_of(tree.words[i].text) == "plural" for i in held)


def _following(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "five hundred and twelve workers": the noun right behind, where the tree has lost the way."""
    words = tree.words
    noun = first_from(tree, amount.after)
    if noun == len(words) or amount.unit:
        return None
    if words[noun].text == "-" and noun + 1 < len(words):
        noun += 1
    if words[noun].pos == "ADJ" and words[noun].text.lower() in mapping("figure_senses"):
        return noun  # "nine dead"
    while words[noun].dep in ("amod", "compound", "nmod") and tree.heads[noun] > noun:
        noun = tree.heads[noun]
    near = words[noun].start - amount.after < _NEAR and tree.head(noun).dep != "relcl"  # "the thousands Reed gave"
    return (
        noun
        if near and words[noun].pos in NOUNS and words[noun].dep not in ("npadvmod",) and noun > max(held)
        else None
    )


def _verb(tree: Tree, top: int, held: set[int]) -> int | None:
    """The verb that a number goes with; None if the number hangs on another noun or in an aside."""
    verb = next((i for i in (top, *above(tree, top)) if tree.words[i].pos in VERBS), None)
    if verb is None or any(tree.words[i].pos in NOUNS and i not in held for i in _between(tree, top, verb)):
        return None
    return verb


def _befell(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "26 were injured": injured; "killed 14": killed."""
    word, verb = tree.words[top], tree.heads[top]
    if amount.unit or tree.words[verb].pos not in VERBS:
        return None
    if word.dep in ("nsubj", "nsubjpass"):
        return verb if tree.words[verb].tag == "VBN" else None
    fate = word.dep == "dobj" and tree.words[verb].text.lower() in mapping("figure_senses")
    return verb if fate else None


def _among(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "Among likely voters, 45 percent ...": the voters; "Of the 60 ferries, 12 are broken": the ferries."""
    verb = _verb(tree, top, held)
    if verb is None or amount.unit not in ("", "%"):
        return None
    named = ("among", "of") if tree.words[top].dep in ("nsubj", "nsubjpass") else ("among",)
    return next((i for i in tree.objects_of(verb, *named) if tree.words[i].pos in NOUNS), None)


def _paid(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "paid $20 to the driver for lunch": lunch."""
    verb = _verb(tree, top, held)
    if verb is None or not is_money(amount.unit) or tree.words[verb].lemma not in role("pays"):
        return None
    return next((i for i in tree.objects_of(verb, *_SOLD) if tree.words[i].pos in NOUNS), None)


def _measured(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "the number of X has dropped to N": X; "the bridge cost N": the bridge."""
    words = tree.words
    verb = _verb(tree, top, held)
    if verb is None or words[top].dep in ("nsubj", "nsubjpass"):
        return None
    if words[top].dep == "pobj" and not _joined(tree, tree.heads[top], verb):
        return None
    lemma = words[verb].lemma
    beside = {verb, *tree.children(verb, "prt", "advmod")}  # "went up by 8 percent"
    beside |= {tree.heads[tree.heads[top]]} if words[top].dep == "pobj" else set()
    moves = any(words[i].text.lower() in mapping("figure_moves") for i in beside)
    changed = tree.child(verb, "dobj") if words[top].dep == "pobj" else None
    put = changed is not None and words[changed].lemma in role("hollow")  # "put the number at 17"
    measures = put or lemma in role("measures") or (moves and (amount.qualifier or amount.unit))
    if not measures and not (amount.unit and lemma in role("has")):
        return None
    subject = tree.subject(verb)
    if changed is not None and changed not in held and (moves or put):
        subject = changed  # "raised rates by 25 basis points"
    if subject is not None and words[subject].tag == "WDT" and words[verb].dep == "relcl":
        subject = tree.heads[verb]  # "delegates, which stood at 263"
    if subject is None or words[subject].pos == "PRON":
        return None
    return next(iter(tree.objects_of(subject, "of")), subject) if words[subject].lemma in role("hollow") else subject


def _brought(tree: Tree, top: int, held: set[int], amount: Amount) -> int | None:
    """ "raised the number of people hurt in the accident to 17": people, wherever the parser hangs the "to"."""
    words = tree.words
    if words[top].dep != "pobj" or words[tree.heads[top]].text.lower() not in ("to", "at"):
        return None
    number = next((i for i in above(tree, top) if words[i].dep == "dobj" and words[i].lemma in role("hollow")), None)
    if number is None or number > top or words[tree.heads[number]].text.lower() not in mapping("figure_moves"):
        return None
    return next((i for i in tree.objects_of(number, "of") if i not in held), number)


def _joined(tree: Tree, preposition: int, verb: int) -> bool:
    """Whether a preposition that may measure belongs to a verb, or to its "up" and "down"."""
    head = tree.heads[preposition]
    if head != verb and tree.words[head].text.lower() in mapping("figure_moves"):
        head = tree.heads[head]
    return head == verb and tree.words[preposition].text.lower() in _AT


def _between(tree: Tree, low: int, high: int) -> list[int]:
    """The words from one up to another, both left out."""
    path: list[int] = []
    for i in above(tree, low):
        if i == high:
            break
        path.append(i)
    return path


def left_out(tree: Tree, amount: Amount) -> bool:
    """Whether the noun is left out since the number before has it: "26 percent of voters, compared to 39 percent"."""
    inside = within(tree, amount.at, amount.after)
    if amount.unit not in ("", "%") or not inside or inside[0] == 0:
        return False
    before = tree.words[inside[0] - 1].text.lower()
    return before != "by" if amount.unit else before in ("other", "another", "further", "remaining")


# --- its words ------------------------------------------------------------------------------------------------------


def _phrase(text: str, tree: Tree, at: int, amount: Amount) -> str:
    """The noun phrase around a word without the number, article and clauses."""
    words = tree.words
    if words[at].pos in VERBS:
        return words[at].text
    first, last = tree.first[at], at
    for kid in tree.kids[at]:
        if kid > at and words[kid].dep == "prep" and words[kid].lemma in _AFTER:
            last = max(last, tree.last[kid])
    for kid in tree.kids[at]:
        if kid > at and words[kid].dep in ("relcl", "acl", "appos", "conj", "cc") and tree.first[kid] <= last:
            last = tree.first[kid] - 1
    if words[first].start < amount.after and words[at].start >= amount.after:
        first = next(i for i in range(first, at + 1) if words[i].start >= amount.after)
    while first < at and (
        words[first].dep in ("det", "cc", "punct", "predet")
        or words[first].pos in ("PUNCT", "ADP", "NUM", "PRON", "ADV")
        or words[first].text.lower() in _ADDED
    ):
        first += 1
    for i in range(at - 1, first - 1, -1):
        clause = words[i].pos in VERBS and words[i].dep in ("relcl", "acl")
        if clause or words[i].pos == "NUM" or (words[i].text in _STOPS and words[i].text != "-"):
            first = i + 1
            break
    for i in range(at + 1, last + 1):
        stop = (
            (words[i].text in _STOPS and words[i].text != "-")
            or words[i].tag in _CLAUSES
            or words[i].pos
            in (
                "SCONJ",
                "SYM",
            )
        )
        if stop or amount.start <= words[i].start < amount.after:
            last = i - 1
            break
    last = max(last, at)
    while last > at and words[last].pos in ("ADP", "PUNCT", "DET", "CCONJ", "PART", "AUX"):
        last -= 1
    return text[words[first].start : words[last].end]
