"""Flattened page text to blocks in the order of the page: headline, body, and asides with their reasons.

Every visible character is in a block. No character is mended here (that is `text.repair`, on the article), and nothing
outside the page is looked at. A page without an article comes back with no body, confidence 0, and asides whose reasons
say what was found.
"""

import re

from retold.boilerplate import asides, headlines
from retold.boilerplate.choosing import NO_SPACE_BEFORE, Draft, confidence, is_article, take_apart
from retold.boilerplate.headlines import FULL_STOP
from retold.boilerplate.models import Models, shipped
from retold.boilerplate.reasons import name_reasons
from retold.config import DEFAULT, Reading
from retold.text import repair
from retold.types import Block, BlockRole, DateHint, DateSource, PageContent

_LABEL = re.compile(r"\b(?:published|updated|posted|modified|last updated|created)\b", re.IGNORECASE)


def segment(text: str, *, config: Reading = DEFAULT.reading, models: Models | None = None) -> PageContent:
    """Take a flattened page apart."""
    models = models or shipped()
    draft = take_apart(text, config=config, models=models)
    if draft is None:
        return PageContent(blocks=(), confidence=0.0)
    if not is_article(draft, config):
        return _no_article(draft)
    headline, outlet = _headline(draft, config, models)
    if not (body := draft.body):  # all of it is the headline again
        return _no_article(draft)
    name_reasons(draft, headline, first=body[0], last=body[-1])
    return PageContent(
        blocks=tuple(_blocks(draft, headline)),
        title=repair(headline.text)[0] if headline else None,
        outlet=repair(outlet)[0] if outlet else None,
        byline=_byline(draft, headline, body[0]),
        dates=_dates(draft, headline, body),
        credit_lines=_credit_lines(draft),
        confidence=confidence(draft),
    )


def _no_article(draft: Draft) -> PageContent:
    """All of a page set aside."""
    draft.why = [why or "?" for why in draft.why]
    name_reasons(draft, None, first=len(draft.pieces), last=len(draft.pieces))
    return PageContent(blocks=tuple(_blocks(draft, None)), confidence=0.0)


def _headline(draft: Draft, config: Reading, models: Models) -> tuple[headlines.Headline | None, str | None]:
    """The headline, and the outlet as far as the page names it. Other pieces that repeat the headline are set aside."""
    pieces, body = draft.pieces, draft.body
    place = headlines.find(pieces, body, reach=config.headline_reach, trees=models.headlines)
    first = next((i for i in body if FULL_STOP.search(pieces[i])), body[0])
    headline = outlet = None
    if place is not None:
        text = pieces[place]
        titled = headlines.split_title(text)
        if titled and headlines.confirmed(titled, pieces):
            text, outlet = titled
        headline = headlines.Headline(place, text)
        draft.why[place] = "headline"
        for i in body:
            if i < place and i < first:
                draft.why[i] = "?"
        outlet = outlet or headlines.outlet_beside(text, pieces)
        own, bare = headlines.word_set(text), headlines.plain(text)
        for i, piece in enumerate(pieces):
            if i == place or not len(text) / 2 < len(piece) < 2 * len(text) + 60:
                continue
            if (draft.why[i] or piece[-1] not in '.!?”"') and _repeats(piece, own, bare):
                draft.why[i] = "repeated title"
    if outlet is None:
        top = place if place is not None else body[0]
        outlet = headlines.named_twice(pieces[:top], pieces[-60:])
        outlet = outlet or (headlines.masthead(pieces[: min(top, 4)]) if top <= 8 else None)
        outlet = outlet or headlines.rights_holder(pieces[-60:])
    return headline, outlet


def _repeats(piece: str, own: frozenset[str], bare: str) -> bool:
    """True if a piece says the headline again, or holds it and little more, the outlet's name perhaps."""
    said = headlines.word_set(piece)
    if headlines.sameness(own, said) >= 0.7:
        return True
    return len(own) > 3 and own <= said and len(said) <= len(own) + 8 and bare in headlines.plain(piece)


def _byline(draft: Draft, headline: headlines.Headline | None, first: int) -> str | None:
    start = headline.piece + 1 if headline and headline.piece < first else max(0, first - 8)
    for i in range(max(0, start - 3), min(first + 2, len(draft.pieces))):
        piece = draft.pieces[i]
        if draft.why[i] and (name := asides.byline(piece)):
            return repair(name)[0]
        if piece.casefold().rstrip(":") in ("by", "von", "par", "por") and i + 1 < len(draft.pieces):
            following = asides.byline(f"By {draft.pieces[i + 1]}")
            if following:
                return repair(following)[0]
    return None


def _dates(draft: Draft, headline: headlines.Headline | None, body: list[int]) -> tuple[DateHint, ...]:
    """Dates in the asides around the top, and in date lines anywhere."""
    found: list[DateHint] = []
    for i, (piece, why) in enumerate(zip(draft.pieces, draft.why, strict=True)):
        if not why or why == "headline" or (i > body[0] and why != "date line"):
            continue
        match = asides.find_date(piece)
        if not match:
            continue
        above = i < (headline.piece if headline else body[0])
        label = _LABEL.search(piece)
        said = piece if len(piece) <= 120 else match[0]
        source: DateSource = "masthead" if above else "byline" if i < body[0] else "text"
        found.append(DateHint(source=source, text=said, label=label[0].lower() if label else ""))
    return tuple(found)


def _credit_lines(draft: Draft) -> tuple[str, ...]:
    """Asides that may say where the text was taken from; one that ends with a colon, with what follows it."""
    found: list[str] = []
    for i, piece in enumerate(draft.pieces):
        if draft.why[i] in ("", "headline", "menu"):
            continue
        if asides.may_credit(piece):
            following = draft.pieces[i + 1] if piece.endswith(":") and i + 1 < len(draft.pieces) else ""
            found.append(f"{piece} {following}".strip() if len(following) < 300 else piece)
    return tuple(found)


def _blocks(draft: Draft, headline: headlines.Headline | None) -> list[Block]:
    """Pieces of one line, and asides of one reason, put together again."""
    #: (role, reason, text so far, whether it continues)
    drafts: list[tuple[BlockRole, str, list[str], bool]] = []
    before = -1  # the last kept piece
    for i, (piece, why) in enumerate(zip(draft.pieces, draft.why, strict=True)):
        if headline and i == headline.piece:
            drafts.append(("headline", "", [headline.text], False))
            if len(piece) > len(headline.text):
                drafts.append(("aside", "outlet name", [piece[len(headline.text) :].strip()], False))
        elif why:
            if drafts and drafts[-1][1] == why != "outlet name":
                drafts[-1][2].extend(("\n", piece))
            else:
                drafts.append(("aside", why, [piece], False))
        else:
            same_line = before >= 0 and draft.units.lines[before] == draft.units.lines[i]
            if same_line and drafts[-1][0] == "body":
                apart = draft.units.ends[i - 1] < draft.units.starts[i] and piece[0] not in NO_SPACE_BEFORE
                drafts[-1][2].extend((" " if apart else "", piece))
            else:
                unfinished = before >= 0 and not FULL_STOP.search(draft.pieces[before]) and piece[0].islower()
                continues = (same_line or unfinished) and drafts[-1][0] == "aside"
                drafts.append(("body", "", [piece], continues))
            before = i
    return [
        Block(text="".join(parts), role=role, reason=why, continues=continues) for role, why, parts, continues in drafts
    ]
