"""The figures of an article that count something, ready to be compared: what befell those counted, and when.

Durations that something takes are figures here too. Whether two figures count one thing is decided in `figures`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from retold.claims.keys import numbers, word_keys
from retold.claims.places import sentence_at, whole_days
from retold.knowledge import table
from retold.text import content_words
from retold.types import Dating, Facts, Figure, Period

#: Characters from a figure within which a word says what befell those it counts: about a clause.
_NEAR = 60
_BASE = re.compile(r"\bof (?:its|the|their|his|her|our|all) $", re.I)
#: The words before a duration that make it how long something takes.
_TAKES = re.compile(r"\b(?:take|takes|took|taken|taking|last|lasts|lasted|lasting)\s+((?:\w+\s+){0,3})$", re.I)
#: Unit of such a figure; no other figure has it, since durations are times.
TAKEN = "days"
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|will|would|could|can|may|might|should|must|has|have|had|to|that)\b", re.I
)
_CLAUSE = re.compile(r"[,;:—–]")
#: Senses of words that tell a part of the injured from all of them.
_PARTS = frozenset({"badly injured", "still"})
_LENGTH = re.compile(r"P(\d{1,4})([DWMY])")
_WORD = re.compile(r"[^\W\d_]+")


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
    #: The hours that the sentence names, as in TIMEX3 values: "12:00".
    hours: frozenset[str]
    #: The days that it holds for, and whether the text names them: else those of publication.
    held: Period
    dated: bool

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
        held = _as_of(figure, article.published)
        found.append(
            Counted(
                article=article.id,
                figure=figure,
                held=held or _days(article.published),
                dated=held is not None,
                sentence=sentence.index,
                counts=words,
                around=word_keys(sentence.text, article.language),
                numbers=numbers(sentence.text),
                sense=_sense(sentence.text, figure.span.start - sentence.start, figure.counts),
                hours=frozenset(
                    _hour(t.value)
                    for t in facts.times
                    if "T" in t.value and sentence.start <= t.span.start < sentence.end
                ),
                people=bool(words & (people() | _senses().keys()))
                or not any(word.islower() for word in figure.counts.split()),
            )
        )
    return found


def _hour(value: str) -> str:
    """The hour without its day, which articles know more or less exactly; "midday" is noon."""
    hour = value.rpartition("T")[2]
    return "12:00" if hour == "MI" else hour


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
        said = f" {verb[1]}{time.span.text}".lower()
        qualifier = max(
            (row for row in _before() if f" {row[0]} " in said), key=lambda row: len(row[0]), default=("", "")
        )[1]
        yield Figure(span=time.span, low=days, high=days, unit=TAKEN, qualifier=qualifier, counts=counts)


@cache
def _before() -> dict[str, str]:
    """Words before a number to the qualifier that they are."""
    return {words: qualifier for words, qualifier, where in table("qualifiers") if where == "before"}


@cache
def _senses() -> dict[str, str]:
    return {_stem(word): sense for word, sense in table("figure_senses") if sense != "people"}


def _stem(word: str) -> str:
    return next(iter(content_words(word, "en")), word.lower())


@cache
def people() -> frozenset[str]:
    return frozenset(content_words(word, "en")[0] for word, sense in table("figure_senses") if sense == "people")


@cache
def anybody() -> frozenset[str]:
    """ "people": a word for whoever is counted says nothing of what is counted."""
    return frozenset(content_words("people person", "en"))


def _sense(sentence: str, at: int, counts: str) -> str:
    """The sense of what is counted, else of the word of a sense that stands nearest, within a clause's length."""
    if _BASE.search(sentence[:at]):
        return ""  # "62 of its 210 employees": 210 is what the 62 are taken from
    best, clause = (_NEAR, ""), set[str]()
    end = _CLAUSE.search(sentence, at)
    for match in _WORD.finditer(sentence):
        sense = _senses().get(_stem(match[0]), "")
        if sense not in _PARTS:
            best = min(best, (abs(match.start() - at), sense)) if sense else best
        elif at < match.start() < (end.start() if end else len(sentence)):
            clause.add(sense)
    told = next((_senses()[w] for w in content_words(counts, "en") if w in _senses()), best[1])
    # Two of the injured, "still in the hospital" or "in serious condition", are no other count of all of them.
    if (told == "injured" and clause) or (not told and "badly injured" in clause):
        return "badly injured"
    return told


def _as_of(figure: Figure, published: Dating) -> Period | None:
    """The days that its text gives it; those to come are when it will be reached, so the day of telling counts."""
    period = figure.when.period if figure.when is not None else None
    ahead = (
        period is not None and published.latest is not None and (period.latest or published.latest) > published.latest
    )
    return None if period is None or ahead else whole_days(period)


def _days(published: Dating) -> Period:
    """Whole days: two accounts of one day are no series, whatever the minute at which each went out."""
    return whole_days(Period(earliest=published.earliest, latest=published.latest))
