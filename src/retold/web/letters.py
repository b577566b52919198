"""The letters of a subscription, ready to be mailed: subject, plain text and HTML of the same words.

Like an edition's mail they need no picture, no style and no request. What to say is `retold.display.letters`'.
"""

from collections.abc import Sequence
from datetime import datetime

from retold.display import letters
from retold.display.editions import Links
from retold.display.letters import Draft, Letter
from retold.web.editions import environment


def confirmation(
    *, address: str, links: Links, language: str, affairs: Sequence[str] = (), expires: datetime | None = None
) -> Letter:
    """Asks the reader to open `address` and press the one button there.

    `affairs` are names, empty for all of them; after `expires` the page no longer confirms.
    """
    return letter(
        letters.confirmation(address=address, links=links, language=language, affairs=affairs, expires=expires)
    )


def goodbye(*, links: Links, language: str) -> Letter:
    """Says that the subscription has ended, and where to subscribe again if `links.site` is known."""
    return letter(letters.goodbye(links=links, language=language))


def export(*, links: Links, language: str) -> Letter:
    """Goes with the reader's data, which whoever sends it attaches."""
    return letter(letters.export(links=links, language=language))


def letter(draft: Draft) -> Letter:
    """Any draft in all its forms."""
    html = environment().get_template("letter.html").render(frame=draft.frame, subject=draft.subject, parts=draft.parts)
    return Letter(subject=draft.subject, text=letters.text(draft), html=html, language=draft.frame.language)
