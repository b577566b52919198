"""Which figures count the same thing, which values differ, and which of those can't both hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from retold.claims.keys import cover, jaccard, numbers, word_keys
from retold.claims.places import Places, fullest, sentence_at, whole_days
from retold.config import Saying
from retold.knowledge import table
from retold.text import content_words
from retold.types import Claim, ClaimConflict, Dating, Facts, Figure, Period

_ROUGH = frozenset(
    {"about", "almost", "approximately", "around", "circa", "close", "estimated", "nearly", "roughly", "some"}
)
#: Characters from a figure within which a word says what befell those it counts: about a clause.
_NEAR = 60
_BASE = re.compile(r"\bof (?:its|the|their|his|her|our|all) $", re.I)
#: The words before a duration that make it how long something takes.
_TAKES = re.compile(r"\b(?:take|takes|took|taken|taking|last|lasts|lasted|lasting)\s+((?:\w+\s+){0,3})$", re.I)
#: Unit of such a figure; no other figure has it, since durations are times.
_TAKEN = "days"
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|will|would|could|can|may|might|should|must|has|have|had|to|that)\b", re.I
)
_LENGTH = re.compile(r"P(\d{1,4})([DWMY])")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = ("at least", "more than", "over", "no fewer than", "upwards of", "exceed")
_MOST = ("at most", "up to", "fewer than", "less than", "under", "no more than", "as many as")


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure in its article, with what it is compared by."""

    article: str
    figure: Figure
    sentence: int
    #: Content words of what is counted.
    counts: frozenset[str]
    #: Content words of the sentence.
    around: frozenset[str]
    #: The numbers of the sentence.
    numbers: frozenset[str]
    #: What befell those counted ("injured"), if the words by the figure say so; "" otherwise.
    sense: str
    #: Whether people are counted.
    people: bool
    #: The hours that the sentence names, as TIMEX3 values.
    hours: frozenset[str]

    @property
    def key(self) -> tuple[str, int, int]:
        """Orders figures the same, however the articles came."""
        return self.article, self.figure.span.start, self.figure.span.end


def counted(facts: Facts) -> list[Counted]:
    """The figures of an article that count something, ready to be compared."""
    article, found = facts.article, []
    for figure in (*facts.figures, *_durations(facts)):
        sentence = sentence_at(article, figure.span.start)
        if sentence is None or not figure.counts:
            continue
        words = word_keys(figure.counts, article.language)
        if not any(len(word) > 2 for word in words):
            continue
        found.append(
            Counted(
                article=article.id,
                figure=figure,
                sentence=sentence.index,
                counts=words,
                around=word_keys(sentence.text, article.language),
                numbers=numbers(sentence.text),
                sense=_sense(sentence.text, figure.span.start - sentence.start),
                hours=frozenset(
                    t.value for t in facts.times if "T" in t.value and sentence.start <= t.span.start < sentence.end
                ),
                people=bool(words & _people()) or not any(word.islower() for word in figure.counts.split()),
            )
        )
    return found


def _durations(facts: Facts) -> Iterator[Figure]:
    """How long something takes, as a figure in days: "repairs are expected to take 11 weeks"."""
    article = facts.article
    for time in facts.times:
        value = _LENGTH.fullmatch(time.value)
        home = sentence_at(article, time.span.start)
        if time.type != "DURATION" or value is None or home is None:
            continue
        verb = _TAKES.search(article.text[: time.span.start], home.start)
        if verb is None:
            continue
        days = int(value[1]) * {"D": 1, "W": 7, "M": 30, "Y": 365}[value[2]]
        clause = re.split(r"[,;:—–]", article.text[home.start : verb.start()])[-1].strip()
        counts = _AUXILIARY.split(clause)[0].strip() or clause
        said = f"{verb[1] or ''} {time.span.text}".lower()
        qualifier = next((q for q in (*_LEAST, *_MOST, *sorted(_ROUGH)) if f"{q} " in said), "")
        yield Figure(span=time.span, low=days, high=days, unit=_TAKEN, qualifier=qualifier, counts=counts)


@cache
def _senses() -> dict[str, str]:
    return {content_words(word, "en")[0]: sense for word, sense in table("figure_senses") if sense != "people"}


@cache
def _people() -> frozenset[str]:
    return frozenset(content_words(word, "en")[0] for word, sense in table("figure_senses") if sense == "people")


@cache
def _anybody() -> frozenset[str]:
    """ "people": a word for whoever is counted says nothing of what is counted."""
    return frozenset(content_words("people person", "en"))


def _sense(sentence: str, at: int) -> str:
    """The sense of the word of a sense that stands nearest to the figure, within a clause's length."""
    if _BASE.search(sentence[:at]):
        return ""  # "62 of its 210 employees": 210 is what the 62 are taken from
    best = (_NEAR, "")
    for match in _WORD.finditer(sentence):
        stem = next(iter(content_words(match[0], "en")), "")
        if stem in _senses():
            best = min(best, (abs(match.start() - at), _senses()[stem]))
    return best[1]


def same_thing(a: Counted, b: Counted, *, config: Saying) -> bool:
    """True if two figures count the same: unit, words of what is counted, and words around."""
    if a.figure.unit != b.figure.unit or not a.counts or not b.counts:
        return False
    equal = same_value(a.figure, b.figure, config=config)
    if a.article == b.article and (a.sentence == b.sentence or not equal):
        return False  # an article that gives two values counts two things
    # "injuring 14 people", "had treated 17 people"; "1,900 passengers by noon": the same count at the same hour
    fate = bool(a.sense) and a.sense == b.sense and a.people and b.people
    hour = a.counts == b.counts and bool(a.hours & b.hours) and a.sense == b.sense and not a.counts <= _anybody()
    if not equal and (_other_facts(a, b) or (a.sense != b.sense and a.sense and b.sense)):
        return False
    return fate or hour or _same_words(a, b, equal=equal, config=config)


def _same_words(a: Counted, b: Counted, *, equal: bool, config: Saying) -> bool:
    """True if the words of what is counted and those around agree: enough of them, and more where the values differ."""
    union = a.counts | b.counts
    alike = jaccard(a.counts, b.counts)
    if equal:
        if alike < config.same_counted and not (a.counts <= b.counts or b.counts <= a.counts):
            return False
        least = config.counted_context if alike == 1 and len(union) > 1 else config.counted_context * 1.5
        return cover(a.around - union, b.around - union) >= least
    if a.figure.unit == _TAKEN:  # what takes so long is all that is to know
        return alike >= config.same_counted
    told = a.figure.counts.split()
    if alike == 1 and any(w.islower() and len(w) > 3 for w in told) and any(w[:1].isupper() for w in told[1:]):
        return True  # "troops in Iraq" says it all, "troops" does not
    return alike >= config.same_counted and jaccard(a.around - union, b.around - union) >= config.other_value


def _other_facts(a: Counted, b: Counted) -> bool:
    """True if the sentences have several numbers each and none in common: two seasons, not two accounts of one."""
    if len(a.numbers) > 1 and len(b.numbers) > 1 and not a.numbers & b.numbers:
        return True
    # A sentence that gives both numbers counts two things: "fourteen were taken to hospital, two of them badly hurt".
    return _digits(a.figure) in b.numbers or _digits(b.figure) in a.numbers


def _digits(figure: Figure) -> str:
    return f"{figure.low:g}" if figure.low == figure.high else ""


def same_value(a: Figure, b: Figure, *, config: Saying) -> bool:
    """True if two figures give one value: equal, or within rounding where one says that it rounds."""
    if (a.low, a.high) == (b.low, b.high):
        return _bound(a) == _bound(b) or _rough(a) or _rough(b)
    if _bound(a) or _bound(b):
        return False
    if not (_rough(a) or _rough(b)):
        return False
    largest = max(abs(a.value), abs(b.value))
    return abs(a.value - b.value) <= config.rounding * largest


def compatible(a: Figure, b: Figure, *, config: Saying) -> bool:
    """True if both can hold: "at least 20" and "26" do, "more than 30" and "26" don't."""
    if same_value(a, b, config=config):
        return True
    low_a, high_a = _range(a)
    low_b, high_b = _range(b)
    return low_a <= high_b and low_b <= high_a


def _range(figure: Figure) -> tuple[float, float]:
    bound = _bound(figure)
    if bound == "least":
        return figure.low, float("inf")
    return (float("-inf"), figure.high) if bound == "most" else (figure.low, figure.high)


def _bound(figure: Figure) -> str:
    qualifier = figure.qualifier.lower()
    if qualifier.startswith(_LEAST):
        return "least"
    return "most" if qualifier.startswith(_MOST) else ""


def _rough(figure: Figure) -> bool:
    return any(word in _ROUGH for word in figure.qualifier.lower().split())


def figure_claims(places: Places, *, config: Saying) -> tuple[list[list[Claim]], list[ClaimConflict]]:
    """Claims grouped by what is counted, one a distinct value; and the groups whose values can't all hold."""
    groups: list[list[Counted]] = []
    nodes = sorted((c for one in places.facts.values() for c in counted(one)), key=lambda c: c.key)
    for node in nodes:
        home = next((g for g in groups if all(same_thing(node, other, config=config) for other in g)), None)
        if home is None:
            groups.append([node])
        else:
            home.append(node)
    claims, conflicts = [], []
    for group in groups:
        values = _values(group, config)
        made = [_claim(value, places) for value in values]
        claims.append(made)
        conflicts += _conflicts(values, made, places, config)
    return claims, conflicts


def _values(group: Sequence[Counted], config: Saying) -> list[list[Counted]]:
    found: list[list[Counted]] = []
    exact_first = sorted(group, key=lambda c: (_rough(c.figure), c.figure.value, c.key))
    for node in exact_first:
        home = next((v for v in found if same_value(v[0].figure, node.figure, config=config)), None)
        if home is None:
            found.append([node])
        else:
            home.append(node)
    return sorted(found, key=lambda value: (value[0].figure.value, value[0].key))


def _claim(value: Sequence[Counted], places: Places) -> Claim:
    best = min(value, key=lambda c: (-len(c.figure.counts), c.key))
    passages = fullest(places.sentence(c.article, c.sentence) for c in value)
    sources = sorted({c.figure.source.name for c in value if c.figure.source is not None})
    return Claim(
        kind="figure",
        passages=passages,
        source=next(iter(sources), "") or places.said_by(best.article, best.figure.span),
        origins=places.origins(passages),
        figure=best.figure,
        because=(f"{best.figure.span.text} {best.figure.counts}",),
    )


def _conflicts(values: list[list[Counted]], claims: list[Claim], places: Places, config: Saying) -> list[ClaimConflict]:
    """One conflict for the values of one thing that exclude another of them at one time, smallest first."""

    def clash(first: list[Counted], second: list[Counted]) -> bool:
        return any(
            not compatible(a.figure, b.figure, config=config) and _same_time(a, b, places)
            for a in first
            for b in second
        )

    held = [i for i, value in enumerate(values) if any(clash(value, o) for o in values if o is not value)]
    if not held:
        return []
    told = " / ".join(values[i][0].figure.span.text for i in held)
    because = f"figure {told} for {values[held[0]][0].figure.counts}"
    return [ClaimConflict(claims=tuple(claims[i] for i in held), because=because)]


def _same_time(a: Counted, b: Counted, places: Places) -> bool:
    """True if the times that two figures hold for may be one: their own, else their articles'."""
    (low_a, high_a), (low_b, high_b) = (_as_of(x.figure, places.published(x.article)) for x in (a, b))
    if high_a is not None and low_b is not None and high_a <= low_b:
        return False
    return not (high_b is not None and low_a is not None and high_b <= low_a)


def _as_of(figure: Figure, published: Dating) -> tuple[datetime | None, datetime | None]:
    """The time that a value holds for; a time to come is when it will be reached, so the day of telling counts."""
    period = figure.when.period if figure.when is not None else None
    ahead = (
        period is not None and published.latest is not None and (period.latest or published.latest) > published.latest
    )
    if figure.when is not None and figure.when.period is not None and not ahead:
        held = whole_days(figure.when.period)
        return held.earliest, held.latest
    # Whole days: two accounts of one day are no series, whatever the minute at which each went out.
    day = whole_days(Period(earliest=published.earliest, latest=published.latest))
    return day.earliest, day.latest
