"""How a source stands to what it says, from the word of the cue, what stands around it and whether it is negated.

Works on words of one sentence. "X did not say Y" is never X saying Y: a negated word of saying is a refusal, and a
negated attitude is the opposite one.
"""

from typing import Final

from retold.statements.sayings import Frame, saying_words
from retold.trees import Tree
from retold.types import Attitude

#: Attitude by strength in the tables of words.
_BY_STRENGTH: Final[dict[str, Attitude]] = {
    "accuses": "accuses",
    "asks": "asks",
    "asserts": "says",
    "believes": "believes",
    "concedes": "concedes",
    "confirms": "confirms",
    "declines": "declines",
    "demands": "demands",
    "denies": "denies",
    "doubts": "doubts",
    "expects": "expects",
    "fears": "fears",
    "hopes": "wants",
    "neutral": "says",
    "opposes": "opposes",
    "plans": "plans",
    "predicts": "expects",
    "promises": "plans",
    "refuses": "declines",
    "says": "says",
    "supports": "supports",
    "wants": "wants",
    "warns": "fears",
}
#: What an attitude becomes by a "not" before it; saying, asking and accusing become silence.
_NEGATED: Final[dict[Attitude, Attitude]] = {
    "believes": "doubts",
    "declines": "says",
    "denies": "concedes",
    "doubts": "believes",
    "expects": "doubts",
    "fears": "doubts",
    "opposes": "says",
    "plans": "opposes",
    "supports": "opposes",
    "wants": "opposes",
}
#: Words before "of" in `stopped short of saying`.
_INSTEAD = ("short", "instead")


def attitude(tree: Tree, frame: Frame) -> Attitude:
    """The attitude of a frame."""
    found = _BY_STRENGTH[frame.saying.strength]
    verb, lemma = frame.verb, frame.saying.lemma
    first = frame.content[0]
    infinitive = any(tree[at].tag == "TO" for at in range(first, min(first + 2, frame.content[1])))
    reluctant = frame.how == "adjective" and found == "opposes" and infinitive
    if lemma in ("decline", "refuse") or reluctant:
        return "declines" if _speaks(tree, frame) else "opposes"
    if lemma == "call" and frame.how == "object" and not _leads(tree, frame):
        return "says"
    if lemma in ("tell", "warn", "advise", "caution", "remind") and frame.how == "object" and _ordered(tree, frame):
        found = "demands"
    elif lemma in ("agree", "threaten", "offer", "swear") and infinitive:
        found = "plans"
    if frame.how == "adjective" and found == "says":
        return found
    return _NEGATED.get(found, "declines") if _negated(tree, frame, verb) else found


def _leads(tree: Tree, frame: Frame) -> bool:
    """Whether a preposition leads over to what is called for."""
    return any(tree.lemma(at) in ("for", "on", "upon") for at in (frame.cue[1], max(0, frame.content[0] - 1)))


def _ordered(tree: Tree, frame: Frame) -> bool:
    """`told them to leave`: an infinitive of the verb itself."""
    return any(
        any(tree[helper].tag == "TO" for helper in tree.kids[kid])
        for kid in tree.children(frame.verb, "xcomp", "ccomp")
    )


def _speaks(tree: Tree, frame: Frame) -> bool:
    """Whether what is refused is to say something, or isn't told."""
    verbs = [at for at in range(frame.content[0], frame.content[1] + 1) if tree[at].tag == "VB"]
    if not verbs:
        return tree.lemma(frame.content[0]) in saying_words("refused") or frame.saying.lemma == "decline"
    return tree.lemma(verbs[0]) in saying_words("refused")


def _negated(tree: Tree, frame: Frame, verb: int) -> bool:
    """Whether it is told not to be said: `did not say`, `nobody said`, `without saying`, `failed to say`."""
    if tree.child(verb, "neg") is not None or any(
        tree[at].dep == "neg" for at in range(frame.cue[0], frame.cue[1] + 1)
    ):
        return True
    apart = (kid for kid in tree.kids[verb] if not frame.content[0] <= kid <= frame.content[1])
    if any(tree[kid].text.casefold() in ("no", "never") for kid in apart):
        return True
    speaker = frame.speaker
    if speaker is not None and frame.source is not None:
        words = {tree[at].text.casefold() for at in (speaker, frame.source[0])}
        if words & {"no", "nobody", "none", "neither"}:
            return True
    head = tree.heads[verb]
    if tree[verb].dep in ("xcomp", "pcomp") and tree.lemma(head) in saying_words("not doing"):
        return True
    without = tree.lemma(head) == "without" or (tree.lemma(head) == "of" and tree.lemma(max(0, head - 1)) in _INSTEAD)
    return tree[verb].dep == "pcomp" and without
