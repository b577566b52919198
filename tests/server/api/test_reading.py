"""What programs read is what the command line prints, a page at a time."""

import json

import pytest
from typer.testing import CliRunner

from retold.cli import app as command
from retold.types import StoryEvent


@pytest.fixture
def printed(kept):
    """What a command prints as JSON of the same store."""

    def run(*words, store=True):
        done = CliRunner().invoke(command, [*words, "--json", *(("--store", kept.name) if store else ())])
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)
        found.pop("failed", None)
        return found

    return run


def every(program, path, key, limit):
    """All pages of a list."""
    found, after = [], ""
    while True:
        page = program.had(path, params={"limit": limit, **({"after": after} if after else {})})
        assert len(page[key]) <= limit
        found += page[key]
        after = page["next"]
        if after is None:
            return found


def test_an_article_is_as_read_prints_it(reader, printed):
    """Whole, with its statements and times."""
    told = (printed(name)["articles"] for name in ("read", "statements", "times"))
    for article, statements, times in zip(*told, strict=True):
        assert reader.had(f"/articles/{article['id']}") == article
        assert reader.had(f"/articles/{article['id']}/statements") == statements
        assert reader.had(f"/articles/{article['id']}/times") == times


def test_a_story_is_as_stories_prints_it(reader, printed):
    """Each that the list names."""
    stories = {story["id"]: story for story in printed("stories")["stories"]}
    listed = every(reader, "/stories", "stories", 3)
    assert {one["id"] for one in listed} == stories.keys()
    for one in listed:
        assert reader.had(f"/stories/{one['id']}") == stories[one["id"]]
        assert (one["headline"], one["articles"]) == (
            stories[one["id"]]["headline"],
            len(stories[one["id"]]["articles"]),
        )


def test_two_articles_of_a_story_are_as_compare_prints_them(reader, kept, printed):
    """By their ids."""
    story = next(kept.stories())
    a, b = story.articles[:2]
    told = reader.had(f"/stories/{story.id}/compare", params={"a": a.id, "b": b.id})
    assert (told["a"], told["b"]) == (a.input, b.input)
    assert told == printed("compare", a.input, b.input, store=False)


@pytest.mark.parametrize("others", [{}, {"a": "0" * 16, "b": "1" * 16}, {"a": "x", "b": "y"}])
def test_what_is_no_pair_of_a_story_is_refused(reader, kept, others):
    """With what to do."""
    answer = reader.get(f"/api/v1/stories/{next(kept.stories()).id}/compare", params=others)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"].keys() == {"status", "said", "next"}


def test_an_affair_is_as_affairs_prints_it(reader, affair, printed):
    """In the list, whole, and its parts."""
    assert reader.had("/affairs")["affairs"] == printed("affairs", "list")["affairs"]
    whole = printed("affairs", "show", affair.name)
    assert reader.had(f"/affairs/{affair.id}") == whole
    assert reader.had(f"/affairs/{affair.id}/timeline") == whole["timeline"]
    assert reader.had(f"/affairs/{affair.id}/statements") == {"speakers": whole["speakers"]}
    assert reader.had(f"/affairs/{affair.id}/figures") == {"series": whole["timeline"]["series"]}


def test_an_affair_is_told_anew_once_it_is_changed(reader, editor, affair):
    """What is kept ready of it is not what it was."""
    assert reader.had(f"/affairs/{affair.id}")["affair"]["name"] == affair.name
    assert editor.patch(f"/api/v1/affairs/{affair.id}", json={"name": "The bridge"}).status_code == 200
    assert reader.had(f"/affairs/{affair.id}")["affair"]["name"] == "The bridge"


@pytest.mark.parametrize("length", ["short", "medium", "full"])
def test_the_edition_is_as_brief_prints_it(reader, affair, printed, length):
    """But for when it was made, since the clocks are two."""
    told = reader.had("/edition", params={"since": "2025-10-07", "length": length, "affair": affair.id})
    same = printed("brief", "--since", "2025-10-07T00:00+00:00", "--length", length)
    for one in (told, same):
        for name in ("id", "day", "made_at"):
            del one[name]
    assert told == same
    assert told["lines"]


@pytest.mark.parametrize("since", ["24h", "3d", "yesterday", "today", "2025-10-07T06:00", "2025-10-07"])
def test_the_edition_is_asked_for_in_many_words(reader, since):
    """As at the command line."""
    assert reader.had("/edition", params={"since": since})["length"] == "medium"


@pytest.mark.parametrize("since", ["soon", "", "99999999d", "0000-00-00", "h", "1e3d", "٣d"])
def test_what_is_no_time_is_told(reader, since):
    """With what to write."""
    answer = reader.get("/api/v1/edition", params={"since": since})
    assert answer.status_code == 422
    assert "yesterday" in answer.json()["error"]["said"]


def test_articles_are_searched(reader, kept):
    """A page at a time, by words; without words all are there."""
    everything = every(reader, "/articles", "articles", 10)
    assert {one["article"] for one in everything} == {article.id for article in kept.articles()}
    found = reader.had("/articles", params={"words": "ferry"})["articles"]
    assert found
    assert len(found) < len(everything)
    assert reader.had("/articles", params={"words": "no-such-word-at-all"}) == {"articles": [], "next": None}


def test_feeds_are_as_feeds_prints_them(reader, editor, printed):
    """With how they fare."""
    for name in ("b", "a", "c"):
        sent = {"url": f"https://{name}.example/feed", "kind": "feed", "title": name.upper()}
        assert editor.post("/api/v1/feeds", json=sent).status_code == 201
    told = every(reader, "/feeds", "feeds", 2)
    assert told == printed("feeds", "list")["feeds"]
    assert [one["title"] for one in told] == ["A", "B", "C"]


def test_a_page_names_the_next(reader):
    """In a header, too, with all that was asked for."""
    answer = reader.get("/api/v1/stories", params={"limit": 1})
    link = answer.headers["link"]
    assert link.startswith("</api/v1/stories?limit=1&after=")
    assert link.endswith('>; rel="next"')
    following = reader.get(link[1 : link.index(">")]).json()
    assert following["stories"][0]["id"] != answer.json()["stories"][0]["id"]


@pytest.mark.parametrize("path", ["/stories", "/articles", "/affairs", "/feeds"])
@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"after": "made up"}, {"after": "W10"}]
)
def test_what_is_no_page_is_told(reader, path, asked):
    """As a fault of who asks; an empty place is before all."""
    answer = reader.get(f"/api/v1{path}", params=asked)
    if asked == {"after": "W10"} and path in ("/affairs", "/feeds"):
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert answer.json()["error"]["status"] == 422


def test_a_story_that_went_into_another_is_found_there(reader, kept):
    """For good, with what was asked."""
    stories = list(kept.stories())[:2]
    into, gone = stories
    event = StoryEvent(
        kind="merged", story=into.id, other=gone.id, articles=tuple(a.id for a in gone.articles), because=()
    )
    kept.keep_step((), [event], {})
    answer = reader.get(f"/api/v1/stories/{gone.id}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/api/v1/stories/{into.id}")
    answer = reader.get(f"/api/v1/stories/{gone.id}/compare?a={'0' * 16}&b={'1' * 16}")
    assert answer.headers["location"] == f"/api/v1/stories/{into.id}/compare?a={'0' * 16}&b={'1' * 16}"


@pytest.mark.parametrize(
    "path",
    ["/articles/{}", "/articles/{}/statements", "/articles/{}/times", "/stories/{}", "/affairs/{}",
     "/affairs/{}/timeline", "/affairs/{}/statements", "/affairs/{}/figures", "/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_told_as_json(reader, path):
    """Whatever is asked for by Accept; an id that can't be one is a fault."""
    answer = reader.get(f"/api/v1{path.format('0' * 16)}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]["next"]
    if "{}" in path:
        assert reader.get(f"/api/v1{path.format('x')}").status_code == 422


def test_what_can_not_be_done_is_told_as_json(reader):
    """A method that isn't there, too much, what is no JSON."""
    answers = {
        405: reader.put("/api/v1/stories", headers={"Accept": "text/html"}),
        413: reader.post("/api/v1/affairs", content=b"x" * 70_000),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer.json()["error"]["status"]) == (status, status)


def test_readers_and_deliveries_are_the_owners(owner, kept, printed):
    """As the command line prints them."""
    from tests.server.conftest import NOW

    from retold.service.subscribing import subscribe
    from retold.subscribing.asking import Wishes

    for name in ("cy", "ann", "bob"):
        subscribe(f"{name}@example.org", Wishes(), store=kept, now=NOW)
    told = every(owner, "/subscribers", "subscribers", 2)
    assert [one["email"] for one in told] == ["ann@example.org", "bob@example.org", "cy@example.org"]
    assert sorted(told, key=lambda one: one["id"]) == sorted(
        printed("subscribers", "list")["subscribers"], key=lambda one: one["id"]
    )
    assert owner.had("/deliveries") == {"deliveries": [], "next": None}
