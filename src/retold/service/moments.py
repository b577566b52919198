"""Instants in a person's words, as a brief is asked for."""

from datetime import datetime, timedelta

from retold.errors import InputError

_LONGEST = 40_000
"""Hours or days: more than anybody remembers, and no more than a date holds."""


def moment(words: str, now: datetime) -> datetime:
    """An instant: 2025-10-07, 2025-10-07T06:00, today, yesterday, 24h, 3d.

    Days begin at midnight, and times without a zone are those of the clock, where `now` is. Raises `InputError`.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    number, unit = words[:-1], words[-1:]
    try:
        if unit in ("h", "d") and number.isascii() and number.isdecimal() and int(number[:9]) <= _LONGEST:
            return now - timedelta(hours=int(number) * (24 if unit == "d" else 1))
        found = datetime.fromisoformat(words)
        return found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        raise InputError(
            repr(words), "is no time: write 2025-10-07, 2025-10-07T06:00, today, yesterday, 24h or 3d"
        ) from None
