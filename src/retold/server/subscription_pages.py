"""The pages of subscriptions, each from what it is about, in the reader's language. Nothing is changed here."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import Request
from starlette.responses import HTMLResponse

from retold.display.frames import Frame, frame
from retold.server import wishing
from retold.server.box import Box, box_of
from retold.server.guards import form_token
from retold.server.wishing import Choice, Fault, Typed
from retold.service.subscribing import link_key
from retold.subscribing import tokens
from retold.subscribing.tokens import Purpose
from retold.types import Subscriber
from retold.web.site import Words, render

_WRONG = 422
_NO_LINK = 404
_NO_MAIL = 503
_FROM_PREFERENCES: tuple[Purpose, ...] = ("export", "unsubscribe", "delete")


def subscribe(request: Request, language: str, form: Typed, *, faults: Sequence[Fault] = ()) -> HTMLResponse:
    """The form to subscribe, as it was typed."""
    box = box_of(request)
    if not box.mails:
        return _no_mail(box, language)
    return _page(
        box,
        "subscribe.html",
        language,
        status=_WRONG if faults else 200,
        form=form,
        faults=faults,
        token=form_token(request),
        choices=choices(box, form, frame(language)),
        guess=not faults,
    )


def links(request: Request, language: str, form: Typed, *, faults: Sequence[Fault] = ()) -> HTMLResponse:
    """The form to have links sent."""
    box = box_of(request)
    if not box.mails:
        return _no_mail(box, language)
    token = form_token(request)
    return _page(box, "links.html", language, status=_WRONG if faults else 200, form=form, faults=faults, token=token)


def asked(box: Box, language: str, text: str) -> HTMLResponse:
    """What everybody is answered who asked for something by mail; `text` is a key of the words."""
    if not box.mails:
        return _no_mail(box, language)
    return _told(box, language, "asked_title", (text, "asked_later"))


def confirm(box: Box, reader: Subscriber) -> HTMLResponse:
    """The button that confirms."""
    words, named = Words(frame(reader.language)), _name(box, reader.language)
    email = words.frame.isolated(reader.email)
    return _press(
        box,
        reader.language,
        title=words("confirm_do"),
        lines=[words("confirm_text", name=named, email=email)],
        button=words("confirm_do"),
        after=words.frame.say("confirm_ignore"),
    )


def confirmed(box: Box, reader: Subscriber, due: datetime) -> HTMLResponse:
    """It is confirmed; `due`, at the reader's place, is when the first mail comes."""
    framed = frame(reader.language)
    zone = framed.isolated(reader.zone.replace("_", " "))
    line = Words(framed)("confirmed_text", day=framed.day(due.date()), time=f"{due:%H:%M}", zone=zone)
    to = f"/preferences/{_sign(box, reader, 'preferences')}"
    return _told(box, reader.language, "confirmed_title", (), lines=(line,), ways=((framed.say("preferences"), to),))


def unsubscribe(box: Box, language: str) -> HTMLResponse:
    """The button that ends it."""
    words = Words(frame(language))
    title = words.frame.say("unsubscribe")
    return _press(
        box, language, title=title, lines=[words("unsubscribe_text", name=_name(box, language))], button=title
    )


def ended(box: Box, language: str) -> HTMLResponse:
    """It has ended."""
    again = (Words(frame(language))("again"), "/subscribe")
    return _told(box, language, "ended_title", ("ended_text",), ways=(again,))


def preferences(
    box: Box, reader: Subscriber, form: Typed, *, faults: Sequence[Fault] = (), saved: bool = False
) -> HTMLResponse:
    """The form of all wishes, with the ways to what else a reader may do."""
    return _page(
        box,
        "preferences.html",
        reader.language,
        status=_WRONG if faults else 200,
        form=form,
        faults=faults,
        choices=choices(box, form, frame(reader.language), had=reader.affairs),
        guess=False,
        saved=saved,
        email=reader.email,
        links={purpose: _sign(box, reader, purpose) for purpose in _FROM_PREFERENCES},
    )


def export(box: Box, reader: Subscriber) -> HTMLResponse:
    """The button that gives a file."""
    words = Words(frame(reader.language))
    return _press(box, reader.language, title=words("export"), lines=[words("export_text")], button=words("export_do"))


def delete(box: Box, reader: Subscriber, *, editions: int, messages: int) -> HTMLResponse:
    """The button that deletes, under all that it deletes."""
    words = Words(frame(reader.language))
    number = words.frame.number
    return _press(
        box,
        reader.language,
        title=words("delete"),
        lines=[words("delete_text")],
        listed=[
            words("delete_address", email=words.frame.isolated(reader.email)),
            words("delete_editions", n=number(editions)),
            words("delete_messages", n=number(messages)),
        ],
        button=words("delete_do"),
        grave=True,
    )


def deleted(box: Box, language: str) -> HTMLResponse:
    """It is deleted."""
    return _told(box, language, "deleted_title", ("deleted_text",))


def bad_link(box: Box, language: str) -> HTMLResponse:
    """A link that doesn't work."""
    words = Words(frame(language))
    ways = ((words("links_title"), "/links"), (words("again"), "/subscribe"))
    return _told(box, language, "bad_title", ("bad_text", "bad_next"), ways=ways, status=_NO_LINK)


def _no_mail(box: Box, language: str) -> HTMLResponse:
    return _told(box, language, "no_mail_title", ("no_mail_text",), status=_NO_MAIL)


# --- steps


def choices(box: Box, form: Typed, framed: Frame, *, had: Sequence[str] = ()) -> dict[str, object]:
    """What the form of all wishes lets choose from; `had` are the affairs (ids) that the reader has."""
    words = Words(framed)
    gone = f"({words('affair_gone')})"
    return {
        "affairs": wishing.affair_choices(box.store.affairs.affairs(), had, gone=gone),
        "country_example": wishing.country_example(framed),
        "days": wishing.day_choices(framed),
        "zones": wishing.zone_choices(form.zone),
        "languages": wishing.language_choices(form.language),
        "lengths": [Choice(value=one, words=words(f"length_{one}")) for one in wishing.length_choices()],
        "when_empty": [Choice(value=one, words=words(f"when_empty_{one}")) for one in wishing.when_empty_choices()],
    }


def _sign(box: Box, reader: Subscriber, purpose: Purpose) -> str:
    config = box.settings.config.subscribing
    return tokens.sign(purpose, reader, key=link_key(box.store), now=box.clock(), config=config)


def _name(box: Box, language: str) -> str:
    framed = frame(language)
    return framed.isolated(box.settings.config.subscribing.name) or framed.say("name")


def _told(
    box: Box,
    language: str,
    title: str,
    said: Sequence[str],
    *,
    lines: Sequence[str] = (),
    ways: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HTMLResponse:
    """`title` and `said` are keys of the words, `lines` are words, `ways` words with addresses of ours."""
    words = Words(frame(language))
    told = [*map(words, said), *lines]
    return _page(box, "told.html", language, status=status, title=words(title), lines=told, ways=ways)


def _press(
    box: Box,
    language: str,
    *,
    title: str,
    lines: Sequence[str],
    button: str,
    listed: Sequence[str] = (),
    after: str = "",
    grave: bool = False,
) -> HTMLResponse:
    return _page(
        box, "press.html", language, title=title, lines=lines, button=button, listed=listed, after=after, grave=grave
    )


def _page(box: Box, template: str, language: str, *, status: int = 200, **values: object) -> HTMLResponse:
    text = render(template, language=language, name=box.settings.config.subscribing.name, **values)
    # What a link leads to is nobody's but its reader's: no search engine is to keep it, and no proxy.
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Content-Language": frame(language).language}
    return HTMLResponse(text, status, headers=headers)
