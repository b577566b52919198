"""What follows from a try, as tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import knowledge
from retold.config import Mailing
from retold.mail.deciding import Severity, after, before, wait
from retold.mail.sending import Outcome
from retold.types import Message, Subscriber

NOW = datetime(2026, 3, 4, 7, tzinfo=UTC)
MAILING = Mailing(tries=4, retry_minutes=5, retry_most_minutes=60)
MESSAGE = Message(
    edition="e" * 16, subscriber="a" * 16, message_id="<m@x>", expires_at=NOW + timedelta(hours=12), tries=1, at=NOW
)
ANN = Subscriber(id="a" * 16, email="ann@reader.example", state="confirmed")


@pytest.mark.parametrize(
    ("subscriber", "late", "state", "said"),
    [
        (ANN, 0, None, ""),
        (ANN, 12 * 60 - 1, None, ""),
        (ANN, 12 * 60, "expired", "not sent by 2026-03-04 19:00 UTC; the last answer was: 451 later"),
        (None, 12 * 60, "expired", "not sent by"),
        (None, 0, "failed", "nothing is kept of this reader"),
        (replace(ANN, state="pending"), 0, "failed", "the subscription is pending"),
        (replace(ANN, state="unsubscribed"), 0, "failed", "the subscription is unsubscribed"),
        (replace(ANN, state="bounced"), 0, "failed", "the subscription is bounced"),
    ],
)
def test_what_is_still_to_be_sent(subscriber, late, state, said):
    """A stale edition never is, nor one to somebody who wants none."""
    found = before(replace(MESSAGE, answer="451 later"), subscriber, now=NOW + timedelta(minutes=late))
    assert (found and found.state) == state
    assert said in (found.answer if found else "")


def outcome(kind):
    return Outcome(kind=kind, stage="end", answer=f"it was {kind}")


@pytest.mark.parametrize(
    ("kind", "tries", "state", "minutes"),
    [
        ("accepted", 1, "sent", None),
        ("accepted", 9, "sent", None),
        ("refused", 1, "failed", None),
        ("put off", 1, "waiting", 5),
        ("put off", 2, "waiting", 10),
        ("put off", 3, "waiting", 20),
        ("put off", 4, "failed", None),
        ("unknown", 1, "waiting", 5),
        ("unknown", 4, "failed", None),
    ],
)
def test_what_a_try_comes_to(kind, tries, state, minutes):
    """What is not known to have arrived is sent again, so often and no more."""
    found = after(replace(MESSAGE, tries=tries), outcome(kind), now=NOW, mailing=MAILING)
    assert found.state == state
    assert found.due == (None if minutes is None else NOW + timedelta(minutes=minutes))
    assert f"it was {kind}" in found.answer


def test_nothing_is_tried_again_after_it_is_stale():
    """But it is looked at then, to be marked so."""
    late = MESSAGE.expires_at - timedelta(minutes=2)
    assert after(MESSAGE, outcome("put off"), now=late, mailing=MAILING).due == MESSAGE.expires_at


@given(st.integers(-1, 10**9), st.floats(0.01, 1e4), st.floats(0.01, 1e4))
def test_the_wait_grows_up_to_its_limit(tries, first, most):
    """For any number of tries."""
    mailing = Mailing(retry_minutes=first, retry_most_minutes=most)
    assert timedelta(0) < wait(tries, mailing) <= wait(tries + 1, mailing) <= timedelta(minutes=most)


def test_the_phrases_are_sorted_lower_case_and_said_once():
    """A table that can be kept."""
    rows = knowledge.table("bounce_phrases")
    assert list(rows) == sorted(set(rows))
    assert len({phrase for phrase, _ in rows}) == len(rows)
    assert all(phrase == phrase.lower() and kind in get_args(Severity) for phrase, kind in rows)
