"""Sources told beside a sentence: `according to X`, `in her view`, `by his own account`, `reportedly`, and what merely
seems so.

Works on words of one sentence; whether what they hold counts is decided in `frames`.
"""

from collections.abc import Sequence

from retold.statements.sayings import Frame, SayingWord, saying_words
from retold.trees import Tree

_ACCORDING = SayingWord("according to", "said", "neutral", frozenset({"c", "q"}))
_HEARSAY = SayingWord("reportedly", "said", "neutral", frozenset({"c"}))
_VIEW = SayingWord("view", "stance", "believes", frozenset({"c"}))
_POLL = SayingWord("poll", "stance", "neutral", frozenset({"c"}))
_SEEMS = SayingWord("seem", "stance", "believes", frozenset({"c"}))


def around(tree: Tree, inside: Sequence[int], first: int, last: int) -> tuple[int, int] | None:
    """The clause that an adjunct from `first` to `last` speaks about."""
    words = tree.words
    end = len(words) - 1
    while end > 0 and words[end].pos == "PUNCT" and words[end].text not in ')”"':
        end -= 1
    if first <= 1:
        start = last + 1
        while start <= end and words[start].text in (",", ":"):
            start += 1
        return (start, end) if start <= end else None
    start, stop = 0, first - 1
    while start <= stop and (words[start].pos == "PUNCT" or words[start].dep == "cc") and inside[start] < 0:
        start += 1
    while stop > start and words[stop].text == ",":
        stop -= 1
    if start > stop:
        start, stop = last + 1, end
        while start <= end and words[start].text in (",", ":"):
            start += 1
    return (start, stop) if stop >= start else None


def hearsay(tree: Tree, index: int) -> list[Frame]:
    """`The mill will reportedly close`: said by somebody whom the article doesn't name."""
    head = tree.heads[index]
    while tree[head].pos not in ("VERB", "AUX") and tree.heads[head] != head:
        head = tree.heads[head]
    first, last = tree.first[head], tree.last[head]
    while last > first and tree[last].pos == "PUNCT":
        last -= 1
    if tree[head].pos not in ("VERB", "AUX") or last == first:
        return []
    return [Frame(_HEARSAY, (index, index), None, None, (first, last), "adjunct", index)]


def seeming(tree: Tree, index: int) -> list[Frame]:
    """`The plan seems to work`: the article's own impression."""
    subject = tree.child(index, "nsubj")
    rest = [
        kid
        for kid in tree.kids[index]
        if kid > index and (tree[kid].dep in ("xcomp", "oprd", "acomp", "ccomp") or tree.lemma(kid) in ("like", "as"))
    ]
    if subject is None or not rest or subject > index:
        return []
    if tree.lemma(index) not in ("seem", "appear") and tree[rest[0]].dep == "xcomp":
        return []  # "looks to build on it" is no impression
    first = tree.first[subject]
    if tree[subject].text.casefold() in ("it", "there") and tree[rest[0]].dep == "ccomp":
        first = tree.first[rest[0]]
    return [Frame(_SEEMS, (index, index), None, None, (first, tree.last[rest[-1]]), "impression", index)]


def according(tree: Tree, inside: Sequence[int], index: int) -> list[Frame]:
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
    low, high = to + 1, _with_name(tree, source)
    content = around(tree, inside, index, high)
    if content is None:
        return []
    while high > source and words[high].pos == "PUNCT" and words[high].text not in ')”"':
        high -= 1
    return [Frame(_ACCORDING, (index, to), source, (low, high), content, "adjunct", index)]


def _with_name(tree: Tree, source: int) -> int:
    """Last word of `the sheriff, Tom Okerby,` even where the parser took the name for the subject of what follows."""
    words, last = tree.words, tree.last[source]
    at = last + 1
    if words[source].pos != "NOUN" or at + 1 >= len(words) or words[at].text != ",":
        return last
    end = at + 1
    while end < len(words) and words[end].pos == "PROPN":
        end += 1
    return end - 1 if at + 1 < end < len(words) and words[end].text == "," else last


def viewed(tree: Tree, inside: Sequence[int], index: int) -> list[Frame]:
    """`In her view, ...`, `by the ministry's own account`, `in a poll, ...`, `per CNN`."""
    noun = tree.child(index, "pobj")
    if noun is None:
        return []
    lemma, preposition = tree.lemma(noun), tree.lemma(index)
    first, last = tree.first[index], tree.last[index]
    apart = first == 0 or tree[first - 1].text in (",", "—", "–", "(") or first <= 2
    content = around(tree, inside, first, last) if apart else None
    if content is None:
        return []
    owner = tree.child(noun, "poss")
    if lemma in saying_words("view") and preposition in ("in", "by", "from", "to") and owner is not None:
        last = tree.last[owner]
        while last > owner and tree[last].tag == "POS":
            last -= 1
        return [Frame(_VIEW, (index, index), owner, (tree.first[owner], last), content, "adjunct", index)]
    if (lemma in saying_words("poll") and preposition == "in") or (preposition == "per" and tree[noun].pos == "PROPN"):
        saying = _POLL if preposition == "in" else _ACCORDING
        while last > noun and tree[last].pos == "PUNCT":
            last -= 1
        return [Frame(saying, (index, index), noun, (index + 1, last), content, "adjunct", index)]
    return []
