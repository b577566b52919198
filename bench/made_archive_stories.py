"""Events of the made-up archive: what is told of them, in whose words, and how outlets copy it.

An event has some twenty facts, each of which has a few wordings. A text of its own (an origin) has one of the wordings
throughout; the last wording is for those who rewrite a sentence of a copy. So texts of one event share what they tell
and the names in it, but hardly five words in a row unless one is a copy of the other. Everything is drawn from the
`Random` of the event.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

LANGUAGES = ("en", "de", "es", "fr")
OF_LANGUAGES = (0.85, 0.91, 0.96, 1.0)
"""Cumulated shares."""
COPIES = ("whole", "cut", "rewritten", "added", "figure")
OF_COPIES = (0.4, 0.62, 0.76, 0.88, 1.0)
"""What outlets do with another's text, and how often (cumulated)."""
Wordings = Sequence[Sequence[str]]
"""The wordings of a fact, each as the frames of which one is drawn."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """Words and frames of one language."""

    adjectives: Sequence[str]
    nouns: Sequence[str]
    #: Infinitive and past participle.
    verbs: Sequence[tuple[str, ...]]
    people: Sequence[str]
    counted: Sequence[str]
    offices: Sequence[str]
    #: With a place for the town's name.
    institutions: Sequence[str]
    days: Sequence[str]
    agencies: Sequence[str]
    #: With a place for the number.
    money: str
    #: Wordings of the first sentence, of the headline, and of each kind of fact.
    lead: Wordings
    headlines: Sequence[str]
    facts: Sequence[Wordings]
    #: Whether the adjective stands before its noun.
    before: bool
    #: Phrases that say nothing much.
    asides: Sequence[str]

    @property
    def origins(self) -> int:
        """How many texts of its own an event may have: one wording is left for rewriting."""
        return len(self.lead) - 1


def _spelled_out(frame: str) -> list[str]:
    """A frame for each way to choose among what stands in brackets."""
    parts = [part.split("|") for part in re.split(r"\[([^\]]*)\]", frame)]
    return ["".join(chosen) for chosen in product(*parts)]


def _tables() -> dict[tuple[str, str], list[list[str]]]:
    """The rows of the file of words, by language and what they are."""
    found: dict[tuple[str, str], list[list[str]]] = {}
    for line in Path(__file__).with_name("made_archive.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, what, *values = line.split("\t")
            found.setdefault((language, what), []).append(values)
    return found


TABLES = _tables()


def _tongue(language: str) -> Tongue:
    """A language's tables, with choices spelled out."""
    plain = ("adjectives", "nouns", "people", "counted", "offices", "institutions", "days", "agencies", "headlines")
    return Tongue(
        **{name: TABLES[language, name][0] for name in plain},
        verbs=[tuple(pair.split(" ")) for pair in TABLES[language, "verbs"][0]],
        money=TABLES[language, "money"][0][0],
        lead=[_spelled_out(frame) for frame in TABLES[language, "lead"][0]],
        facts=[[_spelled_out(frame) for frame in fact] for fact in TABLES[language, "fact"]],
        asides=TABLES[language, "asides"][0] or ("",),
        before=language in ("en", "de"),
    )


TONGUES = {language: _tongue(language) for language in LANGUAGES}


def place_name(draw: Random) -> str:
    """A town that isn't on any map."""
    return f"{_stem(draw, 0.6)}{_pick(draw, TABLES['', 'town ends'][0])}"


def person(draw: Random) -> tuple[str, str]:
    """A whole name, and the last name."""
    last = _stem(draw, 0.5) + _pick(draw, TABLES["", "person ends"][0])
    return f"{_pick(draw, TABLES['', 'first names'][0])} {last}", last


def _stem(draw: Random, longer: float) -> str:
    middle = _pick(draw, TABLES["", "name middles"][0]) if draw.random() < longer else ""
    return f"{_pick(draw, TABLES['', 'name starts'][0])}{middle}"


@dataclass(frozen=True, slots=True)
class Text:
    """What a page tells."""

    title: str
    sentences: list[str]
    #: The agency that is credited, if any.
    agency: str | None
    #: Number of the origin within the event.
    origin: int
    #: "own", or one of `COPIES`.
    kind: str


@dataclass(slots=True)
class Event:
    """An event while it is told."""

    number: int
    language: str
    draw: Random
    place: str
    #: What all facts of the event speak of, by slot.
    names: dict[str, Any]
    #: Wordings and fillings of each fact, the lead first.
    facts: list[tuple[Wordings, dict[str, Any]]]
    headlines: Sequence[str]
    #: The wording of the first origin: the others have those that follow it.
    first: int
    #: The texts that outlets copy, with the fact of each sentence.
    origins: list[tuple[Text, list[int]]] = field(default_factory=list)
    #: Hosts of those who told of it.
    told_by: set[str] = field(default_factory=set)

    def next_text(self, *, alone: bool) -> Text:
        """The next page's text: the first is an origin, of the others seven in ten are copies."""
        draw = self.draw
        most = TONGUES[self.language].origins
        if not self.origins or (len(self.origins) < most and draw.random() < 0.3):
            return self._own(alone=alone)
        return self._copy()

    def _own(self, *, alone: bool) -> Text:
        draw, origin = self.draw, len(self.origins)
        by_agency = draw.random() < (0.15 if alone else 0.55)
        agency = _pick(draw, TONGUES[self.language].agencies) if by_agency else None
        told = [0] + [k for k in range(1, len(self.facts)) if not origin or draw.random() < 0.75]
        if origin:
            rest = told[1:]
            draw.shuffle(rest)
            told = told[:1] + rest
        wording = (self.first + origin) % TONGUES[self.language].origins
        sentences = [self._sentence(k, wording) for k in told]
        text = Text(_upper(self.headlines[wording].format_map(self.names)), sentences, agency, origin, "own")
        self.origins.append((text, told))
        return text

    def _copy(self) -> Text:
        draw = self.draw
        place = min(int(draw.expovariate(1.2)), len(self.origins) - 1)
        text, told = self.origins[place]
        kind = draw.choices(COPIES, cum_weights=OF_COPIES)[0]
        sentences = list(text.sentences)
        if kind == "cut":
            del sentences[max(4, int(len(sentences) * draw.uniform(0.5, 0.95))) :]
        elif kind == "rewritten":
            for k in draw.sample(range(len(told)), max(1, len(told) // 6)):
                sentences[k] = self._sentence(told[k], -1)
        elif kind == "added":
            more = self._more()
            at = draw.choice((2, len(sentences) // 2, len(sentences)))
            sentences[at:at] = more
        elif kind == "figure":
            self._other_figure(sentences)
        title = text.title if draw.random() < 0.6 else _upper(draw.choice(self.headlines).format_map(self.names))
        return Text(title, sentences, text.agency, text.origin, kind)

    def _sentence(self, fact: int, wording: int) -> str:
        frames, filling = self.facts[fact]
        return _worded(frames[wording], filling)

    def _more(self) -> list[str]:
        """A paragraph of an outlet's own."""
        draw = self.draw
        tongue = _narrowed(draw, TONGUES[self.language])
        return [_worded(_pick(draw, tongue.facts)[-1], _filling(draw, tongue, self.names)) for _ in range(2)]

    def _other_figure(self, sentences: list[str]) -> None:
        """Another number in the first sentence behind the lead that has one."""
        for k in range(1, len(sentences)):
            parts = sentences[k].split(" ")
            at = next((i for i, part in enumerate(parts) if part.isdigit()), None)
            if at is not None:
                parts[at] = str(int(parts[at]) + self.draw.randint(1, 9))
                sentences[k] = " ".join(parts)
                return


def make_event(number: int, at: datetime, *, seed: int) -> Event:
    """An event that begins at `at`; the same for the same number and seed."""
    draw = Random(seed * 1_000_003 + number)
    language = draw.choices(LANGUAGES, cum_weights=OF_LANGUAGES)[0]
    tongue = _narrowed(draw, TONGUES[language])
    place = place_name(draw)
    days = tongue.days
    names = {
        "P": place,
        "R": place_name(draw),
        "O": _pick(draw, tongue.institutions).format(place),
        "D": days[at.weekday()],
        "X": _thing(draw, tongue),
    }
    lead = _filling(draw, tongue, names)
    names = {**names, **{slot: lead[slot] for slot in ("a", "n", "v")}}
    people = [person(draw) for _ in range(3)]
    offices = draw.sample(tongue.offices, 3)
    count = min(len(tongue.facts) + 4, max(7, round(draw.lognormvariate(2.5, 0.3))))
    kinds = list(tongue.facts)
    draw.shuffle(kinds)
    facts: list[tuple[Wordings, dict[str, Any]]] = [(tongue.lead, lead)]
    for frames in (kinds * 2)[:count]:
        filling = _filling(draw, tongue, names)
        who = int(draw.random() * 3)
        filling["S"], filling["T"] = f"{offices[who]} {people[who][0]}", people[who][1]
        filling["D"] = days[(at + timedelta(days=int(draw.random() * 3) - 1)).weekday()]
        facts.append((frames, filling))
    first = int(draw.random() * tongue.origins)
    return Event(number, language, draw, place, names, facts, tongue.headlines, first)


def _filling(draw: Random, tongue: Tongue, names: dict[str, Any]) -> dict[str, Any]:
    """What stands in the slots of one fact."""
    first, second = _pick(draw, tongue.verbs), _pick(draw, tongue.verbs)
    someone, last = person(draw)
    return {
        "X": names["X"], "P": names["P"], "R": names["R"], "O": names["O"], "D": names["D"],
        "a": _thing(draw, tongue), "b": _thing(draw, tongue), "c": _thing(draw, tongue),
        "d": _several(_thing(draw, tongue)), "e": _pick(draw, tongue.people),
        "v": first[1], "w": second[1], "i": first[0], "j": second[0],
        "n": 3 + int(draw.random() * 90), "m": 100 + int(draw.random() * 9_000), "u": _pick(draw, tongue.counted),
        "q": tongue.money.format(2 + int(draw.random() * 400)), "G": _pick(draw, tongue.people),
        "S": f"{_pick(draw, tongue.offices)} {someone}", "T": last,
        "Q": _pick(draw, tongue.institutions).format(names["R"]), "z": _pick(draw, tongue.asides),
        "which": draw.random(),
    }  # fmt: skip


def _worded(frames: Sequence[str], filling: dict[str, Any]) -> str:
    return _upper(frames[int(filling["which"] * len(frames))].format_map(filling))


def _thing(draw: Random, tongue: Tongue) -> str:
    adjective, noun = _pick(draw, tongue.adjectives), _pick(draw, tongue.nouns)
    return f"{adjective} {noun}" if tongue.before else f"{noun} {adjective}"


def _several(thing: str) -> str:
    """The plural of an English thing."""
    if thing[-1] == "y" and thing[-2] not in "aeiou":
        return thing[:-1] + "ies"
    return thing + ("es" if thing.endswith(("s", "x", "ch", "sh")) else "s")


def _narrowed(draw: Random, tongue: Tongue) -> Tongue:
    """The words that one event is told with: so its texts share words, and other events have others."""
    return replace(
        tongue,
        adjectives=draw.sample(tongue.adjectives, 10),
        nouns=draw.sample(tongue.nouns, 14),
        verbs=draw.sample(tongue.verbs, 8),
    )


def _pick(draw: Random, among: Sequence[Any]) -> Any:  # noqa: ANN401
    return among[int(draw.random() * len(among))]


def _upper(sentence: str) -> str:
    return sentence if sentence[0] in "“„«" else sentence[0].upper() + sentence[1:]
