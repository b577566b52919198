"""The actors of an article, found by place, by name, by title and by pronoun.

Built once an article, before its statements; these then tell who spoke, which "they" and "it" prefer. Nothing is
looked up outside of the article but tables of words.
"""

from collections.abc import Sequence

from retold.actors.entries import Entry, Naming
from retold.actors.names import business_words, commercial, gender_of_noun
from retold.actors.nations import find_offices
from retold.actors.phrases import find_phrases, is_epithet, titled, titles_of
from retold.actors.pronouns import PRONOUNS, Near, Place, said_range, same_clause, subject_behind
from retold.actors.register import Register
from retold.config import DEFAULT, Saying
from retold.trees import Tree
from retold.types import Actor, Article, SourceKind, Span


class Cast:
    """The actors of an article with an index for finding them."""

    def __init__(
        self,
        article: Article,
        trees: Sequence[Tree],
        *,
        quoted: Sequence[tuple[int, int]] = (),
        config: Saying = DEFAULT.saying,
    ) -> None:
        """`quoted`: character ranges of quotations, in order."""
        self._article = article
        self.trees = trees
        self._register = Register(article, trees, quoted)
        find_offices(self._register)
        find_phrases(self._register)
        self._register.in_order()
        self._entries = self._register.entries
        self._near = Near(self._entries, config)
        self._groups_by_name: dict[str, int] = {}
        for number, entry in enumerate(self._entries):
            for naming in entry.namings:
                self._note(number, naming)
        for index, tree in enumerate(trees):
            for at, word in enumerate(tree.words):
                if word.pos == "PRON" and PRONOUNS.get(word.text.lower()) in ("m", "f"):
                    self._pronoun(index, tree, at)
                elif word.dep == "nsubj" and word.pos == "NOUN" and self.at(index, at) is None and is_epithet(tree, at):
                    self._epithet(index, tree, at)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All of them, in order of first mention."""
        found = [entry.actor() for entry in self._entries]
        return tuple(sorted(found, key=lambda actor: actor.mentions[0].span.start))

    def at(self, sentence: int, word: int) -> int | None:
        """The number of the actor that a word names or, as "he" and "she", means."""
        return self._register.at.get((sentence, word))

    def entry(self, number: int) -> Entry:
        """The actor of that number."""
        return self._entries[number]

    def called(self, surname: str) -> int | None:
        """The person of that surname, if there is just one."""
        alike = self._register.namesakes(surname)
        return alike[0] if len(alike) == 1 else None

    def titled(self, phrase: str, *, at: int) -> int | None:
        """The last person before `at` who bears the title: "the prime minister"."""
        return titled(titles_of(self._entries), self._entries, phrase, at=at)

    def spoke(self, number: int, sentence: int, pronoun: Span | None = None) -> None:
        """Note that an actor was the source of a statement, which later pronouns prefer; `pronoun` if called so."""
        entry = self._entries[number]
        entry.spoke.append(sentence)
        if pronoun is not None and all(naming.span.start != pronoun.start for naming in entry.namings):
            self._add(number, sentence, pronoun)

    def add(self, name: str, kind: SourceKind, sentence: int, span: Span, *, plural: bool) -> None:
        """Note a source without a name of its own ("Reed and Marsh", "the sheriff's office"), for later pronouns."""
        number = self._groups_by_name.get(name)
        if number is None:
            number = self._groups_by_name[name] = self._register.add(Entry(name, kind, plural=plural, names=[name]))
        self._add(number, sentence, span)
        self._entries[number].spoke.append(sentence)

    def _add(self, number: int, sentence: int, span: Span) -> None:
        kind = "pronoun" if PRONOUNS.get(span.text.lower()) else "phrase"
        naming = Naming(span=span, sentence=sentence, words=(-1, -1), subject=True, quoted=False, kind=kind)  # type: ignore[arg-type]
        self._entries[number].namings.append(naming)
        self._note(number, naming)

    def _note(self, number: int, naming: Naming) -> None:
        sentence = self._article.sentences[naming.sentence]
        headline = self._register.headlines[naming.sentence]
        self._near.note(number, naming, paragraph=sentence.paragraph, headline=headline)

    # --- pronouns ---

    def resolve(self, pronoun: str, *, sentence: int, at: int, outside: tuple[int, int]) -> int | None:
        """Whom a pronoun at character `at` means; of names within `outside` (what is said), only subjects count."""
        wanted = PRONOUNS.get(pronoun.lower())
        if wanted is None:
            return None
        here = self._article.sentences[sentence].paragraph
        return self._near.best(wanted, Place(sentence=sentence, paragraph=here, start=at, outside=outside))

    def _pronoun(self, index: int, tree: Tree, at: int) -> None:
        """Resolve "he" or "she" and note it as a mention; those within quotations aren't the article's."""
        sentence, word = self._article.sentences[index], tree[at]
        start = sentence.start + word.start
        if self._register.quotes(start):
            return
        wanted = PRONOUNS[word.text.lower()]
        number = self._cataphor(index, tree, at, wanted)
        if number is None:
            first, last = said_range(tree, at)
            outside = (sentence.start + tree[first].start, sentence.start + tree[last].end) if last >= first else (0, 0)
            barred = {self.at(index, kid) for kid in same_clause(tree, at)} if word.dep != "nsubj" else set()
            place = Place(
                sentence=index,
                paragraph=sentence.paragraph,
                start=start,
                outside=outside,
                barred=frozenset(n for n in barred if n is not None),
                headline=self._register.headlines[index],
            )
            number = self._near.best(wanted, place)
        if number is not None:
            self._note(number, self._register.note(number, index, (at, at), at, kind="pronoun"))

    def _epithet(self, index: int, tree: Tree, at: int) -> None:
        """Let pronouns behind "the businessman" count him as named again; too unsure to show as a mention."""
        sentence = self._article.sentences[index]
        start = sentence.start + tree[at].start
        if self._register.quotes(start):
            return
        place = Place(sentence=index, paragraph=sentence.paragraph, start=start, named=True)
        number = self._near.best(gender_of_noun(tree[at].lemma) or "mf", place)
        if number is not None:
            self._note(number, self._register.naming(index, (at, at), at, kind="phrase"))

    def _cataphor(self, index: int, tree: Tree, at: int, wanted: str) -> int | None:
        """`When he left, Reed waved`: unless somebody was named before in the sentence."""
        behind = subject_behind(tree, at)
        number = self.at(index, behind) if behind is not None else None
        if number is None or behind is None:
            return None
        entry = self._entries[number]
        named = any(self._register.at.get((index, word)) is not None for word in range(at))
        naming = next((n for n in entry.namings if n.sentence == index and n.words[0] <= behind <= n.words[1]), None)
        return number if naming is not None and not named and entry.can_be(wanted, naming) else None

    # --- phrases ---

    def earlier_group(self, noun: str, *, at: int) -> int | None:
        """The last group before `at` that is called by the noun and is more than just "the officials"."""
        last: tuple[int, int] | None = None
        for number, entry in enumerate(self._entries):
            if not entry.plural or entry.name.split()[-1].casefold() != noun.casefold():
                continue
            if len(entry.name.split()) < 2 or entry.name.casefold().startswith(("the ", "these ", "those ")):
                continue
            for naming in entry.namings:
                spoke = (self._article.sentences[sentence].start for sentence in entry.spoke)
                place = max((start for start in (naming.span.start, *spoke) if start < at), default=None)
                if place is not None and (last is None or place >= last[0]):
                    last = (place, number)
        return last[1] if last is not None else None

    def earlier_one(self, noun: str, *, at: int) -> str | None:
        """The phrase for the last unnamed person before `at` who was called by the noun: "a worker"."""
        found = [
            (naming.span.start, entry.name)
            for entry in self._entries
            if entry.kind in ("anonymous", "person") and not entry.plural and noun in entry.name.split()
            for naming in entry.namings
            if naming.span.start < at and naming.kind == "phrase" and not entry.name.startswith("the ")
        ]
        return max(found)[1] if found else None

    def company(self, *, at: int) -> int | None:
        """Which body "the company" means: one named before `at` in a sentence that tells of business."""
        best: tuple[float, int] | None = None
        named = []
        for number, entry in enumerate(self._entries):
            if entry.kind != "institution" or not commercial(entry.name):
                continue
            before = [naming for naming in entry.namings if naming.span.start < at and not naming.quoted]
            named += [number] if before else []
            told = sum(not business_words().isdisjoint(self._lemmas(naming.sentence)) for naming in before)
            score = told + 0.1 * len(before) + any(naming.subject for naming in before)
            if told and (best is None or score > best[0]):
                best = (score, number)
        # Where nothing tells of business, the only body that it can be.
        return best[1] if best is not None else named[0] if len(named) == 1 else None

    def _lemmas(self, sentence: int) -> set[str]:
        return {word.lemma for word in self.trees[sentence].words}
