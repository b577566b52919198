"""Changes: kinds and weights by hand-made pairs, properties, planted edits and the acceptance pair."""

import json
from pathlib import Path

import pytest
from bench.edits import cases
from bench.measures.alignment import article_of
from bench.measures.changes import ask, score, seeds
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retold.alignment import link
from retold.changes import all_changes, annotate
from retold.changes.clocks import clock
from retold.changes.lexicon import alike, contrary, number, shaded, terms, unrelated
from retold.changes.within import mirrored
from retold.changes.wording import is_slip
from retold.claims import contradictions
from retold.types import Link

BEFORE = "Fishermen protested outside the town hall and carried empty nets."
AFTER = "The last ferry will leave the old pier before the summer season begins."


def body(*sentences):
    return article_of([(text, "body") for text in sentences])


def compare(first, second):
    """The articles around two sentences, and the changes found in them."""
    a, b = body(BEFORE, first, AFTER), body(BEFORE, second, AFTER)
    links = annotate(a, b, [Link(a=(i,), b=(i,), kind="edited", similarity=0.9, moved=False) for i in range(3)])
    return a, b, links


def changes(first, second):
    return compare(first, second)[2][1].changes


def told(found):
    """Kinds and weights, order and spellings left out where something else is told."""
    return {(each.kind, each.matters) for each in found}


MATTERING = [
    ("figure", "Police said 31 people were hurt in the fire.", "Police said 26 people were hurt in the fire."),
    ("figure", "At least 40 homes burned down overnight.", "Up to 40 homes burned down overnight."),
    ("figure", "The bridge cost $5 million to build.", "The bridge cost €5 million to build."),
    ("figure", "A dozen boats sank in the harbour.", "Thirty boats sank in the harbour."),
    ("name", "The mayor met Ines Tolland in the harbour.", "The mayor met Piet Verhoeven in the harbour."),
    ("name", "The ships sailed to Norway on the first night.", "The ships sailed to Iceland on the first night."),
    ("date", "The council will meet again on 14 March.", "The council will meet again on 21 March."),
    ("date", "The strike began last week in the port.", "The strike will begin next week in the port."),
    ("date", "The terminal was built in 1987 by the town.", "The terminal was built in 1978 by the town."),
    ("date", "The talks began last June in the capital.", "The talks began in June in the capital."),
    ("modality", "The council will close the pier.", "The council may close the pier."),
    ("modality", "The council hopes to close the pier.", "The council is set to close the pier."),
    ("modality", "The company wants to build a port here.", "The company builds a port here."),
    ("factuality", "The clerk allegedly sold the land to his brother.", "The clerk sold the land to his brother."),
    ("factuality", "Among the issues on the agenda were the nets.", "Among the issues discussed were the nets."),
    ("negation", "The mayor did not sign the order.", "The mayor did sign the order."),
    ("negation", "There is evidence of a leak in the hull.", "There is no evidence of a leak in the hull."),
    ("attribution", "According to two officials, the pier will be sold.", "The pier will be sold."),
    ("attribution", "The pier will be sold, a spokesman for the port said.", "The pier will be sold."),
    ("attribution", "The memo was handed over on Monday, they said.", "The memo was handed over on Monday."),
    ("attribution", "The owner said the ship was safe.", "The owner claimed the ship was safe."),
    ("attribution", "Officials confirmed the ship had sunk.", "Officials said the ship had sunk."),
    ("wording", "They demanded the departure of the troops.", "They demanded the withdrawal of the troops."),
    ("wording", "The government closed the port.", "The regime closed the port."),
    ("wording", "Fish prices rose in the spring.", "Fish prices fell in the spring."),
    ("wording", "It was a legal sale of land.", "It was an illegal sale of land."),
    ("order", "Tolland sued Verhoeven over the sale.", "Verhoeven sued Tolland over the sale."),
    ("order", "The police attacked the fishermen near the gate.", "The fishermen attacked the police near the gate."),
    ("attribution", "It will close, clerk Ines Tolland told the Harbour Post.", "It will close, a clerk said."),
    ("attribution", "It will close, said Ines Tolland, an official.", "It will close, an official said."),
    ("attribution", "Ines Tolland, an official, said it was safe.", "An official said it was safe."),
    ("attribution", "It will close, one of the officials said.", "It will close, the county said."),
    ("negation", "The owner denied that the ship sank.", "The owner did not deny that the ship sank."),
    ("modality", "The rest would pay for two new nets.", "The rest will pay for two new nets."),
    ("wording", "Two fishermen were dismissed in March.", "Two fishermen departed in March."),
    ("wording", "The layoffs will begin in the port.", "The restructuring will begin in the port."),
    ("wording", "The guards were laid off in March.", "The guards departed in March."),
    ("wording", "The far-right party won the town.", "The conservative party won the town."),
    ("date", "The ferry sails at 5:30 a.m. every day.", "The ferry sails at 5.30pm every day."),
    ("dropped", "The pier, built by convicts from a nearby prison, will close.", "The pier will close."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "first", "second"), MATTERING, ids=[f"{k}-{f[:24]}" for k, f, _ in MATTERING])
def test_an_edit_that_matters_is_named_and_marked(kind, first, second):
    """Each kind by an example; and nothing of another kind that matters beside it."""
    found = changes(first, second)
    assert (kind, True) in told(found)
    assert {each.kind for each in found if each.matters} <= {kind, "modality"}


HARMLESS = [
    ("style", "The U.S. troops left the centre.", "The US troops left the center."),
    ("style", "Gen. Ames met twelve Shiite leaders.", "General Ames met 12 Shia leaders."),
    ("style", "The rate fell to 4 per cent.", "The rate fell to 4%."),
    ("style", "The health care bill cost $2.5 million.", "The healthcare bill cost $2.5 million."),
    ("damage", "Biden’s plan was given to Iraq’s parliament.", "Bidens plan was given to Iraqs parliament."),
    ("damage", "The goverment closed the port.", "The government closed the port."),
    ("damage", "They left thecity in the morning.", "They left the city in the morning."),
    ("order", "On Monday morning the ferry sank off the coast.", "The ferry sank off the coast on Monday morning."),
    ("wording", "However, the council closed the pier.", "But the council closed the pier."),
    ("wording", "Many boats were injured in the scope of it.", "Numerous boats were injured in the extent of it."),
    ("wording", "There were around 2,500 troops in the town.", "There were about 2,500 troops in the town."),
    ("figure", "There were 2,512 troops in the town.", "There were about 2,500 troops in the town."),
    ("attribution", "The owner said the ship was safe.", "The owner stated the ship was safe."),
    ("name", "The crowd cheered Ines Tolland at the pier.", "The crowd cheered Tolland at the pier."),
    ("date", "The council met on Tuesday to vote.", "The council met to vote."),
    ("style", "The ferry sails at 5:30 a.m. every day.", "The ferry sails at 5.30am every day."),
    ("style", "The ferry sails at 6 p.m. every day.", "The ferry sails at 18:00 every day."),
    ("wording", "The owner said it would close the pier.", "The owner said it will close the pier."),
    ("wording", "Officials said the ship was safe.", "Authorities said the ship was safe."),
    ("name", "Ines Tolland said the ship was safe.", "She said the ship was safe."),
    ("dropped", "They recently closed the old pier.", "They closed the old pier."),
    ("added", "It stands just outside Baghdad airport.", "It stands just outside the Baghdad airport."),
]  # fmt: skip


SAME_IN_OTHER_WORDS = [
    ("No one has been charged over the fire.", "Nobody was ever charged over the fire."),
    ("There were no injuries in the fire.", "No one was injured in the fire."),
    ("The two sides failed to agree on a price.", "The two sides did not agree on a price."),
    ("The army never entered the town.", "The army did not enter the town."),
    ("The mayor refused to resign on Monday.", "The mayor did not resign on Monday."),
    ("The mayor said the bridge will close.", "The bridge will close, according to the mayor."),
    ("Mayor Ines Tolland said the bridge will close.", "The bridge will close, Tolland said."),
    ("“We will close the bridge,” Tolland said.", "“We will close the bridge.”"),
    ("The firm plans to open a plant in Ghent.", "The firm is set to open a plant in Ghent."),
    ("Police arrested two men on Friday.", "Two men were arrested by police on Friday."),
    ("After 38 years the dam was closed.", "After nearly four decades the dam was closed."),
    ("The rate rose to 1.23 percent.", "The rate rose to 1.2 percent."),
    ("The vote is on 3 May in the town hall.", "The vote is on May 3rd in the town hall."),
    ("The capsule landed at 0240 GMT.", "The capsule landed at 2:40 a.m. GMT."),
    ("Tolland, 54, closed the bridge.", "Tolland closed the bridge."),
    ("Minister Jean Chrétien closed the bridge.", "Minister Jean Chretien closed the bridge."),
    ("National Chief Executive Brian Halla left the port on Monday.", "Halla left the port on Monday."),
    ("They arrived two days earlier.", "They arrived."),
]


@pytest.mark.parametrize(("first", "second"), SAME_IN_OTHER_WORDS, ids=[f[:24] for f, _ in SAME_IN_OTHER_WORDS])
def test_the_same_in_other_words_neither_matters_nor_conflicts(first, second):
    """Two negators, a source at the other end, a figure rounded, a date turned round."""
    a, b, links = compare(first, second)
    assert [each for each in links[1].changes if each.matters] == []
    assert contradictions(a, b, links) == ()


CUT_SPANS = [
    ("The council gave the money in May.", "The council gave the grant in November.", "May", "November"),
    ("The fire hurt at least 31 people there.", "Fire hurt just 26 people there.", "at least 31", "just 26"),
]


@pytest.mark.parametrize(("first", "second", "one", "other"), CUT_SPANS)
def test_a_figure_or_date_covers_no_more_than_itself(first, second, one, other):
    """Not the words beside it that differ too."""
    found = [each for each in changes(first, second) if each.matters]
    assert [(each.a_span.text, each.b_span.text) for each in found] == [(one, other)]


def test_a_denial_of_another_sentence_hides_none():
    """Whether a side denies is asked of the sentence, not of the link."""
    a = body(BEFORE, "Tolland did not comment.", "The company denied that it knew.", AFTER)
    b = body(BEFORE, "The company did not deny that it knew.", AFTER)
    links = annotate(a, b, [Link(a=(1, 2), b=(1,), kind="edited", similarity=0.8, moved=False)])
    assert ("negation", True) in told(links[0].changes)


def test_in_a_sentence_told_anew_a_word_without_a_counterpart_does_not_matter():
    """Alone in a sentence that is the same otherwise it does."""
    first = "They took the signs of a leak in the old hull for clear."
    second = "They took the evidence of a leak in the old hull for clear."
    assert ("wording", True) in told(changes(first, second))
    anew = changes("The signs of a leak were clear to them.", "It took a while, but the evidence grew clear.")
    assert ("wording", True) not in told(anew)


@pytest.mark.parametrize(("kind", "first", "second"), HARMLESS, ids=[f"{k}-{f[:24]}" for k, f, _ in HARMLESS])
def test_an_edit_that_does_not_matter_is_named_and_not_marked(kind, first, second):
    """House style, damage, order, synonyms and details."""
    found = changes(first, second)
    assert kind in {each.kind for each in found}
    assert not any(each.matters for each in found)


def test_a_source_named_elsewhere_lost_no_name():
    """ "A clerk said" in an article that names the clerk hides nobody."""
    a = body(BEFORE, "It will close, Tolland told the Harbour Post.", AFTER)
    b = body(BEFORE, "It will close, a clerk said.", AFTER, "Tolland has been the clerk for ten years.")
    links = annotate(a, b, [Link(a=(1,), b=(1,), kind="edited", similarity=0.9, moved=False)])
    assert "unnamed" not in " ".join(each.because for each in links[0].changes)


def test_a_passive_is_no_attribution():
    """ "Two were dismissed" says nothing of who says so; "it was reported" does."""
    assert "attribution" not in {kind for kind, _ in told(changes("Two were dismissed.", "Two fell ill."))}
    assert ("attribution", True) in told(changes("It was reported that the pier closed.", "The pier closed."))


def test_another_verb_with_another_source_is_another_statement():
    """ "The workers asked" and "officials told" are not one source under two names."""
    found = changes("The crews asked for new nets.", "Officials said the nets were lost.")
    assert not any("source" in each.because for each in found)


@pytest.mark.parametrize(
    ("key", "after", "expected"),
    [("5:30", "am", ("05:30", 2)), ("5.30am", "", ("05:30", 1)), ("05:30", "", ("05:30", 1)), ("6", "pm", ("18:00", 2)),
     ("12", "am", ("00:00", 2)), ("12pm", "", ("12:00", 1)), ("noon", "", ("12:00", 1)), ("17:45", "", ("17:45", 1)),
     ("5:30", "", ("", 0)), ("5.30", "", ("", 0)), ("13", "pm", ("", 0)), ("5.75am", "", ("", 0)),
     ("6", "men", ("", 0)), ("24:10", "", ("", 0))],
)  # fmt: skip
def test_times_of_day_have_one_key(key, after, expected):
    """Where morning or evening is certain; nothing else is a time of day."""
    assert clock(key, after) == expected


def test_words_that_colour_may_be_two():
    """ "laid off" is one term; its words alone colour nothing."""
    assert terms(["were", "laid", "off"]) == ["were", "laid", "off", "laid off"]
    assert shaded("laid off", "departed") == "job"
    assert not shaded("laid", "departed")
    assert not shaded("far", "conservative")


def test_numbers_in_words_are_the_numbers():
    """ "a dozen" is 12: no figure changed."""
    assert told(changes("A dozen boats sank.", "12 boats sank.")) == {("style", False)}
    assert number("2500") == number("2.5k") == 2500


def test_a_voice_that_changes_swaps_no_roles():
    """ "A sued B" and "B was sued by A" say the same."""
    found = changes("Tolland sued Verhoeven over the sale.", "Verhoeven was sued by Tolland over the sale.")
    assert not any(each.matters for each in found)


def test_a_list_in_another_order_swaps_no_roles():
    """ "A and B" is "B and A"."""
    found = changes("They praised Tolland and Verhoeven.", "They praised Verhoeven and Tolland.")
    assert not any(each.matters for each in found)


def test_a_dateline_is_no_change():
    """Also where its dash was lost."""
    a, b = body("The pier was sold on Monday."), body("BAGHDAD The pier was sold on Monday.")
    links = annotate(a, b, link(a, b))
    assert not any(each.matters for each in all_changes(a, b, links))


def test_kinds_of_links():
    """Damage leaves a link the same, style makes it styled, anything else edited or retold."""
    same = compare("Iraq’s port was sold.", "Iraqs port was sold.")[2]
    assert [each.kind for each in same] == ["same", "same", "same"]
    assert compare("The U.S. port was sold.", "The US port was sold.")[2][1].kind == "styled"
    assert compare("The port was sold.", "The big port was sold.")[2][1].kind == "edited"
    a, b = body("The port was sold to a bank."), body("A bank owns the old port now.")
    thin = [Link(a=(0,), b=(0,), kind="edited", similarity=0.3, moved=False)]
    assert annotate(a, b, thin)[0].kind == "retold"


def test_whole_phrases_are_marked():
    """The span covers the phrase, and reaches no further."""
    (change,) = [each for each in changes(*MATTERING[14][1:]) if each.matters]
    assert (change.a_span.text, change.b_span.text) == ("on the agenda", "discussed")
    (change,) = [each for each in changes(*MATTERING[17][1:]) if each.matters]
    assert change.a_span.text == "According to two officials"
    assert change.b_span is None


def test_sentences_of_one_article_alone_are_told_where_they_matter():
    """Speech, sources and figures; a plain sentence is not told."""
    quote = "“We will not be moved,” Mayor Tolland said in a statement."
    note = "The officials spoke on condition of anonymity."
    plain = "The harbour lies in the north of the town."
    a, b = body(BEFORE, quote, AFTER), body(BEFORE, AFTER, note, plain)
    links = annotate(a, b, link(a, b))
    found = {(each.kind, (each.a_span or each.b_span).text) for each in all_changes(a, b, links)}
    assert found == {("dropped", quote), ("attribution", note)}


def test_a_hope_told_as_a_plan_is_found_across_sentences():
    """Where no link holds both."""
    first = ("Iraq to resume strategic talks with Turkey in April", "headline")
    a = article_of([first, (BEFORE, "body"), (AFTER, "body")])
    b = body(BEFORE, AFTER, "The memo was handed over, adding the Iraqis hope to hold the talks in April.")
    links = annotate(a, b, link(a, b))
    (change,) = [each for each in all_changes(a, b, links) if each.a_span and each.b_span and each.matters]
    assert change.kind == "modality"
    assert "April" in change.a_span.text
    assert "hope" in change.b_span.text


# --- conflicts ------------------------------------------------------------------------------------------------------


def conflicts(first, second):
    a, b, links = compare(first, second)
    return [each.because for each in contradictions(a, b, links)]


def test_two_figures_for_one_thing_conflict():
    """Unless a bound allows both or they count different things."""
    assert conflicts("The fire left 31 people injured.", "The fire left 26 people injured.") == [
        "figure 31 / 26 for people"
    ]
    assert conflicts("At least 26 people were injured.", "Altogether 31 people were injured.") == []
    assert conflicts("The town has 31 boats at sea.", "The town has 31 boats at sea.") == []


def test_did_and_did_not_conflict():
    """A denial of what the other says."""
    assert conflicts("The mayor signed the order on the pier.", "The mayor never signed the order on the pier.") == [
        "said / denied"
    ]
    assert conflicts("Fish prices rose in the spring.", "Fish prices fell in the spring.") == ["rose / fell"]


def test_a_date_set_and_not_set_conflict():
    """ "No date has been set" against a plan with a date."""
    plan = "The government is set to resume talks with the fishermen next month."
    a = body(BEFORE, plan, AFTER)
    b = body(BEFORE, "The fishermen sent a request to the government to resume talks.", "No date has been set.", AFTER)
    links = annotate(a, b, link(a, b))
    (found,) = contradictions(a, b, links)
    assert found.because == "date not set / set"
    assert found.b_span.text == "No date has been set."
    assert [each.a_span for each in contradictions(b, a, annotate(b, a, link(b, a)))] == [found.b_span]


# --- words ----------------------------------------------------------------------------------------------------------


def test_words_and_what_joins_them():
    """Forms of a word and synonyms are alike; opposites, colours and strangers aren't."""
    assert alike("began", "started")
    assert alike("iraqi", "iraqis")
    assert not alike("hospital", "school")
    assert contrary("rose", "fell")
    assert contrary("possible", "impossible")
    assert not contrary("port", "import")
    assert shaded("departure", "withdrawal")
    assert not shaded("withdrawal", "pullout")
    assert unrelated("hospital", "school")


@pytest.mark.parametrize(
    ("first", "second", "slip"),
    [("goverment", "government", True), ("wendesday", "wednesday", True), ("adopt", "adapt", False),
     ("iran", "iraq", False), ("report", "reports", False), ("said", "sad", False), ("walked", "walker", False)],
)  # fmt: skip
def test_slips_of_the_pen(first, second, slip):
    """One letter off, and no other word or form."""
    assert is_slip(first, second) == slip


# --- properties -----------------------------------------------------------------------------------------------------

WORDS = """the a of not 12 31 Tolland Verhoeven said claimed may will rose fell pier ferry last June Monday U.S. US
Iraq’s Iraqs about by and officials , According to told spokeswoman one would denied were dismissed
departed 5:30 a.m. 5.30am noon"""
sentence = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(sentence, sentence)
def test_a_comparison_mirrors_when_its_sides_are_swapped(first, second):
    """The same changes, with the sides exchanged and dropped for added."""
    a, b = body(first), body(second)
    there = annotate(a, b, [Link(a=(0,), b=(0,), kind="edited", similarity=0.6, moved=False)])
    back = annotate(b, a, [Link(a=(0,), b=(0,), kind="edited", similarity=0.6, moved=False)])
    assert there[0].kind == back[0].kind
    assert set(there[0].changes) == {mirrored(change) for change in back[0].changes}


@settings(max_examples=200, deadline=None)
@given(st.lists(sentence, min_size=1, max_size=4), st.lists(sentence, min_size=1, max_size=4))
def test_spans_are_in_bounds_and_say_what_stands_there(first, second):
    """For changes of links, whole sentences and conflicts; and a change has a side at least."""
    a, b = body(*first), body(*second)
    links = annotate(a, b, link(a, b))
    for each in (*all_changes(a, b, links), *contradictions(a, b, links)):
        assert each.a_span is not None or each.b_span is not None
        for article, span in ((a, each.a_span), (b, each.b_span)):
            if span is not None:
                assert article.text[span.start : span.end] == span.text != ""


@settings(max_examples=100, deadline=None)
@given(st.lists(sentence, min_size=1, max_size=5))
@example(["12 31 may 5:30", "12 31 June would 5:30"])
def test_identical_articles_have_only_same_links_and_no_changes(sentences):
    """Whatever they say."""
    a, b = body(*sentences), body(*sentences)
    links = annotate(a, b, link(a, b))
    assert {each.kind for each in links} <= {"same"}
    assert all_changes(a, b, links) == contradictions(a, b, links) == ()


# --- planted edits and the acceptance pair --------------------------------------------------------------------------


def test_planted_edits_are_found(shared):
    """A small sample of real articles with one edit each; the floor is the prototype's (METHODS.md)."""
    folder: Path = shared("data", "pages")
    found = score(list(cases(folder, ("newspaper4k",), seed=3, most=12)), ask)
    assert found["kind_right"] >= 0.943
    assert found["mattering_found"] >= 0.958
    assert found["false_mattering"] <= 0.026


def test_the_seeds_show_every_mattering_edit_and_no_other(shared):
    """By the gold's own `matters`."""
    figures = seeds(shared("seeds", "alignment_gold.json").parent)
    assert figures == {"seeds_mattering_found": 1.0, "seeds_false_mattering": 0.0, "seeds_style_mattering": 0.0}


def test_the_seeds_hold_what_the_design_promises(shared):
    """Departure, discussed, two attributions, the April hope, and the date that is set and not set."""
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text(encoding="utf8"))
    a, b = (
        article_of(
            [
                (each["text"].replace("\u00a0", " "), each["role"])
                for each in gold[f"{side}_sentences"]
                if not each["boilerplate"]
            ]
        )
        for side in "ab"
    )
    links = annotate(a, b, link(a, b))
    found = [each for each in all_changes(a, b, links) if each.matters]
    told_ = {
        (each.kind, each.a_span.text if each.a_span else None, each.b_span.text if each.b_span else None)
        for each in found
    }
    assert ("wording", "departure", "withdrawal") in told_
    assert ("factuality", "discussed", "on the agenda laid out ahead of the talks") in told_
    assert ("attribution", None, "According to three government officials") in told_
    assert ("attribution", None, "they said") in told_
    assert any(kind == "attribution" and "anonymity" in (second or "") for kind, _, second in told_)
    assert any(
        kind == "modality" and "hope" in (second or "") and "April" in first for kind, first, second in told_ if first
    )
    assert not any(each.kind == "figure" for link_ in links for each in link_.changes)
    assert "date not set / set" in {each.because for each in contradictions(a, b, links)}
