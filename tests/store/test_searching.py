"""Search in both kinds of store: the same question has the same answer."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.store.made import DAY, ONE, facts, page, story

from retold.errors import InputError
from retold.service.searching import note_changes
from retold.store import open_store, restore, search_index
from retold.testing import make_article
from retold.types import Aside, NotedChange, SearchQuery, Snippet

FERRY = make_article(
    "The ferry didn’t leave Ürümqi. “We wait,” said the captain.", title="Ferry late", outlet="The Plain Post",
    published=DAY, url="http://plain.test/1",
)  # fmt: skip
BOAT = make_article(
    "The state-owned boat of U.S. troops left.", title="Boat left", outlet="Low Road Radio", published=DAY,
    name="boat.txt",
)  # fmt: skip
LATER = make_article("A ferry sank.", title="Sunk", published=DAY + timedelta(days=3), name="later.txt")
CHINESE = make_article("伊拉克总理访问美国。", title="总理访美", language="zh", outlet="新报", name="zh.txt")
THAI = make_article("นายกรัฐมนตรีเดินทาง", language="th", name="th.txt")
ALL = (FERRY, BOAT, LATER, CHINESE, THAI)


@pytest.fixture
def kept(place):
    """A store of either kind, with five articles."""
    with open_store(place) as store:
        for article in ALL:
            store.keep(page(article), article)
        yield store


def found(store, words="", **asked):
    """The articles that are found, by their inputs."""
    by_id = {article.id: article.input for article in ALL}
    return [by_id.get(hit.article, hit.article) for hit in store.search.find(SearchQuery(words=words, **asked)).hits]


@pytest.mark.parametrize(
    ("words", "inputs"),
    [
        ("ferry", ["later.txt", "-"]),
        ("FERRY late", ["-"]),
        ("urumqi", ["-"]),
        ("Ürümqi", ["-"]),
        ("didn't", ["-"]),
        ('"state owned"', ["boat.txt"]),
        ('"owned state"', []),
        ("US troops", ["boat.txt"]),
        ("left -troops", []),
        ("ferry -sank", ["-"]),
        ("-ferry", ["boat.txt", "th.txt", "zh.txt"]),
        ("sunk OR boat", ["later.txt", "boat.txt"]),
        ("总理", ["zh.txt"]),
        ("理总", []),
        ("เดินทาง", ["th.txt"]),
        ("nothing of this", []),
        ("", ["later.txt", "boat.txt", "-", "th.txt", "zh.txt"]),
        ("'); DROP TABLE articles; -- \\ ' & | ! <-> :*", []),
    ],
)
def test_words_phrases_and_what_is_left_out(kept, words, inputs):
    """Newest first, of a day what was kept last; what has no date comes last."""
    assert found(kept, words) == inputs


@pytest.mark.parametrize(
    ("asked", "inputs"),
    [
        ({"outlet": "plain post"}, ["-"]),
        ({"outlet": "post plain"}, []),
        ({"outlet": "新报"}, ["zh.txt"]),
        ({"since": date(2025, 3, 5)}, ["later.txt"]),
        ({"until": date(2025, 3, 4)}, ["boat.txt", "-"]),
        ({"since": date(2025, 3, 4), "until": date(2025, 3, 7)}, ["later.txt", "boat.txt", "-"]),
        ({"words": "ferry", "outlet": "Plain", "until": date(2025, 3, 4)}, ["-"]),
        ({"change": "figure"}, []),
        ({"actor": "mayor"}, []),
    ],
)
def test_outlets_and_days(kept, asked, inputs):
    """Days are those of the dating's start; who asks for days gets nothing that has none."""
    assert found(kept, **asked) == inputs


def test_who_says_something_is_found_once_it_is_known(kept):
    """By a part of the name, and by the words that are said; phrases don't reach from one statement into another."""
    kept.keep(page(ONE), ONE)
    assert found(kept, actor="mayor") == []
    kept.keep_facts([facts(ONE)])
    assert found(kept, actor="the MAYOR") == [ONE.id]
    assert found(kept, actor="mayor the") == []
    assert found(kept, words="council", actor="mayor") == [ONE.id]
    assert found(kept, words="council", actor="captain") == []


def test_what_was_set_aside_is_not_found(kept):
    """Newsletter forms stand on all pages of a site."""
    article = make_article("It rained.", title="Rain", name="rain.txt")
    kept.keep(page(article), replace(article, asides=(Aside(text="Our newsletter", reason="form", at=0),)))
    assert found(kept, "rain") == [article.id]
    assert found(kept, "newsletter") == []


def test_a_hit_tells_what_a_list_shows(kept):
    """The passage with what was asked for in it, and where to go on."""
    (hit,) = kept.search.find(SearchQuery(words="captain", outlet="post")).hits
    assert (hit.title, hit.outlet, hit.language, hit.url) == (FERRY.title, FERRY.outlet, "en", FERRY.url)
    assert (hit.published.earliest, hit.precision, hit.story, hit.changes) == (DAY, "day", "", ())
    said = "The ferry didn’t leave Ürümqi. “We wait,” said the captain."
    assert hit.snippet == Snippet(text=said, matched=((51, 58),))


def test_pages_follow_each_other_without_gap_or_repetition(kept):
    """Also while articles come in; places that were never given are refused."""
    many = [
        make_article(f"Fog {n}.", name=f"{n}", published=datetime(2024, 1, 1 + n % 4, tzinfo=UTC)) for n in range(25)
    ]
    for article in many:
        kept.keep(page(article), article)
    first = kept.search.find(SearchQuery(words="fog"), limit=10)
    assert (first.count, len(first.hits)) == (25, 10)
    late = make_article("Fog, late.", name="late", published=DAY)
    kept.keep(page(late), late)
    second = kept.search.find(SearchQuery(words="fog"), before=first.next, limit=10)
    third = kept.search.find(SearchQuery(words="fog"), before=second.next, limit=10)
    shown = [hit.article for one in (first, second, third) for hit in one.hits]
    assert sorted(shown) == sorted(article.id for article in many)
    assert (second.count, third.next) == (None, "")
    days = [hit.published.earliest for one in (first, second, third) for hit in one.hits]
    assert days == sorted(days, reverse=True)
    for wrong in ("x", "-1", "9" * 19, "1" * 30, "1 or 1=1"):
        with pytest.raises(InputError, match="no such place"):
            kept.search.find(SearchQuery(), before=wrong)


def test_best_answers_have_the_words_in_their_title(kept):
    """Though others are newer; they can be leafed through, too."""
    assert found(kept, "ferry")[0] == "later.txt"
    first = kept.search.find(SearchQuery(words="ferry"), best=True, limit=1)
    assert (first.hits[0].article, first.count, first.next) == (FERRY.id, 2, "1")
    second = kept.search.find(SearchQuery(words="ferry"), best=True, limit=1, before=first.next)
    assert (second.hits[0].article, second.next) == (LATER.id, "")


def test_outlets_to_choose_from(kept):
    """Each once."""
    assert kept.search.outlets() == ("Low Road Radio", "The Plain Post", "新报")
    assert kept.search.outlets(limit=1) == ("Low Road Radio",)


# --- what articles changed

EARLY = make_article(
    "The council voted on Tuesday to close the old bridge. The mayor said 31 people were hurt in the crash.",
    title="Bridge closed", outlet="Plain Post", published=DAY, name="early",
)  # fmt: skip
COPY = make_article(
    "The council voted on Tuesday to close the old bridge. The mayor said 26 people were hurt in the crash.",
    title="Bridge closed", outlet="Radio", published=DAY + timedelta(days=1), name="copy",
)  # fmt: skip


@pytest.fixture
def compared(place):
    """A store whose story was compared."""
    with open_store(place) as store:
        for article in (EARLY, COPY):
            store.keep(page(article), article)
        store.keep_stories([story(EARLY, COPY)])
        assert store.search.compared_behind() == COPY.published.earliest
        assert found(store, change="figure") == []
        assert note_changes(store=store) == 1
        yield store


def test_an_article_is_found_by_what_it_changed(compared):
    """It names the one that it goes back to; that one changed nothing."""
    (hit,) = compared.search.find(SearchQuery(change="figure")).hits
    assert hit.article == COPY.id
    ((kind, other),) = {(change.kind, change.other) for change in hit.changes}
    assert (kind, other) == ("figure", EARLY.id)
    assert found(compared, "bridge", change="figure") == [COPY.id]
    assert found(compared, "bridge", change="negation") == []
    assert (note_changes(store=compared), compared.search.compared_behind()) == (0, None)


def test_a_story_that_changes_is_compared_again_and_each_pair_only_once(compared, monkeypatch):
    """What is known is not found out again."""
    compared.keep_stories([story(EARLY, COPY)])
    monkeypatch.setattr("retold.service.grouping.compare", None)
    assert note_changes(store=compared) == 1
    assert found(compared, change="figure") == [COPY.id]


def test_a_story_that_got_articles_meanwhile_is_not_done(compared):
    """What was found out of it before is kept."""
    compared.keep(page(ONE), ONE)
    compared.keep_stories([story(EARLY, COPY, ONE)])
    compared.search.keep_changes(story(EARLY, COPY), {COPY.id: (EARLY.id, [])})
    assert compared.search.uncompared(9) == (story(EARLY, COPY).id,)
    assert found(compared, change="figure") == []


def test_an_article_that_is_read_again_is_found_as_it_reads_now(compared):
    """Under its new words and day; what it had changed is found out anew."""
    now = make_article("It snowed. Snow fell.", title="Snow", published=DAY + timedelta(days=9), name="copy")
    compared.feeds.put_in_place(COPY.id, now, ())
    assert found(compared, "snow") == [now.id]
    assert found(compared, "council") == [EARLY.id]
    assert found(compared, change="figure") == []
    again = make_article("It snowed. Snow fell.", title="Snow", published=DAY, name="copy")
    compared.feeds.put_in_place(now.id, again, ())
    assert found(compared, since=date(2025, 3, 5)) == []
    assert found(compared, "snow", until=date(2025, 3, 4)) == [again.id]


def test_two_who_write_of_one_article_at_once_lose_nothing(compared):
    """What each of them knew is found."""
    spoken = facts(COPY)
    noted = NotedChange(kind="name", number=1, because="so", other=EARLY.id)
    for _ in range(10):
        writers = [
            threading.Thread(target=compared.keep_facts, args=([spoken],)),
            threading.Thread(
                target=compared.search.keep_changes, args=(story(EARLY, COPY), {COPY.id: (EARLY.id, [noted])})
            ),
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert found(compared, actor="mayor", change="name") == [COPY.id]
        compared.search.keep_changes(story(EARLY, COPY), {COPY.id: (EARLY.id, [])})
        assert found(compared, actor="mayor", change="name") == []


def test_the_index_can_be_made_anew(compared):
    """As it is where rows are copied from one kind of store to the other."""
    before = [found(compared, "council"), found(compared, change="figure")]
    with compared._database.engine.execution_options(writes=True).begin() as connection:
        search_index.drop(connection, [EARLY.id, COPY.id])
    assert found(compared) == []
    with compared._database.engine.execution_options(writes=True).begin() as connection:
        search_index.rebuild(connection)
    assert [found(compared, "council"), found(compared, change="figure")] == before


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_a_copy_can_be_searched(compared, tmp_path, target, request):
    """Whichever kind of store it was made of, and put back in."""
    compared.search.keep_changes(
        story(EARLY, COPY), {COPY.id: (EARLY.id, [NotedChange(kind="name", number=2, because="so", other=EARLY.id)])}
    )
    compared.backup(tmp_path / "copy")
    place = tmp_path / "new" if target == "sqlite" else request.getfixturevalue("postgres").new()
    restore(tmp_path / "copy", place)
    with open_store(place, create=False) as copy:
        assert found(copy, "council") == [COPY.id, EARLY.id]
        assert found(copy, change="name") == [COPY.id]


def test_an_article_beyond_all_measure_is_kept_and_found(place):
    """Its first 16,000 words."""
    long = make_article(" ".join(f"word{n}" for n in range(90_000)), title="Long " * 3_000)
    with open_store(place) as store:
        store.keep(page(long), long)
        assert found(store, "word12000") == [long.id]
        assert found(store, '"word11999 word12000"') == [long.id]
        assert found(store, "word80000") == []
