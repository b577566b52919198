"""Claims: what says the same becomes one; what differs in time, role, number or negation never does."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.claims import Told, bound, merge
from retold.claims.events import cluster_events, excluded, likeness, overlap
from retold.claims.keys import name_keys
from retold.claims.places import Places, sentence_at
from retold.config import DEFAULT
from retold.types import Addition, Facts, Period, Source, Story
from told import article, day, facts_of, figure, span, statement, story_of


def claimed(story: Story, facts: list[Facts]) -> tuple:
    found = merge(story, facts)
    return found.claims, found.conflicts


def merged(*bodies: str, days: tuple[int, ...] = ()) -> tuple:
    articles = [article(body, outlet=f"Outlet {i}", on=day(days[i] if days else 24)) for i, body in enumerate(bodies)]
    return claimed(story_of(*articles), [facts_of(a) for a in articles])


def events(claims: tuple, kind: str) -> list:
    return [claim for claim in claims if claim.event is not None and claim.event.type == kind]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (
            "Iraq sent a formal request to Norway for a date.",
            "Iraqi officials sent Norway a formal request for a date.",
        ),
        ("Rebels attacked the port of Aden on 3 March.", "The port of Aden was attacked by rebels on 3 March."),
        ("Norway and Spain will hold talks in April.", "Norway hopes to hold the discussion with Spain in April."),
        ("Prime Minister Omar Hadi resigned on Monday.", "Hadi resigned on Monday, 22 March."),
    ],
)
def test_one_event_in_other_words(a, b):
    """Type, time and names agree: one event, told by two articles."""
    first, second = article(a, outlet="A"), article(b, outlet="B")
    clusters = merge(story_of(first, second), [facts_of(first), facts_of(second)]).clusters
    assert any({node.article for node in cluster} == {first.id, second.id} for cluster in clusters)


def clusters_of(*bodies: str) -> list[list[str]]:
    """The words that name each event, those of one event together."""
    articles = [article(body, outlet=f"Outlet {i}", on=day(20 + i)) for i, body in enumerate(bodies)]
    found = merge(story_of(*articles), [facts_of(a) for a in articles]).clusters
    return [sorted(node.event.status for node in cluster) for cluster in found]


OTHERS = (
    "The council closed the bridge over the river on 22 March.\n\nThe bridge over the river was built on 3 May 1988."
)


def test_a_plan_and_what_came_of_it():
    """What has a day of its own in a story, planned and then happened on that day, is one event in other words."""
    found = clusters_of(
        f"{OTHERS}\n\nThe county hopes to have a ferry running between the quays by 26 March.",
        f"{OTHERS}\n\nMoney will go to a ferry that is to begin running on 26 March.",
        "The mayor spoke.",
        "The mayor spoke.",
        "The mayor spoke.",
        "The mayor spoke.",
        f"{OTHERS}\n\nA ferry began crossing the river at dawn on 26 March.",
    )
    assert ["happened", "hoped", "planned"] in found


def test_what_is_told_of_many_days_stands_for_none():
    """A plan for the bridge and something else that happened to it on that day are two."""
    found = clusters_of(
        f"{OTHERS}\n\nThe county hopes to have the bridge painted by 26 March.",
        f"{OTHERS}\n\nThe bridge began shaking at dawn on 26 March.",
    )
    assert not [cluster for cluster in found if {"hoped", "happened"} <= set(cluster)]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rebels attacked the port of Aden on 3 March.", "Rebels attacked the port of Aden on 9 March."),
        ("Norway attacked Spain on 3 March.", "Spain attacked Norway on 3 March."),
        ("Norway's minister visited Spain in March.", "Norway and Spain held talks in March."),
        ("Omar Hadi resigned on Monday.", "Lena Berg resigned on Monday."),
    ],
)
def test_events_that_differ_stay_apart(a, b):
    """Another day, roles turned round, another kind of deed, another person: two events, however alike the words."""
    first, second = article(a, outlet="A"), article(b, outlet="B")
    clusters = merge(story_of(first, second), [facts_of(first), facts_of(second)]).clusters
    assert all(len({node.article for node in cluster}) == 1 for cluster in clusters)


def test_a_character_belongs_to_one_sentence_or_none():
    """The blank between two sentences is in neither."""
    told = article("Rebels attacked the port. It burned.", outlet="A")
    for at in range(len(told.text) + 1):
        holding = [s for s in told.sentences if s.start <= at < s.end]
        assert sentence_at(told, at) == (holding[0] if holding else None)


def test_a_claim_for_each_status():
    """Hoped here and planned there: two claims on one event."""
    claims, _ = merged(
        "Norway hopes to hold talks with Spain in April.", "Norway is set to hold talks with Spain in April."
    )
    assert {claim.status for claim in events(claims, "CONSULT")} == {"hoped", "planned"}


def test_happened_and_denied_conflict():
    """Negation is checked, never left to likeness."""
    _, conflicts = merged(
        "Rebels bombed the port of Aden on 3 March.", "Rebels did not bomb the port of Aden on 3 March."
    )
    assert [conflict.because for conflict in conflicts] == ["happened / denied"]


def test_another_day_for_the_same_deed_conflicts():
    """Two days for one deed can't both hold."""
    _, conflicts = merged(
        "Rebels attacked the old port of Aden with drones on 3 March.",
        "Rebels attacked the old port of Aden with drones on 4 March.",
    )
    assert [conflict.because for conflict in conflicts] == ["date 3 March / 4 March"]


def test_date_set_and_not_set():
    """A plan for a date against "no date has been set"; a day later it is an update."""
    hoped = "Norway hopes to hold talks with Spain in April. No date has been set."
    planned = "Norway is set to hold talks with Spain in April."
    _, same_day = merged(hoped, planned)
    assert [conflict.because for conflict in same_day] == ["date set / not set"]
    _, later = merged(hoped, planned, days=(23, 24))
    assert later[0].because == "date set / not set · later by a day: an update rather than a contradiction"
    _, none = merged("Norway is set to hold talks with Spain in April. No date has been set.", "It rained.")
    assert not none


HISTORIES = [
    (
        "CONSULT",
        [
            (1, "Norway has requested talks with Spain in April.", "requested"),
            (5, "Norway hopes to hold talks with Spain in April.", "hoped"),
            (12, "Norway is set to hold talks with Spain in April.", "planned"),
            (20, "Norway cancelled its talks with Spain.", "denied"),
        ],
    ),
    (
        "CONSULT",
        [
            (1, "Norway hopes to hold talks with Spain in March.", "hoped"),
            (5, "Norway will hold talks with Spain on 10 March.", "planned"),
            (11, "Norway held talks with Spain on Wednesday.", "happened"),
        ],
    ),
    (
        "OFFICE",
        [
            (1, "The finance minister, Lena Berg, is expected to resign.", "planned"),
            (3, "Finance minister Lena Berg will resign on Friday.", "planned"),
            (6, "Finance minister Lena Berg resigned on Friday.", "happened"),
        ],
    ),
    (
        "SANCTION",
        [
            (1, "Germany plans to impose sanctions on the company Norbro.", "planned"),
            (4, "Germany imposed sanctions on Norbro on Wednesday.", "happened"),
        ],
    ),
    (
        "CONSULT",
        [
            (3, "The summit in Oslo was postponed to 20 March.", "planned"),
            (21, "The summit in Oslo was held on Saturday.", "happened"),
        ],
    ),
]


@pytest.mark.parametrize(("kind", "tellings"), HISTORIES)
def test_one_event_through_its_history(kind, tellings):
    """Requested, hoped for, planned, held or called off: one event, whose status changes from day to day."""
    articles = [article(body, outlet=f"Outlet {n}", on=day(n)) for n, body, _ in tellings]
    merged = merge(story_of(*articles), [facts_of(a) for a in articles])
    order = [a.id for a in articles]
    histories = [
        [node.event.status for node in sorted(cluster, key=lambda node: order.index(node.article))]
        for cluster in merged.clusters
        if cluster[0].event.type == kind
    ]
    assert [status for _, _, status in tellings] in histories
    assert not merged.conflicts


def test_planned_and_called_off_on_one_day_conflict():
    """Which of two accounts of one day is the last, nobody knows."""
    planned = "Talks between Norway and Spain are planned for 9 March."
    called_off = "Talks between Norway and Spain on 9 March were called off."
    assert [c.because for c in merged(planned, called_off, days=(1, 1))[1]] == ["planned / called off"]
    assert not merged(planned, called_off, days=(1, 2))[1]


def test_origins_not_outlets():
    """Two outlets of one agency's text are one origin; an addition has an origin of its own."""
    copy = "Rebels attacked the port of Aden on 3 March."
    a, b = article(copy, outlet="A"), article(f"{copy}\n\nOmar Hadi resigned on Monday.", outlet="B")
    added = Addition(article=b, sentences=(1,), source="the ministry", because="only here")
    story = story_of(a, b, origins=[("Agency", [a, b])], additions=[added])
    claims, _ = claimed(story, [facts_of(a), facts_of(b)])
    assert events(claims, "FIGHT" if events(claims, "FIGHT") else "ASSAULT")[0].origins == ("Agency",)
    assert events(claims, "OFFICE")[0].origins == ("the ministry",)


# --- figures --------------------------------------------------------------------------------------------------------


def counted(*told: tuple[str, str, float, str], days: tuple[int, ...] = (), qualifiers: tuple[str, ...] = ()) -> tuple:
    facts = []
    for i, (body, words, value, counts) in enumerate(told):
        own = article(body, outlet=f"Outlet {i}", on=day(days[i] if days else 24))
        qualifier = qualifiers[i] if qualifiers else ""
        facts.append(facts_of(own, figures=[figure(own, words, value, counts, qualifier=qualifier)]))
    return story_of(*(one.article for one in facts)), facts


def test_two_values_for_one_thing_conflict():
    """26 or 31 injured at one time: a conflict that names both."""
    story, facts = counted(
        ("The blast injured 26 people in Aden, doctors said.", "26", 26, "people"),
        ("The blast injured 31 people in Aden, police said.", "31", 31, "people"),
    )
    claims, conflicts = claimed(story, facts)
    assert [conflict.because for conflict in conflicts] == ["figure 26 / 31 for people"]
    assert len([claim for claim in claims if claim.kind == "figure"]) == 2


def test_a_later_value_is_a_series():
    """Values of other days are told one after the other, and don't conflict."""
    story, facts = counted(
        ("The blast injured 26 people in Aden, doctors said.", "26", 26, "people"),
        ("The blast injured 31 people in Aden, police said.", "31", 31, "people"),
        days=(22, 24),
    )
    _, conflicts = claimed(story, facts)
    assert not conflicts
    assert [len(group) for group in merge(story, facts).figures] == [2]


@pytest.mark.parametrize(
    ("first", "second", "qualifiers", "claims"),
    [(2500, 2480, ("about", ""), 1), (2500, 2480, ("", ""), 2), (2500, 3000, ("about", "about"), 2)],
)
def test_rounding_is_harmless(first, second, qualifiers, claims):
    """ "about 2,500" is 2,480; 2,500 without "about" is not."""
    story, facts = counted(
        (f"The United States has {first} troops in Iraq.", str(first), first, "troops in Iraq"),
        (f"The United States has {second} troops in Iraq.", str(second), second, "troops in Iraq"),
        qualifiers=qualifiers,
    )
    assert [len(group) for group in merge(story, facts).figures] == [claims]


def test_at_least_does_not_conflict_with_more():
    """ "at least 20" holds when it is 26."""
    story, facts = counted(
        ("The blast injured at least 20 people in Aden.", "20", 20, "people"),
        ("The blast injured 26 people in Aden.", "26", 26, "people"),
        qualifiers=("at least", ""),
    )
    assert not merge(story, facts).conflicts


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [
        (
            ("A bridge fell, injuring 14 people in Aden.", "14", 14),
            ("Doctors treated 17 people by noon.", "17", 17),
            True,
        ),
        (("A bridge fell, injuring 14 people in Aden.", "14", 14), ("Police arrested 17 people.", "17", 17), False),
        (("The mill will lay off 62 people.", "62", 62), ("Eighty people will lose their jobs.", "Eighty", 80), True),
        (
            ("Two people hurt on Monday are still in the hospital.", "Two", 2),
            ("Fourteen people were hurt in Aden.", "Fourteen", 14),
            False,
        ),
        (
            ("Two people are in serious condition.", "Two", 2),
            ("Fourteen people were hurt in Aden.", "Fourteen", 14),
            False,
        ),
        (
            ("Two people are in hospital.", "Two", 2),
            ("Fourteen people were hurt, two of them badly.", "Fourteen", 14),
            False,
        ),
    ],
)
def test_people_are_counted_by_what_befell_them(first, second, conflict):
    """Injured and treated are one count, injured and arrested two; a sentence with both numbers counts two things."""
    story, facts = counted((*first, "people"), (*second, "people"))
    assert bool(merge(story, facts).conflicts) is conflict


def test_the_same_count_at_the_same_hour():
    """ "by noon" tells that two sentences of other words count one thing."""
    story, facts = counted(
        ("By noon it had carried 1,900 passengers, the port said.", "1,900", 1900, "passengers"),
        ("Our reporters clicked off 2,300 passengers by noon.", "2,300", 2300, "passengers"),
    )
    assert len(merge(story, facts).conflicts) == 1


def test_how_long_it_takes_can_conflict():
    """11 weeks or at least 16: a duration that something takes is a figure too."""
    _, conflicts = merged(
        "Repairs are expected to take 11 weeks.", "Repairs would take at least 16 weeks, Omar Hadi said."
    )
    assert [conflict.because for conflict in conflicts] == ["figure 11 weeks / 16 weeks for Repairs"]
    _, none = merged("Repairs are expected to take 11 weeks.", "The trial is expected to take 16 weeks.")
    assert not none


def test_other_things_counted_are_no_conflict():
    """The injured and the displaced are both people."""
    story, facts = counted(
        ("The blast injured 26 people in Aden.", "26", 26, "people"),
        ("Floods displaced 900 people near Sanaa this year.", "900", 900, "people"),
    )
    assert not merge(story, facts).conflicts
    assert len(merge(story, facts).figures) == 2


# --- statements -----------------------------------------------------------------------------------------------------


def said(first: str, second: str, *, names: tuple[str, str] = ("Lena Berg", "Berg")) -> tuple:
    facts: list[Facts] = []
    for i, (content, name) in enumerate(zip((first, second), names, strict=True)):
        own = article(f"{name} said that {content}.", outlet=f"Outlet {i}")
        facts.append(facts_of(own, statements=[statement(own, name, "said", content)]))
    claims, conflicts = claimed(story_of(*(one.article for one in facts)), facts)
    return [claim for claim in claims if claim.kind == "statement"], conflicts


def test_one_statement_in_two_articles():
    """The same source and the same words: one claim under the fuller name."""
    claims, conflicts = said("the bridge will open again in May", "the bridge would open again in May")
    assert [claim.source for claim in claims] == ["Lena Berg"]
    assert len(claims[0].passages) == 2
    assert not conflicts


@pytest.mark.parametrize(
    ("first", "second", "because"),
    [
        ("the bridge will open again in May", "the bridge will not open again in May", "said / denied"),
        ("the bridge cost 40 million crowns to build", "the bridge cost 90 million crowns to build", "figure"),
        (
            "the firm Asker sued the firm Norbro over the bridge",
            "the firm Norbro sued the firm Asker over the bridge",
            "roles",
        ),
    ],
)
def test_statements_that_differ_where_it_counts(first, second, because):
    """Negation, number and roles make two claims of nearly the same words, and a conflict."""
    claims, conflicts = said(first, second)
    assert len(claims) == 2
    assert len(conflicts) == 1
    assert conflicts[0].because.startswith(because)


@pytest.mark.parametrize(
    ("first", "second", "claims"),
    [
        ("the firm will close the plant in Ferren", "the company would shut the factory in Ferren", 1),
        ("the attack killed four soldiers in Aden", "four troops died in the attack in Aden", 1),
        ("talks with Spain will begin in April", "discussions with the Spanish government would start in April", 1),
        ("the government rejected the union's offer", "the offer of the union was turned down by the government", 1),
        ("the government had to help farmers after the drought", "the state must assist farmers hit by drought", 1),
        ("the plan would cost 40 million crowns", "the plan would cost about 41 million crowns", 1),
        ("the firm will close the plant in Ferren", "the firm will open a plant in Ferren", 2),
        ("four soldiers were killed near the port", "six soldiers were killed near the port", 2),
        ("Norway will help Spain with the flood", "Spain will help Norway with the flood", 2),
        ("prices will rise in the spring", "prices will fall in the spring", 2),
        ("the ministry has no plans to close the school", "the ministry plans to close the school", 2),
        ("the bridge over the river is safe", "the mayor of the town is tired of the bridge", 2),
    ],
)
def test_a_statement_in_other_words(first, second, claims):
    """Words of one meaning are one statement; another number, role, negation or contrary makes two."""
    assert len(said(first, second)[0]) == claims


@pytest.mark.parametrize(
    ("names", "sides"), [(("Lena Berg", "Omar Hadi"), ["said / denied"]), (("Lena Berg", "Berg"), [])]
)
def test_what_one_says_and_another_denies(names, sides):
    """The same content said by one source and denied by another is a conflict, and never one claim."""
    content = "the ministry paid the rebels in Aden"
    facts = []
    for i, (name, attitude) in enumerate(zip(names, ("says", "denies"), strict=True)):
        own = article(f"{name} spoke of it: {content}.", outlet=f"Outlet {i}")
        facts.append(facts_of(own, statements=[replace(statement(own, name, "spoke", content), attitude=attitude)]))
    claims, conflicts = claimed(story_of(*(one.article for one in facts)), facts)
    assert len([claim for claim in claims if claim.kind == "statement"]) == 2
    assert [conflict.because for conflict in conflicts] == sides


@pytest.mark.parametrize(
    "other", [{"asserted": False}, {"attitude": "declines"}, {"source": Source(name="", kind="article")}]
)
def test_what_nobody_says_is_no_claim(other):
    """A refusal to speak, what somebody might say and the article's own voice are no statements of a source."""
    own = article("Lena Berg said the bridge will open in May.", outlet="A")
    told = replace(statement(own, "Lena Berg", "said", "the bridge will open in May"), **other)
    claims, _ = claimed(story_of(own), [facts_of(own, statements=[told])])
    assert not [claim for claim in claims if claim.kind == "statement"]


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("", ""), ("about", ""), ("exactly", ""), ("at least", "least"), ("rose to more than", "least"),
        ("dropped to at least", "least"), ("at most", "most"), ("fell by less than", "most"), ("dropped to", ""),
        ("rose from almost", ""),
    ],
)  # fmt: skip
def test_a_bound_stands_behind_what_the_number_did(qualifier, expected):
    """ "rose to more than 40" is at least 40, as "more than 40" is."""
    own = article("The firm has 40 ferries.", outlet="A")
    assert bound(figure(own, "40", 40, "ferries", qualifier=qualifier)) == expected


def test_another_source_is_another_statement():
    """Two people who say the same are two claims."""
    assert (
        len(said("the bridge will open in May", "the bridge will open in May", names=("Lena Berg", "Omar Hadi"))[0])
        == 2
    )


# --- what they are compared by --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"), [("Iraqi officials", "Iraq"), ("the U.S.", "American forces"), ("Biden’s team", "Bidens team")]
)
def test_names_of_one(a, b):
    """A state is its people; a lost apostrophe changes nobody."""
    assert name_keys(a) & name_keys(b)


moments = st.one_of(st.none(), st.integers(0, 900).map(lambda n: day(1) + timedelta(days=n)))
periods = st.builds(Period, earliest=moments, latest=moments)


@given(periods, periods)
def test_overlap_is_mutual(a, b):
    """Whether two periods share an instant does not depend on which is named first."""
    assert overlap(a, b) == overlap(b, a)


BODIES = [
    (
        "Norway hopes to hold talks with Spain in April. No date has been set.\n\n"
        "Rebels attacked the port of Aden on 3 March."
    ),
    "Norway is set to hold talks with Spain in April.\n\nThe port of Aden was attacked by rebels on 3 March.",
    "Rebels did not attack the port of Aden on 3 March, the army said.\n\nOmar Hadi resigned on Monday.",
]


def test_order_of_articles_does_not_count():
    """Any order of articles and facts gives the same claims and conflicts."""
    articles = [article(body, outlet=f"Outlet {i}", on=day(20 + i)) for i, body in enumerate(BODIES)]
    facts = [facts_of(a) for a in articles]
    results = {
        repr(claimed(story_of(*(articles[i] for i in order)), [facts[i] for i in order]))
        for order in permutations(range(3))
    }
    assert len(results) == 1


def test_passages_are_verbatim():
    """What a claim shows stands in the article."""
    articles = [article(body, outlet=f"Outlet {i}") for i, body in enumerate(BODIES)]
    claims, conflicts = claimed(story_of(*articles), [facts_of(a) for a in articles])
    by_id = {a.id: a for a in articles}
    shown = [p for claim in (*claims, *(c for conflict in conflicts for c in conflict.claims)) for p in claim.passages]
    assert shown
    for passage in shown:
        assert by_id[passage.article].text[passage.span.start : passage.span.end] == passage.span.text


def slow_clusters(nodes: list[Told]) -> set[frozenset[tuple]]:
    """The obvious way: compare every telling with every other, likeliest pair first, without joining copies before."""
    groups = [{i} for i in range(len(nodes))]
    pairs = sorted(
        (-likeness(nodes[i], nodes[j], config=DEFAULT.saying), nodes[i].key, nodes[j].key, i, j)
        for i in range(len(nodes))
        for j in range(i + 1, len(nodes))
        if nodes[i].type == nodes[j].type
    )
    for score, _, _, i, j in pairs:
        first, second = (next(g for g in groups if k in g) for k in (i, j))
        if score < 0 and first is not second and not any(excluded(nodes[x], nodes[y]) for x in first for y in second):
            groups.remove(second)
            first |= second
    return {frozenset(nodes[i].key for i in group) for group in groups}


def test_clusters_as_by_comparing_all():
    """Joining copies of a sentence first changes nothing."""
    bodies = [*BODIES, BODIES[0], BODIES[1]]
    articles = [article(body, outlet=f"Outlet {i}") for i, body in enumerate(bodies)]
    places = Places(story_of(*articles), [facts_of(a) for a in articles])
    clusters = cluster_events(places, config=DEFAULT.saying)
    nodes = sorted((node for cluster in clusters for node in cluster), key=lambda node: node.key)
    assert {frozenset(node.key for node in cluster) for cluster in clusters} == slow_clusters(nodes)


def test_said_by_the_innermost_source():
    """An event within a statement has its source behind it."""
    own = article("Omar Hadi resigned on Monday, Lena Berg said.", outlet="A")
    facts = facts_of(own, statements=[statement(own, "Lena Berg", "said", "Omar Hadi resigned on Monday")])
    claims, _ = claimed(story_of(own), [facts])
    assert events(claims, "OFFICE")[0].source == "Lena Berg"
    assert span(own, "resigned").text == "resigned"
