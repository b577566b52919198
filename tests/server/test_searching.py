"""The page on which what was read is searched."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.server.conftest import Browser, settings
from tests.store.made import facts, page, story

from retold.server.app import make_app
from retold.server.box import Box
from retold.service.searching import note_changes
from retold.testing import make_article

DAY = datetime(2026, 3, 1, tzinfo=UTC)
EARLY = make_article(
    "The council voted on Tuesday to close the old bridge. The mayor said 31 people were hurt in the crash.",
    title="Bridge closed", outlet="Plain Post", published=DAY, name="early", url="http://plain.test/1",
)  # fmt: skip
COPY = make_article(
    "The council voted on Tuesday to close the old bridge. The mayor said 26 people were hurt in the crash.",
    title="Bridge <script>alert(1)</script>", outlet="<i>Radio</i>", published=DAY + timedelta(days=1), name="copy",
)  # fmt: skip
BARE = make_article("קרח על הגשר.", language="he", name="bare.txt")


@pytest.fixture
def public(kept):
    """A visitor of a box that anybody may read, in which three articles are."""
    for article in (EARLY, COPY, BARE):
        kept.keep(page(article), article)
    kept.keep_facts([facts(EARLY)])
    kept.keep_stories([story(EARLY, COPY)])
    return Browser(make_app(Box(store=kept, settings=settings(public="all"), clock=lambda: DAY)))


def titles(answer):
    """What is listed, in order."""
    return re.findall(r'<li data-item><h3[^>]*><a href="/articles/\w+">(.*?)</a>', answer.text)


def test_what_was_read_is_listed_before_anything_is_asked(public):
    """Newest first, also what has neither title nor day nor outlet; with links to article and story."""
    answer = public.get("/search")
    assert answer.status_code == 200
    assert titles(answer) == ["Bridge &lt;script&gt;alert(1)&lt;/script&gt;", "Bridge closed", "Without a title"]
    assert "3 articles" in answer.text
    assert '<p lang="he" dir="auto">קרח על הגשר.</p>' in answer.text
    assert "<bdi>bare.txt</bdi> · no date found" in answer.text
    assert '<option value="&lt;i&gt;Radio&lt;/i&gt;">' in answer.text
    assert "<script>alert" not in answer.text
    assert "<i>" not in answer.text


def test_words_are_marked_where_they_stand(public):
    """In a passage around the first."""
    answer = public.get("/search", params={"words": '"old bridge" -26'})
    assert titles(answer) == ["Bridge closed"]
    assert "to close the <mark>old bridge</mark>. The mayor" in answer.text
    assert "1 article<" in answer.text
    assert 'value="&#34;old bridge&#34; -26"' in answer.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"outlet": "plain"}, 1),
        ({"actor": "the mayor"}, 1),
        ({"actor": "the bishop"}, 0),
        ({"since": "2026-03-02"}, 1),
        ({"until": "2026-03-01"}, 1),
        ({"words": "bridge", "since": "2026-03-01", "until": "2026-03-02"}, 2),
        ({"words": "zebra"}, 0),
        ({"words": "bridge", "order": "best"}, 2),
    ],
)
def test_what_else_can_be_asked(public, asked, found):
    """Each by itself and with words."""
    answer = public.get("/search", params=asked)
    assert (answer.status_code, len(titles(answer))) == (200, found)
    assert ("No article has all of this" in answer.text) == (found == 0)


def test_changes_can_be_searched_once_they_are_known(public, kept):
    """Until then the page says of which stories they aren't."""
    answer = public.get("/search?change=figure")
    assert titles(answer) == []
    assert "Stories up to Mon 2 March 2026 are still being compared" in answer.text
    note_changes(store=kept)
    answer = public.get("/search?change=figure")
    assert len(titles(answer)) == 1
    assert '<span class="flag">figure</span>' in answer.text
    assert f'<a href="/articles/{EARLY.id}">what it goes back to</a>' in answer.text
    assert "still being compared" not in answer.text
    assert '<option value="figure" selected>' in answer.text


@pytest.mark.parametrize(
    "asked",
    [{"since": "yesterday"}, {"change": "mood"}, {"since": "2026-03-02", "until": "2026-03-01"}, {"before": "x"}],
)
def test_what_cannot_be_understood_is_told_beside_the_form(public, asked):
    """With what was typed still in it."""
    answer = public.get("/search", params={"words": "bridge", **asked})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="bridge"' in answer.text
    assert titles(answer) == []
    assert public.get("/search", params=asked, headers={"HX-Request": "true"}).status_code == 200


def test_pages_lead_on_and_keep_what_was_asked(public, kept):
    """To the end, and back to the beginning."""
    for number in range(45):
        article = make_article(f"Fog {number}.", title=f"Fog {number}", name=str(number), published=DAY)
        kept.keep(page(article), article)
    seen, address = [], "/search?words=fog&since=2026-03-01"
    while address:
        answer = public.get(address)
        seen += titles(answer)
        found = re.search(r'<a rel="next" href="([^"]+)"', answer.text)
        address = found[1].replace("&amp;", "&") if found else None
    assert seen == [f"Fog {number}" for number in reversed(range(45))]
    assert '<a href="/search?words=fog&amp;since=2026-03-01">From the beginning</a>' in answer.text
    assert "/search.atom?words=fog&amp;since=2026-03-01" in answer.text


def test_an_empty_box_says_what_to_do(kept):
    """There is nothing to search yet."""
    browser = Browser(make_app(Box(store=kept, settings=settings(public="all"), clock=lambda: DAY)))
    answer = browser.get("/search")
    assert answer.status_code == 200
    assert "Nothing has been read yet" in answer.text


def test_only_who_may_read_all_searches(browser, people):
    """Others are led to where they sign in."""
    assert browser.get("/search?words=x").headers["location"] == "/sign-in?next=/search%3Fwords%3Dx"
    browser.sign_in("Reader")
    assert browser.get("/search").status_code == 200
