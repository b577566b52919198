"""Phrases that mean actors without a name: groups, bodies, "the prime minister", "a senior official".

Titles lead to the person who bears them in the article, or to nobody; a phrase for one unnamed person is kept for the
pronouns behind it.
"""

from collections.abc import Sequence

from retold.actors.entries import Entry
from retold.actors.names import AGENT, gender_of_noun, name_words, speaker_kind, title_words
from retold.actors.register import Register
from retold.knowledge import mapping
from retold.trees import NOUNS, Tree
from retold.types import ActorKind

#: Children of a title's head that belong to it: "the British prime minister", "the secretary of state".
_OF_TITLE = frozenset({"amod", "compound", "det", "nmod", "prep", "punct"})
#: What a mention of a title isn't: it tells who a name is, or what somebody becomes.
_TELLS = frozenset({"appos", "attr", "compound", "nmod", "oprd"})
#: Titles by the number of their person.
Titles = dict[int, tuple[str, ...]]
#: Words behind its head that a phrase for one unnamed person may have.
_LONGEST = 10
_ONE = frozenset({"a", "an", "another", "one"})


def find_phrases(register: Register) -> None:
    """Enter all groups, bodies and unnamed persons, and note titles of persons."""
    by_name: dict[str, int] = {}
    titles = titles_of(register.entries)
    words = {word for borne in titles.values() for title in borne for word in title.split()}
    for index, tree in enumerate(register.trees):
        for at, word in enumerate(tree.words):
            if word.pos not in NOUNS or (index, at) in register.at:
                continue
            if word.lemma.casefold() in words and _title(register, titles, index, tree, at):
                continue
            if word.pos == "NOUN":
                _group(register, index, tree, at, by_name)


def _group(register: Register, index: int, tree: Tree, at: int, by_name: dict[str, int]) -> None:
    """Plural nouns for people, that "they" may mean, bodies with a phrase for a name, and single persons."""
    word, kind = tree[at], speaker_kind(tree[at].lemma)
    body = kind == "institution" and word.tag == "NN" and word.dep == "nsubj" and at - tree.first[at] >= 2
    if word.tag == "NN" and not body:
        _unnamed(register, index, tree, at)
    if not body and (word.tag != "NNS" or kind not in ("anonymous", "group")):
        return
    first = tree.first[at]
    while first < at and (tree[first].pos in ("PUNCT", "CCONJ") or tree[first].dep == "relcl"):
        first += 1
    if first == 0 and at - first >= 2 and tree[1].text == "," and tree[0].tag in ("JJ", "VBN", "VBD"):
        first = 2
    name = _within(tree, first, tree.text(first, at))
    number = by_name.get(name)
    if number is None:
        number = by_name[name] = register.add(Entry(name, kind or "group", plural=not body, names=[name]))
    register.note(number, index, (first, at), at, kind="phrase")


def _within(tree: Tree, first: int, name: str) -> str:
    """A phrase as it stands within a sentence."""
    lower = tree[first].text.casefold()
    proper = tree[first].pos == "PROPN" or (tree[first].text.isupper() and len(lower) > 1)
    return name if proper or lower in mapping("nations") else name[0].lower() + name[1:]


def _unnamed(register: Register, index: int, tree: Tree, at: int) -> None:
    """`A senior official said`: the one whom "he" behind it means, though he has no name."""
    det = tree.child(at, "det", "nummod")
    if det is None or tree[at].dep in _TELLS or tree.child(at, "appos") is not None:
        return
    # An office that nobody bears here is somebody else's: "the governor said".
    the = tree[det].lemma == "the" and tree[at].dep == "nsubj" and at == det + 1 and _is_office(tree[at].lemma)
    if not the and (tree[det].text.casefold() not in _ONE or not _is_person(tree, at)):
        return
    _note_unnamed(register, index, tree, at, det)


def _note_unnamed(register: Register, index: int, tree: Tree, at: int, det: int) -> None:
    if register.quotes(register.article.sentences[index].start + tree[at].start):
        return
    last = at
    while last < min(tree.last[at], at + _LONGEST) and tree[last + 1].tag not in ("WDT", "WP", ",", ":"):
        last += 1
    if last + 2 < len(tree.words) and tree[last + 1].text == "," and tree[last + 2].pos == "PROPN":
        # "One pastor, Dan Marsh, said" has a name.
        return
    name = _within(tree, det, tree.text(det, last))
    kind: ActorKind = "anonymous" if speaker_kind(tree[at].lemma) == "anonymous" else "person"
    entry = Entry(name, kind, gender=gender_of_noun(tree[at].lemma), names=[name])
    # A source described so is named by its whole phrase, so that words don't lead here.
    register.note(register.add(entry), index, (det, at), at, kind="phrase", index=False)


def is_epithet(tree: Tree, at: int) -> bool:
    """`The businessman replied`, `the Ohio governor`: words for somebody who was named before."""
    det = tree.child(at, "det")
    the = det is not None and tree[det].lemma == "the" and tree[at].dep == "nsubj" and tree[at].tag == "NN"
    bare = tree.child(at, "prep", "appos") is None
    modified = det is not None and at > det + 1
    return the and bare and (modified or not _is_office(tree[at].lemma)) and _is_person(tree, at)


def _is_office(lemma: str) -> bool:
    return lemma in mapping("titles") and lemma not in name_words("epithet")


def _is_person(tree: Tree, at: int) -> bool:
    lemma = tree[at].lemma
    kind = speaker_kind(lemma)
    return kind in ("anonymous", "group", "person") or (kind is None and bool(gender_of_noun(lemma) or _agent(lemma)))


def _agent(lemma: str) -> bool:
    return AGENT.search(lemma) is not None and lemma not in name_words("no person")


def _title(register: Register, titles: Titles, index: int, tree: Tree, at: int) -> bool:
    """Note a definite title of a person of the article: "the prime minister"."""
    det = tree.child(at, "det")
    if tree[at].tag not in ("NN", "NNP") or det is None or tree[det].lemma != "the" or tree[at].dep in _TELLS:
        return False
    if any(tree[kid].dep not in _OF_TITLE for kid in tree.kids[at] if kid < at) or tree.child(at, "appos", "relcl"):
        return False
    last = tree.last[at] if tree.child(at, "prep") is not None else at
    place = register.article.sentences[index].start + tree[det].start
    for end in dict.fromkeys((last, at)):
        number = titled(titles, register.entries, tree.text(det + 1, end), at=place)
        if number is not None:
            register.note(number, index, (det, end), at, kind="title")
            register.entries[number].names.append(_within(tree, det, tree.text(det, end)))
            return True
    return False


def titled(titles: Titles, entries: Sequence[Entry], phrase: str, *, at: int) -> int | None:
    """The last person before `at` who bears the title: "prime minister"."""
    wanted = title_words(phrase)
    last: tuple[int, int] | None = None
    head = wanted.partition(" of ")[0].split()
    if not head or not (head[-1] in mapping("titles") or speaker_kind(head[-1]) in ("anonymous", "group", "person")):
        # "The county" is no county executive.
        return None
    for number, borne in titles.items():
        if not any(bears(title, wanted) for title in borne):
            continue
        place = max((m.span.start for m in entries[number].namings if m.span.start < at), default=None)
        if place is not None and (last is None or place > last[0]):
            last = (place, number)
    return last[1] if last is not None else None


def titles_of(entries: Sequence[Entry]) -> Titles:
    """The titles of those persons who have any."""
    found = ((number, tuple(title_words(t) for t in entry.titles if t)) for number, entry in enumerate(entries))
    return {number: titles for number, titles in found if titles and entries[number].kind == "person"}


def bears(title: str, wanted: str) -> bool:
    """Whether a title is or holds the one wanted: "minister" is no "prime minister", nor a "former minister".

    "Former ambassador" is in "former U.N. ambassador": other words may stand between.
    """
    words, before = title.split(), ""
    left = wanted.split()
    for word in words:
        if left and word == left[0]:
            if len(left) == len(wanted.split()) and before in name_words("other office"):
                before = word
                continue
            left.pop(0)
        elif left != wanted.split() and left and word in name_words("other office"):
            return False
        before = word
    return not left
