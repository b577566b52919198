"""What each line of a page is for: the headline, and the reasons for which the others are set aside.

Works on lines that an extractor has been marked on. Gives every line that is not the article a reason in a reader's
words; decides nothing about which lines are the article.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from retold.boilerplate.asides import byline, is_date_line, phrase_reasons
from retold.boilerplate.asides import may_credit as words_credit
from retold.intake.furniture import is_appeal
from retold.intake.titles import key
from retold.intake.visible import Line

# Where several reasons hold, the one that tells a reader most. Those not named here come after, innermost first.
_TELLING = (
    "cookie notice",
    "comments",
    "list of choices",
    "sign-up form",
    "paywall",
    "form",
    "related headlines",
    "share line",
    "advertisement",
    "call to action",
    "video player",
    "caption",
    "pull quote",
    "tags",
    "byline",
    "date line",
    "author box",
    "menu",
    "dialog",
    "footer",
    "masthead",
    "header",
)
# Reasons by a line's words that are believed at the ends of the body against the extractors; inside it, articles
# speak of newsletters, cookies and shares themselves (measured on the public pages).
_FURNITURE = (
    "advertisement",
    "byline",
    "cookie notice",
    "copyright line",
    "date line",
    "legal line",
    "photo credit",
    "reading time",
    "related headlines",
    "repost line",
    "share line",
    "sign-in form",
    "sign-up form",
)
# "From our wire", "Compiled by our staff and agencies": no sentence, and no dateline, which ends in a dash.
_SOURCE_LINE = re.compile(
    r"(?:from|by|with|via|source|sources|courtesy|compiled|staff|agencies|wire)\b.*\w$", re.I | re.S
)
_LONGEST_LINE = 300
_SHORT_LINE = 160
_PARAGRAPH = 90
_TELLING_PHRASE = 12


def find_headline(lines: Sequence[Line], taken: Sequence[bool], title: str | None) -> int | None:
    """Place of the headline among the lines: like the title, marked as a heading, near the body; None if not shown."""
    first = first_paragraph(lines, taken)
    wanted = frozenset(re.findall(r"\w+", (title or "").casefold()))
    best: tuple[float, int] | None = None
    for index, line in enumerate(lines[: first + 4]):
        if line.hidden or len(line.text) > 400:
            continue
        score = _headline_score(line, wanted)
        if score >= 1.0 and (best is None or score >= best[0]):
            best = score, index
    return best[1] if best is not None else None


def first_paragraph(lines: Sequence[Line], taken: Sequence[bool]) -> int:
    """Place of the first line of the article that is long enough for a paragraph, else of the first at all."""
    places = [index for index, body in enumerate(taken) if body]
    long = (index for index in places if len(lines[index].text) >= _PARAGRAPH)
    return next(long, places[0] if places else len(lines))


def _headline_score(line: Line, wanted: frozenset[str]) -> float:
    own = frozenset(re.findall(r"\w+", line.text.casefold()))
    if not own:
        return 0.0
    alike = len(own & wanted) / len(own | wanted) if wanted else 0.0
    if wanted and alike < 0.4:
        return 0.0
    level = {"h1": 1.0, "h2": 0.4, "h3": 0.2}.get(line.tag, 0.0)
    blemish = 0.6 if {"menu", "related headlines", "share line", "form", "footer"} & set(line.reasons) else 0.0
    if line.linked > 0.8 and level < 1.0:
        blemish += 0.3
    return 2 * alike + level - blemish + (0.0 if wanted or level < 1.0 else 0.5)


def reason(line: Line, *, place: str, headline: str | None, title: str | None) -> str:
    """Why the line is no part of the article; `place` is "above", "inside" or "below" it."""
    own = key(line.text)
    if len(own) > 8 and any(shown is not None and own.startswith(key(shown)) for shown in (headline, title)):
        return "repeated headline"
    words = _by_words(line.text)
    if line.reasons:
        known = set(line.reasons)
        told = next((name for name in _TELLING if name in known), line.reasons[-1])
        # A wrapper's name says less than the line's own words.
        if told in ("header", "footer", "masthead", "dialog", "article details", "sidebar", "menu"):
            return words or told
        return told
    if words is not None:
        return words
    if line.linked > 0.8:
        return "menu" if place == "above" else "related headlines"
    return {"above": "above the article", "below": "below the article"}.get(place, "between the paragraphs")


def trim(lines: Sequence[Line], body: list[bool]) -> None:
    """Takes furniture off both ends of the body: lines whose own words say that they are no part of an article."""
    places = [index for index, chosen in enumerate(body) if chosen]
    for ordered, names_source in ((places, is_source_line), (places[::-1], lambda _: False)):
        for index in ordered:
            text = lines[index].text
            furniture = len(text) <= _LONGEST_LINE and (
                _by_words(text) in _FURNITURE or "video player" in lines[index].reasons
            )
            if not furniture and not names_source(text):
                break
            body[index] = False


def is_source_line(text: str) -> bool:
    """True for a short line above the first paragraph that says where the text is from: "From our wire"."""
    return len(text) < _PARAGRAPH and _SOURCE_LINE.match(text) is not None and words_credit(text)


def may_credit(line: Line) -> bool:
    """True for a line outside of the article that may say where the text is from; captions credit pictures."""
    if "caption" in line.reasons or len(line.text) > _LONGEST_LINE:
        return False
    told = {"byline", "author box"} & set(line.reasons) or byline(line.text) is not None
    return bool(told) or words_credit(line.text)


@lru_cache(maxsize=8192)
def _by_words(text: str) -> str | None:
    """The reason that a line's own words give; a phrase says little in the midst of a long line."""
    if len(text) < _SHORT_LINE:
        if is_date_line(text):
            return "date line"
        if byline(text) is not None:
            return "byline"
    if is_source_line(text):
        return "credit line"
    if is_appeal(text):
        return "call to action"
    length, why = max(phrase_reasons(text), default=(0, ""))
    return why if why and (length >= _TELLING_PHRASE or len(text) < _SHORT_LINE) else None
