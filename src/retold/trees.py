"""A parse as a tree: children, subtrees and the subjects that English leaves out.

Everything is in words of one sentence; what the words mean is decided by the modules that read the tree.
"""

from retold.types import Parse, Word

#: Labels of a verb's subject; "csubj" is a clause.
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})


class Tree:
    """Children and subtree bounds of a parse, computed once."""

    __slots__ = ("first", "kids", "last", "words")

    def __init__(self, words: Parse) -> None:
        self.words = words
        count = len(words)
        kids: list[list[int]] = [[] for _ in range(count)]
        stack = []
        for index, word in enumerate(words):
            if word.head == index:
                stack.append(index)
            else:
                kids[word.head].append(index)
        order = []
        while stack:
            index = stack.pop()
            order.append(index)
            stack.extend(kids[index])
        first, last = list(range(count)), list(range(count))
        for index in reversed(order):
            head = words[index].head
            if first[index] < first[head]:
                first[head] = first[index]
            if last[index] > last[head]:
                last[head] = last[index]
        self.kids = kids
        #: Leftmost and rightmost word of each word's subtree, both inclusive.
        self.first = first
        self.last = last

    def child(self, index: int, *labels: str) -> int | None:
        """The first child with one of the labels."""
        for kid in self.kids[index]:
            if self.words[kid].dep in labels:
                return kid
        return None

    def children(self, index: int, *labels: str) -> list[int]:
        """All children with one of the labels, left to right."""
        return [kid for kid in self.kids[index] if self.words[kid].dep in labels]

    def under(self, index: int, top: int) -> bool:
        """Whether `index` is `top` or below it."""
        words = self.words
        while True:
            if index == top:
                return True
            head = words[index].head
            if head == index:
                return False
            index = head

    def head(self, index: int) -> Word:
        """The head word."""
        return self.words[self.words[index].head]

    def is_root(self, index: int) -> bool:
        """Whether it has no head."""
        return self.words[index].head == index

    def passive(self, index: int) -> bool:
        """Whether a verb is in the passive."""
        return any(self.words[kid].dep in ("auxpass", "nsubjpass", "csubjpass") for kid in self.kids[index])

    def negated(self, index: int) -> bool:
        """Whether "not", "never" or "no" hangs on the word."""
        return any(self.words[kid].dep == "neg" for kid in self.kids[index])

    def subject(self, index: int) -> int | None:
        """Who does what the verb says: its own subject, else that of the verb it is joined to or hangs on."""
        words = self.words
        for _ in range(8):
            own = self.child(index, "nsubj", "nsubjpass")
            if own is not None:
                return own
            word = words[index]
            if word.head == index:
                return None
            if word.dep in ("acl", "relcl"):
                return word.head
            if word.dep in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "dep", "prep"):
                obj = self.child(word.head, "dobj") if word.dep == "xcomp" else None
                if obj is not None and obj < index:
                    return obj
                index = word.head
                continue
            return None
        return None
