"""Affairs through a store: criteria checked, stories decided and kept, corrected by hand, and the account of one."""

from datetime import UTC, datetime

import pytest

from reports import BUDGET, FERRY, OTHERS, articles_of
from retold import service
from retold.errors import InputError, StoreError
from retold.service import affairs
from retold.store import open_store
from retold.types import Page

NOW = datetime(2025, 10, 6, 7, tzinfo=UTC)
ARTICLES = articles_of(FERRY + BUDGET + OTHERS, published=datetime(2025, 10, 5, tzinfo=UTC))


@pytest.fixture
def store(sqlite_place):
    """A store with three articles of one story, two of another, and three that stand alone, all in the stream."""
    with open_store(sqlite_place) as opened:
        for article in ARTICLES:
            opened.keep(Page(input=article.input, content=article.text.encode()), article)
        for _ in service.follow_stories(opened.articles(), store=opened):
            pass
        yield opened


def follow(store, name="Ferry", **criteria):
    return affairs.follow(name, store=store, at=NOW, **criteria)


def belonging(store, affair):
    """The titles of the articles that belong, as kept."""
    ids = store.affairs.articles_of(affair.id)
    return {a.title for a in ARTICLES if a.id in ids}


TITLES = [{a.title for a in ARTICLES[:3]}, {a.title for a in ARTICLES[3:5]}]


def test_criteria_are_kept_plain(store):
    """Blanks and repetitions out, countries as codes, examples as ids; known again by name."""
    made = follow(
        store,
        "  The  ferry ",
        words=["Morna ", "Morna", "ran  aground"],
        actors=["Ines Holt"],
        countries=["Iraq", "the Netherlands", "IQ"],
        examples=["All safe after Morna grounding", ARTICLES[0].id],
        without=["cherry"],
    )
    assert (made.name, made.words, made.countries) == ("The ferry", ("Morna", "ran aground"), ("IQ", "NL"))
    assert made.examples == (ARTICLES[1].id, ARTICLES[0].id)
    assert made.created_at == NOW
    assert affairs.find_affair("the FERRY", store) == made == affairs.find_affair(made.id, store)


@pytest.mark.parametrize(
    ("criteria", "says"),
    [
        ({"name": " "}, "has no name"),
        ({"words": ["ferry", "--"]}, "'--': holds no word to look for"),
        ({"actors": [""]}, "holds no word"),
        ({"countries": ["Westmark"]}, "Westmark: no such country: name it in English or by its ISO 3166 code"),
        ({"examples": ["nowhere.html"]}, "nowhere.html: no such article in the store"),
        ({"words": ["Ferry"], "without": ["ferry"]}, "Ferry: is both looked for and kept out"),
    ],
)
def test_what_can_t_be_looked_for_is_said_and_nothing_is_kept(store, criteria, says):
    """With the next step."""
    with pytest.raises(InputError, match=says):
        follow(store, **criteria)
    assert store.affairs.affairs() == ()


def test_a_name_is_followed_once(store):
    """In capitals or not; the error names the next step."""
    follow(store)
    with pytest.raises(InputError, match='FERRY: is followed already: add to it with `retold affairs change "FERRY"`'):
        follow(store, "FERRY")
    with pytest.raises(InputError, match="Bridge: no such affair: followed are Ferry"):
        affairs.find_affair("Bridge", store)


def test_what_belongs_is_decided_and_kept(store):
    """Of all stories of the store; each article with its story, with reasons."""
    affair = follow(store, words=["Brackmoor"])
    decided = affairs.decide_again(affair, store=store)
    assert {b.article for b in decided} == {a.id for a in ARTICLES}
    assert set(decided) == set(store.affairs.belongings(affair.id))
    assert belonging(store, affair) == TITLES[0]
    assert {b.because for b in decided if b.belongs} == {("names 'Brackmoor' in the headline of 1 of 3 articles",)}


def test_actors_and_examples_of_a_store(store):
    """Facts are found as they are needed, and examples are had from the store."""
    holt = follow(store, "Holt", actors=["Mayor Holt"])
    affairs.decide_again(holt, store=store)
    assert belonging(store, holt) == TITLES[1]
    assert store.facts(ARTICLES[3]) is not None
    like = follow(store, "Like", examples=[ARTICLES[2].id])
    affairs.decide_again(like, store=store)
    assert belonging(store, like) == TITLES[0]


def test_all_affairs_are_decided_at_once(store):
    """The stories that a stream touched, by what is known of their articles; again changes nothing."""
    ferry, everything = follow(store, words=["Brackmoor"]), follow(store, "All")
    stories = service.stories_of(store)
    for _ in range(2):
        decided = affairs.decide_stories(stories, {}, store=store)
        assert len(decided) == 2 * len(ARTICLES)
        assert belonging(store, ferry) == TITLES[0]
        assert belonging(store, everything) == {a.title for a in ARTICLES}
    one = next(s for s in stories if len(s.articles) == 3)
    assert [b.belongs for b in affairs.decide_for(ferry, [one], {}, store=store)] == [True] * 3


def test_what_a_person_says_holds_until_undone(store):
    """For the whole story, at once, whatever is decided after; the newest counts."""
    affair = follow(store, words=["Brackmoor"])
    affairs.decide_again(affair, store=store)
    placed = affairs.place(affair, ARTICLES[3].input, belongs=True, store=store, by="Ann", at=NOW)
    assert belonging(store, affair) == TITLES[0] | TITLES[1]
    out = affairs.place(affair, ARTICLES[4].id, belongs=False, store=store, by="Ben", at=NOW)
    affairs.decide_again(affair, store=store)
    assert belonging(store, affair) == TITLES[0]
    assert {b.because for b in store.affairs.belongings(affair.id) if b.by} == {("left out by hand (Ben)",)}
    affairs.undo(out.number, store=store, by="Ann", at=NOW)
    assert belonging(store, affair) == TITLES[0] | TITLES[1]
    affairs.undo(placed.number, store=store, by="Ann", at=NOW)
    assert belonging(store, affair) == TITLES[0]
    assert [p.holds for p in store.affairs.placements(affair.id)] == [False, False]
    with pytest.raises(StoreError, match="no placement 1 that holds"):
        affairs.undo(placed.number, store=store)
    with pytest.raises(InputError, match="no such article"):
        affairs.place(affair, "nowhere", belongs=True, store=store)


def test_criteria_are_added_and_dropped(store):
    """Of whatever kind, by whatever name; what isn't there is said."""
    affair = follow(store, words=["Brackmoor"], countries=["Iraq"], examples=[ARTICLES[0].id])
    affair = affairs.change(
        affair, name="Mayor", actors=["Ines Holt"], drop=["iraq", "Brackmoor", ARTICLES[0].input], store=store
    )
    assert (affair.name, affair.words, affair.actors, affair.countries, affair.examples) == (
        "Mayor", (), ("Ines Holt",), (), ())  # fmt: skip
    assert store.affairs.affairs() == (affair,)
    affairs.decide_again(affair, store=store)
    assert belonging(store, affair) == TITLES[1]
    with pytest.raises(InputError, match="tides: Mayor has no such criterion"):
        affairs.change(affair, drop=["tides"], store=store)
    follow(store)
    with pytest.raises(InputError, match="ferry: is the name of another affair"):
        affairs.change(affair, name="ferry", store=store)


def test_an_affair_without_stories_has_an_empty_account(store):
    """Nothing was found yet."""
    account = affairs.account_of(follow(store, words=["nothing like it"]), store=store)
    assert (account.stories, account.timeline.entries, account.speakers, account.habits) == ((), (), (), ())


def test_the_account_is_of_what_belongs(store):
    """Stories under the ids of the stream with why they belong, what happened, who says what, the outlets."""
    affair = follow(store, words=["Brackmoor"], actors=["Ines Holt"])
    affairs.decide_again(affair, store=store)
    account = affairs.account_of(affair, store=store)
    assert {a.title for s in account.stories for a in s.articles} == TITLES[0] | TITLES[1]
    assert {s.id for s in account.stories} == {store.story_now(i) for a, i in store.followed() if a.title in
                                               TITLES[0] | TITLES[1]}  # fmt: skip
    assert set(account.because) == {s.id for s in account.stories}
    assert account.timeline.stories == account.stories
    assert account.timeline.entries
    assert {speaker.name for speaker in account.speakers} >= {"the coastguard"}
    assert {h.outlet: h.articles for h in account.habits} == {f"Outlet {i}": 1 for i in range(5)}
