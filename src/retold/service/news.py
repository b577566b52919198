"""What came in, to what is new: articles to stories, stories to affairs, what they tell to the ledger of each affair.

Every step goes by what is kept - articles that wait, stories out of date, articles of which nobody has decided, news
that isn't entered - so that whoever was killed in the middle is gone on from, and doing it twice changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.service.facts import find_facts
from retold.service.following import Stream, refresh_stories
from retold.service.grouping import compare
from retold.service.searching import note_changes
from retold.types import Affair, Article, Comparison, Facts, Parser, Story

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore


def take_in(
    store: "DatabaseStore",
    *,
    now: datetime,
    stream: Stream | None = None,
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> int:
    """Let everything that waits come to be known: stories, affairs, ledger. How many lines the ledger has got.

    One process at a time: the worker does it under a lease. `progress` hears what is being done.
    """
    refreshed = refresh_stories(store=store, stream=stream, config=config, progress=progress)
    changed = frozenset(story.id for story in refreshed)
    affairs = store.affairs.affairs()
    _decide(affairs, changed, store, parser, config, progress)
    added = sum(
        enter_news(affair, store=store, now=now, parser=parser, config=config, progress=progress) for affair in affairs
    )
    note_changes(store=store, config=config, progress=progress)
    return added


def _decide(
    affairs: Sequence[Affair],
    changed: frozenset[str],
    store: "DatabaseStore",
    parser: Parser | None,
    config: Config,
    progress: Callable[[str], None],
) -> None:
    """Decide of stories that changed, and of those of which nobody has decided, whether they belong to affairs."""
    from retold.affairs import needs_facts, told_of
    from retold.service.affairs import AT_ONCE, decide_told

    open_ = {affair.id: store.ledger.undecided(affair.id) | changed for affair in affairs}
    needed = any(map(needs_facts, affairs))
    # A new affair has all there is: a part of it at a time is in memory, and kept once it is decided.
    every = sorted(frozenset().union(*open_.values()))
    for start in range(0, len(every), AT_ONCE):
        facts: dict[str, Facts] = {}
        stories = tuple(store.stories(every[start : start + AT_ONCE]))
        for story in stories if needed else ():
            progress(f"what is said in {story.headline}")
            facts |= _facts(story.articles, store, parser, config)
        told = [told_of(story, facts, config=config) for story in stories]
        for affair in affairs:
            own = [one for one in told if one.story.id in open_[affair.id]]
            decide_told(own, affairs=[affair], store=store, config=config)


def _facts(
    articles: Iterable[Article], store: "DatabaseStore", parser: Parser | None, config: Config
) -> dict[str, Facts]:
    return {one.article.id: one for one in find_facts(articles, parser=parser, store=store, config=config)}


def enter_news(
    affair: Affair,
    *,
    store: "DatabaseStore",
    now: datetime,
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> int:
    """Enter in the ledger of an affair what its articles newly tell; how many lines that is.

    What is entered of an affair for the first time is entered day by day, as if it had been followed before.
    """
    from retold.affairs import countries_of, told_of
    from retold.novelty import find_news, ledger_lines

    added = 0
    waiting = set(store.ledger.waiting(affair.id))
    for at, fresh in _by_day(store.articles(waiting), now, anew=not store.ledger.entered(affair.id)):
        progress(f"{affair.name}: what is new in {len(fresh)} articles")
        told = _around(affair, fresh, waiting, store, config)
        facts = _facts((article for story in told for article in story.articles), store, parser, config)
        news = find_news(told, facts.values(), _beside(told, fresh, config), before=facts.keys() - fresh, config=config)
        tellers = [story for story in told if story.id in {one.story for one in news}]
        countries = {s.id: tuple(countries_of(told_of(s, facts, config=config), config=config)) for s in tellers}
        lines = ledger_lines(news, told, affair=affair.id, at=at, countries=countries)
        added += store.ledger.enter(affair.id, list(lines), fresh)
        waiting -= fresh
    return added


def _by_day(articles: Iterable[Article], now: datetime, *, anew: bool) -> list[tuple[datetime, set[str]]]:
    """What is entered at once, and as of when: all of it now, but of an affair that is new day by day."""
    if not anew:
        fresh = {article.id for article in articles}
        return [(now, fresh)] if fresh else []
    days: dict[datetime, set[str]] = defaultdict(set)
    for article in articles:
        exact = article.published.precision in ("minute", "day")
        dating = article.published
        written = article.modified or (dating.earliest if exact else article.fetched_at or dating.latest) or now
        days[min(datetime.combine(written.astimezone(UTC).date(), time.max, UTC), now)].add(article.id)
    return sorted(days.items())


def _around(
    affair: Affair, fresh: set[str], waiting: set[str], store: "DatabaseStore", config: Config
) -> tuple[Story, ...]:
    """The stories of the new articles, and the affair's newest besides; of each what is known or new by now."""
    from retold.novelty import within

    home = store.ledger.members(affair.id)
    wanted = {home[article] for article in fresh}
    number = Counter(home.values())
    left = config.novelty.most_articles - sum(number[story] for story in wanted)
    for story in dict.fromkeys(home.values()):
        if story not in wanted and number[story] <= left:
            wanted.add(story)
            left -= number[story]
    known = home.keys() - waiting | fresh
    return tuple(found for story in store.stories(wanted) if (found := within(story, known)) is not None)


def _beside(stories: Sequence[Story], fresh: set[str], config: Config) -> Iterator[Comparison]:
    """Each new article beside its kin, and beside the version that it replaces."""
    for story in stories:
        by_id: Mapping[str, Article] = {article.id: article for article in story.articles}
        for derivation in story.derivations:
            if derivation.a in fresh or derivation.b in fresh:
                yield compare(by_id[derivation.a], by_id[derivation.b], config=config)
