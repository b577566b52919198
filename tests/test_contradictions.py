"""Contradictions: linked sentences that can't both hold are found by their kind; what may hold beside it is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.alignment import link
from retold.changes import annotate
from retold.claims import contradictions, merge
from retold.claims.contradictions import apart
from retold.claims.keys import Sharing, cover
from retold.config import DEFAULT
from retold.service import compare
from retold.types import Article, Conflict, Link, Revision
from told import article, day, facts_of, story_of


def found(first: str, second: str) -> tuple[Conflict, ...]:
    """The contradictions of two sentences that are linked whatever they say."""
    a, b = article(first, outlet="A"), article(second, outlet="B")
    indices = [tuple(range(len(one.sentences))) for one in (a, b)]
    linked = Link(a=indices[0], b=indices[1], kind="edited", similarity=0.8, moved=False)
    return contradictions(a, b, annotate(a, b, (linked,)))


NUMBERS = [
    ("The flood forced 340 families from their homes in Aldermoor.",
     "The flood forced 430 families from their homes in Aldermoor.", "figure 340 / 430 for families"),
    ("Three workers were hurt when the crane fell in Ferren.",
     "Seven workers were hurt when the crane fell in Ferren.", "figure Three / Seven for workers"),
    ("The council will spend $2.5 million on the new bridge.",
     "The council will spend $3.5 million on the new bridge.", "figure 2.5 million / 3.5 million for new bridge"),
    ("About 62 percent of voters backed the plan on Sunday.",
     "About 41 percent of voters backed the plan on Sunday.", "figure 62 / 41 for percent"),
    ("The driver, a 34-year-old teacher from Ferren, was arrested at the scene.",
     "The driver, a 43-year-old teacher from Ferren, was arrested at the scene.", "figure 34 / 43 for year-old"),
    ("“We lost 12 cows in one night,” the farmer told the paper.",
     "“We lost 20 cows in one night,” the farmer told the paper.", "figure 12 / 20 for cows"),
    ("More than 300 people marched through the old town.",
     "More than 900 people marched through the old town.", "figure 300 / 900 for people"),
    ("On Monday the mill laid off 62 people without notice.",
     "The mill laid off 80 people without notice on Monday.", "figure 62 / 80 for people"),
    ("The ferry was built in May 1987 at the yard in Ostby.",
     "The ferry was built in May 1992 at the yard in Ostby.", "date 1987 / 1992"),
    ("The bridge will open in April, the mayor said.",
     "The bridge will open in June, the mayor said.", "date April / June"),
]  # fmt: skip
NAMES = [
    ("The minister flew to Oslo for talks about the dam.",
     "The minister flew to Madrid for talks about the dam.", "name Oslo / Madrid"),
    ("The bridge was designed by Lena Berg of the state road office.",
     "The bridge was designed by Omar Hadi of the state road office.", "name Lena Berg / Omar Hadi"),
    ("Iraqi troops entered the northern town before dawn.",
     "Turkish troops entered the northern town before dawn.", "name Iraqi / Turkish"),
    ("The mill is owned by Norbro and employs half of the village.",
     "The mill is owned by Asker and employs half of the village.", "name Norbro / Asker"),
    ("Marsh told the council that the dam was safe and would be kept open.",
     "Hadi told the council that the dam was safe and would be kept open.", "name Marsh / Hadi"),
]  # fmt: skip
NEGATIONS = [
    ("The army bombed the village near the river.", "The army did not bomb the village near the river."),
    ("The minister has read the report on the dam.", "The minister has not read the report on the dam."),
    ("The firm will rebuild the old mill in Ferren.", "The firm will never rebuild the old mill in Ferren."),
    ("Police found evidence of arson in the burned barn.", "Police found no evidence of arson in the burned barn."),
    ("“We are leaving the valley,” the farmer told the paper.",
     "“We are not leaving the valley,” the farmer told the paper."),
    ("The council agreed to sell the harbour to Norbro.", "The council refused to sell the harbour to Norbro."),
    ("The mayor confirmed that the bridge would close in May.",
     "The mayor denied that the bridge would close in May."),
    ("The bridge is safe for heavy trucks, engineers said.", "The bridge is unsafe for heavy trucks, engineers said."),
    ("Doctors were able to save the driver of the truck.", "Doctors were unable to save the driver of the truck."),
]  # fmt: skip
ROLES = [
    ("Norbro sued Asker over the bridge.", "Asker sued Norbro over the bridge."),
    ("Marsh defeated Hadi in the vote for mayor of Ferren.", "Hadi defeated Marsh in the vote for mayor of Ferren."),
    ("The guards attacked the prisoners with sticks before dawn.",
     "The prisoners attacked the guards with sticks before dawn."),
    ("Marsh was accused by Hadi of selling the harbour.", "Hadi was accused by Marsh of selling the harbour."),
    ("In Ferren, the union has asked the ministry to pay the workers.",
     "In Ferren, the ministry has asked the union to pay the workers."),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "because"), [*NUMBERS, *NAMES])
def test_another_number_or_name(first, second, because):
    """Counts, sums, shares, ages, years, months; people, places, firms, nations: in the text and in what is quoted."""
    assert [each.because for each in found(first, second)] == [because]
    assert len(found(second, first)) == 1


@pytest.mark.parametrize(("first", "second"), NEGATIONS)
def test_said_and_denied(first, second):
    """A negation put in, a verb or an adjective turned into its contrary."""
    assert len(found(first, second)) == 1
    assert len(found(second, first)) == 1


@pytest.mark.parametrize(("first", "second"), ROLES)
def test_roles_turned_round(first, second):
    """Who did it and to whom have changed places, active or passive."""
    assert [each.because.startswith("roles turned round: ") for each in found(first, second)] == [True]
    assert len(found(second, first)) == 1


HARMLESS = [
    # rounding, bounds, spellings of one number
    ("The United States has about 2,500 troops in Iraq.", "The United States has 2,480 troops in Iraq."),
    ("The blast injured at least 20 people in Aden.", "The blast injured 26 people in Aden."),
    ("Three workers were hurt when the crane fell.", "3 workers were hurt when the crane fell."),
    ("The index fell by 1.23 percent on Friday in Ferren.", "The index fell by 1.2 percent on Friday in Ferren."),
    ("The plan costs $2.5 million a year in Ferren.", "The plan costs 2.5 million dollars a year in Ferren."),
    ("Prices rose by 2.7 percent in the whole valley.", "Prices rose by 3 percent in the whole valley."),
    # what one has beside the other
    ("The flood forced 340 families from their homes.", "The flood forced families from their homes."),
    ("The mayor spoke for an hour about the dam.", "The mayor, 54, spoke for an hour about the dam."),
    ("The bridge will open in April.", "The bridge will open on 3 April."),
    ("The bridge opened on Monday after years of repairs.", "The bridge opened after years of repairs."),
    # names
    ("Lena Berg told the council that the dam was safe.", "Berg told the council that the dam was safe."),
    ("Prime Minister Omar Hadi opened the new harbour.", "Omar Hadi opened the new harbour."),
    ("U.S. troops left the base in the desert.", "American troops left the base in the desert."),
    ("Timothy Marsh designed the bridge in Ferren.", "Tim Marsh designed the bridge in Ferren."),
    ("Rebels attacked a convoy of the United Nations.", "Rebels attacked a convoy of the UN."),
    ("Moqtada Sadr led the march to the harbour.", "Muqtada Sadr led the march to the harbour."),
    ("The GOP won four seats in the northern valley.", "The Republicans won four seats in the northern valley."),
    # other words
    ("The firm said it would rebuild the mill.", "The company said it will rebuild the mill."),
    ("The results have not been released.", "The results are pending and have yet to be released."),
    ("The cause of the fire is unknown.", "The cause of the fire is not known."),
    ("The Colts took their first lead in the last quarter.",
     "The Colts did not take their first lead until the last quarter."),
    ("Nobody was hurt in the fire at the mill.", "The fire at the mill did not hurt anybody."),
    ("The unemployment rate declined to 4.8 percent in May.", "The unemployment rate fell to 4.8 percent in May."),
    # order and voice
    ("Norbro sued Asker over the bridge.", "Asker was sued by Norbro over the bridge."),
    ("Norway and Spain will hold talks in April.", "Spain and Norway will hold talks in April."),
    ("Norway met Spain for talks about the dam.", "Spain met Norway for talks about the dam."),
    ("On Monday, Marsh told Hadi that the dam was safe.", "Marsh told Hadi on Monday that the dam was safe."),
    ("The dam is safe for now, Marsh said.", "Marsh said the dam is safe for now."),
    ("They went to Ferren in 2001 with Marsh.", "They went with Marsh in 2001 to Ferren."),
    # other people, other things
    ("Lena Reed needs 67 delegates to win the party's vote.", "Omar Berg needs about 840 delegates to win the vote."),
    ("The dam broke at dawn, Marsh said.", "The dam broke at dawn after a week of rain, the Ferren Courier reported."),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), HARMLESS)
def test_what_may_hold_beside_it(first, second):
    """Rounding, bounds, shorter names, other words, another order, active for passive: no contradiction."""
    assert not found(first, second)
    assert not found(second, first)


BODY = (
    "The flood forced 340 families from their homes in Aldermoor on Monday.\n\n"
    "Norbro sued Asker over the bridge that fell into the river.\n\n"
    "Soldiers brought blankets and hot food to the school in the evening."
)


def told(*bodies: str, days: tuple[int, ...] = (), outlets: str = "ABCDEFGH") -> tuple:
    """What the articles say together, each compared with each other."""
    articles = [article(body, outlet=outlets[i], on=day(days[i] if days else 24)) for i, body in enumerate(bodies)]
    pairs = [compare(a, b) for i, a in enumerate(articles) for b in articles[i + 1 :]]
    return articles, merge(story_of(*articles), [facts_of(a) for a in articles], pairs)


def test_a_retelling_that_turns_one_thing_round():
    """The conflict holds a claim for each wording, with all its copies, and the other sentences none."""
    articles, merged = told(BODY, BODY.replace("340", "430"), BODY)
    (conflict,) = merged.conflicts
    assert conflict.because == "figure 340 / 430 for families"
    sides = {frozenset(p.article for p in claim.passages) for claim in conflict.claims}
    assert sides == {frozenset({articles[0].id, articles[2].id}), frozenset({articles[1].id})}
    assert set(conflict.claims) <= set(merged.claims)


def test_a_later_number_is_an_update_and_a_later_name_is_none():
    """A toll rises from day to day; who sued whom does not change."""
    assert not told(BODY, BODY.replace("340", "430"), days=(22, 24))[1].conflicts
    turned = BODY.replace("Norbro sued Asker", "Asker sued Norbro")
    assert [c.because.split(":")[0] for c in told(BODY, turned, days=(22, 24))[1].conflicts] == ["roles turned round"]


def test_a_correction_of_its_own_is_no_conflict():
    """What an outlet changed in its own article is told as a revision."""
    first, second = article(BODY, outlet="A"), article(BODY.replace("340", "430"), outlet="A", url="http://a.example/2")
    pair = compare(first, second)
    story = story_of(first, second)
    facts = [facts_of(first), facts_of(second)]
    assert merge(story, facts, [pair]).conflicts
    revision = Revision(comparison=pair, notes=(), silent=(), because=())
    own = type(story)(**{name: getattr(story, name) for name in story.__slots__} | {"revisions": (revision,)})
    assert not merge(own, facts, [pair]).conflicts


def test_comparisons_either_way_round_and_in_any_order():
    """Which article is called a changes nothing."""
    bodies = [BODY, BODY.replace("340", "430"), BODY.replace("Norbro sued Asker", "Asker sued Norbro")]
    articles = [article(body, outlet=outlet) for body, outlet in zip(bodies, "ABC", strict=True)]
    story, facts = story_of(*articles), [facts_of(a) for a in articles]
    pairs = [(a, b) for i, a in enumerate(articles) for b in articles[i + 1 :]]
    one = merge(story, facts, [compare(a, b) for a, b in pairs]).conflicts
    other = merge(story, facts, [compare(b, a) for a, b in reversed(pairs)]).conflicts
    assert one == other
    assert len(one) == 2


def test_a_neighbour_that_one_lacks_says_nothing():
    """A link of two sentences with one is held sentence against sentence."""
    a = article("The dam held. Lena Berg had warned of it. The flood hit 340 homes in Ferren on Monday.", outlet="A")
    b = article("The flood hit 430 homes in Ferren on Monday.", outlet="B")
    linked = Link(a=(1, 2), b=(0,), kind="edited", similarity=0.7, moved=False)
    assert [each.because for each in contradictions(a, b, (linked,))] == ["figure 340 / 430 for homes"]


def test_copies_are_not_asked():
    """A retelling without edits has no contradictions."""
    a, b = article(BODY, outlet="A"), article(BODY, outlet="B")
    assert not contradictions(a, b, annotate(a, b, link(a, b)))


@pytest.mark.parametrize(
    ("first", "second", "because"),
    [
        ("the mill will close in May", "the mill will not close in May", "said / denied"),
        ("the mill costs 40 million crowns a year", "the mill costs about 41 million crowns a year", ""),
        ("the mill will close in May", "the mill would close in May", ""),
    ],
)
def test_two_wordings_of_a_statement(first, second, because):
    """What one source says is held against itself in the same way."""
    assert apart(first, second, config=DEFAULT.saying) == because


def test_sharing_misses_no_pair():
    """Every pair that shares enough is found without comparing all with all."""
    sets = [frozenset(f"w{(i * k) % 11}" for k in range(1, 2 + i % 6)) for i in range(60)]
    near = Sharing(sets, share=0.5)
    for j in range(len(sets)):
        asked = near.add(j)
        assert {i for i in range(j) if cover(sets[i], sets[j]) >= 0.5} <= set(asked)


def spans_hold(a: Article, b: Article, each: Conflict) -> bool:
    """Whether both spans are verbatim."""
    return all(x.text[s.start : s.end] == s.text for x, s in ((a, each.a_span), (b, each.b_span)))


def test_spans_are_verbatim():
    """What conflicts stands in the articles."""
    for first, second, _ in [*NUMBERS, *NAMES]:
        a, b = article(first, outlet="A"), article(second, outlet="B")
        linked = Link(a=(0,), b=(0,), kind="edited", similarity=0.8, moved=False)
        assert all(spans_hold(a, b, each) for each in contradictions(a, b, (linked,)))


def test_two_things_told_alike_are_no_conflict():
    """Where an article of the story has both wordings, they tell of two things, whichever another left out."""
    north = "In the northern towns 74 percent of the voters backed the plan for the dam."
    south = "In the southern towns 54 percent of the voters backed the plan for the dam."
    lead = "The vote on the dam was held on Sunday, and the turnout was high."
    bodies = [f"{lead}\n\n{north}", f"{lead}\n\n{south}", f"{lead}\n\n{north}\n\n{south}"]
    assert not told(*bodies)[1].conflicts
    assert not found(f"{north} {south}", south)


WORDS = [
    "Norbro", "Asker", "Lena", "Berg", "Oslo", "Spain", "Iraqi", "sued", "told", "said", "not", "never", "no", "denied",
    "confirmed", "by", "was", "the", "of", "about", "at", "least", "12", "2,500", "three", "million", "$5", "April",
    "2019", "Monday", "people", "troops", "bridge", "safe", "unsafe", "and", "with", "yet", ",", ".", "“", "”",
]  # fmt: skip
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=14).map(lambda w: " ".join(w) + ".")


@settings(max_examples=300, deadline=None)
@given(sentences, sentences)
def test_any_two_sentences(first, second):
    """Whatever is written, spans are verbatim, and a sentence never contradicts itself."""
    a, b = article(first, outlet="A"), article(second, outlet="B")
    assert all(spans_hold(a, b, each) for each in found(first, second))
    assert not found(first, first)
