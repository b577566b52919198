"""Letters to a reader about their subscription, with the links in them: ready to be mailed, never mailed here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from retold.config import DEFAULT, Config
from retold.display.editions import Links
from retold.display.frames import frame
from retold.display.letters import Draft, Letter, Part, text
from retold.knowledge import table
from retold.subscribing import tokens
from retold.subscribing.tokens import Purpose
from retold.types import Subscriber


def address_for(
    purpose: Purpose, subscriber: Subscriber, *, key: bytes, now: datetime, config: Config = DEFAULT
) -> str:
    """The address that a link in a mail to this subscriber leads to; `key` is that of `subscribing.link_key`."""
    token = tokens.sign(purpose, subscriber, key=key, now=now, config=config.subscribing)
    return tokens.address(purpose, token, config=config.subscribing)


def mail_links(subscriber: Subscriber, *, key: bytes, now: datetime, config: Config = DEFAULT) -> Links:
    """What the mail of an edition links to."""
    return replace(
        _named(subscriber, config),
        unsubscribe=address_for("unsubscribe", subscriber, key=key, now=now, config=config),
        preferences=address_for("preferences", subscriber, key=key, now=now, config=config),
    )


def confirmation(
    subscriber: Subscriber, *, address: str, affairs: Sequence[str] = (), now: datetime, config: Config = DEFAULT
) -> Letter:
    """Asks for the one click at `address`; `affairs` are names."""
    from retold.web import letters

    until = _until("confirm", subscriber, now, config)
    named = _named(subscriber, config)
    return letters.confirmation(
        address=address, links=named, language=subscriber.language, affairs=affairs, expires=until
    )


def goodbye(subscriber: Subscriber, *, config: Config = DEFAULT) -> Letter:
    """Says that the subscription has ended."""
    from retold.web import letters

    return letters.goodbye(links=_named(subscriber, config), language=subscriber.language)


def already(subscriber: Subscriber, *, key: bytes, now: datetime, config: Config = DEFAULT) -> Letter:
    """To a confirmed reader for whom somebody subscribed once more."""
    asked = Part(words=_words(subscriber.language)["already_asked"])
    buttons = _buttons(("preferences", "unsubscribe"), subscriber, key, now, config)
    return _letter(subscriber, "already_subject", (asked, *buttons), config)


def ways(subscriber: Subscriber, *, key: bytes, now: datetime, config: Config = DEFAULT) -> Letter:
    """The links to change and to end a subscription, to get all that is kept of its reader, and to have it deleted."""
    words = _words(subscriber.language)
    acting: tuple[Purpose, ...] = ("preferences", "unsubscribe") if subscriber.state == "confirmed" else ()
    buttons = _buttons((*acting, "export", "delete"), subscriber, key, now, config)
    last = (Part(words=words["links_until"]), Part(words=words["ignore"]))
    until = _until("delete", subscriber, now, config)
    return _letter(
        subscriber, "links_subject", (Part(words=words["links_asked"]), *buttons, *last), config, until=until
    )


def _letter(
    to: Subscriber, subject: str, parts: Sequence[Part], config: Config, *, until: datetime | None = None
) -> Letter:
    from retold.web.editions import environment

    framed = frame(to.language)
    filled = {
        "name": framed.isolated(_named(to, config).name),
        "day": framed.day(until.date()) if until is not None else "",
    }
    said = tuple(replace(part, words=part.words.format_map(filled)) for part in parts)
    draft = Draft(frame=framed, subject=_words(to.language)[subject].format_map(filled), parts=said)
    html = environment().get_template("letter.html").render(frame=framed, subject=draft.subject, parts=said)
    return Letter(subject=draft.subject, text=text(draft), html=html, language=framed.language)


def _buttons(
    purposes: Sequence[Purpose], subscriber: Subscriber, key: bytes, now: datetime, config: Config
) -> list[Part]:
    framed, own = frame(subscriber.language), _words(subscriber.language)
    labels = [own[purpose] if purpose in own else framed.say(purpose) for purpose in purposes]
    addresses = [address_for(purpose, subscriber, key=key, now=now, config=config) for purpose in purposes]
    return [Part(words=label, address=address) for label, address in zip(labels, addresses, strict=True)]


def _until(purpose: Purpose, subscriber: Subscriber, now: datetime, config: Config) -> datetime | None:
    """At the reader's place."""
    until = tokens.works_until(purpose, now=now, config=config.subscribing)
    return None if until is None else until.astimezone(ZoneInfo(subscriber.zone))


def _named(subscriber: Subscriber, config: Config) -> Links:
    name = config.subscribing.name or frame(subscriber.language).say("name")
    return Links(site=config.subscribing.site.rstrip("/"), name=name)


@cache
def _words(language: str) -> dict[str, str]:
    spoken = frame(language).primary
    return {key: words for key, of, words in table("subscription_words") if of == spoken}
