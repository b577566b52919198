"""Events: type, status, roles and time, on sentences whose reading nobody would dispute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.events import find_events
from retold.knowledge import table
from retold.parsing import SpacyParser
from retold.testing import make_article
from retold.times import find_times
from retold.trees import parse_article
from retold.types import Event, Parse, Period, Sentence, Word

WRITTEN = datetime(2021, 3, 24, tzinfo=UTC)
PARSER = SpacyParser()
PLOVER = {
    "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "FIGHT", "INVESTIGATE",
    "MOBILIZE", "PROTEST", "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN",
}  # fmt: skip


def events_of(body: str, *, title: str | None = None) -> tuple[Event, ...]:
    article = make_article(body, title=title, published=WRITTEN)
    return find_events(article, parse_article(article, PARSER), find_times(article.text, article.published))


def only(body: str, kind: str) -> Event:
    found = [event for event in events_of(body) if event.type == kind]
    assert len(found) == 1, [(e.type, e.status, e.span.text) for e in events_of(body)]
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "kind", "status"),
    [
        ("The ministers met in Vienna on Monday.", "CONSULT", "happened"),
        ("The two governments are set to resume talks next month.", "CONSULT", "planned"),
        ("The president will visit Norway in May.", "CONSULT", "planned"),
        ("The rebels hope to meet the mediator in April.", "CONSULT", "hoped"),
        ("The mayor is accused of attacking a farmer.", "ASSAULT", "alleged"),
        ("The army denied bombing the village.", "ASSAULT", "denied"),
        ("The soldiers did not attack the village.", "ASSAULT", "denied"),
        ("Workers are protesting outside the factory in Lyon.", "PROTEST", "ongoing"),
        ("The unions continue to demand higher pay from the council.", "REQUEST", "ongoing"),
        ("The union demanded higher pay from the council.", "REQUEST", "happened"),
        ("The council sent a formal request to the ministry.", "REQUEST", "happened"),
        ("Germany imposed sanctions on the company.", "SANCTION", "happened"),
        ("Police imposed a curfew in the city of Split.", "COERCE", "happened"),
        ("The finance minister resigned on Friday.", "OFFICE", "happened"),
        ("The blast was followed by clashes; police arrested Omar Hadi.", "COERCE", "happened"),
        ("Spain blamed the militia for an attack on its embassy.", "ACCUSE", "happened"),
        ("Spain blamed the militia for an attack on its embassy.", "ASSAULT", "alleged"),
        ("The company threatened to close the plant.", "THREATEN", "happened"),
        ("France said it would boycott the summit.", "THREATEN", "happened"),
        ("Chad said it would not accept the soldiers.", "REJECT", "happened"),
        ("Peru said Chile must return the ship.", "REQUEST", "happened"),
        ("Peru promised to help Chile.", "AGREE", "happened"),
        ("Spain is willing to negotiate with Peru.", "AGREE", "happened"),
        ("Spain is not prepared to negotiate with Peru.", "REJECT", "happened"),
        ("Troops withdrew from the town on 3 March.", "RETREAT", "happened"),
        ("Prosecutors opened an inquiry into the bank.", "INVESTIGATE", "happened"),
        ("A meeting with both sides is planned for 9 April.", "CONSULT", "planned"),
        ("The first chain is due in December.", "OTHER", "planned"),
        ("The firm is to reopen the shop in April.", "OTHER", "planned"),
        ("The road opens on 3 April.", "OTHER", "planned"),
        ("The ferry began crossing the river at dawn on Tuesday.", "OTHER", "happened"),
    ],
)
def test_type_and_status(sentence, kind, status):
    """The trigger gives the type, the words around it the status."""
    found = events_of(sentence)
    assert (kind, status) in {(event.type, event.status) for event in found}, found


SENTENCES = [
    (*line.split("\t"), "", "", "", "")[:7]
    for line in Path(__file__).with_name("event_sentences.tsv").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("sentence", "kind", "status", "actors", "targets", "place", "when"), SENTENCES)
def test_a_sentence_read_right(sentence, kind, status, actors, targets, place, when):
    """Type, status, who, whom, where and when of the file event_sentences.tsv; what is empty there is not asked."""
    found = [e for e in events_of(sentence) if e.type == kind]
    if status == "-":
        assert not [e for e in found if e.status in ("happened", "ongoing", "planned")]
        return
    assert [
        e
        for e in found
        if e.status == status
        and (not actors or e.actors == tuple(actors.split("; ")))
        and (not targets or e.targets == tuple(targets.split("; ")))
        and (not place or e.place == place)
        and (not when or (e.when is not None and e.when.value == when))
    ], [(e.type, e.status, e.actors, e.targets, e.place, e.when, e.because) for e in events_of(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "If the army attacks the town, people will leave.",
        "The company could close the plant.",
        "Experts may visit the site.",
        "If the council agreed, the firm would visit the site.",
        "Nobody remembers the colour of the house.",
    ],
)
def test_what_is_merely_possible_is_no_event(sentence):
    """An event under "if", "could" or "may" is left out; so is a sentence that tells of none."""
    assert not [e for e in events_of(sentence) if e.type in PLOVER and e.status in ("happened", "ongoing", "planned")]


def test_headline_infinitive_is_a_plan():
    """ "X to do Y" in a headline is planned."""
    (event,) = [e for e in events_of("It was raining.", title="Norway to resume talks with Spain in April") if e.when]
    assert (event.type, event.status, event.actors) == ("CONSULT", "planned", ("Norway",))


def test_who_and_whom():
    """Active, passive and nominal events give the same actors and targets."""
    told = "Rebel soldiers attacked a convoy of Kenyan troops."
    assert only(told, "ASSAULT").actors == ("Rebel soldiers",)
    passive = only("Kenyan troops were attacked by rebel soldiers.", "ASSAULT")
    assert (passive.actors, passive.targets) == (("rebel soldiers",), ("Kenyan troops",))
    nominal = only("Tension rose after the U.S. airstrike in January 2020 that killed General Omar Hadi.", "ASSAULT")
    assert (nominal.actors, nominal.targets) == (("U.S.",), ("General Omar Hadi",))


def test_a_pronoun_is_the_subject_above_it():
    """ "Syria says it ..." is Syria; a reader would not be told "it"."""
    (event,) = [e for e in events_of("Norway says it will support the resolution.") if e.status == "planned"]
    assert event.actors == ("Norway",)


def test_two_times_are_two_events():
    """ "in June and August": two events under one name."""
    found = [e for e in events_of("Two rounds of talks were held in June and August.") if e.type == "CONSULT"]
    assert [e.when.value for e in found if e.when] == ["2020-06", "2020-08"]
    assert len({e.span for e in found}) == 1


def test_each_event_takes_the_time_of_its_own_clause():
    """A time in a clause of its own says nothing of the other clause."""
    found = events_of("The talks, which began in June, would be the first under Kent, who assumed office in January.")
    assert {(e.type, e.when.span.text) for e in found if e.when} == {("CONSULT", "June"), ("OFFICE", "January")}


def test_the_time_of_saying_is_not_the_time_of_the_deed():
    """ "..., officials said Tuesday" dates the statement alone."""
    found = {
        e.type: e for e in events_of("Norway has sent a formal request to Spain, Norwegian officials said Tuesday.")
    }
    assert found["REQUEST"].when is None
    assert found["STATEMENT"].when is not None


def test_each_verb_takes_its_own_time():
    """A clause that is joined on, or hangs below, does not take the time of the first."""
    found = events_of(
        "The council voted on Tuesday to keep the bridge and accepted the plan, sparking protests in Lyon."
    )
    assert [(e.type, e.when.span.text) for e in found if e.when] == [("OTHER", "Tuesday")]


def test_a_topic_is_not_dated():
    """ "met in June over the withdrawal" dates the meeting alone."""
    found = events_of("They met in June over the withdrawal of the crews, officials said.")
    assert [e.type for e in found if e.when] == ["CONSULT"]


def test_the_dateline_is_no_event_s_time():
    """ "OSLO, March 23 (AP) —" says when it was filed; the clause shown begins behind it."""
    event = only("OSLO, Norway, March 23 (XYZ) — The bridge collapsed on Monday.", "OTHER")
    assert event.when is not None
    assert event.when.span.text == "Monday"
    assert event.clause is not None
    assert event.clause.text == "The bridge collapsed on Monday."


def test_an_end_is_not_when_it_happens():
    """ "until May" dates nothing that begins."""
    assert not [e for e in events_of("The road is closed until May.") if e.when]


def test_hours_later_is_the_day_of_what_was_told_before():
    """A reader knows the day from the sentence before."""
    found = events_of("The council voted on Monday to keep the bridge. Hours later the company sued the council.")
    assert [e.when.value for e in found if e.when] == ["2021-03-22", "2021-03-22"]


def test_an_event_after_another_gets_an_open_period():
    """ "following the attack" dates by the attack told before."""
    body = (
        "A drone attack on the port in January 2020 killed three sailors.\n\n"
        "Lawmakers passed a resolution to expel the company following the attack."
    )
    event = only(body, "REQUEST")
    assert event.when is not None
    assert event.when.period == Period(earliest=datetime(2020, 1, 1, tzinfo=UTC), latest=None)
    assert event.when.span.text == "following the attack"


def test_a_document_keeps_what_it_was_for():
    """ "The memo was given" is the request that the memo made."""
    body = "Norway sent a memo to Spain requesting a date.\n\nThe memo was given to the ambassador this month."
    assert [e.type for e in events_of(body)] == ["REQUEST", "REQUEST"]


def test_a_dated_clause_of_no_known_type_is_kept():
    """A timeline is not for politics alone."""
    event = only("The bridge collapsed on 3 March.", "OTHER")
    assert (event.actors, event.status) == (("bridge",), "happened")


def test_clause_holds_the_name_of_the_event():
    """What is shown of an event contains the words that name it."""
    for event in events_of("Outraged, lawmakers passed a resolution in May to oust the coalition after the attack."):
        assert event.clause is not None
        assert event.span in event.clause


def test_lexicon_uses_known_types_only():
    """PLOVER's types, and two of our own."""
    assert {row[2] for row in table("event_triggers")} <= PLOVER | {"STATEMENT", "OFFICE"}


TAGS = [("NOUN", "NN"), ("PROPN", "NNP"), ("VERB", "VBD"), ("VERB", "VB"), ("ADP", "IN"), ("AUX", "MD"), ("PUNCT", ",")]
DEPS = [
    "nsubj", "dobj", "prep", "pobj", "relcl", "acl", "xcomp", "ccomp", "advcl", "conj", "aux", "neg", "det", "compound",
    "amod", "appos", "agent", "nsubjpass",
]  # fmt: skip
WORDS = [
    "talks", "attack", "send", "request", "of", "by", "will", "not", "May", "Iraq", "the", "memo", "hold", "said",
    "following", "two", "sessions",
]  # fmt: skip


@st.composite
def parses(draw: st.DrawFn) -> Parse:
    count = draw(st.integers(1, 12))
    root = draw(st.integers(0, count - 1))
    start, words = 0, []
    for i in range(count):
        text = draw(st.sampled_from(WORDS))
        pos, tag = draw(st.sampled_from(TAGS))
        head = root if i == root else draw(st.integers(0, count - 1).filter(lambda h, i=i: h != i))
        dep = "ROOT" if i == root else draw(st.sampled_from(DEPS))
        lemma = {"talks": "talk", "said": "say"}.get(text, text)
        words.append(
            Word(start=start, end=start + len(text), text=text, lemma=lemma, pos=pos, tag=tag, dep=dep, head=head)
        )
        start += len(text) + 1
    return tuple(words)


@settings(max_examples=150, deadline=None)
@given(parses())
def test_any_parse_gives_spans_that_hold(parse):
    """However wrong a parse is (even circular), spans lie in the sentence and nothing breaks."""
    text = " ".join(word.text for word in parse)
    sentence = Sentence(index=0, start=0, end=len(text), text=text, paragraph=0)
    article = replace(make_article("x"), text=text, sentences=(sentence,))
    for event in find_events(article, [parse], find_times(text, WRITTEN)):
        for span in (event.span, event.clause):
            assert span is not None
            assert text[span.start : span.end] == span.text


def days(event: Event) -> tuple[int, int] | None:
    """First day and last day of an event in March 2021."""
    if event.when is None or event.when.period is None:
        return None
    first, last = event.when.period.earliest, event.when.period.latest
    assert first is not None
    assert last is not None
    return first.day, (last - timedelta(seconds=1)).day


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The ministers met in Vienna from 3 to 5 March.", (3, 5)),
        ("The ministers met in Vienna between 9 and 11 March.", (9, 11)),
        ("The ministers met in Vienna on March 1 - 2.", (1, 2)),
        ("The ministers met in Vienna from March 8 through March 12.", (8, 12)),
    ],
)
def test_a_range_is_one_time(sentence, expected):
    """Two ends of one stretch make one event that takes all of it."""
    assert days(only(sentence, "CONSULT")) == expected


def test_two_times_are_no_range():
    """ "last June and August" are two sessions; what is moved from one day to another takes neither stretch."""
    assert len(events_of("The two sides held sessions last June and August.")) == 2
    moved = events_of("The council postponed the talks from 29 March to 31 March.")
    assert all(days(event) != (29, 31) for event in moved)


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("The firm will close, it said Wednesday, two days after a bridge that it runs failed.", "failed", (22, 22)),
        ("The firm will close, it said Monday, a day before the plant failed.", "failed", (23, 23)),
        ("The span dropped onto its piers on Monday, injuring 14 people.", "injuring", (22, 22)),
        ("The span dropped onto its piers on Monday, injuring 14 people.", "dropped", (22, 22)),
    ],
)
def test_times_of_clauses(sentence, verb, expected):
    """A length counts from the day before it, and a participle has the day of its verb."""
    (event,) = (event for event in events_of(sentence) if verb in event.span.text)
    assert days(event) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry joined the two halves of the town for the first time since Monday.",
        "The town had been split in two since Monday.",
    ],
)
def test_since_when_is_not_when(sentence):
    """ "since Monday" dates nothing to Monday."""
    assert all(event.when is None for event in events_of(sentence))


@pytest.mark.parametrize(
    ("sentence", "words", "status"),
    [
        ("Its first public crossing is planned for Friday.", "crossing", "planned"),
        ("Elections that are planned for 29 March will be held in two rounds.", "Elections", "planned"),
        ("The county hopes to have a passenger ferry running between the quays by Friday.", "ferry running", "hoped"),
    ],
)
def test_a_plan_is_named_by_what_is_planned(sentence, words, status):
    """Of "a crossing is planned" the crossing is the event."""
    (event,) = events_of(sentence)
    assert words in event.span.text
    assert event.status == status


def test_a_habit_is_no_event():
    """What is typically done was not done once."""
    assert events_of("The company typically releases a report on Tuesday.") == ()


# --- evaluation data -------------------------------------------------------------------------------------------------


def test_measure_is_above_its_floors(shared):
    """Types and actors of PLOVER's records; of the acceptance pair 34 of 36 events and all seven clusters."""
    from bench.measures.events import plover, seeds

    folder = shared("seeds", "statements_gold.json").parent
    measured = plover(shared("data", "statements", "plover.jsonl.gz")) | seeds(folder)
    assert measured["plover_type"] >= 0.8
    assert measured["plover_actors_hit"] >= 0.75
    assert measured["seeds_events"] >= 34 / 36
    assert measured["seeds_clusters"] == 1
    assert measured["seeds_events_told"] <= 1.2
