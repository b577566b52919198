"""The time, for what runs: whoever starts a worker or a server may give another."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)
