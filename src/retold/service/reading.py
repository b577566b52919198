"""Inputs to articles."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.errors import Fault, InputError, NoArticle
from retold.types import Article, Page, PageContent

if TYPE_CHECKING:
    from retold.boilerplate.templates import Templates
    from retold.store import Store


def read(
    source: str | bytes | Path,
    *,
    url: str | None = None,
    fetched_at: datetime | None = None,
    templates: "Templates | None" = None,
    config: Config = DEFAULT,
) -> Article:
    """The article of one page.

    `source` is a path, a page's bytes, or a page's text (HTML or flattened); a `str` of one line that names a file or
    starts with http:// or https:// is taken for that file or address. `url` and `fetched_at` (aware) are evidence for
    the outlet and the date; `templates`, from `learn_templates`, is what its site repeats on other pages. Raises
    `Unreadable` if the bytes can't be had or are no text, `NoArticle` if the page holds no article.
    """
    from retold.intake.files import is_address, load

    if isinstance(source, Path) or (isinstance(source, str) and is_address(source)):
        page = load(str(source), config=config.reading)
    else:
        content = source.encode("utf8", "surrogatepass") if isinstance(source, str) else source
        declared = "text; charset=utf-8" if isinstance(source, str) else None
        page = Page(input=url or "-", content=content, content_type=declared)
    page = replace(page, url=url or page.url, fetched_at=fetched_at or page.fetched_at)
    return read_page(page, templates=templates, config=config)


def read_page(page: Page, *, templates: "Templates | None" = None, config: Config = DEFAULT) -> Article:
    """The article of a page that is already here. Raises `Unreadable` or `NoArticle`."""
    return _article(page, _taken_apart(page, config), templates, config)


def _taken_apart(page: Page, config: Config) -> PageContent:
    """The blocks of a page, and the language of its article."""
    from retold.intake.html import extract
    from retold.intake.language import identify

    content = extract(page, config=config.reading)
    body = " ".join(block.text for block in content.blocks if block.role == "body")
    if not body:
        found = ", ".join(dict.fromkeys(block.reason for block in content.blocks if block.reason))
        raise NoArticle(page.input, f"no article text: only {found or 'an empty page'} was found")
    return replace(content, language=identify(body, declared=content.language))


def _article(page: Page, content: PageContent, templates: "Templates | None", config: Config) -> Article:
    from retold.articles import assemble

    if templates is not None:
        from retold.boilerplate.setting_aside import set_aside
        from retold.boilerplate.templates import site_of

        content = set_aside(content, templates, site=site_of(content, page.url), config=config.templates)
    return assemble(content, page=page, language=content.language or "und")


def learn_templates(
    articles: Iterable[Article], *, known: "Templates | None" = None, config: Config = DEFAULT
) -> "Templates":
    """What each site repeats in these articles' pages and those `known` was learned from: for `read` of others."""
    from retold.boilerplate.templates import content_of, learn, site_of

    contents = map(content_of, articles)
    return learn(((site_of(content), content) for content in contents), known=known, config=config.templates)


def read_all(
    inputs: Iterable[str],
    *,
    store: "Store | None" = None,
    templates: "Templates | None" = None,
    config: Config = DEFAULT,
    watch: Callable[[str, int], None] = lambda name, number: None,
) -> Iterator[Article | InputError]:
    """An article for each page that the inputs (files, folders, addresses, "-") lead to, or why there is none.

    What a site repeats on these pages, or is known to repeat by `templates`, is set aside; for this
    `config.templates.together` pages at a time are taken apart before the first of them is yielded. With a store, a
    page that it knows is not read again and stays as it was read, and what is yielded has been kept. `watch` is told
    what is being read, and how many pages there were before.
    """
    from retold.intake.files import pages

    found = pages(inputs, config=config.reading, watch=watch)
    yield from read_pages(found, store=store, templates=templates, config=config)


def read_pages(
    pages: Iterable[Page | InputError],
    *,
    store: "Store | None" = None,
    templates: "Templates | None" = None,
    config: Config = DEFAULT,
) -> Iterator[Article | InputError]:
    """As `read_all`, of pages that are here: an article for each, or why there is none, in their order.

    A page on which Retold itself breaks is an error as well, so that the others go on.
    """
    read = (page if isinstance(page, InputError) else _read_through(page, store, config) for page in pages)
    while several := list(islice(read, config.templates.together)):
        templates = _learned(several, templates, config)
        for one in several:
            if not isinstance(one, _Reading):
                yield one
                continue
            try:
                article = _article(one.page, one.content, templates, config)
            except Exception as error:
                yield Fault(one.page.input, error)
                continue
            if store is not None:
                store.keep(one.page, article)
            yield article


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page that waits for the others of its site."""

    page: Page
    content: PageContent


def _learned(
    read: Iterable["Article | InputError | _Reading"], templates: "Templates | None", config: Config
) -> "Templates":
    from retold.boilerplate.templates import learn, site_of

    contents = ((site_of(one.content, one.page.url), one.content) for one in read if isinstance(one, _Reading))
    return learn(contents, known=templates, config=config.templates)


def _read_through(page: Page, store: "Store | None", config: Config) -> Article | InputError | _Reading:
    """What the store knows of a page, why it has no article, or what it is made of."""
    known = store.find(page) if store is not None else None
    if known is not None:
        return known
    try:
        content = _taken_apart(page, config)
    except NoArticle as error:
        if store is not None:
            store.keep(page, error)
        return error
    except InputError as error:
        return error
    except Exception as error:
        return Fault(page.input, error)
    # Only the store asks for the bytes again; without one they needn't wait with the rest.
    return _Reading(page if store is not None else replace(page, content=b""), content)
