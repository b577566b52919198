"""What reaches from one expression of time to the next: "last June and August", "from March to June", paragraphs."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import replace

from retold.times.readings import Reading
from retold.times.scan import Lexicon, Scan

#: Symbols between two expressions that belong together.
_JOINED = ("&", ",", ",&", "p&", "h", "p", "&p")
_DATED = frozenset(("DATE", "TIME"))
#: How far before a stretch what is put off may stand ("moved the vote from Monday to Friday").
_MOVED_REACH = 6


def coordinate(scanned: Scan, readings: Sequence[Reading]) -> list[Reading]:
    """Let "last" and a year reach over "and": "last June and August", "June and August 2020"."""
    joined = list(readings)
    for i in range(1, len(joined)):
        one, two = joined[i - 1], joined[i]
        between = scanned.symbols[one.end : two.start]
        if between not in _JOINED or (between == "p" and scanned.raw(one.end) == "on"):
            continue
        if between != "p" and one.type == "SET" and one.value.startswith("XXXX-WXX-") and two.kind == "weekday":
            if two.offset is None and not two.clock:  # "every Tuesday and Thursday"
                joined[i] = replace(two, kind="fixed", type="SET", value=f"XXXX-WXX-{two.day}")
            continue
        if between != "p" and one.kind == "month" and two.kind == "month" and two.offset is None and not two.unit:
            joined[i] = replace(two, offset=one.offset, follows=one.follows, unit=one.unit)
    for i in range(len(joined) - 2, -1, -1):
        one, two = joined[i], joined[i + 1]
        between = scanned.symbols[one.end : two.start]
        if between not in _JOINED or between == "p&" or two.kind != "fixed" or not two.value[:4].isdecimal():
            continue
        year, month = int(two.value[:4]), two.value[5:7]
        if one.offset is not None or one.unit or not month.isdecimal():
            continue
        year -= one.month > int(month)
        if one.kind == "month" and (len(two.value) == 7 or between in ("h", "p")):
            joined[i] = replace(one, kind="fixed", value=f"{year:04}-{one.month:02}")
        elif one.kind == "month day" and len(two.value) == 10 and between != ",":
            joined[i] = replace(one, kind="fixed", value=f"{year:04}-{one.month:02}-{one.day:02}{one.clock}")
    return joined


def stretches(scanned: Scan, words: Lexicon, readings: Sequence[Reading]) -> frozenset[int]:
    """The readings that end a stretch begun by the one before: "from March to June", "between Monday and Friday"."""
    found = []
    lists = words.lists
    for i in range(1, len(readings)):
        one, two = readings[i - 1], readings[i]
        if two.start != one.end + 1 or two.type not in _DATED or one.type not in _DATED:
            continue
        link = scanned.symbols[one.end]
        before = scanned.raw(one.start - 1).lower() if one.start else ""
        if (
            link in "h_"
            or scanned.raw(one.end).lower() in lists["range_to"]
            or (link == "&" and before in lists["range_between"])
        ):
            found.append(i)
    return frozenset(found)


def told_as_one(scanned: Scan, words: Lexicon, readings: Sequence[Reading], ends: Collection[int]) -> frozenset[int]:
    """Those ends of stretches over whose whole length something goes on; not "moved from Monday to Friday".

    Nor where the word between the two may go with a verb: "spoke on Monday to Tuesday's winners".
    """
    found = []
    lists = words.lists
    for end in ends:
        one, two = readings[end - 1], readings[end]
        earlier = range(max(0, one.start - _MOVED_REACH), one.start)
        moved = any(scanned.raw(at).lower() in lists["moving"] for at in earlier)
        if not moved and scanned.symbols[two.end : two.end + 1] != "'":
            found.append(end)
    return frozenset(found)


def paragraphs_of(scanned: Scan, words: Lexicon, readings: Sequence[Reading]) -> list[int]:
    """The paragraph of each reading, -1 where it only bounds what is told ("since Monday"); empty without clocks."""
    if not any(reading.kind == "clock" for reading in readings):
        return []
    blank = "\n\n" in scanned.text
    breaks = [
        at
        for at, symbol in enumerate(scanned.symbols)
        if symbol == "\n" and (not blank or scanned.ends[at] - scanned.starts[at] > 1)
    ]
    boundaries = words.lists["boundary"]
    return [
        -1
        if reading.start and scanned.raw(reading.start - 1).lower() in boundaries
        else bisect_left(breaks, reading.start)
        for reading in readings
    ]
