"""What programs change: as an editor would, by their name, and it can be undone."""

import pytest
from tests.server.conftest import NOW

from retold.service.news import take_in


def test_articles_are_put_together_and_apart_again(editor, kept):
    """Stories are so at once in a short stream; the correction stays in the list."""
    first, second = list(kept.stories())[:2]
    pair = [first.articles[0].id, second.articles[0].id]
    answer = editor.post("/api/v1/corrections", json={"kind": "together", "articles": pair})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["kind"], made["articles"], made["by"], made["taken_up"]) == ("together", pair, "Editor", True)
    assert len(set(kept.whereabouts(pair).values())) == 1
    answer = editor.delete(f"/api/v1/corrections/{made['number']}")
    assert (answer.status_code, answer.json()["undone_by"]) == (200, "Editor")
    assert len(set(kept.whereabouts(pair).values())) == 2
    assert editor.delete(f"/api/v1/corrections/{made['number']}").status_code == 404
    listed = editor.had("/corrections")["corrections"]
    assert [one["number"] for one in listed] == [made["number"]]


def test_a_correction_against_another_is_refused(editor, kept):
    """Until that is undone."""
    story = next(one for one in kept.stories() if len(one.articles) > 1)
    pair = [article.input for article in story.articles[:2]]
    assert editor.post("/api/v1/corrections", json={"kind": "apart", "articles": pair}).status_code == 201
    answer = editor.post("/api/v1/corrections", json={"kind": "together", "articles": pair})
    assert answer.status_code == 422
    assert "undo that first" in answer.json()["error"]["said"]


def test_an_affair_is_followed_and_changed(editor, kept):
    """What belongs to it is decided by the worker, anew after each change."""
    sent = {"name": "Honey", "words": ["honey"], "countries": ["Iraq"]}
    answer = editor.post("/api/v1/affairs", json=sent)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["words"], made["countries"]) == ("Honey", ["honey"], ["IQ"])
    changed = editor.patch(f"/api/v1/affairs/{made['id']}", json={"drop": ["Iraq"], "words": ["bees"]}).json()
    assert (changed["words"], changed["countries"]) == (["honey", "bees"], [])
    take_in(kept, now=NOW)
    counted = {one["name"]: one["articles"] for one in editor.had("/affairs")["affairs"]}
    assert counted["Honey"] > 0
    assert editor.post("/api/v1/affairs", json=sent).status_code == 422


def test_an_article_is_put_into_an_affair_and_taken_out_again(editor, kept, affair):
    """With its story, by the program's person."""
    out = sorted(one.article for one in kept.affairs.belongings(affair.id, belong=False))
    answer = editor.post(f"/api/v1/affairs/{affair.id}/placements", json={"article": out[0], "belongs": True})
    assert (answer.status_code, answer.json()["by"]) == (201, "Editor")
    assert out[0] in kept.affairs.articles_of(affair.id)
    number = answer.json()["number"]
    assert editor.delete(f"/api/v1/placements/{number}").status_code == 200
    assert out[0] not in kept.affairs.articles_of(affair.id)
    assert editor.delete(f"/api/v1/placements/{number}").status_code == 404
    (told,) = editor.had(f"/affairs/{affair.id}/placements")["placements"]
    assert (told["number"], told["undone_by"]) == (number, "Editor")


def test_a_feed_is_watched_and_watched_no_longer(editor, kept):
    """A kind that is named is believed; an address within is not asked."""
    url = "https://example.org/feed"
    answer = editor.post("/api/v1/feeds", json={"url": url, "kind": "feed", "folder": "Wires"})
    assert (answer.status_code, answer.json()["state"]) == (201, "new")
    assert [feed.url for feed in kept.feeds.feeds()] == [url]
    assert editor.delete("/api/v1/feeds", params={"url": url}).status_code == 204
    assert editor.delete("/api/v1/feeds", params={"url": url}).status_code == 404
    answer = editor.post("/api/v1/feeds", json={"url": "http://169.254.169.254/latest"})
    assert answer.status_code == 422
    assert "no public address" in answer.json()["error"]["said"]


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("/corrections", {"kind": "together", "articles": ["a"]}, "articles"),
        ("/corrections", {"kind": "beside", "articles": ["a", "b"]}, "kind"),
        ("/corrections", {"kind": "apart", "articles": ["a", "b"], "force": True}, "force"),
        ("/corrections", {"kind": "apart", "articles": ["a", "b"]}, "no such article"),
        ("/affairs", {}, "name"),
        ("/affairs", {"name": "\ud800"}, "name"),
        ("/affairs", {"name": " \t "}, "name"),
        ("/affairs", {"name": "A", "countries": ["Atlantis"]}, "no such country"),
        ("/feeds", {"url": "ftp://example.org", "kind": "feed"}, "no address of the web"),
        ("/feeds", {"url": "https://example.org", "kind": "feed", "every": 1}, "every"),
        ("/feeds", [], "Dict"),
        ("/feeds", None, "body"),
    ],
)
def test_what_can_not_be_used_is_told(editor, kept, path, sent, said):
    """By its name, and nothing is kept."""
    import json

    content = b"" if sent is None else json.dumps(sent).encode()
    answer = editor.post(f"/api/v1{path}", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    told = answer.json()["error"]["said"]
    assert said in told or said == "Dict"
    assert kept.corrections() == ()
    assert kept.feeds.feeds() == ()
    assert len(kept.affairs.affairs()) == 1


def test_what_is_no_json_is_told(editor):
    """Neither by a fault of ours."""
    for content in (b"{", b"\xff", b"[" * 60_000, b'{"name": NaN}'):
        answer = editor.post("/api/v1/affairs", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), content[:20]
        assert answer.json()["error"]["status"] == answer.status_code
