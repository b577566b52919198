"""Whom "he" and "she" mean: the best of the persons named before, by the scores of `config.Saying`.

One pass from first to last, so that a pronoun that was resolved counts as its person named again. Nothing is decided
about "they" and "it", which are looked up where they are the source of something.
"""

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.actors.entries import Entry, Naming
from retold.config import Saying
from retold.trees import Tree

#: Third-person pronouns: m, f, + for several, - for a thing.
PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "they": "+", "them": "+", "their": "+", "themselves": "+",
    "it": "-", "its": "-", "itself": "-",
}  # fmt: skip

#: Sentences of an actor that are looked at for whether it spoke lately.
_RECENT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a pronoun stands."""

    sentence: int
    paragraph: int
    #: First character in the article.
    start: int
    #: Of what is said by it: names within count only as subjects, and less.
    outside: tuple[int, int] = (0, 0)
    #: Actors that it can't be: those of the same clause.
    barred: frozenset[int] = frozenset()
    headline: bool = False
    #: Whether only somebody with a name can be meant.
    named: bool = False


class Near:
    """Where actors are named, by paragraph, and whom a pronoun may mean of them."""

    def __init__(self, entries: Sequence[Entry], config: Saying) -> None:
        self._entries = entries
        self._config = config
        #: By paragraph, persons and others apart.
        self._namings: dict[tuple[int, bool], list[tuple[int, int, Naming, bool]]] = {}

    def note(self, number: int, naming: Naming, *, paragraph: int, headline: bool = False) -> None:
        """An actor is named there."""
        entry = self._entries[number]
        person = entry.kind == "person" or (entry.kind == "anonymous" and not entry.plural)
        insort(
            self._namings.setdefault((paragraph, person), []), (naming.span.start, number, naming, headline), key=_start
        )

    def best(self, wanted: str, place: Place) -> int | None:
        """The actor with most points that may be meant by a pronoun of that kind; of equals the last named."""
        best: tuple[float, int] | None = None
        person = wanted not in "+-"
        for paragraph in range(place.paragraph, max(-1, place.paragraph - self._config.reach - 1), -1):
            for start, number, naming, headline in reversed(self._namings.get((paragraph, person), ())):
                if place.sentence - naming.sentence > self._config.reach_sentences:
                    break
                if headline != place.headline or start >= place.start or number in place.barred:
                    continue
                entry = self._entries[number]
                within = place.outside[0] <= start < place.outside[1]
                if naming.quoted or (within and not naming.subject) or not entry.can_be(wanted, naming):
                    continue
                if place.named and entry.kind != "person":
                    continue
                score = self._score(wanted, place, entry, naming, place.paragraph - paragraph)
                score += self._config.own_words * within
                if best is None or score > best[0]:
                    best = (score, number)
        return best[1] if best is not None else None

    def _score(self, wanted: str, place: Place, entry: Entry, naming: Naming, paragraphs: int) -> float:
        config = self._config
        # Of groups only those that statements were found of: workers who asked for something may be told of.
        spoke = (naming.speaks and wanted not in "+-") or any(
            naming.sentence <= sentence <= place.sentence for sentence in entry.spoke[-_RECENT:]
        )
        return (
            config.per_sentence * (place.sentence - naming.sentence)
            + config.per_paragraph * paragraphs
            + (config.subject if naming.main else config.embedded_subject) * naming.subject
            + config.same_sentence * (naming.subject and naming.main and naming.sentence == place.sentence)
            + (config.group_was_source if wanted == "+" else config.was_source) * spoke
            + config.gender * (entry.gender == wanted)
        )


def _start(noted: tuple[int, int, Naming, bool]) -> int:
    return noted[0]


def same_clause(tree: Tree, word: int) -> Iterable[int]:
    """Subject of the clause of an object, and objects of that of a subject: "Reed met him" isn't Reed."""
    verb = tree.heads[word]
    if tree[verb].dep == "prep" or tree[word].dep == "poss":
        return
    for kid in tree.kids[verb]:
        if kid != word and tree[kid].dep in ("nsubj", "nsubjpass", "dobj", "dative", "agent"):
            yield kid


def subject_behind(tree: Tree, word: int) -> int | None:
    """`When he left, Reed waved`: the subject of the clause that the pronoun's clause stands before and hangs on."""
    for up in tree.up(word):
        if tree[up].dep in ("advcl", "prep") and up < tree.heads[up]:
            subject = tree.child(tree.heads[up], "nsubj", "nsubjpass")
            if subject is not None and subject > word:
                return subject
    return None


def said_range(tree: Tree, word: int) -> tuple[int, int]:
    """Words of what the pronoun's verb tells, (0, -1) if it tells nothing: "Reed has left, she said"."""
    verb = tree.heads[word]
    if tree[word].dep not in ("nsubj", "nsubjpass"):
        return 0, -1
    told = tree.child(verb, "ccomp", "parataxis")
    if told is None and tree[verb].dep == "parataxis" and tree.heads[verb] < verb:
        return tree.first[tree.heads[verb]], tree.first[verb] - 1
    return (tree.first[told], tree.last[told]) if told is not None else (0, -1)
