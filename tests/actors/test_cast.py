"""Who appears in an article."""

import re

import pytest

from parsed import parsed
from retold.actors import Cast, find_actors, same_person
from retold.trees import Tree


def actors(body, **options):
    """By name."""
    article, parses, _ = parsed(body, **options)
    return {actor.name: actor for actor in find_actors(article, parses)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mathew Tueller", "Matthew Tueller"),
        ("Mustafa al-Kadhimi", "Mustafa al-Kazemi"),
        ("Mustafa al-Kadhimi", "Kadhimi"),
        ("Mustafa al-Kadhimi", "al-Kadhimi"),
        ("J. Marsh", "Joan Marsh"),
        ("John Doe Jr.", "John Doe"),
    ],
)
def test_spelling_variants_surnames_and_initials_are_one_person(a, b):
    """Whichever comes first."""
    assert same_person(a, b)
    assert same_person(b, a)


@pytest.mark.parametrize(
    ("a", "b"), [("Bill Clinton", "Hillary Clinton"), ("Anna Reed", "Anna Marsh"), ("Reed", "Marsh"), ("", "Reed")]
)
def test_another_given_name_or_surname_is_another_person(a, b):
    """Kin and namesakes are kept apart."""
    assert not same_person(a, b)


def test_one_entry_for_full_name_surname_and_title():
    """The fullest name stands, with the office before or behind it."""
    found = actors(
        "Prime Minister Mustafa al-Kadhimi met Anna Reed, the mayor of Basra. Kadhimi thanked Reed. "
        "Al-Kadhimi left on Monday."
    )
    assert found["Mustafa al-Kadhimi"].title == "Prime Minister"
    assert len(found["Mustafa al-Kadhimi"].mentions) == 3
    assert found["Anna Reed"].title == "mayor of Basra"
    assert len(found["Anna Reed"].mentions) == 2
    assert "Monday" not in found


def test_a_former_office_stays_former():
    """Nobody is given back an office that the article says is over."""
    found = actors("Former mayor Anna Reed said the bridge was old.")
    assert found["Anna Reed"].title == "Former mayor"


def test_an_administration_is_no_person():
    """A name before a noun belongs to the noun."""
    found = actors("The talks began under the Trump administration. The Reed campaign paid for them.")
    assert [actor for actor in found.values() if actor.kind == "person"] == []


def test_states_and_their_seats_are_one():
    """Abbreviations, capitals and names of one state; seats of power speak for themselves."""
    found = actors("The U.S. told Iraq to wait. Washington and Baghdad agreed. The Pentagon said nothing.")
    assert found["United States"].kind == found["Iraq"].kind == "country"
    assert len(found["United States"].mentions) == 2
    assert found["the Pentagon"].kind == "institution"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Quillon told the Ledger that the bridge was safe.", "person"),
        ("Crowds waited for Quillon. The bridge is safe, Quillon said.", "person"),
        ("O'Quillon said he would resign.", "person"),
        # It has an article, speaks of itself as a thing, begins a firm's name, is known, or says nothing.
        ("The Quillon said the bridge was safe.", "institution"),
        ("Quillon said it would close the mill.", "institution"),
        ("Quillon reported its losses. Quillon said the mill was old.", "institution"),
        ("Quillon Systems closed a mill. Quillon said the mill was old.", "institution"),
        ("Google said the bridge was safe.", "institution"),
        ("QuillOn said the bridge was safe.", "institution"),
        ("Crowds marched to Quillon.", "institution"),
    ],
)
def test_a_bare_name_that_speaks_is_a_person(body, kind):
    """Unless something shows that it is a body or a place."""
    assert {
        actor.kind for name, actor in actors(body).items() if name in ("Google", "QuillOn", "Quillon", "O'Quillon")
    } == {kind}


def test_a_name_that_speaks_is_no_place():
    """However often it stands after "at"."""
    assert actors("Guards looked at Anton Quillon. Quillon said he was ill.")["Anton Quillon"].kind == "person"


def test_gender_comes_from_given_name_title_or_role():
    """Or stays open."""
    found = actors("Anna Reed met Mr. Marsh. Congresswoman Kim Lopez met Xiadani Qorvath.")
    genders = {name: actor.gender for name, actor in found.items()}
    assert genders == {"Anna Reed": "f", "Marsh": "m", "Kim Lopez": "f", "Xiadani Qorvath": ""}


def test_a_shared_surname_takes_no_title_from_the_other():
    """ "President Bush" after two Bushes may be either."""
    found = actors("Jeb Bush spoke in Reno. George Bush listened. President Bush smiled.")
    assert {actor.title for actor in found.values()} == {""}


def resolved(body, pronoun, *, outside=(0, 0)):
    """Whom the first such pronoun means."""
    article, parses, _ = parsed(body)
    cast = Cast(article, [Tree(parse) for parse in parses])
    at = article.text.index(f" {pronoun} ") + 1
    sentence = next(s.index for s in article.sentences if s.start <= at < s.end)
    number = cast.resolve(pronoun, sentence=sentence, at=at, outside=outside)
    return cast.entry(number).name if number is not None else None


def test_a_pronoun_takes_the_subject_that_fits():
    """Gender first, then subject, then nearness."""
    body = "Anna Reed met John Marsh. On Monday {} left town."
    assert resolved(body.format("she"), "she") == "Anna Reed"
    assert resolved(body.format("he"), "he") == "John Marsh"
    assert resolved("Sam Ash met Paul Roe. Then he left.", "he") == "Sam Ash"


def test_they_are_the_last_group_named():
    """Not a person or a body."""
    assert resolved("Two officials met Anna Reed. Later they left.", "they") == "two officials"


def test_nobody_near_is_nobody():
    """A guess is worse than the pronoun."""
    assert resolved("The bridge fell. Then she left.", "she") is None
    far = "Anna Reed came." + "\n\nIt rained all day." * 7 + "\n\nThen she left."
    assert resolved(far, "she") is None


def test_a_given_name_that_looks_like_a_plural_is_a_given_name():
    """ "Ines"; but "Democrats" before a full name is none."""
    found = actors("Ines Halloran closed the bridge. Democrats Carla Moreno and Anna Reed opposed it.")
    assert "Ines Halloran" in found
    assert "Carla Moreno" in found


def mentions(body, name, **options):
    """Words and kind of each mention of an actor."""
    return [(mention.span.text, mention.kind) for mention in actors(body, **options)[name].mentions]


def test_titles_and_pronouns_are_mentions():
    """Each with its kind; names go before titles in what somebody is called."""
    body = "Prime Minister Mustafa al-Kadhimi left. The prime minister was tired. He slept. Kadhimi woke late."
    assert mentions(body, "Mustafa al-Kadhimi") == [
        ("Mustafa al-Kadhimi", "name"),
        ("The prime minister", "title"),
        ("He", "pronoun"),
        ("Kadhimi", "name"),
    ]
    assert actors(body)["Mustafa al-Kadhimi"].names == ("Mustafa al-Kadhimi", "Kadhimi", "the prime minister")


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        ("Voters chose the Green Party.", "the Green Party", "party"),
        ("Voters chose Democrats.", "the Democratic Party", "party"),
        ("Voters chose the GOP.", "the Republican Party", "party"),
        ("Voters chose Likud.", "Likud", "party"),
        ("Voters chose the Harvest Party.", "Harvest Party", "party"),
        ("Tourists went to Texas.", "Texas", "place"),
        ("Ships left Calder Bay.", "Calder Bay", "place"),
        ("New Hampshire voted.", "New Hampshire", "place"),
        ("Muslims prayed.", "Muslims", "group"),
        ("Delegates met in Baghdad.", "Baghdad", "place"),
        ("Delegates met in Paris and Baghdad.", "Baghdad", "place"),
        ("The deal with Baghdad failed.", "Iraq", "country"),
        ("Baghdad refused.", "Iraq", "country"),
        ("The Trump administration refused.", "the Trump administration", "institution"),
        ("The Reed campaign refused.", "the Reed campaign", "institution"),
        ("The Aldermoor Tribunal refused.", "Aldermoor Tribunal", "institution"),
        ("Two officials refused.", "two officials", "anonymous"),
        ("Residents refused.", "residents", "group"),
        ("HuffPost refused.", "HuffPost", "media"),
    ],
)
def test_kinds_of_actors(body, name, kind):
    """Parties and places apart from other bodies; a capital is a place where something is."""
    assert actors(body)[name].kind == kind


def test_a_party_is_one_with_its_people():
    """Their words are mentions of it, which "they" may mean."""
    body = "Republicans met in June. The GOP lost the vote. The Republican Party lost members."
    assert len(actors(body)["the Republican Party"].mentions) == 3
    assert resolved("Republicans met in June. Then they left.", "they") == "the Republican Party"


@pytest.mark.parametrize(
    ("body", "name", "title"),
    [
        ("They met U.S. Ambassador to Iraq Mathew Tueller.", "Mathew Tueller", "U.S. Ambassador to Iraq"),
        ("Secretary of State Xiadani Qorvath left.", "Xiadani Qorvath", "Secretary of State"),
        ("Republican Ian Marsh left.", "Ian Marsh", ""),
        ("The Reed Group chose Theo Lund, the Reed Group CEO.", "Theo Lund", "Reed Group CEO"),
    ],
)
def test_what_stands_before_a_name_is_no_part_of_it(body, name, title):
    """Countries, parties and what an office is of."""
    assert actors(body)[name].title == title


def test_an_office_by_itself_is_nobody():
    """ "The Acme CEO" has no name, and "(R-Conn.)" isn't one."""
    found = actors("The Acme CEO left. Rep. Theo Lund (R-Conn.) stayed.")
    assert [name for name, actor in found.items() if actor.kind == "person"] == ["Theo Lund"]


def test_a_lost_apostrophe_makes_no_other_person():
    """ "President Joe Bidens administration"."""
    found = actors("President Joe Bidens administration will talk. Biden hopes for peace.")
    assert len(found["Joe Biden"].mentions) == 2


def test_a_surname_shared_by_two_is_the_first_ones():
    """Who comes later keeps a full name; a title tells better."""
    body = "Hillary Clinton met Bill Clinton. {} smiled."
    assert len(actors(body.format("Clinton"))["Hillary Clinton"].mentions) == 2
    title = "Hillary Clinton met President Bill Clinton. President Clinton smiled."
    assert len(actors(title)["Bill Clinton"].mentions) == 2


def test_a_given_name_by_itself_is_who_bears_it():
    assert len(actors("Anna Reed met Paul Reed. Paul smiled.")["Paul Reed"].mentions) == 2


def test_a_name_that_is_a_nations_is_a_person_where_somebody_is_called_so():
    """Only where it does something."""
    assert len(actors("Mark Cuban left. Cuban smiled.")["Mark Cuban"].mentions) == 2
    assert actors("Anna Jordan left for Jordan.")["Jordan"].kind == "country"


def test_a_headline_gives_no_names_of_its_own_words():
    """Every word has a capital there; whom the body names is found in it."""
    found = actors("Reed opened it on Monday. Anna Reed smiled.", title="Mayor Anna Reed Opens New Calder Bridge")
    assert {name for name, actor in found.items() if actor.kind == "person"} == {"Anna Reed"}


def test_acronyms_are_the_body_whose_initials_they_are():
    assert len(actors("The Aldermoor Port Authority met. The APA voted.")["Aldermoor Port Authority"].mentions) == 2


@pytest.mark.parametrize(
    ("body", "pronoun", "who"),
    [
        # Gender by courtesy, kin and role.
        ("Mr. Qorvath met Ms. Zyl. Then she left.", "she", "Zyl"),
        ("Theo Lund met his wife, Xiadani Qorvath. Then she left.", "she", "Xiadani Qorvath"),
        ("Zyl Qorvath, an actress, met Theo Lund. Then she left.", "she", "Zyl Qorvath"),
        # The subject of the main clause, and of the sentence before.
        ("Theo Lund, who hired Paul Marsh in June, smiled. Then he left.", "he", "Theo Lund"),
        ("Theo Lund praised Paul Marsh. Then he left.", "he", "Theo Lund"),
        ("Paul Marsh spoke of Theo Lund. Marsh smiled. Then he left.", "he", "Paul Marsh"),
        # Not who is the object of the same verb, and not within a quotation.
        ("Paul Marsh left. Theo Lund thanked him for it.", "him", "Paul Marsh"),
        # A pronoun that was resolved names its person again.
        ("Theo Lund spoke. He smiled at Paul Marsh. Then he left.", "he", "Theo Lund"),
        # Before the name.
        ("When he left the hall, Theo Lund smiled.", "he", "Theo Lund"),
        # Epithets keep to their person, offices that nobody bears are somebody else.
        ("Theo Lund met Paul Marsh. The businessman smiled. Then he left.", "he", "Theo Lund"),
        ("Theo Lund spoke. The governor smiled. Then he left.", "he", "the governor"),
        ("Theo Lund spoke. A senior official smiled. Then he left.", "he", "a senior official"),
        ("Anna Reed spoke. Then he left.", "he", None),
    ],
)
def test_whom_he_and_she_mean(body, pronoun, who):
    """By gender, subject, nearness and what came between."""
    article, parses, _ = parsed(body)
    places = [m.start() for m in re.finditer(rf"\b{pronoun}\b", article.text)]
    meant = [a.name for a in find_actors(article, parses) if any(m.span.start == places[-1] for m in a.mentions)]
    assert meant == ([who] if who is not None else [])


def test_a_title_before_the_name_goes_before_what_stands_behind_it():
    """However long that is, and without the noun that a relative clause hangs on."""
    found = actors("Senate Leader Theo Lund, a supporter of the old bridge and of its keepers, left.")
    assert found["Theo Lund"].title == "Senate Leader"
    found = actors("She should face no charges, a recommendation Attorney General Loretta Zyl accepted.")
    assert found["Loretta Zyl"].title == "Attorney General"


def test_a_word_of_a_title_that_is_no_office_means_nobody():
    """ "The county" is no county executive."""
    found = actors("County Executive Marta Quillon left. The county said nothing. The executive said less.")
    assert [m.span.text for m in found["Marta Quillon"].mentions] == ["Marta Quillon", "The executive"]
