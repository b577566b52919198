"""Editions as letters: subject, text and HTML in the reader's frame, with links of their own, in the room of a mail."""

from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.mail.compose import encoded_size
from retold.service.letters import mail_links
from retold.service.mailing import Writer, Written
from retold.service.subscribing import link_key
from retold.types import Edition, Subscriber

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

_HEADERS = 4_000
"""Bytes of a message that are neither text nor HTML."""


def edition_writer(*, store: "DatabaseStore", config: Config = DEFAULT) -> Writer:
    """Says editions in their frames, with links signed for each reader."""
    from retold.web.editions import mail

    key = link_key(store)
    room = config.mailing.most_bytes - _HEADERS

    def write(edition: Edition, subscriber: Subscriber) -> Written:
        # Of the edition's own time, so that the mail is the very same at each try.
        links = mail_links(subscriber, key=key, now=edition.made_at, config=config)
        letter = mail(edition, links=links, limit=room, size=encoded_size)
        return Written(letter=letter, unsubscribe=links.unsubscribe)

    return write
