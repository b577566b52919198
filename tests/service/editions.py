"""A store with readers and editions that wait to be mailed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from retold.config import Config, Mailing
from retold.display.letters import Letter
from retold.records import pack
from retold.service.mailing import Written, new_message
from retold.store import schema
from retold.testing import make_edition, make_line, make_passage
from retold.types import Affair, Subscriber

NOW = datetime(2026, 3, 4, 7, tzinfo=UTC)
CONFIG = Config(mailing=Mailing(sender="brief@news.example", bounce_address="bounces@news.example", tries=4))
LINE = make_line(make_passage("The bridge is closed."), number=1)


def reader(number, **changed):
    known = {"id": f"{number:016x}", "email": f"reader{number}@reader.example", "state": "confirmed"}
    return Subscriber(**known | changed)


def edition(number, *, days=0):
    """Of a reader; of another day."""
    made = make_edition(LINE, id=f"{0xE0000 + number + 1000 * days:016x}", subscriber=reader(number).id)
    return replace(made, day=date(2026, 3, 4) + timedelta(days=days), made_at=NOW + timedelta(days=days), upto=1)


def fill(store, readers=1, *, config=CONFIG):
    """So many readers with an edition each, whose mail is due at seven."""
    affair = Affair(id="affair", name="Weir Street Bridge")

    def enter(connection):
        connection.execute(insert(schema.affairs).values(id=affair.id, name=affair.name, value=pack(affair)))
        row = {"number": 1, "affair": "affair", "at": LINE.at, "key": "1", "value": pack(replace(LINE, number=0))}
        connection.execute(insert(schema.ledger).values(**row))

    store._transactions.write(enter)
    for number in range(readers):
        store.subscribers.keep(reader(number))
        keep(store, edition(number), config=config)


def keep(store, made, *, config=CONFIG):
    store.mail.keep(made, new_message(made, config), due=made.made_at)


def write(made, subscriber):
    """A short way to say an edition."""
    words = "\n".join(line.news.passages[0].span.text for line in made.lines)
    letter = Letter(subject=f"{made.day}", text=f"{words}\n", html=f"<p>{words}</p>\n", language=made.language)
    return Written(letter=letter, unsubscribe=f"https://news.example/unsubscribe/{subscriber.id}")
