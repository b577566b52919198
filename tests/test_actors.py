"""Who appears in an article."""

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
    assert resolved("Two officials met Anna Reed. Later they left.", "they") == "Two officials"


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
