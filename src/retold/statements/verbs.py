"""What a verb of saying holds, within one sentence: quotation, clause, parenthesis or object.

Works on words of the tree. Whether the frame counts as a statement is decided in `frames`.
"""

from collections.abc import Callable, Sequence

from retold.statements.sayings import Frame, How, SayingWord, saying_words
from retold.statements.speakers import find_speaker, with_helpers
from retold.trees import Tree

#: Labels of a verb that states something for itself.
_MAIN = frozenset({"ROOT", "ccomp", "conj", "dep", "parataxis"})
_CLAUSES = ("ccomp", "xcomp", "parataxis")
#: Words that a quotation's cue may stand away from it.
_FAR = 25


def verb_frames(tree: Tree, inside: Sequence[int], verb: int, saying: SayingWord) -> list[Frame]:
    """The frames of one verb: none, one, or two where a quotation is broken by its cue."""
    return _Cue(tree, inside, verb, saying).frames()


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


class _Cue:
    """One verb of saying in its sentence."""

    def __init__(self, tree: Tree, inside: Sequence[int], verb: int, saying: SayingWord) -> None:
        self.tree = tree
        self.words = tree.words
        self.inside = inside
        self.verb = verb
        self.saying = saying
        self.takes = saying.takes
        self.speaker, self.source = find_speaker(tree, inside, verb)
        self.cue = self._cue_range()

    def frames(self) -> list[Frame]:
        """None, one, or two where a quotation is broken by its cue."""
        ranges = self._contents()
        return [
            Frame(self.saying, self._with_particle(content), self.speaker, self.source, content, how, self.verb)
            for content, how in ranges
        ]

    # --- cue ---

    def _cue_range(self) -> tuple[int, int]:
        first = with_helpers(self.tree, self.verb)
        last = self.verb
        if last + 1 < len(self.words) and self.words[last + 1].dep == "prt" and self.words[last + 1].head == self.verb:
            last += 1
        return first, last

    def _with_particle(self, content: tuple[int, int]) -> tuple[int, int]:
        """`call for` is one cue when what is called for follows."""
        first, last = self.cue
        after = last + 1
        if after + 1 == content[0] and self.words[after].text.lower() in self.takes:
            return first, after
        return first, last

    # --- content ---

    def _contents(self) -> list[tuple[tuple[int, int], How]]:
        found = self._quoted()
        if found:
            return [(content, "quotation") for content in found]
        finders: tuple[tuple[How, Callable[[], tuple[int, int] | None]], ...] = (
            ("clause", self._clause),
            ("parenthetical", self._as_clause),
            ("parenthetical", self._parenthetical),
            ("object", self._impersonal),
            ("object", self._complement),
            ("object", self._passive_object),
        )
        for how, find in finders:
            content = find()
            if content is not None:
                return [(content, how)]
        return []

    def _quoted(self) -> list[tuple[int, int]]:
        if "q" not in self.takes or self.inside[self.verb] >= 0:
            return []
        found = []
        left = min(self.cue[0], self.source[0] if self.source is not None else self.cue[0])
        right = max(self.cue[1], self.source[1] if self.source is not None else self.cue[1])
        before = self._quote_before(left)
        if before is not None:
            found.append(before)
        after = self._quote_after(right)
        if after is not None:
            found.append(after)
        return found

    def _quote_before(self, left: int) -> tuple[int, int] | None:
        words, inside = self.words, self.inside
        at = left - 1
        while at >= 0 and inside[at] < 0 and (words[at].pos == "PUNCT" or words[at].dep in ("advmod", "cc")):
            at -= 1
        if at < 0 or inside[at] < 0:
            return None
        number, last = inside[at], at
        first = at
        while first > 0 and inside[first - 1] == number:
            first -= 1
        if first > 0 and not self._starts_quote(first):
            return None
        return first, last

    def _starts_quote(self, first: int) -> bool:
        """Whether a quotation stands on its own: after a comma or colon, or with a capital."""
        return self.words[first - 1].text in (",", ":", "—", "–", "--", ";", ".", "…")

    def _quote_after(self, right: int) -> tuple[int, int] | None:
        words, inside, tree = self.words, self.inside, self.tree
        at = right + 1
        while at < len(words) and inside[at] < 0:
            if words[at].tag in ("VBD", "VBZ", "VBP", "MD") or at - right > _FAR:
                return None
            at += 1
        if at >= len(words):
            return None
        clause = tree.child(self.verb, "ccomp")
        previous = words[at - 1]
        if previous.text not in (",", ":") and previous.lemma not in ("that", "—") and at != right + 1:
            return None
        if clause is not None and self.verb < tree.first[clause] < at - 1:
            return None
        first = at
        if previous.lemma == "that":
            first -= 1
        last = at
        while last + 1 < len(words) and inside[last + 1] == inside[at]:
            last += 1
        if not self._ends_quote(last):
            rest = tree.last[clause] if clause is not None else last
            last = max(last, rest)
        return first, last

    def _ends_quote(self, last: int) -> bool:
        return (
            last + 1 >= len(self.words)
            or self.words[last].text in (".", ",", "!", "?")
            or (self.words[last - 1].text in (".", ",", "!", "?"))
        )

    def _clause(self) -> tuple[int, int] | None:
        if "c" not in self.takes:
            return None
        clauses = self.tree.children(self.verb, "ccomp")
        # "He voted no. She said that ...": what follows is said, where two sentences were taken for one.
        for clause in sorted(clauses, key=lambda kid: not self._follows(kid)):
            found = self._bounds(clause)
            if found is not None:
                return found
        return self._statement_clause()

    def _follows(self, clause: int) -> bool:
        """Whether a clause begins right behind the verb, or its subject."""
        first, high = self.tree.first[clause], self._core()[1]
        if not high < first <= high + 3:
            return False
        return self.words[self._after_day(high + 1, self.tree.last[clause])].pos != "PUNCT"

    def _statement_clause(self) -> tuple[int, int] | None:
        """`said in a statement that ...`: a clause that the parser hung on the statement."""
        tree, words = self.tree, self.words
        for prep in tree.children(self.verb, "prep"):
            noun = tree.child(prep, "pobj")
            clause = tree.child(noun, "acl", "ccomp", "relcl") if noun is not None and prep > self.verb else None
            if clause is not None and words[tree.first[clause]].lemma == "that" and words[clause].dep != "relcl":
                return self._bounds(clause)
        return None

    def _bounds(self, head: int) -> tuple[int, int] | None:
        """A subtree without the cue and its source."""
        tree, words = self.tree, self.words
        first, last = tree.first[head], tree.last[head]
        low, high = self._core()
        if first <= low and high <= last:
            if head < low and all(
                tree.under(at, self.verb) or words[at].pos == "PUNCT" for at in range(high + 1, last + 1)
            ):
                last = low - 1
            elif words[first].dep == "mark" or not self._interrupts(low, high):
                first, last = (first, low - 1) if head < low else (high + 1, last)
        elif first <= high < last and first >= low:
            first = high + 1
        elif first < low <= last:
            last = low - 1
        while first <= last and words[first].pos == "PUNCT" and words[first].text not in "“\"‘'(''":
            first += 1
        first = self._after_day(first, last)
        that = tree.child(head, "mark")
        if that is not None and first < that and words[that].lemma == "that" and words[that - 1].pos == "PUNCT":
            first = that
        last = self._before_turn(first, last, head)
        while last > first and words[last].text in (",", ";", ":", ".", "—", "-", "–", "--"):
            last -= 1
        return (first, last) if first <= last and first <= head <= last else None

    def _after_day(self, first: int, last: int) -> int:
        """`said Tuesday the bridge was safe`: the day is when it was said, wherever the parser hangs it."""
        words = self.words
        if first != self.cue[1] + 1 or first > last:
            return first
        at = first
        if at < last and words[at].text in ("on", "late", "early"):
            at += 1
        day = words[at].text.casefold().endswith("day") and words[at].pos == "PROPN"
        goes_on = at + 1 < last and words[at + 1].tag not in ("POS", "VBD", "VBZ", "MD", "NN", "NNS")
        return at + 1 if day and goes_on else first

    def _interrupts(self, low: int, high: int) -> bool:
        """`The deal, he said, is dead`: commas on both sides."""
        words = self.words
        return low > 1 and words[low - 1].text == "," and high + 1 < len(words) and words[high + 1].text == ","

    def _core(self) -> tuple[int, int]:
        low, high = self.cue
        if self.source is not None:
            gap = self.source[1] + 1 - low if self.source[1] < low else self.source[0] - high - 1
            if abs(gap) <= 3:
                low, high = min(low, self.source[0]), max(high, self.source[1])
        return low, high

    def _before_turn(self, first: int, last: int, head: int) -> int:
        """Up to `, but questions remain`: with a new subject that is no pronoun, the outlet speaks again."""
        words, tree = self.words, self.tree
        for at in range(first + 2, last - 1):
            if words[at].text.lower() not in saying_words("turns") or words[at - 1].text != "," or self.inside[at] >= 0:
                continue
            verb = next((kid for kid in tree.children(words[at].head, "conj") if kid > at), None)
            subject = tree.child(verb, "nsubj", "nsubjpass") if verb is not None else None
            if subject is not None and words[subject].pos != "PRON":
                return at - 2 if words[at - 1].text == "," else at - 1
        return last

    def _as_clause(self) -> tuple[int, int] | None:
        """`As Smith noted, the deal is dead`: the clause that "as" hangs on."""
        tree, words, verb = self.tree, self.words, self.verb
        as_ = next((kid for kid in tree.kids[verb] if kid < verb and words[kid].lemma == "as"), None)
        if as_ is None or self.source is None or not {"c", "q"} & self.takes:
            return None
        if any(words[kid].dep in ("dobj", "ccomp", "xcomp", "acomp", "attr") for kid in tree.kids[verb]):
            return None
        first, last = as_, max(tree.last[verb], self.cue[1])
        while last > self.cue[1] and words[last].pos == "PUNCT":
            last -= 1
        end = last + 1 < len(words) and words[last + 1].pos != "PUNCT"
        joined = first == 0 or words[first - 1].text in (",", "—", "–", "-", "(") or words[first - 1].dep == "cc"
        return None if end or not joined else around(tree, self.inside, first, last)

    def _parenthetical(self) -> tuple[int, int] | None:
        """`The deal is dead, he said`; `The deal, he said, is dead`."""
        if "c" not in self.takes or self.source is None or self.saying.tier != "said":
            return None
        words, tree = self.words, self.tree
        low, high = self._core()
        if words[self.verb].tag == "VBG" and not tree.children(self.verb, "aux"):
            return None
        if low == 0 or words[low - 1].text not in (",", "—", "–", "-", "”", '"'):
            return None
        if words[self.verb].dep in ("parataxis", "ccomp", "dep") and not tree.is_root(self.verb):
            found = self._bounds(words[self.verb].head)
            if found is not None and (self.inside[found[0]] < 0 or found[1] < low):
                return found
        rest = [at for at in range(high + 1, len(words)) if words[at].pos != "PUNCT"]
        if all(tree.under(at, self.verb) for at in rest) and not tree.children(self.verb, *_CLAUSES):
            first = 0
            while first < low and (words[first].pos == "PUNCT" or words[first].dep == "cc"):
                first += 1
            return (first, low - 2) if self._says_something(first, low - 2) else None
        return None

    def _says_something(self, first: int, last: int) -> bool:
        """Whether a stretch holds a finite clause that hangs on nothing within it but the cue."""
        return any(
            word.tag in ("VBD", "VBZ", "VBP", "MD")
            and (self.tree.head(at) if word.tag == "MD" or word.dep in ("aux", "auxpass") else word).dep in _MAIN
            for at, word in enumerate(self.words[first : last + 1], first)
        )

    def _complement(self) -> tuple[int, int] | None:
        tree, words, takes = self.tree, self.words, self.takes
        parts: list[tuple[int, int]] = []
        for kid in tree.kids[self.verb]:
            if kid < self.verb:
                continue
            dep = words[kid].dep
            if self._is_complement(kid):
                parts.append((tree.first[kid], tree.last[kid]))
            elif dep == "prep" and parts and kid == parts[-1][1] + 1 and words[kid].lemma in saying_words("belongs"):
                parts.append((kid, tree.last[kid]))
            elif dep in ("prep", "mark", "agent", "dative") and words[kid].text.lower() in takes:
                first = kid + 1 if not parts else kid
                last = tree.last[kid]
                if last > kid:
                    parts.append((first, last))
            elif dep == "dobj" and "i" in takes and tree.child(self.verb, "xcomp", "ccomp") is not None:
                parts.append((tree.first[kid], tree.last[kid]))
            elif dep == "advcl" and words[tree.first[kid]].text.lower() in takes:
                parts.append((tree.first[kid] + 1, tree.last[kid]))
        if "n" in takes and not parts:
            parts = self._naming()
        if not parts:
            return None
        first, last = min(part[0] for part in parts), max(part[1] for part in parts)
        if first <= self.verb:
            return None
        last = self._before_turn(first, last, self.verb)
        while last > first and words[last].text in (",", ";", ":", ".", "—", "-", "–", "--"):
            last -= 1
        return first, last

    def _passive_object(self) -> tuple[int, int] | None:
        """`The plan was criticized by the union`: the plan."""
        subject = self.tree.child(self.verb, "nsubjpass")
        if subject is None or self.speaker is None or "o" not in self.takes or subject > self.verb:
            return None
        return self.tree.first[subject], self.tree.last[subject]

    def _impersonal(self) -> tuple[int, int] | None:
        """`The mill is expected to close`: by whom isn't told."""
        subject, rest = self.tree.child(self.verb, "nsubjpass"), self.tree.child(self.verb, "xcomp")
        if subject is None or rest is None or self.speaker is not None or not self.tree.passive(self.verb):
            return None
        if self.words[self.verb].lemma not in saying_words("impersonal") or rest < self.verb:
            return None
        return self.tree.first[subject], self.tree.last[rest]

    def _is_complement(self, kid: int) -> bool:
        """Whether a child of the verb is what is said or wanted."""
        word, takes = self.words[kid], self.takes
        if word.dep in ("dobj", "intj"):
            return "o" in takes and kid != self.speaker
        gerund = word.dep == "xcomp" and word.tag == "VBG" and "c" in takes
        return gerund or (word.dep in ("xcomp", "ccomp") and "i" in takes)

    def _naming(self) -> list[tuple[int, int]]:
        """`called it a disaster`: what, and what it is called."""
        tree = self.tree
        called = [kid for kid in tree.children(self.verb, "oprd", "ccomp", "attr") if kid > self.verb]
        what = [kid for kid in tree.children(self.verb, "dobj", "nsubj") if kid > self.verb and kid != self.speaker]
        if not called or (not what and tree[called[0]].dep != "ccomp"):
            return []
        return [(tree.first[kid], tree.last[kid]) for kid in (*what, *called)]
