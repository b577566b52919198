"""Which attributions of a sentence count: somebody says or wants it, and it is no part of another's content.

Works on one sentence, in words. One that the sentence tells would be, or why somebody does something, is kept as not
asserted.
"""

from collections.abc import Sequence

from retold.actors.names import AGENT, speaker_kind
from retold.knowledge import mapping
from retold.statements.sayings import Frame, saying_words
from retold.trees import Tree


def asserted(tree: Tree, frame: Frame) -> bool:
    """Whether the sentence tells that it is said or wanted, rather than that it would be or why somebody does."""
    words, verb = tree.words, frame.verb
    helpers = {words[kid].tag for kid in tree.kids[verb]}
    if frame.how not in ("object", "clause", "parenthetical"):
        return frame.how != "quotation" or "MD" not in helpers or tree.child(verb, "neg") is not None
    if any(words[kid].dep == "mark" and words[kid].lemma in ("if", "unless") for kid in tree.kids[verb]):
        return False
    if "MD" in helpers:
        # "would not say" is a refusal
        return frame.saying.tier == "said" and tree.child(verb, "neg") is not None
    if frame.saying.tier == "said" and frame.how != "object":
        return True
    if "TO" in helpers:
        return words[verb].dep == "xcomp" and tree.head(verb).lemma in saying_words("going on")
    return True


def somebody(tree: Tree, frame: Frame, frames: Sequence[Frame]) -> bool:
    """Whether somebody says it or can take that stance: "a bill that supports" and "to support" by nobody can't."""
    if _asked(tree, frame) or _said_by_nobody(tree, frame):
        return False
    if frame.how == "noun" and frame.speaker is None:
        # "said in a statement that": the statement is no other source
        return not any(other is not frame and other.content[0] == frame.content[0] for other in frames)
    if frame.how not in ("object", "clause", "parenthetical"):
        return True
    word = tree[frame.verb]
    if frame.speaker is None:
        # "to support": a passive tells that somebody did, other forms don't.
        finite = word.tag in ("VB", "VBP", "VBZ", "VBD") and not tree.passive(frame.verb)
        if finite and (frame.how == "object" or word.tag == "VB"):
            return False
        return frame.saying.tier == "said" or frame.how != "object" or (frame.asserted and word.dep != "pcomp")
    if frame.saying.tier == "said":
        to = frame.how == "object" and any(tree[kid].tag == "TO" for kid in tree.kids[frame.verb])
        purpose = to and word.dep in ("advcl", "acl", "relcl")
        aside = frame.how == "parenthetical" and word.dep == "relcl" and _has_relative(tree, frame.verb)
        shows = frame.saying.lemma in saying_words("showing") and not _can_say(tree, frame.speaker)
        return not (purpose or aside or shows)
    return frame.how != "object" or _takes_stance(tree, frame)


def _said_by_nobody(tree: Tree, frame: Frame) -> bool:
    """`it is fair to say`, `it's worth noting`, `it should be noted`, `time will tell`."""
    verb, head = frame.verb, tree.heads[frame.verb]
    holder = tree.subject(head) if tree[head].pos in ("AUX", "VERB") else tree.subject(tree.heads[head])
    impersonal = holder is not None and tree.lemma(holder) == "it" and frame.speaker in (None, holder)
    fair = any(word.lemma in saying_words("fair") for word in tree.words[holder or 0 : verb])
    if impersonal and fair and frame.saying.tier == "said":
        return True
    if frame.speaker is not None and frame.saying.lemma == "tell" and tree.lemma(frame.speaker) == "time":
        return True
    modal = any(tree[kid].tag == "MD" and tree.lemma(kid) != "will" for kid in tree.kids[verb])
    return modal and frame.speaker is None and tree.passive(verb)


def _has_relative(tree: Tree, verb: int) -> bool:
    """Whether "which", "that" or "what" leads over to a verb, rather than that the parser took it for such."""
    return any(tree[kid].tag in ("WDT", "WP") for kid in tree.kids[verb])


def _takes_stance(tree: Tree, frame: Frame) -> bool:
    """Whether somebody is told to have an attitude to an object."""
    if not frame.asserted and tree[frame.verb].dep in ("relcl", "acl", "pcomp"):
        return False
    if not frame.asserted and frame.saying.strength in ("believes", "asserts", "neutral"):
        return False
    speaker = frame.speaker if frame.speaker is not None else frame.verb
    return tree[_antecedent(tree, speaker)].text.casefold() not in ("that", "it", "this", "which")


def _can_say(tree: Tree, speaker: int) -> bool:
    """Whether a noun can suggest in words: a person or a report can, a trend can't."""
    word = tree[speaker]
    if word.tag != "NN" or (speaker and word.text[:1].isupper()) or word.lemma in mapping("titles"):
        return True
    named = any(tree[kid].pos == "PROPN" for kid in tree.children(speaker, "appos"))
    return named or speaker_kind(word.lemma) is not None or AGENT.search(word.lemma) is not None


def _asked(tree: Tree, frame: Frame) -> bool:
    """`Do you support the plan?`: a helper before the subject."""
    helper = tree.child(frame.verb, "aux")
    inverted = helper is not None and frame.speaker is not None and helper < frame.speaker < frame.verb
    return inverted and tree[len(tree.words) - 1].text.startswith("?")


def _antecedent(tree: Tree, speaker: int) -> int:
    """What "which" and "that" stand for, if it can have an attitude; else the word itself."""
    verb = tree.heads[speaker]
    head = tree.heads[verb]
    if tree[speaker].tag != "WDT" or tree[verb].dep != "relcl":
        return speaker
    return head if tree[head].pos == "PROPN" or speaker_kind(tree[head].lemma) is not None else speaker


def _answers_poll(tree: Tree, frame: Frame, frames: Sequence[Frame]) -> bool:
    """`a poll showed that 60 percent said so`: a share of those asked is what the poll tells, and no source."""
    if frame.source is None:
        return False
    asked = tree.words[frame.source[0] : frame.source[1] + 1]
    if not any(word.pos == "NUM" or word.lemma in saying_words("share") for word in asked):
        return False
    return any(
        other.source is not None
        and any(tree.lemma(at) in saying_words("poll") for at in range(other.source[0], other.source[1] + 1))
        and other.content[0] <= frame.verb <= other.content[1]
        for other in frames
    )


def _speaks_itself(tree: Tree, frame: Frame) -> bool:
    """`the mayor, who accused them`: told of somebody, not of what is done to somebody."""
    return frame.speaker is not None and tree[frame.speaker].text.casefold() == "who"


def part_of_another(tree: Tree, frame: Frame, frames: Sequence[Frame]) -> bool:
    """What somebody wants within what somebody says is part of that; a saying within it is told at second hand."""
    verb = tree[frame.verb]
    if verb.dep == "xcomp" and any(other.verb == verb.head for other in frames):
        return True  # "declined to say" is one refusal
    if _answers_poll(tree, frame, frames):
        return True
    if frame.saying.tier == "said" and frame.asserted and frame.how not in ("object", "noun"):
        return False
    told = frame.saying.tier == "said" and frame.asserted and verb.dep == "relcl" and _speaks_itself(tree, frame)
    return any(
        other.content[0] <= frame.verb <= other.content[1] and other.verb != frame.verb
        for other in frames
        if (other.speaker is not None or other.how != "object")
        and not (told and other.saying.tier == "stance" and other.how in ("object", "noun", "adjective", "adjunct"))
    )
