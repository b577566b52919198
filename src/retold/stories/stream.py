"""Stories of articles as they come: each step says how the stories stand, and what befell them, with reasons.

A few articles enter at a time. Of few articles the whole is linked anew, as the batch does it; of many only what the
new ones touch: themselves, the articles that they are like, and all of these ones' stories (METHODS.md). What a person
said of articles holds whatever else. Pure: what is returned is carried out, and kept, elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from retold.config import DEFAULT, Grouping
from retold.stories import nearness
from retold.stories.days import added_by_days, days_spanned, told_by_days
from retold.stories.entering import entered, forgotten, weighed_anew
from retold.stories.identity import Outcome, identify
from retold.stories.likeness import Pairs, Values, added_by_kin, logits, match_shift, with_kin
from retold.stories.linking import Two, stories_of
from retold.stories.nearness import Places
from retold.stories.reasons import reasons
from retold.stories.standing import Members, Standing
from retold.types import Article, Correction, Duplicate, StoryEvent

#: Articles of a story whose words are looked at for a reason.
_READ = 4


def advance(
    standing: Standing,
    articles: Sequence[Article] = (),
    *,
    corrections: Sequence[Correction] | None = None,
    whereabouts: Mapping[str, str] | None = None,
    config: Grouping = DEFAULT.grouping,
) -> tuple[Standing, tuple[StoryEvent, ...]]:
    """Let articles come, and corrections: all that were ever made, None if nothing has changed.

    `whereabouts` tells the story of articles that corrections name and that may be forgotten here. An article that is
    remembered is not taken twice.
    """
    changed: set[str] = set()
    if corrections is not None:
        now = tuple(c for c in corrections if c.holds)
        changed = {i for c in set(now) ^ set(standing.corrections) for i in c.articles}
        standing = replace(standing, corrections=now, whereabouts=dict(whereabouts or standing.whereabouts))
    new = list({a.id: a for a in articles if a.id not in standing.places}.values())
    events: list[StoryEvent] = []
    for i in range(0, max(len(new), bool(changed)), config.step):
        standing, befell = _step(standing, new[i : i + config.step], changed if not i else set(), config)
        events += befell
    return standing, tuple(events)


def settle(standing: Standing, *, config: Grouping = DEFAULT.grouping) -> tuple[Standing, tuple[StoryEvent, ...]]:
    """Link all that is remembered anew, as the batch does, unless it is more than `config.anew_until` articles.

    For when nothing more comes for a while: what many steps got a little wrong is put right.
    """
    counts = [article.counts for article in standing.articles]
    if len(counts) > config.anew_until or not counts or None in counts:
        return standing, ()
    standing, _ = weighed_anew(standing, (), config)
    return _linked_again(standing, _all(standing), config)


def remember(
    standing: Standing,
    articles: Sequence[Article],
    stories: Mapping[str, str],
    *,
    config: Grouping = DEFAULT.grouping,
) -> Standing:
    """Let articles come whose stories (by `Article.id`) are known: a stream is taken up where it was left."""
    for i in range(0, len(articles), config.step):
        part = articles[i : i + config.step]
        at = standing.next
        standing, _ = entered(standing, part, config)
        story_at = {**standing.story_at, **{at + k: stories[a.id] for k, a in enumerate(part)}}
        held = dict(standing.stories)
        for k, article in enumerate(part):
            name = stories[article.id]
            before = held.get(name, Members((), 0, len(held)))
            held[name] = before._replace(places=(*before.places, at + k))
        standing = forgotten(replace(standing, story_at=story_at, stories=held), config)
    return standing


def _step(
    standing: Standing, articles: Sequence[Article], changed: set[str], config: Grouping
) -> tuple[Standing, tuple[StoryEvent, ...]]:
    start = standing.next
    standing, renewed = entered(standing, articles, config)
    named = {standing.places[i] for i in changed if i in standing.places}
    touched = {*range(start, standing.next), *renewed, *named}
    anew = standing.weighed_at == standing.next and len(standing.articles) <= config.anew_until
    some = _all(standing) if anew else _touched(standing, touched, config)
    return _linked_again(standing, some, config, start) if len(some) else (standing, ())


def _linked_again(
    standing: Standing, some: Places, config: Grouping, start: int = 0
) -> tuple[Standing, tuple[StoryEvent, ...]]:
    """Link some articles anew, of which those from `start` on have just come, and carry out what that decides."""
    pairs = nearness.pairs_among(standing.near, some, config=config)
    raw = logits(pairs)
    whole = len(some) == len(standing.articles)
    # What has come stands for all; the rest is looked at for being in large stories.
    later = None if whole else some >= start
    shift = match_shift(pairs, raw, len(some), later=later, among=len(standing.articles), config=config)
    # What a few articles tell of how large stories are is taken with what those before told.
    shift = shift if whole or not standing.shift else 0.8 * standing.shift + 0.2 * shift
    standing = replace(standing, shift=shift)
    values = with_kin(pairs, raw, len(some), shift, config=config)
    if whole:
        start_end = standing.start, standing.end
        standing = replace(standing, days=told_by_days(*start_end, pairs.a, pairs.b, values, config=config))
    values = values + _by_days(standing, some, pairs, config) - config.story_cut
    outcome = _linked(standing, some, pairs, values, config)
    return forgotten(_carried_out(standing, outcome), config), outcome.events


def _carried_out(standing: Standing, outcome: Outcome) -> Standing:
    story_at, stories = dict(standing.story_at), dict(standing.stories)
    for name, members in outcome.stories.items():
        if members is None:
            stories.pop(name, None)
            continue
        stories[name] = members
        story_at.update(dict.fromkeys(members.places, name))
    ended = {e.other: e.story for e in outcome.events if e.kind == "merged"}
    return replace(
        standing,
        story_at=story_at,
        stories=stories,
        opened=outcome.opened,
        whereabouts={i: ended.get(name, name) for i, name in standing.whereabouts.items()},
    )


def _all(standing: Standing) -> Places:
    return np.arange(standing.first, standing.next)


# --- what is linked again -------------------------------------------------------------------------------------------


def _touched(standing: Standing, touched: set[int], config: Grouping) -> Places:
    """What new or corrected articles touch: all members of the stories of what they are like."""
    for place in list(touched):
        touched.update(d.a for d in standing.copies.get(place, ()) if d.a >= standing.first)
    own = np.array(sorted(touched), dtype=np.int64)
    some = nearness.compared_with(standing.near, own)
    pairs = nearness.pairs_among(standing.near, some, later=own, config=config)
    sizes = np.array([len(standing.kin(p)) for p in some.tolist()], dtype=np.float64)
    shift = standing.shift + added_by_kin(sizes, standing.shift, config=config)[pairs.a] / 2
    values = logits(pairs) + shift + _by_days(standing, some, pairs, config) - config.story_cut
    touched.update(some[pairs.a[values >= config.touched_from]].tolist())
    names = {standing.story_at[p] for p in touched if p in standing.story_at}
    names |= _stories_of_corrections(standing, names, touched)
    found = {p for p in touched if p not in standing.story_at}
    for name in names:
        if name in standing.stories:
            found.update(standing.stories[name].places[-config.linked_again :])
    return np.array(sorted(found), dtype=np.int64)


def _stories_of_corrections(standing: Standing, names: set[str], touched: set[int]) -> set[str]:
    """Stories of articles that are held together with, or apart from, some of what is touched."""
    found: set[str] = set()
    for correction in standing.corrections:
        own = {_story_now(standing, i) for i in correction.articles} - {None}
        if own & names or any(standing.places.get(i) in touched for i in correction.articles):
            found |= {name for name in own if name}
    return found


def _story_now(standing: Standing, article: str) -> str | None:
    place = standing.places.get(article)
    return standing.story_at.get(place) if place is not None else standing.whereabouts.get(article)


def _by_days(standing: Standing, some: Places, pairs: Pairs, config: Grouping) -> Values:
    start, end = standing.start[some - standing.first], standing.end[some - standing.first]
    return added_by_days(start, end, pairs.a, pairs.b, standing.days, config=config)


# --- linking --------------------------------------------------------------------------------------------------------


def _linked(standing: Standing, some: Places, pairs: Pairs, values: Values, config: Grouping) -> Outcome:
    """Link some articles anew, and say which stories they are."""
    rank = {place: i for i, place in enumerate(some.tolist())}
    kin = [(rank[d.a], rank[p], d) for p in rank for d in standing.copies.get(p, ()) if d.a in rank]
    absent = _absent(standing, rank)
    number = {i: rank[p] for i, p in standing.places.items() if p in rank} if standing.corrections else {}
    for k, (article, name) in enumerate(absent.items(), len(rank)):
        number[article] = k
        # One that is forgotten stays in its story, whose other articles stay with it.
        stay = [rank[p] for p in standing.stories.get(name, Members((), 0, 0)).places if p in rank]
        kin += [(i, k, Duplicate(a=i, b=k, in_b=1.0, in_a=1.0)) for i in stay]
    together: list[Two] = []
    apart: list[Two] = []
    for correction in standing.corrections:
        known = sorted(number[i] for i in correction.articles if i in number)
        if correction.kind == "together":
            together += pairwise(known)
        else:
            apart += combinations(known, 2)
    labels = stories_of(
        len(rank) + len(absent), pairs, values, kin, together=together, apart=apart, config=config
    ).tolist()
    groups: dict[int, list[int]] = {}
    for place, label in zip(rank, labels, strict=False):
        groups.setdefault(label, []).append(place)
    held: dict[int, list[str]] = {label: [] for label in groups}
    for label, name in zip(labels[len(rank) :], absent.values(), strict=True):
        held.setdefault(label, []).append(name)
    return identify(standing, list(groups.values()), Why(standing), [held[label] for label in groups])


def _absent(standing: Standing, rank: Mapping[int, int]) -> dict[str, str]:
    """Articles that corrections name beside some that are linked, and that are forgotten: the story of each."""
    found: dict[str, str] = {}
    for correction in standing.corrections:
        known = [i for i in correction.articles if i in standing.whereabouts and i not in standing.places]
        if known and any(standing.places.get(i) in rank for i in correction.articles):
            found.update((i, standing.whereabouts[i]) for i in known)
    return found


class Why:
    """Why articles are of one story, for `identify`."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    def __call__(self, places: Sequence[int], rest: Sequence[int]) -> tuple[str, ...]:
        """The reasons why articles are with the rest of their story; with one another, where there is no rest."""
        if not self.standing.reasoned:
            return ()
        if len(places) == 1 and not rest:
            return (*self._by_hand(places, rest), "no other article tells of it")
        standing = self.standing
        some = [*places[: _READ // 2], *rest[: _READ // 2]] if rest else places[:_READ]
        inside, others = set(places), set(rest or places)
        between = [
            d
            for p in (*places, *(rest if len(rest) < len(places) else ()))
            for d in standing.copies.get(p, ())
            if (d.a in inside and d.b in others) or (d.b in inside and d.a in others)
        ]
        found = reasons([standing.at(p).read for p in some], between, self._days(places, rest), first=bool(rest))
        return (*self._by_hand(places, rest), *found)

    def _days(self, places: Sequence[int], rest: Sequence[int]) -> int | None:
        """Days from the first of the articles to the nearest of the rest; from first to last, where there is none."""
        at = np.array([*places[:1], *rest] if rest else places) - self.standing.first
        start, end = self.standing.start[at], self.standing.end[at]
        if not rest:
            return days_spanned(start, end)
        apart = [days_spanned(start[[0, k]], end[[0, k]]) for k in range(1, min(len(at), 2 * _READ))]
        return min((days for days in apart if days is not None), default=None)

    def _by_hand(self, places: Sequence[int], rest: Sequence[int]) -> list[str]:
        found = []
        own = {self.standing.at(p).id for p in places} if self.standing.corrections else set()
        others = {self.standing.at(p).id for p in rest} if own else set()
        for correction in self.standing.corrections:
            named = set(correction.articles)
            if named & own:
                if correction.kind == "together" and named & (others or own) - (named & own if not others else set()):
                    found.append(f"held together by hand (correction {correction.number})")
                elif correction.kind == "apart" and named - own - others:
                    found.append(f"held apart by hand (correction {correction.number})")
        return found
