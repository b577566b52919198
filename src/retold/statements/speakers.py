"""Who says it, within one sentence: the subject of a verb of saying and the words that stand for it.

Works on words of the tree; who that is in the article is resolved in `sources`.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from retold.knowledge import table
from retold.statements.sayings import saying_words, sayings
from retold.trees import NOUNS, VERBS, Tree

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
        if first > 0 and tree[first - 1].dep == "neg" and tree[first - 1].head == first:
            first -= 1  # "no longer"
    return first


def span_of(tree: Tree, speaker: int, verb: int) -> tuple[int, int]:
    """First and last word of a source whose head is known, beside its verb."""
    return _Speaker(tree, (), verb, speaker=speaker).source or (speaker, speaker)


def _tells(tree: Tree, verb: int) -> bool:
    """Whether `..., who said so earlier` is told of a source, rather than who it is."""
    return tree.lemma(verb) in sayings() or tree.lemma(verb) in saying_words("speaking")


def told_by_root(tree: Tree, verb: int) -> bool:
    """Whether a sentence without a verb was one before the parser took "reported" in it for "that was reported"."""
    head = tree.heads[verb]
    above = tree.heads[head]
    if tree[head].dep == "nsubj" and head < verb and tree[verb].tag == "VBN":
        # "The paper reported on Monday that it was old", parsed as "the paper was old".
        return any(tree.lemma(kid) == "that" and tree[kid].dep == "mark" and kid > verb for kid in tree.kids[above])
    return tree.is_root(head) and tree[head].pos in ("NOUN", "PROPN", "PRON") and tree[verb].text.endswith("ed")


def mistaken(tree: Tree, verb: int) -> bool:
    """Whether the parser took `Reed accused` for an accused person: a sentence without another verb to carry it."""
    head, before = tree.heads[verb], verb - 1
    if tree[verb].tag not in ("VBN", "VBD") or not tree.is_root(head) or head < verb or tree[head].pos in VERBS:
        return False
    if before < 0 or not (tree[before].pos in NOUNS or tree[before].text.casefold() in saying_words("some")):
        return False
    helped = any(word.dep in ("aux", "auxpass") for word in tree.words[:head])
    return tree[verb].text.endswith("ed") and not helped


@cache
def _days() -> frozenset[str]:
    """Weekdays and months, which seldom speak."""
    days = {row[1] for row in table("weekday_names") if row[0] == "en"}
    return frozenset(name.casefold() for name in days | {row[0] for row in table("month_names") if row[2] == "en"})


class _Speaker:
    """The source of one verb."""

    def __init__(self, tree: Tree, inside: Sequence[int], verb: int, *, speaker: int | None = None) -> None:
        self.tree = tree
        self.words = tree.words
        self.inside = inside
        self.verb = verb
        self.speaker = self._speaker() if speaker is None else speaker
        self.source = self._source_range()

    def _speaker(self) -> int | None:
        tree, words, verb = self.tree, self.words, self.verb
        if words[verb].dep == "amod":
            return self._noun_at(verb - 1)
        agent = tree.child(verb, "agent")
        if words[verb].dep == "pcomp" and tree.head(verb).lemma == "as":
            # "was quoted as saying", "cited an official as saying": not who quotes but who is quoted
            quoting = tree.heads[tree.heads[verb]]
            return tree.child(quoting, "nsubjpass") or tree.child(quoting, "dobj") or tree.subject(verb)
        if tree.passive(verb) or self._done_to(verb):
            return tree.child(agent, "pobj") if agent is not None else self._late_agent()
        subject = tree.heads[verb] if words[verb].dep == "prep" else self._participle_subject()
        own = [kid for kid in tree.children(verb, "nsubj") if kid < verb]
        if len(own) > 1:
            subject = own[-1]
        if subject is not None and self._quoted(subject):
            subject = self._beside()
        if subject is not None and words[subject].text.casefold() in _days() and not tree.kids[subject]:
            subject = self._waiting(subject)
        if subject is None:
            subject = self._able()
        if subject is None:
            subject = self._between_commas()
        if subject is None:
            subject = self._inverted_subject()
        if subject is None and words[verb].tag in ("VBZ", "VBD", "VBP"):
            subject = self._noun_at(with_helpers(tree, verb) - 1)
        return subject

    def _waiting(self, day: int) -> int:
        """`Residents who have waited since Monday said`: the parser took the day for who speaks."""
        waiting = (*reversed(self.tree.children(self.verb, "nsubj")), *self.tree.up(self.verb))
        return next((word for word in waiting if word < day and self.words[word].pos in NOUNS), day)

    def _late_agent(self) -> int | None:
        """`was accused of lying by the union`: hung on the lying."""
        tree = self.tree
        for preposition in tree.children(self.verb, "prep"):
            done = tree.child(preposition, "pcomp")
            by = tree.child(done, "prep", "agent") if done is not None else None
            if by is not None and tree.lemma(by) == "by" and not tree.passive(done or by):
                return tree.child(by, "pobj")
        return None

    def _participle_subject(self) -> int | None:
        """That of the clause for `..., saying`, even where the parser hung it on the noun before."""
        tree, verb = self.tree, self.verb
        first = with_helpers(tree, verb)
        if self.words[verb].tag == "VBG" and self.words[verb].dep == "acl" and self.words[first - 1].text == ",":
            above = next((up for up in tree.up(verb) if self.words[up].pos in ("VERB", "AUX")), None)
            if above is not None and above < verb:
                return tree.subject(above)
        return tree.subject(verb)

    def _able(self) -> int | None:
        """That of the adjective for `is quick to point out`."""
        tree, head = self.tree, self.tree.heads[self.verb]
        if self.words[self.verb].dep != "xcomp" or self.words[head].dep != "acomp":
            return None
        subject = tree.subject(tree.heads[head])
        return subject if subject is not None and tree.lemma(subject) not in ("it", "there") else None

    def _between_commas(self) -> int | None:
        """`In a speech, Reed, who is ill, warned`: a name that the parser took for part of what stands before."""
        words, verb = self.words, self.verb
        end = with_helpers(self.tree, verb) - 1
        if words[verb].tag not in ("VBZ", "VBD", "VBP") or end < 2 or words[end].text != ",":
            return None
        commas = [at for at in range(end) if words[at].text == "," and not self._quoted(at)]
        for begin, close in reversed(list(pairwise([-1, *commas]))):
            if begin + 1 < close and all(words[at].pos == "PROPN" for at in range(begin + 1, close)):
                return close - 1
        return None

    def _done_to(self, verb: int) -> bool:
        """`Asked about it, she ...`, `remarks reported by ...`: a participle without a helper."""
        word = self.words[verb]
        if word.tag != "VBN" or word.dep not in ("acl", "advcl") or told_by_root(self.tree, verb):
            return False
        return self.tree.child(verb, "aux") is None

    def _quoted(self, at: int) -> bool:
        """Whether a word stands in a quotation that the verb doesn't stand in."""
        return bool(self.inside) and self.inside[at] >= 0 and self.inside[at] != self.inside[self.verb]

    def _beside(self) -> int | None:
        """`"...," said Anna Reed`, where the parser took a word of the quotation for the subject."""
        for at in (self.verb + 1, self.verb - 1):
            found = self._noun_at(at)
            if found is not None:
                return found
        return None

    def _noun_at(self, at: int) -> int | None:
        """Head of the phrase that a word beside the verb belongs to, if it is a noun outside of quotations."""
        tree, words, verb = self.tree, self.words, self.verb
        if not 0 <= at < len(words) or self._quoted(at) or words[at].pos == "PUNCT":
            return None
        while tree.heads[at] not in (at, verb) and (tree.heads[at] > verb) == (at > verb):
            if words[at].pos in ("PROPN", "NOUN") and words[tree.heads[at]].pos not in ("PROPN", "NOUN"):
                break
            at = tree.heads[at]
        some = words[at].text.casefold() in saying_words("some")
        return at if some or words[at].pos in ("PROPN", "NOUN", "PRON", "NUM") else None

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
        for at in range(first, speaker):
            if self._quoted(at) and not self._quoted(speaker):
                first = at + 1
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
        told = [kid for kid in self.tree.kids[speaker] if words[kid].dep == "relcl" and _tells(self.tree, kid)]
        for kid in told:
            begin = self.tree.first[kid]
            apart = words[begin - 1].text in (",", "—", "–", "--") or words[kid].lemma in saying_words("speaking")
            if speaker < begin <= last and apart and self.verb not in range(begin, last + 1):
                last = begin - 1
        for at in range(speaker + 1, last + 1):
            if self._leaves_source(at, last) or self._accused_of(at, speaker):
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

    def _accused_of(self, at: int, speaker: int) -> bool:
        """`by the union of lying`: what somebody is accused of, hung on who accuses."""
        by = self.tree.heads[speaker]
        gerund = self.tree.child(at, "pcomp")
        hung = self.words[at].dep == "prep" and self.tree.heads[at] == speaker and gerund is not None
        return hung and self.words[by].dep == "agent" and self.tree.heads[by] == self.verb

    def _own_cue(self, first: int, last: int) -> bool:
        """Whether a participle after a comma says something itself: `Smith, alleging ..., said`."""
        near = self.words[first : min(first + 2, last + 1)]
        return any(word.tag == "VBG" and word.lemma in sayings() for word in near)
