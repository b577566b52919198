"""Webhooks: programs elsewhere that are told each new line of the ledger, in order and at least once.

What is sent is signed as Standard Webhooks says (https://www.standardwebhooks.com, version 1.0.0), to public addresses
only, and to no other than the one that was named. What isn't taken is sent again, later and later, for three days.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from secrets import token_bytes, token_hex
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from retold import logs
from retold.config import DEFAULT, Config
from retold.display.quoting import tidy
from retold.errors import InputError, Later, Unreadable
from retold.intake.fetch import Fetcher
from retold.intake.guard import Guard
from retold.types import Answer, Batch, Task, Webhook

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

KIND = "hook"
MOST = 50
"""Lines that are told at once."""
GIVEN_UP = timedelta(days=3)
"""How long a webhook may take nothing before it is given up."""
_EVERY = timedelta(minutes=1)
"""How often it is looked whether there is anything new."""
_RETRY, _RETRY_MOST = timedelta(minutes=1), timedelta(hours=6)
"""How long a webhook rests that did not take what it was told, twice as long each time, and at most."""
_SECONDS = 10.0
"""How long it may take to answer, in all."""
_READ, _SHOWN, _KEPT = 4_096, 200, 10
"""Bytes of an answer that are read, characters of it that are kept, and answers that are."""
_GONE = 410
"""By which a receiver ends it (Standard Webhooks, "Delivery")."""
_PREFIX = "whsec_"
_LONGEST = 2_000

log = logs.logger("webhooks")


def add(
    url: str, *, affairs: Sequence[str] = (), store: "DatabaseStore", now: datetime, config: Config = DEFAULT
) -> Webhook:
    """Tell an address all that is entered from now on of these affairs (ids), or of all.

    Raises `InputError` for what is no address, or none that may be asked.
    """
    made = Webhook(
        id=token_hex(8),
        url=_checked(url.strip(), config),
        affairs=tuple(dict.fromkeys(affairs)),
        secret=_PREFIX + b64encode(token_bytes(32)).decode(),
        created_at=now,
        told=store.ledger.last_number(),
    )
    store.webhooks.add(made, Task(kind=KIND, key=made.id, due=now))
    return made


def remove(webhook: str, *, store: "DatabaseStore") -> None:
    """Tell it nothing any more. Raises `InputError` if there is none of this id."""
    if not store.webhooks.remove(webhook, kind=KIND):
        raise _unknown(webhook)


def resume(webhook: str, *, store: "DatabaseStore") -> Webhook:
    """Try one again that was given up, from where it stood. Raises `InputError` if there is none of this id."""
    resumed = store.webhooks.change(webhook, lambda one: replace(one, ended_at=None, failing_since=None))
    if resumed is None:
        raise _unknown(webhook)
    return resumed


def ping(webhook: str, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> Answer:
    """Send it a message that tells nothing, and keep what came of it. Raises `InputError` if there is none."""
    found = store.webhooks.find(webhook)
    if found is None:
        raise _unknown(webhook)
    with Hooks(store, config=config) as hooks:
        answer = hooks.send(found, f"{found.id}-test-{int(now.timestamp())}", {"type": "test"}, now=now)
    store.webhooks.change(webhook, lambda one: _answered(one, answer))
    return answer


def sign(secret: str, id_: str, at: datetime, body: bytes) -> str:
    """The signature of a message: that of Standard Webhooks, "Symmetric"."""
    key = b64decode(secret.removeprefix(_PREFIX))
    told = f"{id_}.{int(at.timestamp())}.".encode() + body
    return f"v1,{b64encode(hmac(key, told, sha256).digest()).decode()}"


class Hooks:
    """Tells webhooks what is new; a worker keeps one, and calls it for each task, which has an id as its key."""

    def __init__(self, store: "DatabaseStore", *, config: Config = DEFAULT) -> None:
        self._store = store
        self._fetcher = Fetcher(config=replace(config.reading, fetch_timeout=_SECONDS, fetch_total=_SECONDS))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._fetcher.close()

    def __call__(self, task: Task, now: datetime) -> datetime | None:
        """Tell what is new, and say when to look again. Raises `Later` if it was not taken."""
        webhook = self._store.webhooks.find(task.key)
        if webhook is None:
            return None
        if webhook.ended_at is not None:
            return now + _EVERY
        batch = self._store.webhooks.news(after=webhook.told, affairs=webhook.affairs, limit=MOST)
        if batch.lines:
            answer = self._tell(webhook, batch, now)
            if not answer.is_taken:
                return self._refused(webhook, answer, task.attempts)
            self._store.webhooks.change(webhook.id, lambda one: _took(one, batch, answer))
        elif batch.upto != webhook.told:
            self._store.webhooks.change(webhook.id, lambda one: replace(one, told=batch.upto))
        return now if len(batch.lines) == MOST else now + _EVERY

    def send(self, webhook: Webhook, id_: str, message: dict[str, Any], *, lines: int = 0, now: datetime) -> Answer:
        """Send a message, signed."""
        import msgspec

        from retold.records import plain

        body = msgspec.json.encode({"type": "", "timestamp": plain(now), "data": {}, **message})
        headers = {
            "Content-Type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": sign(webhook.secret, id_, now, body),
        }
        try:
            status, content = self._fetcher.post(webhook.url, body, headers=headers, most=_READ)
        except Unreadable as error:
            return Answer(at=now, status=None, lines=lines, said=error.reason)
        said = tidy(content.decode("utf8", "replace"))[:_SHOWN]
        return Answer(at=now, status=status, lines=lines, said=said)

    def _tell(self, webhook: Webhook, batch: Batch, now: datetime) -> Answer:
        from retold import records

        lines = [{"affair": line.affair, **records.ledger_line(line)} for line in batch.lines]
        citations = {one.article: records.plain(one) for line in batch.lines for one in line.citations}
        message = {"type": "news", "data": {"lines": lines, "citations": citations}}
        # The same at each try, by which a receiver knows what it has.
        id_ = f"{webhook.id}-{batch.lines[0].number}-{batch.lines[-1].number}"
        return self.send(webhook, id_, message, lines=len(lines), now=now)

    def _refused(self, webhook: Webhook, answer: Answer, attempts: int) -> datetime:
        since = webhook.failing_since or answer.at
        ends = answer.status == _GONE or answer.at - since >= GIVEN_UP
        self._store.webhooks.change(
            webhook.id,
            lambda one: replace(
                _answered(one, answer), failing_since=since, ended_at=answer.at if ends else one.ended_at
            ),
        )
        why = f"HTTP {answer.status}" if answer.status is not None else answer.said
        if ends:
            log.warning("given up", webhook=webhook.id, reason=why)
            return answer.at + _EVERY
        rest = min(_RETRY * 2 ** min(max(attempts, 1) - 1, 20), _RETRY_MOST)
        raise Later(why, answer.at + rest)


def _took(webhook: Webhook, batch: Batch, answer: Answer) -> Webhook:
    return replace(_answered(webhook, answer), told=batch.upto, failing_since=None)


def _answered(webhook: Webhook, answer: Answer) -> Webhook:
    return replace(webhook, answers=(answer, *webhook.answers)[:_KEPT])


def _checked(url: str, config: Config) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable or len(url) > _LONGEST or not url.isprintable() or not url.isascii() or " " in url:
        raise InputError("address", "must be one of the web, such as https://example.org/hook")
    refusal = Guard(config.reading.allowed_hosts).refuses(urlsplit(url).hostname or "")
    if refusal:
        raise InputError("address", f"can't be used: {refusal}")
    return url


def _unknown(webhook: str) -> InputError:
    return InputError(webhook, "no such webhook: `retold webhooks list` shows those there are")
