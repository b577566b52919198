"""A parsed sentence as a tree: children, subtrees, paths and noun phrases. No decision about events is taken here."""

from collections.abc import Iterator, Sequence
from functools import cache

from retold.knowledge import table
from retold.types import Parse, Word

NOUNS = frozenset({"NOUN", "PROPN"})
VERBS = frozenset({"VERB", "AUX"})
SUBJECTS = frozenset({"nsubj", "csubj"})
_MODIFIERS = frozenset(
    {"compound", "amod", "poss", "nummod", "nmod", "quantmod", "case", "punct", "npadvmod", "advmod"}
)
_CLOSED = frozenset({"DT", "PDT", "WDT", "PRP$", "WP$"})


@cache
def listed(role: str) -> frozenset[str]:
    """The words of one list of the table event_words."""
    return frozenset(row[0] for row in table("event_words") if row[1] == role)


class Tree:
    """The words of a sentence with their children. `times` are (first, last + 1) word ranges of time expressions."""

    def __init__(self, parse: Parse, times: Sequence[tuple[int, int]] = ()) -> None:
        self.words = parse
        self.heads = [word.head for word in parse]
        self._mend_clauses(times)
        self.kids: list[list[int]] = [[] for _ in parse]
        for i, head in enumerate(self.heads):
            if head != i:
                self.kids[head].append(i)

    def _mend_clauses(self, times: Sequence[tuple[int, int]]) -> None:
        """A relative clause belongs to the noun before "in January", never to January."""
        for first, last in times:
            for i, head in enumerate(self.heads):
                if self.words[i].dep in ("relcl", "acl") and first <= head < last:
                    noun = next((j for j in range(first - 1, -1, -1) if self.words[j].pos in NOUNS), None)
                    if noun is not None and noun != i:
                        self.heads[i] = noun

    def __getitem__(self, i: int) -> Word:
        return self.words[i]

    def lemma(self, i: int) -> str:
        """Lower-case lemma; the parser lemmatises "U.S." and "ISIS" as it likes."""
        return self.words[i].lemma.lower()

    def children(self, i: int, *deps: str) -> list[int]:
        """Children with one of these labels, all if none is given, in order."""
        return [k for k in self.kids[i] if not deps or self.words[k].dep in deps]

    def child(self, i: int, *deps: str) -> int | None:
        """The first child with one of these labels."""
        return next(iter(self.children(i, *deps)), None)

    def up(self, i: int) -> Iterator[int]:
        """Its ancestors, nearest first. A mended tree may hold a loop: each word comes once."""
        seen = {i}
        while self.heads[i] not in seen:
            i = self.heads[i]
            seen.add(i)
            yield i

    def subtree(self, i: int) -> list[int]:
        """The word and all below it, in order."""
        found, stack = set[int](), [i]
        while stack:
            word = stack.pop()
            if word not in found:
                found.add(word)
                stack += self.kids[word]
        return sorted(found)

    def distance(self, a: int, b: int) -> int:
        """Edges between two words; 99 if nothing joins them."""
        above = {a: 0} | {word: n for n, word in enumerate(self.up(a), 1)}
        for n, word in enumerate((b, *self.up(b))):
            if word in above:
                return above[word] + n
        return 99

    def conjuncts(self, i: int) -> list[int]:
        """The word and what is coordinated with it."""
        found = [i]
        for word in found:
            found += [k for k in self.children(word, "conj") if self.words[k].pos not in VERBS]
        return found

    def objects_of(self, i: int, *prepositions: str) -> list[int]:
        """Nouns behind its prepositions (any, if none is named)."""
        return [
            noun
            for preposition in self.children(i, "prep", "agent", "dative")
            if not prepositions or self.words[preposition].text.lower() in prepositions
            for noun in self.children(preposition, "pobj")
        ]

    def inner(self, i: int) -> int:
        """The noun that matters: "talks" for "sessions of talks"."""
        if self.lemma(i) in listed("container"):
            for noun in self.objects_of(i, "of"):
                return self.inner(noun)
        return i

    def phrase(self, i: int) -> tuple[int, int]:
        """First and last word of the short noun phrase around `i`: modifiers, and "of ..." where the name needs it."""
        first = last = i
        for k in reversed([k for k in self.kids[i] if k < i]):
            word = self.words[k]
            closed = word.tag in _CLOSED or (word.dep == "punct" and word.text not in "-–'’\"")
            if word.dep not in _MODIFIERS or closed:
                if word.dep not in ("cc", "conj", "det"):
                    break
                continue
            first = min(first, self.phrase(k)[0] if word.dep in ("poss", "compound", "nmod") else min(self.subtree(k)))
        commas = [k for k in range(first, i) if self.words[k].text in ",;:"]
        first = commas[-1] + 1 if commas else first
        while first < i and (self.words[first].tag in _CLOSED or not self.words[first].text[0].isalnum()):
            first += 1
        for name in self.children(i, "appos"):
            if self.words[i].tag == "NN" and self.words[name].tag == "NNP" and min(self.subtree(name)) == i + 1:
                last = name  # "militia leader Abu Mahdi"
        if self.lemma(i) in listed("partitive") | listed("container"):
            for noun in self.objects_of(i, "of")[:1]:
                if noun > last:
                    last = self.phrase(noun)[1]
        return first, last

    def name(self, i: int) -> str:
        """The short noun phrase around `i`, in the words of the sentence, without article and possessive mark."""
        first, last = self.phrase(i)
        return self.slice(first, last)

    def slice(self, first: int, last: int) -> str:
        """The words from `first` to `last` with the blanks between them."""
        text = ""
        for i in range(first, last + 1):
            word = self.words[i]
            gap = " " if i > first and word.start > self.words[i - 1].end else ""
            text += gap + word.text
        return text
