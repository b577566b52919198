"""The public functions: what they take, and what they do without a store and with one."""

from datetime import UTC, date, datetime

import pytest

import retold
from parsed import parser
from retold import service
from retold.store import open_store
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


def test_with_a_store_nothing_is_read_or_found_twice(monkeypatch, tmp_path):
    """A second run asks neither the reader nor the parser."""
    store = MemoryStore()
    file = tmp_path / "bridge.html"
    file.write_text(HTML)
    (article,) = service.read_all([str(file)], store=store)
    fake = FakeParser({})
    (first,) = service.find_facts([article], parser=fake, store=store)
    monkeypatch.setattr(service.reading, "_taken_apart", None)
    monkeypatch.setattr(fake, "parse", None)
    assert list(service.read_all([str(file)], store=store)) == [article]
    assert list(service.find_facts([article], parser=fake, store=store)) == [first]


APPEAL = "Your support makes our journalism possible, so please join our circle of friends today."
TOPICS = (
    "The Sallow bridge closed on Monday after a tanker struck its eastern pier, harbour pilot Ines Harrow said. "
    "Divers found cracks below the waterline and a bent fender. Ferries carry commuters across until masons return.",
    "Dorothea Kessing, the tennis champion of Penmark, broke her wrist while pruning a quince tree on Sunday. "
    "Surgeons set the bone with a titanium plate. Her coach withdrew her from the autumn tournament in Velden.",
    "Beekeepers in Upper Marl lost a third of their hives to mites, entomologist Radu Fenn wrote in a bulletin. "
    "Clover flowered too early and nectar dried up. Growers fear for the pollination of cherry orchards.",
    "Astronomers at Mount Orrery traced a faint comet whose tail glows with cyanide, lecturer Amaya Stoll said. "
    "The telescope had followed it since January. Its orbit brings it back in seven thousand winters.",
)


@pytest.fixture
def site(tmp_path):
    """Pages of one site as files: four subjects, one appeal."""
    for number, topic in enumerate(TOPICS):
        words = "".join(f"<p>{sentence}.</p>" for sentence in topic.rstrip(".").split(". "))
        head = f'<link rel="canonical" href="https://post.test/{number}"><title>{topic[:40]}</title>'
        body = f"<article><h1>{topic[:40]}</h1>{words}<p>{APPEAL}</p></article>"
        (tmp_path / f"{number}.html").write_text(f"<html><head>{head}</head><body>{body}</body></html>")
    return tmp_path


def test_pages_read_together_tell_what_their_site_repeats(site):
    """Alone, each has the appeal in its text; together, it is an aside of each."""
    alone = [retold.read(path) for path in sorted(site.iterdir())]
    together = list(service.read_all([str(site)]))
    assert all(APPEAL in article.text for article in alone)
    assert [aside.text for article in together for aside in article.asides if "other pages" in aside.reason] == (
        [APPEAL] * len(TOPICS)
    )
    assert not any(APPEAL in article.text for article in together)


def test_what_was_learned_is_given_to_the_next_reading(site):
    """Templates are an argument of `read`; without it nothing is remembered."""
    first, *others = sorted(site.iterdir())
    templates = service.learn_templates(map(retold.read, others))
    assert APPEAL in retold.read(first).text
    assert APPEAL not in retold.read(first, templates=templates).text


def test_a_sentence_of_several_retellings_is_parsed_once_ever(tmp_path):
    """Another article, another process: what the store holds is not parsed again, and tells the same."""

    class Counting:
        name = "counting"

        def __init__(self):
            self.ran = []

        def parse(self, sentences):
            self.ran += sentences
            return parser().parse(sentences)

    told = "The port of Aden was closed on Monday, Omar Hadi said."
    one, two = make_article(f"{told} It rained.", outlet="One"), make_article(f"{told} Ships left.", outlet="Two")
    counted, found = [], []
    for article in (one, two):
        with open_store(tmp_path / "kept.sqlite") as store:
            store.keep(Page(input=article.input, content=article.outlet.encode()), article)
            counting = Counting()
            found += service.find_facts([article], parser=counting, store=store)
            counted.append(counting.ran)
    assert counted == [[told, "It rained."], ["Ships left."]]
    assert [facts.statements for facts in found] == [service.find_statements(a, parser=parser()) for a in (one, two)]


def test_a_page_that_a_store_knows_stays_as_it_was_read(site):
    """New pages teach nothing about old ones."""
    store = MemoryStore()
    paths = [str(path) for path in sorted(site.iterdir())]
    before = list(service.read_all(paths[:1], store=store))
    after = list(service.read_all(paths, store=store))
    assert after[:1] == before
    assert list(store.articles()) == after


def test_an_empty_collection_has_no_stories():
    """And an empty brief."""
    assert retold.group([]) == ()
    assert retold.make_brief([]).items == ()
