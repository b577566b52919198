"""The letters of a subscription: please confirm, it has ended, your data. What they say, in parts that each form shows.

They hold nothing that a stranger wrote into a form: whoever signs somebody else up can't make us send their words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from retold.display.editions import Links
from retold.display.frames import Frame, frame
from retold.display.plain import wrapped
from retold.display.quoting import tidy, web_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that is no edition."""

    subject: str
    text: str
    html: str
    #: BCP 47 tag of all of it.
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A paragraph, a list, or a way to go on."""

    #: Of the paragraph, or on the button that leads to `address`.
    words: str = ""
    names: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter in parts."""

    frame: Frame
    subject: str
    parts: tuple[Part, ...]


def confirmation(
    *, address: str, links: Links, language: str, affairs: Sequence[str] = (), expires: datetime | None = None
) -> Draft:
    """Somebody asked for the brief: `address` is the page with the one button that confirms it."""
    words, name = _named(links, language)
    parts = [Part(words=words.say("confirm_asked", name=name))]
    if affairs:
        parts += [Part(words=words.say("confirm_affairs")), Part(names=tuple(map(tidy, affairs)))]
    parts += [
        Part(words=words.say("confirm_press")),
        Part(words=words.say("confirm_button"), address=web_address(address)),
    ]
    if expires is not None:
        parts.append(Part(words=words.say("confirm_until", day=words.day(expires.date()))))
    parts.append(Part(words=words.say("confirm_ignore")))
    return Draft(frame=words, subject=words.say("confirm_subject", name=name), parts=tuple(parts))


def goodbye(*, links: Links, language: str) -> Draft:
    """The subscription has ended."""
    words, name = _named(links, language)
    again = [Part(words=words.say("goodbye_again")), Part(address=web_address(links.site))] if links.site else []
    parts = (Part(words=words.say("goodbye_done", name=name)), *again)
    return Draft(frame=words, subject=words.say("goodbye_subject", name=name), parts=parts)


def export(*, links: Links, language: str) -> Draft:
    """What is attached is all that is kept about the reader."""
    words, name = _named(links, language)
    to = web_address(links.preferences)
    delete = [Part(words=words.say("export_delete")), Part(address=to)] if to else []
    parts = (Part(words=words.say("export_all", name=name)), *delete)
    return Draft(frame=words, subject=words.say("export_subject", name=name), parts=parts)


def text(draft: Draft) -> str:
    """The letter as plain text."""
    return "\n".join(_text(draft)) + "\n"


def _text(draft: Draft) -> Iterator[str]:
    yield from wrapped(draft.subject)
    for part in draft.parts:
        yield ""
        if part.address:
            yield from wrapped(f"{part.words}:" if part.words else "")
            yield part.address
        elif part.names:
            for name in part.names:
                yield from wrapped(draft.frame.isolated(name), indent="   ")
        else:
            yield from wrapped(part.words)


def _named(links: Links, language: str) -> tuple[Frame, str]:
    words = frame(language)
    return words, words.isolated(links.name) or words.say("name")
