"""Nouns of saying and attitude: `his call for talks`, `made the claim that`, `a supporter of the plan`.

Works on words of one sentence. A noun counts with something in it, and mostly with somebody behind it: the owner, the
subject of a verb that only lends itself ("raised concerns"), or who is called so.
"""

from retold.statements.sayings import Frame, SayingWord, saying_words
from retold.statements.speakers import span_of
from retold.trees import Tree

_ROLE = SayingWord("", "stance", "supports", frozenset({"of"}))


def noun_frames(tree: Tree, index: int, saying: SayingWord) -> list[Frame]:
    """The frame of one noun."""
    words = tree.words
    light = tree.heads[index]
    lent = words[index].dep == "dobj" and words[light].lemma in saying_words("light") and light < index
    content = _content(tree, index, saying.takes)
    if content is None and lent:
        content = _far_content(tree, index, saying.takes)
    if content is None or ("l" in saying.takes and not lent):
        return []
    speaker = tree.child(index, "poss")
    cue = index
    if speaker is None and lent:
        speaker, cue = tree.subject(light), light
    elif speaker is None:
        speaker = _giver(tree, index, content)
    if speaker is None:
        return _nobody(tree, index, saying, content)
    if words[speaker].text.casefold() in ("which", "that", "it"):
        return []
    first, last = tree.first[speaker], tree.last[speaker]
    while last > speaker and words[last].tag == "POS":
        last -= 1
    if cue != index:
        first, last = span_of(tree, speaker, light)
    if first <= index <= last or last >= content[0] > first:
        return []
    return [Frame(saying, (cue, content[2]), speaker, (first, last), content[:2], "noun", index)]


def _giver(tree: Tree, index: int, content: tuple[int, int, int]) -> int | None:
    """`criticism from the union that`: who stands behind it, told between it and its content."""
    for kid in tree.kids[index]:
        if index < kid < content[0] and tree.lemma(kid) in ("from", "by", "among") and tree.last[kid] < content[0]:
            return tree.child(kid, "pobj")
    return None


def _nobody(tree: Tree, index: int, saying: SayingWord, content: tuple[int, int, int]) -> list[Frame]:
    """`reports that the mill will close`: by somebody whom the sentence doesn't tell."""
    said = tree[content[0]].lemma == "that" or tree.lemma(content[2]) in ("about", "against")
    if not said or tree[index].dep == "attr":
        return []
    return [Frame(saying, (index, content[2]), None, None, content[:2], "noun", index)]


def role_frames(tree: Tree, index: int, strength: str) -> list[Frame]:
    """`Reed, a critic of the plan`, `Reed is a supporter of the plan`."""
    of = next((kid for kid in tree.children(index, "prep") if kid > index and tree.lemma(kid) == "of"), None)
    if of is None or tree.last[of] == of:
        return []
    head = tree.heads[index]
    if tree[index].dep == "attr" and tree.lemma(head) in saying_words("copula"):
        speaker = tree.subject(head)
        first = head
    elif tree[index].dep == "appos":
        speaker, first = head, tree.first[index]
    else:
        return []
    if speaker is None or tree.first[index] > index:
        return []
    source = span_of(tree, speaker, first)
    if source[1] >= first:
        source = (source[0], max(source[0], first - 1))
    while source[1] > speaker and tree[source[1]].pos == "PUNCT":
        source = (source[0], source[1] - 1)
    last = tree.last[of]
    while last > of and tree[last].pos == "PUNCT":
        last -= 1
    saying = SayingWord(tree.lemma(index), "stance", strength, _ROLE.takes)
    if source[0] > speaker or last <= of or source[0] <= index <= source[1]:
        return []
    return [
        Frame(
            saying, (tree.first[index] if first == head else first, of), speaker, source, (of + 1, last), "noun", index
        )
    ]


def _content(tree: Tree, index: int, takes: frozenset[str]) -> tuple[int, int, int] | None:
    """First and last word of what a noun of saying holds, and the last word of the cue."""
    words = tree.words
    for kid in tree.kids[index]:
        if kid < index:
            continue
        word, first, last = words[kid], tree.first[kid], tree.last[kid]
        while last > kid and words[last].pos == "PUNCT":
            last -= 1
        if word.dep == "prep" and word.lemma in takes and last > kid:
            return kid + 1, last, kid
        to = any(words[helper].tag == "TO" for helper in tree.kids[kid])
        if word.dep in ("acl", "relcl", "xcomp") and "i" in takes and to and first > index:
            return first, last, index
        if word.dep in ("acl", "ccomp") and "c" in takes and words[first].lemma in ("that", "whether"):
            return first, last, index
    return None


def _far_content(tree: Tree, index: int, takes: frozenset[str]) -> tuple[int, int, int] | None:
    """`made the case to leaders that`, `took aim at`: what the parser hung on the verb, or on whom it was made to."""
    verb = tree.heads[index]
    for at in range(index + 1, tree.last[verb]):
        word = tree[at]
        last = tree.last[verb]
        while last > at and tree[last].pos == "PUNCT":
            last -= 1
        if word.dep == "prep" and word.lemma in takes and tree.heads[at] == verb:
            return at + 1, max(at + 1, tree.last[at]), at
        if "c" in takes and word.lemma == "that" and word.dep == "mark" and last > at:
            return at, last, index
    return None
