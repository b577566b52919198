"""Pages and feeds made by hand, a clock that moves when told to, and a configuration for this machine."""

from datetime import UTC, datetime, timedelta

from retold.config import Config, Reading, Watching

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
#: One at a time, so that a clock that moves when somebody sleeps moves for all.
LOCAL = Config(
    reading=Reading(allowed_hosts=("127.0.0.1",), fetch_timeout=2.0, fetch_total=3.0), watching=Watching(at_once=1)
)

SENTENCES = (
    "The old bridge at Marrow Ford was closed on Monday after a lorry struck its eastern pier, the council said.",
    "Nobody will cross it until divers have looked at the stones below the water, which may take nine days or more.",
    "About 4,000 vehicles use the road on an ordinary morning; a diversion by way of Thornwick adds twelve miles.",
    "Buses will run every half hour, and the school on the far bank opens an hour later for as long as that lasts.",
    "The driver was taken to hospital and released on Tuesday. Police are looking into why he had left the main road.",
)


class Clock:
    """A time that moves when told to, or when somebody sleeps."""

    def __init__(self):
        self.time = START
        self.slept = 0.0

    def __call__(self):
        return self.time

    def move(self, **by):
        self.time += timedelta(**by)
        return self.time

    def sleep(self, seconds):
        self.slept += seconds
        self.move(seconds=seconds)


def page(name: str, *, sentences=SENTENCES, around: str = "") -> str:
    """A page with an article of its own."""
    told = "".join(f"<p>{sentence} So it was told of {name}.</p>" for sentence in sentences)
    head = f"<head><title>Bridge closed: {name}</title></head>"
    return f"<html>{head}<body><article><h1>Bridge closed: {name}</h1>{told}</article>{around}</body></html>"


def entry(path: str, *, date: str = "Mon, 02 Mar 2026 05:00:00 GMT", extra: str = "") -> str:
    return f"<item><title>Bridge {path}</title><link>{{site}}{path}</link><pubDate>{date}</pubDate>{extra}</item>"


def rss(*entries: str, title: str = "The Plain Post") -> str:
    content = 'xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    about = f"<title>{title}</title><link>{{site}}/</link>"
    return f'<rss version="2.0" {content}><channel>{about}{"".join(entries)}</channel></rss>'


def quick(**rules) -> Config:
    """The configuration for this machine, with other rules of watching."""
    return Config(reading=LOCAL.reading, watching=Watching(**{"at_once": 1, **rules}))
