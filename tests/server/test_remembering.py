"""What is made once a minute: once for all who ask, and anew afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from retold.server.remembering import Remembered

NOW = datetime(2026, 3, 4, 7, 30, 10, tzinfo=UTC)


def test_it_is_made_once_a_minute():
    """By its key."""
    kept, made = Remembered(), []

    def make():
        made.append(len(made))
        return made[-1]

    assert [kept.get("a", NOW, make), kept.get("a", NOW + timedelta(seconds=49), make)] == [0, 0]
    assert [kept.get("b", NOW, make), kept.get("a", NOW + timedelta(seconds=50), make)] == [1, 2]


def test_who_waits_for_one_holds_up_nobody_who_wants_another():
    """And those who want the same find it made."""
    kept, going = Remembered(), Event()

    def slowly():
        assert going.wait(10)
        return "slow"

    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(kept.get, "slow", NOW, slowly) for _ in range(2)]
        assert kept.get("quick", NOW, lambda: "quick") == "quick"
        going.set()
        assert [one.result(10) for one in waiting] == ["slow", "slow"]


def test_what_could_not_be_made_is_tried_again():
    """By whoever asks next."""
    kept = Remembered()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", NOW, lambda: 1 // 0)
    assert kept.get("a", NOW, lambda: 2) == 2
