"""What an article's credits say about where its text comes from, by name and by weight."""

import re
from collections.abc import Mapping
from functools import lru_cache

from retold.text import fold
from retold.types import Article, Credit, CreditKind

#: How much a credit tells about the origin of the text: a dateline names who wrote it, "told Reuters" may name who was
#: merely listened to.
_WEIGHT: dict[CreditKind, float] = {
    "byline": 3.0,
    "dateline": 3.0,
    "copyright": 3.0,
    "repost": 2.5,
    "outlet": 2.0,
    "told": 1.5,
    "reported": 1.0,
    "contributed": 0.5,
}


def same_name(a: str | None, b: str | None) -> bool:
    """True if two names are the same but for case and article: "Associated Press", "The Associated Press"."""
    return a is not None and b is not None and _bare(a) == _bare(b) != ""


@lru_cache(maxsize=1 << 12)
def _bare(name: str) -> str:
    return fold(name).removeprefix("the ").strip()


def same_agency(a: str, b: str) -> bool:
    """True if two names are the same, or one is the other's initials: "NWS", "Northern Wire Service"."""
    return same_name(a, b) or _initials(a, b) or _initials(b, a)


def _initials(short: str, long: str) -> bool:
    letters = "".join(word[0] for word in long.replace("-", " ").split() if word[0].isupper() and word != "The")
    bare = short.replace(".", "")
    return len(bare) >= 2 and bare.isupper() and bare == letters != long


def weight(credit: Credit) -> float:
    """How much this credit tells about the origin of the text."""
    return _WEIGHT[credit.kind]


def credited_agencies(article: Article) -> dict[str, tuple[float, str]]:
    """Agencies that an article credits, or is: name to weight and words, weightiest first."""
    found: dict[str, tuple[float, str]] = {}
    for credit in sorted(article.credits, key=lambda one: (-weight(one), one.name)):
        if credit.agency and credit.name not in found:
            found[credit.name] = weight(credit), " ".join(credit.text.split())
    return found


def unified(*found: Mapping[str, tuple[float, str]]) -> list[dict[str, tuple[float, str]]]:
    """The same credits with initials replaced by the full name, where any of them has it."""
    names = {name for one in found for name in one}
    full = {name: next((long for long in sorted(names) if _initials(name, long)), name) for name in names}
    merged: list[dict[str, tuple[float, str]]] = []
    for one in found:
        kept: dict[str, tuple[float, str]] = {}
        for name, said in sorted(one.items(), key=lambda item: (-item[1][0], item[0])):
            kept.setdefault(full[name], said)
        merged.append(kept)
    return merged


def credits_outlet(article: Article, other: Article) -> str:
    """The words by which an article says that it has its text from the other's outlet; "" if it doesn't."""
    return _naming(article, other, told=False)


def cites_outlet(article: Article, other: Article) -> str:
    """The words by which an article says that somebody spoke to the other's outlet; "" if it doesn't.

    It may have more from there, or only that; whether it has, the texts must tell.
    """
    return _naming(article, other, told=True)


def _naming(article: Article, other: Article, *, told: bool) -> str:
    if same_name(article.outlet, other.outlet):
        return ""
    for credit in article.credits:
        if same_name(credit.name, other.outlet) and weight(credit) > 1 and (credit.kind == "told") == told:
            return " ".join(credit.text.split())
    return ""


def same_page(a: Article, b: Article) -> bool:
    """True if two articles are what stood at one address at two times; the address of a site alone is no page."""
    if a.url is None or b.url is None:
        return False
    first, second = (re.sub(r"^\w+://(?:www\.)?|#.*$|/$", "", article.url or "") for article in (a, b))
    return first == second and "/" in first
