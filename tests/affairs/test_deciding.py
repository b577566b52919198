"""Whether a made story belongs, and why: words, actors, countries, examples, and what a person said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followed import Known
from retold import service
from retold.affairs import code_of, countries_of, told_of
from retold.testing import make_article
from retold.types import Placement
from told import story_of

PADDING = "The council of Velden met on Tuesday and talked of roads, of schools and of the weather for two hours. " * 3


def known(*bodies, title="Council meets", facts=False, language="en"):
    """One story, an outlet for each body."""
    articles = [
        make_article(body, title=title, outlet=f"Outlet {i}", language=language) for i, body in enumerate(bodies)
    ]
    return Known([story_of(*articles)], list(service.find_facts(articles)) if facts else [])


def belongs(stories, **criteria):
    return stories.one(**criteria).belongs


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("strike", "Strikes at the port"),
        ("strikes", "The port's strike"),
        ("weir street bridge", "Weir Street’s bridges fall"),
        ("Weir Street Bridge", "The Weir-Street Bridge falls"),
        ("Bidens plan", "Biden's plans for Iraq"),
        ("house of lords", "The House of Lords votes"),
        ("Islamic State", "ISIS claims attack"),
        ("US", "U.S. to leave"),
        ("20 percent", "Prices up 20 per cent"),
        ("café", "CAFÉ burns"),
    ],
)
def test_words_are_found_in_any_inflection_and_style(asked, text):
    """Whole words, whatever the case, the house style or a lost apostrophe."""
    assert belongs(known(PADDING, title=text), words=(asked,))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("bridge", "Stallbridge honey wins"),
        ("US", "He told us so"),
        ("Weir Street Bridge", "On Weir Street. Bridge falls"),
        ("street bridge", "The bridge of Weir Street"),
        ("port", "A report, reported"),
    ],
)
def test_parts_of_words_and_scattered_words_are_not_found(asked, text):
    """Nor does a phrase run over the end of a sentence."""
    assert not belongs(known(PADDING, title=text), words=(asked,))


def test_words_of_other_languages():
    """Stems are those of the article's language; Han has no blanks."""
    assert belongs(known(PADDING, title="Die Brücken der Stadt", language="de"), words=("Brücke",))
    assert belongs(known("東京都の知事は火曜日に辞任した。", title="知事辞任", language="ja"), words=("東京都",))
    assert not belongs(known("京都の知事は火曜日に辞任した。", title="知事辞任", language="ja"), words=("東京都",))


def test_a_mention_in_passing_is_not_enough():
    """One word far down in one article, alone or among others."""
    passing = PADDING + "Some spoke of the ferry."
    decided = known(passing).one(words=("ferry",))
    assert (decided.belongs, decided.because) == (False, ("names 'ferry' only in passing, once",))
    decided = known(passing, PADDING, PADDING, PADDING).one(words=("ferry",))
    assert (decided.belongs, decided.because) == (False, ("names 'ferry' only in passing, in 1 of 4 articles",))


def test_a_fair_share_of_articles_is_enough():
    """In the lead of one of three, or named at all by half of several outlets, or often in one."""
    passing, lead = PADDING + "Some spoke of the ferry.", "The ferry sank. " + PADDING
    assert belongs(known(PADDING, PADDING, lead), words=("ferry",))
    assert not belongs(known(*[PADDING] * 4, lead), words=("ferry",))
    assert belongs(known(PADDING, passing, passing), words=("ferry",))
    assert belongs(known(PADDING + "A ferry, a ferry and a ferry."), words=("ferry",))


def test_one_outlet_that_names_it_again_is_not_several():
    """A later version of its article has it in passing, too."""
    again = [make_article(PADDING + f"Ferry {i}.", title="Council meets", outlet="One") for i in range(2)]
    assert not belongs(Known([story_of(*again)]), words=("ferry",))


def test_a_dateline_is_no_lead():
    """It tells where the reporter is."""
    assert not belongs(known("ALDERMOOR, Westmark (NWS) — " + PADDING), words=("Aldermoor",))
    assert belongs(known("ALDERMOOR, Westmark (NWS) — In Aldermoor nothing moves. " + PADDING), words=("Aldermoor",))


def test_a_story_that_holds_an_example_belongs():
    """Though its other articles are quite unlike it; and says which."""
    example = make_article("Wolves came back to the Harn hills, foresters said. " * 3, title="Wolves", outlet="Third")
    stories = Known(
        [story_of(make_article(PADDING, title="A", outlet="One"), make_article(PADDING, outlet="Two"), example)]
    )
    decided = stories.one(examples=(example,))
    assert (decided.belongs, decided.because) == (True, ("holds the example “Wolves”",))


def test_what_the_leading_article_is_about_the_story_is_about():
    """Though the others don't name it."""
    articles = [make_article(PADDING, title="Ferry sinks", outlet="First")]
    articles += [make_article(PADDING, title="Boat lost", outlet=f"Outlet {i}") for i in range(5)]
    decided = Known([story_of(*articles)]).one(words=("ferry",))
    assert (decided.belongs, decided.because) == (True, ("names 'ferry' in the headline of 1 of 6 articles",))


# --- actors

PSAKI = "White House press secretary Jen Psaki said talks would be held in April. " + PADDING


def test_actors_are_known_by_surname_title_and_spelling():
    """But a namesake is somebody else."""
    stories = known(
        "Prime Minister Mustafa al-Kadhimi said so on Monday. Kadhimi leaves on Friday. " + PADDING, facts=True
    )
    assert belongs(stories, actors=("Mustafa al-Kazemi",))
    assert belongs(stories, actors=("Kadhimi",))
    assert belongs(stories, actors=("Prime Minister Kadhimi",))
    assert not belongs(stories, actors=("Hassan Kadhimi",))


def test_a_body_is_known_by_its_initials():
    """Those that the article writes out, and the other way."""
    body = "The International Monetary Fund lent Velden 3 million dollars, the fund said on Monday. " + PADDING
    assert belongs(known(body, facts=True), actors=("IMF",))


def test_an_office_is_its_holder():
    """By the tables of office holders, as of the article's date."""
    article = make_article(
        "Iraqi Prime Minister Mustafa al-Kadhimi met lawmakers in Baghdad. " + PADDING,
        title="Kadhimi meets lawmakers",
        outlet="One",
        published=datetime(2021, 3, 24, tzinfo=UTC),
    )
    stories = Known([story_of(article)], list(service.find_facts([article])))
    assert belongs(stories, actors=("Prime Minister of Iraq",))
    assert not belongs(stories, actors=("Prime Minister of Norway",))


def test_who_speaks_in_a_story_is_no_passer_by():
    """One statement far down is enough."""
    stories = known(PADDING + "\n\n" + PSAKI.split(". ")[0] + ".", facts=True)
    assert belongs(stories, actors=("Jen Psaki",))


def test_actors_are_found_by_their_name_where_nothing_else_is_known():
    """In an article whose facts are not at hand."""
    assert belongs(known(PSAKI), actors=("Jen Psaki",))


# --- countries


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Iraq wants talks", {"IQ"}),
        ("Iraqis want talks with Tehran", {"IQ", "IR"}),
        ("Pentagon sends troops to South Korea", {"US", "KR"}),
        ("New Mexico votes", set()),
        ("The turkey was served on china", set()),
        ("He told us so", set()),
        ("Iraqs parliament, the Kremlin’s men", {"IQ", "RU"}),
        ("DR Congo and Congo Brazzaville", {"CD", "CG"}),
        ("Hong Kong and Guinea-Bissau", {"HK", "GW"}),
    ],
)
def test_states_are_named_by_name_people_capital_and_seat(text, codes):
    """In a headline one mention tells what the story is about."""
    (told,) = known(PADDING, title=text).told
    assert set(countries_of(told)) == codes


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("de", "Gespräche über Iraks Grenzen mit den Vereinigten Staaten", {"IQ", "US"}),
        ("fr", "Les États-Unis et la Côte d’Ivoire", {"US", "CI"}),
        ("pt", "Um peru assado no Brasil", {"BR"}),
        ("ru", "Ирак и США", {"IQ", "US"}),
        ("zh", "伊拉克总理访问美国", {"IQ", "US"}),
        ("xx", "Irak", set()),
    ],
)
def test_other_languages_have_their_own_names(language, text, codes):
    """In any inflection, but in capitals where there are some."""
    (told,) = known("Lorem ipsum dolor sit amet. " * 20, title=text, language=language).told
    assert set(countries_of(told)) == codes


def test_a_person_called_like_a_state_is_none():
    """Where the parse tells a person."""
    stories = known("Michael Jordan scored again, and Jordan was cheered. " + PADDING, title="Jordan wins", facts=True)
    assert countries_of(stories.told[0]) == {}


def test_a_dateline_or_one_word_in_the_lead_is_not_about_a_state():
    """Several words are."""
    body = "BAGHDAD (AP) — The council met in London on Tuesday. " + PADDING
    assert countries_of(known(body).told[0]) == {}
    decided = known("Iraq asked Iraqi lawmakers. " + PADDING, PADDING + "Iraq, Iraq, Iraq, Iraq.").one(
        "", countries=("IQ",)
    )
    assert (decided.belongs, decided.because) == (True, ("about Iraq: named 6 times by 2 outlets",))


def test_a_country_narrows_and_does_not_widen():
    """One of the words, and one of the countries."""
    stories = known("Iraq and Iraqis. " + PADDING, title="Strike in Iraq")
    assert belongs(stories, words=("strike",), countries=("IQ", "IR"))
    assert not belongs(stories, words=("strike",), countries=("IR",))
    assert not belongs(stories, words=("ferry",), countries=("IQ",))


def test_countries_go_by_any_of_their_names():
    """And by code."""
    names = ["iraq", "IQ", "the Netherlands", "Holland", "U.S.", "USA", "Türkiye", "Burma", "DRC", "Côte d’Ivoire"]
    assert list(map(code_of, names)) == ["IQ", "IQ", "NL", "NL", "US", "US", "TR", "MM", "CD", "CI"]
    assert code_of("Westmark") is None


# --- by hand


def placement(number, article, belongs, *, by="Ann", undone=None):
    return Placement(number=number, affair="a" * 16, article=article.id, belongs=belongs, by=by, undone_by=undone)


def test_what_a_person_said_goes_before_all_else():
    """The newest that holds, of any article, for the whole story."""
    stories = known(PADDING, PADDING + "More.")
    one, two = stories.stories[0].articles
    put_in = placement(1, one, True)
    decided = stories.one(words=("ferry",), placements=[put_in])
    assert (decided.belongs, decided.because, decided.by) == (True, ("put in by hand (Ann)",), "Ann")
    left_out = placement(2, two, False, by="")
    decided = stories.one(words=("council",), placements=[left_out, put_in])
    assert (decided.belongs, decided.because) == (False, ("left out by hand",))
    assert belongs(stories, words=("ferry",), placements=[put_in, replace(left_out, undone_by="Ben")])
    assert not belongs(stories, words=("ferry",), placements=[replace(put_in, affair="b" * 16)])


# --- whatever comes

TEXT = st.text(max_size=60)


@given(st.lists(TEXT, min_size=1, max_size=3), st.lists(TEXT, max_size=2), st.lists(TEXT, max_size=2), TEXT)
def test_anything_can_be_asked_of_anything(bodies, words, actors, without):
    """There is always a decision with a reason, and it does not depend on the order of what is asked."""
    stories = known(*(f"{body} ." for body in bodies), title=None)
    asked = {"words": tuple(words), "actors": tuple(actors), "without": (without,), "countries": ("IQ",)}
    forth = stories.one(**asked)
    back = stories.one(**asked | {"words": tuple(reversed(words)), "actors": tuple(reversed(actors))})
    assert (forth.belongs, set(forth.because)) == (back.belongs, set(back.because)) or len(forth.because) > 2


@given(st.text(alphabet="abcdefgh ", min_size=3, max_size=40).filter(str.strip))
def test_a_headline_has_its_own_words(title):
    """Whatever they are."""
    stories = known(PADDING, title=title)
    assert belongs(stories, words=(title,))


def test_a_story_is_read_once_for_all_affairs():
    """What was found for one affair is there for the next."""
    (told,) = known(PADDING).told
    assert told.readings[0].index is told.readings[0].index
    assert told_of(told.story, {}).story is told.story
