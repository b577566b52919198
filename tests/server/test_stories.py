"""Stories on the web: listed, told whole, side by side, corrected; their addresses lead on whatever befalls them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from tests.box import Clock
from tests.server.conftest import NOW, PASSWORD, Browser, settings
from tests.server.examples_kept import put, put_examples

from retold.config import DEFAULT
from retold.server.app import make_app
from retold.server.box import Box
from retold.service import accounts
from retold.service.affairs import decide_again, follow
from retold.service.facts import find_facts
from retold.service.following import correct
from retold.service.grouping import story_of as made_of
from retold.testing import make_article
from retold.types import StoryEvent

DAY = datetime(2025, 3, 4, tzinfo=UTC)
PLAIN = make_article("Nothing is known of this one. It has no name at all.", name="odd.txt")


@pytest.fixture
def examples(tmp_path):
    """The example affair, read."""
    with put_examples(tmp_path / "examples.sqlite") as store:
        yield store


def browser_of(store, **site):
    box = Box(store=store, settings=settings(**({"public": "all"} | site)), clock=Clock(NOW))
    return Browser(make_app(box))


@pytest.fixture
def reader(examples):
    """A visitor of a public box that has read the examples."""
    return browser_of(examples)


@pytest.fixture
def editor(examples):
    """An editor of it."""
    return signed_in(examples, "editor")


def signed_in(store, role):
    """Somebody of that role who has signed in."""
    assert store.accounts.add(accounts.new_account(role.title(), PASSWORD, role=role, now=NOW))
    found = browser_of(store)
    assert found.sign_in(role).status_code == 303
    return found


def page_of(answer, status=200):
    assert answer.status_code == status, answer.text
    return lxml.html.fromstring(answer.text)


def words(node):
    return " ".join(node.text_content().split())


def story_of(store, part):
    """The story whose headline holds these words."""
    return next(story for story in store.stories() if part in story.headline)


# --- the list


def test_stories_are_listed_newest_first_with_outlets_and_origins(reader, examples):
    """Nine of them, each leading to its page."""
    page = page_of(reader.get("/stories"))
    lines = [words(line) for line in page.xpath("//ol[@class='stories']/li")]
    assert len(lines) == 9
    assert lines[0] == (
        "Ferry joins Aldermoor again, four days after bridge failed Fri 10 October 2025 · 5 outlets · 2 origins "
        "The Lower Sallow Bugle, Channel 6 Callan, Ferren County Courier, The Harrow Gazette and 1 more"
    )
    headline = page.xpath("//h2[@lang='de']")[0]
    assert (words(headline), headline.get("dir")) == ("Brückenwärter warnten schon im Juni", "auto")
    assert {link.get("href") for link in page.xpath("//h2/a")} == {f"/stories/{s.id}" for s in examples.stories()}


def test_a_list_goes_on_until_all_were_shown(kept):
    """Thirty at a time, none twice; the last page says no more."""
    made = [
        make_article(f"Body of number {n}.", title=f"Number {n}", outlet="Post", published=DAY + timedelta(hours=n))
        for n in range(65)
    ]
    put(kept, *made)
    kept.keep_stories([_alone(article, n) for n, article in enumerate(made)], gone={s.id for s in kept.stories()})
    reader, address, seen = browser_of(kept), "/stories", []
    while address:
        page = page_of(reader.get(address))
        seen.append([words(link) for link in page.xpath("//h2/a")])
        address = next(iter(page.xpath("//p[@class='older']/a/@href")), "")
    assert [len(some) for some in seen] == [30, 30, 5]
    assert len({name for some in seen for name in some}) == 65


def _alone(article, number):
    return replace(made_of([article], (), DEFAULT), id=f"{number:016x}")


def test_only_those_of_an_affair_or_of_several_outlets_are_listed_when_asked(reader, examples):
    """Both can be asked for; what is asked for stays in the form."""
    bridge = follow("Bridge", words=["Weir Street Bridge"], store=examples, at=NOW)
    decide_again(bridge, store=examples)
    own = examples.affairs.stories_of(bridge.id)
    page = page_of(reader.get(f"/stories?affair={bridge.id}"))
    assert {link.rpartition("/")[2] for link in page.xpath("//h2/a/@href")} == own
    assert page.xpath("//select/option[@selected]/@value") == [bridge.id]
    page = page_of(reader.get("/stories?several=1"))
    assert "Brückenwärter" not in words(page)
    assert page.xpath("//input[@name='several']/@checked")
    nothing = follow("Nothing", words=["zeppelin"], store=examples, at=NOW)
    page = page_of(reader.get(f"/stories?affair={nothing.id}"))
    assert "There is no such story" in words(page)
    assert "/stories" in page.xpath("//div[@id='list']//a/@href")


@pytest.mark.parametrize("asked", ["affair=nowhere", "affair=%00", "before=x", "before=2025~%00", "before=~"])
def test_a_list_that_nobody_gave_is_not_there(reader, asked):
    """With what to do."""
    assert reader.get(f"/stories?{asked}").status_code == 404


def test_an_empty_box_says_how_it_is_filled(kept, people):
    """To who can do it, and to who can't."""
    browser = browser_of(kept)
    assert "as soon as whoever runs this brief adds a feed" in browser.get("/stories").text
    browser.sign_in("editor")
    assert page_of(browser.get("/stories")).xpath("//main//a[@href='/feeds']")


# --- one story


def test_a_story_is_told_whole(reader, examples):
    """Its origins, its paragraphs, who tells them, what was changed on the way, what befell it."""
    bridge = story_of(examples, "Lift bridge")
    page = page_of(reader.get(f"/stories/{bridge.id}"))
    assert words(page.xpath("//h1")[0]) == bridge.headline
    assert "7 outlets · 2 independent origins: Northern Wire Service and The Aldermoor Ledger" in words(page)
    for part in ("account", "origins", "matrix", "changes"):
        assert page.xpath(f"//section[@id='{part}']/h2"), part
    told_in = words(page.xpath("//section[@id='account']")[0])
    fullest = max(bridge.articles, key=lambda article: len(article.body.split()))
    for sentence in fullest.sentences[1:]:
        assert " ".join(sentence.text.split()) in told_in
    compared = [words(title) for title in page.xpath("//section[@id='changes']/h3/a")]
    assert "Channel 6 Callan beside Northern Wire Service" in compared
    assert "opened with The Aldermoor Ledger" in words(page.xpath("//details[@id='life']")[0])


def test_every_link_of_a_story_leads_to_what_it_names(examples):
    """To sentences that are there, to pairs, to the page itself."""
    for story in examples.stories():
        reader = browser_of(examples)
        page = page_of(reader.get(f"/stories/{story.id}"))
        own, found = set(page.xpath("//@id")), {}
        assert len(own) == len(page.xpath("//@id"))
        for link in set(page.xpath("//main//a/@href")):
            path, _, place = link.partition("#")
            if path and path not in found:
                answer = reader.get(path)
                found[path] = set(page_of(answer).xpath("//@id"))
            assert not place or place in (found[path] if path else own), link


def test_what_is_known_of_its_facts_is_told_in_order(reader, examples):
    """Without anybody waiting for it: facts that are not kept are left out."""
    bridge = story_of(examples, "Lift bridge")
    page = page_of(reader.get(f"/stories/{bridge.id}"))
    assert not page.xpath("//section[@id='timeline']")
    assert all(find_facts(bridge.articles, store=examples))
    page = page_of(reader.get(f"/stories/{bridge.id}"))
    assert page.xpath("//section[@id='timeline']//ol/li")
    assert page.xpath("//section[@id='figures']//dd")
    assert page.xpath("//section[@id='conflicts']//blockquote")


def test_pages_of_ordinary_stories_are_small(reader, examples):
    """Below 100 KB before they are compressed."""
    for story in examples.stories():
        assert len(reader.get(f"/stories/{story.id}").content) < 100_000


def test_a_story_of_many_articles_is_still_one_page(kept):
    """Of each origin the fullest stand beside each other; all stand in the tree, and any two can be compared."""
    body = "\n\n".join(f"Paragraph {n} of the report on the harbour wall tells {n} things." for n in range(30))
    made = [
        make_article(
            f"{body}\n\nOutlet {n} adds {n} words of its own about gulls and rope.", title="Harbour wall falls",
            outlet=f"Outlet {n}", published=DAY, name=f"{n}.txt",
        )
        for n in range(14)
    ]  # fmt: skip
    (story,) = put(kept, *made)
    answer = browser_of(kept).get(f"/stories/{story.id}")
    page = page_of(answer)
    assert len(answer.content) < 100_000
    assert len(page.xpath("//table[@class='matrix']/thead/tr/th")) == 9
    assert "6 further articles left out here" in words(page)
    assert len(page.xpath("//div[@class='lineage']//a")) == 14
    assert len(page.xpath("//select[@name='a']/option")) == 14


@pytest.mark.parametrize("title", [None, "Nothing known"])
def test_an_article_of_which_nothing_is_known_is_a_story(kept, title):
    """Without title, date, outlet and address."""
    article = make_article(PLAIN.text, title=title, name="odd.txt")
    (story,) = put(kept, article)
    reader = browser_of(kept)
    for path in ("/stories", f"/stories/{story.id}", f"/articles/{article.id}", f"/stories/{story.id}/beside"):
        assert ("no date found" in reader.get(path).text) == ("beside" not in path)
    assert "none to be beside it" in reader.get(f"/stories/{story.id}/beside").text


def test_what_a_page_says_is_text(kept):
    """Whatever it is, in titles and names of outlets; each in its own language and direction."""
    bad = "<script>alert(1)</script>"
    one = make_article(f"{bad} is said here.", title=f"A {bad}", outlet=f"B {bad}", name=f"c {bad}")
    two = make_article("وقع الحادث صباح اليوم في المدينة.", title="حادث في المدينة", outlet="صحيفة", language="ar")
    found = put(kept, one, two)
    reader = browser_of(kept)
    for path in ("/stories", *(f"/stories/{s.id}" for s in found), f"/articles/{one.id}", f"/articles/{two.id}"):
        assert "<script>alert" not in reader.get(path).text
    page = page_of(reader.get(f"/articles/{two.id}"))
    assert [(h.get("lang"), h.get("dir")) for h in page.xpath("//h1")] == [("ar", "auto")]


def test_a_private_box_shows_nothing_to_visitors(examples, reader):
    """They are led to where they sign in."""
    private = browser_of(examples, public="brief")
    bridge = story_of(examples, "Lift bridge")
    for path in ("/stories", f"/stories/{bridge.id}", f"/stories/{bridge.id}/beside"):
        assert private.get(path).headers["location"].startswith("/sign-in")


# --- side by side


def test_any_two_articles_stand_side_by_side(reader, examples):
    """Sentence beside sentence, with what was changed between them."""
    bridge = story_of(examples, "Lift bridge")
    a, b = bridge.articles[2], bridge.articles[4]
    page = page_of(reader.get(f"/stories/{bridge.id}/beside?a={a.id}&b={b.id}"))
    assert words(page.xpath("//h1")[0]) == f"{a.name} beside {b.name}"
    assert page.xpath("//select[@name='b']/option[@selected]/@value") == [b.id]
    assert page.xpath("//div[@class='grid']//ins")
    assert next(h.tag for h in page.xpath("//h1|//h2|//h3|//h4")) == "h1"


@pytest.mark.parametrize("asked", ["a=x", "a={0}&b={0}", "a={0}&b=0000000000000000"])
def test_what_can_not_stand_side_by_side_is_asked_for_again(reader, examples, asked):
    """With the articles to choose from."""
    bridge = story_of(examples, "Lift bridge")
    answer = reader.get(f"/stories/{bridge.id}/beside?{asked.format(bridge.articles[0].id)}")
    page = page_of(answer, 422)
    assert "Choose two different articles" in words(page)
    assert len(page.xpath("//select[@name='a']/option")) == 7


# --- addresses


@pytest.mark.parametrize("path", ["", "/beside?b=x"])
def test_an_address_leads_to_the_story_that_took_another_in(reader, examples, path):
    """For good, with all that was asked for."""
    one, other = story_of(examples, "Lift bridge"), story_of(examples, "Ferry joins")
    event = StoryEvent(kind="merged", story=one.id, other=other.id, articles=(), because=())
    examples.keep_step((), [event], {})
    # Between the two, the page says so much.
    examples.keep_stories((), gone={other.id})
    answer = reader.get(f"/stories/{other.id}{path}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/stories/{one.id}{path}")


def test_a_story_that_is_no_more_says_where_its_articles_are(reader, examples):
    """They moved to several: none of them stands for it."""
    one, other = story_of(examples, "Lift bridge"), story_of(examples, "Ferry joins")
    gone = story_of(examples, "Hands of town hall")
    to = zip((one, other), gone.articles, strict=True)
    events = [StoryEvent(kind="moved", story=s.id, other=gone.id, articles=(a.id,), because=()) for s, a in to]
    examples.keep_step((), events, {})
    examples.keep_stories((), gone={gone.id})
    page = page_of(reader.get(f"/stories/{gone.id}"), 410)
    assert set(page.xpath("//main//a/@href")) == {f"/stories/{one.id}", f"/stories/{other.id}"}


def test_a_story_that_is_worked_out_is_asked_for_again(reader, examples):
    """Its articles are known, and nothing of it is kept yet."""
    one = story_of(examples, "Lift bridge")
    examples.keep_stories((), gone={one.id})
    answer = reader.get(f"/stories/{one.id}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize("key", ["0" * 16, "x", "%00", "A" * 16, "0" * 17])
@pytest.mark.parametrize("path", ["/stories/{}", "/stories/{}/beside", "/articles/{}"])
def test_what_never_was_is_not_there(reader, examples, path, key):
    """And leaves nothing behind."""
    assert reader.get(path.format(key)).status_code == 404
    assert examples.renderings.waiting("story", 10) == ()


# --- corrections


def boxes(page):
    return {words(label).partition(":")[0]: label.xpath("./input/@value")[0] for label in page.xpath("//label[input]")}


def test_an_editor_takes_articles_out_and_puts_them_back(editor, examples):
    """The story is so at once, the article tells one of its own, and one button undoes it."""
    bridge = story_of(examples, "Lift bridge")
    address = f"/stories/{bridge.id}"
    assert f"{address}/correct" in page_of(editor.get(address)).xpath("//a/@href")
    ledger = boxes(page_of(editor.get(f"{address}/correct")))["The Aldermoor Ledger"]
    answer = editor.submit(f"{address}/correct", f"{address}/correct", article=ledger)
    assert answer.status_code == 303
    page = page_of(editor.get(answer.headers["location"]))
    assert "Held apart: The Lower Sallow Bugle, The Aldermoor Ledger." in words(page)
    assert "6 outlets" in words(page)
    made = [(c.kind, len(c.articles), c.by, c.at) for c in examples.corrections()]
    assert made == [("apart", 2, "Editor", NOW), ("together", 6, "Editor", NOW)]
    alone = examples.whereabouts([ledger])[ledger]
    assert alone != bridge.id
    assert f"/stories/{alone}" in page.xpath("//div[@class='told']/p//a/@href")
    assert f"gave away The Aldermoor Ledger to {story_of(examples, 'sounded like').headline}" in words(page)
    page = page_of(editor.get(f"/stories/{alone}"))
    assert address in page.xpath("//div[@class='told']/p//a/@href")
    assert "split off with The Aldermoor Ledger from Lift bridge fails" in words(page)
    page = page_of(editor.get(answer.headers["location"]))
    form = page.xpath("//main//form[contains(@action, '/undo')]")[0]
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    answer = editor.post(form.get("action"), data=sent)
    page = page_of(editor.get(answer.headers["location"]))
    assert "Undone: The Lower Sallow Bugle, The Aldermoor Ledger." in words(page)
    assert "7 outlets" in words(page)


@pytest.mark.parametrize("part", ["Lift bridge", "Governor"])
def test_whoever_is_taken_out_the_others_stay(editor, examples, part):
    """Also one after the other, the last one said being right."""
    story = story_of(examples, part)
    address = f"/stories/{story.id}/correct"
    for out, article in enumerate(story.articles[:-1], 1):
        assert editor.submit(address, address, article=article.id).status_code == 303
        home = examples.whereabouts([a.id for a in story.articles])
        stay = {home[a.id] for a in story.articles[out:]}
        assert len(stay) == 1
        assert not stay & {home[a.id] for a in story.articles[:out]}
        address = f"/stories/{stay.pop()}/correct"


@pytest.mark.parametrize(
    ("named", "outlets"),
    [
        ("/stories/{story}", 8),
        ("{story}", 8),
        ("http://localhost:8000/articles/{article}#s-1", 6),
        ("{article}", 6),
        (" {url} ", 6),
    ],
)
def test_an_editor_makes_one_story_of_two(editor, examples, named, outlets):
    """Of a whole story, or of one article, by whichever address."""
    ferry, honey = story_of(examples, "Ferry joins"), story_of(examples, "three hives")
    article = next(a for a in honey.articles if a.url)
    address = f"/stories/{ferry.id}/correct"
    other = named.format(story=honey.id, article=article.id, url=article.url)
    answer = editor.submit(address, address, other=other)
    assert answer.status_code == 303
    home = examples.whereabouts([*(a.id for a in ferry.articles), article.id])
    assert len(set(home.values())) == 1
    page = page_of(editor.get(answer.headers["location"]))
    assert "One story:" in words(page)
    assert f"{outlets} outlets" in words(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "choose at least one"),
        ({"article": "0" * 16}, "choose at least one"),
        ({"article": "all"}, "leave at least one"),
        ({"other": "<b>nowhere"}, "&lt;b&gt;nowhere: no such story or article"),
        ({"other": "own"}, "it is of this story already"),
        ({"other": "taken out"}, "correction 1 says otherwise: undo that first"),
    ],
)
def test_what_can_not_be_said_is_shown_again_with_the_reason(editor, examples, fields, said):
    """Nothing is kept of it."""
    bridge = story_of(examples, "Lift bridge")
    values = {"all": [a.id for a in bridge.articles], "own": bridge.articles[0].id}
    if fields.get("other") == "taken out":
        values["taken out"] = story_of(examples, "Ferry joins").articles[0].id
        correct("apart", [bridge.articles[0].id, values["taken out"]], store=examples)
    sent = {name: values.get(value, value) for name, value in fields.items()}
    address, before = f"/stories/{bridge.id}/correct", examples.corrections()
    answer = editor.submit(address, address, **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert examples.corrections() == before


def test_what_the_worker_will_do_is_looked_for_until_it_is_done(editor, examples, monkeypatch):
    """A long stream is left to it, and the page says so."""
    monkeypatch.setattr("retold.service.correcting.AT_ONCE", 5)
    bridge = story_of(examples, "Lift bridge")
    address = f"/stories/{bridge.id}/correct"
    answer = editor.submit(address, address, article=bridge.articles[0].id)
    notice = page_of(editor.get(answer.headers["location"])).xpath("//div[@role='status']")[0]
    assert "The stories are so within a minute: look again" in words(notice)
    assert notice.get("hx-get") == notice.xpath(".//a[text()='look again']/@href")[0]


def test_only_editors_correct(examples, reader):
    """Readers don't see that it can be done; who tries is told that it is not for them."""
    bridge = story_of(examples, "Lift bridge")
    address = f"/stories/{bridge.id}/correct"
    assert reader.get(address).headers["location"].startswith("/sign-in")
    assert reader.post(address, data={"article": "x"}).status_code == 401
    other = signed_in(examples, "reader")
    assert "/correct" not in other.get(f"/stories/{bridge.id}?correction=1").text
    assert (other.get(address).status_code, other.post(address).status_code) == (403, 403)
    assert examples.corrections() == ()


def test_a_form_from_elsewhere_corrects_nothing(editor, examples):
    """Only pages of ours have its token."""
    bridge = story_of(examples, "Lift bridge")
    answer = editor.post(f"/stories/{bridge.id}/correct", data={"article": bridge.articles[0].id, "form": "x"})
    assert answer.status_code == 403
    assert examples.corrections() == ()


def test_what_can_not_both_hold_is_said_without_facts(kept):
    """As far as two sentences that tell the same contradict each other."""
    first = "A ferry with {} people on board ran aground off Harrow on Sunday, the coast guard said."
    body = f"{first}\n\nDivers searched it."
    one = make_article(body.format(40), title="Ferry aground off Harrow", outlet="Gazette", published=DAY)
    two = make_article(body.format(46), title="Ferry aground off Harrow", outlet="Post", published=DAY)
    (story,) = put(kept, one, two)
    page = page_of(browser_of(kept).get(f"/stories/{story.id}"))
    quoted = [words(quote) for quote in page.xpath("//section[@id='conflicts']//blockquote")]
    assert [quote.rpartition(" ")[2] for quote in quoted] == ["Gazette", "Post"]
