"""Whether a story belongs to an affair, with reasons that a person can check.

One of the words, actors and examples must be met, and one of the countries; what isn't given asks for nothing. The
newest thing that a person said of any article of the story goes before that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.affairs import naming
from retold.affairs.countries import name_of
from retold.affairs.reading import Reading, Told
from retold.config import DEFAULT, Config, Following
from retold.types import Affair, Article, Belonging, Placement

#: Reasons shown of words, and of actors, that a story names.
_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """An affair ready to be held against stories."""

    affair: Affair
    #: The articles of `Affair.examples`, as far as they are known.
    examples: tuple[Reading, ...]
    #: What people said of articles and this affair and holds; oldest first.
    placements: tuple[Placement, ...]
    config: Following


def criteria_of(
    affair: Affair,
    *,
    examples: Iterable[Article] = (),
    placements: Iterable[Placement] = (),
    config: Config = DEFAULT,
) -> Criteria:
    """An affair with the articles that are its examples, and what was said of it by hand."""
    said = [p for p in placements if p.affair == affair.id and p.holds]
    return Criteria(
        affair=affair,
        examples=tuple(Reading(article, None, config) for article in examples if article.id in affair.examples),
        placements=tuple(sorted(said, key=lambda p: p.number)),
        config=config.following,
    )


def needs_facts(affair: Affair) -> bool:
    """Whether what articles say has a part in what belongs: without actors and countries their words are enough."""
    return bool(affair.actors or affair.countries)


def decide(criteria: Criteria, told: Told) -> tuple[Belonging, ...]:
    """Whether a story belongs to an affair: the same for each of its articles, in their order."""
    affair = criteria.affair.id
    ids = [article.id for article in told.story.articles]
    last = next((p for p in reversed(criteria.placements) if p.article in ids), None)
    if last is not None:
        because = f"{'put in' if last.belongs else 'left out'} by hand{f' ({last.by})' if last.by else ''}"
        return tuple(
            Belonging(affair=affair, article=i, belongs=last.belongs, because=(because,), by=last.by, at=last.at)
            for i in ids
        )
    belongs, reasons = _decided(criteria, told)
    return tuple(Belonging(affair=affair, article=i, belongs=belongs, because=reasons) for i in ids)


def _decided(criteria: Criteria, told: Told) -> tuple[bool, tuple[str, ...]]:
    affair = criteria.affair
    for words in affair.without:
        holds, where = naming.judged(told, told.phrase(words), config=criteria.config)
        if holds:
            return False, (f"names '{words}' {where}, which keeps it out",)
    if not (affair.words or affair.actors or affair.examples or affair.countries):
        return True, ("the affair takes in all stories",)
    found: list[str] = []
    if affair.words or affair.actors or affair.examples:
        met, reasons = _one_of(criteria, told)
        if not met:
            return False, tuple(reasons)
        found += reasons
    if affair.countries:
        met, reasons = _countries(affair.countries, told, criteria.config)
        if not met:
            return False, tuple(reasons)
        found += reasons
    return True, tuple(found)


def _one_of(criteria: Criteria, told: Told) -> tuple[bool, list[str]]:
    """Whether a word, an actor or an example is met, with what is; else what came near."""
    affair, config = criteria.affair, criteria.config
    met: list[str] = []
    near: list[str] = []
    for kind, names in (("word", affair.words), ("actor", affair.actors)):
        reasons: list[str] = []
        for name in names:
            if kind == "word":
                named, shown = told.phrase(name), f"'{name}'"
            else:
                named, shown = told.actor(naming.called(name), name)
            holds, where = naming.judged(told, named, config=config)
            said = f"names {shown} {where}" if any(n.times for n in named) else f"{shown} speaks in it"
            (reasons if holds else near).extend([said] if where else [])
        met += reasons[:_MOST]
    if criteria.examples:
        from retold.affairs import likeness

        holds, why = likeness.judged(told, criteria.examples, config=config)
        met += [why] if holds else []
    return bool(met), met or near[:_MOST] or [_nothing(affair)]


def _nothing(affair: Affair) -> str:
    asked = [
        said
        for given, said in (
            (affair.words, "has none of its words"),
            (affair.actors, "names none of its actors"),
            (affair.examples, "is not like its examples"),
        )
        if given
    ]
    return ", ".join(asked)


def _countries(codes: Sequence[str], told: Told, config: Following) -> tuple[bool, list[str]]:
    met: list[str] = []
    near: list[str] = []
    for code in codes:
        holds, how = naming.judged_state(told, told.state(code), config=config)
        said = f"about {name_of(code)}: {how}" if holds else f"not about {name_of(code)}: {how or 'not named'}"
        (met if holds else near).append(said)
    return bool(met), met or near


def countries_of(told: Told, *, config: Config = DEFAULT) -> dict[str, str]:
    """The states that a story is about, by code, with how often they are named; by code."""
    judged = {code: naming.judged_state(told, named, config=config.following) for code, named in told.states}
    return {code: how for code, (holds, how) in judged.items() if holds}
