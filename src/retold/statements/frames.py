"""Which verbs and nouns of a sentence make attributions, and which of them count.

Works on one sentence, in words; names are resolved and quotations across sentences are joined elsewhere. An
attribution counts if the sentence tells that something is said or wanted, not that it would be, and if it is no part
of another's content.
"""

from collections.abc import Sequence
from dataclasses import replace

from retold.statements.sayings import Frame, SayingWord, saying_nouns, saying_words, sayings
from retold.statements.verbs import around, verb_frames
from retold.trees import Tree


def find_frames(tree: Tree, inside: Sequence[int]) -> list[Frame]:
    """All attributions of a sentence; `inside` gives the number of the quotation each word stands in, or -1."""
    frames: list[Frame] = []
    table_of_verbs = sayings()
    for index, word in enumerate(tree.words):
        if inside[index] >= 0:
            # What is said within a quotation is part of what its speaker says.
            continue
        saying = table_of_verbs.get(word.lemma)
        if saying is not None and _is_verb(tree, index):
            frames.extend(verb_frames(tree, inside, index, saying))
        elif word.pos == "NOUN" and word.lemma in saying_nouns():
            frames.extend(_noun(tree, index, saying_nouns()[word.lemma]))
        elif word.text.casefold() in saying_words("hearsay") and word.pos == "ADV":
            frames.extend(_hearsay(tree, index))
        elif word.lemma == "accord":
            frames.extend(_according(tree, inside, index))
    frames = _coordinated(tree, frames)
    return [frame for frame in frames if _asserted(tree, frame) and not _part_of_another(tree, frame, frames)]


def _coordinated(tree: Tree, frames: list[Frame]) -> list[Frame]:
    """`said it was early but added that ...`: a second verb of saying, hung on the content by the parser, is the
    speaker's own."""
    words = tree.words
    for number, outer in enumerate(frames):
        for place, inner in enumerate(frames):
            verb = inner.verb
            if inner.verb == outer.verb or not outer.content[0] < verb <= outer.content[1] or outer.how == "quotation":
                continue
            same_form = words[verb].tag == words[outer.verb].tag != tree.head(verb).tag
            if words[verb].dep != "conj" or tree.child(verb, "nsubj", "nsubjpass") is not None:
                continue
            if inner.saying.tier == "said" and (same_form or inner.saying.lemma in ("add", "decline")):
                last = max(outer.content[0], inner.cue[0] - 1)
                while last > outer.content[0] and (words[last].pos == "PUNCT" or words[last].dep == "cc"):
                    last -= 1
                frames[number] = replace(frames[number], content=(outer.content[0], last))
                frames[place] = replace(inner, speaker=outer.speaker, source=outer.source)
                break
    return frames


def _is_verb(tree: Tree, index: int) -> bool:
    word = tree[index]
    if not word.tag.startswith("VB") or word.dep in ("amod", "aux", "auxpass", "compound", "nmod", "prep"):
        return False
    return not (word.dep == "acl" and word.tag == "VBN" and tree.child(index, "agent") is None)


def _asserted(tree: Tree, frame: Frame) -> bool:
    """Whether the sentence tells that it is said or wanted, rather than that it would be or why somebody does."""
    if frame.how in ("quotation", "adjunct", "noun"):
        return True
    words, verb = tree.words, frame.verb
    word = words[verb]
    if frame.saying.tier == "said" and frame.how != "object":
        return True
    if word.dep in ("relcl", "pcomp"):
        speaker = words[frame.speaker].text.casefold() if frame.speaker is not None else "that"
        if frame.saying.tier == "said" or speaker in ("that", "which"):
            return False
    if any(words[kid].tag == "MD" for kid in tree.kids[verb]):
        return False
    if any(words[kid].tag == "TO" for kid in tree.kids[verb]):
        return word.dep == "xcomp" and words[word.head].lemma in saying_words("going on")
    return True


def _part_of_another(tree: Tree, frame: Frame, frames: Sequence[Frame]) -> bool:
    """What somebody wants within what somebody says is part of that; a saying within it is told at second hand."""
    verb = tree[frame.verb]
    if verb.dep == "xcomp" and any(other.verb == verb.head for other in frames):
        return True  # "declined to say" is one refusal
    if frame.saying.tier == "said" and frame.how not in ("object", "noun"):
        return False
    return any(
        other is not frame and other.content[0] <= frame.verb <= other.content[1] and other.verb != frame.verb
        for other in frames
    )


def _noun(tree: Tree, index: int, saying: SayingWord) -> list[Frame]:
    """`his call for talks`, `made the claim that ...`: with somebody behind it and something in it."""
    words = tree.words
    content = _noun_content(tree, index, saying.takes)
    speaker = tree.child(index, "poss") if content is not None else None
    light = words[index].head
    cue = index
    if (
        content is not None
        and speaker is None
        and words[index].dep == "dobj"
        and words[light].lemma in saying_words("light")
    ):
        speaker, cue = tree.subject(light), min(light, index)
    if content is None or speaker is None or words[speaker].text.casefold() in ("which", "that", "it"):
        return []
    first, last = tree.first[speaker], tree.last[speaker]
    while last > speaker and words[last].tag == "POS":
        last -= 1
    if first <= index <= last or last >= content[0]:
        return []
    return [Frame(saying, (cue, content[2]), speaker, (first, last), content[:2], "noun", index)]


def _noun_content(tree: Tree, index: int, takes: frozenset[str]) -> tuple[int, int, int] | None:
    """First and last word of what a noun of saying holds, and the last word of the cue."""
    words = tree.words
    for kid in tree.kids[index]:
        if kid < index:
            continue
        word, first, last = words[kid], tree.first[kid], tree.last[kid]
        if word.dep == "prep" and word.lemma in takes and last > kid:
            return kid + 1, last, kid
        if word.dep == "acl" and "i" in takes and words[first].tag == "TO":
            return first, last, index
        if word.dep in ("acl", "ccomp") and "c" in takes and words[first].lemma == "that":
            return first, last, index
    return None


def _hearsay(tree: Tree, index: int) -> list[Frame]:
    """`The mill will reportedly close`: said by somebody whom the article doesn't name."""
    head = tree[index].head
    while tree[head].pos not in ("VERB", "AUX") and tree[head].head != head:
        head = tree[head].head
    first, last = tree.first[head], tree.last[head]
    while last > first and tree[last].pos == "PUNCT":
        last -= 1
    if tree[head].pos not in ("VERB", "AUX") or last == first:
        return []
    return [Frame(_HEARSAY, (index, index), None, None, (first, last), "adjunct", index)]


_HEARSAY = SayingWord("reportedly", "said", "neutral", frozenset({"c"}))


def _according(tree: Tree, inside: Sequence[int], index: int) -> list[Frame]:
    """`According to X, ...` and `..., according to X`."""
    words = tree.words
    to = index + 1
    if to + 1 >= len(words) or words[to].text.lower() != "to":
        return []
    source = tree.child(to, "pobj")
    if source is None:
        source = tree.child(index, "pobj")
    if source is None or source < to:
        return []
    low, high = to + 1, tree.last[source]
    content = around(tree, inside, index, high)
    if content is None:
        return []
    while high > source and words[high].pos == "PUNCT" and words[high].text not in ')”"':
        high -= 1
    saying = SayingWord("according to", "said", "neutral", frozenset({"c", "q"}))
    return [Frame(saying, (index, to), source, (low, high), content, "adjunct", index)]
