"""Script in titles, outlets and names is text, wherever it is shown."""

import subprocess
from datetime import UTC, datetime

import pytest
from tests.browser.box import PASSWORD, RETOLD, Served

from retold.service import accounts, affairs, feeds
from retold.service.reading import read_all
from retold.store import open_store
from retold.types import Feed

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
BODY = "The bridge at Aldermoor was closed on Monday, the county said. It will open in May. " * 8
PAGE = """<html><head><title>{evil} bridge closed in Aldermoor</title>
<meta property="og:site_name" content="{evil} Post">
<meta property="article:published_time" content="2025-10-0{day}T08:00:00Z"><meta name="author" content="{evil}"></head>
<body><article><h1>{evil} bridge closed in Aldermoor</h1><p>{evil} {body}</p><p>"We {evil} know," said {evil} Smith.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """A box in which every word that came from outside would run if it could; and what there is to look at."""
    folder = tmp_path_factory.mktemp("evil")
    shown = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    for day in (1, 2):
        (folder / f"{day}.html").write_text(PAGE.format(evil=shown, body=BODY, day=day))
    place, now = folder / "box.sqlite", datetime.now(UTC)
    with open_store(place) as store:
        articles = list(read_all([str(folder / "1.html"), str(folder / "2.html")], store=store))
        assert EVIL in articles[0].title
        affair = affairs.follow(f"{EVIL} affair", words=["Aldermoor", EVIL], store=store, at=now)
        assert store.accounts.add(accounts.new_account("Owner", PASSWORD, role="owner", now=now))
        accounts.invite(EVIL[:50], role="editor", store=store, now=now)
        url = "https://post.example/<script>alert(4)</script>"
        store.feeds.add([Feed(url=url, title=EVIL, folder=EVIL, error=EVIL, failures=3, added_at=now)], due=now)
    subprocess.run([RETOLD, "worker", "--once", "--store", place], check=True, capture_output=True)
    with open_store(place) as store:
        stories = [f"/stories/{story.id}" for story in store.stories()]
    paths = [
        "/", "/?days=7", "/affairs", f"/affairs/{affair.id}", f"/affairs/{affair.id}/edit", "/stories", *stories,
        *(f"{story}/correct" for story in stories), *(f"/articles/{article.id}" for article in articles),
        "/search?words=bridge", "/search?q=%3Cscript%3Ealert(5)%3C/script%3E", "/feeds",
        f"/feeds/{feeds.key_of(url)}", "/people", "/corrections", "/box", "/deliveries", "/readers/add",
    ]  # fmt: skip
    with Served(place, worker=False, RETOLD_SITE_NAME=f"{EVIL} brief") as served:
        yield served, paths


def test_nothing_that_came_from_outside_runs(evil, visiting):
    """No dialog opens, no script is refused, and it can be read."""
    served, paths = evil
    unread = []
    with visiting(served.url) as visitor:
        visitor.sign_in("Owner")
        for path in paths:
            assert visitor.go(path).status == 200, path
            visitor.page.wait_for_load_state("networkidle")
            made = visitor.page.locator("main img, main svg[onload], main script").count()
            if made or "<script>alert(" not in visitor.page.locator("body").inner_text():
                unread.append(path)
    assert unread == []
