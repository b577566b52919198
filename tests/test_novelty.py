"""What articles tell that none before them did: facts and not articles, each once."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from retold.claims.keys import word_keys
from retold.config import DEFAULT
from retold.novelty import find_news, ledger_lines
from retold.novelty.before import Before
from retold.service import compare, default_parser, find_facts, group, read
from retold.testing import make_article

DAY = datetime(2025, 3, 3, 9, tzinfo=UTC)  # a Monday
OPENING = (
    "The harbour council of Penmark hopes to open the new ferry dock on Friday, Mayor Ida Lund said on Monday.\n\n"
    "The dock cost $4 million and took two years to build.\n\nThe storm in January injured 14 people on the old pier."
)


def article(body, *, day=0, outlet="The Plain Post", title="Penmark ferry dock", url=None, **more):
    at = DAY + timedelta(days=day)
    where = url or f"http://{outlet.lower().replace(' ', '')}.example/{day}"
    return make_article(body, title=title, outlet=outlet, published=at, url=where, **more)


def news(before, new):
    """What `new` articles tell beyond those `before`."""
    articles = [*before, *new]
    stories = group(articles)
    told = {a.id: a for story in stories for a in story.articles}
    facts = list(find_facts(told.values(), parser=default_parser()))
    pairs = [compare(a, b) for a, b in combinations(told.values(), 2)]
    return find_news(stories, facts, pairs, before={a.id for a in before})


def shown(lines):
    return [line.passages[0].span.text for line in lines]


def test_all_that_the_first_articles_tell_is_new():
    """Each sentence that tells something once, none twice."""
    lines = news([], [article(OPENING)])
    assert len(set(shown(lines))) == len(lines)
    for told in ("hopes to open", "cost $4 million", "injured 14 people"):
        assert any(told in text for text in shown(lines))


@pytest.mark.parametrize(
    "again",
    [
        OPENING,
        OPENING.replace("$4 million", "four million dollars").replace("Mayor Ida Lund", "Ida Lund, the mayor,"),
        "\n\n".join(reversed(OPENING.split("\n\n"))),
    ],
    ids=["the same words", "restyled", "in another order"],
)
def test_a_retelling_tells_nothing_new(again):
    """Copied, restyled or moved: a reader of the first needs no second mail."""
    assert news([article(OPENING)], [article(again, day=1, outlet="Low Road Radio")]) == ()


def test_nothing_is_new_where_all_articles_were_there_before():
    """And nothing is worked out then."""
    assert news([article(OPENING)], []) == ()


def test_a_hope_that_came_true_is_news_of_its_status():
    """It is told with what was told before."""
    later = article("The new ferry dock of Penmark opened on Friday.\n\nThe council of Penmark held a party.", day=4)
    lines = news([article(OPENING)], [later])
    (line,) = [one for one in lines if one.kind == "status"]
    assert line.label == "hoped → happened"
    assert "opened on Friday" in line.passages[0].span.text
    assert "hopes to open" in line.earlier[0].span.text


def test_a_number_that_its_own_source_raised_is_a_change_and_no_conflict():
    """The value before stands beside it."""
    first = article(
        "NORTHTOWN (NWS) -- The storm on Sunday injured 14 people in Northtown, the sheriff said on Monday."
    )
    later = article(
        "NORTHTOWN (NWS) -- The storm of last Sunday injured 17 people in Northtown, the sheriff said on Tuesday.",
        day=1,
    )
    lines = news([first], [later])
    (line,) = [one for one in lines if "17" in one.passages[0].span.text]
    assert "14" in line.label
    assert "17" in line.label
    assert "14 people" in (*line.earlier, *line.passages)[-1].span.text


def test_a_conflict_is_told_with_both_its_sides():
    """Also with the one that was known."""
    first = article(
        "The fire in Orrin on Monday killed 31 workers at the mill, the fire chief said.", title="Orrin fire"
    )
    other = article(
        "The mill's owner said the fire in Orrin on Monday killed 26 workers at the mill.",
        title="Orrin mill",
        outlet="Low Road Radio",
    )
    (line,) = [one for one in news([first], [other]) if one.kind == "conflict"]
    assert {"31" in passage.span.text for passage in line.passages} == {True, False}
    assert any("26 workers" in passage.span.text for passage in line.passages)


def test_a_silent_edit_is_news_of_the_outlet_that_made_it():
    """With the words before; not under the sentence of another outlet that tells the same."""
    text = "Ending the contract will cost the county $6.2 million in fees, its lawyers said.\n\nThe vote was 7 to 2."
    address = "http://plain.example/vote"
    first = article(text, url=address)
    copy = article(text, outlet="Low Road Radio")
    edited = replace(article(text.replace("6.2", "9.2"), url=address), modified=DAY + timedelta(days=1))
    (line,) = [one for one in news([first, copy], [edited]) if one.kind == "edit"]
    assert line.passages[0].article == edited.id
    assert "9.2" in line.passages[0].span.text
    assert "6.2" in line.earlier[0].span.text
    assert line.label.startswith("silently edited: ")


def test_an_error_owned_up_to_is_news():
    """Also where the first version was never seen."""
    text = f"{OPENING}\n\nCorrection: An earlier version of this article said that the dock cost $3 million."
    assert "correction" in {line.kind for line in news([], [article(text)])}


def test_background_that_another_story_told_is_not_new():
    """Most of a follow-up is what was told before, in the same words or nearly."""
    follow_up = article(
        "Three fishermen sued the town of Penmark on Thursday over the noise of the ferries.\n\n"
        "The dock cost $4 million and took two years to build.",
        day=3,
        title="Fishermen sue Penmark",
        outlet="Low Road Radio",
    )
    told = shown(news([article(OPENING)], [follow_up]))
    assert any("sued the town" in text for text in told)
    assert not any("$4 million" in text for text in told)


def test_a_date_in_the_calendar_is_one_fact_in_whatever_words():
    """ "A first hearing is planned for ..." and "It will be heard on ..."."""
    first = article(
        "The county sued the operator on Monday.\n\nA first hearing is planned for March 28.", title="County sues"
    )
    again = article(
        "The operator asked the court on Tuesday to throw out the case.\n\nA hearing is set for March 28.",
        day=1,
        title="Operator answers county",
    )
    assert not any("hearing" in text for text in shown(news([first], [again])))


def test_a_retellings_own_source_is_news_and_its_rewording_is_not():
    """What a copy only puts otherwise than the text it took over is no line; what somebody says only to it is."""
    wire = article(f"PENMARK (NWS) -- {OPENING}", outlet="Northern Wire")
    own = "“We will sail at dawn,” Captain Nell Farrow told Low Road Radio."
    copy = article(f"PENMARK (NWS) -- {OPENING}\n\n{own}", outlet="Low Road Radio")
    lines = news([], [wire, copy])
    assert sum("$4 million" in text for text in shown(lines)) == 1
    assert any("sail at dawn" in text for text in shown(lines))


def test_the_order_of_what_is_given_changes_nothing():
    """Of stories, facts and comparisons."""
    articles = [
        article(OPENING),
        article(OPENING, outlet="Low Road Radio"),
        article("The new ferry dock of Penmark opened on Friday with 300 guests.", day=4),
    ]
    stories = list(group(articles))
    told = [a for story in stories for a in story.articles]
    facts, pairs = list(find_facts(told, parser=default_parser())), [compare(a, b) for a, b in combinations(told, 2)]
    expected = find_news(stories, facts, pairs, before={articles[0].id})
    chance = random.Random(1)
    for _ in range(5):
        for given in (stories, facts, pairs):
            chance.shuffle(given)
        assert find_news(stories, facts, pairs, before={articles[0].id}) == expected
    assert expected


def test_addresses_have_no_part_in_what_is_new(shared):
    """Ids hang on addresses, and so does the order in which claims are clustered; news must not."""
    names = ("001_ed0c39503bc77787.txt", "000_c205e4d55dfba31e.txt")
    pages = [shared("seeds", name).read_bytes() for name in names]
    told = set()
    for number in range(6):
        articles = [read(page, url=f"http://outlet.example/{number}/{i}") for i, page in enumerate(pages)]
        told.add(tuple((line.label, line.passages[0].sentence) for line in news(articles[:1], articles[1:])))
    assert told == {(("date set / not set; hoped → planned", 1), ("new statement", 2), ("new statement", 3))}


def test_what_was_told_before_is_found_as_by_looking_at_every_sentence():
    """The index of rare words leaves out nothing that a slow search finds."""
    chance = random.Random(3)
    words = "dock ferry council storm bridge mayor harbour pier chain sailor market winter budget river tower".split()  # noqa: SIM905
    sentences = [" ".join(chance.choices(words, k=chance.randint(4, 9))).capitalize() + "." for _ in range(120)]
    old = make_article("\n\n".join(sentences[:60]), name="old")
    new = make_article("\n\n".join([*sentences[60:], *sentences[:20]]), name="new")
    before = Before([old, new], frozenset({old.id}), (), config=DEFAULT.novelty)
    known = [word_keys(s.text, "en") for s in old.sentences]
    for sentence in new.sentences:
        own = word_keys(sentence.text, "en")
        enough = len(own) >= DEFAULT.novelty.least_words
        slow = enough and any(len(own & other) >= DEFAULT.novelty.repeated * len(own) for other in known)
        assert (before.tells(new, sentence.index, sentence.span) is not None) == slow


def test_a_line_of_the_ledger_bears_all_that_is_needed_to_show_it():
    """Headline and a citation for every passage, so that nothing has to be looked up later."""
    lines = news([article(OPENING)], [article("The dock opened on Friday, Ida Lund said.", day=4)])
    stories = group([article(OPENING), article("The dock opened on Friday, Ida Lund said.", day=4)])
    home = {a.id: s.id for s in stories for a in s.articles}
    named = [replace(line, story=home[line.passages[0].article]) for line in lines]
    for line in ledger_lines(named, stories, affair="x", at=DAY):
        cited = {citation.article for citation in line.citations}
        assert cited >= {p.article for p in (line.headline, *line.news.passages, *line.news.earlier)}
        assert all(citation.url and citation.published.earliest for citation in line.citations)
