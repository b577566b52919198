"""Times of day in one spelling: "5:30 a.m.", "5.30am" and "05:30" are one word with the key "05:30".

A time that may be morning or evening ("5:30") stays what it is. Dates are not looked at.
"""

import re
from functools import lru_cache

_HALVES = frozenset({"am", "pm"})
#: Times of day with a name.
NAMED = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_ZONES = frozenset({"gmt", "utc", "hours"})
_FOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(am|pm)?")
IS_CLOCK = re.compile(r"\d\d:\d\d").fullmatch


@lru_cache(maxsize=1 << 12)
def clock(key: str, after: str) -> tuple[str, int]:
    """The key of a time of day and how many words it takes, where `after` is the key of the next word; else ("", 0)."""
    named = NAMED.get(key)
    if named is not None:
        return named, 1
    found = _TIME.fullmatch(key)
    if found is None:
        return (f"{key[:2]}:{key[2:]}", 1) if after in _ZONES and _FOUR.fullmatch(key) else ("", 0)
    hour, minutes, half = int(found[1]), int(found[2] or 0), found[3]
    size = 1
    if half is None and after in _HALVES:
        half, size = after, 2
    if minutes > 59:
        return "", 0
    if half is None:  # "05:30" and "17:30" are certain, "5:30" is not, "5.30" is a number
        certain = ":" in key and (len(found[1]) == 2 and (hour < 10 or 12 < hour < 24))
        return (key, 1) if certain else ("", 0)
    return (f"{hour % 12 + 12 * (half == 'pm'):02}:{minutes:02}", size) if 1 <= hour <= 12 else ("", 0)
