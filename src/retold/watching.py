"""When to look at a watched address again, and how it fares.

A feed is visited the sooner the more often something new stood in it; one that fails is left alone for longer and
longer. A page is looked at again a few times, for what its outlet changes in silence. Decides; visits nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from statistics import median
from typing import Literal

from retold.config import DEFAULT, Watching
from retold.dating.moments import moments
from retold.types import DateHint, Feed, Visit

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|min|m|h|hours?|d|days?|w|weeks?)", re.I)
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
#: Pages read before the newest, that tell what a feed gave until then.
_BEFORE = 50

State = Literal["new", "well", "failing", "layout broken", "no articles", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a feed fares."""

    feed: Feed
    state: State
    #: Pages it led to that were tried, of those that are remembered, and how many gave an article.
    pages: int
    articles: int
    #: Why it is in this state, and what to do.
    because: tuple[str, ...]

    @property
    def yields(self) -> float | None:
        """Share of its pages that gave an article, 0 to 1; None before the first."""
        return self.articles / self.pages if self.pages else None


def seconds(words: str) -> float:
    """How long "90 min", "6 h" or "1 d" is. Raises `ValueError` for what is no duration."""
    found = _DURATION.fullmatch(words.strip())
    if found is None:
        raise ValueError(f"{words!r} is no duration; write it as 90 min, 6 h or 1 d")
    return float(found[1]) * _UNITS[found[2][0].lower()]


def visited(feed: Feed, now: datetime, *, new: bool, config: Watching = DEFAULT.watching) -> Feed:
    """The feed after a visit that succeeded; `new`: whether something stood in it that had not before."""
    # All is new at the first visit: it tells nothing of how often something is.
    wait = feed.wait * (config.sooner if new else config.later) or config.first_wait
    return replace(
        feed,
        tried_at=now,
        succeeded_at=now,
        failures=0,
        error="",
        changed_at=now if new else feed.changed_at,
        wait=min(max(wait, config.least_wait), config.most_wait),
        ended_at=None,
    )


def missed(feed: Feed, now: datetime, error: str, *, gone: bool = False) -> Feed:
    """The feed after a visit that failed; `gone`: for good."""
    return replace(feed, tried_at=now, failures=feed.failures + 1, error=error, ended_at=now if gone else feed.ended_at)


def next_visit(
    feed: Feed, now: datetime, *, hold: float | None = None, config: Watching = DEFAULT.watching
) -> datetime | None:
    """When to visit a feed next; None if it is gone. `hold`: seconds that its server wants to be left alone."""
    if feed.ended_at is not None:
        return None
    if feed.tried_at is None:
        return now
    if feed.failures:
        wait = retry(feed.failures, config=config)
    else:
        wait = feed.every if feed.every is not None else feed.wait or config.first_wait
    wait *= 1 - config.spread * _share(feed.url)
    # Where the clock was put back, the last visit is not in the future.
    due = min(feed.tried_at, now) + timedelta(seconds=wait)
    return due if hold is None else max(due, now + timedelta(seconds=hold))


def latest_visit(feed: Feed, now: datetime, *, config: Watching = DEFAULT.watching) -> datetime:
    """What is due after this was put off by a clock that was wrong."""
    return now + timedelta(seconds=2 * max(config.retry_most, config.most_wait, feed.every or 0.0))


def retry(failures: int, *, config: Watching = DEFAULT.watching) -> float:
    """Seconds to wait after so many failures in a row."""
    return float(min(config.retry * 2.0 ** min(max(failures, 1) - 1, 60), config.retry_most))


def next_look(first_at: datetime, now: datetime, *, config: Watching = DEFAULT.watching) -> datetime | None:
    """When to look again at a page that was seen first then; None if that was enough."""
    wanted = sorted(first_at + timedelta(seconds=seconds(words)) for words in config.looks)
    # Those that were slept through are not made up for.
    return next((at for at in wanted if at > now), None)


def _share(url: str) -> float:
    """A number from 0 to 1 that is the same for the same address."""
    return int.from_bytes(sha256(url.encode("utf8", "replace")).digest()[:4]) / 2**32


def health(feed: Feed, visits: Iterable[Visit], *, config: Watching = DEFAULT.watching) -> Health:
    """How a feed fares, by itself and by what became of its pages, oldest first."""
    told = tuple(visits)
    broken = _broken([visit for visit in told if visit.outcome != "failed"], config)
    articles = sum(visit.outcome == "article" for visit in told)
    because: list[str] = []
    state: State = "well"
    if feed.ended_at is not None:
        state = "gone"
        because.append(f"gone for good ({feed.error}): remove it, or add it again to try it anew")
    elif feed.failures:
        state = "failing"
        times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
        because.append(f"failed {times}: {feed.error}")
    elif broken:
        state = "layout broken"
    elif len(told) >= config.newest and not articles:
        state = "no articles"
    elif feed.tried_at is None:
        state = "new"
        because.append("not visited yet")
    if broken:
        because.append(f"{broken}: look at one of its pages with `retold read`, and report it")
    failed = [visit for visit in told if visit.outcome == "failed"]
    if failed:
        because.append(f"{len(failed)} of its {len(told)} newest pages could not be had; the last: {failed[-1].reason}")
    if told and not articles and not broken and len(failed) < len(told):
        because.append("none of its pages gave an article")
    return Health(feed=feed, state=state, pages=len(told), articles=articles, because=tuple(because))


def _broken(read: Sequence[Visit], config: Watching) -> str:
    """How it is seen that the pages' layout changed under us; "" if it is not."""
    before, newest = read[: -config.newest][-_BEFORE:], read[-config.newest :]
    if len(newest) < config.newest or len(before) < config.newest:
        return ""
    then, now = ([visit.confidence for visit in some if visit.outcome == "article"] for some in (before, newest))
    if 2 * len(then) < len(before):
        return ""
    if len(now) / len(newest) <= config.broken_share * len(then) / len(before):
        count = f"{len(now)} of its {len(newest)}" if now else f"none of its {len(newest)}"
        return f"{count} newest pages gave an article, of those before {len(then)} of {len(before)}"
    if (fallen := median(then) - median(now)) >= config.broken_confidence:
        return (
            f"its {len(newest)} newest pages were read with a confidence of {median(now):.0%}, {fallen:.0%} less than "
            "those before"
        )
    return ""


def told_on(dates: Iterable[DateHint]) -> date | None:
    """The last day that a list gives for one of its pages; None if it gives none."""
    return max((moment.day for hint in dates for moment in moments(hint.text)), default=None)
