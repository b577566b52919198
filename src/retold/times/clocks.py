"""Readers of times of day: "9:30 p.m. on Tuesday", "half past seven", "five in the afternoon", "noon"."""

import re
from dataclasses import replace

from retold.times.readings import Reading, Tokens, amount, day_word, integer, is_day, month_number, unit_of
from retold.times.registry import reader

#: "5.30 a.m.", as many papers write it.
_DOTTED = re.compile(r"(\d{1,2})\.([0-5]\d)")
#: "this morning", "on Monday evening", "in the afternoon".
_PART_AFTER = re.compile("(?:[TL]|R|p?[TLN]?W|pt)?P")
#: "3:00 at night" is before dawn.
_LATEST_OF_NIGHT = 5


def hour_clock(tokens: Tokens) -> str:
    """ "T09", "T21:30" of the hour among the tokens; "" if there is none."""
    row = tokens.row
    if "C" not in row and "z" not in row and not re.search("P.*[dq]", row):
        return ""
    hour, minute = hour_and_minute(tokens, tokens.raw("C") or tokens.raw("dqn"))
    if hour is None:
        return ""
    return f"T{_half_of_day(tokens, hour):02}" + (f":{minute:02}" if minute is not None else "")


@reader("spelled clock")
def _spelled_clock(tokens: Tokens) -> Reading | None:
    """ "seven thirty-five p.m."."""
    numbers = [int(float(tokens.value("q", nth=n))) for n in range(tokens.row.count("q"))]
    if (
        not re.search("[zP]", tokens.row)
        and tokens.scan.raw(tokens.start - 1).lower() not in tokens.words.lists["clock_at"]
    ):
        return None
    hour, minute = numbers[0], sum(numbers[1:])
    if not 1 <= hour <= 12 or not 0 < minute < 60:
        return None
    return tokens.reading("clock", "TIME", clock=f"T{_half_of_day(tokens, hour):02}:{minute:02}")


@reader("bare hour")
def _bare_hour(tokens: Tokens) -> Reading | None:
    """ "tomorrow at 8", "this morning at 7", "tonight at 7"."""
    scan, at = tokens.scan, tokens.start
    if scan.symbols[at - 1] != "A" and scan.raw(at - 1).lower() not in tokens.words.lists["clock_at"]:
        return None
    hour, minute = hour_and_minute(tokens, scan.raw(at).lower())
    if hour is None:
        return None
    part = tokens.words.value(scan.symbols[at - 2], scan.raw(at - 2))[-2:]
    late = part in ("AF", "EV") or (part == "NI" and hour > _LATEST_OF_NIGHT)
    hour += 12 if late and hour < 12 else 0
    return tokens.reading("clock", "TIME", clock=_clock_value(hour, minute))


@reader("hours")
def _hours(tokens: Tokens) -> tuple[Reading, ...] | None:
    """ "between 8 and 10 a.m.", "from 11 to 1 p.m.", "9 a.m. to 5", "from 10:30 to 3 on Monday".

    Each end without a half of the day of its own takes the one that makes the stretch the shortest.
    """
    scan, lists = tokens.scan, tokens.words.lists
    at = next(at for at in range(tokens.start + 1, tokens.end) if scan.symbols[at] in "ph&_")
    link, before = scan.raw(at).lower(), scan.raw(tokens.start - 1).lower() if tokens.start else ""
    if scan.symbols[at] == "p" and link not in lists["range_to"]:
        return None
    if scan.symbols[at] == "&" and before not in lists["range_between"]:
        return None
    ends = []
    for part in (Tokens(scan, tokens.words, tokens.start, at), Tokens(scan, tokens.words, at + 1, tokens.end)):
        hour, minute = hour_and_minute(part, scan.raw(part.start).lower())
        if hour is None or (hour > 12 and "z" in tokens.row):
            return None
        ends.append((_half_of_day(part, hour), minute, re.search("[zP]", part.row) is not None or hour > 12))
    late = not (ends[0][2] or ends[1][2]) and _after_noon(tokens, ends[1][0])
    first, last = _nearest(*((hour + 12 * late, minute, told or late) for hour, minute, told in ends))
    zone = tokens.value("Z")
    spans = ((tokens.start, at), (at + 1, tokens.end))
    return tuple(
        Reading(start=start, end=end, kind="clock", type="TIME", clock=_clock_value(hour, minute) + zone)
        for (start, end), (hour, minute) in zip(spans, (first, last), strict=True)
    )


def _nearest(
    first: tuple[int, int | None, bool], last: tuple[int, int | None, bool]
) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    """The two ends of a stretch of hours, each with its minute and whether its half of the day is told."""

    def length(begin: int, end: int) -> int:
        return (60 * (end - begin) + (last[1] or 0) - (first[1] or 0) - 1) % (24 * 60)

    begins = (first[0],) if first[2] or not last[2] else (first[0] % 12, first[0] % 12 + 12)
    ends = (last[0],) if last[2] or not (first[2] or last[0] < first[0]) else (last[0] % 12, last[0] % 12 + 12)
    begin, end = min(((begin, end) for begin in begins for end in ends), key=lambda pair: length(*pair))
    return (begin, first[1]), (end, last[1])


def _clock_value(hour: int, minute: int | None) -> str:
    return f"T{hour:02}" + (f":{minute:02}" if minute is not None else "")


@reader("past hour")
def _past_hour(tokens: Tokens) -> Reading | None:
    """ "half past seven", "20 minutes to eight", "ten past nine in the evening"."""
    row, lists = tokens.row, tokens.words.lists
    sign = tokens.at("L" if "L" in row else "p")
    assert sign is not None
    word = tokens.scan.raw(sign).lower()
    before, hour_at = Tokens(tokens.scan, tokens.words, tokens.start, sign), sign + 1
    unit = unit_of(before)
    if word not in lists["clock_past"] and not (word in lists["clock_to"] and unit):
        return None
    minutes = {"Q": 15.0, "TM": float(amount(before)) if unit == "TM" else 0}.get(unit) if unit else None
    if not unit:
        named = before.words.value("q", before.raw("q")) or before.raw("d") or "0"
        minutes = 30.0 if float(named) == 0.5 else float(named)
    hour, _ = hour_and_minute(tokens, tokens.scan.raw(hour_at).lower())
    if hour is None or minutes is None or not 0 < minutes < 60 or hour > 12:
        return None
    at = 60 * _half_of_day(tokens, hour) + round(minutes) * (1 if word in lists["clock_past"] else -1)
    return tokens.reading("clock", "TIME", clock=f"T{at // 60 % 24:02}:{at % 60:02}")


@reader("hour of part")
def _hour_of_part(tokens: Tokens) -> Reading | None:
    """ "at five in the afternoon", "at 10 at night"."""
    part = tokens.value("P")
    hour, minute = hour_and_minute(tokens, tokens.scan.raw(tokens.start).lower())
    before = tokens.start - 1
    loose = tokens.scan.symbols[before] == "x" and tokens.scan.raw(before).lower() not in tokens.words.lists["clock_be"]
    if part not in ("MO", "AF", "EV", "NI") or hour is None or "p" not in tokens.row or loose:
        return None
    clock = f"T{_half_of_day(tokens, hour):02}" + (f":{minute:02}" if minute is not None else "")
    if "W" in tokens.row:
        return tokens.reading("weekday", "TIME", day=int(tokens.value("W")), clock=clock)
    if "R" in tokens.row:
        return replace(day_word(tokens), clock=clock, type="TIME")
    return tokens.reading("clock", "TIME", clock=clock)


def _half_of_day(tokens: Tokens, hour: int) -> int:
    """The hour of 24 by "p.m.", "in the evening"."""
    meridiem, part = tokens.value("z"), tokens.value("P")
    if hour < 12 and (meridiem == "pm" or part in ("AF", "EV") or (part == "NI" and hour > _LATEST_OF_NIGHT)):
        return hour + 12
    if part == "MI" and hour < _LATEST_OF_NIGHT:
        return hour + 12
    return 0 if hour == 12 and (meridiem == "am" or part == "NI") else hour


@reader("noon")
def _noon(tokens: Tokens) -> Reading | None:
    """ "12 noon"."""
    value = tokens.value("P")
    if not value[:1].isdecimal():
        return None
    if "W" in tokens.row:
        return tokens.reading("weekday", "TIME", day=int(tokens.value("W")), clock=f"T{value}")
    if "R" in tokens.row:
        return replace(day_word(tokens), clock=f"T{value}", type="TIME")
    return tokens.reading("clock", "TIME", clock=f"T{value}")


@reader("clock")
def _clock(tokens: Tokens) -> Reading | None:
    row = tokens.row
    raw = tokens.raw("C") or (tokens.raw("Yn") if re.match("[nY][zZ]|n", row) else "") or tokens.raw("dq")
    if _in_number(tokens) or (row == "C" and _is_result(tokens)):
        return None
    hour, minute = hour_and_minute(tokens, raw)
    if hour is None:
        return None
    if "P" in row:
        if tokens.value("P")[:1].isdecimal():
            return None
        return tokens.reading("clock", "TIME", clock=_clock_value(_half_of_day(tokens, hour), minute))
    meridiem = tokens.value("z")
    if meridiem == "pm" and hour < 12:
        hour += 12
    elif meridiem == "am" and hour == 12:
        hour = 0
    elif hour < 12 and meridiem not in ("am", "pm") and _after_noon(tokens, hour):
        hour += 12
    zone = tokens.value("Z")
    seconds = raw[raw.rfind(":") :] if raw.count(":") > 1 else ""
    clock = f"T{hour:02}:{minute:02}{seconds}{zone}" if minute is not None else f"T{hour:02}{zone}"
    if clock.startswith("T24") and clock != "T24:00":
        return None
    if "M" in row or "m" in row:
        days = [i for i in range(tokens.start, tokens.end) if tokens.scan.symbols[i] in "do"]
        day = integer(tokens.scan.raw(days[-1]))
        month, year = month_number(tokens), ""
        if row[-1] == "Y":
            year = tokens.scan.raw(tokens.end - 1)
        if not is_day(month, day):
            return None
        if year:
            return tokens.reading("fixed", "TIME", value=f"{year}-{month:02}-{day:02}{clock}")
        return tokens.reading("month day", "TIME", month=month, day=day, clock=clock)
    if "W" in row:
        return tokens.reading("weekday", "TIME", day=int(tokens.value("W")), clock=clock)
    if "R" in row:
        return replace(day_word(tokens), clock=clock, type="TIME")
    return tokens.reading("clock", "TIME", clock=clock)


def _is_result(tokens: Tokens) -> bool:
    """ "ran 2:34", "John 3:16"."""
    before = tokens.scan.raw(tokens.start - 1) if tokens.start and tokens.scan.symbols[tokens.start - 1] == "x" else ""
    return before[:1].isupper() or before in tokens.words.lists["timed"]


def _in_number(tokens: Tokens) -> bool:
    """ "2.5am", "1,5 p.m.", "7 : 38 p.m.": the end of a number that is no time of day."""
    scan, at = tokens.scan, tokens.start
    if at > 1 and scan.raw(at - 1) == ":" and scan.symbols[at - 2] in "den":
        return True
    return at > 1 and scan.symbols[at - 1] in ",." and scan.text[scan.starts[at] - 2 : scan.starts[at] - 1].isdecimal()


def _after_noon(tokens: Tokens, hour: int) -> bool:
    """Whether the words that follow say so: "5:30 on Monday evening"."""
    following = _PART_AFTER.match(tokens.scan.symbols, tokens.end)
    if following is None:
        return False
    part = tokens.words.value("P", tokens.scan.raw(following.end() - 1))
    return part in ("AF", "EV") or (part == "NI" and hour > _LATEST_OF_NIGHT)


def hour_and_minute(tokens: Tokens, raw: str) -> tuple[int | None, int | None]:
    if ":" in raw:
        hour, minute = (int(part) for part in raw.split(":")[:2])
        return hour, minute
    if dotted := _DOTTED.fullmatch(raw):
        hour, minute = int(dotted[1]), int(dotted[2])
        return (hour, minute) if hour < 25 else (None, None)
    if len(raw) == 4 and raw.isdecimal():
        hour, minute = int(raw[:2]), int(raw[2:])
        return (hour, minute) if hour < 25 and minute < 60 else (None, None)
    if raw.isdecimal():
        return (int(raw), None) if 1 <= int(raw) <= 24 else (None, None)
    number = tokens.words.value("q", raw)
    return (int(float(number)), None) if number and 1 <= float(number) <= 12 else (None, None)
