"""What somebody does by saying something: promise, threaten, refuse, demand - or state.

PLOVER counts an announced cooperative act as agreeing and an announced hostile one as threatening.
"""

from retold.events.phrases import listed
from retold.events.triggers import Trigger
from retold.trees import NOUNS, Tree

HOSTILE = frozenset({"SANCTION", "FIGHT", "ASSAULT", "COERCE", "THREATEN", "REJECT", "PROTEST", "MOBILIZE"})
_FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "INVESTIGATE"})


def is_saying(tree: Tree, i: int) -> bool:
    """True for a verb of saying."""
    return tree[i].tag.startswith("VB") and tree.lemma(i) in listed("saying")


def speech_acts(tree: Tree, triggers: list[Trigger]) -> list[Trigger]:
    """A trigger for each act of saying that is an event of its own."""
    known = {t.anchor: t for t in triggers}
    found = []
    for i in range(len(tree.words)):
        if tree.lemma(i) == "be" and i not in known:
            found += _stance(tree, i, known)
        if not is_saying(tree, i) or i in known or tree[i].dep in ("aux", "amod"):
            continue
        kind, because = _act(tree, i, known)
        if kind is not None:
            found.append(Trigger(anchor=i, type=kind, words=_shown(tree, i), because=because))
    return found


def _stance(tree: Tree, i: int, known: dict[int, Trigger]) -> list[Trigger]:
    """ "is willing to negotiate", "was not prepared to leave": a commitment or a refusal without a word of saying."""
    above = tree.heads[i]
    if tree[i].dep == "ccomp" and above != i and is_saying(tree, above):
        return []  # told with what is said
    for k in tree.children(i, "acomp", "attr"):
        if tree[k].text.lower() in listed("willing") and tree.children(k, "xcomp"):
            kind = _announced(tree, i, [k], known)
            if kind is not None:
                return [
                    Trigger(anchor=i, type=kind, words=(i, k), because=f"“{tree[i].text} {tree[k].text}”", act=True)
                ]
    return []


def _shown(tree: Tree, i: int) -> tuple[int, ...]:
    """ "said in a statement"."""
    for preposition in tree.children(i, "prep"):
        for noun in tree.children(preposition, "pobj"):
            if tree.lemma(noun) in listed("occasion") and preposition > i and noun - i < 6:
                return tuple(range(i, noun + 1))
    return (i,)


def _act(tree: Tree, verb: int, known: dict[int, Trigger]) -> tuple[str | None, str]:
    subject = tree.child(verb, "nsubj")
    if subject is None:
        return None, ""
    for clause in tree.children(verb, "ccomp"):
        auxiliaries = [tree[k].text.lower() for k in tree.children(clause, "aux")]
        own = tree.child(clause, "nsubj", "nsubjpass")
        duty = bool(listed("duty") & set(auxiliaries)) and own is not None
        if duty and (tree.children(clause, "nsubjpass") or tree[own or 0].pos in NOUNS):
            return "REQUEST", f"“{tree[verb].text} … must”"
        willing = [k for k in tree.children(clause, "acomp", "attr") if tree[k].text.lower() in listed("willing")]
        willing += [clause] if tree[clause].text.lower() in listed("willing") else []
        future = {"will", "would", "'ll", "’ll", "wo"} & set(auxiliaries)
        if not (future or willing) or own is None or not _same(tree, subject, own):
            continue
        act = _announced(tree, clause, willing, known)
        if act is not None:
            return act, f"“{tree[verb].text} … {next(iter(sorted(future)), None) or tree[willing[0]].text}”"
    if subject is not None and (
        tree[subject].text.lower() not in listed("subject pronoun") or len(_shown(tree, verb)) > 1
    ):
        return "STATEMENT", f"“{tree[verb].text}”"
    return None, ""


def _same(tree: Tree, subject: int, own: int) -> bool:
    if tree[own].text.lower() in listed("subject pronoun") or tree.lemma(own) == tree.lemma(subject):
        return True
    return any(tree[k].tag == "PRP$" for k in tree.children(own, "poss"))


def _announced(tree: Tree, clause: int, willing: list[int], known: dict[int, Trigger]) -> str | None:
    if any(True for _ in tree.children(clause, "neg")):
        return "REJECT"
    conditional = any(
        tree[m].text.lower() == "unless" for k in tree.children(clause, "advcl") for m in tree.children(k, "mark")
    )
    inner = [clause, *tree.children(clause, "xcomp", "conj"), *(n for w in willing for n in tree.children(w, "xcomp"))]
    kinds = [known[i].type for i in inner if i in known]
    if (kinds and kinds[0] in HOSTILE) or conditional:
        return "THREATEN"
    if willing or (kinds and kinds[0] in _FRIENDLY):
        return "AGREE"
    return None
