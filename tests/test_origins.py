"""Derivations, origins and additions: who has what from whom, with the evidence."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.alignment import link
from retold.config import DEFAULT
from retold.origins import derive, find_additions, find_origins
from retold.origins.additions import speaker_of
from retold.origins.covering import covers, own_words
from retold.origins.crediting import same_agency
from retold.origins.derivations import overlap
from retold.origins.quotes import quoted, quoted_share
from retold.service.grouping import tell_story
from retold.testing import make_article
from retold.types import Article, Credit, Derivation

DAY = datetime(2021, 3, 24, tzinfo=UTC)
DERIVING = DEFAULT.deriving

WIRE = [
    "BRACKMOOR — A ferry with 212 passengers ran aground off Brackmoor on Tuesday after its steering failed.",
    "Nobody was hurt, but it took five hours until two tugs pulled the Morna off a sandbank at high tide.",
    "The vessel, built in 1994, had been inspected twice since January and was found fit to sail both times.",
    "Its owner, the Harn Line, cancelled all sailings to the islands until the end of the week.",
    "Islanders have complained for years about old ships and about fares that doubled within a decade.",
    "The transport ministry ordered an inquiry and asked the yard that refitted the steering for its records.",
    "Fishermen who came to help took forty children ashore before the weather grew worse in the evening.",
    "A similar accident near Velden in 2011 led to a fine and to a new rule for inspections.",
]
OWN = [
    "Panic broke out on the car deck when the Morna struck, a teacher who travelled with her class remembers.",
    "For two hours no one told them anything, she says, while water bottles were handed around.",
    "We met the captain's brother in the harbour pub, where he blamed a pump that had been mended with tape.",
    "Shipping papers seen by this newspaper show that three of the line's five ferries are overdue for repair.",
    "The harbour master's log puts the grounding at 14:20, eleven minutes before the first call for help.",
    "Two lawyers have already offered passengers to sue the owner for the lost day.",
]
REWRITE = [
    "A ferry carrying 212 passengers ran aground off Brackmoor on Tuesday when its steering failed.",
    "No one was hurt, but it took five hours before two tugs could pull the Morna off the sandbank at high tide.",
    "The vessel, built in 1994, was inspected twice since January and found fit to sail each time.",
    "The transport ministry has ordered an inquiry and has asked the yard which refitted the steering for its records.",
    "The Harn Line, its owner, cancelled all sailings to the islands until the end of the week.",
]
WIRE_CREDIT = Credit(name="Northern Wire", kind="byline", text="(Northern Wire)")


def article(sentences: list[str], name: str, **more) -> Article:
    return make_article("\n\n".join(sentences), outlet=name, name=name, **more)


def relate(a: Article, b: Article) -> Derivation:
    return derive(a, b, link(a, b))


def relate_all(articles: list[Article]) -> list[Derivation]:
    return [relate(a, b) for i, a in enumerate(articles) for b in articles[i + 1 :]]


def test_a_copy_a_rewrite_and_an_independent_report():
    """The three kinds, by how much of the words is shared."""
    wire = article(WIRE, "Wire")
    assert relate(wire, article(WIRE[:6], "Copy")).kind == "copy"
    rewrite = relate(wire, article(REWRITE, "Rewrite"))
    assert rewrite.kind == "rewrite"
    assert rewrite.share_a < rewrite.share_b
    independent = relate(wire, article(OWN, "Own"))
    assert (independent.kind, independent.source) == ("independent", "")
    assert rewrite.score > 0 > independent.score


def test_shared_quotations_make_no_derivation():
    """Two newsrooms at one press conference share long quotations and nothing else: they are independent."""
    said = "“We heard a bang, then she turned on her own, and I told everybody to hold on to whatever they could find”"
    more = "“Nobody will sail with this line again until we know exactly what broke and who signed for it”"
    a = article(
        [OWN[0], f"{said}, captain Ole Brandt told reporters.", f"{more}, minister Eva Lund said.", OWN[1]], "A"
    )
    b = article(
        [WIRE[1], f"Captain Ole Brandt: {said}.", f"{more}, said Eva Lund, the minister.", WIRE[4], WIRE[5]], "B"
    )
    found = relate(a, b)
    assert found.kind == "independent"
    assert max(found.share_a, found.share_b) < 0.1


def test_without_credit_or_date_nothing_tells_the_direction():
    """Likeness alone gives no direction."""
    assert relate(article(WIRE, "A"), article(REWRITE, "B")).source == "either"


def test_the_credited_outlet_is_the_source_on_either_side():
    """An article that credits the other's outlet has it from there."""
    credit = Credit(name="The Brackmoor Post", kind="outlet", text="first reported by the Brackmoor Post", agency=False)
    post = article(WIRE, "Brackmoor Post")
    taker = article(REWRITE, "Daily", credits=(credit,))
    assert relate(taker, post).source == "b"
    assert relate(post, taker).source == "a"
    assert any("first reported by the Brackmoor Post" in reason for reason in relate(post, taker).because)


def test_siblings_of_a_credited_agency():
    """Where one credits an agency and each has sentences that the other lacks, both are the agency's."""
    a = article([*REWRITE[:4], OWN[2]], "A")
    told = Credit(name="Northern Wire", kind="told", text="spoke to Northern Wire")
    b = article([*WIRE[:2], *WIRE[4:7], WIRE[2]], "B", credits=(told,))
    found = relate(a, b)
    assert (found.kind, found.source) == ("siblings", "Northern Wire")
    assert any("spoke to Northern Wire" in reason for reason in found.because)
    assert any("credits no agency" in reason for reason in found.because)


def test_the_agency_itself_is_the_source_of_what_has_its_text():
    """Where one of the two is the agency's own page, the other is a rewrite of it, credited or not."""
    wire = article(WIRE, "Northern Wire", credits=(WIRE_CREDIT,))
    found = relate(article([*REWRITE, OWN[3]], "B"), wire)
    assert (found.kind, found.source) == ("rewrite", "b")


def test_a_credit_adds_to_likeness_and_joins_nothing_alone():
    """With a credit the same pair scores higher; without a common sentence it stays independent."""
    credited = {"credits": (WIRE_CREDIT,)}
    plain = relate(article(WIRE, "A"), article(REWRITE, "B"))
    both = relate(article(WIRE, "A", **credited), article(REWRITE, "B", **credited))
    assert both.score == pytest.approx(plain.score + DERIVING.credited_agency)
    assert relate(article(WIRE, "A", **credited), article(OWN, "B", **credited)).kind == "independent"


def test_each_with_an_agency_of_its_own_have_no_common_one():
    """Two bylines of two agencies name no common source."""
    a = article(WIRE, "A", credits=(WIRE_CREDIT,))
    b = article(REWRITE, "B", credits=(Credit(name="Harbour Dispatch", kind="byline", text="(Harbour Dispatch)"),))
    assert relate(a, b).source == "either"


def test_initials_are_the_agency_they_stand_for():
    """A dateline has "NW", a byline "Northern Wire": one agency, called by its full name."""
    short = Credit(name="NW", kind="dateline", text="BRACKMOOR (NW) --", agency=True)
    found = relate(article(WIRE, "A", credits=(short,)), article([*REWRITE, OWN[0]], "B", credits=(WIRE_CREDIT,)))
    assert found.source == "Northern Wire"
    assert same_agency("The Associated Press", "AP")
    assert not same_agency("AFP", "Associated Press")


def test_of_two_versions_of_a_page_the_one_changed_later_has_it_from_the_other():
    """One address, one article: nobody has copied from anybody but the outlet from itself."""
    first = article(WIRE, "A", url="https://a.example/ferry", published=DAY)
    edited = [sentence.replace("212", "221") for sentence in WIRE]
    second = replace(article(edited, "A", url="https://a.example/ferry", published=DAY), modified=DAY + timedelta(1))
    assert (relate(first, second).kind, relate(first, second).source) == ("copy", "a")
    assert relate(second, first).source == "b"
    assert relate(first, replace(second, modified=None)).source == "either"
    (origin,) = find_origins([first, second], [relate(first, second)])
    assert (origin.name, origin.kind) == ("A", "outlet")


def test_what_is_told_in_other_words_lifts_a_doubtful_pair():
    """A heavy rewrite with hardly a run of words in common is found; it is not as sure as a copy."""
    other = [
        "A ferry with 212 people on board grounded near Brackmoor on Tuesday when the steering gave out.",
        "There were no injuries, but two tugs needed five hours to free the Morna from a sandbank at high water.",
        "Built in 1994, she was checked twice since January and declared fit both times.",
        "The owner, the Harn Line, called off every sailing to the islands for the rest of the week.",
        "People on the islands have long complained that ships are old and that fares doubled in a decade.",
        "An inquiry was ordered by the transport ministry, which wants the records of the yard that did the steering.",
        "Before the weather got worse in the evening, fishermen took forty children ashore.",
        "After a similar accident near Velden in 2011 there was a fine and a new rule for inspections.",
    ]
    a, b = article(WIRE, "A"), article(other, "B")
    links, strict = link(a, b), replace(DERIVING, constant=-12.0)
    shared = overlap(a, b, links, config=strict)
    assert max(shared.cover) < 0.2
    assert shared.retold > DERIVING.retold_from
    assert derive(a, b, links, config=replace(strict, retold=0.0)).kind == "independent"
    assert 0 < derive(a, b, links, config=strict).score <= DERIVING.lifted_most
    assert overlap(a, article(OWN, "D"), link(a, article(OWN, "D")), config=DERIVING).retold < 0.1


def test_one_that_credits_the_agency_of_an_origin_is_put_with_the_one_it_is_like():
    """Two rewrites of one dispatch share little; the dispatch itself stands behind both."""
    wire, copy, lone = (article(WIRE[:n], name) for n, name in ((8, "A"), (7, "B"), (6, "C")))
    wire, lone = replace(wire, credits=(WIRE_CREDIT,)), replace(lone, credits=(WIRE_CREDIT,))

    def made(x: Article, y: Article, score: float) -> Derivation:
        kind = "siblings" if score > 0 else "independent"
        return Derivation(a=x.id, b=y.id, kind=kind, source="", share_a=0, share_b=0, because=("",), score=score)

    def origins(lone: Article) -> list[int]:
        found = [made(wire, copy, 9.0), made(wire, lone, 2.0), made(copy, lone, -4.0)]
        return [len(origin.articles) for origin in find_origins([wire, copy, lone], found)]

    assert origins(lone) == [3]
    pair = [made(wire, copy, 9.0), made(wire, lone, -1.0), made(copy, lone, -4.0)]
    assert [len(origin.articles) for origin in find_origins([wire, copy, lone], pair)] == [2, 1]


def test_somebody_who_told_another_outlet_tells_the_direction_only():
    """ "She told the Harbour Post" makes no derivation; of two texts that are one it says who had it first."""
    told = Credit(name="Harbour Post", kind="told", text="told the Harbour Post")
    post = article(WIRE, "Harbour Post")
    assert relate(post, article(REWRITE, "B", credits=(told,))).source == "a"
    assert relate(post, article(OWN, "B", credits=(told,))).kind == "independent"


def test_the_earlier_one_is_the_source_where_no_credit_tells():
    """Times that do not overlap give the direction; the same day does not."""
    early = article(WIRE, "A", published=DAY)
    late = article(REWRITE, "B", published=DAY + timedelta(days=2))
    same = article(REWRITE, "B", published=DAY)
    assert relate(early, late).source == "a"
    assert relate(late, early).source == "b"
    assert relate(early, same).source == "either"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_a_derivation_mirrors_when_its_sides_are_swapped(seed: int):
    """Swapping the articles swaps shares and direction and leaves kind and score."""
    draw = random.Random(seed)
    pool = WIRE + REWRITE + OWN
    a = article(draw.sample(pool, draw.randrange(1, 9)), "A", published=DAY if draw.random() < 0.5 else None)
    b = article(draw.sample(pool, draw.randrange(1, 9)), "B", published=DAY + timedelta(days=draw.randrange(3)))
    links = link(a, b)
    mirrored = [type(one)(a=one.b, b=one.a, kind=one.kind, similarity=one.similarity, moved=one.moved) for one in links]
    one, other = derive(a, b, links), derive(b, a, mirrored)
    assert (one.kind, one.share_a, one.share_b) == (other.kind, other.share_b, other.share_a)
    assert one.score == pytest.approx(other.score)
    assert {"a": "b", "b": "a"}.get(one.source, one.source) == other.source


def test_shares_are_those_of_the_definition():
    """The words covered by common runs of five, counted word by word, outside of quotations."""
    a, b = article([*WIRE[:3], OWN[0]], "A"), article([WIRE[1], REWRITE[0], OWN[5]], "B")

    def slow(x: Article, y: Article) -> float:
        mine, theirs = (one.text.lower().replace("—", " ").replace(",", "").replace(".", "").split() for one in (x, y))
        runs = {tuple(theirs[i : i + 5]) for i in range(len(theirs) - 4)}
        hit = {i + k for i in range(len(mine) - 4) if tuple(mine[i : i + 5]) in runs for k in range(5)}
        return len(hit) / len(mine)

    assert covers(own_words(a, config=DERIVING), own_words(b, config=DERIVING)) == pytest.approx(
        (slow(a, b), slow(b, a))
    )


def test_an_article_of_quotations_only_shares_nothing():
    """Where everything is masked, shares are 0 and nothing breaks."""
    a = article(["“All of this is somebody's speech, and every word of it stands in quotation marks.”"], "A")
    found = relate(a, a)
    assert (found.share_a, found.share_b) == (0.0, 0.0)


@pytest.mark.parametrize("marks", ['""', "“”", "«»", "„“", "‘’", ("``", "''")])
def test_quotation_marks_of_all_houses(marks):
    """Each house's marks enclose the same words."""
    text = f"He said {marks[0]}it is so{marks[1]} and left."
    ((low, high),) = quoted(text)
    assert "it is so" in text[low:high]
    assert "left" not in text[low:high]


def test_an_unclosed_quotation_ends_with_its_paragraph():
    """A mark that is never closed masks the rest of the paragraph and no more; apostrophes are no marks."""
    text = "“One thing is sure, he said.\n\nThe workers’ union didn’t answer, and the boys’ choir sang."
    assert quoted(text) == [(0, 28)]
    assert quoted_share(0, 28, quoted(text)) == 1.0
    assert quoted_share(30, len(text), quoted(text)) == 0.0


def test_one_origin_named_after_the_agency():
    """Copies and rewrites of a wire are one origin, whoever credits it; the own report is another."""
    articles = [
        article(WIRE, "A", credits=(WIRE_CREDIT,)),
        article(WIRE[:5], "B"),
        article(REWRITE, "C"),
        article(OWN, "D"),
    ]
    wire, own = find_origins(articles, relate_all(articles))
    assert (wire.name, wire.kind, len(wire.articles)) == ("Northern Wire", "agency", 3)
    assert (own.name, own.kind, len(own.articles)) == ("D", "outlet", 1)
    assert any("(Northern Wire)" in reason for reason in wire.because)
    assert any("B" in reason and "uncredited" in reason for reason in wire.because)


def test_the_same_agency_with_another_text_is_another_origin():
    """A credit alone joins nothing: two dispatches of one agency that share no words are two origins."""
    articles = [article(WIRE, "A", credits=(WIRE_CREDIT,)), article(OWN, "B", credits=(WIRE_CREDIT,))]
    origins = find_origins(articles, relate_all(articles))
    assert [(origin.name, len(origin.articles)) for origin in origins] == [("Northern Wire", 1), ("Northern Wire", 1)]


def test_an_article_that_only_cites_an_agency_is_its_own_origin():
    """ "told Northern Wire" in a lone report does not make it the agency's."""
    cited = Credit(name="Northern Wire", kind="told", text="told Northern Wire")
    (origin,) = find_origins([article(OWN, "D", credits=(cited,))], [])
    assert (origin.name, origin.kind) == ("D", "outlet")


def test_of_a_large_story_few_pairs_are_compared_and_the_origins_are_the_same():
    """Two texts in thirty-odd outlets each, cut, shuffled and added to, and two reports of their own."""
    chance = random.Random(4)

    def printed(sentences, number):
        told = [s for s in sentences if chance.random() < 0.9] + (
            [f"Outlet {number} asked the mayor."] * (number % 3 == 0)
        )
        return article(told, f"Outlet {number}", published=DAY + timedelta(hours=number))

    articles = [printed(WIRE, n) for n in range(36)] + [printed(OWN, n) for n in range(36, 70)]
    articles += [article(["The harbour fair opens on Friday.", "Rain is expected."], f"Lone {n}") for n in range(2)]
    few, links = tell_story(articles, (), DEFAULT)
    everything = replace(DEFAULT, grouping=replace(DEFAULT.grouping, pairs_until=1000))
    whole, all_links = tell_story(articles, (), everything)
    assert len(links) < 0.5 * len(all_links) == 0.5 * 72 * 71 / 2
    names = [{one.id for one in origin.articles} for origin in whole.origins]
    assert [{one.id for one in origin.articles} for origin in few.origins] == names
    assert list(map(len, names))[:2] == [36, 34]
    assert [(a.article.id, a.sentences) for a in few.additions] == [
        (a.article.id, a.sentences) for a in whole.additions
    ]


def test_without_an_agency_the_earliest_outlet_names_the_origin():
    """The one that the others have it from, by their dates."""
    articles = [
        article(REWRITE, "Late", published=DAY + timedelta(days=3)),
        article(WIRE, "First", published=DAY),
        article(WIRE[:5], "Second", published=DAY + timedelta(days=1)),
    ]
    (origin,) = find_origins(articles, relate_all(articles))
    assert (origin.name, origin.kind) == ("First", "outlet")


def test_a_borrowed_paragraph_does_not_chain_two_origins():
    """An article with a paragraph of each of two texts leaves the two apart."""
    first = [article(WIRE, f"A{i}") for i in range(3)]
    second = [article(OWN, f"B{i}") for i in range(3)]
    mixed = article([*WIRE[:5], OWN[0]], "Mixed")
    articles = [*first, *second, mixed]
    assert len(find_origins(articles, relate_all(articles))) == 2


def test_each_article_is_in_one_origin_even_twice():
    """The same article given twice is no problem, and nothing is lost."""
    one = article(WIRE, "A")
    origins = find_origins([one, one], [])
    assert [len(origin.articles) for origin in origins] == [2]


def test_derivations_made_by_hand_have_no_score():
    """Without a score the kind decides."""
    a, b, c = article(WIRE, "A"), article(REWRITE, "B"), article(OWN, "C")

    def made(x: Article, y: Article, kind: str) -> Derivation:
        return Derivation(a=x.id, b=y.id, kind=kind, source="", share_a=0, share_b=0, because=("by hand",))

    found = [made(a, b, "rewrite"), made(a, c, "independent"), made(b, c, "independent")]
    assert [len(origin.articles) for origin in find_origins([a, b, c], found)] == [2, 1]


def test_an_added_statement_with_its_follow_up_is_one_addition():
    """Two quotations of one speaker, the second with a pronoun, are one passage of that retelling alone."""
    added = [
        "“The inquiry will be public and quick,” Harn Line chief executive Peter Moss said in a statement.",
        "“We owe that to our passengers,” he added.",
    ]
    articles = [article([*WIRE[:3], *added, *WIRE[3:6]], "A"), article(REWRITE, "B")]
    found = find_additions(articles, find_origins(articles, relate_all(articles)), {(0, 1): link(*articles)})
    ((passage),) = [one for one in found if one.article is articles[0]]
    assert passage.sentences == (3, 4)
    assert passage.source == "Harn Line chief executive Peter Moss"
    assert passage.because


def test_a_fact_with_its_source_and_the_quotation_after_it_are_one_addition():
    """A surname later on is the one who was named in full before; what stands before in the paragraph belongs to it."""
    added = (
        "The line is to get two new ships. They will come in spring, said Eva Lund, the line’s head of operations.\n\n"
        "“Nobody will have to wait for them,” Lund said."
    )
    articles = [make_article("\n\n".join([*WIRE[:3], added, *WIRE[3:6]]), outlet="A"), article(REWRITE, "B")]
    found = find_additions(articles, find_origins(articles, relate_all(articles)), {(0, 1): link(*articles)})
    ((passage),) = [one for one in found if one.article is articles[0]]
    assert passage.sentences == (3, 4, 5)
    assert passage.source == "Eva Lund"


def test_what_any_kin_has_is_no_addition():
    """A statement that one of two other retellings has too isn't the retelling's own."""
    added = "“The inquiry will be public,” chief executive Peter Moss said."
    articles = [article([*WIRE[:5], added], "A"), article([*REWRITE, added], "B"), article(WIRE, "C")]
    links = {(i, j): link(articles[i], articles[j]) for i in range(3) for j in range(i + 1, 3)}
    assert find_additions(articles, find_origins(articles, relate_all(articles)), links) == ()


def test_an_independent_report_adds_nothing_to_others():
    """A report that stands alone has no kin, so all of it is its own and none of it an addition."""
    articles = [article(WIRE, "A"), article(OWN, "D")]
    origins = find_origins(articles, relate_all(articles))
    assert find_additions(articles, origins, {(0, 1): link(*articles)}) == ()


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "“We will see,” White House press secretary Jen Psaki said in a statement.",
            "White House press secretary Jen Psaki",
        ),
        ("“We will see,” said Eva Lund, the minister of transport.", "Eva Lund"),
        ('"We will see," she added.', "she"),
        ("According to the coastguard, the steering had failed.", "the coastguard"),
        ("The steering had failed, according to two officials.", "two officials"),
        ("Prime Minister Ole Brandt said on Friday that the line would be closed.", "Prime Minister Ole Brandt"),
        ("The ferry was built in 1994.", None),
        ("The inquiry will last for weeks, the ministry said.", "the ministry"),
        ("The line would close, said Ole Brandt, its director.", "Ole Brandt"),
        ("Velden’s mayor, Ole Brandt, told the Post that it would close.", "Velden’s mayor, Ole Brandt"),
        ("Ole Brandt, who has led the line since 2009, told reporters that he would go.", "Ole Brandt"),
    ],
)
def test_who_is_behind_a_sentence(sentence: str, source: str | None):
    """The words before or after the verb of saying, without time and place."""
    assert speaker_of(sentence) == source


def test_the_seeds_are_siblings_of_the_associated_press(shared):
    """One origin for both, named after the agency that one of them spoke of, and the White House passage is new."""
    from retold import service

    articles = [service.read(path) for path in sorted(shared("seeds").glob("*.txt"))]
    derivation = relate(*articles)
    assert (derivation.kind, derivation.source) == ("siblings", "The Associated Press")
    origins = find_origins(articles, [derivation])
    assert [(origin.name, origin.kind, len(origin.articles)) for origin in origins] == [
        ("The Associated Press", "agency", 2)
    ]
    (added,) = find_additions(articles, origins, {(0, 1): link(*articles)})
    assert added.article is articles[0]
    assert len(added.sentences) == 2
    assert "White House" in added.source
