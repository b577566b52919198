"""Whether a story is about what its articles name, and by what a reader can check it; and who is meant by a name."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from retold.actors.names import initials, is_acronym, role_words, same_person
from retold.actors.offices import in_words
from retold.affairs.reading import Named, Told
from retold.config import Following
from retold.text import fold
from retold.types import StoryActor

#: Who can be followed by a name: the others have none of their own.
_NAMED = frozenset({"person", "institution", "party", "country", "media", "place"})


def judged(told: Told, named: Sequence[Named], *, config: Following, several: bool = True) -> tuple[bool, str]:
    """Whether a story is about something, and where its articles name it; "" if none does.

    It is if the article that leads the story or a fair share of all are, or (`several`) if most outlets name it at all.
    """
    about = [n.headline > 0 or n.lead > 0 or n.speaks or n.times >= config.often for n in named]
    return _judged(told, named, about, config, several)


def judged_state(told: Told, named: Sequence[Named], *, config: Following) -> tuple[bool, str]:
    """The same for a state, of which one word in the lead is no sign: "Washington" may be where somebody spoke."""
    about = [
        n.headline > 0 or (n.lead > 0 and n.times >= config.country_least) or n.times >= config.country_often
        for n in named
    ]
    holds, _ = _judged(told, named, about, config, several=False)
    times = sum(n.times for n in named)
    outlets = len({r.article.name for r, n in zip(told.readings, named, strict=True) if n.times})
    return holds, f"named {_times(times)} by {_count(outlets, 'outlet')}" if times else ""


def _judged(
    told: Told, named: Sequence[Named], about: Sequence[bool], config: Following, several: bool
) -> tuple[bool, str]:
    total = len(named)
    at_all = sum(n.times > 0 or n.speaks for n in named)
    if not at_all:
        return False, ""
    leads = about[told.leading]
    outlets = {r.article.name for r, n in zip(told.readings, named, strict=True) if n.times}
    if leads or sum(about) >= config.share * total:
        return True, _where(named, about)
    often = several and len(outlets) > 1 and at_all >= config.named_share * total
    if total == 1:
        return False, f"only in passing, {_times(named[0].times)}"
    return often, f"in {_of(at_all, total)}" if often else f"only in passing, in {_of(at_all, total)}"


def _where(named: Sequence[Named], about: Sequence[bool]) -> str:
    """The most telling of the places where something is named."""
    total = len(named)
    headlines, leads = sum(n.headline > 0 for n in named), sum(n.lead > 0 for n in named)
    if headlines:
        return "in its headline" if total == 1 else f"in the headline of {_of(headlines, total)}"
    if leads:
        return "in its lead" if total == 1 else f"in the lead of {_of(leads, total)}"
    often = sum(n.times for n, a in zip(named, about, strict=True) if a)
    return _times(often) if total == 1 else f"{_times(often)} in {_of(sum(about), total)}"


def _of(some: int, total: int) -> str:
    return f"{some} of {_count(total, 'article')}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def called(name: str) -> Callable[[StoryActor], bool]:
    """Whether an actor of a story is who is followed: by any of its names, a spelling, short form or present office."""
    plain = _plain(name)
    bare = _without_title(name)

    def wanted(actor: StoryActor) -> bool:
        if actor.kind not in _NAMED:
            return False
        if any(_plain(each) == plain for each in actor.names):
            return True
        if any(_plain(in_words(office)) == plain for office in actor.offices if office.held == "now"):
            return True
        if actor.kind == "person":
            return same_person(bare, actor.name)
        return _short(name, actor.name) or _short(actor.name, name)

    return wanted


@lru_cache(maxsize=1 << 14)
def _plain(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").split()).removeprefix("the ")


def _without_title(name: str) -> str:
    """ "Kessing" of "Governor Kessing"."""
    words = name.split()
    while len(words) > 1 and words[0].casefold() in role_words() | {f"{w}." for w in ("gov", "gen", "sen", "rep")}:
        words.pop(0)
    return " ".join(words)


def _short(short: str, full: str) -> bool:
    short = short.removeprefix("the ").removeprefix("The ")
    return is_acronym(short) and initials(full.removeprefix("the ")) == short.replace(".", "").casefold()
