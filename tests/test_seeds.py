"""The acceptance pair: two outlets' pages of one affair, with what a careful reader finds in them."""

import json
from datetime import UTC, datetime

import pytest

import retold
from retold import records

MARCH, APRIL = datetime(2021, 3, 1, tzinfo=UTC), datetime(2021, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(shared):
    return sorted(shared("seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def sawt(files):
    return retold.read(files[0])


@pytest.fixture(scope="module")
def times(files):
    return retold.read(files[1])


@pytest.fixture(scope="module")
def comparison(sawt, times):
    return retold.compare(sawt, times)


@pytest.fixture(scope="module")
def story(sawt, times):
    (story,) = retold.group([sawt, times])
    return story


def plain(text):
    return " ".join(text.split())


def gold_index(shared, side):
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text())
    return {plain(s["text"]): s["i"] for s in gold[f"{side}_sentences"]}


# --- read -----------------------------------------------------------------------------------------------------------


def test_the_headlines_are_kept(shared, sawt, times):
    """Without the outlet's name behind them."""
    gold = json.loads(shared("seeds", "statements_gold.json").read_text())["docs"]
    for article, seed in ((sawt, "seed0"), (times, "seed1")):
        assert article.title == gold[seed]["headline"]["text"]
        assert article.text.startswith(f"{article.title}\n\n")


def test_the_outlets_are_found(sawt, times):
    """In a masthead, and in a title's footer."""
    assert sawt.outlet.lower() == "sawt beirut international"
    assert times.outlet == "Military Times"


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("SAWT BEIRUT INTERNATIONAL", 0),
        ("29 March 2024, Friday", 0),
        ("Get the military's most comprehensive news", 1),
        ("Zimbabwe", 1),
        ("Subscribe", 1),
        ("By giving us your email", 1),
        ("View original post here", 1),
        ("Military Times", 1),
    ],
)
def test_what_is_not_the_article_is_an_aside_with_a_reason(sawt, times, words, which):
    """Masthead, form, list of countries, repost line and title footer."""
    article = (sawt, times)[which]
    assert words not in article.text
    (*_, aside) = [aside for aside in article.asides if words in aside.text]
    assert aside.reason


def test_the_text_is_the_gold_sentences_and_no_more(shared, sawt, times):
    """No sentence lost, none cut, nothing of the page's furniture kept."""
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text())
    for article, side in ((sawt, "a"), (times, "b")):
        body = [plain(s["text"]) for s in gold[f"{side}_sentences"] if s["role"] == "body"]
        assert plain(article.body) == " ".join(body)


def test_both_are_dated_to_march_2021_with_evidence(sawt, times):
    """And not to 2024, as one of the pages says."""
    for article in (sawt, times):
        published = article.published
        assert published.earliest < APRIL
        assert published.latest > MARCH
        assert published.latest < datetime(2022, 1, 1, tzinfo=UTC)
        assert any("Biden" in f"{e.quote} {e.says}" for e in published.because)
    turned_down = [e for e in sawt.published.because if "2024" in f"{e.quote} {e.says}"]
    assert turned_down
    assert all(e.weight == 0 for e in turned_down)


# --- stories --------------------------------------------------------------------------------------------------------


def test_one_story_of_two_articles_and_one_origin(story):
    """The Associated Press, though one of the pages doesn't name it."""
    assert len(story.articles) == 2
    (origin,) = story.origins
    assert origin.name == "The Associated Press"
    assert len(origin.articles) == 2
    assert origin.because


def test_neither_was_taken_from_the_other(story):
    """Each has sentences of the agency's that the other lacks."""
    (derivation,) = story.derivations
    assert derivation.kind == "siblings"
    assert derivation.source == "The Associated Press"


def test_the_white_house_statement_is_new_in_one(story, sawt):
    """Both sentences of it."""
    (addition,) = [addition for addition in story.additions if "White House" in addition.source]
    assert addition.article.outlet == sawt.outlet
    told = " ".join(sawt.sentences[i].text for i in addition.sentences)
    assert "important opportunity" in told
    assert "she added" in told


# --- compare --------------------------------------------------------------------------------------------------------


def test_links_are_those_of_the_gold(shared, comparison):
    """Recall and precision at least .93 on what must be found; the rest is neither rewarded nor punished."""
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text())
    a_index, b_index = gold_index(shared, "a"), gold_index(shared, "b")
    found = {
        (a_index.get(plain(comparison.a.sentences[i].text)), b_index.get(plain(comparison.b.sentences[j].text)))
        for link in comparison.links
        for i in link.a
        for j in link.b
    }
    full = {tuple(pair) for pair in gold["scoring"]["full"]}
    optional = {tuple(pair) for pair in gold["scoring"]["optional"]}
    headlines = {(a_index[plain(comparison.a.title)], 0)}
    assert len(found & full) / len(full) >= 0.93
    counted = found - optional - headlines
    assert len(counted & full) / len(counted) >= 0.93


def test_the_moved_pair_is_moved(comparison):
    """The request for a date: fifth paragraph here, lead there."""
    moved = [link for link in comparison.links if link.moved]
    assert any("confirmed Tuesday" in comparison.a.sentences[link.a[0]].text for link in moved)


def test_no_damage_or_style_matters(comparison):
    """US and U.S., Shia and Shiite, Bidens and Biden's."""
    assert not [change for change in comparison.changes if change.kind in ("damage", "style") and change.matters]


def mattering(comparison, a, b):
    return [
        change
        for change in comparison.changes
        if change.matters
        and (a is None or (change.a_span and a in change.a_span.text))
        and (b is None or (change.b_span and b in change.b_span.text))
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("departure", "withdrawal"),
        ("discussed", "on the agenda"),
        (None, "According to three government officials"),
        (None, "they said"),
        (None, "hope to have the discussion in April"),
        ("confirmed", "said"),
        ("quit", "withdrawal"),
    ],
)
def test_what_matters_is_found(comparison, a, b):
    """A loaded word, a topic told as discussed, two attributions dropped, a hope gone."""
    assert mattering(comparison, a, b), [c for c in comparison.changes if c.matters]


def test_the_plan_for_april_conflicts_with_no_date_set(comparison):
    """Set to resume next month; no immediate date has been set."""
    assert any("No immediate date has been set" in c.b_span.text for c in comparison.conflicts)


# --- statements -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def said(sawt, times):
    return [retold.find_statements(sawt), retold.find_statements(times)]


def find(statements, words):
    return [s for s in statements if words in s.content.text]


def test_psaki_speaks_twice(said):
    """The second time as "she"."""
    (first,) = find(said[0], "important opportunity")
    (second,) = find(said[0], "cannot reconstitute")
    assert "Jen Psaki" in first.source.name
    assert "Jen Psaki" in second.source.name
    assert second.source.span.text == "she"
    assert second.source.because
    assert first.directness == second.directness == "direct"


def test_iraqi_officials_speak_in_both(said):
    """They confirm in one, and say in the other."""
    (here,) = find(said[0], "had sent a formal request")
    (there,) = find(said[1], "has sent a formal request")
    assert here.source.name == there.source.name == "Iraqi officials"
    assert (here.cue.text, there.cue.text) == ("confirmed", "said")


def test_three_officials_are_anonymous_and_spoke_to_the_agency(said):
    """In all three of their statements, two of them across a sign-up form."""
    for words in ("recently sent an official memo", "The memo was given", "hope to have the discussion in April"):
        found = [s for s in find(said[1], words) if "three government officials" in s.source.name]
        assert found, (words, [s.source.name for s in find(said[1], words)])
        assert found[0].source.anonymous
        assert found[0].source.via == "The Associated Press"


def test_the_pentagon_counts_2500_troops(said):
    """With what is counted, in both."""
    for statements in said:
        (statement,) = find(statements, "2,500")
        assert "Pentagon" in statement.source.name
        (figure,) = [f for f in statement.figures if f.value == 2500]
        assert "troops" in figure.counts
        assert figure.qualifier


# --- brief ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brief(sawt, times):
    return retold.make_brief([sawt, times])


def test_the_brief_is_one_account(brief):
    """One item, with origins, news, changes, a timeline and the figure."""
    (item,) = brief.items
    assert [origin.name for origin in item.story.origins] == ["The Associated Press"]
    assert any("2,500" in p.claim.passages[0].span.text for line in item.figures for p in line.points)
    labels = " | ".join(news.label for news in item.new)
    assert "hoped" in labels
    assert "planned" in labels
    assert any("Psaki" in p.span.text for news in item.new for p in news.passages)
    assert any("Soleimani" in p.span.text for entry in item.timeline for p in entry.passages)
    dates = [entry.earliest for entry in item.timeline if entry.earliest]
    assert dates == sorted(dates)


def test_the_brief_tells_what_the_outlet_changed(brief):
    """With the agency's copy as the measure."""
    (item,) = brief.items
    kinds = {(change.kind, change.outlet.lower()) for change in item.changes}
    assert ("attribution", "sawt beirut international") in kinds
    words = " | ".join(f"{c.change.a_span} {c.change.b_span}" for c in item.changes)
    assert "departure" in words
    assert not any(change.kind in ("style", "damage") for change in item.changes)


def test_every_line_of_the_brief_is_in_its_article(brief, sawt, times):
    """Nothing is made up."""
    texts = {sawt.id: sawt.text, times.id: times.text}
    (item,) = brief.items
    passages = [item.headline, item.lead]
    passages += [p for news in item.new for p in news.passages]
    passages += [p for entry in item.timeline for p in entry.passages]
    passages += [p for line in item.figures for point in line.points for p in point.claim.passages]
    passages += [p for change in item.changes for p in (change.before, change.after) if p]
    for passage in passages:
        assert texts[passage.article][passage.span.start : passage.span.end] == passage.span.text


def test_the_json_of_all_of_it_can_be_written(brief, comparison, story):
    """Plain values only."""
    json.dumps([records.brief(brief), records.comparison(comparison), records.story(story)])
