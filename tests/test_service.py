"""The public functions: what they take, and what they do without a store and with one."""

from datetime import UTC, date, datetime

import pytest

import retold
from retold import service
from retold.testing import FakeParser, MemoryStore, make_article
from retold.types import Page

TEXT = "They met on Tuesday."
HTML = "<html><body><h1>Bridge closed</h1>" + "<p>The old bridge was closed on Monday after a lorry hit it.</p>" * 9


@pytest.mark.parametrize(
    "published",
    [date(2021, 3, 24), datetime(2021, 3, 24, tzinfo=UTC), datetime(2021, 3, 24)],  # noqa: DTZ001
)
def test_times_are_resolved_against_a_day_or_an_instant(published):
    """Whatever is at hand."""
    (tuesday,) = retold.find_times(TEXT, published)
    assert tuesday.value == "2021-03-23"


def test_without_a_date_a_weekday_stays_a_weekday():
    """Nothing is guessed."""
    (tuesday,) = retold.find_times(TEXT)
    assert (tuesday.value, tuesday.period) == ("XXXX-WXX-2", None)


def test_a_page_is_read_from_its_text_its_bytes_or_its_file(tmp_path):
    """The same article, but for where it lies."""
    file = tmp_path / "bridge.html"
    file.write_text(HTML)
    read = [retold.read(HTML), retold.read(HTML.encode()), retold.read(file), retold.read(str(file))]
    assert len({article.text for article in read}) == 1
    assert read[2] == read[3]


def test_what_the_caller_knows_counts():
    """Address and time of fetching."""
    fetched = datetime(2025, 3, 4, 12, tzinfo=UTC)
    article = retold.read(HTML, url="https://plain.test/2025/03/04/bridge", fetched_at=fetched)
    assert article.url == "https://plain.test/2025/03/04/bridge"
    assert article.fetched_at == fetched
    assert article.published.earliest.date() == date(2025, 3, 4)


def test_another_language_than_english_has_times_and_no_statements():
    """And no parser is asked."""

    class Unasked(FakeParser):
        def parse(self, sentences):
            raise AssertionError(sentences)

    (facts,) = service.find_facts([make_article("Er kam am Montag.", language="de")], parser=Unasked({}))
    assert facts.statements == facts.events == facts.figures == ()


def test_with_a_store_nothing_is_read_or_found_twice(monkeypatch):
    """A second run asks neither the reader nor the parser."""
    store = MemoryStore()
    page = Page(input="bridge.html", content=HTML.encode())
    article = service._read_through(page, store, service.DEFAULT)
    parser = FakeParser({})
    (first,) = service.find_facts([article], parser=parser, store=store)
    monkeypatch.setattr(service, "read_page", None)
    monkeypatch.setattr(parser, "parse", None)
    assert service._read_through(page, store, service.DEFAULT) == article
    assert list(service.find_facts([article], parser=parser, store=store)) == [first]


def test_an_empty_collection_has_no_stories():
    """And an empty brief."""
    assert retold.group([]) == ()
    assert retold.make_brief([]).items == ()
