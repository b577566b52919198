"""Which events, told by several articles, are one: type, time, roles and sense must agree; then words and names decide.

Agreement in words alone never makes one event of two whose dates, roles or numbers exclude each other.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import combinations

from retold.changes import lexicon
from retold.claims.keys import cover, name_keys, word_keys
from retold.claims.places import Places, whole_days
from retold.config import Saying
from retold.knowledge import mapping, table
from retold.text import content_words, fold
from retold.types import Event, Facts, Period, Span

_MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "FIGHT", "SUPPORT", "STATEMENT", "OFFICE"})
#: Types that hold many kinds of deed: their events need words in common, not only names and dates.
_BROAD = frozenset({"OTHER", "COERCE", "SANCTION", "AID", "CONCEDE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "AGREE"})
#: Types whose events several sides do together, so that either may be named.
_SHARED = frozenset({"CONSULT", "COOPERATE", "ASSAULT", "AGREE"})
#: Words in common that outweigh other names for the actors, or a denial.
_NEARLY = 0.6
_SAME_TYPE = {"FIGHT": "ASSAULT"}
_INTENT = frozenset({"requested", "hoped", "planned"})
#: Share of what is told of a word with a day of its own that is told of one day, for the word to stand for that day.
_OF_THE_DAY = 0.6
_WEEKDAY = re.compile(r"XXXX-WXX-(\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """An event in its article, with what it is compared by."""

    article: str
    event: Event
    #: Content words of its clause, without those of its date.
    words: frozenset[str]
    #: Content words of its sentence.
    around: frozenset[str]
    actors: frozenset[str]
    targets: frozenset[str]
    #: Content words of whoever does it, and of all that have a part in it, pronouns resolved.
    doers: frozenset[str]
    parties: frozenset[str]
    senses: frozenset[str]
    #: Content words of the words that name it.
    named: frozenset[str]
    #: Those of them that say what was done: not "began" and "is planned".
    deed: frozenset[str]
    #: When, if that is decided, in whole days: "8.49pm" and "Friday night" are no two dates.
    period: Period | None
    #: Its type, with what coders confuse taken together.
    type: str

    @property
    def key(self) -> tuple[str, int, int, str, int]:
        """Orders events the same, however the articles came."""
        when = self.event.when.span.start if self.event.when else -1
        return self.article, self.event.span.start, self.event.span.end, self.event.type, when

    @property
    def names(self) -> frozenset[str]:
        """Actors and targets that tell one event from another: "people" and "a man" are anybody."""
        return (self.actors | self.targets) - _anybody()

    @property
    def weekday(self) -> str | None:
        """The weekday of a telling whose date isn't known."""
        found = _WEEKDAY.match(self.event.when.value) if self.event.when is not None else None
        return found[1] if found else None

    @property
    def day(self) -> datetime | None:
        """The one day of it, if it has one."""
        return self.period.earliest if self.period is not None and _days(self.period) == 1 else None


@cache
def _senses() -> dict[str, str]:
    return {content_words(lemma, "en")[0]: sense for lemma, sense in mapping("event_senses").items()}


@cache
def _anybody() -> frozenset[str]:
    return frozenset(key for row in table("figure_senses") if row[1] == "people" for key in name_keys(row[0]))


@cache
def _light() -> frozenset[str]:
    """Words that say of a deed that it begins, is planned or wished for."""
    told = (row[0] for name in ("light_verbs", "event_status") for row in table(name))
    return frozenset(stem for words in told for stem in content_words(words, "en"))


def told(facts: Facts) -> Iterator[Told]:
    """The events of an article, ready to be compared."""
    article = facts.article
    for event in facts.events:
        sentence = article.sentences[event.sentence]
        clause = event.clause or sentence.span
        when = word_keys(event.when.span.text, article.language) if event.when else frozenset[str]()
        names = [frozenset(k for name in side for k in name_keys(name)) for side in (event.actors, event.targets)]
        doers = frozenset(k for name in event.actors for k in word_keys(name, article.language))
        span = content_words(event.span.text, article.language)
        yield Told(
            article=article.id,
            event=event,
            words=word_keys(clause.text, article.language) - when,
            around=word_keys(sentence.text, article.language) - when,
            actors=names[0],
            targets=names[1],
            doers=doers,
            parties=doers.union(*(word_keys(n, article.language) for n in event.targets), _meant(facts, clause)),
            senses=frozenset(_senses()[w] for w in span if w in _senses()),
            named=frozenset(span),
            deed=frozenset(span) - _light(),
            period=whole_days(event.when.period) if event.when is not None and event.when.period is not None else None,
            type=_SAME_TYPE.get(event.type, event.type),
        )


def _meant(facts: Facts, clause: Span) -> frozenset[str]:
    return frozenset(
        key
        for actor in facts.actors
        for mention in actor.mentions
        if mention.kind == "pronoun" and mention.span in clause
        for key in word_keys(actor.name, facts.article.language)
    )


def cluster_events(places: Places, *, config: Saying) -> list[list[Told]]:
    """The events of a story, those that are one together; each cluster and all of them in a fixed order."""
    nodes = [node for _, one in sorted(places.facts.items()) for node in told(one)]
    clusters: list[list[Told]] = []
    by_type: dict[str, list[list[Told]]] = defaultdict(list)
    for group in _repeated(nodes, places):
        by_type[group[0].type].append(group)
    for groups in by_type.values():
        clusters += _joined(groups, config)
    for cluster in clusters:
        cluster.sort(key=lambda node: node.key)
    return sorted(clusters, key=lambda cluster: cluster[0].key)


def _repeated(nodes: Sequence[Told], places: Places) -> list[list[Told]]:
    """Copies of one sentence hold the same events: most of a story, joined without comparing."""
    found: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for node in nodes:
        sentence = places.articles[node.article].sentences[node.event.sentence]
        key = (fold(sentence.text), node.event.span.start - sentence.start, node.type, node.event.status, node.period,
               node.event.when.span.start - sentence.start if node.event.when else -1)  # fmt: skip
        found[key].append(node)
    return list(found.values())


def _joined(groups: list[list[Told]], config: Saying) -> list[list[Told]]:
    """Greedy: the likeliest pair first, unless members of the two clusters exclude each other or few are alike."""
    days = _Days([group[0] for group in groups])
    alike: dict[tuple[int, int], float] = {}
    sure: set[tuple[int, int]] = set()
    for i, j in combinations(range(len(groups)), 2):
        one_day = days.likeness(groups[i][0], groups[j][0])
        score = max(one_day, likeness(groups[i][0], groups[j][0], config=config))
        if score > 0:
            alike[i, j] = score
        if one_day > 0:
            sure.add((i, j))
    owner = list(range(len(groups)))
    members = {i: [i] for i in owner}
    for i, j in sorted(alike, key=lambda pair: (-alike[pair], groups[pair[0]][0].key, groups[pair[1]][0].key)):
        a, b = owner[i], owner[j]
        if a == b or any(excluded(groups[x][0], groups[y][0]) for x in members[a] for y in members[b]):
            continue
        linked = sum((min(x, y), max(x, y)) in alike for x in members[a] for y in members[b])
        if (i, j) not in sure and linked < config.linked_events * len(members[a]) * len(members[b]):
            continue
        for x in members.pop(b):
            owner[x] = a
            members[a].append(x)
    return [[node for i in group for node in groups[i]] for group in members.values()]


class _Days:
    """Which words of a story stand for one day: what is told with a date of a ferry is told of the day it first ran."""

    def __init__(self, nodes: Sequence[Told]) -> None:
        self._days: dict[str, Counter[datetime]] = defaultdict(Counter)
        for node in nodes:
            for word in (node.deed | node.parties) if node.day is not None else ():
                self._days[word][node.day] += 1  # type: ignore[index]

    def likeness(self, a: Told, b: Told) -> float:
        """Above 0 for one deed on one day, and for a plan and what came of it, that share a word of that day."""
        if a.day is None or a.day != b.day or a.type == "STATEMENT" or excluded(a, b):
            return 0.0
        if (a.event.status == "denied") != (b.event.status == "denied"):
            return 0.0
        common = {word for word in (a.deed | a.parties) & (b.deed | b.parties) if self._of(word, a.day)}
        deeds = (a.deed & (b.deed | b.parties)) | (b.deed & (a.deed | a.parties))
        alike = deeds or any(lexicon.alike(x, y) for x in a.deed for y in b.deed)
        intent = a.event.status != b.event.status and {a.event.status, b.event.status} & _INTENT
        return 1.0 + cover(a.words, b.words) if common and (alike or intent) else 0.0

    def _of(self, word: str, day: datetime) -> bool:
        return self._days[word][day] >= _OF_THE_DAY * self._days[word].total()


def excluded(a: Told, b: Told) -> bool:
    """True if two events can't be one: other times, roles turned round, another kind of deed, one sentence apart."""
    if a.article == b.article and a.event.sentence == b.event.sentence:
        return True
    if not overlap(a.period, b.period):
        return True
    if None not in (a.weekday, b.weekday) and a.weekday != b.weekday and (a.period is None or b.period is None):
        return True
    if a.senses and b.senses and not a.senses & b.senses:
        return True
    # Others did it; "soldiers" and "troops" are the same people only where nearly all words agree.
    others = bool(a.actors and b.actors and not a.actors & b.actors)
    # "the county will have a ferry running" / "the ferry began running": who has it done and who does it
    others = others and not (a.deed & b.doers or b.deed & a.doers)
    if others and a.type not in _SHARED and cover(a.words, b.words) < _NEARLY:
        return True
    if a.type not in _MUTUAL and a.actors & b.targets and b.actors & a.targets and not a.actors & b.actors:
        return True
    return a.type == "OFFICE" and bool(a.actors and b.actors and not a.actors & b.actors)


def overlap(a: Period | None, b: Period | None) -> bool:
    """True if two periods share an instant, or one is unknown; a mere "after" excludes nothing but what is before."""
    if a is None or b is None:
        return True
    starts = a.earliest is None or b.latest is None or a.earliest < b.latest
    return starts and (b.earliest is None or a.latest is None or b.earliest < a.latest)


def likeness(a: Told, b: Told, *, config: Saying) -> float:
    """0 if nothing speaks for one event, else how much does."""
    if excluded(a, b):
        return 0.0
    shared = bool(a.names & b.names)
    unnamed = not a.names or not b.names
    near = max(cover(a.words, b.words), cover(a.around, b.around) * 0.9)
    if (a.event.status == "denied") != (b.event.status == "denied") and near < _NEARLY:
        return 0.0
    if a.type == "OTHER" and not a.named & b.named:
        return 0.0
    close = _closeness(a.period, b.period)
    if a.type == "STATEMENT":
        return near + close if shared and near >= config.same_statement else 0.0
    if a.period is not None and b.period is not None:
        least = 0.2 if unnamed else 0.34 if a.type in _BROAD or not (a.senses & b.senses) else 0.0
        if not (shared or unnamed) or near < least:
            return 0.0
    else:
        # "the memo was given to the ambassador" after "Iraq sent the U.S. a memo": one thing between the same two
        same_two = bool(a.senses & b.senses) and len(a.names & b.names) >= 2
        least = config.same_event if shared else _NEARLY
        if not same_two and (not (shared or unnamed) or near < least):
            return 0.0
    score = near + (0.5 if shared else 0.0) + close
    return score if score >= config.same_event else 0.0


def _days(period: Period) -> float:
    """Its length; infinite if an end is open."""
    if period.earliest is None or period.latest is None:
        return math.inf
    return (period.latest - period.earliest).days


def _closeness(a: Period | None, b: Period | None) -> float:
    """Up to .5: the same day says more than the same month, that more than the same year."""
    if a is None or b is None:
        return 0.0
    days = max(_days(a), _days(b))
    if days == math.inf:
        return 0.0
    return 0.5 if days <= 1 else 0.3 if days <= 31 else 0.1
