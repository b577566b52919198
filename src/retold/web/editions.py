"""An edition as a page, as the HTML of a mail, and as an entry of an Atom and a JSON feed.

The page and the mail load nothing and run nothing. What an article says or bears as an address is text, or a link to
a page of the web, and never more.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Environment
from markupsafe import Markup

from retold.display.editions import EditionView, Links, Quote, permalink, subject, view
from retold.display.frames import Frame, frame
from retold.display.letters import Letter
from retold.display.plain import MAIL_LIMIT, fitted, size_of, text, text_of
from retold.display.quoting import at_words, tidy, web_address
from retold.types import Edition
from retold.web.templating import templates

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


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
    return uuid5(NAMESPACE_URL, f"retold:edition:{edition.id}").urn


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
    from lxml import etree

    known, words = links or Links(), frame(language)
    spaces: Any = {None: _ATOM}  # None is the default namespace, which the stubs don't know
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=spaces)
    feed.set(f"{{{_XML}}}lang", words.language)
    newest = max((edition.made_at for edition in editions), default=updated or datetime.fromtimestamp(0, UTC))
    _add(
        feed,
        "id",
        uuid5(NAMESPACE_URL, f"retold:feed:{web_address(address) or web_address(known.site) or tidy(known.name)}").urn,
    )
    _add(feed, "title", tidy(known.name) or words.say("name"))
    _add(feed, "updated", _instant(newest))
    _add(_add(feed, "author"), "name", tidy(known.name) or "Retold")
    _add(feed, "generator", "Retold", version=version("retold"))
    for relation, to in (("self", web_address(address)), ("alternate", web_address(known.site))):
        if to:
            _add(feed, "link", rel=relation, href=to)
    for edition in editions:
        _entry(_add(feed, "entry"), edition, known)
    return etree.tostring(feed, encoding="unicode", pretty_print=True)


def _entry(entry: Any, edition: Edition, links: Links) -> None:  # noqa: ANN401 - lxml has no type for it
    shown = view(edition)
    entry.set(f"{{{_XML}}}lang", shown.frame.language)
    _add(entry, "id", identity(edition))
    _add(entry, "title", subject(edition))
    _add(entry, "updated", _instant(edition.made_at))
    _add(entry, "published", _instant(edition.made_at))
    place = web_address(permalink(edition, site=links.site))
    if place:
        _add(entry, "link", rel="alternate", type="text/html", href=place)
    for section in shown.sections:
        if section.name:  # what was asked of pages without an affair has none
            _add(entry, "category", term=section.name)
    _add(entry, "content", _content(shown), type="html")


def _add(parent: Any, name: str, words: str | None = None, **attributes: str) -> Any:  # noqa: ANN401 - as above
    from lxml import etree

    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = words
    for key, value in attributes.items():
        made.set(key, value)
    return made


def json_feed(
    editions: Sequence[Edition], *, links: Links | None = None, address: str = "", language: str = "en"
) -> str:
    """A feed of editions, in the order given (JSON Feed 1.1, jsonfeed.org)."""
    known, words = links or Links(), frame(language)
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": tidy(known.name) or words.say("name"),
        "home_page_url": web_address(known.site),
        "feed_url": web_address(address),
        "language": words.language,
        "items": [_item(edition, known) for edition in editions],
    }
    return json.dumps({key: value for key, value in feed.items() if value != ""}, ensure_ascii=False, indent=2)


def _item(edition: Edition, links: Links) -> dict[str, object]:
    shown = view(edition)
    entry: dict[str, object] = {
        "id": identity(edition),
        "url": web_address(permalink(edition, site=links.site)),
        "title": subject(edition),
        "content_html": _content(shown),
        "content_text": text(edition),
        "date_published": _instant(edition.made_at),
        "language": shown.frame.language,
        "tags": [section.name for section in shown.sections if section.name],
    }
    return {key: value for key, value in entry.items() if value != ""}


def _content(shown: EditionView) -> str:
    """What the mail shows between its head and its foot, as HTML that says its own language and direction."""
    words = shown.frame
    parts: Any = environment().get_template("edition_parts.html").module
    return str(
        Markup('<div lang="{}" dir="{}">{}</div>').format(words.language, words.direction, parts.sections(shown))
    )


def _instant(value: datetime) -> str:
    """RFC 3339."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
