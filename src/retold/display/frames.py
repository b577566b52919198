"""The words around the quotations of an edition, in the reader's language: labels, counts and days.

What is quoted is never translated. A language without words of its own in the table gets an English frame, days and
all, so that a frame is always of one language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from retold.display.quoting import Direction, direction, isolated, tidy
from retold.knowledge import table
from retold.types import Period


@dataclass(frozen=True, slots=True)
class Frame:
    """A language to frame an edition in."""

    #: BCP 47 tag of the words: "de-AT" has the words of "de" and the days of Austria.
    language: str
    direction: Direction

    @property
    def primary(self) -> str:
        """The language without its country."""
        return self.language.partition("-")[0]

    def say(self, key: str, **values: object) -> str:
        """The words of the table under this key, with values put in."""
        words = _words(self.primary)[key]
        return words.format_map(values) if values else words

    def counted(self, key: str, number: int) -> str:
        """ "1 outlet", "5 outlets", in the plural form that the language wants for the number."""
        forms = _words(self.primary)
        words = forms.get(f"{key} {_plural(self.language, number)}") or forms[f"{key} other"]
        return words.format(n=self.number(number))

    def number(self, value: int) -> str:
        """A whole number as the language groups it."""
        return str(value) if value < 1000 else _grouped(self.language, value)

    def listed(self, names: Iterable[str]) -> str:
        """Names one after the other, each kept from disordering the line."""
        return f"{self.say('comma')} ".join(self.isolated(name) for name in names)

    def isolated(self, text: str, language: str = "") -> str:
        """Words of others as part of a line of the frame."""
        clean = tidy(text)
        return isolated(clean, direction(clean, language), self.direction) if clean else ""

    def quoted(self, text: str) -> str:
        """Between the quotation marks of the language."""
        return f"{self.say('quote_open')}{text}{self.say('quote_close')}"

    def day(self, value: date) -> str:
        """ "Wednesday, 24 March 2021"."""
        return _day(self.language, value, "full")

    def short_day(self, value: date) -> str:
        """ "24 Mar"."""
        return _day(self.language, value, "short")

    def period(self, value: Period) -> str:
        """A stretch of time in words, no finer than days: "24 March 2021", "March 2021", "24–29 Mar 2021"."""
        first, after = value.earliest, value.latest
        if first is None or after is None:
            if first is not None:
                return self.say("after_day", day=self.day(first.date()))
            return self.say("before_day", day=self.day(after.date())) if after is not None else self.say("no_date")
        return _stretch(self.language, first.date(), max(first, after - timedelta(microseconds=1)).date())

    def label(self, text: str) -> str:
        """A label of ours in the frame's language: its phrases by the table, the words it quotes as they are."""
        return "; ".join(_label(self, part) for part in tidy(text).split("; "))


@lru_cache(maxsize=1024)
def frame(tag: str) -> Frame:
    """The frame for a language: the nearest for which there are words, else English."""
    language, *rest = tag.replace("_", "-").split("-")
    if language.lower() not in languages():
        return Frame("en", "ltr")
    from babel import Locale, UnknownLocaleError

    known = "-".join((language.lower(), *rest))
    try:
        locale = Locale.parse(known, sep="-")
    except (ValueError, UnknownLocaleError):
        known = language.lower()
        locale = Locale.parse(known)
    return Frame(known, "rtl" if locale.text_direction == "rtl" else "ltr")


@cache
def languages() -> frozenset[str]:
    """Primary tags of the languages that there are words for."""
    return frozenset(language for _, language, _ in table("mail_frames"))


@cache
def _words(language: str) -> dict[str, str]:
    return {key: words for key, of, words in table("mail_frames") if of == language}


def _locale(language: str) -> str:
    # Plain English is the world's (24 March 2021), as on the other pages; "en-US" is asked for by name.
    return "en_001" if language == "en" else language.replace("-", "_")


@lru_cache(maxsize=4096)
def _plural(language: str, number: int) -> str:
    from babel import Locale

    return Locale.parse(_locale(language)).plural_form(number)


@lru_cache(maxsize=4096)
def _grouped(language: str, number: int) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_locale(language))


@lru_cache(maxsize=4096)
def _day(language: str, value: date, form: str) -> str:
    from babel.dates import format_date, format_skeleton

    locale = _locale(language)
    if form == "short":
        midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - babel shifts an aware one to its zone
        return format_skeleton("MMMd", midnight, locale=locale)
    return format_date(value, form, locale=locale)


@lru_cache(maxsize=4096)
def _stretch(language: str, first: date, last: date) -> str:
    from babel.dates import format_date, format_interval

    locale = _locale(language)
    if first == last:
        return format_date(first, "long", locale=locale)
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return format_date(first, "LLLL y", locale=locale)
    if whole_months and first.month == 1 and last.month == 12:
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    return format_interval(first, last, "yMMMMd", locale=locale)


# --- labels ---------------------------------------------------------------------------------------------------------


def _label(frame: Frame, text: str) -> str:
    """One phrase, phrases joined by signs, a phrase before quoted words; else words of others."""
    known = _known(frame, text)
    if known:
        return known
    phrase, colon, rest = text.partition(": ")
    if colon and (words := _known(frame, phrase)):
        return f"{words}: {_label(frame, rest)}"
    for sign, shown in ((" → ", f" {frame.say('arrow')} "), (" told as ", f" {_known(frame, 'told as')} ")):
        if sign in text:
            return shown.join(_label(frame, side) for side in text.split(sign))
    if " / " in text:
        return _sides(frame, text)
    return frame.isolated(text)


def _sides(frame: Frame, text: str) -> str:
    """ "figure 31 / 26 for the injured", "said / denied"."""
    phrase, blank, rest = text.partition(" ")
    words = _known(frame, phrase) if blank and not rest.startswith("/") else ""
    sides, _, counts = (rest if words else text).partition(" for ")
    told = " / ".join(_known(frame, side) or frame.isolated(side) for side in sides.split(" / "))
    joint = " for " if frame.primary == "en" else " · "
    return f"{words} {told}".strip() + (f"{joint}{frame.isolated(counts)}" if counts else "")


def _known(frame: Frame, phrase: str) -> str:
    """The phrase in the frame's language; "" if it is none of ours. The table's keys are English."""
    if frame.primary == "en":
        return phrase if f"label {phrase}" in _words("de") else ""
    return _words(frame.primary).get(f"label {phrase}", "")
