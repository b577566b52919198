"""Where the time goes on the way from HTML to the brief, on one core, and how near the largest costs are to a floor.

    python -m bench.profiled            print
    python -m bench.profiled --write    also the table between the marks "profiled" in bench/README.md

The pages are the examples and, where the evaluation data is, 240 of its real pages and 240 made from half of these:
retellings by two other outlets, the same page with a part of its paragraphs left out. A floor is what a library's call
alone takes for the same input in the same run, called as its documentation says. All by the processor's clock.
"""

import argparse
import random
import re
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from bench.quality import HERE, SHARED, replace_table
from bench.rivals import one_core, seconds, version_of
from retold.types import Article, Derivation, Facts, Page, Parse, Parser, Story, TimeExpression

PAGES = 240
#: Of the paragraphs of a retelling, how many are left out.
_LEFT_OUT = 0.15
_SETS = ("newspaper4k", "fundus", "wcxb_dev")
_PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.DOTALL)
T = TypeVar("T")


@dataclass(slots=True)
class Way:
    """What the way has led to so far, and the seconds of each step."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    articles: list[Article] = field(default_factory=list)
    #: By the article's id; of those in English.
    parses: dict[str, Sequence[Parse]] = field(default_factory=dict)

    def timed(self, step: str, run: Callable[..., T], *given: Any, **named: Any) -> T:  # noqa: ANN401
        """What `run` gives, its time put down to the step."""
        started = time.process_time()
        found = run(*given, **named)
        self.spent[step] += time.process_time() - started
        return found


def main() -> int:
    """Go the way, then ask the libraries alone."""
    parser = argparse.ArgumentParser(prog="bench.profiled")
    parser.add_argument("--write", action="store_true", help="write the table in README.md")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"real pages, {PAGES} if not given")
    options = parser.parse_args()
    one_core()
    pages = list(chain(_examples(), _real(SHARED, options.pages)))
    way = walk(pages)
    table = f"{steps_table(way, pages)}\n\n{floors_table(way, floors(way, pages))}"
    print(table)
    if options.write:
        replace_table(HERE / "README.md", "profiled", table)
    return 0


# --- pages ---


def _examples() -> Iterator[Page]:
    for path in sorted((HERE.parent / "examples" / "pages").rglob("*.*")):
        yield Page(input=path.name, content=path.read_bytes())


def _real(shared: Path, most: int) -> Iterator[Page]:
    """Real pages, and retellings of every second one."""
    from bench.measures.alignment import rows

    folder = shared / "data" / "pages"
    if not folder.exists():
        print(f"no evaluation data at {folder}: only the examples are read", file=sys.stderr)
        return
    found = [row for name in _SETS for row in rows(folder / f"{name}.jsonl.gz")]
    draw = random.Random(1)
    for number, row in enumerate(draw.sample(found, min(most, len(found)))):
        yield _page(row["id"], row["html"], row["url"])
        for copy in range(2 * (number % 2)):
            told = _PARAGRAPH.sub(lambda each: "" if draw.random() < _LEFT_OUT else each[0], row["html"])
            yield _page(f"{row['id']} {copy}", told, f"https://outlet{draw.randrange(90)}.example/{number}-{copy}")


def _page(name: str, markup: str, url: str) -> Page:
    return Page(input=name, content=markup.encode("utf8", "replace"), url=url)


# --- the way ---


def walk(pages: Sequence[Page]) -> Way:
    """Pages to articles to stories to facts and comparisons to the brief, as `retold brief` goes, a step at a time."""
    from retold import brief
    from retold.config import DEFAULT
    from retold.errors import InputError
    from retold.parsing import SpacyParser
    from retold.service import compare, find_facts, find_times, group, read_page

    way, parser = Way(), SpacyParser()
    list(parser.parse(["The model is loaded before."]))
    read_page(pages[0])
    for page in pages:
        with suppress(InputError):
            way.articles.append(way.timed("reading", read_page, page))
    stories = way.timed("grouping", group, way.articles)
    way.articles = [article for story in stories for article in story.articles]
    facts: dict[str, Facts] = {}
    for article in way.articles:
        if article.language != "en":
            (facts[article.id],) = way.timed("times", lambda one: list(find_facts([one])), article)
            continue
        times = way.timed("times", find_times, article.text, article.published)
        facts[article.id] = _told(way, article, parser, times)
    comparisons = {
        story.id: tuple(way.timed("comparing", compare, *_sides(story, kin)) for kin in story.derivations)
        for story in stories
    }
    way.timed("brief", brief.make_brief, stories=stories, facts=facts, comparisons=comparisons, config=DEFAULT)
    return way


def _told(way: Way, article: Article, parser: Parser, times: tuple[TimeExpression, ...]) -> Facts:
    from retold.service import facts_of
    from retold.trees import parse_article

    way.parses[article.id] = way.timed("parsing", parse_article, article, parser)
    return way.timed("facts", facts_of, article, times, way.parses[article.id])


def _sides(story: Story, kin: Derivation) -> tuple[Article, Article]:
    by_id = {article.id: article for article in story.articles}
    return by_id[kin.a], by_id[kin.b]


# --- what they would cost at least ---


def floors(way: Way, pages: Sequence[Page]) -> dict[str, list[tuple[str, float]]]:
    """By step, what it is set beside and the seconds of that."""
    from retold.trees import Tree

    parses = [parse for parses in way.parses.values() for parse in parses]
    return {
        "parsing": _parsing(way),
        "reading": _reading(pages),
        "facts": [("one tree a sentence, which is one look at each word", seconds(lambda: list(map(Tree, parses))))],
    }


def _parsing(way: Way) -> list[tuple[str, float]]:
    """spaCy's model as it comes, and without its steps that look at a word at a time, for each sentence once."""
    import spacy

    from retold.parsing import MODELS
    from retold.sentences import dateline_end

    told = (s.text for article in way.articles if article.id in way.parses for s in article.sentences)
    sentences = list(dict.fromkeys(text[dateline_end(text) :] for text in told))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = spacy.load(next(name for name in MODELS if spacy.util.is_package(name)), exclude=["ner"])
        list(model.pipe(sentences[:64]))
        whole = seconds(lambda: list(model.pipe(sentences, batch_size=64)))
        some = ["attribute_ruler", "lemmatizer"]
        bare = seconds(lambda: list(model.pipe(sentences, batch_size=64, disable=some)))
    name = f"spaCy {version_of('spacy')}, the same distinct sentences"
    return [(name, whole), (f"{name}, tagger and parser only", bare)]


def _reading(pages: Sequence[Page]) -> list[tuple[str, float]]:
    """trafilatura's answer and the parse of the bytes into a tree, of each page in HTML."""
    from trafilatura import extract

    from retold.intake.extractors import resiliparse_text
    from retold.intake.html import parse

    markups = [page.content.decode("utf8", "replace") for page in pages if b"<html" in page.content[:5000].lower()]
    name = f"trafilatura {version_of('trafilatura')}"
    extract(markups[0])

    def answers(**options: bool) -> float:
        return seconds(lambda: [extract(markup, **options) for markup in markups])

    return [
        (f"{name}, favor_precision", answers(favor_precision=True, include_comments=False)),
        (f"{name}, with_metadata", answers(favor_precision=True, include_comments=False, with_metadata=True)),
        (f"lxml {version_of('lxml')}, the tree alone", seconds(lambda: [parse(markup) for markup in markups])),
        (
            f"lxml, resiliparse {version_of('resiliparse')}: each page's tree and main text",
            seconds(lambda: [(parse(markup), resiliparse_text(markup)) for markup in markups]),
        ),
    ]


# --- tables ---


def steps_table(way: Way, pages: Sequence[Page]) -> str:
    """Milliseconds an article and the share of each step."""
    count, total = len(way.articles), sum(way.spent.values())
    size = sum(len(page.content) for page in pages) / len(pages) / 1000
    words = sum(len(article.text.split()) for article in way.articles) / count
    rows = [
        f"{len(pages)} pages of {size:.0f} KB in the mean, {count} articles of {words:.0f} words, processor time:",
        "",
        "| step | ms an article | share |",
        "|---|---|---|",
    ]
    rows += [
        f"| {step} | {1000 * spent / count:.1f} | {spent / total:.2f} |"
        for step, spent in sorted(way.spent.items(), key=lambda each: -each[1])
    ]
    return "\n".join([*rows, f"| all | {1000 * total / count:.1f} | 1.00 |"])


def floors_table(way: Way, beside: dict[str, list[tuple[str, float]]]) -> str:
    """The three largest costs, each beside what it is measured by."""
    count = len(way.articles)
    largest = sorted(way.spent, key=lambda step: -way.spent[step])[:3]
    rows = ["| cost | ms an article | beside | ms an article | cost / that |", "|---|---|---|---|---|"]
    for step in largest:
        own = way.spent[step]
        for name, floor in beside.get(step, []):
            ms = f"{1000 * own / count:.1f} | {name} | {1000 * floor / count:.1f}"
            rows.append(f"| {step} | {ms} | {own / max(floor, 1e-9):.2f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
