"""New facts as lines: all that a sentence tells is one line, and retellings of one sentence are one sentence.

A fact is shown in the retelling that serves as measure of its origin, as in the brief; what an outlet only rewords is
no line of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from retold.brief.measure import Pairs, measure_of, ordered_origins
from retold.claims import Places
from retold.claims.keys import numbers
from retold.novelty.before import Before, linked_from
from retold.novelty.finding import Finding, Place
from retold.text import fold, tokens
from retold.types import Article, Comparison, News, NewsKind, Origin, Passage, Story

#: What a line is called that tells several: first what changes what was known.
_GRAVEST: tuple[NewsKind, ...] = ("correction", "edit", "conflict", "status", "event", "figure", "statement", "story")
#: What an outlet does in its own article, whoever else tells the same.
_OWN = frozenset({"correction", "edit"})
#: Up to which they do.
_CHANGES = _GRAVEST.index("status")
#: Reasons and names that a line bears.
_MOST_REASONS, _MOST_ACTORS = 3, 6
_Spot = tuple[str, int]


def lines(
    findings: Iterable[Finding],
    again: Collection[_Spot],
    places: Places,
    stories: Sequence[Story],
    comparisons: Sequence[Comparison],
    before: Before,
) -> list[News]:
    """The findings as lines, most important first; `again` are sentences that tell something known."""
    homes = _Homes(stories, comparisons, before)
    findings = list(findings)
    own = {(place.article, place.sentence) for finding in findings for place in finding.places}
    found = []
    for finding in findings:
        spots = {spot for place in finding.places if (spot := homes.of(place)) is not None}
        if finding.kind in _OWN:
            spots = {(place.article, place.sentence) for place in finding.places}
        # What a retelling puts otherwise is not new where the sentence it retells tells what is known.
        found.append((finding, sorted(s for s in spots if not _headline(s, places) and (s in own or s not in again))))
    often = Counter(spot for _, spots in found for spot in spots)
    shown = [(f, min(spots, key=lambda s: (homes.rank(s[0]), -often[s], s))) for f, spots in found if spots]
    # A conflict shows all its sides: what else these sentences tell is told with it.
    together: dict[_Spot, _Spot] = {}
    for finding, spot in shown:
        for side in homes.other_sides(finding, spot):
            together.setdefault((side.article, side.sentence), together.get(spot, spot))
    held: dict[_Spot, list[Finding]] = defaultdict(list)
    for finding, spot in shown:
        held[together.get(spot, spot)].append(finding)
    told = [(spot, _line(spot, own, places, homes)) for spot, own in held.items()]
    told.sort(key=lambda one: (_weight(one[1], len(held[one[0]])), homes.rank(one[0][0]), one[0]))
    return [news for _, news in told]


def _headline(spot: _Spot, places: Places) -> bool:
    """True for the headline of an article that has a body: what it says is said there in full."""
    article = places.articles[spot[0]]
    return article.sentences[spot[1]].role == "headline" and article.sentences[-1].role == "body"


def _weight(news: News, findings: int) -> tuple[int, int, int, int]:
    first = news.passages[0]
    return _gravity(news) > _CHANGES, -len(news.origins), first.sentence, -findings


def _gravity(told: Finding | News) -> int:
    """A value that was another before is a change, too."""
    return _CHANGES if told.kind == "figure" and told.earlier else _GRAVEST.index(told.kind)


class _Homes:
    """Where each sentence of the new articles is shown: in the measure of its origin, if that has it."""

    def __init__(self, stories: Sequence[Story], comparisons: Sequence[Comparison], before: Before) -> None:
        pairs = Pairs(comparisons)
        self._home: dict[_Spot, tuple[_Spot, Sequence[tuple[int, int]]]] = {}
        #: Retellings, and the names and numbers of the measure of each.
        self._articles: dict[str, Article] = {}
        self._measure: dict[str, frozenset[str]] = {}
        self._rank: dict[str, int] = {}
        for origin in ordered_origins(o for story in stories for o in story.origins):
            new = tuple(article for article in origin.articles if article.id not in before)
            if not new:
                continue
            measure = measure_of(_only(origin, new), pairs)
            self._rank.setdefault(measure.id, 2 * len(self._rank))
            for article in new:
                self._rank.setdefault(article.id, 2 * len(self._rank) + 1)
                if article.id != measure.id:
                    self._articles[article.id] = article
                    self._measure[article.id] = _telling(measure.text)
                    self._enter(measure, article, pairs)

    def _enter(self, measure: Article, article: Article, pairs: Pairs) -> None:
        beside = pairs.between(measure, article)
        for link in beside.links if beside is not None else ():
            # Words of its own are what an outlet adds to the sentence; any other difference is what it made of it.
            added = [c.b_span for c in link.changes if c.kind == "added" and c.b_span is not None and c.matters]
            own = [(s.start, s.end) for s in added if not _telling(s.text) <= self._measure[article.id]]
            for sentence, linked in linked_from(link, article, measure, side="b"):
                self._home.setdefault((article.id, sentence), ((measure.id, linked.there.sentence), own))

    def of(self, place: Place) -> _Spot | None:
        """The sentence that shows what stands at a place; None for what only puts the measure into other words."""
        here = (place.article, place.sentence)
        if here in self._home:
            home, own = self._home[here]
            return here if any(start < place.span.end and place.span.start < end for start, end in own) else home
        if place.article in self._measure:
            sentence = self._articles[place.article].sentences[place.sentence]
            if _telling(sentence.text) <= self._measure[place.article]:
                return None
        return here

    def other_sides(self, finding: Finding, shown: _Spot) -> list[Passage]:
        """A passage for each side of a conflict but the one that is shown."""
        told = [{(p.article, p.sentence) for p in side} for side in finding.sides]
        if not any(shown in spots for spots in told):
            told = [
                {home for p in side if (home := self.of(Place(p.article, p.sentence, p.span))) is not None}
                for side in finding.sides
            ]
        return [
            min(side, key=lambda p: (p.sentence == 0, self.rank(p.article), p.article))
            for side, spots in zip(finding.sides, told, strict=True)
            if shown not in spots
        ]

    def rank(self, article: str) -> tuple[int, str]:
        """Measures first, those of large origins first."""
        at = self._rank.get(article, 1)
        return at % 2, f"{at:06}"


def _telling(text: str) -> frozenset[str]:
    """The names and numbers of a text, by their keys."""
    return frozenset(t.key for t in tokens(text) if t.raw[0].isupper() or t.raw[0].isdigit()) | numbers(text)


def _only(origin: Origin, articles: tuple[Article, ...]) -> Origin:
    return Origin(name=origin.name, kind=origin.kind, articles=articles, because=origin.because)


def _line(spot: _Spot, findings: Sequence[Finding], places: Places, homes: _Homes) -> News:
    ordered = sorted(findings, key=_gravity)
    first = ordered[0]
    # What changes what was known is all in the label; of the rest the gravest is.
    changes = [f for f in ordered if f is first or _gravity(f) <= _CHANGES]
    if first.kind == "conflict":  # which says both values
        changes = [f for f in changes if f.kind != "figure"]
    if first.kind in _OWN:
        changes = [f for f in changes if f.kind in _OWN]
    shown = places.sentence(*spot)
    tellers = [places.sentence(place.article, place.sentence) for f in ordered for place in f.places]
    if first.kind == "conflict":
        sides = {fold(p.span.text): p for f in reversed(ordered) for p in reversed(homes.other_sides(f, spot))}
        others = [p for words, p in reversed(sides.items()) if words != fold(shown.span.text)]
    else:
        others = [p for p in _one_an_outlet(tellers) if p.outlet != shown.outlet]
    named = dict.fromkeys(name for f in ordered for name in f.actors if any(map(str.isupper, name)))
    return News(
        kind=first.kind,
        label="; ".join(dict.fromkeys(f.label for f in changes)),
        passages=(shown, *others),
        because="; ".join(list(dict.fromkeys(f.because for f in ordered))[:_MOST_REASONS]),
        earlier=tuple(dict.fromkeys(p for f in changes for p in f.earlier if p not in (shown, *others))),
        origins=places.origins(tellers),
        actors=tuple(named)[:_MOST_ACTORS],
    )


def _one_an_outlet(passages: Iterable[Passage]) -> Iterator[Passage]:
    seen: set[str] = set()
    for passage in sorted(set(passages), key=lambda p: (p.outlet, p.article, p.sentence)):
        if passage.outlet not in seen:
            seen.add(passage.outlet)
            yield passage
