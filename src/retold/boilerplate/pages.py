"""Flattened page text to blocks in the order of the page: headline, body, and asides with their reasons.

Every visible character is in a block. No character is mended here (that is `text.repair`, on the article), and nothing
outside the page is looked at. A page without an article comes back with no body, confidence 0, and asides whose reasons
say what was found.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from retold.boilerplate import asides, headlines
from retold.boilerplate.keeping import wanted
from retold.boilerplate.units import LIST, Floats, Units, cut
from retold.config import DEFAULT, Reading
from retold.text import repair
from retold.types import Block, BlockRole, DateHint, DateSource, PageContent

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_FULL_STOP: Final = headlines.FULL_STOP
_NO_SPACE_BEFORE = ",.;:!?%)]”’»…"
_LABEL = re.compile(r"\b(?:published|updated|posted|modified|last updated|created)\b", re.IGNORECASE)
#: Reasons that end what a reader would take for an article's own text, whatever the model says.
_ADDRESS = re.compile(
    r"\b(?:you|your|we|us|our|vous|votre|nous|sie|ihre?n?|uns|usted|su|tu|voi|você|je|uw|вас|вы|нас)\b", re.IGNORECASE
)
#: Below these odds (logit) a piece is no part of an article, not even of a short one.
_UNSURE: Final = -1.2
#: Expected F1, and the share of public pages with about that much whose F1 was .9 or above (bench/measures).
_EXPECTED: Final = (0.0, 0.6, 0.75, 0.85, 0.9, 0.93, 0.952, 0.97, 1.0)
_SURE: Final = (0.0, 0.1, 0.25, 0.5, 0.7, 0.83, 0.9, 0.96, 0.99)
#: Headings under which what follows belongs to them, until something else tells its own reason.
_GOVERNS: Final = frozenset(
    {"related headlines", "comments", "author box", "share line", "tags", "sign-in form", "cookie notice"}
)
#: What a page consists of that holds no article.
_NO_ARTICLE: Final = frozenset(
    {"cookie notice", "sign-in form", "error page", "sign-up form", "legal line", "copyright line"}
)
_NEVER_BODY: Final = frozenset({"repost line", "sign-up form", "call to action", "cookie notice", "copyright line"})


@dataclass(slots=True)
class _Draft:
    """A page while it is taken apart."""

    units: Units
    pieces: list[str]
    #: Logit of belonging to the article.
    logits: Floats
    #: Per unit: "" if it is kept, else why not ("?" until a reason is found).
    why: list[str]

    @property
    def body(self) -> list[int]:
        return [i for i, why in enumerate(self.why) if not why]


def segment(text: str, *, config: Reading = DEFAULT.reading) -> PageContent:
    """Take a flattened page apart."""
    units = cut(text)
    if not len(units):
        return PageContent(blocks=(), confidence=0.0)
    pieces = [_joined(piece) for piece in units.texts()]
    logits = wanted(units)
    draft = _Draft(units, pieces, logits, ["" if logit > 0 else "?" for logit in logits.tolist()])
    _smooth(draft)
    _set_lists_aside(draft)
    _set_furniture_aside(draft)
    if sum(pieces[i].count(" ") + 1 for i in draft.body) < config.second_look_words:
        _look_again(draft)
    if not _is_article(draft, config):
        draft.why = [why or "?" for why in draft.why]
        _name_reasons(draft, None, first=len(pieces), last=len(pieces))
        return PageContent(blocks=tuple(_blocks(draft, None)), confidence=0.0)
    headline, outlet = _headline(draft, config)
    body = draft.body
    _name_reasons(draft, headline, first=body[0], last=body[-1])
    return PageContent(
        blocks=tuple(_blocks(draft, headline)),
        title=repair(headline.text)[0] if headline else None,
        outlet=repair(outlet)[0] if outlet else None,
        byline=_byline(draft, headline, body[0]),
        dates=_dates(draft, headline, body),
        credit_lines=_credit_lines(draft),
        confidence=_confidence(draft),
    )


def _joined(piece: str) -> str:
    """A unit on one line."""
    if "\n" not in piece:
        return piece
    head, *rest = (part.strip() for part in piece.split("\n"))
    for part in rest:
        if part:
            head += part if part[0] in _NO_SPACE_BEFORE or part[:2] in ("'s", "’s") else " " + part
    return head


# --- what is kept ---------------------------------------------------------------------------------------------------


def _smooth(draft: _Draft) -> None:
    """Keep what a sentence would be cut without: a short piece in a kept line, the beginning of a kept end."""
    lines, why, pieces = draft.units.lines, draft.why, draft.pieces
    for i in range(1, len(pieces) - 1):
        if why[i] and not why[i - 1] and lines[i - 1] == lines[i] == lines[i + 1] and not why[i + 1]:
            short = len(pieces[i]) < 80 and not draft.units.phrases[i][0]
            if short or draft.logits[i] > -0.5:
                why[i] = ""
    for i in range(1, len(pieces)):
        plain = len(pieces[i]) > 100 and not draft.units.phrases[i][0] and bool(_FULL_STOP.search(pieces[i]))
        if why[i] and not why[i - 1] and plain and draft.logits[i] > -1:
            why[i] = ""
    last = -1
    for i, piece in enumerate(pieces):
        if why[i]:
            continue
        if piece[0].islower() and i - last > 1 and (last < 0 or _FULL_STOP.search(pieces[last])):
            for k in range(last + 1, i):
                plain = len(pieces[k]) > 25 and not draft.units.phrases[k][0] and not _FULL_STOP.search(pieces[k])
                if plain and draft.logits[k] > -2:
                    why[k] = ""
                    break
        last = i


def _set_lists_aside(draft: _Draft) -> None:
    """An enumeration of countries is out, whatever the model says of it; another one unless the model is sure."""
    for i, (length, why) in enumerate(draft.units.phrases):
        if length == LIST and (why == "list of countries" or draft.logits[i] < 1):
            draft.why[i] = why


def _set_furniture_aside(draft: _Draft) -> None:
    """Short pieces that address the reader, what stands under "Read more:", and lines of a date or name at the top."""
    heading = False  # a heading of related articles stands above
    first = True
    for i, piece in enumerate(draft.pieces):
        full = bool(_FULL_STOP.search(piece))
        length, told = draft.units.phrases[i]
        short = len(piece) < 160
        if told == "related headlines" and short and not full and 3 * length > len(piece):
            heading = True
        elif full or not short:
            heading = False
        if draft.why[i]:
            continue
        if short and not full and (heading or (first and (asides.is_date_line(piece) or asides.byline(piece)))):
            draft.why[i] = "related headlines" if heading else "?"
        elif told in _NEVER_BODY and length >= 6 and short and draft.logits[i] < 3:
            draft.why[i] = "?" if not full or _ADDRESS.search(piece) else ""
        first = first and bool(draft.why[i] or not full)
    _pull_neighbours(draft)


def _pull_neighbours(draft: _Draft) -> None:
    """An appeal takes the unfinished short line above it along: it is its heading."""
    phrases = draft.units.phrases
    for i in range(len(draft.pieces) - 1, 1, -1):
        piece = draft.pieces[i - 1]
        appeals = draft.why[i] and (phrases[i][0] == LIST or phrases[i][1] in _NEVER_BODY)
        settled = draft.why[i - 1] not in ("", "?") or phrases[i - 1][0] > 0
        if not appeals or settled or len(piece) > 120 or draft.logits[i - 1] > 3:
            continue
        unfinished = not _FULL_STOP.search(piece) and not piece.endswith(":") and piece[0].isupper()
        torn = _FULL_STOP.search(draft.pieces[i - 2]) and any(line[0].islower() for line in draft.pieces[i + 1 : i + 8])
        if unfinished and not torn:
            form = any(why == "sign-up form" for _, why in phrases[i : i + 5])
            draft.why[i - 1] = "sign-up form" if form else "call to action"


def _look_again(draft: _Draft) -> None:
    """So little is kept that the article may be a short one: keep plain sentences of which the model is unsure."""
    for i, piece in enumerate(draft.pieces):
        plain = piece.count(" ") > 5 and not draft.units.phrases[i][0] and bool(_FULL_STOP.search(piece))
        if draft.why[i] == "?" and plain and draft.logits[i] > _UNSURE:
            draft.why[i] = ""


def _is_article(draft: _Draft, config: Reading) -> bool:
    """False for pages of cookies, errors, forms or lists."""
    body = [draft.pieces[i] for i in draft.body]
    counts = [max(piece.count(" ") + 1, len(_HAN.findall(piece)) // 2) for piece in body]
    words = sum(counts)
    if words < config.min_words:
        return False
    if words > 250:
        return True
    told = [draft.units.phrases[i][1] in _NO_ARTICLE for i in draft.body]
    if sum(count for count, tells in zip(counts, told, strict=True) if tells) > config.furniture_share * words:
        return False
    full = sum(count > 5 and bool(_FULL_STOP.search(piece)) for count, piece in zip(counts, body, strict=True))
    return full >= 2 or words > 150


# --- headline and outlet --------------------------------------------------------------------------------------------


def _headline(draft: _Draft, config: Reading) -> tuple[headlines.Headline | None, str | None]:
    """The headline, and the outlet as far as the page names it. Other pieces that repeat the headline are set aside."""
    pieces, body = draft.pieces, draft.body
    place = headlines.find(pieces, body, reach=config.headline_reach)
    first = next((i for i in body if _FULL_STOP.search(pieces[i])), body[0])
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
        outlet = headlines.masthead(pieces[: min(top, 4)]) if top <= 8 else None
        outlet = outlet or headlines.rights_holder(pieces[-60:])
    return headline, outlet


def _repeats(piece: str, own: frozenset[str], bare: str) -> bool:
    """True if a piece says the headline again, or holds it and little more, the outlet's name perhaps."""
    said = headlines.word_set(piece)
    if headlines.sameness(own, said) >= 0.7:
        return True
    return len(own) > 3 and own <= said and len(said) <= len(own) + 8 and bare in headlines.plain(piece)


def _byline(draft: _Draft, headline: headlines.Headline | None, first: int) -> str | None:
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


def _dates(draft: _Draft, headline: headlines.Headline | None, body: list[int]) -> tuple[DateHint, ...]:
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


def _credit_lines(draft: _Draft) -> tuple[str, ...]:
    """Asides that may say where the text was taken from; one that ends with a colon, with what follows it."""
    found: list[str] = []
    for i, piece in enumerate(draft.pieces):
        if draft.why[i] in ("", "headline", "menu"):
            continue
        if asides.may_credit(piece):
            following = draft.pieces[i + 1] if piece.endswith(":") and i + 1 < len(draft.pieces) else ""
            found.append(f"{piece} {following}".strip() if len(following) < 300 else piece)
    return tuple(found)


def _confidence(draft: _Draft) -> float:
    """How likely what is kept has an F1 of .9 or above: the F1 that the model's own odds let expect, calibrated."""
    odds = 1 / (1 + np.exp(-draft.logits.astype(np.float64)))
    weight = np.minimum([len(piece) for piece in draft.pieces], 400) + 20
    kept = np.array([not why for why in draft.why])
    expected = 2 * (odds * weight)[kept].sum() / max(1e-9, weight[kept].sum() + (odds * weight).sum())
    return float(np.interp(expected, _EXPECTED, _SURE))


# --- reasons and blocks ---------------------------------------------------------------------------------------------


def _name_reasons(draft: _Draft, headline: headlines.Headline | None, *, first: int, last: int) -> None:
    """A reason for each piece set aside: by its own words, else by the heading above it and by where it stands."""
    top = headline.piece if headline and headline.piece < first else first
    heading = ""
    for i, piece in enumerate(draft.pieces):
        why = draft.why[i]
        if why != "?":
            heading = ""
            continue
        own = asides.reason(piece, draft.units.phrases[i])
        if not own and i < min(top, 3):
            name = headlines.masthead(draft.pieces[i : min(top, i + 2)])
            own = "masthead" if name and name in piece else ""
        if own:
            heading = own if own in _GOVERNS and len(piece) < 80 else ""
        draft.why[i] = own or heading or _by_place(piece, i, top, first, last)


def _by_place(piece: str, i: int, top: int, first: int, last: int) -> str:
    if i < top or i > last:
        return "menu" if len(piece) < 60 else "other text"
    if i < first and len(piece) > 50:
        return "summary"
    return "page furniture"


def _blocks(draft: _Draft, headline: headlines.Headline | None) -> list[Block]:
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
                apart = draft.units.ends[i - 1] < draft.units.starts[i] and piece[0] not in _NO_SPACE_BEFORE
                drafts[-1][2].extend((" " if apart else "", piece))
            else:
                unfinished = before >= 0 and not _FULL_STOP.search(draft.pieces[before]) and piece[0].islower()
                continues = (same_line or unfinished) and drafts[-1][0] == "aside"
                drafts.append(("body", "", [piece], continues))
            before = i
    return [
        Block(text="".join(parts), role=role, reason=why, continues=continues) for role, why, parts, continues in drafts
    ]
