"""Which pieces of a flattened page are kept: the models' odds, then rules where a whole sentence or list is at stake.

The order of a page says much (furniture, article, furniture), so the likeliest division of the page is taken, not each
unit by itself. Why a piece is set aside is told only where that is the reason; the others get theirs later.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from retold.boilerplate import asides
from retold.boilerplate.headlines import FULL_STOP
from retold.boilerplate.keeping import wanted
from retold.boilerplate.models import Models
from retold.boilerplate.signs import CLASS_BIT, Flags, Floats
from retold.boilerplate.units import LIST, Units, cut
from retold.config import Reading

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: Does not follow a blank when fragments of a line are put together again.
NO_SPACE_BEFORE: Final = ",.;:!?%)]”’»…"
_ADDRESS = re.compile(
    r"\b(?:you|your|we|(?-i:us)|our|vous|votre|nous|sie|ihre?n?|uns|usted|su|tu|voi|você|je|uw|вас|вы|нас)\b",
    re.IGNORECASE,
)
#: Odds (logit) that are lost where an article begins, where furniture interrupts it or it goes on, and where it ends.
_BEGINS: Final = 0.5
_TURNS: Final = 0.5
_ENDS: Final = 0.25
#: A unit's odds count as much more as it has words, up to so many.
_MOST_WORDS: Final = 30
#: Below these odds (logit) no sentence is kept that reports what somebody said, whatever it is about.
_DOUBTED: Final = -2.5
#: So many pieces below the last one kept may hold the article's last sentences.
_BELOW: Final = 8
#: Below these odds (logit) a piece is no part of an article, not even of a short one.
_UNSURE: Final = -1.2
#: ... and below these if the page has few sentences, up to so many pieces.
_HOPELESS: Final = -3.0
_FEW: Final = 12
#: Expected F1, and the share of public pages with about that much whose F1 was .9 or above (bench/measures).
_EXPECTED: Final = (0.0, 0.6, 0.75, 0.85, 0.9, 0.93, 0.952, 0.97, 1.0)
_SURE: Final = (0.0, 0.06, 0.17, 0.3, 0.5, 0.64, 0.77, 0.9, 0.97)
#: What a page consists of that holds no article.
_NO_ARTICLE: Final = frozenset(
    {"cookie notice", "sign-in form", "error page", "sign-up form", "legal line", "copyright line"}
)
_NEVER_BODY: Final = frozenset({"repost line", "sign-up form", "call to action", "cookie notice", "copyright line"})


@dataclass(slots=True)
class Draft:
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


def take_apart(text: str, *, config: Reading, models: Models) -> Draft | None:
    """What is kept of a page, before it is asked whether that is an article; None for a page without any text."""
    units = cut(text, joints=models.joints)
    if not len(units):
        return None
    pieces = [_joined(piece) for piece in units.texts()]
    logits = wanted(units, models=models)
    words = np.array([piece.count(" ") + 1 for piece in pieces], np.float32)
    draft = Draft(
        units,
        pieces,
        logits,
        ["" if kept else "?" for kept in (likeliest(logits, words) & (logits > _UNSURE)).tolist()],
    )
    _smooth(draft)
    _set_lists_aside(draft)
    _set_furniture_aside(draft)
    _bridge(draft)
    _look_again(draft, config)
    return draft


def _joined(piece: str) -> str:
    """A unit on one line."""
    if "\n" not in piece:
        return piece
    head, *rest = (part.strip() for part in piece.split("\n"))
    for part in rest:
        if part:
            head += part if part[0] in NO_SPACE_BEFORE or part[:2] in ("'s", "’s") else " " + part
    return head


def likeliest(logits: Floats, words: Floats) -> Flags:
    """The units of the article, if a page is furniture, article (interrupted by furniture or not), furniture.

    The division with the greatest sum of odds, less what its turns cost (Viterbi's algorithm).
    """
    gains = (np.clip(logits, -4, 4) * (0.5 + np.minimum(words, _MOST_WORDS) / 15)).tolist()
    before, inside, island, after = 0.0, float("-inf"), float("-inf"), float("-inf")
    #: For each unit and state (before, inside, island, after), the state of the unit above.
    origins: list[tuple[int, int, int, int]] = []
    for gain in gains:
        starts = max((inside, 1), (before - _BEGINS, 0), (island - _TURNS, 2))
        turns = max((island, 2), (inside - _TURNS, 1))
        closes = max((after, 3), (inside - _ENDS, 1))
        origins.append((0, starts[1], turns[1], closes[1]))
        inside, island, after = starts[0] + gain, turns[0], closes[0]
    state = max((before, 0), (inside, 1), (after, 3))[1]
    out = np.zeros(len(gains), np.bool_)
    for i in range(len(gains) - 1, -1, -1):
        out[i] = state == 1
        state = origins[i][state]
    return out


def _smooth(draft: Draft) -> None:
    """Keep what a sentence would be cut without: a short piece in a kept line, the beginning of a kept end."""
    lines, why, pieces = draft.units.lines, draft.why, draft.pieces
    for i in range(1, len(pieces) - 1):
        if why[i] and not why[i - 1] and lines[i - 1] == lines[i] == lines[i + 1] and not why[i + 1]:
            short = len(pieces[i]) < 80 and not draft.units.phrases[i][0]
            if short or draft.logits[i] > -0.5:
                why[i] = ""
    for i in range(1, len(pieces)):
        plain = len(pieces[i]) > 100 and not draft.units.phrases[i][0] and bool(FULL_STOP.search(pieces[i]))
        if why[i] and not why[i - 1] and plain and draft.logits[i] > -1:
            why[i] = ""
    last = -1
    for i, piece in enumerate(pieces):
        if why[i]:
            continue
        listed = i + 1 < len(pieces) and draft.units.phrases[i + 1][0] == LIST
        if piece[0].islower() and not listed and i - last > 1 and (last < 0 or FULL_STOP.search(pieces[last])):
            for k in range(last + 1, i):
                plain = len(pieces[k]) > 25 and not draft.units.phrases[k][0] and not FULL_STOP.search(pieces[k])
                if plain and draft.logits[k] > -2:
                    why[k] = ""
                    break
        last = i


def _set_lists_aside(draft: Draft) -> None:
    """An enumeration of countries is out, whatever the model says of it; another one unless the model is sure."""
    for i, (length, why) in enumerate(draft.units.phrases):
        if length == LIST and (why == "list of countries" or draft.logits[i] < 1):
            draft.why[i] = why


def _set_furniture_aside(draft: Draft) -> None:
    """Short pieces that address the reader, what stands under "Read more:", and lines of a date or name at the top."""
    heading = False  # a heading of related articles stands above
    first = True
    for i, piece in enumerate(draft.pieces):
        full = bool(FULL_STOP.search(piece))
        length, told = draft.units.phrases[i]
        short = len(piece) < 160
        if told == "related headlines" and short and not full and 3 * length > len(piece):
            heading = True
        elif full or not short:
            heading = False
        if draft.why[i]:
            continue
        if draft.logits[i] < 0 and len(piece) <= 1.25 * length and length != LIST:
            draft.why[i] = "?"  # a phrase of a site's furniture and no more
        elif short and not full and (heading or (first and (asides.is_date_line(piece) or asides.byline(piece)))):
            draft.why[i] = "related headlines" if heading else "?"
        elif told == "related headlines" and length >= 6 and short and not full and draft.logits[i] < 1:
            draft.why[i] = told
        elif told in _NEVER_BODY and length >= 6 and short and draft.logits[i] < 3:
            draft.why[i] = "?" if not full or _ADDRESS.search(piece) else ""
        first = first and bool(draft.why[i] or not full)
    _pull_neighbours(draft)


def _pull_neighbours(draft: Draft) -> None:
    """An appeal takes the unfinished short line above it along: it is its heading."""
    phrases, size = draft.units.phrases, len(draft.pieces)
    for i in range(size - 1, 1, -1):
        piece = draft.pieces[i - 1]
        appeals = draft.why[i] and (phrases[i][0] == LIST or phrases[i][1] in _NEVER_BODY)
        settled = draft.why[i - 1] not in ("", "?") or phrases[i - 1][0] > 0
        if not appeals or settled or len(piece) > 120 or draft.logits[i - 1] > 3:
            continue
        capital = piece[0].isupper() or (phrases[i][0] == LIST and len(piece) < 40)
        unfinished = capital and not FULL_STOP.search(piece) and not piece.endswith(":")
        goes_on = any(draft.pieces[k][0].islower() and not draft.why[k] for k in range(i + 1, min(i + 8, size)))
        torn = FULL_STOP.search(draft.pieces[i - 2]) and goes_on
        if unfinished and not torn:
            form = any(why == "sign-up form" for _, why in phrases[i : i + 5])
            draft.why[i - 1] = "sign-up form" if form else "call to action"


def _bridge(draft: Draft) -> None:
    """Keep plain sentences among what is kept, or right below it, that are about the same and not clearly furniture."""
    body, signs = draft.body, draft.units.signs
    if not body:
        return
    kept = np.array([not why for why in draft.why])
    unit = np.searchsorted(draft.units.starts, signs.places, "right") - 1
    held = np.zeros(len(signs.distinct), np.bool_)
    held[signs.ids[signs.content & kept[unit]]] = True
    size = len(draft.pieces)
    own = np.bincount(unit[signs.content], minlength=size)
    shared = np.bincount(unit[signs.content & held[signs.ids]], minlength=size)
    reports = np.bincount(unit[(signs.bits & CLASS_BIT["say"]) > 0], minlength=size)
    for i in range(max(0, body[0] - _BELOW), min(body[-1] + _BELOW, size)):
        piece = draft.pieces[i]
        length, told = draft.units.phrases[i]
        if i > body[-1] and told in ("comments", "author box") and len(piece) < 80:
            break
        doubted = draft.logits[i] < (_DOUBTED if reports[i] else _UNSURE)
        if draft.why[i] != "?" or length or doubted or piece.count(" ") < 7:
            continue
        about = shared[i] >= 2 and (shared[i] >= 0.25 * own[i] or reports[i])
        about = (about or (body[0] < i < body[-1] and draft.logits[i] > -0.5)) and (i > body[0] or len(piece) > 100)
        if about and FULL_STOP.search(piece) and not _ADDRESS.search(piece) and not piece[0].islower():
            draft.why[i] = ""


def _look_again(draft: Draft, config: Reading) -> None:
    """The article may be a short one if little is kept: keep plain sentences of which the models are unsure.

    So where the page says hardly more in sentences; of the little that is kept, even against the odds, unless a
    sentence addresses the reader.
    """
    body, pieces = draft.body, draft.pieces
    little = sum(pieces[i].count(" ") + 1 for i in body) < config.second_look_words
    plain = [
        i
        for i, piece in enumerate(pieces)
        if piece.count(" ") > 5 and not draft.units.phrases[i][0] and FULL_STOP.search(piece)
    ]
    few = len(plain) <= _FEW and any(draft.logits[i] > 0 for i in plain)
    for i in plain if little or few else ():
        least = _HOPELESS if little and few and not _ADDRESS.search(pieces[i]) else _UNSURE
        if draft.why[i] == "?" and draft.logits[i] > least:
            draft.why[i] = ""


def is_article(draft: Draft, config: Reading) -> bool:
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
    full = sum(count > 5 and bool(FULL_STOP.search(piece)) for count, piece in zip(counts, body, strict=True))
    return full >= 2 or words > 150


def confidence(draft: Draft) -> float:
    """How likely what is kept has an F1 of .9 or above: the F1 that the model's own odds let expect, calibrated."""
    odds = 1 / (1 + np.exp(-draft.logits.astype(np.float64)))
    weight = np.minimum([len(piece) for piece in draft.pieces], 400) + 20
    kept = np.array([not why for why in draft.why])
    expected = 2 * (odds * weight)[kept].sum() / max(1e-9, weight[kept].sum() + (odds * weight).sum())
    return float(np.interp(expected, _EXPECTED, _SURE))
