"""An affair told whole, in the parts of its pages that are the same for everybody.

What is kept ready is one text of several: what stands on its first page, and all there is of each part, in pages.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from retold.config import Config
from retold.types import AffairAccount, Rendering, Speaker

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

T = TypeVar("T")

PARTS: Mapping[str, str] = {
    "timeline": "What happened when",
    "figures": "Figures over time",
    "speakers": "Who says what",
    "outlets": "Outlets and their habits",
}
"""Name in the address of each part that may be too long for the first page, and its heading."""
MOST_ARTICLES = 80
"""By how many articles, those of the newest stories, an affair is told: some seconds, which grow with the square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Most:
    """How much of each part stands on one page, so that none has more than 100 KB."""

    timeline: int = 30
    figures: int = 5
    speakers: int = 15
    outlets: int = 12
    #: Statements of one speaker on the first page.
    claims: int = 3
    #: Statements of all of them on a page of their own.
    said: int = 80


_MOST = _Most()


@dataclass(frozen=True, slots=True, kw_only=True)
class AffairTold:
    """What is kept ready of an affair, as HTML."""

    #: For its first page; "" if no story belongs to it.
    whole: str
    #: All of each of `PARTS`, in pages; the newest of the timeline first.
    parts: Mapping[str, Sequence[str]]


def affair_html(key: str, store: "DatabaseStore", config: Config) -> str | None:
    """Timeline, figures, statements by actor and outlets' habits of an affair (id), for `read`; None if unknown."""
    from retold.service.affairs import account_of

    affair = store.affairs.find(key)
    if affair is None or affair.id != key:
        return None
    account = account_of(affair, store=store, config=config, most=MOST_ARTICLES)
    left_out = max(0, store.overviews.affair(key).stories - len(account.stories))
    return json.dumps(_told(account, left_out), ensure_ascii=False)


def read(rendering: Rendering) -> AffairTold:
    """What is kept ready."""
    kept = json.loads(rendering.content or b"{}")
    return AffairTold(whole=kept.get("whole", ""), parts=kept.get("parts", {}))


def _told(account: AffairAccount, left_out: int) -> dict[str, Any]:
    from retold.display.affairs import habits
    from retold.web.site import fragment

    articles = {article.id: article for story in account.stories for article in story.articles}
    entries = account.timeline.entries
    series = [line for line in account.timeline.series if len(line.points) > 1]
    whole = fragment(
        "affair_told.html",
        affair=account.affair.id,
        stories=len(account.stories),
        left_out=left_out,
        articles=articles,
        entries=entries,
        series=series,
        speakers=account.speakers,
        outlets=account.habits,
        most=_MOST,
        habits=habits,
    )
    spoken: Iterator[Sequence[Speaker]] = _pages(account.speakers, _MOST.said, lambda one: len(one.claims))
    pages: Mapping[str, Iterable[Sequence[object]]] = {
        # The latest first, each page in the order of time.
        "timeline": [entries[max(0, end - _MOST.timeline) : end] for end in range(len(entries), 0, -_MOST.timeline)],
        "figures": _pages(series, 2 * _MOST.figures),
        "speakers": spoken,
        "outlets": _pages(account.habits, 2 * _MOST.outlets),
    }

    def part(name: str, some: Sequence[object]) -> str:
        return fragment("affair_part.html", part=name, some=some, articles=articles, habits=habits)

    return {"whole": whole, "parts": {name: [part(name, some) for some in own] for name, own in pages.items()}}


def _pages(all_: Sequence[T], most: int, weigh: Callable[[T], int] = lambda one: 1) -> Iterator[Sequence[T]]:
    """So many on a page, by their weights; a page has one at least."""
    held: list[T] = []
    weight = 0
    for one in all_:
        if held and weight + weigh(one) > most:
            yield held
            held, weight = [], 0
        held.append(one)
        weight += weigh(one)
    if held:
        yield held
