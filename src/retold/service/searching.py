"""Searching what was read, and finding out beforehand what each article changed, so that it can be searched for."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from retold.brief.changes import SEVERITY
from retold.config import DEFAULT, Config
from retold.errors import InputError
from retold.types import Article, Change, ChangeKind, Found, NotedChange, SearchQuery, Story

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

KINDS: tuple[ChangeKind, ...] = tuple(kind for kind in SEVERITY if kind not in ("style", "damage"))
"""Kinds of change that can be searched for, most serious first: the others never matter."""

_LONGEST = 500
"""Characters of what is typed that are looked at."""
_STORIES = 100
"""Stories whose changes are found out in one go."""


def query_of(
    words: str = "", *, outlet: str = "", actor: str = "", since: str = "", until: str = "", change: str = ""
) -> SearchQuery:
    """What a person typed, understood; days are YYYY-MM-DD. Raises `InputError` for a day or a kind that is none."""
    first, last = _day(since), _day(until)
    if first is not None and last is not None and last < first:
        raise InputError(f"{since} to {until}", "the last day lies before the first: exchange them")
    if change and change not in get_args(ChangeKind):
        raise InputError(change, f"no kind of change: take one of {', '.join(KINDS)}")
    return SearchQuery(
        words=_typed(words), outlet=_typed(outlet), actor=_typed(actor), since=first, until=last,
        change=change or None,  # type: ignore[arg-type]
    )  # fmt: skip


def _typed(words: str) -> str:
    return " ".join(words[:_LONGEST].split())


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise InputError(typed, "no day: write it as 2026-03-31") from None


def search(
    query: SearchQuery, *, store: "DatabaseStore", best: bool = False, before: str = "", limit: int = 20
) -> Found:
    """The articles that have all that is asked for, newest first, or those that answer best among the newest of them.

    `before` is `Found.next` of the page before. Raises `InputError` for one that was never given.
    """
    return store.search.find(query, best=best, before=before, limit=limit)


# --- what articles changed


def note_changes(
    *,
    store: "DatabaseStore",
    config: Config = DEFAULT,
    most: int = _STORIES,
    progress: Callable[[str], None] = lambda step: None,
) -> int:
    """Find out what changed in stories of which it isn't known, newest first; how many stories that were.

    Not while stories are made: that takes a third as long again, and more where many articles come to many stories.
    """
    found = store.search.uncompared(most)
    for story in store.stories(found):
        progress(f"what was changed in {story.headline}")
        store.search.keep_changes(story, _changed(story, store, config))
    return len(found)


def _changed(story: Story, store: "DatabaseStore", config: Config) -> dict[str, tuple[str, tuple[NotedChange, ...]]]:
    """What those of its articles changed that were not compared before with the one that they go back to."""
    from retold.searching import bases

    by_id = {article.id: article for article in story.articles}
    known = store.search.compared_with(by_id)
    fresh = {article: other for article, other in bases(story).items() if known.get(article) != other}
    return {article: (other, _noted(by_id[other], by_id[article], config)) for article, other in fresh.items()}


def _noted(before: Article, after: Article, config: Config) -> tuple[NotedChange, ...]:
    from retold.service.grouping import compare

    by_kind: dict[ChangeKind, list[Change]] = defaultdict(list)
    for change in compare(before, after, config=config).changes:
        if change.matters:
            by_kind[change.kind].append(change)
    return tuple(_note(changes, before) for changes in by_kind.values())


def _note(changes: Sequence[Change], before: Article) -> NotedChange:
    first = changes[0]
    return NotedChange(kind=first.kind, number=len(changes), because=first.because, other=before.id)


# --- as JSON


def record(found: Found) -> dict[str, Any]:
    """A page of what was found, as the command line gives it; hits are the API's, too."""
    from retold.records import plain

    return {"count": found.count, "hits": plain(found.hits), "next": found.next}
