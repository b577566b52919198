"""All kept pages read again, by the version of Retold that runs: `retold reread`.

An article whose words are others now gets another id (`Article.id`). It takes the old one's place in the stream, in its
story and in the affairs: it is no new article, and no edit by its outlet.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.service.sites import Sites
from retold.types import Article, KeptPage

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore


@dataclass(slots=True)
class Reread:
    """What reading all pages again came to."""

    pages: int = 0
    #: Articles with other words, in the place of the old ones.
    changed: int = 0
    #: Articles with the same words, of which something else is known better: title, date, credits, what was set aside.
    bettered: int = 0
    #: Articles on pages that seemed to have none.
    found: int = 0
    #: Pages that give no article any more, with the reason; they keep the one they gave.
    lost: list[tuple[str, str]] = field(default_factory=list)


def reread(
    store: "DatabaseStore",
    *,
    config: Config = DEFAULT,
    watch: Callable[[str, int], None] = lambda name, number: None,
) -> Reread:
    """Read all kept pages again; each article is kept before the next page is read, so that it can be gone on with.

    Let no worker be at work on the store meanwhile: an article that it holds could be replaced under its hands.

    `watch` is told what is being read, and how many pages were before.
    """
    sites = Sites(store, config=config)
    rows = store.feeds
    told = Reread()
    done: set[str] = set()
    for kept in rows.kept_pages():
        watch(kept.page.input, told.pages)
        told.pages += 1
        if kept.article is None:
            _look_for_one(store, sites, kept, told)
        elif kept.article not in done and (before := rows.article(kept.article)) is not None:
            # Of pages with one article, the first was read for it.
            done |= {kept.article, _read_again(store, sites, kept, before, told, config)}
    return told


def _look_for_one(store: "DatabaseStore", sites: Sites, kept: KeptPage, told: Reread) -> None:
    read = sites.read(kept.page)
    if isinstance(read, Article):
        store.feeds.found(kept, read)
        told.found += 1


def _read_again(
    store: "DatabaseStore", sites: Sites, kept: KeptPage, before: Article, told: Reread, config: Config
) -> str:
    """The id of the page's article as it is now."""
    from retold.duplicates import shingles, signatures

    read = sites.again(kept.page, before)
    if not isinstance(read, Article):
        told.lost.append((kept.page.input, read.reason))
        return before.id
    if read != before:
        rows = shingles(read.text, size=config.grouping.shingle)
        store.feeds.put_in_place(before.id, read, signatures([rows], config=config.grouping)[0])
        if read.id == before.id:
            told.bettered += 1
        else:
            told.changed += 1
    return read.id
