"""One verb of saying in its sentence: its words, source and cue, and what several finders of content ask of it.

What it holds is found in `quoted`, `clauses`, `asides` and `objects`, and put together in `verbs`.
"""

from collections.abc import Sequence

from retold.statements.sayings import SayingWord, saying_words, sayings
from retold.statements.speakers import find_speaker, with_helpers
from retold.trees import Tree


class Cue:
    """A verb of saying; ranges are words, both ends included."""

    def __init__(self, tree: Tree, inside: Sequence[int], verb: int, saying: SayingWord) -> None:
        self.tree = tree
        self.words = tree.words
        self.inside = inside
        self.verb = verb
        self.saying = saying
        self.takes = saying.takes
        self.speaker, self.source = find_speaker(tree, inside, verb)
        self.range = self._range()

    def _range(self) -> tuple[int, int]:
        """First and last word: with its helpers before and its particle behind."""
        first = with_helpers(self.tree, self.verb)
        last, after = self.verb, self.verb + 1
        head = self.tree.heads[self.verb]
        if self.words[self.verb].dep == "xcomp" and head < first and self._not_done(head):
            first = with_helpers(self.tree, head)
        particle = ("prt", "advmod") if " " in self.saying.lemma else ("prt",)
        if after < len(self.words) and self.words[after].dep in particle and self.words[after].head == self.verb:
            last = after
        return first, last

    def _not_done(self, head: int) -> bool:
        """`failed to say`: one cue, unless the first verb is one of saying itself."""
        lemma = self.tree.lemma(head)
        return lemma in saying_words("not doing") and lemma not in sayings()

    def core(self) -> tuple[int, int]:
        """First and last word of the cue with a source right beside it."""
        low, high = self.range
        if self.source is not None:
            gap = self.source[1] + 1 - low if self.source[1] < low else self.source[0] - high - 1
            if abs(gap) <= 3:
                low, high = min(low, self.source[0]), max(high, self.source[1])
        return low, high

    def before_turn(self, first: int, last: int, head: int) -> int:
        """Up to `, but questions remain`: with a new subject that is no pronoun, the outlet speaks again."""
        words, tree = self.words, self.tree
        for at in range(first + 2, last - 1):
            turns = saying_words("turns")
            if words[at].text.lower() not in turns or words[at - 1].text != "," or self.inside[at] >= 0:
                continue
            verb = next((kid for kid in tree.children(words[at].head, "conj") if kid > at), None)
            if words[at].dep == "mark":
                verb = words[at].head
            subject = tree.child(verb, "nsubj", "nsubjpass") if verb is not None else None
            if subject is not None and words[subject].pos != "PRON":
                return at - 2 if words[at - 1].text == "," else at - 1
        return last

    def stripped(self, first: int, last: int) -> tuple[int, int] | None:
        """Without marks at its ends."""
        while first < last and self.words[first].pos == "PUNCT" and self.inside[first] < 0:
            first += 1
        while last > first and self.words[last].text in (",", ";", ":", ".", "—", "-", "–", "--"):
            last -= 1
        return (first, last) if first <= last else None

    def tells_of(self) -> bool:
        """`Reed, who said so`: whether it is told of a source, and no aside to what stands before."""
        return self.speaker is not None and self.words[self.speaker].tag in ("WDT", "WP")

    def leads_to(self, preposition: int) -> bool:
        """Whether what stands behind a preposition is what is said; with "r" only if refused: `didn't reply to it`."""
        refused = self.source is not None and self.words[self.source[0]].text.casefold() in ("neither", "no", "none")
        if self.is_day(preposition):
            return False
        if "r" in self.takes and self.tree.child(self.verb, "neg") is None and not refused:
            return False
        return self.words[preposition].text.lower() in self.takes

    def is_day(self, preposition: int) -> bool:
        """`testified on Monday`: when, not what."""
        day = self.tree.child(preposition, "pobj")
        return day is not None and self.words[day].tag == "NNP" and self.words[day].text.endswith("day")
