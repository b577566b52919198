"""What the terminal and the page share: dates and counts in words, and text cut where it was changed.

Our own words are labels and counts only; everything else is quoted. Nothing is decided here. The forms of an edition
and the letters of a subscription are in modules beside this.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from retold.brief import changes
from retold.types import Article, Change, Comparison, Dating, Link, Node, Origin, Period, Story


def count(number: int, noun: str) -> str:
    """ "1 outlet", "3 outlets" and "2 stories"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def listed(names: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    all_names = list(names)
    if len(all_names) < 2:
        return "".join(all_names)
    return f"{', '.join(all_names[:-1])} and {all_names[-1]}"


def day(when: datetime) -> str:
    """ "Wed 24 March 2021"."""
    return f"{when:%a} {when.day} {when:%B %Y}"


def dating(value: Dating) -> str:
    """When it was written: "Wed 24 March 2021", "March 2021", "between 23 and 29 March 2021", "no date found"."""
    return period(Period(earliest=value.earliest, latest=value.latest), unknown="no date found")


def period(value: Period, *, unknown: str = "no date") -> str:
    """A stretch of time in words, no finer than days."""
    first, after = value.earliest, value.latest
    if first is None and after is None:
        return unknown
    if first is None or after is None:
        return f"after {day(first)}" if first else f"before {day(after)}" if after else unknown
    last = max(first, after - timedelta(microseconds=1))
    if first.date() == last.date():
        return day(first)
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if whole_months and first.month == 1 and last.month == 12:
        return f"{first.year}" if first.year == last.year else f"between {first.year} and {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"between {first.day} and {last.day} {last:%B %Y}"
    return f"between {first.day} {first:%B %Y} and {last.day} {last:%B %Y}"


def told(article: Article) -> str:
    """When an article was published, and when its page was fetched if that is known: two dates, never one."""
    fetched = f", fetched {day(article.fetched_at)}" if article.fetched_at is not None else ""
    return f"published {dating(article.published)}{fetched}"


def number(value: float) -> str:
    """ "2,500", "1.9", "0"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def outlets(articles: Iterable[Article]) -> list[str]:
    """Names of the outlets, each once, as they come."""
    return list(dict.fromkeys(article.name for article in articles))


def origins(found: Sequence[Origin]) -> str:
    """ "2 independent origins: Northern Wire and The Harrow Gazette"."""
    what = "origin" if len(found) == 1 else "independent origin"
    return f"{count(len(found), what)}: {listed(dict.fromkeys(origin.name for origin in found))}"


def versions(story: Story) -> dict[str, str]:
    """ "earlier version" or "later version", by article id, of an article that has several."""
    pairs = [(revision.comparison.a.id, revision.comparison.b.id) for revision in story.revisions]
    later = {after for _, after in pairs}
    return {i: "later version" if i in later else "earlier version" for pair in pairs for i in pair}


def by_weight(comparison: Comparison) -> list[Change]:
    """The changes that matter, most serious first, then in the order of a."""
    mattering = [change for change in comparison.changes if change.matters]
    return sorted(mattering, key=lambda change: changes.SEVERITY.index(change.kind))


def muted(comparison: Comparison) -> str:
    """ "3 edits of style, 1 edit of damage": what was changed and doesn't matter."""
    return ", ".join(f"{count(number, 'edit')} of {kind}" for kind, number in changes.muted([comparison]).items())


def related(comparison: Comparison) -> str:
    """How two articles relate, in a line."""
    a, b, derivation = comparison.a.name, comparison.b.name, comparison.derivation
    match derivation.kind, derivation.source:
        case "independent", _:
            return f"{a} and {b} are independent of each other"
        case "siblings", "either":
            return f"{a} and {b} go back to one text"
        case "siblings", source:
            return f"{a} and {b} both go back to {source}"
        case kind, "a":
            return f"{b} is a {kind} of {a}"
        case kind, "b":
            return f"{a} is a {kind} of {b}"
        case kind, _:
            return f"{a} and {b}: one is a {kind} of the other"


def node(value: Node, nodes: Sequence[Node]) -> str:
    """What a node of the tree is: "copy of Northern Wire, Wed 24 March 2021"."""
    parent = nodes[value.parent].name if value.parent is not None else ""
    what = {
        "origin": "" if value.article is not None else "not among the articles",
        "retelling": "",
        "copy": f"copy of {parent}",
        "rewrite": f"rewrite of {parent}",
        "version": "later version",
    }[value.kind]
    when = dating(value.article.published) if value.article is not None else ""
    return ", ".join(part for part in (what, when) if part)


def short(article: Article, indices: Sequence[int], *, longest: int = 110) -> str:
    """The beginning of a passage, whole words where there are blanks between them."""
    words = " ".join(article.sentences[i].text for i in indices)
    beginning = words[:longest]
    return words if len(words) <= longest else f"{beginning.rpartition(' ')[0] or beginning} …"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and the change it belongs to, if any."""

    text: str
    change: Change | None


def pieces(article: Article, start: int, end: int, changes: Iterable[Change], *, side: str) -> Iterator[Piece]:
    """`article.text[start:end]`, cut where its side ("a" or "b") of the changes begins and ends.

    Where changes overlap, one that matters hides one that doesn't, and a longer one hides a shorter.
    """
    spans = [(span, change) for change in changes if (span := change.a_span if side == "a" else change.b_span)]
    spans.sort(key=lambda pair: (pair[1].matters, pair[0].end - pair[0].start))
    owner: list[Change | None] = [None] * (end - start)
    for span, change in spans:
        for at in range(max(span.start, start), min(span.end, end)):
            owner[at - start] = change
    cuts = [0, *(i for i in range(1, end - start) if owner[i] is not owner[i - 1]), end - start]
    for left, right in pairwise(cuts):
        yield Piece(article.text[start + left : start + right], owner[left])


def rows(comparison: Comparison) -> list[tuple[Link | None, int | None, int | None]]:
    """The two articles as rows in the order of a; what only b has stands where it stands in b.

    A row is (link, None, None), (None, sentence only in a, None) or (None, None, sentence only in b).
    """
    link_of = {link.a[0]: link for link in comparison.links}
    later = {i for link in comparison.links for i in link.a[1:]}
    told: list[tuple[Link | None, int | None, int | None]] = []
    waiting = list(comparison.only_b)
    for sentence in comparison.a.sentences:
        link = link_of.get(sentence.index)
        if link is None and sentence.index in later:
            continue
        while link is not None and not link.moved and waiting and waiting[0] < link.b[0]:
            told.append((None, None, waiting.pop(0)))
        told.append((link, None if link else sentence.index, None))
    return told + [(None, None, index) for index in waiting]
