"""Why a piece of a page is no part of its article, in words for a reader.

`reason` looks at one piece alone; `lists` finds enumerations that go over several pieces. Neither decides what is kept,
but an enumeration never is an article's own text.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from retold.knowledge import table, words

_WORD = re.compile(r"\w+")
_YEAR = r"(?:19|20)\d\d"
_NAMED_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|mär|juin|juil|août|aoû|déc|okt|dez|ene|abr|ago|dic|gen|mag|giu|"
    r"lug|set|ott|fev|out|maart|mei|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|лист|груд|styc|lut|kwi|maj|cze|lip|sie|wrz|paź|"
    r"lis|gru|ιαν|φεβ|μαρ|απρ|μαΐ|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|"
    r"أكتوبر|نوفمبر|ديسمبر|ocak|şub|nisan|haz|tem|ağu|eyl|eki|kas|ara)\w{0,9}\.?"
)
#: A full date, in digits or with the month's name in one of the larger languages.
DATE: Final = re.compile(
    rf"\b{_YEAR}[-/.年]\s?\d{{1,2}}[-/.月]\s?\d{{1,2}}|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:{_YEAR}|\d\d)\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+)?{_NAMED_MONTH},?\s+(?:de\s+)?{_YEAR}\b"
    rf"|\b{_NAMED_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
    re.IGNORECASE,
)
#: "©" but where it is half of a letter that was decoded wrongly ("cafÃ©"); "Â©" is itself so decoded.
RIGHTS_MARK: Final = re.compile(r"(?<![ãäåðñøùÃÄÅÐÑØÙ])©")
_INITIALS_END = re.compile(r"\w\.\w\.$")
_DIGIT = re.compile(r"\d")
_AGO = re.compile(r"\b\d+\s+(?:min(?:ute)?s?|hours?|days?|weeks?|months?)\s+ago\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?i:by|von|par|por|di|door|af|av|autor:?|author:?|автор:?|written by|reported by|story by|text:)\s+"
    r"(?P<name>[^\W\d_a-zà-ÿ][\w.'’-]*(?:\s+(?:(?:and|und|et|y|e|de|van|von|der|al|el|bin|la|le|&)\s+)*[^\W\d_a-zà-ÿ][\w.'’-]*){0,7})"
)
_CREDIT = re.compile(
    r"\b(?:view original|original (?:post|article|story)|source|sources|quelle|fuente|fonte|via|courtesy|originally "
    r"(?:published|appeared)|first (?:published|appeared)|read the original|associated press|reuters|agence france|afp|"
    r"copyright|all rights reserved|contributed to this|with (?:agencies|inputs? from)|agencies|xinhua|dpa|republished|"
    r"syndicated|wire)\b|(?<![ÃÅÐÑãåðñ])©|\((?:AP|AFP|UPI|DPA|EFE|ANSA)\)",
    re.IGNORECASE,
)
_CREDIT_TOKEN = re.compile(r"\w+|(?<![ÃÅÐÑãåðñ])©")
_CREDIT_WORDS: Final = frozenset(
    {"original", "originally", "first", "source", "sources", "quelle", "fuente", "fonte", "via", "courtesy", "press"}
    | {"reuters", "agence", "afp", "ap", "upi", "dpa", "efe", "ansa", "xinhua", "copyright", "rights", "contributed"}
    | {"agencies", "input", "inputs", "republished", "syndicated", "wire", "©"}
)
#: A short phrase tells a piece of up to this many characters; in a longer one it may be said in passing.
_TELLING: Final = 240


@cache
def triggers() -> dict[str, tuple[tuple[str, str], ...]]:
    """The longest word of each phrase, to the phrases that it may be part of; longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, why in (row[:2] for row in table("furniture")):
        parts = _WORD.findall(phrase) or [phrase]
        found.setdefault(max(parts, key=len), []).append((phrase, why))
    return {word: tuple(sorted(options, key=lambda o: -len(o[0]))) for word, options in found.items()}


@cache
def _country_words() -> frozenset[str]:
    return frozenset(word for name in words("countries") for word in _WORD.findall(name.casefold()))


def find_date(text: str) -> re.Match[str] | None:
    """The first full date, or "3 hours ago"."""
    return (DATE.search(text) or _AGO.search(text)) if _DIGIT.search(text) else None


@lru_cache(maxsize=8192)
def is_date_line(text: str) -> bool:
    """True for a line that says hardly more than a date."""
    match = find_date(text)
    return bool(match) and len(_WORD.findall(text)) - len(_WORD.findall(match[0] if match else "")) <= 8


@lru_cache(maxsize=8192)
def byline(text: str) -> str | None:
    """The name in "By Jane Doe", if the text is a byline."""
    match = _BYLINE.match(text)
    if not match or len(text) > 160 or not match["name"][0].isupper():
        return None
    return DATE.split(match["name"])[0].strip() or None


def may_credit(text: str) -> bool:
    """True for a line that may say where a text was taken from."""
    return (
        len(text) < 400
        and not _CREDIT_WORDS.isdisjoint(_CREDIT_TOKEN.findall(text.casefold()))
        and bool(_CREDIT.search(text))
    )


def phrase_reasons(text: str) -> list[tuple[int, str]]:
    """(length of the phrase, reason) for each phrase of the site's furniture in `text`."""
    return list(_phrases(text))


@lru_cache(maxsize=8192)
def _phrases(text: str) -> tuple[tuple[int, str], ...]:
    """The same: a page is asked for the same lines more than once."""
    low = text.lower()
    found = [phrase_with(word, low) for word in triggers().keys() & _WORD.findall(low)]
    if RIGHTS_MARK.search(low):
        found.append((30, "copyright line"))
    return tuple(one for one in found if one[0])


def phrase_with(word: str, low: str) -> tuple[int, str]:
    """The longest phrase in the lower-case text `low` that `word` triggers, with its reason; (0, "") for none."""
    for phrase, why in triggers()[word]:
        at = low.find(phrase)
        if at >= 0 and not low[at - 1 : at].isalpha() and not low[at + len(phrase) : at + len(phrase) + 1].isalpha():
            return len(phrase), why
    return 0, ""


def reason(text: str, phrase: tuple[int, str]) -> str:
    """The reason for a piece by its own words, of which `phrase` is the most telling; "" if they tell nothing."""
    if len(text) < 160:
        if is_date_line(text):
            return "date line"
        if byline(text):
            return "byline"
    length, why = phrase
    return why if length >= 12 or len(text) < _TELLING else ""


# --- enumerations ---------------------------------------------------------------------------------------------------


def list_reason(text: str) -> str:
    """ "list of countries" or "list" for a text that is an enumeration without sentences, else ""."""
    if text.rstrip()[-1:] in '.!?”"…' or text.count(" ") < 14:
        return ""
    found = _WORD.findall(text)
    if not found:
        return ""
    capital = sum(word[0].isupper() or word[0].isdigit() for word in found) / len(found)
    if capital < 0.7 or text.rstrip()[-1:] in '.!?”"':
        return ""
    countries = _country_words()
    if sum(word.casefold() in countries for word in found) >= 0.7 * len(found):
        return "list of countries"
    return "list" if capital >= 0.8 and text.count(",") < len(found) / 6 else ""


def lists(pieces: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first, one past the last, reason) of runs of twelve or more short pieces nearly in alphabetical order."""
    out: list[tuple[int, int, str]] = []
    start = 0
    for i in range(len(pieces) + 1):
        if i < len(pieces) and _is_entry(pieces[i]):
            continue
        if i - start >= 12:
            out += _rising(pieces, start, i)
        start = i + 1
    return out


def _is_entry(piece: str) -> bool:
    """True for a short line that begins like a name and is no sentence; "Virgin Islands, U.S." is none."""
    return len(piece) < 60 and not piece[0].islower() and (piece[-1] not in ".!?" or bool(_INITIALS_END.search(piece)))


def _rising(pieces: Sequence[str], start: int, end: int) -> list[tuple[int, int, str]]:
    """The longest stretches in which at most one in six steps goes back in the alphabet."""
    folded = [piece.casefold() for piece in pieces[start:end]]
    out: list[tuple[int, int, str]] = []
    first = last = steps_back = 0
    for i in range(1, len(folded) + 1):
        if i < len(folded):
            steps_back += folded[i] < folded[i - 1]
        if i == len(folded) or steps_back > 1 + (i - first) / 8:
            last = i
            if last - first >= 12:
                run = folded[first:last]
                countries = {name.casefold() for name in words("countries")}
                named = sum(piece in countries for piece in run) >= 0.6 * len(run)
                out.append((start + first, start + last, "list of countries" if named else "list"))
            first, steps_back = i, 0
    return out
