"""An article: its text with all that was set aside, when it was written and how that is known, and what links to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from retold.display.quoting import web_address
from retold.server.access import reading
from retold.server.box import box_of
from retold.server.pages import page
from retold.server.stories import an_id
from retold.types import Article, Aside, Facts, LinkHere, Sentence, Source, Statement

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph as its page shows it."""

    #: What stood before it, or within the one before, and was set aside.
    asides: tuple[Aside, ...]
    sentences: tuple[Sentence, ...]
    #: Where others tell the same, by article.
    links: tuple[LinkHere, ...]


@router.get("/articles/{key}", dependencies=[Depends(reading("all"))])
def article(request: Request, key: Annotated[str, Depends(an_id)]) -> Response:
    """The page of one article. Nothing is compared for it: what links to it is what is kept of its story."""
    store = box_of(request).store
    found = store.reading.article(key)
    if found is None:
        raise HTTPException(404, "there is no such article: look for it among the stories, or search for its words")
    facts = store.facts(found.article)
    return page(
        request,
        "article.html",
        here="/stories",
        found=found,
        article=found.article,
        paragraphs=list(paragraphs(found.article, found.links)),
        after=after(found.article),
        address=web_address(found.article.url),
        sources=by_source(facts) if facts is not None else (),
        affairs=[a for a in map(store.affairs.find, sorted(store.affairs.affairs_of(key))) if a is not None],
    )


def paragraphs(article: Article, links: Iterable[LinkHere] = ()) -> Iterator[Paragraph]:
    """The paragraphs of an article, each with what was set aside before it, and with links into others."""
    here: dict[int, dict[str, LinkHere]] = defaultdict(dict)
    for link in links:
        here[article.sentences[link.sentence].paragraph].setdefault(link.article.id, link)
    asides = sorted(article.asides, key=lambda aside: aside.at)
    for number, some in groupby(article.sentences, key=lambda sentence: sentence.paragraph):
        sentences = tuple(some)
        before = tuple(aside for aside in asides if aside.at <= sentences[0].start)
        asides = asides[len(before) :]
        yield Paragraph(asides=before, sentences=sentences, links=tuple(here[number].values()))


def after(article: Article) -> tuple[Aside, ...]:
    """What was set aside behind the beginning of the last paragraph."""
    last = [s.start for s in article.sentences if s.paragraph == article.sentences[-1].paragraph]
    return tuple(aside for aside in article.asides if not last or aside.at > last[0])


def by_source(facts: Facts) -> tuple[tuple[Source, tuple[tuple[Statement, int], ...]], ...]:
    """Who says what: each source but the article itself, in the order in which they speak, with sentences by index."""
    said: dict[str, list[tuple[Statement, int]]] = defaultdict(list)
    for statement in facts.statements:
        if statement.source.kind != "article":
            where = (s.index for s in facts.article.sentences if s.start <= statement.span.start < s.end)
            said[statement.source.name].append((statement, next(where, 0)))
    return tuple((told[0][0].source, tuple(told)) for told in said.values())
