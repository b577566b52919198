"""Initials that one article credits, spelled out as another article of the same collection does.

A copy often keeps no more of its agency than "(NWS)"; beside it lies a page that says "Northern Wire Service". Only
initials that fit exactly one full name are spelled out.
"""

from collections.abc import Sequence
from dataclasses import replace

from retold.types import Article


def spell_out(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles, with credited initials replaced by the one full name among them that they stand for."""
    names: dict[str, set[str]] = {}
    for article in articles:
        credited = [credit.name for credit in article.credits]
        for name in filter(None, (article.outlet, *credited)):
            names.setdefault(_initials(name), set()).add(name.removeprefix("The ").removeprefix("the "))
    full = {initials: found.pop() for initials, found in names.items() if len(initials) > 1 and len(found) == 1}
    return tuple(_spelled(article, full) for article in articles)


def _spelled(article: Article, full: dict[str, str]) -> Article:
    if not any(credit.name in full for credit in article.credits):
        return article
    return replace(
        article, credits=tuple(replace(credit, name=full.get(credit.name, credit.name)) for credit in article.credits)
    )


def _initials(name: str) -> str:
    """First letters of the capitalised words: "NWS" for "Northern Wire Service"; "" for a single word."""
    words = [word for word in name.split() if word[0].isupper() and word != "The"]
    return "".join(word[0] for word in words) if len(words) > 1 else ""
