"""Takes up what people said by hand: at once where the stream is short, else by the worker.

To take a stream up is to remember its newest articles, which takes the longer the more there are. Either way it is done
under the lease of the worker's task, so that nobody else lets the stream go on meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.types import Affair, Placement, Story

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

AT_ONCE = 500
"""Articles of a stream below which whoever corrects waits for it: 1.5 s at 500, 3 s at 1,000, 9 s at 2,000."""
_WAITING = 50
"""Articles that have not entered the stream: with more of them the worker has enough to do."""


def take_up(store: "DatabaseStore", *, now: datetime, config: Config = DEFAULT) -> bool:
    """Let stories and affairs be as people say; False if the worker does it, as soon as it comes to it.

    The worker goes over it in any case: what is new by it belongs into the ledger.
    """
    from retold.service.working import STREAM

    store.add_tasks([STREAM])
    store.feeds.bring_forward(STREAM.kind, beyond=now, due=now)
    if not _is_short(store):
        return False
    leased = store.lease([STREAM.kind], "pages", now=now, seconds=config.working.lease)
    for task in leased:
        try:
            _take_up(store, config)
        finally:
            store.finish(task, now=now, again=now)
    return bool(leased)


def undo_placement(
    number: int, *, by: str, at: datetime, store: "DatabaseStore", config: Config = DEFAULT
) -> Placement:
    """Take back what was said of an article and an affair, and decide of its story anew, as it is kept.

    Raises `StoreError` if nothing of that number holds.
    """
    placed = store.affairs.undo(number, by=by, at=at)
    affair = store.affairs.find(placed.affair)
    story = store.affairs.story_of(placed.article)
    if affair is not None and story:
        _decide(list(store.stories([story])), (affair,), store, config)
    return placed


def _is_short(store: "DatabaseStore") -> bool:
    return store.stream_at()[0] < AT_ONCE and len(list(islice(store.waiting(_WAITING), _WAITING))) < _WAITING


def _take_up(store: "DatabaseStore", config: Config) -> None:
    from retold.service.following import Stream, refresh_stories

    changed = refresh_stories(store=store, stream=Stream(store, config=config), config=config)
    _decide(changed, store.affairs.affairs(), store, config)


def _decide(stories: Sequence[Story], affairs: Sequence[Affair], store: "DatabaseStore", config: Config) -> None:
    from retold.affairs import needs_facts
    from retold.service.affairs import decide_stories
    from retold.service.facts import find_facts

    asked = (article for story in stories for article in story.articles) if any(map(needs_facts, affairs)) else ()
    facts = {found.article.id: found for found in find_facts(asked, store=store, config=config)}
    decide_stories(stories, facts, affairs=affairs, store=store, config=config)
