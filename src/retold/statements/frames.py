"""Which verbs and nouns of a sentence make attributions.

Works on one sentence, in words; which of them count is decided in `counting`, names are resolved and quotations across
sentences are joined elsewhere.
"""

from collections.abc import Sequence
from dataclasses import replace

from retold.actors.names import speaker_kind
from retold.knowledge import mapping
from retold.statements.adjectives import adjective_frames, against_frames
from retold.statements.adjuncts import according, hearsay, seeming, viewed
from retold.statements.counting import asserted, part_of_another, somebody
from retold.statements.nouns import noun_frames, role_frames
from retold.statements.objects import reckoned
from retold.statements.sayings import Frame, saying_adjectives, saying_nouns, saying_roles, saying_words, sayings
from retold.statements.speakers import mistaken, told_by_root
from retold.statements.verbs import unreached, verb_frames
from retold.trees import Tree


def find_frames(tree: Tree, inside: Sequence[int]) -> list[Frame]:
    """All attributions of a sentence; `inside` gives the number of the quotation each word stands in, or -1."""
    frames: list[Frame] = []
    table_of_verbs = sayings()
    for index, word in enumerate(tree.words):
        if inside[index] >= 0:
            # What is said within a quotation is part of what its speaker says.
            continue
        saying = table_of_verbs.get(_with_particle(tree, index)) or table_of_verbs.get(word.lemma)
        lower = word.text.casefold()
        if lower in saying_adjectives() and (word.pos == "ADJ" or word.tag == "VBN"):
            frames.extend(adjective_frames(tree, index, saying_adjectives()[lower]))
        if saying is not None and _is_verb(tree, index):
            frames.extend(verb_frames(tree, inside, index, saying))
        if lower == "reached" and word.tag == "VBN":
            frames.extend(unreached(tree, index))
        elif word.pos == "VERB" and word.lemma in saying_words("seeming"):
            frames.extend(seeming(tree, index))
        elif word.pos == "NOUN" and word.lemma in saying_nouns():
            frames.extend(noun_frames(tree, index, saying_nouns()[word.lemma]))
        elif word.pos == "NOUN" and word.lemma in saying_roles():
            frames.extend(role_frames(tree, index, saying_roles()[word.lemma]))
        elif lower in saying_words("hearsay") and word.pos == "ADV":
            frames.extend(hearsay(tree, index))
        elif word.lemma == "accord":
            frames.extend(according(tree, inside, index))
        elif word.dep == "prep" and lower == "against":
            frames.extend(against_frames(tree, index))
        elif word.dep == "prep" and lower in ("in", "by", "from", "to", "per"):
            frames.extend(viewed(tree, inside, index))
    frames = [_quoting(tree, frame, frames) for frame in _coordinated(tree, frames)]
    frames = [frame if asserted(tree, frame) else replace(frame, asserted=False) for frame in frames]
    return [frame for frame in frames if somebody(tree, frame, frames) and not part_of_another(tree, frame, frames)]


def _coordinated(tree: Tree, frames: list[Frame]) -> list[Frame]:
    """`said it was early but added that`, `said it was late, blaming the rain`: a second cue, hung on the content by
    the parser, is the speaker's own."""
    for number, outer in enumerate(frames):
        for place, inner in enumerate(frames):
            held = outer.content[0] < inner.verb <= outer.content[1]
            if inner.verb == outer.verb or not held or outer.how not in ("clause", "object", "parenthetical"):
                continue
            if _own_participle(tree, outer, inner) or _own_verb(tree, outer, inner):
                last = max(outer.content[0], inner.cue[0] - 1)
                while last > outer.content[0] and (tree[last].pos == "PUNCT" or tree[last].dep == "cc"):
                    last -= 1
                frames[number] = replace(frames[number], content=(outer.content[0], last))
                frames[place] = replace(inner, speaker=outer.speaker, source=outer.source)
                break
    return frames


def _own_participle(tree: Tree, outer: Frame, inner: Frame) -> bool:
    """`..., blaming the rain` behind what is said."""
    word = tree[inner.verb]
    return word.tag == "VBG" and word.dep == "advcl" and outer.verb < inner.verb and tree[inner.cue[0] - 1].text == ","


def _own_verb(tree: Tree, outer: Frame, inner: Frame) -> bool:
    """A verb without a subject of its own, joined to another: to the cue itself, or by its form meant to be."""
    word = tree[inner.verb]
    if word.dep != "conj" or tree.child(inner.verb, "nsubj", "nsubjpass") is not None:
        return False
    if tree.heads[inner.verb] == outer.verb:
        return True
    same_form = word.tag == tree[outer.verb].tag != tree.head(inner.verb).tag
    return inner.saying.tier == "said" and (same_form or inner.saying.lemma in ("add", "decline"))


def _with_particle(tree: Tree, index: int) -> str:
    """`lash out`, `look forward`: another word than `lash` and `look`."""
    after = index + 1
    if tree[index].pos != "VERB" or after >= len(tree.words) or tree[after].dep not in ("prt", "advmod"):
        return ""
    return f"{tree[index].lemma} {tree[after].text.casefold()}" if tree.heads[after] == index else ""


def _quoting(tree: Tree, frame: Frame, frames: Sequence[Frame]) -> Frame:
    """`Reuters reported, citing two officials, that ...`: the officials say what is reported, quoted by Reuters."""
    if frame.saying.lemma not in saying_words("quoting") or frame.how != "object" or frame.speaker is None:
        return frame
    quoted = tree.child(frame.verb, "dobj")
    if quoted is None or not (tree[quoted].pos == "PROPN" or speaker_kind(tree[quoted].lemma) in _QUOTED):
        return frame
    if any(tree[kid].lemma == "as" for kid in tree.kids[frame.verb]):
        return frame
    first, last = tree.first[quoted], tree.last[quoted]
    for outer in frames:
        apart = outer.content[1] < frame.cue[0] or last < outer.content[0]
        if (
            outer is not frame
            and outer.saying.tier == "said"
            and apart
            and outer.how != "noun"
            and last <= frame.content[1]
        ):
            saying = replace(frame.saying, tier="said")
            return replace(
                frame,
                saying=saying,
                speaker=quoted,
                source=(first, last),
                content=outer.content,
                how="adjunct",
                quoter=outer.verb,
            )
    return frame


_QUOTED = ("anonymous", "group", "institution", "person", "document", "media")


def _is_verb(tree: Tree, index: int) -> bool:
    word = tree[index]
    if word.dep == "amod" and mistaken(tree, index):
        return True
    if not word.tag.startswith("VB") or word.dep in ("amod", "aux", "auxpass", "compound", "nmod"):
        return False
    if word.dep == "prep" and word.lemma not in saying_words("quoting"):
        return False
    if index == 1 and tree[0].text.casefold() == "that" and tree[2 % len(tree.words)].text == ",":
        return False  # "That said, ..."
    if index and tree[index - 1].text == "<":
        return False  # a tag that was left in the text
    if word.lemma == "deny" and _withholds(tree, index):
        return False
    if word.lemma in ("admit", "confirm", "report") and _done_to_somebody(tree, index):
        return False
    if word.lemma == "put":
        thing = tree.child(index, "dobj")
        moved = any(tree.lemma(kid) in ("into", "back", "together") for kid in tree.kids[index])
        it = thing is not None and tree[thing].text.casefold() == "it" and not moved
        return it or reckoned(tree, index) is not None
    if word.dep == "acl" and word.tag == "VBN" and tree.child(index, "agent") is None:
        saying = sayings().get(word.lemma)
        return told_by_root(tree, index) or (saying is not None and saying.tier == "said" and "o" in saying.takes)
    return True


def _withholds(tree: Tree, verb: int) -> bool:
    """`denied her a seat`, `denied licenses to couples`."""
    to = any(tree.lemma(kid) == "to" for kid in tree.children(verb, "prep", "dative") if kid > verb)
    return tree.child(verb, "dative") is not None or (to and tree.child(verb, "dobj") is not None)


def _done_to_somebody(tree: Tree, verb: int) -> bool:
    """`confirmed the judge`, `admitted students`, `reported it to the police`."""
    whom = tree.child(verb, "dobj")
    if whom is None or whom < verb:
        return False
    if tree.lemma(verb) == "report":
        return any(tree.lemma(kid) == "to" and tree.last[kid] > kid for kid in tree.children(verb, "prep", "dative"))
    return tree[whom].pos == "NOUN" and (
        speaker_kind(tree.lemma(whom)) in ("person", "group") or tree.lemma(whom) in mapping("titles")
    )
