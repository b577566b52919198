"""Which feeds a site offers, by what its pages say: `<link rel="alternate">`, as readers have found feeds since 2003.

Looks at one page that is already here, and fetches nothing.
"""

import re
from dataclasses import dataclass
from typing import Any

from retold.errors import InputError
from retold.intake.decoding import decode
from retold.intake.leads import absolute
from retold.types import Page

_TYPES = re.compile(r"^\s*application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)\b", re.I)
_COMMENTS = re.compile(r"\bcomments?\b|/comments/", re.I)
#: Where feeds are on sites that don't say so: of WordPress, Ghost, Hugo, Jekyll, Blogger and Drupal.
USUAL = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A feed that a page offers."""

    url: str
    #: As the page calls it; "" if it does not.
    title: str = ""


def offered(page: Page) -> tuple[Offered, ...]:
    """The feeds that a page offers, in its order; those of comments only if there is no other."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8")
    try:
        root: Any = html.document_fromstring(decode(page).text.encode("utf8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, InputError):
        return ()
    stated = next((base.get("href", "") for base in root.iter("base")), "")
    base = absolute(stated, page.url) or page.url
    found: dict[str, Offered] = {}
    for link in root.iter("link"):
        if "alternate" in link.get("rel", "").lower().split() and _TYPES.match(link.get("type", "")):
            url = absolute(link.get("href", ""), base)
            if url is not None:
                found.setdefault(url, Offered(url=url, title=" ".join(link.get("title", "").split())))
    of_articles = tuple(one for one in found.values() if not _COMMENTS.search(f"{one.title} {one.url}"))
    return of_articles or tuple(found.values())
