"""Who says it, within one sentence: the subject of a verb of saying and the words that stand for it.

Works on words of the tree; who that is in the article is resolved in `sources`.
"""

from collections.abc import Sequence

from retold.statements.sayings import saying_words, sayings
from retold.trees import Tree

_HELPERS = ("advmod", "aux", "auxpass", "neg")


def find_speaker(tree: Tree, inside: Sequence[int], verb: int) -> tuple[int | None, tuple[int, int] | None]:
    """Head word and first and last word of the source of a verb; `inside` as for `find_frames`."""
    finder = _Speaker(tree, inside, verb)
    return finder.speaker, finder.source


def with_helpers(tree: Tree, verb: int) -> int:
    """First word of a verb with the helpers, negation and adverbs right before it."""
    first = verb
    while first > 0 and tree[first - 1].head == verb and tree[first - 1].dep in _HELPERS:
        first -= 1
    return first


class _Speaker:
    """The source of one verb."""

    def __init__(self, tree: Tree, inside: Sequence[int], verb: int) -> None:
        self.tree = tree
        self.words = tree.words
        self.inside = inside
        self.verb = verb
        self.speaker = self._speaker()
        self.source = self._source_range()

    def _speaker(self) -> int | None:
        tree, words, verb = self.tree, self.words, self.verb
        agent = tree.child(verb, "agent")
        if tree.passive(verb) or (words[verb].dep == "acl" and words[verb].tag == "VBN"):
            return tree.child(agent, "pobj") if agent is not None else None
        subject = tree.subject(verb)
        if subject is None:
            subject = self._inverted_subject()
        if subject is None and verb > 0 and words[verb].tag in ("VBZ", "VBD", "VBP"):
            subject = verb - 1 if words[verb - 1].pos in ("PROPN", "PRON") and self.inside[verb - 1] < 0 else None
        return subject

    def _inverted_subject(self) -> int | None:
        """`"...," said Smith`, where the parser took Smith for an object."""
        verb = self.verb
        before = verb - 1
        if before < 0 or not (self.inside[before] >= 0 or self.words[before].text in ',”"'):
            return None
        obj = self.tree.child(verb, "dobj", "oprd", "attr", "npadvmod", "dep")
        return obj if obj is not None and self.words[obj].pos in ("PROPN", "NOUN", "PRON") else None

    def _source_range(self) -> tuple[int, int] | None:
        speaker, words, tree = self.speaker, self.words, self.tree
        if speaker is None:
            return None
        if words[speaker].pos == "PRON" and not tree.kids[speaker]:
            return speaker, speaker
        first, last = tree.first[speaker], tree.last[speaker]
        if first <= self.verb <= last:
            if speaker < self.verb:
                last = self.verb - 1
            else:
                first = self.verb + 1
        while first < speaker and (words[first].pos == "PUNCT" or words[first].text.lower() in saying_words("leading")):
            first += 1
        while last > speaker and (words[last].text in ",:;—-–" or words[last].dep in ("aux", "neg")):
            last -= 1
        return self._trimmed(first, last, speaker)

    def _trimmed(self, first: int, last: int, speaker: int) -> tuple[int, int]:
        """Without a dateline before, and without time or circumstance after."""
        words = self.words
        for at in range(first, min(speaker, first + 8)):
            if words[at].text in ("-", "—", "–", "--") and words[first].text.isupper():
                first = at + 1
        for at in range(speaker + 1, last + 1):
            if self._leaves_source(at, last):
                last = at - 1
                break
        while last > speaker and words[last].text in (",", ";", ":"):
            last -= 1
        return first, self._with_aside(last)

    def _with_aside(self, last: int) -> int:
        """`parties, notably the Fatah bloc, continue`: what names the group belongs to the source. By commas, not by
        the tree, which a lost apostrophe ("parliaments") breaks."""
        words = self.words
        until = self._verb_phrase() - 1
        if not (last + 2 < until < last + 25 and words[last + 1].text == "," and words[until].text == ","):
            return last
        return until - 1 if words[last + 2].text.casefold() in saying_words("naming") else last

    def _verb_phrase(self) -> int:
        """First word of the outermost verb that shares the cue's subject: `continue` in `continue to call for`."""
        verb = self.verb
        while self.words[verb].dep == "xcomp" and self.words[verb].head < verb:
            verb = self.words[verb].head
        return with_helpers(self.tree, verb)

    def _leaves_source(self, at: int, last: int) -> bool:
        """Whether time or circumstance begins here, or a participle that says something itself."""
        word = self.words[at]
        if word.lemma in ("when", "as", "after", "before"):
            return word.dep in ("advmod", "mark")
        if at == last:
            return False
        after = self.words[at + 1]
        if word.text == ",":
            return after.tag in ("VBG", "RB") and self._own_cue(at + 1, last)
        return word.text == "on" and after.text.endswith("day")

    def _own_cue(self, first: int, last: int) -> bool:
        """Whether a participle after a comma says something itself: `Smith, alleging ..., said`."""
        near = self.words[first : min(first + 2, last + 1)]
        return any(word.tag == "VBG" and word.lemma in sayings() for word in near)
