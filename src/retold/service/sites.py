"""Reads pages one by one, each beside the articles that are kept of its site: what these repeat is set aside.

Two versions of a page are read in the same way before they are compared: else what a site repeats, and was not yet
known to repeat, would look as if it had been dropped.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from retold.config import Config
from retold.errors import NoArticle, Unreadable
from retold.service.reading import learn_templates, read_page
from retold.types import Article, Page

if TYPE_CHECKING:
    from retold.boilerplate.templates import Templates
    from retold.store.database import DatabaseStore

#: Sites whose repeated lines are held at a time.
_MOST_SITES = 200


class Sites:
    """What the sites of a store's articles repeat. For one thread."""

    def __init__(self, store: "DatabaseStore", *, config: Config) -> None:
        self._rows = store.feeds
        self._config = config
        #: Site -> what it repeats, and how many of its pages may still be read before that is learned anew.
        self._known: dict[str, tuple[Templates, int]] = {}

    def read(self, page: Page, *, alone: bool = False) -> Article | NoArticle:
        """The article of a page, or why there is none; `alone`: without what its site repeats."""
        return self._read(page, None if alone else self._learned(page))

    def changed(self, old: Page, before: Article, new: Page) -> Article | None:
        """The article of `new`, if it is not that of `old`, which was read as `before` when less or more was known."""
        way: Templates | None = self._learned(new)
        then = self._read(old, way)
        if not _same(then, before) and _same(other := self._read(old, None), before):
            way, then = None, other
        now = self._read(new, way)
        if not isinstance(now, Article) or _same(then, now):
            return None
        # A page that asks to pay now, or is made up otherwise, is no edit of its article.
        worse = isinstance(then, Article) and (
            now.teaser > then.teaser or now.confidence <= then.confidence - self._config.watching.broken_confidence
        )
        return None if worse else now

    def again(self, page: Page, before: Article) -> Article | NoArticle:
        """The article of a page that gave `before`: the same words, if it can be read so with or without its site's."""
        read = self.read(page)
        if not _same(read, before) and _same(other := self.read(page, alone=True), before):
            return other
        return read

    def _read(self, page: Page, templates: "Templates | None") -> Article | NoArticle:
        try:
            return read_page(page, templates=templates, config=self._config)
        except NoArticle as error:
            return error
        except Unreadable as error:
            # Its bytes are here: they are no text.
            return NoArticle(error.name, error.reason)

    def _learned(self, page: Page) -> "Templates":
        site = (urlsplit(page.url or page.input).hostname or "").removeprefix("www.")
        known = self._known.pop(site, None)
        if known is None or known[1] <= 0:
            articles = self._rows.articles_at(site, most=self._config.watching.learn_from)
            # While few are known, each one more tells much.
            left = min(max(len(articles) // 2, 1), self._config.watching.learn_after)
            known = learn_templates(articles, config=self._config), left
        self._known[site] = known[0], known[1] - 1
        if len(self._known) > _MOST_SITES:
            del self._known[next(iter(self._known))]
        return known[0]


def _same(one: Article | NoArticle, other: Article | NoArticle) -> bool:
    return isinstance(one, Article) and isinstance(other, Article) and one.text == other.text
