"""Adjectives that tell how somebody stands to something: `is confident that`, `was critical of`, `worried about`.

Works on words of one sentence. An adjective counts with a copula before it and something that it is about; what the
article finds clear or likely itself does not.
"""

from retold.statements.sayings import Frame, SayingWord, saying_words
from retold.statements.speakers import span_of, with_helpers
from retold.trees import Tree

_AGAINST = SayingWord("against", "stance", "opposes", frozenset())


def adjective_frames(tree: Tree, index: int, saying: SayingWord) -> list[Frame]:
    """The frame of one adjective, or of a participle used as one."""
    copula = _copula(tree, index)
    if copula is None or (tree[index].lemma in ("clear", "plain") and tree.lemma(copula) != "make"):
        return []
    speaker = tree.subject(copula)
    content = _content(tree, index, copula, saying.takes)
    if speaker is None or content is None or tree[speaker].text.casefold() in ("it", "there", "what", "this", "that"):
        return []
    source = span_of(tree, speaker, copula)
    joined = tree[index].dep == "conj"
    first = with_helpers(tree, index) if joined else min(with_helpers(tree, copula), with_helpers(tree, index))
    if source[0] <= index <= source[1] or content[0] <= copula <= content[1]:
        return []
    return [Frame(saying, (first, content[2]), speaker, source, content[:2], "adjective", index)]


def against_frames(tree: Tree, index: int) -> list[Frame]:
    """`The union is against the plan`."""
    copula = tree.heads[index]
    speaker = tree.child(copula, "nsubj")
    last = tree.last[index]
    while last > index and tree[last].pos == "PUNCT":
        last -= 1
    if tree.lemma(copula) != "be" or copula > index or speaker is None or speaker > copula or last == index:
        return []
    cue = (with_helpers(tree, copula), index)
    return [Frame(_AGAINST, cue, speaker, span_of(tree, speaker, copula), (index + 1, last), "adjective", copula)]


def _copula(tree: Tree, index: int) -> int | None:
    """The verb that joins an adjective to its subject; for "are worried", worried itself."""
    if tree[index].tag == "VBN":
        return index if tree.child(index, "auxpass") is not None and tree.child(index, "agent") is None else None
    at = index
    while tree[at].dep == "conj" and tree.heads[at] < at and tree.head(at).pos in ("ADJ", "VERB"):
        at = tree.heads[at]
    head = tree.heads[at]
    if tree[at].dep in ("acomp", "oprd", "attr") and tree.lemma(head) in saying_words("copula") and head < index:
        return head
    if tree[index].lemma in ("clear", "plain"):
        # "made it clear that", in the two ways in which it is parsed
        above = tree.heads[head] if tree.lemma(head) != "make" else head
        making = next((up for up in (tree.heads[index], head, above) if tree.lemma(up) == "make" and up < index), None)
        return making
    return None


def _content(tree: Tree, index: int, copula: int, takes: frozenset[str]) -> tuple[int, int, int] | None:
    """First and last word of what it is about, and the last word of the cue."""
    for at in dict.fromkeys((index, copula)):
        for kid in tree.kids[at]:
            if kid <= index:
                continue
            word, first, last = tree[kid], tree.first[kid], tree.last[kid]
            while last > kid and tree[last].pos == "PUNCT":
                last -= 1
            if word.dep in ("prep", "agent") and word.lemma in takes and last > kid:
                return kid + 1, last, kid
            if word.dep in ("xcomp", "ccomp", "advcl", "csubj") and first > index:
                infinitive = any(tree[helper].tag == "TO" for helper in tree.kids[kid])
                asks = tree[first].lemma in saying_words("question") or word.dep in ("ccomp", "csubj")
                if ("i" in takes and infinitive) or ("c" in takes and not infinitive and asks):
                    return first, last, index
    return None
