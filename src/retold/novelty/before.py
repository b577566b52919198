"""What was told before: the articles that are known, and the sentences that say the same as one of theirs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from retold.changes.lexicon import modalities
from retold.claims.keys import negations, numbers, word_keys
from retold.config import Novelty
from retold.text import tokens
from retold.types import Article, Change, ChangeKind, Comparison, Link, Passage, Span

#: Changes by which a sentence that is linked to a known one says something else than it.
TELLING: frozenset[ChangeKind] = frozenset({"figure", "name", "date", "modality", "factuality", "negation", "added"})
#: Those of them that tell of all of a sentence, where one side has no word for it: the hope of what then happened.
_OF_ALL: frozenset[ChangeKind] = frozenset({"modality", "factuality", "negation"})


@dataclass(frozen=True, slots=True)
class Linked:
    """A sentence that another one is linked to, and the words in which they differ in what they say."""

    there: Passage
    #: Spans of this side's article; None if all of it differs.
    differs: tuple[Span, ...] | None
    #: Content words of the other side; None if its words are the same but for style.
    words: frozenset[str] | None

    def says(self, span: Span, words: frozenset[str], *, share: float) -> bool:
        """True if what stands at a span of this side, which has these content words, is said there, too."""
        if self.differs is None or any(one.start < span.end and span.start < one.end for one in self.differs):
            return False
        return self.words is None or len(words & self.words) >= share * len(words)


class Before:
    """The articles that were there before, and what they tell of what others do."""

    def __init__(
        self,
        articles: Iterable[Article],
        known: frozenset[str],
        comparisons: Iterable[Comparison],
        *,
        config: Novelty,
    ) -> None:
        """`known` are the ids of those of the articles that were there before."""
        self._known = known
        self._config = config
        self._sentences: list[tuple[Article, int, frozenset[str], frozenset[str]]] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        for article in sorted(articles, key=lambda one: one.id):
            if article.id in known:
                self._remember(article)
        self._linked: dict[tuple[str, int], list[Linked]] = defaultdict(list)
        for comparison in comparisons:
            a, b = comparison.a, comparison.b
            for old, new in ((a, b), (b, a)):
                if old.id in self and new.id not in self:
                    for link in comparison.links:
                        for sentence, linked in linked_from(link, new, old, side="b" if new is b else "a"):
                            self._linked[new.id, sentence].append(linked)

    def _remember(self, article: Article) -> None:
        for sentence in article.sentences:
            place = len(self._sentences)
            words, counted = word_keys(sentence.text, article.language), numbers(sentence.text)
            self._sentences.append((article, sentence.index, words, counted))
            for key in words | counted:
                self._with[key].append(place)

    def __contains__(self, article: str) -> bool:
        return article in self._known

    def tells(self, article: Article, sentence: int, span: Span) -> Passage | None:
        """Where what a new article says at a span of a sentence was told before; None if it was not."""
        words = word_keys(span.text, article.language)
        for one in self._linked.get((article.id, sentence), ()):
            if one.says(span, words, share=self._config.linked):
                return one.there
        return self._repeated(article, sentence)

    def counts(self, number: str, words: frozenset[str]) -> Passage | None:
        """Where a number (a key of `retold.claims.keys.numbers`) stands in a sentence with all of these words."""
        for place in self._with.get(number, ()):
            article, sentence, around, _ = self._sentences[place]
            if words and words <= around:
                return _passage(article, sentence)
        return None

    def _repeated(self, article: Article, sentence: int) -> Passage | None:
        """A known sentence with nearly all of this one's words and all its numbers, that is as firm as it."""
        text = article.sentences[sentence].text
        words, counted = word_keys(text, article.language), numbers(text)
        if len(words) < self._config.least_words:
            return None
        # Nearly all words in common means one of the rarest in common (see `retold.claims.keys.Sharing`).
        rarest = sorted(words, key=lambda word: len(self._with.get(word, ())))
        tried = rarest[: int(len(rarest) * (1 - self._config.repeated)) + 1]
        for place in sorted({place for word in tried for place in self._with.get(word, ())}):
            other, index, around, also = self._sentences[place]
            if counted <= also and len(words & around) >= self._config.repeated * len(words):
                there = _passage(other, index)
                if _firmness(text) == _firmness(there.span.text):
                    return there
        return None


def _firmness(text: str) -> tuple[int, frozenset[str]]:
    """Whether a sentence negates, and what it hopes, plans or thinks possible: what tells a plan from its deed."""
    keys = [token.key for token in tokens(text)]
    return negations(text) % 2, frozenset(kind for *_, kind in modalities(keys, 0, len(keys)))


def _passage(article: Article, sentence: int) -> Passage:
    return Passage(article=article.id, outlet=article.name, span=article.sentences[sentence].span, sentence=sentence)


def linked_from(link: Link, article: Article, other: Article, *, side: str) -> Iterable[tuple[int, Linked]]:
    """The sentences of `article`, which is this side ("a" or "b") of a link, each with what it is linked to."""
    own, theirs = (link.a, link.b) if side == "a" else (link.b, link.a)
    spans = [(change, change.a_span if side == "a" else change.b_span) for change in link.changes if change.matters]
    of_all = any(change.kind in _OF_ALL and span is None for change, span in spans)
    differs = tuple(span for change, span in spans if span is not None and _tells(change, span, side))
    said = " ".join(other.sentences[i].text for i in theirs)
    words = None if link.kind in ("same", "styled") else word_keys(said, other.language)
    for sentence in own:
        yield sentence, Linked(_passage(other, theirs[0]), None if of_all else differs, words)


def _tells(change: Change, span: Span, side: str) -> bool:
    # What one side has and the other not is "added" or "dropped" by which of them is a.
    if change.kind in ("added", "dropped"):
        return change.kind == ("dropped" if side == "a" else "added")
    # "they" for "Iraq" names nobody else.
    named = change.kind != "name" or any(map(str.isupper, span.text))
    return change.kind in TELLING and named
