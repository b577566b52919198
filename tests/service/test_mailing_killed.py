"""SIGKILL while mails are handed over to a real server, again and again."""

import random
import subprocess
import sys
import time
from collections import Counter

from tests.conftest import ROOT
from tests.mail.servers import inbox
from tests.service.editions import edition, fill, reader
from tests.store.test_processes import check_whole

from retold.store import open_store

KILLS, READERS = 8, 120


def worker(place, server, hours):
    command = [sys.executable, "-m", "tests.service.mailing_worker", place, server.port, hours]
    return subprocess.Popen([str(word) for word in command], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_killed_at_random_points_nobody_is_left_out_and_what_was_acknowledged_stays_so(tmp_path):
    """Whom a mail reached twice, it reached at the moment of a kill, and was the very same mail."""
    chance = random.Random(20260304)
    place = tmp_path / "kept.sqlite"
    with open_store(place) as store:
        fill(store, READERS)
    acknowledged = set()
    with inbox() as server:
        for hour in range(KILLS):
            with worker(place, server, hour) as running:
                assert running.stdout.readline() == "ready\n"
                time.sleep(chance.uniform(0, 0.12))
                running.kill()
                said = running.stdout.read().split("\n")
            acknowledged.update(said[:-1])
            with open_store(place) as store:
                sent = {message.edition for message in store.mail.messages(["sent"])}
                assert acknowledged <= sent
                check_whole(store)
        with worker(place, server, KILLS) as running:
            assert running.stdout.readline() == "ready\n"
            running.communicate(timeout=60)
        assert running.returncode == 0
        reached = Counter(envelope.rcpt_tos[0] for envelope in server.envelopes)
        assert set(reached) == {reader(number).email for number in range(READERS)}
        assert sum(reached.values()) - READERS <= KILLS
        assert len({bytes(envelope.content) for envelope in server.envelopes}) == READERS
    with open_store(place) as store:
        assert {message.state for message in store.mail.messages()} == {"sent"}
        assert all(store.mail.edition(edition(number).id) is not None for number in range(READERS))
        assert list(store.tasks(done=False)) == []
