"""The store from within: whether it is whole, and whether the work in it goes on."""

from datetime import timedelta

from retold.service.doctor.findings import Box, Finding, ago, amount, fault, length, ok, told, warning
from retold.store import database_at, examining, schema
from retold.store.transactions import Database, Transactions

_PATIENCE = timedelta(hours=1)
_SLACK = timedelta(minutes=5)
_IDLE = timedelta(days=1)
_FAILURES = 3
"""Visits in a row: one or two are the network's."""
_SHOWN = 3


def store(box: Box) -> Finding:
    """Whether it can be had, and is of this version. Nothing is brought forward here."""
    database = database_at(box.store)
    box.opened.append(database)
    found = examining.age(database)
    if found is None:
        step = "it is made by the first command that keeps something; or name another --store"
        return warning("store", f"there is none at {database.name}", step)
    if found != schema.REVISION:
        said = f"{database.name} is of an older Retold (migration {found} of {schema.REVISION})"
        step = "make a backup, which leaves it as it is; any other command that opens it brings it forward"
        return warning("store", said, step)
    return ok("store", f"{database.name}, {amount(examining.size(database))}, migration {found}")


def close(box: Box) -> None:
    """Let go of it."""
    for database in box.opened:
        database.engine.dispose()


def integrity(box: Box) -> Finding:
    """Every page of the file, every row that leads to another."""
    database = _database(box)
    try:
        wrong = examining.wounds(database, within=box.within * 0.9)
    except TimeoutError:
        said = f"not all of it could be read within {box.within:g} s; nothing wrong was found"
        return warning("integrity", said, "look at all of it with --within 600")
    if wrong:
        said = "; ".join(wrong[:_SHOWN])
        return fault("integrity", said, "stop the workers, keep a copy of the file, and restore the last good backup")
    return ok("integrity", "nothing is damaged")


def time(box: Box) -> Finding:
    """Instants of what has happened lie behind, or somebody's clock was ahead."""
    with Transactions(_database(box)).reading() as connection:
        found = examining.newest(connection)
    if found is None or found[0] <= box.now + _SLACK:
        return ok("time", "nothing is dated ahead" + (f", the newest is of {ago(found[0], box.now)}" if found else ""))
    said = f"{found[1]} holds {found[0]:%Y-%m-%d %H:%M} UTC, {length(found[0] - box.now)} ahead of this clock"
    return fault("time", said, "compare the clocks of all machines that work on this store")


def work(box: Box) -> Finding:
    """Whether what is due is done."""
    with Transactions(_database(box)).reading() as connection:
        found = examining.work(connection, now=box.now, patience=_PATIENCE)
    said = f"{told(found.open, 'task')} to come"
    if found.overdue:
        since = f"the oldest for {length(box.now - found.oldest)}" if found.oldest else ""
        left = f", {told(found.left, 'of them was', 'of them were')} begun and left" if found.left else ""
        late = f"{told(found.overdue, 'task is', 'tasks are')} overdue, {since}{left}"
        return warning("work", late, "see that `retold worker` runs, and what it logs")
    if found.given_up:
        late = f"{said}; {told(found.given_up, 'was', 'were')} given up: {found.error or 'no reason was kept'}"
        return warning("work", late, "mend the cause; what was given up is not tried again by itself")
    return ok("work", f"{said}, nothing overdue")


def schedule(box: Box) -> Finding:
    """Whoever is to get something, and whatever is to be fetched, has work ahead."""
    with Transactions(_database(box)).reading() as connection:
        found = examining.forgotten(connection)
    if not found:
        return ok("schedule", "nobody and nothing is left out")
    words = {"edition": "confirmed reader", "feed": "watched feed", "mail": "waiting mail"}
    said = ", ".join(told(number, words[kind]) for kind, number in found.items())
    step = "see above why it was given up; subscribing or watching it again puts it back"
    return fault("schedule", f"no work is ahead for {said}: nothing will come of it", step)


def workers(box: Box) -> Finding:
    """When one was last seen."""
    with Transactions(_database(box)).reading() as connection:
        found = examining.work(connection, now=box.now, patience=_PATIENCE)
    seen = f"last work {ago(found.last, box.now)}" if found.last else "none has worked yet"
    if found.workers:
        return ok("workers", f"{told(len(found.workers), 'worker')} at work: {', '.join(found.workers)}; {seen}")
    if found.open and (found.last is None or box.now - found.last > _IDLE):
        return warning("workers", seen, "start `retold worker`, and let the system start it again whenever it ends")
    return ok("workers", seen)


def feeds(box: Box) -> Finding:
    """Those that can't be had any more."""
    from retold.store.feeds import FeedRows

    found = FeedRows(Transactions(_database(box))).feeds()
    failing = [feed for feed in found if feed.failures >= _FAILURES]
    if not failing:
        return ok("feeds", f"{told(len(found), 'address', 'addresses')} watched, none failing")
    shown = "; ".join(f"{feed.url} ({told(feed.failures, 'time')}: {feed.error})" for feed in failing[:_SHOWN])
    more = f"; and {len(failing) - _SHOWN} more" if len(failing) > _SHOWN else ""
    said = f"{len(failing)} of {len(found)} can't be had: {shown}{more}"
    return warning("feeds", said, "open the address in a browser; if it has moved, watch the new one")


def editions(box: Box) -> Finding:
    """Whether readers get theirs."""
    with Transactions(_database(box)).reading() as connection:
        mails, readers = examining.mails(connection), examining.readers(connection)
    confirmed = readers.get("confirmed", 0)
    said = told(confirmed, "confirmed reader")
    sent, waiting, failed = (mails.get(state) for state in ("sent", "waiting", "failed"))
    if sent:
        said += f"; last mail sent {ago(sent[2], box.now)}"
    if waiting and box.now - waiting[1] > _PATIENCE:
        late = f"{told(waiting[0], 'mail waits', 'mails wait')}, the oldest for {length(box.now - waiting[1])}"
        return warning(
            "editions", f"{said}; {late}", "see whether the mail server takes mail (below) and a worker runs"
        )
    if failed and box.now - failed[2] < timedelta(days=7):
        late = f"{told(failed[0], 'mail was', 'mails were')} given up, the last {ago(failed[2], box.now)}"
        return warning("editions", f"{said}; {late}", "see what the mail server said in the log")
    if confirmed and not box.settings.config.mailing.server:
        return fault("editions", f"{said}, but no mail server is set", "set `server` in [mailing]")
    return ok("editions", said)


def _database(box: Box) -> Database:
    return box.opened[0]


CHECKS = (integrity, time, work, schedule, workers, feeds, editions)
