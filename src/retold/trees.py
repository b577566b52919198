"""A parse as a tree: children, subtrees, ancestors, and the subjects that English leaves out.

Everything is in words of one sentence, by their number; what the words mean is decided by the modules that read the
tree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retold.sentences import dateline_end
from retold.types import Article, Parse, Parser, Word

NOUNS = frozenset({"NOUN", "PROPN"})
VERBS = frozenset({"VERB", "AUX"})
#: Verbs joined to another up to which a subject is looked for.
_DEEPEST = 8


def parse_article(article: Article, parser: Parser) -> tuple[Parse, ...]:
    """A parse for each sentence of an article, without the words of a dateline.

    "BAGHDAD (AP) - " is no part of its sentence: a parser takes it for the subject, and a retelling may lack it.
    """
    begins = [dateline_end(sentence.text) for sentence in article.sentences]
    texts = [sentence.text[begin:] for sentence, begin in zip(article.sentences, begins, strict=True)]
    return tuple(
        tuple(replace(word, start=word.start + begin, end=word.end + begin) for word in parse) if begin else parse
        for parse, begin in zip(parser.parse(texts), begins, strict=True)
    )


class Tree:
    """The words of a sentence with their heads, children and subtree bounds, computed once."""

    __slots__ = ("first", "heads", "kids", "last", "words")

    def __init__(self, words: Parse, heads: Sequence[int] = ()) -> None:
        """`heads` replaces those of the parse, if given; it may hold a loop."""
        self.words = words
        #: Each word's head; a root is its own.
        self.heads = list(heads) or [word.head for word in words]
        self.kids: list[list[int]] = [[] for _ in words]
        #: Leftmost and rightmost word of each word's subtree, both inclusive.
        self.first = first = list(range(len(words)))
        self.last = last = list(range(len(words)))
        for i, head in enumerate(self.heads):
            if head != i:
                self.kids[head].append(i)
            while not first[head] <= i <= last[head]:
                if i < first[head]:
                    first[head] = i
                else:
                    last[head] = i
                head = self.heads[head]

    def __getitem__(self, i: int) -> Word:
        """The word of that number."""
        return self.words[i]

    def lemma(self, i: int) -> str:
        """Lower-case lemma; the parser lemmatises "U.S." and "ISIS" as it likes."""
        return self.words[i].lemma.lower()

    def text(self, first: int, last: int) -> str:
        """The words from `first` to `last` with the blanks that stood between them."""
        out: list[str] = []
        for i in range(first, last + 1):
            if out and self.words[i].start > self.words[i - 1].end:
                out.append(" ")
            out.append(self.words[i].text)
        return "".join(out)

    # --- down ---

    def children(self, i: int, *labels: str) -> list[int]:
        """Children with one of the labels, all if none is given, left to right."""
        kids = self.kids[i]
        if not kids:  # as most words
            return []
        words = self.words
        return [kid for kid in kids if words[kid].dep in labels] if labels else list(kids)

    def child(self, i: int, *labels: str) -> int | None:
        """The first child with one of the labels."""
        for kid in self.kids[i]:
            if not labels or self.words[kid].dep in labels:
                return kid
        return None

    def subtree(self, i: int) -> list[int]:
        """The word and all below it, in order."""
        found, stack = set[int](), [i]
        while stack:
            word = stack.pop()
            if word not in found:
                found.add(word)
                stack += self.kids[word]
        return sorted(found)

    def conjuncts(self, i: int) -> list[int]:
        """The word and what is coordinated with it, but no verbs."""
        found = [i]
        for word in found:
            found += [kid for kid in self.children(word, "conj") if self.words[kid].pos not in VERBS]
        return found

    def objects_of(self, i: int, *prepositions: str) -> list[int]:
        """Nouns behind its prepositions (any, if none is named)."""
        return [
            noun
            for preposition in self.children(i, "prep", "agent", "dative")
            if not prepositions or self.words[preposition].text.lower() in prepositions
            for noun in self.children(preposition, "pobj")
        ]

    # --- up ---

    def head(self, i: int) -> Word:
        """The head word."""
        return self.words[self.heads[i]]

    def is_root(self, i: int) -> bool:
        """Whether it has no head."""
        return self.heads[i] == i

    def up(self, i: int) -> Iterator[int]:
        """Its ancestors, nearest first, each once even in a loop."""
        seen = {i}
        while self.heads[i] not in seen:
            i = self.heads[i]
            seen.add(i)
            yield i

    def under(self, i: int, top: int) -> bool:
        """Whether `i` is `top` or below it."""
        return i == top or top in self.up(i)

    def distance(self, a: int, b: int) -> int:
        """Edges between two words; 99 if nothing joins them."""
        above = {a: 0} | {word: n for n, word in enumerate(self.up(a), 1)}
        return next((above[word] + n for n, word in enumerate((b, *self.up(b))) if word in above), 99)

    # --- verbs ---

    def passive(self, i: int) -> bool:
        """Whether a verb is in the passive."""
        return self.child(i, "auxpass", "nsubjpass", "csubjpass") is not None

    def subject(self, i: int) -> int | None:
        """Who does what the verb says: its own subject, else that of the verb it is joined to or hangs on."""
        for _ in range(_DEEPEST):
            own = self.child(i, "nsubj", "nsubjpass")
            if own is not None:
                return own
            dep, head = self.words[i].dep, self.heads[i]
            if head == i:
                return None
            if dep in ("acl", "relcl"):
                return head
            if dep not in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "dep", "prep"):
                return None
            obj = self.child(head, "dobj") if dep == "xcomp" else None
            if obj is not None and obj < i:
                return obj
            i = head
        return None
