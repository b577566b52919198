"""Mornings from end to end: pages served on loopback are fetched, followed, and mailed by a real mail server."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.box import Clock, Site
from tests.mail.servers import inbox
from tests.store.conftest import place, postgres, postgres_made, postgres_place

from retold.config import DEFAULT
from retold.service import affairs, subscribing
from retold.service.working import Worker
from retold.store import open_store
from retold.subscribing.asking import Wishes
from retold.text import fold
from retold.types import Feed

__all__ = ["place", "postgres", "postgres_made", "postgres_place"]


def box_config(mail):
    """Fetches from loopback without waiting, and mails to a server that listens there."""
    return replace(
        DEFAULT,
        reading=replace(DEFAULT.reading, allowed_hosts=("127.0.0.1",)),
        watching=replace(DEFAULT.watching, host_pause=0.0),
        mailing=replace(
            DEFAULT.mailing, server="127.0.0.1", port=mail.port, security="none", sender="brief@news.example"
        ),
    )


def parts(mail):
    """Subject, plain text and HTML of a mail as received."""
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    return mail["subject"], " ".join(text.split()), html


class Box:
    """Everything that a small owner has: a store, a worker, a site, a mail server."""

    def __init__(self, place, site, mail, start):
        self.store = open_store(place)
        self.site, self.mail = site, mail
        self.clock = Clock(start)
        self.config = box_config(mail)
        self.store.feeds.add([Feed(url=site.feed, added_at=start)], due=start)

    def subscribe(self, affair, **wishes):
        asked = Wishes(affairs=(affair.name,), at="07:00", zone="UTC", **wishes)
        reader = subscribing.subscribe("ann@reader.example", asked, store=self.store, now=self.clock.now)
        return subscribing.confirm_subscriber(reader.subscriber.id, store=self.store, now=self.clock.now)

    def work(self, at):
        self.clock.now = at
        return Worker(self.store, config=self.config, clock=self.clock, name="test").run_once()

    def morning(self, day):
        """Fetch at four and mail at seven; the mails that came."""
        before = len(self.mail.messages)
        for hour in (4, 5, 7, 8):
            self.work(day.replace(hour=hour))
        return [parts(mail) for mail in self.mail.messages[before:]]


@pytest.fixture
def served(place):
    boxes = []

    def start_box(start):
        boxes.append(Box(place, site, mail, start))
        return boxes[-1]

    with Site() as site, inbox() as mail:
        yield start_box
    for box in boxes:
        box.store.close()


def test_the_second_account_of_an_affair_is_mailed_for_what_is_new_in_it(served, shared):
    """The plan for April and the statements of the White House, and nothing of what the first account told."""
    first, second = shared("seeds", "001_ed0c39503bc77787.txt"), shared("seeds", "000_c205e4d55dfba31e.txt")
    box = served(datetime(2021, 3, 23, 20, tzinfo=UTC))
    affair = affairs.follow("Talks", words=["Iraq"], store=box.store, at=box.clock.now)
    box.subscribe(affair, length="full")
    box.site.pages["/one"] = first.read_bytes(), "text/plain; charset=utf-8"
    ((_, text, _),) = box.morning(datetime(2021, 3, 24, tzinfo=UTC))
    assert "hope to have the discussion in April" in text
    box.site.pages["/two"] = second.read_bytes(), "text/plain; charset=utf-8"
    ((_, text, html),) = box.morning(datetime(2021, 3, 25, tzinfo=UTC))
    assert "is set to resume strategic talks with Iraqi officials next month" in text
    assert "This will be an important opportunity to discuss our mutual interests" in text
    assert "The meetings will further clarify that coalition forces are in Iraq solely" in text
    for told in (
        "2,500",
        "Soleimani",
        "non-binding",
        "al-Kadhimi",
        "Fatah",
        "two sessions",
        "militias",
        "formal request",
    ):
        assert told not in text
    assert "hoped → planned" in text
    assert "important opportunity" in html
    assert box.morning(datetime(2021, 3, 26, tzinfo=UTC)) == []


def test_five_days_of_the_example_affair_are_five_editions_that_miss_nothing_and_repeat_nothing(served, examples):
    """Each morning's mail has every fact that `truth.json` calls new, and no sentence is ever mailed twice."""
    truth = json.loads((examples / "truth.json").read_text())
    days = {f"day{number}": datetime.fromisoformat(day).replace(tzinfo=UTC) for number, day in truth["days"].items()}
    box = served(days["day1"])
    affair = affairs.follow(
        truth["affair"]["name"], words=["Weir Street Bridge", "Marigold"], actors=["Calder Crossings"],
        store=box.store, at=box.clock.now,
    )  # fmt: skip
    box.subscribe(affair, length="full")
    mailed: dict[str, str] = {}
    for name, day in days.items():
        for file in sorted((examples / "pages" / name).iterdir()):
            kind = "text/html" if file.suffix == ".html" else "text/plain"
            if not file.stem.endswith("-later"):
                box.site.pages[f"/{name}/{file.name}"] = file.read_bytes(), f"{kind}; charset=utf-8"
        if name == "day5":
            edited = examples / "pages" / "day4" / "port-callan-post-vote-later.html"
            box.site.pages["/day4/port-callan-post-vote.html"] = edited.read_bytes(), "text/html; charset=utf-8"
        ((_, text, _),) = box.morning(day + timedelta(days=1))
        wanted = truth["new_facts"][day.date().isoformat()]
        missed = [fact["contains"] for fact in wanted if " ".join(fact["contains"].split()) not in text]
        assert missed == []
        edition = box.store.mail.newest(next(box.store.subscribers.all()).id)
        for line in edition.lines:
            told = fold(line.news.passages[0].span.text)
            assert told not in mailed, (day, mailed[told])
            mailed[told] = name
    others = [page["title"] for page in truth["pages"] if page["story"] not in truth["affair"]["stories"]]
    assert not any(fold(title) in told for title in others for told in mailed)
