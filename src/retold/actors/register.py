"""The names of an article entered one by one: each to the actor that it belongs to, or as a new one.

Full names go first, so that a surname that stands before finds its person, and headlines last, where all words have
capitals. Phrases and pronouns are found elsewhere.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence

from retold.actors.entries import Entry, Naming
from retold.actors.kinds import Judged, Known, judge
from retold.actors.names import (
    gender_of_name,
    initial,
    initials,
    is_acronym,
    said_verbs,
    same_person,
    split_name,
    title_words,
)
from retold.actors.runs import Run, apposition, find_runs, gender_beside, only_places, parse_head, speaking
from retold.knowledge import mapping
from retold.trees import Tree
from retold.types import Article, MentionKind, Span

#: Letters above which a word has a capital in a headline, how many such words one has, and their share with one.
_LONG, _FEWEST, _CAPITALS = 3, 4, 0.85
_PLAIN = frozenset({"ADJ", "ADP", "ADV", "AUX", "NOUN", "PRON", "VERB"})


class Register:
    """All entries, and which of them the words of the article name."""

    def __init__(self, article: Article, trees: Sequence[Tree], quoted: Sequence[tuple[int, int]]) -> None:
        """`quoted`: character ranges of quotations, in order."""
        self.article = article
        self.trees = trees
        self.entries: list[Entry] = []
        #: Actors by sentence and word.
        self.at: dict[tuple[int, int], int] = {}
        self._quoted = quoted
        self._quotes_begin = [start for start, _ in quoted]
        #: Persons by the first letter of their surname's sound, others by kind and name: where a name may belong.
        self._persons: dict[str, list[int]] = {}
        self._given: dict[str, list[int]] = {}
        self._others: dict[tuple[str, str], int] = {}
        runs = [run for index, tree in enumerate(trees) for run in find_runs(index, tree)]
        #: Which sentences are headlines, by their role or, of the first, its capitals.
        self.headlines = [
            sentence.role == "headline" or (sentence.index == 0 and _title_case(tree))
            for sentence, tree in zip(article.sentences, trees, strict=True)
        ]
        self._known = _known(article, runs, trees, self.headlines)
        for run in sorted(
            runs, key=lambda run: (self.headlines[run.sentence], run.last == run.name, run.sentence, run.first)
        ):
            self._enter(run)
        surnames = {split_name(entry.name)[1] for entry in self.entries if entry.kind == "person"}
        for index, tree in enumerate(trees):
            self._mistagged(index, tree, surnames)
        for entry in self.entries:
            if entry.kind == "person" and not entry.gender:
                given, surname = split_name(entry.name)
                entry.gender = gender_of_name(given) if given else mapping("given_names").get(surname, "")

    def namesakes(self, name: str) -> list[int]:
        """The persons who may be called so."""
        return [n for n in self._persons.get(initial(name), ()) if same_person(name, self.entries[n].name)]

    def add(self, entry: Entry) -> int:
        """The number of a new entry."""
        self.entries.append(entry)
        return len(self.entries) - 1

    def quotes(self, at: int) -> bool:
        """Whether a character stands within a quotation."""
        number = bisect_right(self._quotes_begin, at) - 1
        return number >= 0 and at < self._quoted[number][1]

    def note(
        self, number: int, sentence: int, words: tuple[int, int], head: int, *,
        kind: MentionKind = "name", plural: bool = False, index: bool = True,
    ) -> Naming:  # fmt: skip
        """Note that those words, around `head`, mean the actor."""
        naming = self.naming(sentence, words, head, kind=kind, plural=plural)
        self.entries[number].namings.append(naming)
        if index:
            for at in range(words[0], words[1] + 1):
                self.at[sentence, at] = number
        return naming

    def naming(
        self, sentence: int, words: tuple[int, int], head: int, *, kind: MentionKind, plural: bool = False
    ) -> Naming:
        """Words with what decides whom a pronoun means."""
        tree, place = self.trees[sentence], self.article.sentences[sentence]
        first, last = words
        start, end = place.start + tree[first].start, place.start + tree[last].end
        top = tree.heads[head] if tree[head].dep == "appos" else head
        quoted = self.quotes(start)
        subject = tree[top].dep in ("nsubj", "nsubjpass") or (first == 0 and tree[head].pos != "PROPN")
        return Naming(
            span=Span(start, end, self.article.text[start:end]),
            sentence=sentence,
            words=words,
            subject=subject,
            quoted=quoted,
            speaks=not quoted and _speaks(tree, top),
            main=subject and _is_main(tree, top),
            plural=plural,
            kind=kind,
        )

    def in_order(self) -> None:
        """Number the entries in the order of their first mention."""
        order = sorted(range(len(self.entries)), key=lambda n: min(m.span.start for m in self.entries[n].namings))
        place = {old: new for new, old in enumerate(order)}
        self.entries = [self.entries[old] for old in order]
        self.at = {key: place[old] for key, old in self.at.items()}
        self._persons = {first: [place[old] for old in numbers] for first, numbers in self._persons.items()}

    # --- names ---

    def _enter(self, run: Run) -> None:
        tree = self.trees[run.sentence]
        name = tree.text(run.name, run.last)
        if name.endswith("s") and tree[run.last].text[:-1] in self._known.last and tree[run.last].head > run.last:
            # "Joe Bidens administration" has lost its apostrophe.
            name = name[:-1]
        judged = judge(run, tree, name, self._known)
        if judged.kind == "country" and self._is_surname(run, tree, name):
            judged = Judged("person", name)
        number = self._find(run, name, judged.shown, judged.kind)
        if number is None and self.headlines[run.sentence] and judged.kind == "person" and self._in_headline(run, tree):
            return
        if number is None:
            number = self.add(Entry(judged.shown, judged.kind))
            if judged.kind == "person":
                self._persons.setdefault(initial(name), []).append(number)
                self._given.setdefault(split_name(name)[0], []).append(number)
            else:
                self._others[judged.kind, judged.shown] = number
        entry = self.entries[number]
        entry.names.append(name)
        head = parse_head(tree, run.first, run.last)
        if entry.kind == "person":
            self._describe(entry, run, name, head)
        self.note(number, run.sentence, (run.name, run.last), head, plural=judged.plural)

    def _in_headline(self, run: Run, tree: Tree) -> bool:
        """Note whom the body knows of a run like `Anna Reed Opens Bridge`; whether that or nothing is all it holds."""
        found = [(at, self.namesakes(tree[at].text)) for at in range(run.name, run.last + 1)]
        known = [(at, numbers[0]) for at, numbers in found if len(numbers) == 1]
        for at, number in known:
            given = at > run.name and split_name(self.entries[number].name)[0] == tree[at - 1].text.casefold()
            self.note(number, run.sentence, (at - given, at), at)
        return bool(known) or run.last == run.name

    def _describe(self, entry: Entry, run: Run, name: str, head: int) -> None:
        """Name, gender and title of a person from one mention."""
        tree = self.trees[run.sentence]
        if len(name) > len(entry.name) and same_person(name, entry.name):
            entry.name = name
        # "Mr." is certain, and a listed given name more so than "chairman" or what stands beside it.
        courtesy = run.gender if not run.title else ""
        if courtesy or not entry.sure:
            listed = mapping("given_names").get(split_name(entry.name)[0], "")
            entry.gender = courtesy or listed or entry.gender or run.gender or gender_beside(run, tree, head)
            entry.sure = bool(courtesy)
        title = run.title or apposition(run, tree)
        if not split_name(name)[0] and len(self.namesakes(name)) > 1:
            # "President Bush" may be another Bush than the one it was joined to.
            title = ""
        borne = bool(title) and title == run.title
        if borne > entry.borne or (borne == entry.borne and len(title) > len(entry.title)):
            entry.title, entry.borne = title, borne

    def _find(self, run: Run, name: str, shown: str, kind: str) -> int | None:
        """The entry that a name belongs to."""
        if is_acronym(name):
            letters = name.replace(".", "").casefold()
            for (_, other), number in self._others.items():
                if initials(other.removeprefix("the ")) == letters:
                    return number
        single = run.last == run.name or not split_name(name)[0]
        if kind == "person" or (kind in ("institution", "place") and single):
            fits = [
                number
                for number in self.namesakes(name)
                if not run.gender or self.entries[number].gender in ("", run.gender)
            ]
            if not fits and name.casefold() in mapping("given_names"):
                fits = [
                    n
                    for n in self._given.get(name.casefold(), ())
                    if self.entries[n].gender in ("", run.gender or self.entries[n].gender)
                ]
                fits = fits if len(fits) == 1 else []
            if fits:
                return self._meant(fits, run.title)
        return self._others.get((kind, shown))

    def _meant(self, fits: Sequence[int], title: str) -> int:
        """Of namesakes the one of that title, else the first: who comes later keeps a full name."""
        wanted = title_words(title)
        titled = [n for n in fits if wanted and wanted in title_words(self.entries[n].title)]
        return min(titled or fits, key=lambda n: self.entries[n].namings[0].span.start)

    def _is_surname(self, run: Run, tree: Tree, name: str) -> bool:
        """`Cuban said`, where somebody is called Mark Cuban."""
        does = tree[run.last].dep in ("nsubj", "nsubjpass", "poss", "pobj") and tree.child(run.last, "det") is None
        known = any(
            " " in self.entries[n].name and self.entries[n].name.split()[-1] == name for n in self.namesakes(name)
        )
        return does and known and (tree[run.last].dep != "pobj" or tree.head(run.last).lemma in ("by", "to", "with"))

    def _mistagged(self, index: int, tree: Tree, surnames: Collection[str]) -> None:
        """Surnames of persons known from elsewhere that the tagger took for other words ("Kessing")."""
        for at, word in enumerate(tree.words):
            if not word.text[0].isupper() or word.pos == "PROPN" or len(word.text) < 4:
                continue
            lower = word.text.casefold()
            if lower not in surnames or (index, at) in self.at:
                continue
            alike = [n for n in self.namesakes(word.text) if lower == split_name(self.entries[n].name)[1]]
            if len(alike) == 1:
                self.entries[alike[0]].names.append(word.text)
                self.note(alike[0], index, (at, at), at)


def _title_case(tree: Tree) -> bool:
    """`Trump Rips Into Senate Leaders`: all long words have capitals."""
    long = [word.text[0].isupper() for word in tree.words if len(word.text) > _LONG and word.text.isalpha()]
    plain = any(word.text[0].isupper() and word.pos in _PLAIN for word in tree.words[1:])
    return plain and len(long) >= _FEWEST and sum(long) >= _CAPITALS * len(long)


def _known(article: Article, runs: Sequence[Run], trees: Sequence[Tree], headlines: Sequence[bool]) -> Known:
    # In a headline every word has a capital.
    speakers = speaking([run for run in runs if not headlines[run.sentence]], trees)
    return Known(
        media=tuple(dict.fromkeys(credit.name for credit in article.credits)),
        speaking=speakers,
        last=frozenset(trees[run.sentence][run.last].text for run in runs),
        placed={name for name in only_places(runs, trees) if name.split()[-1] not in speakers},
    )


def _is_main(tree: Tree, word: int) -> bool:
    return all(tree[up].dep not in ("relcl", "acl", "ccomp", "pcomp") for up in tree.up(word))


def _speaks(tree: Tree, word: int) -> bool:
    """Whether a word is the subject of a verb of saying, or whom something is said according to."""
    if tree[word].dep == "nsubj":
        return tree.head(word).lemma in said_verbs()
    head = tree.heads[word]
    return tree[word].dep == "pobj" and tree[head].lemma == "to" and tree.head(head).lemma == "accord"
