"""Tokens and webhooks are kept in both kinds of store, and the lines that webhooks are told are found there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retold.errors import StoreError
from retold.service.accounts import new_account
from retold.store import open_store
from retold.testing import make_line, make_passage
from retold.types import Affair, Answer, Belonging, Task, Token, Webhook
from store.made import ONE, TWO, page

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
BRIDGE, FERRY = (Affair(id=letter * 16, name=letter) for letter in "bf")
ANN = new_account("Ann", "correct horse battery", role="editor", now=NOW)
TOKEN = Token(
    id="1" * 16, digest="d" * 64, account=ANN.id, name="of Zoë", scopes=("read", "edit"), created_at=NOW,
    expires_at=NOW + timedelta(days=1),
)  # fmt: skip
HOOK = Webhook(id="2" * 16, url="https://example.org/hook", affairs=(BRIDGE.id,), secret="whsec_", created_at=NOW)
TASK = Task(kind="hook", key=HOOK.id, due=NOW)


@pytest.fixture
def store(place):
    """Of two affairs and one account."""
    with open_store(place) as opened:
        for affair in (BRIDGE, FERRY):
            opened.affairs.keep(affair)
        assert opened.accounts.add(ANN)
        yield opened


def enter(store, affair, number):
    lines = [
        replace(make_line(make_passage(f"{n}", article=f"{affair.name}{n}")), affair=affair.id, number=0)
        for n in range(number)
    ]
    store.ledger.enter(affair.id, lines, ())


def test_a_token_is_found_by_its_digest_with_its_account(store):
    """As it was kept, until it is revoked by whose it is."""
    store.tokens.add(TOKEN)
    assert store.tokens.find("d" * 64) == (TOKEN, ANN)
    assert store.tokens.find("e" * 64) is None
    store.tokens.use(TOKEN.id, at=NOW)
    assert store.tokens.all() == store.tokens.all(ANN.id) == (replace(TOKEN, used_at=NOW),)
    assert store.tokens.all("0" * 16) == ()
    assert not store.tokens.revoke(TOKEN.id, account="0" * 16)
    assert store.tokens.revoke(TOKEN.id, account=ANN.id)
    assert not store.tokens.revoke(TOKEN.id)
    assert store.tokens.find("d" * 64) is None


def test_a_token_of_nobody_is_not_kept(store):
    """Nor two of one digest."""
    with pytest.raises(StoreError):
        store.tokens.add(replace(TOKEN, account="0" * 16))
    assert store.tokens.all() == ()


def test_a_webhook_is_kept_with_its_work(store):
    """Changed, and dropped with it."""
    store.webhooks.add(HOOK, TASK)
    assert store.webhooks.find(HOOK.id) == HOOK
    assert [task.key for task in store.tasks(["hook"])] == [HOOK.id]
    answer = Answer(at=NOW, status=500, lines=3, said="née")
    changed = store.webhooks.change(HOOK.id, lambda one: replace(one, answers=(answer,)))
    assert store.webhooks.all() == (changed,) == (replace(HOOK, answers=(answer,)),)
    assert store.webhooks.change("0" * 16, lambda one: one) is None
    assert store.webhooks.remove(HOOK.id, kind="hook")
    assert not store.webhooks.remove(HOOK.id, kind="hook")
    assert (store.webhooks.all(), list(store.tasks(["hook"]))) == ((), [])


def test_news_are_found_in_order_and_so_many(store):
    """Of some affairs or of all; `upto` is how far the ledger was looked through."""
    enter(store, BRIDGE, 3)
    enter(store, FERRY, 2)
    numbers = [line.number for affair in (BRIDGE, FERRY) for line in store.ledger.lines(affair.id)]
    first, last = numbers[0], numbers[-1]

    def found(**asked):
        batch = store.webhooks.news(**{"after": 0, "affairs": (), "limit": 10, **asked})
        return [line.number for line in batch.lines], batch.upto

    assert found() == (numbers, last)
    assert found(limit=2) == (numbers[:2], numbers[1])
    assert found(after=first, limit=2) == (numbers[1:3], numbers[2])
    assert found(affairs=[BRIDGE.id]) == (numbers[:3], last)
    assert found(after=last) == ([], last)
    assert [line.number for line in store.ledger.newest(FERRY.id, 1)] == [last]
    assert [line.number for line in store.ledger.newest(BRIDGE.id, 9)] == numbers[2::-1]


def test_what_belongs_to_affairs_is_counted(store):
    """What was left out of them isn't."""
    for article in (ONE, TWO):
        store.keep(page(article), article)
    store.affairs.decide_all(
        Belonging(affair=affair.id, article=article.id, belongs=belongs, because=())
        for affair, article, belongs in ((BRIDGE, ONE, True), (BRIDGE, TWO, True), (FERRY, ONE, False))
    )
    assert store.affairs.sizes() == {BRIDGE.id: 2}
