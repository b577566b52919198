"""Affairs: the list, one told whole, and the way of an editor from following one to forgetting it."""

import re
from datetime import timedelta

import lxml.html
import pytest
from tests.server.affair_box import MORNING, app, kept, number, the_affair
from tests.server.conftest import Browser

from retold.server import affair_found
from retold.service import affairs, telling

__all__ = ["app", "kept"]


@pytest.fixture
def editor(browser, people):
    browser.sign_in("Editor")
    return browser


@pytest.fixture
def reader(app, people):
    made = Browser(app, address="192.0.2.2")
    made.sign_in("Reader")
    return made


def page(answer, status=200):
    assert answer.status_code == status
    return lxml.html.fromstring(answer.text)


def text(answer):
    return " ".join(lxml.html.fromstring(answer.text).text_content().split())


@pytest.fixture
def told(kept):
    """The affair is told already: on a slow machine the first page comes before that."""
    return telling.told("affair", the_affair(kept).id, store=kept, now=MORNING)


def follow(editor, name="Honey", **fields):
    return editor.submit("/affairs", "/affairs", name=name, **{"words": "honey"} | fields)


# --- the list


def test_the_list_has_what_there_is_of_each(reader, kept):
    """How much, the newest story, what is new, and by what it is followed."""
    told = text(reader.get("/affairs"))
    stories = len(kept.affairs.stories_of(the_affair(kept).id))
    assert f"Weir Street Bridge {number(kept)} articles · {stories} stories" in told
    assert re.search(r"\d+ new in 7 days", told)
    assert "Ferry joins Aldermoor again" in told
    assert "words: 'Aldermoor'" in told
    assert f"/affairs/{the_affair(kept).id}" in reader.get("/affairs").text


def test_an_affair_that_is_new_stands_in_the_list_at_once(editor):
    """Though the list is made once a minute."""
    editor.get("/affairs")
    follow(editor)
    assert "Honey" in text(editor.get("/affairs"))


def test_without_any_the_form_is_open(editor, reader, kept):
    """For those who may follow one."""
    kept.affairs.forget(the_affair(kept).id)
    assert page(editor.get("/affairs")).xpath("//details[@id='follow'][@open]")
    assert "No affair is followed yet. Its editors choose" in text(reader.get("/affairs"))


def test_who_is_not_signed_in_reads_none_of_it(app, people, kept):
    """As long as the box is private."""
    visitor = Browser(app)
    for path in ("/affairs", f"/affairs/{the_affair(kept).id}", f"/affairs/{the_affair(kept).id}/timeline"):
        assert visitor.get(path).status_code == 303


# --- one affair


def test_an_affair_is_told_whole(reader, kept, told):
    """Stories with why they belong, events, figures, who says what, outlets; each line leads to its place."""
    tree = page(reader.get(f"/affairs/{the_affair(kept).id}"))
    assert tree.xpath("//h1/bdi/text()") == ["Weir Street Bridge"]
    assert [h.text for h in tree.xpath("//h2")] == [
        "Stories", "What happened when", "Figures over time", "Who says what", "Outlets and their habits",
    ]  # fmt: skip
    belongings = kept.affairs.belongings(the_affair(kept).id)
    assert len(tree.xpath("//section[@id='stories']//li")) == len(kept.affairs.stories_of(the_affair(kept).id))
    assert all(reason in tree.text_content() for one in belongings if one.belongs for reason in one.because)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for href in tree.xpath("//main//a/@href"):
        assert href.startswith(("#", "/")), href
        assert not href.startswith("#") or href[1:] in ids


def test_its_parts_have_pages_of_their_own(reader, kept, told):
    """With all there is of each, though the first page shows the beginning."""
    affair = the_affair(kept)
    account = affairs.account_of(affair, store=kept)
    numbers = {"timeline": len(account.timeline.entries), "speakers": len(account.speakers)}
    rows = {"timeline": "//ol[@class='timeline']/li", "speakers": "//main/details"}
    for part, expected in numbers.items():
        found, address = 0, f"/affairs/{affair.id}/{part}"
        while address:
            tree = page(reader.get(address))
            found += len(tree.xpath(rows[part]))
            [following] = tree.xpath("//a[@rel='next']/@href") or [""]
            address = following
        assert found == expected
    for part in ("figures", "outlets"):
        assert page(reader.get(f"/affairs/{affair.id}/{part}")).xpath("//main/*[not(self::p)]")


def test_a_long_affair_is_told_from_its_newest_stories(reader, kept, monkeypatch):
    """The page says so; the older ones are named all the same."""
    monkeypatch.setattr("retold.service.affair_pages.MOST_ARTICLES", 5)
    affair = the_affair(kept)
    telling.told("affair", affair.id, store=kept, now=MORNING)
    answer = reader.get(f"/affairs/{affair.id}")
    number = len(kept.affairs.stories_of(affair.id))
    assert f"told from the newest 1 story (5 articles). {number - 1} older stories can be read" in text(answer)
    assert len(page(answer).xpath("//section[@id='stories']//li")) == number


@pytest.mark.parametrize("path", ["/affairs/0000000000000000", "/affairs/x", "/affairs/Weir%20Street%20Bridge"])
def test_an_affair_that_is_not_followed_is_said_to_be_gone(reader, path):
    """Named by its id alone."""
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "not followed, or no longer" in answer.text


def test_an_affair_without_stories_says_what_to_do(editor, reader, kept):
    """To those who can."""
    follow(editor, "Gold", words="gold rush of Penmark")
    made = kept.affairs.find("Gold")
    assert "follow it by more words" in text(editor.get(f"/affairs/{made.id}"))
    assert "No story belongs to it yet. It is shown here" in text(reader.get(f"/affairs/{made.id}"))


def test_while_it_is_told_for_the_first_time_its_stories_are_there(reader, kept, monkeypatch):
    """And the page looks again by itself; without a script there is a link."""
    monkeypatch.setattr("retold.server.affair_telling._PATIENCE", 0.0)
    with telling._MAKING["affair"]:
        tree = page(reader.get(f"/affairs/{the_affair(kept).id}"))
        assert tree.xpath("//section[@id='stories']//li")
        assert tree.xpath("//*[@id='affair']/@hx-get") == [f"/affairs/{the_affair(kept).id}"]
        assert "look again" in tree.text_content().lower()
        assert not tree.xpath("//section[@id='timeline']")


def test_what_has_changed_since_it_was_told_is_said(reader, kept, box, told):
    """What was told stays until it is told anew: by the worker, or here where there is none."""
    affair = the_affair(kept)
    assert "being told anew" not in reader.get(f"/affairs/{affair.id}").text
    affairs.change(affair, words=["ferry"], store=kept)
    affairs.decide_again(kept.affairs.find(affair.id), store=kept)
    before = reader.get(f"/affairs/{affair.id}")
    assert "being told anew" in before.text
    assert page(before).xpath("//section[@id='timeline']")
    box.clock.now += timedelta(minutes=6)
    reader.get(f"/affairs/{affair.id}")
    reader.app.state.teller.tell(affair.id, box).result(30)
    assert "being told anew" not in reader.get(f"/affairs/{affair.id}").text


# --- following


def test_an_editor_follows_an_affair(editor, kept):
    """By words, actors, countries and an example, one in a line; what belongs to it is decided at once."""
    example = next(article for article in kept.articles() if "honey" in article.input)
    answer = follow(editor, "  The   honey ", words="honey\n\n blue ribbon \n", examples=example.input, without="chess")
    made = kept.affairs.find("The honey")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/affairs/{made.id}")
    assert (made.words, made.examples, made.without) == (("honey", "blue ribbon"), (example.id,), ("chess",))
    assert kept.affairs.articles_of(made.id)
    assert "A sixteen-year-old, three hives" in text(editor.get(f"/affairs/{made.id}"))


def test_where_much_is_kept_the_worker_decides(editor, kept, monkeypatch):
    """Until it has, the page says that all is being looked through, and looks again."""
    monkeypatch.setattr(affair_found, "_SMALL", 1)
    address = follow(editor).headers["location"]
    tree = page(editor.get(address))
    assert "being looked through" in tree.text_content()
    assert tree.xpath("//*[@id='affair']/@hx-get") == [address]
    [task] = kept.tasks(["stream"])
    assert task.due <= editor.app.state.box.clock()


@pytest.mark.parametrize(
    ("field", "filled", "says"),
    [
        ("name", "  ", "has no name"),
        ("name", "weir street BRIDGE", "is followed already"),
        ("name", "x" * 121, "too long"),
        ("words", "bridge\n!!", "holds no word to look for"),
        ("countries", "Atlantis", "no such country"),
        ("examples", "http://nowhere.example/x", "no such article"),
        ("without", "honey", "both looked for and kept out"),
    ],
)
def test_what_can_not_be_followed_is_said_beside_its_field(editor, kept, field, filled, says):
    """With what was filled in, and nothing kept."""
    answer = follow(editor, **{"name": "Honey", "actors": "Calder", field: filled})
    tree = page(answer, 422)
    assert says in tree.xpath(f"string(//*[@id='{field}-fault'])")
    assert tree.xpath(f"//*[@id='{field}']/@aria-invalid") == ["true"]
    assert tree.xpath("string(//textarea[@id='actors'])").strip() == "Calder"
    assert tree.xpath("//div[@role='alert']//a/@href") == [f"#{field}"]
    assert len(kept.affairs.affairs()) == 1


def test_all_that_is_wrong_is_said_at_once(editor):
    """Not one fault after the other."""
    tree = page(follow(editor, name="", words="!!", countries="Atlantis"), 422)
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#name", "#words", "#countries"]


def test_markup_in_a_name_is_text_on_every_page(editor, reader, kept):
    """In titles, too."""
    follow(editor, "<script>alert(1)</script> & <i>honey</i>")
    made = next(affair for affair in kept.affairs.affairs() if "script" in affair.name)
    paths = ["", "/edit", "/articles", "/forget", "/timeline"]
    for path in ["/affairs", "/", *(f"/affairs/{made.id}{path}" for path in paths)]:
        shown = editor.get(path).text
        assert "&lt;script&gt;" in shown, path
        assert "<script>alert" not in shown
        assert "<i>honey" not in shown


# --- changing and forgetting


def test_an_affair_keeps_its_address_when_it_is_renamed(editor, kept):
    """And what belongs to it, since nothing else is another."""
    affair, before = the_affair(kept), number(kept)
    path = f"/affairs/{affair.id}/edit"
    answer = editor.submit(path, path, name="The bridge", words="Aldermoor")
    assert answer.headers["location"] == f"/affairs/{affair.id}?said=renamed"
    assert kept.affairs.find(affair.id).name == "The bridge"
    assert page(editor.get(f"/affairs/{affair.id}")).xpath("//h1/bdi/text()") == ["The bridge"]
    assert len(kept.affairs.articles_of(affair.id)) == before


def test_the_form_of_an_affair_sent_as_it_is_changes_nothing(editor, kept):
    """Countries and examples come back as what they are kept as."""
    example = next(kept.articles())
    made = affairs.follow(
        "All", words=["Weir Street"], actors=["Calder"], countries=["IQ", "Côte d'Ivoire"], examples=[example.id],
        without=["chess"], store=kept,
    )  # fmt: skip
    path = f"/affairs/{made.id}/edit"
    tree = page(editor.get(path))
    fields = {area.get("name"): area.text.strip() for area in tree.xpath("//textarea")}
    editor.submit(path, path, name=tree.xpath("//input[@id='name']/@value")[0], **fields)
    assert kept.affairs.find(made.id) == made


def test_a_change_is_decided_anew(editor, kept):
    """What belongs by the new words does, and what did by the old ones does not."""
    affair = the_affair(kept)
    path = f"/affairs/{affair.id}/edit"
    answer = editor.submit(path, path, name=affair.name, words="honey")
    assert answer.headers["location"] == f"/affairs/{affair.id}?said=changed"
    assert [story.headline for story in kept.reading.stories(affair=affair.id)[0]] == [
        "A sixteen-year-old, three hives and a blue ribbon"
    ]
    wrong = editor.submit(path, path, name="", words="!!")
    assert page(wrong, 422).xpath("//div[@role='alert']//a/@href") == ["#name", "#words"]


def test_an_affair_is_forgotten_after_it_was_asked(editor, kept):
    """Its page then says that it is followed no longer."""
    affair = the_affair(kept)
    asked = page(editor.get(f"/affairs/{affair.id}/forget"))
    assert f"{number(kept)} articles" in asked.text_content()
    assert kept.affairs.find(affair.id) is not None
    answer = editor.submit(f"/affairs/{affair.id}/forget", f"/affairs/{affair.id}/forget")
    assert answer.headers["location"] == "/affairs?said=forgotten"
    assert "followed no longer" in text(editor.get("/affairs?said=forgotten"))
    assert "not followed, or no longer" in page(editor.get(f"/affairs/{affair.id}"), 404).text_content()


# --- what belongs


def test_what_was_decided_is_shown_with_its_reasons(editor, kept):
    """Of the stories that belong, and of those that don't."""
    path = f"/affairs/{the_affair(kept).id}/articles"
    belongs, out = text(editor.get(path)), text(editor.get(f"{path}?which=out"))
    assert "names 'Aldermoor' in its lead" in belongs
    assert "names 'Aldermoor' only in passing, in 2 of 6 articles" in out
    assert "Leave out" in belongs
    assert "Put in" in out
    assert editor.get(f"{path}?before=nonsense").status_code == 404


def test_an_editor_leaves_a_story_out_and_takes_it_back(editor, kept):
    """It goes with all its articles; the history says who said so, and holds what was undone."""
    affair, before = the_affair(kept), number(kept)
    path = f"/affairs/{affair.id}/articles"
    row = page(editor.get(path)).xpath("//li[.//a[contains(., 'Ferry joins')]]")[0]
    fields = {field.get("name"): field.get("value") for field in row.xpath(".//input[@type='hidden']")}
    assert editor.post(f"/affairs/{affair.id}/place", data=fields).headers["location"] == f"{path}?which=in&said=out"
    assert number(kept) < before
    told = text(editor.get(path))
    assert "Left out: " in told
    assert "by Editor" in told
    [placement] = kept.affairs.placements(affair.id)
    answer = editor.submit(f"/affairs/{affair.id}/undo", path, number=str(placement.number))
    assert answer.status_code == 303
    assert number(kept) == before
    assert "undone by Editor" in text(editor.get(path))


def test_an_editor_puts_a_story_in(editor, kept):
    """One that was not found to belong."""
    affair = the_affair(kept)
    honey = next(article for article in kept.articles() if "honey" in article.input)
    path = f"/affairs/{affair.id}/articles?which=out"
    editor.submit(f"/affairs/{affair.id}/place", path, article=honey.id, belongs="yes", which="out")
    assert honey.id in kept.affairs.articles_of(affair.id)
    assert "put in by hand (Editor)" in text(editor.get(f"/affairs/{affair.id}/articles"))


def test_what_was_said_of_another_affair_is_not_undone_here(editor, kept):
    """Nor what was never said."""
    affair = the_affair(kept)
    other = affairs.follow("Honey", words=["honey"], store=kept)
    placed = affairs.place(other, next(kept.articles()).id, belongs=True, store=kept, by="Ann")
    path = f"/affairs/{affair.id}/articles"
    for wrong in (str(placed.number), "99", "x", ""):
        assert editor.submit(f"/affairs/{affair.id}/undo", path, number=wrong).status_code == 404
    assert kept.affairs.placements(other.id) == (placed,)


def test_an_article_that_is_not_here_can_not_be_placed(editor, kept):
    """It is said that it is not."""
    affair = the_affair(kept)
    answer = editor.submit(
        f"/affairs/{affair.id}/place", f"/affairs/{affair.id}/articles", article="gone", belongs="no"
    )
    assert answer.status_code == 422
    assert "no such article" in answer.text


def test_a_list_of_another_kind_is_not_led_to(editor, kept):
    """What comes with a form names one of the two lists or none."""
    affair = the_affair(kept)
    fields = {"article": next(kept.articles()).id, "belongs": "no", "which": "in&x=//evil.example"}
    answer = editor.submit(f"/affairs/{affair.id}/place", f"/affairs/{affair.id}/articles", **fields)
    assert "evil" not in answer.headers["location"]


# --- who may


@pytest.mark.parametrize("path", ["/edit", "/articles", "/forget"])
def test_readers_see_no_page_of_an_editor(reader, kept, path):
    """And no link to it."""
    affair = the_affair(kept)
    assert reader.get(f"/affairs/{affair.id}{path}").status_code == 403
    assert f"{affair.id}{path}" not in reader.get(f"/affairs/{affair.id}").text
    assert not page(reader.get("/affairs")).xpath("//main//form")


@pytest.mark.parametrize("path", ["", "/{}/edit", "/{}/place", "/{}/undo", "/{}/forget"])
def test_readers_and_strangers_change_nothing(reader, app, kept, path):
    """Whatever they send, with a form of ours or without."""
    address = "/affairs" + path.format(the_affair(kept).id)
    assert reader.post(address, data={"name": "x"}).status_code == 403
    assert Browser(app).post(address, data={"name": "x"}).status_code == 401
    assert [affair.name for affair in kept.affairs.affairs()] == ["Weir Street Bridge"]


def test_a_form_from_elsewhere_is_refused(editor, kept):
    """Though an editor's browser sent it."""
    answer = editor.post(f"/affairs/{the_affair(kept).id}/forget", data={"form": "0" * 80})
    assert answer.status_code == 403
    assert the_affair(kept) is not None
