"""Subscriptions from the first letter to the last row: asked for, confirmed, changed, ended, exported, deleted.

What a reader does by a link takes its token, and gives `TokenError` for one that doesn't work, the same for whatever
reason; what the owner does takes the subscriber's id. Letters are returned, for another to send. What an outsider gets
to see never tells whether an address is known here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes, token_hex
from typing import TYPE_CHECKING, Any

from retold.config import DEFAULT, Config
from retold.display.frames import languages
from retold.display.letters import Letter
from retold.errors import InputError, TokenError
from retold.service import letters
from retold.subscribing import asking, states, tokens
from retold.subscribing.asking import Wishes
from retold.subscribing.schedule import next_due
from retold.subscribing.tokens import Purpose
from retold.types import Subscriber

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

ANYTHING = Wishes()
LINK_SECRET = "links"
"""Name of the key that links are signed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of asking for a subscription. For the owner: a page must not show it to whoever asked."""

    subscriber: Subscriber
    #: To confirm; "" if there is nothing to confirm.
    link: str
    #: To be mailed to the subscriber; None so soon after another one.
    letter: Letter | None


def subscribe(
    email: str, wishes: Wishes = ANYTHING, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT
) -> Asked:
    """Ask for a subscription, by a reader or for one. Nobody who is subscribed is changed by it.

    A confirmed reader is written that they are, and how to change what they get. Raises `InputError` for what can't be
    asked for, before it is looked up whether the address is known.
    """
    wished = _wished(wishes, store)
    new = wished(states.begin(token_hex(8), asking.email(email), now=now))
    kept = store.subscribers.keep(new)

    def ask(known: Subscriber) -> Subscriber:
        if known.state != "confirmed":
            known = wished(states.begin_anew(known, now=now))
        return states.write(known, now=now, config=config.subscribing)

    subscriber = _found(store.subscribers.change(kept.id, ask), email)
    writes = subscriber.written_at == now
    key = link_key(store)
    if subscriber.state == "confirmed":
        letter = letters.already(subscriber, key=key, now=now, config=config) if writes else None
        return Asked(subscriber=subscriber, link="", letter=letter)
    link = letters.address_for("confirm", subscriber, key=key, now=now, config=config)
    if not writes:
        return Asked(subscriber=subscriber, link=link, letter=None)
    names = affair_names(subscriber, store=store)
    letter = letters.confirmation(subscriber, address=link, affairs=names, now=now, config=config)
    return Asked(subscriber=subscriber, link=link, letter=letter)


def ask_for_links(email: str, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> Asked | None:
    """A letter with the links to change, end, export and delete; None if there is nobody with this address.

    Raises `InputError` for what is no address.
    """
    kept = store.subscribers.find_by_email(asking.email(email))
    if kept is None:
        return None
    subscriber = store.subscribers.change(
        kept.id, lambda known: states.write(known, now=now, config=config.subscribing)
    )
    if subscriber is None:
        return None
    writes = subscriber.written_at == now
    letter = letters.ways(subscriber, key=link_key(store), now=now, config=config) if writes else None
    return Asked(subscriber=subscriber, link="", letter=letter)


# --- what a reader does by a link


def confirm(token: str, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> Subscriber:
    """Confirm a subscription, and have its first edition made when it is due. A second click changes nothing."""
    ticket = _read(token, "confirm", store, now)
    return _confirm(
        ticket.subscriber, lambda s: tokens.admit(ticket, "confirm", s), store=store, now=now, config=config
    )


def unsubscribe(token: str, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> Asked | None:
    """End a subscription, by a token of any age and term, with a letter that says so.

    A second click changes nothing and brings no letter, nor does one too late; None if nobody is left.
    """
    ticket = _read(token, "unsubscribe", store, now)
    ended = end_subscription(ticket.subscriber, store=store, now=now)
    if ended is None:
        return None
    tells = ended.state == "unsubscribed" and ended.since == now
    return Asked(subscriber=ended, link="", letter=letters.goodbye(ended, config=config) if tells else None)


def preferences(token: str, *, store: "DatabaseStore", now: datetime) -> Subscriber:
    """The subscriber whose preferences a token lets change."""
    return _admitted(token, "preferences", store, now)


def change_preferences(token: str, wishes: Wishes, *, store: "DatabaseStore", now: datetime) -> Subscriber:
    """Change what a confirmed reader gets. Raises `InputError` for what can't be asked for."""
    subscriber = _admitted(token, "preferences", store, now)
    changed = change_subscription(subscriber.id, wishes, store=store, now=now)
    if changed is None:
        raise TokenError
    return changed


def export(token: str, *, store: "DatabaseStore", now: datetime) -> dict[str, Any]:
    """All that is kept of a reader, in terms of JSON."""
    found = export_subscriber(_admitted(token, "export", store, now).id, store=store)
    if found is None:
        raise TokenError
    return found


def delete(token: str, *, store: "DatabaseStore", now: datetime) -> None:
    """Delete all that is kept of a reader. A second click changes nothing."""
    ticket = _read(token, "delete", store, now)
    subscriber = store.subscribers.find(ticket.subscriber)
    if subscriber is not None:
        tokens.admit(ticket, "delete", subscriber)
        store.subscribers.delete(subscriber.id)


# --- what the owner does, and what comes back


def find_subscriber(name: str, *, store: "DatabaseStore") -> Subscriber:
    """The subscriber with this id or address. Raises `InputError` if there is none."""
    found = store.subscribers.find(name) or store.subscribers.find_by_email(name.strip())
    if found is None and "@" in name:
        found = store.subscribers.find_by_email(asking.email(name))
    return _found(found, name)


def confirm_subscriber(id_: str, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> Subscriber:
    """Confirm for a reader who asked the owner. Raises `InputError` for one that has ended, and if there is none."""
    try:
        return _confirm(id_, lambda _: None, store=store, now=now, config=config)
    except TokenError:
        return _found(None, id_)


def end_subscription(id_: str, *, store: "DatabaseStore", now: datetime) -> Subscriber | None:
    """End it, as its reader wishes, and have no more editions made; None if there is nobody with this id."""
    return store.subscribers.reschedule(
        id_, lambda s: states.unsubscribe(s, now=now), due=lambda s: _due(s, now), now=now
    )


def change_subscription(id_: str, wishes: Wishes, *, store: "DatabaseStore", now: datetime) -> Subscriber | None:
    """Change what a reader gets, from the next edition on; None if there is nobody with this id."""
    wished = _wished(wishes, store)
    if wishes.days is None and wishes.at is None and wishes.zone is None:
        return store.subscribers.change(id_, wished)
    return store.subscribers.reschedule(id_, wished, due=lambda s: _due(s, now), now=now)


def affair_names(subscriber: Subscriber, *, store: "DatabaseStore") -> tuple[str, ...]:
    """The names of the affairs that a reader asked for; none for all."""
    names = {affair.id: affair.name for affair in store.affairs.affairs()} if subscriber.affairs else {}
    return tuple(names[i] for i in subscriber.affairs if i in names)


def export_subscriber(id_: str, *, store: "DatabaseStore") -> dict[str, Any] | None:
    """All that is kept of a reader, in terms of JSON, affairs with their names; None if there is nobody."""
    found = store.subscribers.export(id_)
    if found is not None:
        names = {affair.id: affair.name for affair in store.affairs.affairs()}
        found["affairs"] = [{"id": i, "name": names.get(i, "")} for i in found["subscriber"]["affairs"]]
    return found


def delete_subscriber(id_: str, *, store: "DatabaseStore") -> bool:
    """Delete all that is kept of a reader; False if there is nobody with this id."""
    return store.subscribers.delete(id_)


def record_bounce(
    id_: str, *, hard: bool, store: "DatabaseStore", now: datetime, config: Config = DEFAULT
) -> Subscriber | None:
    """Mail to a reader came back, for good (hard) or for now; None if there is nobody with this id."""
    return store.subscribers.reschedule(
        id_,
        lambda s: states.bounce(s, hard=hard, now=now, config=config.subscribing),
        due=lambda s: _due(s, now),
        now=now,
    )


def record_delivery(id_: str, *, store: "DatabaseStore") -> Subscriber | None:
    """Mail to a reader arrived; None if there is nobody with this id."""
    return store.subscribers.change(id_, states.deliver)


def plan_editions(*, store: "DatabaseStore", now: datetime) -> int:
    """See to it that every confirmed reader has an edition made when it is due next; how many had none.

    It heals what was given up, lost, or put far ahead by a clock that was wrong. What is overdue stays.
    """
    return store.subscribers.plan({s.id: next_due(s, now) for s in store.subscribers.all("confirmed")})


def expire_pending(*, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> int:
    """Give up what was not confirmed in time, and delete what was given up long ago; how many that were in all."""
    rules, count = config.subscribing, 0
    for subscriber in list(store.subscribers.all("pending")):
        if states.expire(subscriber, now=now, config=rules) != subscriber:
            changed = store.subscribers.change(subscriber.id, lambda s: states.expire(s, now=now, config=rules))
            count += changed is not None and changed.state == "expired"
    for subscriber in list(store.subscribers.all("expired")):
        if states.is_forgotten(subscriber, now=now, config=rules):
            count += store.subscribers.delete(subscriber.id)
    return count


# --- links


def link_key(store: "DatabaseStore") -> bytes:
    """The key that links are signed by, made once for a store."""
    return store.subscribers.secret(LINK_SECRET, lambda: token_bytes(tokens.KEY_BYTES))


def _read(token: str, purpose: Purpose, store: "DatabaseStore", now: datetime) -> tokens.Ticket:
    return tokens.read(token, purpose, key=link_key(store), now=now)


def _admitted(token: str, purpose: Purpose, store: "DatabaseStore", now: datetime) -> Subscriber:
    ticket = _read(token, purpose, store, now)
    subscriber = store.subscribers.find(ticket.subscriber)
    if subscriber is None:
        raise TokenError
    tokens.admit(ticket, purpose, subscriber)
    return subscriber


# --- steps


def _confirm(
    id_: str, admit: Callable[[Subscriber], None], *, store: "DatabaseStore", now: datetime, config: Config
) -> Subscriber:
    first = now - timedelta(hours=config.subscribing.first_hours)
    told = store.ledger.last_number(before=first)

    def step(subscriber: Subscriber) -> Subscriber:
        admit(subscriber)
        return states.confirm(subscriber, now=now, told=told)

    changed = store.subscribers.reschedule(id_, step, due=lambda s: _due(s, now), now=now)
    if changed is None:
        raise TokenError
    return changed


def _due(subscriber: Subscriber, now: datetime) -> datetime | None:
    return next_due(subscriber, now) if subscriber.state == "confirmed" else None


def _wished(wishes: Wishes, store: "DatabaseStore") -> Callable[[Subscriber], Subscriber]:
    """What puts checked wishes into a subscriber. Raises `InputError`, also for an affair that nobody follows."""
    ids: dict[str, str] = {}
    for name in wishes.affairs or ():
        affair = store.affairs.find(name)
        if affair is None:
            raise InputError(name, "no affair is called that: `retold affairs list` shows those that are followed")
        ids[name] = affair.id
    spoken = languages()

    def wished(subscriber: Subscriber) -> Subscriber:
        return asking.apply(wishes, subscriber, languages=spoken, affairs=ids)

    # Told at once, before anything is looked up.
    wished(states.begin("", "", now=datetime.min.replace(tzinfo=UTC)))
    return wished


def _found(subscriber: Subscriber | None, name: str) -> Subscriber:
    if subscriber is None:
        raise InputError(name, "no such subscriber: `retold subscribers list` shows them all")
    return subscriber
