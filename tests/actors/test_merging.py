"""The actors of a story."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.actors import merge_actors
from retold.testing import make_article
from retold.types import Actor, Facts, Mention, Office, Source, Span, Statement

MARCH = datetime(2021, 3, 24, tzinfo=UTC)


def person(name, *, gender="", title="", mentions=1, **more):
    """An actor; its mentions stand anywhere."""
    spots = tuple(Mention(span=Span(9 * i, 9 * i + len(name), name), sentence=0) for i in range(mentions))
    fields = {"kind": "person", "names": (name,), "mentions": spots} | more
    return Actor(name=name, gender=gender, title=title, **fields)


def body(name, kind="institution"):
    return person(name, kind=kind)


def facts(*actors, number=0, said_by=()):
    """What an article says that names these actors."""
    article = make_article(f"Article {number}.", outlet=f"Outlet {number}", published=MARCH.replace(day=number + 1))
    said = tuple(
        Statement(
            span=Span(0, 1, "x"), source=Source(name=name, kind="person"), cue=Span(0, 1, "x"), content=Span(0, 1, "x"),
            directness="indirect",
        )
        for name in said_by
    )  # fmt: skip
    return Facts(article=article, times=(), statements=said, figures=(), events=(), actors=actors)


def merged(*articles):
    """Names of those who are one, by the articles that each is given for."""
    found = merge_actors([facts(*actors, number=i) for i, actors in enumerate(articles)])
    return {actor.name: len(actor.passages) for actor in found}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mustafa al-Kadhimi", "Mustafa al-Kazemi"),
        ("Mustafa al-Kadhimi", "Mustafa Kadhimi"),
        ("Mustafa al-Kadhimi", "Mustafa el-Kadhimi"),
        ("Mathew Tueller", "Matthew Tueller"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Mohammed Amin", "Muhammad Amin"),
        ("Muammar Gaddafi", "Moammar Gadhafi"),
        ("Recep Erdoğan", "Recep Erdogan"),
        ("Joe Biden", "Joseph Biden"),
        ("Bill Clinton", "William Clinton"),
        ("Donald Trump", "Donald J. Trump"),
        ("Hillary Clinton", "Hillary Rodham Clinton"),
        ("J. Marsh", "Joan Marsh"),
        ("Mohammed al-Sudani", "Mohammed Shia al-Sudani"),
        ("John Doe Jr.", "John Doe"),
    ],
)
def test_spellings_and_fuller_forms_of_a_name_are_one_person(one, other):
    """With the reason."""
    (found,) = merge_actors([facts(person(one)), facts(person(other), number=1)])
    assert set(found.names) == {one, other}
    assert len(found.passages) == 2
    assert one in found.because[0]
    assert other in found.because[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hunter Biden", "Joe Biden"),
        ("Bill Clinton", "Hillary Clinton"),
        ("Kim Jong Un", "Kim Yo Jong"),
        ("George H.W. Bush", "George W. Bush"),
        ("Anna Reed", "Anna Reid-Marsh"),
        ("Anna Marsh", "Anna Harsh"),
        ("John Marsh", "Joan Marsh"),
        ("Lee Marsh", "Leo March"),
        ("Mustafa Kamel", "Mustafa Kadhimi"),
    ],
)
def test_other_names_are_other_persons(one, other):
    """Kin and namesakes."""
    assert len(merged([person(one)], [person(other)])) == 2


def test_a_surname_is_the_one_person_of_the_story_who_is_called_so():
    """Unless there are two, the article keeps them apart, or gender or title clash."""
    full = person("Mustafa al-Kadhimi", gender="m", title="Prime Minister")
    assert merged([full], [person("Kadhimi")]) == {"Mustafa al-Kadhimi": 2}
    assert merged([full], [person("al-Kazemi", title="Iraqi Prime Minister")]) == {"Mustafa al-Kadhimi": 2}
    assert merged([full, person("Ali Kadhimi")], [person("Kadhimi")])["Kadhimi"] == 1
    assert merged([full, person("Kadhimi")]) == {"Mustafa al-Kadhimi": 1, "Kadhimi": 1}
    assert merged([full], [person("Kadhimi", gender="f")])["Kadhimi"] == 1
    assert merged([full], [person("Kadhimi", title="a shopkeeper")])["Kadhimi"] == 1


def test_a_title_tells_who_of_two_is_meant():
    """The president is not his son."""
    story = [person("Joe Biden", title="President"), person("Hunter Biden", title="lawyer")]
    assert merged(story, [person("Biden", title="US President")]) == {"Joe Biden": 2, "Hunter Biden": 1}
    assert merged(story, [person("Biden")])["Biden"] == 1


def test_genders_that_clash_keep_full_names_apart():
    assert (
        len(merge_actors([facts(person("Kim Lopez", gender="m")), facts(person("Kim Lopez", gender="f"), number=1)]))
        == 2
    )


def test_bodies_are_one_by_name_and_by_acronym():
    """With or without an article before the name."""
    assert merged([body("the International Monetary Fund")], [body("IMF")]) == {"the International Monetary Fund": 2}
    assert merged([body("the Port Authority")], [body("Port Authority")]) == {"the Port Authority": 2}
    assert len(merged([body("the Port Authority"), body("Police Association")], [body("PA")])) == 3
    assert merged([body("Hamas", "party")], [body("Hamas")]) == {"Hamas": 2}


def test_an_administration_is_not_who_leads_it():
    assert merged([person("Donald Trump")], [body("the Trump administration")]) == {
        "Donald Trump": 1,
        "the Trump administration": 1,
    }


def test_whoever_has_no_name_must_say_something():
    """ "People" are no actor of a story; officials who speak are."""
    people = person("people", kind="group")
    officials = person("three officials", kind="anonymous")
    found = merge_actors([facts(people, officials, said_by=["three officials"])])
    assert [(actor.name, actor.statements) for actor in found] == [("three officials", 1)]


def test_what_is_counted_and_shown_is_that_of_all_articles():
    """Fullest name, most frequent title, mentions and statements; offices as of the last article."""
    then, now = (
        Office(title="Prime Minister", country="Iraq", start=MARCH, end=None, held=held) for held in ("now", "former")
    )
    first = person("Mustafa al-Kadhimi", title="Prime Minister", mentions=2, offices=(then,))
    second = person("Kadhimi", mentions=3, offices=(now,))
    (found,) = merge_actors([facts(second, number=1, said_by=["Kadhimi"]), facts(first, said_by=["Reed"])])
    assert (found.name, found.title, found.mentions, found.statements) == ("Mustafa al-Kadhimi", "Prime Minister", 5, 1)
    assert [passage.outlet for passage in found.passages] == ["Outlet 0", "Outlet 1"]
    assert found.offices == (now,)


NAMES = ["Joe Biden", "Hunter Biden", "Biden", "Joseph Biden", "Kadhimi", "Mustafa al-Kadhimi", "Mustafa al-Kazemi",
         "Kazemi", "Kim Jong Un", "Kim Yo Jong", "Anna Reed", "Reed", "Anne Reed"]  # fmt: skip
BODIES = ["IMF", "the International Monetary Fund", "the Port Authority", "Port Authority", "PA"]
ACTORS = st.one_of(
    st.builds(
        person,
        st.sampled_from(NAMES),
        gender=st.sampled_from(["", "", "m", "f"]),
        title=st.sampled_from(["", "President"]),
    ),
    st.builds(body, st.sampled_from(BODIES)),
)
STORIES = st.lists(st.lists(ACTORS, max_size=5, unique_by=lambda actor: actor.name), min_size=1, max_size=5)


@given(STORIES, st.randoms())
def test_the_order_of_articles_decides_nothing(story, random):
    """The same entries, in the same order."""
    articles = [facts(*actors, number=i) for i, actors in enumerate(story)]
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert merge_actors(articles) == merge_actors(shuffled)


@given(STORIES)
def test_every_actor_is_in_one_entry_and_no_two_of_an_article_in_the_same(story):
    """Nothing is lost, and whom an article keeps apart stays apart."""
    articles = [facts(*actors, number=i) for i, actors in enumerate(story)]
    found = merge_actors(articles)
    assert sum(actor.mentions for actor in found) == sum(len(actor.mentions) for a in articles for actor in a.actors)
    for actor in found:
        seen = [passage.article for passage in actor.passages]
        assert len(seen) == len(set(seen))


@given(STORIES)
def test_an_article_given_twice_counts_once(story):
    """It is known by its id."""
    articles = [facts(*actors, number=i) for i, actors in enumerate(story)]
    assert merge_actors([*articles, replace(articles[0])]) == merge_actors(articles)


def test_a_dash_that_was_taken_for_a_person_stops_nothing():
    """Damaged pages have such; it is nobody else."""
    assert merged([person("-")], [person("Jane Doe")], [person("Doe")]) == {"-": 1, "Jane Doe": 2}
