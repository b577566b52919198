"""The form of what a reader wishes: as it was typed, what is wrong with it, and what there is to choose from.

Each field is checked by itself, so that all that is wrong is told at once, and what was typed is shown again as it was.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

from retold.display.frames import Frame, languages
from retold.errors import InputError
from retold.subscribing import asking
from retold.subscribing.asking import DAYS, WhenEmpty, Wishes
from retold.subscribing.countries import countries
from retold.types import Affair, Length, Subscriber

if TYPE_CHECKING:
    from babel import Locale

_BETWEEN = re.compile(r"[,،;\n]")
"""What names of countries are separated by: also the comma of Arabic."""
_EXAMPLES = ("IQ", "UA")
_SHOWN = 60
"""Characters of what was typed that an error repeats."""
_REGIONS = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was filled in."""

    email: str = ""
    #: `Affair.id`.
    affairs: tuple[str, ...] = ()
    countries: str = ""
    #: "mon" ...
    days: tuple[str, ...] = DAYS
    at: str = "07:00"
    zone: str = "UTC"
    language: str = "en"
    length: str = "medium"
    when_empty: str = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a field."""

    field: str
    #: The words at fault, shortened; "" if they stand in the field itself.
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several."""

    value: str
    #: What is shown.
    words: str
    #: Of `words`, where it isn't that of the page.
    language: str = ""


def typed(fields: Mapping[str, Sequence[str]]) -> Typed:
    """What came with a form; a field that didn't come is empty."""

    def one(name: str) -> str:
        return next(iter(fields.get(name, ())), "").strip()

    return Typed(
        email=one("email"),
        affairs=tuple(dict.fromkeys(fields.get("affairs", ()))),
        countries=one("countries"),
        days=tuple(dict.fromkeys(fields.get("days", ()))),
        at=one("at"),
        zone=one("zone"),
        language=one("language"),
        length=one("length"),
        when_empty=one("when_empty"),
    )


def as_they_are(subscriber: Subscriber, frame: Frame) -> Typed:
    """The form of what a reader has now: sent back as it is, it changes nothing."""
    return Typed(
        email=subscriber.email,
        affairs=subscriber.affairs,
        countries=_country_list(subscriber.countries, frame),
        days=tuple(DAYS[day] for day in subscriber.days),
        at=f"{subscriber.minute // 60:02}:{subscriber.minute % 60:02}",
        zone=subscriber.zone,
        language=subscriber.language,
        length=subscriber.length,
        when_empty=subscriber.when_empty,
    )


def check(form: Typed, affairs: Sequence[Affair], *, had: Sequence[str] = ()) -> tuple[Wishes, tuple[Fault, ...]]:
    """What is wished, and what is wrong with it, in the order of the fields; of the address nothing.

    `had` are the affairs (ids) that the reader has, of which some may not be followed any more.
    """
    split = [name.strip() for name in _BETWEEN.split(form.countries) if name.strip()]
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("affairs", lambda: _affairs(form.affairs, affairs, had)),
        ("countries", lambda: countries(split)),
        ("days", lambda: asking.days(form.days)),
        ("at", lambda: asking.minute(form.at)),
        ("zone", lambda: asking.zone(form.zone)),
        ("language", lambda: asking.language(form.language, among=languages())),
        ("length", lambda: asking.length(form.length)),
        ("when_empty", lambda: asking.when_empty(form.when_empty)),
    )
    faults = tuple(fault for field, checked in checks if (fault := _fault(field, checked)) is not None)
    wishes = Wishes(
        affairs=None if any(fault.field == "affairs" for fault in faults) else _affairs(form.affairs, affairs, had),
        countries=split,
        days=form.days,
        at=form.at,
        zone=form.zone,
        language=form.language,
        length=form.length,
        when_empty=form.when_empty,
    )
    return wishes, faults


def check_email(form: Typed) -> tuple[Fault, ...]:
    """What is wrong with the address: at most one thing."""
    fault = _fault("email", lambda: asking.email(form.email))
    return () if fault is None else (fault,)


def _fault(field: str, checked: Callable[[], object]) -> Fault | None:
    try:
        checked()
    except InputError as error:
        name = error.name if len(error.name) <= _SHOWN else f"{error.name[:_SHOWN]}…"
        return Fault(field=field, value=name if field == "countries" else "")
    return None


def _affairs(ticked: Sequence[str], affairs: Sequence[Affair], had: Sequence[str]) -> list[str] | None:
    """Names; None leaves them as they are."""
    # Of somebody new, or subscribed anew, what was ticked counts; an old choice doesn't stay behind.
    if had and set(ticked) == set(had):
        return None
    names = {affair.id: affair.name for affair in affairs}
    found = [names[id_] for id_ in ticked if id_ in names]
    # To follow none is to follow all: who only unticked what is gone has said so, who ticked nothing else has not.
    if not set(ticked) <= names.keys() | set(had) or (ticked and not found):
        raise InputError("affairs", "one is not followed any more: choose from those that are shown")
    return found


# --- what there is to choose from


def affair_choices(affairs: Sequence[Affair], had: Sequence[str], *, gone: str) -> list[Choice]:
    """All affairs, then what the reader has that isn't followed any more, which is called `gone`."""
    known = {affair.id for affair in affairs}
    lost = [Choice(value=id_, words=gone) for id_ in had if id_ not in known]
    return [*(Choice(value=affair.id, words=affair.name) for affair in affairs), *lost]


def day_choices(frame: Frame) -> list[Choice]:
    """The days of the week, from Monday on."""
    names = _locale(frame.language).days["stand-alone"]["wide"]
    return [Choice(value=day, words=names[index]) for index, day in enumerate(DAYS)]


def zone_choices(current: str) -> dict[str, list[str]]:
    """Zones by region, UTC first; and `current`, whatever it is."""
    found: dict[str, list[str]] = {"": ["UTC"]}
    for name in _places():
        found.setdefault(name.partition("/")[0], []).append(name)
    if current and current != "UTC" and current not in _places():
        found[""].append(current)
    return found


def language_choices(current: str) -> list[Choice]:
    """The languages of frames, each by its own name; and `current`, whatever it is."""
    known = sorted(languages())
    found = [Choice(value=tag, words=str(_locale(tag).get_display_name(tag)), language=tag) for tag in known]
    return found if not current or current in known else [*found, Choice(value=current, words=current)]


def length_choices() -> tuple[str, ...]:
    """Lengths, shortest first."""
    return get_args(Length)


def when_empty_choices() -> tuple[str, ...]:
    """What can be done without news."""
    return get_args(WhenEmpty)


def country_example(frame: Frame) -> str:
    """Two countries, as they are to be typed."""
    return _country_list(_EXAMPLES, frame)


def _country_list(codes: Sequence[str], frame: Frame) -> str:
    return f"{frame.say('comma')} ".join(_typable(code, frame.language) for code in codes)


@cache
def _typable(code: str, language: str) -> str:
    """The name in that language if it means this country and no other when it is read again, else the code."""
    name = str(_locale(language).territories.get(code, code))
    try:
        read = countries([name])
    except InputError:
        return code
    return name if read == (code,) and not _BETWEEN.search(name) else code


@cache
def _places() -> tuple[str, ...]:
    from zoneinfo import available_timezones

    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS))


def _locale(language: str) -> "Locale":
    from babel import Locale

    return Locale.parse(language, sep="-")
