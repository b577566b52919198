"""A worker that mails, to be killed: `python -m tests.service.mailing_worker PLACE PORT HOURS`."""

import sys
from dataclasses import replace
from datetime import timedelta

from tests.service.editions import CONFIG, NOW, write

from retold.mail.smtp import SmtpSender
from retold.service.delivering import hand_over
from retold.service.mailing import Mailer
from retold.store import open_store


def main(place, port, hours):
    known = {"server": "127.0.0.1", "port": int(port), "security": "none"}
    config = replace(CONFIG, mailing=replace(CONFIG.mailing, **known))
    at = NOW + timedelta(hours=int(hours))
    with open_store(place) as store:
        mailer = Mailer(store, SmtpSender(config.mailing), write, config=config)
        print("ready", flush=True)  # noqa: T201
        for one in hand_over(mailer, store=store, worker=hours, clock=lambda: at):
            print(one.task.key, flush=True)  # noqa: T201
        mailer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
