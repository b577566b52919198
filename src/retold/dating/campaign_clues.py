"""Clues from campaigns: who ran for president of the United States when, and as what; which campaign, which Congress.

The table `candidacies` says who ran; that several who ran are named in an article about a campaign tells less than that
one of them is called candidate, nominee or running mate. Nothing is known of other countries.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from retold.dating.frame import Clue, Frame, Mask
from retold.knowledge import table
from retold.types import Span

_FULL_NAME = r"[A-Z]\w+(?:['’]\w+)? [A-Z]['’]?\w+(?:['’]\w+)?"
_CAMPAIGN = re.compile(
    r"\b(?:campaign|candidates?|primar(?:y|ies)|caucus(?:es)?|nominees?|nomination|delegates|front-?runners?|debates?|"
    r"rall(?:y|ies)|polls?|supporters|race)\b"
)
_CAMPAIGN_WORDS = 3
#: News names those who will run for president for a year before they say so.
_KNOWN_BEFORE = 365
_RUNNING = re.compile(
    r"(?P<role>presumptive|presumed|running mate|nominee|candidate|hopeful|contender|front-?runner)"
    r"(?: (?:Republican|Democratic|GOP|presidential|nominee|party))*,? (?P<name>" + _FULL_NAME + ")"
)
#: "former candidate", "the 2012 nominee".
_EARLIER = re.compile(r"\b(?:[Ff]ormer|[Tt]hen|[Ee]x|[Ff]ailed|[Oo]ne-time|(?:19|20)\d\d)\b[^.]*$")
_PRESUMPTIVE = re.compile(r"\bpresumptive(?: [\w.-]+){0,3} nominee", re.IGNORECASE)
_CYCLE = re.compile(
    r"\b(20\d\d) (?:U\.?S\.? |presidential |Republican |Democratic |GOP |general |White House |primary )*"
    r"(?:elections?|campaigns?|race|cycle|primar(?:y|ies)|nomination|contest|hopefuls?|field|candidates?|nominee|bid)\b"
)
#: Years from the writing to the year of "the 2016 campaign": two, one, the same, and after it.
_CYCLE_SHARES = {-2: 0.08, -1: 0.3, 0: 0.4, 1: 0.05, 2: 0.03, 3: 0.03, 4: 0.06, 5: 0.01, 6: 0.01, 7: 0.01, 8: 0.03}
_CONGRESS = re.compile(r"\b(1[01]\d)(?:st|nd|rd|th) Congress\b")


def campaign_clues(frame: Frame) -> Iterator[Clue]:
    for find in (_candidates, _roles, _presumptive, _cycles, _congresses):
        yield from find(frame)


@cache
def _running() -> dict[str, tuple[tuple[str, date, date], ...]]:
    found: dict[str, list[tuple[str, date, date]]] = {}
    for name, role, start, end in table("candidacies"):
        found.setdefault(name, []).append((role, date.fromisoformat(start), date.fromisoformat(end)))
    return {name: tuple(terms) for name, terms in found.items()}


@cache
def _runners() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _running()))})\b")


def _candidates(frame: Frame) -> Iterator[Clue]:
    """Several of those who ran, in an article about a campaign: written while they ran."""
    text = frame.scan.text[: frame.rules.longest].replace("’", "'")
    if len(_CAMPAIGN.findall(text)) < _CAMPAIGN_WORDS:
        return
    for name, match in {match[0]: match for match in reversed(list(_runners().finditer(text)))}.items():
        terms = [(start, end) for role, start, end in _running()[name] if role in ("candidate", "running mate")]
        if not terms:
            continue
        costs = frame.allow(_during(terms, frame), frame.rules.not_running)
        costs[frame.days < min(terms)[0].toordinal() - _KNOWN_BEFORE] = -frame.rules.never_ran
        says = f"{name} is named in an article about a campaign: likelier while running for president"
        yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True, soft=True)


def _roles(frame: Frame) -> Iterator[Clue]:
    """ "Republican presidential candidate Ben Carson", "running mate Mike Pence"."""
    seen: set[tuple[str, str]] = set()
    text = frame.scan.text[: frame.rules.longest].replace("’", "'")
    for match in _RUNNING.finditer(text):
        terms = _running().get(match["name"], ())
        word = match["role"].lower()
        kinds = {
            "presumptive": ("presumptive",),
            "presumed": ("presumptive",),
            "running mate": ("running mate",),
            "nominee": ("presumptive", "nominee"),
        }.get(word, ("candidate", "running mate"))
        spans = [(start, end) for role, start, end in terms if role in kinds]
        looks_back = _EARLIER.search(text, max(0, match.start() - 40), match.start()) is not None
        if not spans or looks_back or (match["name"], kinds[0]) in seen:
            continue
        seen.add((match["name"], kinds[0]))
        says = f"{match['name']} is called {word}: " + ", ".join(f"{start} to {end}" for start, end in spans)
        costs = frame.allow(_during(spans, frame), frame.rules.out_of_race)
        yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True)


def _presumptive(frame: Frame) -> Iterator[Clue]:
    match = _PRESUMPTIVE.search(frame.scan.text, 0, frame.rules.longest)
    if match is not None:
        terms = [term for terms in _running().values() for term in terms]
        spans = [(start, end) for role, start, end in terms if role == "presumptive"]
        costs = frame.allow(_during(spans, frame), frame.rules.out_of_race)
        says = f"“{match[0]}”: between the primaries and the convention"
        yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True)


def _during(spans: list[tuple[date, date]], frame: Frame) -> Mask:
    """The days of these spans, ends included and a day more."""
    import numpy as np

    within: Mask = np.logical_or.reduce(
        [(frame.days >= start.toordinal()) & (frame.days <= end.toordinal() + 1) for start, end in spans]
    )
    return within


def _cycles(frame: Frame) -> Iterator[Clue]:
    """ "the 2016 campaign": in that year, up to the election, or in the one before."""
    import numpy as np

    found = {match[1]: match for match in reversed(list(_CYCLE.finditer(frame.scan.text, 0, frame.rules.longest)))}
    if not found:
        return
    latest = max(found)
    match, year = found[latest], int(latest)
    away = frame.months // 12 - year
    costs = np.full(len(frame.days), np.log(0.005 / max(_CYCLE_SHARES.values())))
    for years, share in _CYCLE_SHARES.items():
        costs[away == years] = np.log(share / max(_CYCLE_SHARES.values()))
    after = (away == 0) & (frame.months % 12 == 11)
    costs[after] = np.log(0.2)
    says = f"“{match[0]}” is told of most in that year and the one before"
    yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True, soft=True)


def _congresses(frame: Frame) -> Iterator[Clue]:
    """ "the 112th Congress": a Congress begins in January of each odd year."""
    import numpy as np

    found = list(_CONGRESS.finditer(frame.scan.text, 0, frame.rules.longest))
    if found:
        match = max(found, key=lambda match: int(match[1]))
        begun = (1789 + 2 * (int(match[1]) - 1)) * 12
        costs = np.where(frame.months < begun - 2, -frame.rules.out_of_office, 0.0)
        costs = np.where(frame.months >= begun + 24, -frame.rules.not_running, costs)
        says = f"{match[0]}: {begun // 12} to {begun // 12 + 2}"
        yield Clue(says, Span.of(frame.scan.text, *match.span()), costs, hard=True)
