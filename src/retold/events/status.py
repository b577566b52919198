"""Whether an event happened, goes on, is planned, hoped for, requested, alleged or denied: by the words around it.

The nearest word that decides wins; a word of saying hands the event on as it is. None means hypothetical: an event
under "if", "could" or "may" is no fact of any kind.
"""

from functools import cache

from retold.events.phrases import listed
from retold.events.triggers import Trigger
from retold.knowledge import table
from retold.trees import NOUNS, Tree
from retold.types import Status

_CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "pcomp", "relcl", "conj", "dep"})

Judgement = tuple[Status | None, str]


@cache
def _governors() -> dict[str, Status]:
    return {row[0]: row[1] for row in table("event_status")}  # type: ignore[misc]


@cache
def wished() -> frozenset[str]:
    """Verbs that ask for, hope for or plan what they govern."""
    return frozenset(verb for verb, status in _governors().items() if status in ("requested", "hoped", "planned"))


@cache
def _adverbs() -> dict[str, Status]:
    return {row[0]: row[1] for row in table("event_status_adverbs")}  # type: ignore[misc]


def status_of(tree: Tree, trigger: Trigger) -> Judgement:
    """The status of an event and the words it rests on; (None, ...) if it is a mere possibility."""
    if trigger.act:
        return "happened", "an act of its own"
    noun = trigger.noun
    if trigger.undone is not None:
        return _undone(tree, tree.heads[trigger.anchor], trigger.undone)
    if noun is not None:
        told = _beside(tree, noun)
        if told is not None:
            return told
    if noun == trigger.anchor:
        return _noun(tree, trigger.anchor)
    return _verb(tree, trigger.anchor, inner=noun)


def _undone(tree: Tree, verb: int, status: Status) -> Judgement:
    """ "did not cancel the talks" leaves them planned; "may cancel" decides nothing."""
    judged = _verb(tree, verb)
    if judged[0] == "denied":
        return "planned", judged[1]
    return (status, f"“{tree[verb].text}”") if judged[0] in ("happened", "ongoing", "planned") else judged


def _beside(tree: Tree, noun: int) -> Judgement | None:
    for k in tree.children(noun, "amod", "det", "advmod"):
        word = tree[k].text.lower()
        if word in _adverbs():
            return _adverbs()[word], f"“{tree[k].text}”"
        if word == "no":
            return "denied", "“no”"
    return None


def _noun(tree: Tree, i: int) -> Judgement:
    """A noun with no verb of its own: what governs it decides, unless it only says where or when ("in a memo")."""
    governor = tree[tree.heads[i]]
    if tree[i].dep == "pobj" and governor.text.lower() not in ("for", "of", "to", "on", "over", "against"):
        return "happened", "told as a fact"
    for above in tree.up(i):
        word = tree[above]
        if word.pos in NOUNS and word.dep not in ("pobj", "dobj", "conj", "nsubj", "nsubjpass"):
            continue
        if word.tag.startswith("VB"):
            for key in _verb_keys(tree, above):
                if key in _governors() and _governors()[key] not in ("happened", "ongoing"):
                    status = _governors()[key]
                    subject = tree.child(above, "nsubj", "nsubjpass")
                    if subject is not None and tree.under(i, subject) and status in ("requested", "denied"):
                        break
                    return status, f"“{word.text}”"
            if tree.child(above, "dobj") is not None and tree.under(i, above) and _under(tree, i, above, "nsubj"):
                break
            judged = _verb(tree, above)
            denied_else = judged[0] == "denied" and not _under(tree, i, above, "dobj")
            return ("happened", "told as a fact") if denied_else else judged
    return "happened", "told as a fact"


def _under(tree: Tree, i: int, verb: int, *deps: str) -> bool:
    return any(tree.under(i, k) for k in tree.children(verb, *deps))


def _verb(tree: Tree, i: int, inner: int | None = None, depth: int = 0) -> Judgement:
    own = _own(tree, i)
    if own is not None:
        return own
    above = tree.heads[i]
    dep = tree[i].dep
    if above == i or dep not in _CLAUSES or depth > 6:
        return _tense(tree, i)
    if dep == "conj":
        if tree[i].tag in ("VB", "VBN", "VBG") and not tree.children(i, "nsubj", "nsubjpass"):
            return _verb(tree, above, depth=depth + 1)
        return _tense(tree, i)
    if dep == "relcl":
        return _tense(tree, i) if tree[i].tag != "VB" else _infinitive(tree, i, above)
    if dep in ("advcl", "dep"):
        if tree[i].tag == "VB" and _to(tree, i):
            return _infinitive(tree, i, above)
        return _tense(tree, i)
    return _governed(tree, i, above, depth)


def _governed(tree: Tree, i: int, above: int, depth: int) -> Judgement:
    """A complement: the word above it may decide."""
    word = tree[above]
    if word.pos in NOUNS:  # "a plan to withdraw", "the hope that"
        infinitive = tree[i].tag == "VB" and _to(tree, i)
        status = _governors().get(tree.lemma(above)) if infinitive or tree[i].dep in ("ccomp", "xcomp") else None
        if status in (None, "happened", "ongoing"):
            return (None, "a possibility") if infinitive else _tense(tree, i)
        return status, f"“{word.text}”"
    if word.tag.startswith("VB") or word.pos in ("ADJ", "VERB", "AUX"):
        for key in _verb_keys(tree, above):
            status = _governors().get(key)
            if status == "happened":
                return _verb(tree, above, depth=depth + 1)
            if status is not None:
                return _doubly(tree, above, status, f"“{_shown(tree, above)}”")
        if tree[i].dep == "xcomp":
            judged = _verb(tree, above, depth=depth + 1)
            return (None, judged[1]) if judged[0] == "denied" else judged
        return _tense(tree, i)
    if tree[i].dep == "pcomp":  # "accused of attacking", "after attacking"
        verb = tree.heads[above]
        if tree[above].text.lower() in ("of", "for", "from", "on", "in", "with"):
            return _governed(tree, i, verb, depth + 1) if verb != above else _tense(tree, i)
    return _tense(tree, i)


def _doubly(tree: Tree, verb: int, status: Status, shown: str) -> Judgement:
    """ "did not deny", "is not expected to": a negation of the governing verb."""
    if any(tree[k].text.lower() in listed("negation") for k in tree.children(verb, "neg")):
        return ("happened", f"not {shown}") if status == "denied" else ("denied", f"not {shown}")
    return status, shown


def announces(tree: Tree, verb: int) -> bool:
    """True for a verb that only says that something is yet to come: "is planned", "are set"."""
    keys = (f"be {tree[verb].text.lower()}", *(f"be {tree[k].text.lower()}" for k in tree.children(verb, "acomp")))
    told = bool(tree.children(verb, "auxpass", "acomp")) or tree[verb].dep == "acl"
    return told and any(_governors().get(key) in ("planned", "hoped", "requested") for key in keys)


def _announced(tree: Tree, i: int) -> Judgement | None:
    """ "A meeting is planned for Thursday", "a hearing is set": the verb itself says that it is yet to come."""
    for k in tree.children(i, "acomp", "attr") if tree.lemma(i) == "be" and tree[i].tag in ("VBZ", "VBP") else ():
        status = _governors().get(f"be {tree[k].text.lower()}")
        if status == "planned":
            return status, f"“{tree[i].text} {tree[k].text}”"
    if not tree.children(i, "auxpass") or tree.children(i, "xcomp"):
        return None
    if any(tree[k].text.lower() in ("was", "were", "been") for k in tree.children(i, "auxpass")):
        return None
    status = _governors().get(f"be {tree[i].text.lower()}")
    return (status, f"“{_shown(tree, i)}”") if status in ("planned", "hoped", "requested") else None


def _infinitive(tree: Tree, i: int, above: int) -> Judgement:
    """A purpose: told of, not known to have come about."""
    if tree[above].tag.startswith("VB"):
        for key in _verb_keys(tree, above):
            status = _governors().get(key)
            if status is not None and status != "happened":
                return status, f"“{_shown(tree, above)}”"
    return None, "a purpose"


def _verb_keys(tree: Tree, i: int) -> list[str]:
    """ "be set" and "set"; "call for" and "call"."""
    lemma, form = tree.lemma(i), tree[i].text.lower()
    keys = [f"{lemma} {tree[k].text.lower()}" for k in tree.children(i, "prep", "prt")]
    passive = tree.children(i, "auxpass") or any(tree.lemma(k) in ("be", "get") for k in tree.children(i, "aux"))
    if passive:
        keys += [f"be {form}", f"be {lemma}"]
    if tree[i].pos == "AUX" or lemma == "be":
        keys += [f"be {tree[k].text.lower()}" for k in tree.children(i, "acomp", "attr", "advmod", "prep")] + ["be to"]
    elif tree[i].pos == "ADJ":
        keys.append(f"be {form}")
    if lemma == "like" and any(tree[k].text.lower() in ("would", "'d", "’d") for k in tree.children(i, "aux")):
        keys.append("would like")
    return [*keys, lemma]


def _shown(tree: Tree, i: int) -> str:
    return " ".join(tree[k].text for k in sorted([i, *tree.children(i, "auxpass")]))


def _to(tree: Tree, i: int) -> bool:
    return any(tree[k].text.lower() == "to" for k in tree.children(i, "aux"))


def _own(tree: Tree, i: int) -> Judgement | None:
    """What stands in the event's own clause."""
    auxiliaries = [tree[k].text.lower() for k in tree.children(i, "aux")]
    for k in tree.children(i, "mark", "advmod"):
        if tree[k].text.lower() in listed("condition") | listed("habit"):
            return None, f"“{tree[k].text}”"
    negated = [k for k in tree.children(i, "neg", "preconj") if tree[k].text.lower() in listed("negation")]
    negated += [
        k
        for n in tree.children(i, "dobj", "nsubjpass", "nsubj", "attr")
        for k in tree.children(n, "det", "neg")
        if tree[k].text.lower() in ("no", "neither")
    ]
    negated += [k for k in tree.children(i, "nsubj", "nsubjpass") if tree[k].text.lower() in ("nobody", "none")]
    above = tree.heads[i]
    if tree[i].dep == "xcomp" and tree.lemma(above) == "have":  # "have yet to meet"
        negated += [k for k in tree.children(above, "advmod") if tree[k].text.lower() == "yet"]
    if negated:
        return "denied", f"“{tree[negated[0]].text}”"
    for k in tree.children(i, "advmod"):
        if tree[k].text.lower() in _adverbs():
            return _adverbs()[tree[k].text.lower()], f"“{tree[k].text}”"
    for auxiliary in auxiliaries:
        if auxiliary in listed("possibility"):
            return None, f"“{auxiliary}”"
        if auxiliary in listed("duty"):
            return "requested", f"“{auxiliary}”"
        if auxiliary in ("will", "'ll", "’ll", "wo", "would", "'d", "’d"):
            if _conditional(tree, i):
                return None, f"“{auxiliary}” under “if”"
            conditional = auxiliary.startswith(("would", "'d", "’d")) and "have" in auxiliaries
            return (None, "“would have”") if conditional else ("planned", f"“{auxiliary}”")
    if any(tree[k].text.lower() == "being" for k in tree.children(i, "auxpass")):
        return "ongoing", f"“being {tree[i].text}”"
    return _progressive(tree, i) if tree[i].tag == "VBG" else _announced(tree, i)


def _conditional(tree: Tree, i: int) -> bool:
    """ "If X, they would ...": only "unless" leaves an announced act standing, as a threat."""
    clauses = tree.children(i, "advcl", "ccomp")
    return any(tree[k].text.lower() == "if" for clause in clauses for k in tree.children(clause, "mark"))


def _progressive(tree: Tree, i: int) -> Judgement | None:
    """ "is fighting" goes on; "was fighting" went on then."""
    for k in tree.children(i, "aux"):
        if tree[k].text.lower() in ("is", "are", "am", "'s", "’s", "'re", "’re", "been"):
            return "ongoing", f"“{tree[k].text} {tree[i].text}”"
    return None


def _tense(tree: Tree, i: int) -> Judgement:
    """The form of the verb itself: a bare infinitive of a headline is a plan."""
    if tree[i].tag == "VB" and _to(tree, i):
        return "planned", "“to " + tree[i].text + "”"
    return "happened", "told as a fact"
