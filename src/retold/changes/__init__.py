"""What differs within links: whole words and phrases, each with its kind, whether it matters and why.

English tables, general rules. Direction is never implied: `a_span` is what a has; "dropped" is in a only, "added" in b
only. Which of two texts came first, and from where, is for `origins`.
"""

from collections.abc import Sequence

from retold.changes.conflicts import unset_dates
from retold.changes.sides import capitals, side_of
from retold.changes.whole import whole_changes
from retold.changes.within import changes_within, kind_of
from retold.config import DEFAULT, Comparing
from retold.types import Article, Change, Link, LinkKind

__all__ = ["all_changes", "annotate", "unset_dates"]


def annotate(
    a: Article, b: Article, links: Sequence[Link], *, config: Comparing = DEFAULT.comparing
) -> tuple[Link, ...]:
    """The same links with their kind and changes."""
    first_a, first_b = _first_body(a), _first_body(b)
    known = capitals(a) | capitals(b)
    out = []
    for link in links:
        if link.kind == "same" and not link.changes:
            out.append(link)
            continue
        text_a = " ".join(a.sentences[i].text for i in link.a)
        text_b = " ".join(b.sentences[j].text for j in link.b)
        if text_a == text_b:
            out.append(_filled(link, "same", ()))
            continue
        side_a = side_of(a, link.a, dateline=first_a, known=known)
        side_b = side_of(b, link.b, dateline=first_b, known=known)
        changes = changes_within(side_a, side_b, config)
        out.append(_filled(link, kind_of(text_a, text_b, link.similarity, changes, config), changes))
    return tuple(out)


def _filled(link: Link, kind: LinkKind, changes: tuple[Change, ...]) -> Link:
    return Link(a=link.a, b=link.b, kind=kind, similarity=link.similarity, moved=link.moved, changes=changes)


def _first_body(article: Article) -> int:
    return next((each.index for each in article.sentences if each.role == "body"), -1)


def all_changes(
    a: Article, b: Article, links: Sequence[Link], *, config: Comparing = DEFAULT.comparing
) -> tuple[Change, ...]:
    """The changes of all links, and sentences that one article has alone where they matter, in the order of a."""
    found = [change for link in links for change in link.changes]
    found += whole_changes(a, b, links, config)
    return tuple(sorted(found, key=_place))


def _place(change: Change) -> tuple[bool, int, int]:
    first = change.a_span.start if change.a_span is not None else -1
    second = change.b_span.start if change.b_span is not None else -1
    return first < 0, first, second
