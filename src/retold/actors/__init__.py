"""Who appears in an article: one entry for each person, body or country, however it is called there.

Full names, surnames, titles and spelling variants are joined, and pronouns are resolved by the scores of METHODS.md.
Nothing is looked up outside of the article but lists of titles, given names, states and bodies.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retold.actors.names import (
    FIRM,
    business_words,
    commercial,
    gender_of_name,
    holds,
    initial,
    is_acronym,
    is_body,
    same_person,
    speaker_kind,
    split_name,
)
from retold.actors.runs import Run, apposition, find_runs, is_which, only_places, parse_head, speaking
from retold.config import DEFAULT, Saying
from retold.knowledge import mapping
from retold.trees import Tree
from retold.types import Article, Parse, Source, SourceKind, Span

__all__ = ["PRONOUNS", "Actor", "Cast", "Entry", "Mention", "as_source", "find_actors", "same_person", "with_via"]

#: Statements of an actor that are looked at for whether it was a source lately.
_RECENT = 40
#: Third-person pronouns: m, f, + for several, - for a thing.
PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "they": "+", "them": "+", "their": "+", "themselves": "+",
    "it": "-", "its": "-", "itself": "-",
}  # fmt: skip

#: A name of more words is a body's or a title's.
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place where an actor is named."""

    span: Span
    sentence: int
    #: First and last word, inclusive.
    words: tuple[int, int]
    #: Whether it is the subject of its clause.
    subject: bool
    #: Whether it stands within a quotation.
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, body, country or group of an article."""

    #: The fullest name that the article gives: "Mustafa al-Kadhimi".
    name: str
    kind: SourceKind
    #: Office or role in the article's words: "Prime Minister".
    title: str = ""
    #: "m", "f", or "" if nothing tells.
    gender: str = ""
    plural: bool = False
    #: Everything it is called, fullest first.
    names: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


def find_actors(article: Article, parses: Sequence[Parse]) -> tuple[Actor, ...]:
    """All actors, in order of first mention."""
    return Cast(article, [Tree(parse) for parse in parses]).actors


@dataclass(slots=True)
class Entry:
    """An actor while the article is being read."""

    name: str
    kind: SourceKind
    title: str = ""
    gender: str = ""
    plural: bool = False
    #: A river, a street, a county: it doesn't speak.
    place: bool = False
    names: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    #: Sentences in which it was the source of a statement.
    spoke: list[int] = field(default_factory=list)


class Cast:
    """The actors of an article with an index for finding them by place and by pronoun."""

    def __init__(
        self,
        article: Article,
        trees: Sequence[Tree],
        *,
        quoted: Sequence[tuple[int, int]] = (),
        config: Saying = DEFAULT.saying,
    ) -> None:
        """`quoted`: character ranges of quotations, in order."""
        self._config = config
        self._article = article
        self._trees = trees
        self._quoted = quoted
        self._entries: list[Entry] = []
        self._at: dict[tuple[int, int], int] = {}
        #: Persons by the first letter of their surname's sound, others by kind and name: where a name may belong.
        self._persons: dict[str, list[int]] = {}
        self._others: dict[tuple[str, str], int] = {}
        self._groups_by_name: dict[str, int] = {}
        #: Mentions with their actor by paragraph, for pronouns.
        self._near: dict[int, list[tuple[int, Mention]]] = {}
        self._media = {credit.name for credit in article.credits}
        runs = [run for index, tree in enumerate(trees) for run in find_runs(index, tree)]
        # In a headline every word has a capital.
        body = [run for run in runs if article.sentences[run.sentence].role != "headline"]
        self._speaking = speaking(body, trees)
        self._placed = {name for name in only_places(runs, trees) if name.split()[-1] not in self._speaking}
        # Full names first, so that a surname before finds its person; headlines last, where all words have capitals.
        roles = [sentence.role == "headline" for sentence in article.sentences]
        for run in sorted(runs, key=lambda run: (roles[run.sentence], run.last == run.name, run.sentence, run.first)):
            self._enter(run)
        for index, tree in enumerate(trees):
            self._mistagged(index, tree)
            self._groups(index, tree)
        self._entries_in_order()

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All of them, in order of first mention."""
        return tuple(
            Actor(
                name=entry.name,
                kind=entry.kind,
                title=entry.title,
                gender=entry.gender,
                plural=entry.plural,
                names=tuple(sorted(dict.fromkeys(entry.names), key=len, reverse=True)),
                mentions=tuple(sorted(entry.mentions, key=lambda mention: mention.span.start)),
            )
            for entry in self._entries
        )

    def at(self, sentence: int, word: int) -> int | None:
        """The number of the actor that a word names."""
        return self._at.get((sentence, word))

    def entry(self, number: int) -> Entry:
        """The actor of that number."""
        return self._entries[number]

    def spoke(self, number: int, sentence: int, pronoun: Span | None = None) -> None:
        """Note that an actor was the source of a statement, which later pronouns prefer; `pronoun` if called so."""
        self._entries[number].spoke.append(sentence)
        if pronoun is not None:
            mention = Mention(span=pronoun, sentence=sentence, words=(-1, -1), subject=True, quoted=False)
            self._entries[number].mentions.append(mention)
            self._near.setdefault(self._article.sentences[sentence].paragraph, []).append((number, mention))

    def resolve(self, pronoun: str, *, sentence: int, at: int, outside: tuple[int, int]) -> int | None:
        """Whom a pronoun at character `at` means; of names within `outside` (what is said), only subjects count."""
        wanted = PRONOUNS.get(pronoun.lower())
        if wanted is None:
            return None
        config = self._config
        here = self._article.sentences[sentence].paragraph
        best: tuple[float, int] | None = None
        for paragraph in range(max(0, here - config.reach), here + 1):
            for number, mention in self._near.get(paragraph, ()):
                start = mention.span.start
                within = outside[0] <= start < outside[1]
                if start >= at or mention.quoted or (within and not mention.subject):
                    continue
                entry = self._entries[number]
                if not _can_be(entry, wanted) or self._article.sentences[mention.sentence].role == "headline":
                    continue
                score = config.per_sentence * (sentence - mention.sentence) + config.per_paragraph * (here - paragraph)
                score += (
                    config.own_words * within
                    + config.subject * mention.subject
                    + config.gender * (entry.gender == wanted)
                )
                spoke = any(mention.sentence <= spoke <= sentence for spoke in entry.spoke[-_RECENT:])
                score += (config.group_was_source if wanted == "+" else config.was_source) * spoke
                if best is None or score >= best[0]:
                    best = (score, number)
        return best[1] if best is not None else None

    def earlier_group(self, noun: str, *, at: int) -> int | None:
        """The last group before `at` that is called by the noun and is more than just "the officials"."""
        last: tuple[int, int] | None = None
        for number, entry in enumerate(self._entries):
            if not entry.plural or entry.name.split()[-1].casefold() != noun.casefold():
                continue
            if len(entry.name.split()) < 2 or entry.name.casefold().startswith(("the ", "these ", "those ")):
                continue
            for mention in entry.mentions:
                spoke = (self._article.sentences[sentence].start for sentence in entry.spoke)
                place = max((start for start in (mention.span.start, *spoke) if start < at), default=None)
                if place is not None and (last is None or place >= last[0]):
                    last = (place, number)
        return last[1] if last is not None else None

    def add(self, name: str, kind: SourceKind, sentence: int, span: Span, *, plural: bool) -> None:
        """Note a source without a name of its own ("Reed and Marsh", "the sheriff's office"), for later pronouns."""
        number = self._groups_by_name.get(name)
        if number is None:
            self._entries.append(Entry(name, kind, plural=plural, names=[name]))
            number = self._groups_by_name[name] = len(self._entries) - 1
        mention = Mention(span=span, sentence=sentence, words=(-1, -1), subject=True, quoted=False)
        self._entries[number].mentions.append(mention)
        self._near.setdefault(self._article.sentences[sentence].paragraph, []).append((number, mention))
        self._entries[number].spoke.append(sentence)

    def called(self, surname: str) -> int | None:
        """The person of that surname, if there is just one."""
        alike = self._namesakes(surname)
        return alike[0] if len(alike) == 1 else None

    def _namesakes(self, name: str) -> list[int]:
        return [n for n in self._persons.get(initial(name), ()) if same_person(name, self._entries[n].name)]

    def company(self, *, at: int) -> int | None:
        """Which body "the company" means: one named before `at` in a sentence that tells of business."""
        best: tuple[float, int] | None = None
        for number, entry in enumerate(self._entries):
            if entry.kind != "institution" or entry.place or not commercial(entry.name):
                continue
            before = [mention for mention in entry.mentions if mention.span.start < at and not mention.quoted]
            told = sum(not business_words().isdisjoint(self._lemmas(mention.sentence)) for mention in before)
            score = told + 0.1 * len(before) + any(mention.subject for mention in before)
            if told and (best is None or score > best[0]):
                best = (score, number)
        return best[1] if best is not None else None

    def _lemmas(self, sentence: int) -> set[str]:
        return {word.lemma for word in self._trees[sentence].words}

    def titled(self, phrase: str, *, at: int) -> int | None:
        """The last person before `at` whose title holds the phrase: "the prime minister"."""
        wanted = phrase.casefold()
        last: tuple[int, int] | None = None
        for number, entry in enumerate(self._entries):
            if entry.kind != "person" or not re.search(rf"\b{re.escape(wanted)}\b", entry.title.casefold()):
                continue
            place = max((m.span.start for m in entry.mentions if m.span.start < at), default=None)
            if place is not None and (last is None or place > last[0]):
                last = (place, number)
        return last[1] if last is not None else None

    # --- building ---

    def _enter(self, run: Run) -> None:
        tree = self._trees[run.sentence]
        name = tree.text(run.name, run.last)
        kind, shown = self._kind(run, name)
        number = self._find(run, name, shown, kind)
        if number is None:
            place = kind == "institution" and (holds(name, "place") or name in self._placed)
            self._entries.append(Entry(shown, kind, place=place))
            number = len(self._entries) - 1
            if kind == "person":
                self._persons.setdefault(initial(name), []).append(number)
            else:
                self._others[kind, shown] = number
        entry = self._entries[number]
        entry.names.append(name)
        if entry.kind == "person":
            if len(name) > len(entry.name) and same_person(name, entry.name):
                entry.name = name
            given = split_name(entry.name)[0]
            entry.gender = entry.gender or run.gender or gender_of_name(given)
            title = run.title or apposition(run, self._trees[run.sentence])
            if not split_name(name)[0] and len(self._namesakes(name)) > 1:
                # "President Bush" may be another Bush than the one it was joined to.
                title = ""
            if len(title) > len(entry.title):
                entry.title = title
        self._mention(number, run.sentence, run.name, run.last, parse_head(tree, run.first, run.last))

    def _kind(self, run: Run, name: str) -> tuple[SourceKind, str]:
        lower = name.casefold()
        institutions, nations = mapping("institutions"), mapping("nations")
        if lower in institutions:
            return "institution", institutions[lower]
        if lower in nations and not run.title:
            return "country", nations[lower]
        known = next((media for media in self._media if lower in media.casefold()), None) if len(name) > 1 else None
        if known is not None or (holds(name, "media") and not run.title):
            return "media", known or name
        size = run.last - run.name + 1
        given = split_name(name)[0]
        if given in mapping("given_names") and size <= _LONGEST_NAME and not is_body(name):
            return "person", name
        if is_body(name) or size > _LONGEST_NAME or is_acronym(name):
            return "institution", name
        # "Calder Crossings": a person's surname is seldom a plural.
        tree = self._trees[run.sentence]
        if tree[run.last].tag == "NNPS" or FIRM.search(name) or holds(name, "place") or is_which(run, tree):
            return "institution", name
        if run.title or run.gender or apposition(run, self._trees[run.sentence]):
            return "person", name
        the = run.first > 0 and tree[run.first - 1].text.casefold() == "the"
        if 2 <= size <= 4 and not the and name not in self._placed:
            return "person", name
        return ("person" if name in self._speaking else "institution"), name

    def _find(self, run: Run, name: str, shown: str, kind: SourceKind) -> int | None:
        """The entry that a name belongs to."""
        single = run.last == run.name or not split_name(name)[0]
        if kind == "person" or (kind == "institution" and single):
            fits = [
                number
                for number in self._namesakes(name)
                if not run.gender or self._entries[number].gender in ("", run.gender)
            ]
            if fits:
                return max(fits, key=lambda number: (len(self._entries[number].mentions), -number))
        return self._others.get((kind, shown))

    def _mistagged(self, index: int, tree: Tree) -> None:
        """Surnames of persons known from elsewhere that the tagger took for other words ("Kessing")."""
        for at, word in enumerate(tree.words):
            if word.pos == "PROPN" or not word.text[0].isupper() or (index, at) in self._at or len(word.text) < 4:
                continue
            alike = [n for n in self._namesakes(word.text) if word.text == self._entries[n].name.split()[-1]]
            if len(alike) == 1:
                self._entries[alike[0]].names.append(word.text)
                self._mention(alike[0], index, at, at, at)

    def _groups(self, index: int, tree: Tree) -> None:
        """Plural nouns for people, that "they" may mean, and bodies with a phrase for a name, that "it" may."""
        for at, word in enumerate(tree.words):
            kind = speaker_kind(word.lemma) if word.pos == "NOUN" and (index, at) not in self._at else None
            body = kind == "institution" and word.tag == "NN" and word.dep == "nsubj" and at - tree.first[at] >= 2
            if not body and (word.tag != "NNS" or kind not in ("anonymous", "group")):
                continue
            first = tree.first[at]
            while first < at and (tree[first].pos in ("PUNCT", "CCONJ") or tree[first].dep == "relcl"):
                first += 1
            name = tree.text(first, at)
            number = self._groups_by_name.get(name)
            if number is None:
                shown = name[0].lower() + name[1:] if name.startswith("The ") else name
                self._entries.append(Entry(shown, kind or "group", plural=not body))
                number = self._groups_by_name[name] = len(self._entries) - 1
                self._entries[number].names.append(name)
            self._mention(number, index, first, at, at)

    def _mention(self, number: int, sentence: int, first: int, last: int, head: int) -> None:
        tree, place = self._trees[sentence], self._article.sentences[sentence]
        start, end = place.start + tree[first].start, place.start + tree[last].end
        mention = Mention(
            span=Span(start, end, self._article.text[start:end]),
            sentence=sentence,
            words=(first, last),
            subject=tree[head].dep in ("nsubj", "nsubjpass") or (first == 0 and tree[head].pos != "PROPN"),
            quoted=any(begin <= start < stop for begin, stop in self._quoted),
        )
        self._entries[number].mentions.append(mention)
        for at in range(first, last + 1):
            self._at[sentence, at] = number

    def _entries_in_order(self) -> None:
        order = sorted(range(len(self._entries)), key=lambda n: min(m.span.start for m in self._entries[n].mentions))
        place = {old: new for new, old in enumerate(order)}
        self._entries = [self._entries[old] for old in order]
        self._at = {key: place[old] for key, old in self._at.items()}
        self._persons = {initial: [place[old] for old in numbers] for initial, numbers in self._persons.items()}
        for number, entry in enumerate(self._entries):
            for mention in entry.mentions:
                paragraph = self._article.sentences[mention.sentence].paragraph
                self._near.setdefault(paragraph, []).append((number, mention))


def as_source(entry: Entry, *, span: Span | None, because: str) -> Source:
    """An actor as the source of a statement."""
    return Source(name=entry.name, kind=entry.kind, title=entry.title, span=span, because=because)


def with_via(source: Source, via: str, because: str) -> Source:
    """The same source, carried by somebody."""
    return replace(source, via=via, because="; ".join(filter(None, (source.because, because))))


def _can_be(entry: Entry, wanted: str) -> bool:
    if wanted in ("m", "f"):
        return entry.kind == "person" and (not entry.gender or entry.gender == wanted)
    if wanted == "+":
        return entry.plural
    return not entry.plural and not entry.place and entry.kind in ("institution", "country", "media", "document")
