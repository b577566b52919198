"""An edition without pictures or styles: as plain text for mail, and as Markdown.

In the text no line is longer than what mail readers show but an address, which stays whole on a line of its own. In the
Markdown nothing of what is quoted is markup. Both end where a limit in bytes is reached, and say how much is left out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeVar

from retold.display.editions import EditionView, LineView, Links, Quote, first, permalink, view
from retold.display.frames import Frame
from retold.display.quoting import Direction, isolated, tidy, web_address
from retold.types import Edition

WIDTH = 74
"""Columns of a line (RFC 3676 4.2 recommends 78 at most; a reply indents by some more)."""

MAIL_LIMIT = 98_000
"""Bytes: beyond 102 KB Gmail clips a mail."""

_FIRST_TRY = 70
"""Lines that nearly fill a mail."""
_FULL = 0.95
"""Share of the limit from which on a mail is full enough."""


Made = TypeVar("Made")


def size_of(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def fitted(whole: EditionView, make: Callable[[EditionView], Made], *, size: Callable[[Made], int], limit: int) -> Made:
    """The form of a view cut to so many lines that it is nearly as large as the limit, and not larger.

    Where each further try would cut is guessed from the last: making a form costs more than all else of a mail. That
    of no line at all may be beyond the limit.
    """
    least, most, best = 0, whole.lines, None
    tried = min(most, _FIRST_TRY)
    while True:
        made = make(first(whole, tried))
        large = size(made)
        if large <= limit:
            least, best = tried, made
            if tried == most or large >= _FULL * limit:
                return made
        else:
            most = tried - 1
        if most <= least:
            return best if best is not None else make(first(whole, 0))
        tried = min(max(tried * limit // large, least + 1), most)


# --- plain text -----------------------------------------------------------------------------------------------------


def text(edition: Edition, *, links: Links | None = None, limit: int = MAIL_LIMIT) -> str:
    """The plain text of its mail."""
    known = links or Links()
    return fitted(view(edition), lambda shown: text_of(shown, known), size=size_of, limit=limit)


def text_of(shown: EditionView, links: Links) -> str:
    """The plain text of a view, whatever its size."""
    return "\n".join(_text(shown, links)) + "\n"


def _text(shown: EditionView, links: Links) -> Iterator[str]:
    words = shown.frame
    yield from wrapped(words.isolated(links.name) or words.say("name"))
    yield from wrapped(shown.day)
    if shown.counts:
        yield from wrapped(" · ".join(shown.counts))
    if shown.nothing:
        yield from ("", *wrapped(shown.nothing))
    number = 0
    for section in shown.sections:
        if section.name:
            heading = list(wrapped(isolated(section.name, section.direction, words.direction)))
            yield from ("", "", *heading, "=" * min(WIDTH, max(map(columns, heading), default=0)))
        for story in section.stories:
            yield from ("", *_directed(story.headline, words, story.headline.text))
            quoted = {quote.address for line in story.lines for quote in line.quotes}
            if story.headline.address and story.headline.address not in quoted:
                yield story.headline.address
            for line in story.lines:
                number += 1
                yield from ("", *_line(line, number, words))
        if section.left_out:
            yield from ("", *wrapped(section.left_out))
    yield from _foot(shown, links)


def _line(line: LineView, number: int, words: Frame) -> Iterator[str]:
    yield from wrapped(
        f"{words.number(number)}. {' · '.join(filter(None, (line.label, line.who)))}", indent="   ", hang=0
    )
    for quote in line.quotes:
        yield from _quote(quote, words, "   ")
    for quote in line.before:
        yield f"   {words.say('before')}:"
        yield from _quote(quote, words, "   ")
    yield from wrapped(" · ".join(filter(None, (line.support, line.also))), indent="   ")
    if line.why and words.direction == "ltr":
        yield from wrapped(f"{words.say('why')}: {line.why}", indent="   ")
    elif line.why:
        yield f"   {words.say('why')}:"
        yield from wrapped(line.why, indent="   ", around=words.direction)


def _quote(quote: Quote, words: Frame, indent: str) -> Iterator[str]:
    yield from _directed(quote, words, words.quoted(quote.text), indent)
    yield from wrapped(f"{quote.outlet} · {quote.day}", indent=indent)
    if quote.address:
        yield indent + quote.address


def _directed(quote: Quote, words: Frame, shown: str, indent: str = "") -> Iterator[str]:
    return wrapped(shown, indent=indent, way=quote.direction, around=words.direction)


def _foot(shown: EditionView, links: Links) -> Iterator[str]:
    words = shown.frame
    if shown.cut:
        yield from ("", "", *wrapped(words.say("cut", n=words.number(shown.cut))))
    whole = web_address(permalink(shown, site=links.site))
    ends = [(words.say("whole"), whole)]
    ends += [(words.say(key), web_address(to)) for key, to in _choices(links)]
    yield from ("", "", "_" * 24, *wrapped(words.say("method")))
    if links.unsubscribe or links.preferences:
        yield from wrapped(words.say("why_mail"))
    for named, to in ends:
        if to:
            yield from (f"{named}:", to)


def _choices(links: Links) -> list[tuple[str, str]]:
    return [("preferences", links.preferences), ("unsubscribe", links.unsubscribe)]


def wrapped(
    text: str, *, indent: str = "", hang: int | None = None, way: Direction = "ltr", around: Direction = "ltr"
) -> Iterator[str]:
    """Lines of at most `WIDTH` columns, each indented, but the first by `hang` characters if given.

    An isolate ends with its line (UAX 9, X1 to X8), so each line that runs the other way has its own.
    """
    room = WIDTH - len(indent)
    line, used = "", 0
    lead = indent if hang is None else indent[:hang]
    for word in _words(text, room):
        width = columns(word)
        if line and used + 1 + width > room:
            yield lead + isolated(line, way, around)
            line, used, lead = word, width, indent
        else:
            line, used = (f"{line} {word}", used + 1 + width) if line else (word, width)
    if line:
        yield lead + isolated(line, way, around)


def _words(text: str, room: int) -> Iterator[str]:
    """The words, those wider than a line in pieces: in scripts without blanks a line may end anywhere."""
    for word in text.split(" "):
        if len(word) * 2 <= room or columns(word) <= room:
            yield word
            continue
        piece, used = "", 0
        for char in word:
            width = columns(char)
            if used + width > room:
                yield piece
                piece, used = "", 0
            piece, used = piece + char, used + width
        yield piece


def columns(text: str) -> int:
    """Cells that the text takes where each letter takes one and a wide one two (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else unicodedata.category(char) not in ("Mn", "Me", "Cf")
        for char in text
    )


# --- Markdown -------------------------------------------------------------------------------------------------------

#: What CommonMark and its usual extensions take for markup inside a line.
_INLINE = re.compile(r"[\\`*_\[\]<>&|~#!$^{}@]|:(?=[^\s\d])|(?<=www)\.", re.IGNORECASE)
#: ... and at the start of one.
_START = re.compile(r"^(?:[-+=]|(\d+)(?=[.)]))")


def escaped(words: str) -> str:
    """The words so that Markdown shows them as they are: no heading, list, link, picture, tag, entity or mention."""
    safe = _INLINE.sub(lambda found: f"\\{found.group()}", words)
    return _START.sub(lambda found: f"{found[1]}\\" if found[1] else f"\\{found.group()}", safe)


def markdown(edition: Edition) -> str:
    """The edition as CommonMark; what is quoted stands in block quotations."""
    return "\n".join(_markdown(view(edition))) + "\n"


def _markdown(shown: EditionView) -> Iterator[str]:
    words = shown.frame
    yield f"# {escaped(words.say('name'))} · {escaped(shown.day)}"
    if shown.counts or shown.nothing:
        yield from ("", escaped(" · ".join(shown.counts) or shown.nothing))
    for section in shown.sections:
        if section.name:
            yield from ("", f"## {escaped(isolated(section.name, section.direction, words.direction))}")
        for story in section.stories:
            yield from ("", f"### {_linked(_turned(story.headline, words), story.headline.address)}")
            for line in story.lines:
                yield from ("", *_markdown_line(line, words))
        if section.left_out:
            yield from ("", escaped(section.left_out))
    yield from ("", "---", "", escaped(words.say("method")))


def _markdown_line(line: LineView, words: Frame) -> Iterator[str]:
    who = f" · {escaped(line.who)}" if line.who else ""
    yield f"- **{escaped(line.label)}**{who}"
    for quote in line.quotes:
        yield from _markdown_quote(quote, words)
    for quote in line.before:
        yield from ("", f"  {escaped(words.say('before'))}:")
        yield from _markdown_quote(quote, words)
    reasons = [line.support, line.also, line.why and f"{words.say('why')}: {words.isolated(line.why, 'en')}"]
    yield from ("", f"  {escaped(' · '.join(filter(None, reasons)))}")


def _markdown_quote(quote: Quote, words: Frame) -> Iterator[str]:
    yield from ("", f"  > {escaped(_turned(quote, words))}", "  >")
    yield f"  > {_linked(quote.outlet, quote.address)} · {escaped(quote.day)}"


def _turned(quote: Quote, words: Frame) -> str:
    return isolated(quote.text, quote.direction, words.direction)


def _linked(words: str, to: str) -> str:
    # In a bare destination only blanks, controls and parentheses end it (CommonMark 6.3).
    return f"[{escaped(words)}]({to.replace('(', '%28').replace(')', '%29')})" if to else escaped(_never_empty(words))


def _never_empty(words: str) -> str:
    """The words, a dash for none: a heading of nothing would swallow the next line."""
    return words if tidy(words) else "–"
