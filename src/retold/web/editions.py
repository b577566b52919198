"""An edition as a page, as the HTML of a mail, and as an entry of an Atom and a JSON feed.

The page and the mail load nothing and run nothing. What an article says or bears as an address is text, or a link to
a page of the web, and never more.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from retold.display.editions import EditionView, Links, Quote, permalink, subject, view
from retold.display.frames import Frame, frame
from retold.display.letters import Letter
from retold.display.plain import MAIL_LIMIT, fitted, size_of, text, text_of
from retold.display.quoting import at_words, tidy, web_address
from retold.types import Edition
from retold.web import feeds
from retold.web.feeds import Entry, OutFeed
from retold.web.templating import templates


@cache
def environment() -> Environment:
    """The templates of editions and letters, compiled once."""
    return templates(tongue=tongue, at_words=at_words)


def tongue(quote: Quote, words: Frame) -> Markup:
    """The attributes that say how a quotation runs, and in which language it is where that isn't the frame's."""
    language = "" if quote.language == "und" else quote.language
    own = language.partition("-")[0] == words.primary
    return Markup(' dir="{}"').format(quote.direction) if own else _TONGUE.format(language, quote.direction)


_TONGUE = Markup(' lang="{}" dir="{}"')


def page(edition: Edition, *, stylesheet: str = "") -> str:
    """The whole edition as a page in one file, or with its stylesheet at an address."""
    return environment().get_template("edition.html").render(edition=view(edition), stylesheet=stylesheet)


def mail(
    edition: Edition,
    *,
    links: Links | None = None,
    limit: int = MAIL_LIMIT,
    size: Callable[[str], int] = size_of,
) -> Letter:
    """Its mail: text and HTML hold the same lines, and together at most `limit` bytes.

    Beyond it lines are left out from the end and counted. `size` tells how many bytes a text takes on its way.
    """
    known = links or Links()
    whole = view(edition)
    text, html = fitted(
        whole,
        lambda shown: (text_of(shown, known), _mail_html(shown, known)),
        size=lambda made: sum(map(size, made)),
        limit=limit,
    )
    return Letter(subject=subject(edition, name=known.name), text=text, html=html, language=whole.frame.language)


def mail_html(edition: Edition, *, links: Links | None = None, limit: int = MAIL_LIMIT) -> str:
    """The HTML of its mail alone, at most `limit` bytes of UTF-8."""
    known = links or Links()
    return fitted(view(edition), lambda shown: _mail_html(shown, known), size=size_of, limit=limit)


def _mail_html(shown: EditionView, links: Links) -> str:
    words = shown.frame
    ways = [("whole", permalink(shown, site=links.site)), ("preferences", links.preferences)]
    ways.append(("unsubscribe", links.unsubscribe))
    template = environment().get_template("edition_mail.html")
    return template.render(
        edition=shown,
        frame=words,
        name=tidy(links.name) or words.say("name"),
        ends=[(words.say(key), to) for key, link in ways if (to := web_address(link))],
        choices=bool(links.preferences or links.unsubscribe),
    )


# --- feeds ----------------------------------------------------------------------------------------------------------


def identity(edition: Edition) -> str:
    """The same for ever and unlike all others (RFC 4287 4.2.6, RFC 4122): wherever the edition is served."""
    return feeds.identity("edition", edition.id)


def atom(
    editions: Sequence[Edition],
    *,
    links: Links | None = None,
    address: str = "",
    language: str = "en",
    updated: datetime | None = None,
) -> str:
    """A feed of editions, in the order given (RFC 4287).

    `address` is where the feed is served; `updated` is needed only for a feed without editions.
    """
    return feeds.atom(_feed(editions, links or Links(), address, language, updated))


def json_feed(
    editions: Sequence[Edition], *, links: Links | None = None, address: str = "", language: str = "en"
) -> str:
    """A feed of editions, in the order given (JSON Feed 1.1, jsonfeed.org)."""
    return feeds.json_feed(_feed(editions, links or Links(), address, language, None))


def _feed(editions: Sequence[Edition], links: Links, address: str, language: str, updated: datetime | None) -> OutFeed:
    words = frame(language)
    own = web_address(address) or web_address(links.site) or tidy(links.name)
    return OutFeed(
        id=feeds.identity("feed", own),
        title=tidy(links.name) or words.say("name"),
        address=address,
        home=links.site,
        author=tidy(links.name) or "Retold",
        language=words.language,
        updated=max((edition.made_at for edition in editions), default=updated or datetime.fromtimestamp(0, UTC)),
        entries=[entry(edition, address=permalink(edition, site=links.site)) for edition in editions],
    )


def entry(edition: Edition, *, address: str) -> Entry:
    """An edition as an entry of a feed, that stands at an address."""
    shown = view(edition)
    return Entry(
        id=identity(edition),
        title=subject(edition),
        address=address,
        published=edition.made_at,
        updated=edition.made_at,
        html=_content(shown),
        text=text(edition),
        language=shown.frame.language,
        # What was asked of pages without an affair has none.
        tags=tuple(section.name for section in shown.sections if section.name),
    )


def _content(shown: EditionView) -> str:
    """What the mail shows between its head and its foot, as HTML that says its own language and direction."""
    words = shown.frame
    parts: Any = environment().get_template("edition_parts.html").module
    return str(
        Markup('<div lang="{}" dir="{}">{}</div>').format(words.language, words.direction, parts.sections(shown))
    )
