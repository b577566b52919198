"""Reading beside trafilatura, newspaper4k and news-please: F1 of article text on three public sets, pages a second.

Scorer and sets are those of `bench.measures.html`, whose Retold is cross-fitted by site. Rivals are called as their
documentation says, with the page's address and without asking the network; trafilatura in both of its modes. Speed is
of the whole call that a user makes: Retold's `read`, newspaper4k's and news-please's give title, authors and date as
well, trafilatura's does so with metadata, so that it is timed with and without.
"""

import random
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.rivals import OWN, Row, not_installed

ROOM = "reading"
#: Of each set, drawn by lot.
PAGES = 80
Read = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a set, and the text of its article."""

    name: str
    markup: str
    url: str
    gold: str


def rows(shared: Path) -> Iterator[Row]:
    """A row a set for each way to read, with its speed over the pages of all."""
    pages = _drawn(shared)
    if not pages:
        return
    yield from _scored(OWN, "read", _crossfitted(shared, pages), _timed(_whole(), pages)[1], pages)
    for package, call, make in _RIVALS:
        try:
            read = make()
        except Exception as error:  # whatever a library's import runs into
            yield from not_installed(ROOM, tuple(dict.fromkeys(page.name for page in pages)), package, error)
            continue
        yield from _scored(package, call, *_timed(read, pages), pages)


def _drawn(shared: Path) -> list[_Page]:
    from bench.measures.alignment import rows
    from bench.measures.html import SETS

    found = []
    for name in SETS:
        path = shared / "data" / "pages" / f"{name}.jsonl.gz"
        if path.exists():
            every = [_Page(name, row["html"], row["url"], row["text"]) for row in rows(path)]
            found += random.Random(2).sample(every, min(PAGES, len(every)))
    return found


def _timed(read: Read, pages: Sequence[_Page]) -> tuple[list[str], float]:
    """The answers, and the seconds that they took when all is loaded."""
    _answer(read, pages[0].markup, pages[0].url)
    started = time.process_time()
    answers = [_answer(read, page.markup, page.url) for page in pages]
    return answers, time.process_time() - started


def _scored(package: str, call: str, answers: Sequence[str], spent: float, pages: Sequence[_Page]) -> Iterator[Row]:
    from bench.measures.html import score

    by_set: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page, text in zip(pages, answers, strict=True):
        by_set[page.name].append((text, page.gold))
    for name, pairs in by_set.items():
        precision, recall, f1 = score(pairs)
        quality = {"F1": f1, "precision": precision, "recall": recall}
        speed = len(pages) / spent
        yield Row(room=ROOM, task=name, package=package, call=call, quality=quality, speed=speed, unit="pages")


def _crossfitted(shared: Path, pages: Sequence[_Page]) -> list[str]:
    """Retold's answers by trees that have not seen the page's site."""
    from bench.measures.html import _retold
    from bench.train_html import crossfitted, samples
    from retold.config import DEFAULT
    from retold.intake.choosing import Models

    wanted = {page.markup for page in pages}
    found = {}
    for stored, left_out in crossfitted(list(samples(shared))):
        models = Models.of(stored)
        for sample in left_out:
            if sample.markup in wanted:
                content = sample.markup.encode("utf8", "replace")
                found[sample.markup], _ = _retold(content, sample.url, DEFAULT.reading, models)
    return [found[page.markup] for page in pages]


def _whole() -> Read:
    """Retold's whole way, as it ships."""
    from retold.errors import NoArticle
    from retold.service import read_page
    from retold.types import Page

    def read(markup: str, url: str) -> str:
        with suppress(NoArticle):
            return read_page(Page(input="page", content=markup.encode("utf8", "replace"), url=url)).text
        return ""

    return read


def _answer(read: Read, markup: str, url: str) -> str:
    """What a rival finds; nothing where it fails."""
    try:
        return read(markup, url) or ""
    except Exception:  # a fault of a rival on a page is an empty answer
        return ""


def _trafilatura(**options: bool) -> Callable[[], Read]:
    def make() -> Read:
        from trafilatura import extract

        return lambda markup, url: extract(markup, url=url, include_comments=False, **options) or ""

    return make


def _with_metadata() -> Read:
    from trafilatura import bare_extraction

    def read(markup: str, url: str) -> str:
        found = bare_extraction(markup, url=url, favor_precision=True, include_comments=False, with_metadata=True)
        return found.text or "" if found is not None else ""

    return read


def _newspaper() -> Read:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what its summaries need
        from newspaper import Article, Config

    config = Config()
    config.fetch_images = False

    def read(markup: str, url: str) -> str:
        article = Article(url, config=config)
        article.download(input_html=markup)
        article.parse()
        return str(article.text)

    return read


def _news_please() -> Read:
    from newsplease import NewsPlease

    return lambda markup, url: NewsPlease.from_html(markup, url=url, fetch_images=False).maintext or ""


_RIVALS: tuple[tuple[str, str, Callable[[], Read]], ...] = (
    ("trafilatura", "extract", _trafilatura()),
    ("trafilatura", "favor_precision", _trafilatura(favor_precision=True)),
    ("trafilatura", "bare_extraction, favor_precision, with_metadata", _with_metadata),
    ("newspaper4k", "Article.parse", _newspaper),
    ("news-please", "NewsPlease.from_html", _news_please),
)
