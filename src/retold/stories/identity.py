"""Which story a group of articles is, after they were linked anew, and what that means to a reader.

A group keeps the id of the story with which it has most articles in common; a story whose articles have all gone
elsewhere leads to where most of them are. Only decided here, not carried out.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retold.stories.standing import Members, Standing, story_id
from retold.types import StoryEvent

#: Why the articles (places) belong with the others (places).
Reasons = Callable[[Sequence[int], Sequence[int]], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the stories that were looked at."""

    #: Those that have changed; None for one that is no more.
    stories: Mapping[str, Members | None]
    events: tuple[StoryEvent, ...]
    opened: int


def identify(
    standing: Standing, groups: Sequence[Sequence[int]], reasons: Reasons, held: Sequence[Sequence[str]] = ()
) -> Outcome:
    """Give each group (places, ascending) its story.

    `held` names the stories that a group holds by hand, though no article of them is remembered.
    """
    before = [Counter(standing.story_at[p] for p in group if p in standing.story_at) for group in groups]
    for counts, by_hand in zip(before, held or [()] * len(groups), strict=True):
        counts.update(by_hand)
    inside = Counter[str]()
    for counts in before:
        inside.update(counts)
    kept = _kept(standing, before, inside)
    opened = standing.opened
    names: list[str] = []
    for k, group in enumerate(groups):
        name = kept.get(k)
        if name is None:
            name = story_id(standing.at(group[0]).id, opened)
            opened += 1
        names.append(name)
    # A story that no group kept has gone where most of its articles are.
    gone = {
        story: names[max(range(len(groups)), key=lambda k: (before[k][story], -k))]
        for story in sorted(set(inside) - set(kept.values()))
    }
    events: list[StoryEvent] = []
    for k, group in enumerate(groups):
        events += _events(standing, group, names[k], k in kept, before[k], gone, reasons)
    return Outcome(stories=_members(standing, groups, names, gone, opened), events=tuple(events), opened=opened)


def _kept(standing: Standing, before: Sequence[Counter[str]], inside: Counter[str]) -> dict[int, str]:
    """Which group keeps which story: the largest overlap first, of equal ones the older story."""
    claims = []
    for k, counts in enumerate(before):
        for story, count in counts.items():
            members = standing.stories.get(story)
            number = members.number if members else -1
            claims.append((-count, number, k, story))
    # What is not linked again goes with the group that has most of what is, and counts for it.
    largest: dict[str, int] = {}
    for k, (_, _, _, story) in enumerate(sorted(claims)):
        largest.setdefault(story, k)
    ranked = sorted(claims)
    weighed = []
    for k, (count, number, group, story) in enumerate(ranked):
        members = standing.stories.get(story)
        rest = len(members.places) + members.forgotten - inside[story] if members and largest[story] == k else 0
        weighed.append((count - rest, number, group, story))
    kept: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, group, story in sorted(weighed):
        if group not in kept and story not in taken:
            kept[group] = story
            taken.add(story)
    return kept


def _events(
    standing: Standing,
    group: Sequence[int],
    name: str,
    known: bool,
    before: Counter[str],
    gone: Mapping[str, str],
    reasons: Reasons,
) -> list[StoryEvent]:
    """What befell one group."""
    came: dict[str, list[int]] = {}
    for place in group:
        came.setdefault(standing.story_at.get(place, ""), []).append(place)

    def event(kind: str, places: Sequence[int], other: str = "") -> StoryEvent:
        rest = [p for p in group if p not in set(places)]
        return StoryEvent(
            kind=kind,  # type: ignore[arg-type]
            story=name,
            articles=tuple(standing.at(p).id for p in places),
            because=reasons(places, rest),
            other=other,
        )

    if not known:
        old = [story for story in before if story]
        if old:
            return [event("split", group, max(old, key=lambda story: (before[story], story)))]
        return [event("opened", group)]
    found = []
    for story, places in came.items():
        if story == name:
            continue
        kind = "joined" if not story else "merged" if gone.get(story) == name else "moved"
        found.append(event(kind, places, story))
    # A story held by hand whose articles are all forgotten can only be told of by its id.
    found += [event("merged", (), story) for story in sorted(before) if gone.get(story) == name and story not in came]
    return found


def _members(
    standing: Standing, groups: Sequence[Sequence[int]], names: Sequence[str], gone: Mapping[str, str], opened: int
) -> dict[str, Members | None]:
    """The members of each story that was looked at, those among them that were not linked again."""
    looked = {place for group in groups for place in group}
    places: dict[str, list[int]] = {}
    forgotten: Counter[str] = Counter()
    numbers: dict[str, int] = {}
    olds = {standing.story_at[place] for place in looked if place in standing.story_at} | set(gone)
    for story in sorted(olds):
        members = standing.stories.get(story)
        if members is None:
            continue
        target = gone.get(story, story)
        places.setdefault(target, []).extend(p for p in members.places if p not in looked)
        forgotten[target] += members.forgotten
        numbers[story] = members.number
    for group, name in zip(groups, names, strict=True):
        places.setdefault(name, []).extend(group)
    found: dict[str, Members | None] = {
        name: Members(tuple(sorted(held)), forgotten[name], numbers.get(name, opened))
        for name, held in places.items()
        if held or forgotten[name]
    }
    found.update(dict.fromkeys(gone))
    return found
