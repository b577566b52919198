"""What each line of a page is for: the headline, and the reasons for which the others are set aside.

Works on lines that an extractor has been marked on. Gives every line that is not the article a reason in a reader's
words; decides nothing about which lines are the article.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import takewhile

from retold.boilerplate.asides import byline, is_date_line, phrase_reasons
from retold.boilerplate.asides import may_credit as words_credit
from retold.intake.bylines import authors, is_by
from retold.intake.furniture import is_appeal, is_paywall
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
# A wrapper's name says less than the line's own words.
_WRAPPERS = frozenset({"article details", "credit", "dialog", "footer", "header", "masthead", "menu", "sidebar"})
_BOX_WORDS = 70
_LONGEST_LINE = 300
_SHORT_LINE = 160
_PARAGRAPH = 90
_TELLING_PHRASE = 12
# "See also:" before a link: a part of the line, but not all of it.
_SOME, _MOST = 0.5, 0.95
_LONGEST_SOURCE = 60
_QUOTATION = " \"'“”‘’«»„"
_LONGEST_SIGN = 20
#: Lines in which an article says who wrote it and when, and characters that it has at least.
_OPENING = 4
_LEAST_ARTICLE = 300
_OPENING_KINDS = frozenset({"byline", "caption", "date line", "photo credit", "share line"})
RELATED = "related headlines"


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


def another_article(lines: Sequence[Line], taken: Sequence[bool], headline: int | None) -> int:
    """Where the next article of an endless page begins: `<article>`, a heading, who wrote it and when; else the end."""
    first = headline if headline is not None else first_paragraph(lines, taken)
    own = lines[first].article if first < len(lines) else 0
    size = 0
    before = own
    for index, line in enumerate(lines[first:], first) if own else ():
        if line.article == own and taken[index]:
            size += len(line.text)
        elif line.article not in (0, own, before) and size >= _LEAST_ARTICLE:
            opening = lines[index : index + _OPENING]
            signed = any(is_signed(one.text) or is_date_line(one.text) for one in opening if one.linked < 0.5)
            if signed and any(one.tag in ("h1", "h2", "h3") and one.linked < 0.5 for one in opening):
                return index
        before = line.article
    return len(lines)


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


def reason(line: Line, *, place: str, headlines: Collection[str]) -> str:
    """Why the line is no part of the article; `place` is "above", "inside" or "below" it.

    `headlines` are the keys (`titles.key`) of the headline and the title.
    """
    for headline in headlines:
        if line.text[0].isalnum() and not headline.startswith(line.text[0].casefold()):
            continue
        # Folding case makes three letters of one at most.
        if 3 * len(line.text) >= len(headline) and len(own := key(line.text)) > 8 and own.startswith(headline):
            return "repeated headline"
    told = _most_telling(line.reasons)
    if told is not None and told not in _WRAPPERS:
        return told
    if (words := _by_words(line.text) or told) is not None:
        return words
    if line.linked > 0.8:
        return "menu" if place == "above" else "related headlines"
    return {"above": "above the article", "below": "below the article"}.get(place, "between the paragraphs")


@lru_cache(maxsize=8192)
def _most_telling(reasons: tuple[str, ...]) -> str | None:
    return next((name for name in _TELLING if name in reasons), reasons[-1]) if reasons else None


def trim(lines: Sequence[Line], body: list[bool]) -> None:
    """Takes furniture off both ends of the body: lines whose own words say that they are no part of an article."""
    _cut_appeal(lines, body)
    lead = first_paragraph(lines, body)
    for index, line in enumerate(lines):
        if body[index] and ((index < lead and _is_opening(line)) or _points_on(line)):
            body[index] = False
    places = [index for index, chosen in enumerate(body) if chosen]
    for index in [index for index in places if "pull quote" in lines[index].reasons]:
        quoted = lines[index].text.strip(_QUOTATION)
        body[index] = not any(other != index and quoted in lines[other].text for other in places)
    places = [index for index in places if body[index]]
    for ordered, names_source in ((places, is_source_line), (places[::-1], lambda _: False)):
        for index in ordered:
            text = lines[index].text
            furniture = len(text) <= _LONGEST_LINE and (
                _by_words(text) in _FURNITURE
                or (len(text) < _LONGEST_SOURCE and _by_phrase(text) == "credit line")
                or "video player" in lines[index].reasons
                or is_paywall(text)
            )
            if not furniture and not names_source(text):
                break
            body[index] = False


def _is_opening(line: Line) -> bool:
    """True for what stands between a standfirst and the first paragraph: who, when, what the picture shows."""
    if len(line.text) >= _SHORT_LINE or line.tag.startswith("h"):
        return False
    return not _OPENING_KINDS.isdisjoint((*line.reasons[-1:], _by_words(line.text)))


def _points_on(line: Line) -> bool:
    """True for "See also: Talks resume", of which a part is a link."""
    some = _SOME <= line.linked < _MOST and len(line.text) <= _LONGEST_LINE
    return some and _by_words(line.text) == "related headlines"


def _cut_appeal(lines: Sequence[Line], body: list[bool]) -> None:
    """Takes off a small box at the end that asks to pay; a larger one of that name holds the article's own end."""
    places = [index for index, chosen in enumerate(body) if chosen]
    box = list(takewhile(lambda index: "paywall" in lines[index].reasons, reversed(places)))
    texts = [lines[index].text for index in box]
    if (
        len(box) < len(places)
        and sum(len(text.split()) for text in texts) <= _BOX_WORDS
        and any(map(is_paywall, texts))
    ):
        for index in box:
            body[index] = False


def is_source_line(text: str) -> bool:
    """True for a short line above the first paragraph that says where the text is from: "From our wire"."""
    return len(text) < _PARAGRAPH and _SOURCE_LINE.match(text) is not None and words_credit(text)


def may_credit(line: Line) -> bool:
    """True for a line outside of the article that may say where the text is from; captions credit pictures."""
    if "caption" in line.reasons or len(line.text) > _LONGEST_LINE:
        return False
    told = {"byline", "author box"} & set(line.reasons) or is_signed(line.text)
    if told or words_credit(line.text):
        return True
    return (":" in line.text or "：" in line.text) and _by_phrase(line.text) in ("credit line", "repost line")


@lru_cache(maxsize=8192)
def is_signed(text: str) -> bool:
    """True for "By Jane Doe", and for names behind such a word and a colon in any script."""
    return byline(text) is not None or (
        ":" in text[:_LONGEST_SIGN] and is_by(text.partition(":")[0]) and bool(authors(text))
    )


def _by_phrase(text: str) -> str:
    return max(phrase_reasons(text), default=(0, ""))[1]


@lru_cache(maxsize=8192)
def _by_words(text: str) -> str | None:
    """The reason that a line's own words give; a phrase says little in the midst of a long line."""
    if len(text) < _SHORT_LINE:
        if is_date_line(text):
            return "date line"
        if is_signed(text):
            return "byline"
    if is_source_line(text):
        return "credit line"
    if is_appeal(text):
        return "call to action"
    length, why = max(phrase_reasons(text), default=(0, ""))
    if why and (length >= _TELLING_PHRASE or len(text) < _SHORT_LINE):
        return why
    return "paywall" if is_paywall(text) else None
