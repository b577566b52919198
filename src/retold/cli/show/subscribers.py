"""Readers by mail: one with all wishes, or all of them in a line each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.subscribing.asking import DAYS
from retold.subscribing.schedule import next_due
from retold.types import Subscriber

_GROUPS = {(0, 1, 2, 3, 4, 5, 6): "daily", (0, 1, 2, 3, 4): "weekdays", (5, 6): "weekends"}


def one(console: Console, value: Subscriber, affairs: Iterable[str], now: datetime) -> None:
    """A reader; `affairs` are the names of those they asked for."""
    since = f" since {value.since:%Y-%m-%d}" if value.since is not None else ""
    told = {
        "state": f"{value.state}{since}",
        "id": value.id,
        "affairs": ", ".join(affairs) or "all",
        "countries": ", ".join(value.countries) or "all",
        "when": _when(value),
        "next": next_edition(value, now) if value.state == "confirmed" else "no edition is due",
        "frame": value.language,
        "length": value.length,
        "no news": "says so" if value.when_empty == "say" else "skips the day",
    }
    if value.soft_bounces:
        told["bounces"] = f"{value.soft_bounces} in a row"
    console.print(Text(value.email, "bold"), soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for label, words in told.items():
        table.add_row(Text(f"  {label}", "dim"), Text(words, overflow="fold"))
    console.print(table)


def every(console: Console, values: Iterable[Subscriber], names: Mapping[str, str]) -> None:
    """Readers in a line each; `names` are those of the affairs by id. Dim is who gets no mail, as the state says."""
    table = Table.grid(padding=(0, 2))
    for value in values:
        affairs = ", ".join(names[i] for i in value.affairs if i in names) or "all affairs"
        style = "" if value.state == "confirmed" else "dim"
        cells = (value.email, value.state, _when(value), affairs)
        table.add_row(*(Text(words, style, overflow="fold") for words in cells))
    console.print(table)


def next_edition(value: Subscriber, now: datetime) -> str:
    """When the next edition is due, at the reader's place."""
    due = next_due(value, now).astimezone(ZoneInfo(value.zone))
    return f"{due:%a %Y-%m-%d %H:%M} ({value.zone})"


def hour(value: Subscriber) -> str:
    """The hour asked for: "07:00"."""
    return f"{value.minute // 60:02}:{value.minute % 60:02}"


def _when(value: Subscriber) -> str:
    days = _GROUPS.get(value.days) or " ".join(DAYS[day] for day in value.days)
    return f"{days}, {hour(value)} ({value.zone})"
