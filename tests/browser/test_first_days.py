"""What people do with a box in its first days, in a real browser, with a real site, a real mail server and a worker."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.box import Site
from tests.browser.box import PASSWORD, Served, until
from tests.mail.servers import inbox

from retold.store import open_store

ANN = "ann@reader.example"


@pytest.fixture
def site(examples):
    """The first day of the example affair, as a site on loopback with a feed."""
    with Site() as site:
        publish(site, examples, 1)
        yield site


def publish(site, examples, day):
    """Put a day's pages on the site."""
    for file in sorted((examples / "pages" / f"day{day}").glob("*.html")):
        site.pages[f"/day{day}/{file.name}"] = file.read_bytes(), "text/html; charset=utf-8"


@pytest.fixture
def mail():
    with inbox() as server:
        yield server


@pytest.fixture
def served(tmp_path, mail):
    """A box that nobody has looked at yet, in a hurry."""
    settings = {
        "RETOLD_READING_ALLOWED_HOSTS": "127.0.0.1",
        "RETOLD_WATCHING_HOST_PAUSE": "0",
        "RETOLD_WATCHING_LOOKS": "",
        "RETOLD_WORKING_STREAM_EVERY": "1",
        "RETOLD_MAILING_SERVER": "127.0.0.1",
        "RETOLD_MAILING_PORT": str(mail.port),
        "RETOLD_MAILING_SECURITY": "none",
        "RETOLD_MAILING_SENDER": "brief@news.example",
    }
    with Served(tmp_path / "box.sqlite", **settings) as served:
        yield served


@contextmanager
def hurried(served):
    """The store, for bringing forward what would be due tomorrow."""
    with open_store(served.place) as store:
        yield store


def seen(visitor, path, text):
    """Open a page again and again until it shows something."""

    def look():
        visitor.go(path)
        return visitor.page.get_by_text(text).count()

    until(look)


def test_from_the_first_start_to_the_first_mail_and_its_end(served, site, mail, examples, visiting):
    """The owner's way and a reader's, each in their browser."""
    with visiting(served.url) as owner:
        _comes_in(owner, served.first_link())
        _watches(owner, site)
        _corrects_and_takes_it_back(owner)
        _follows(owner)
        with visiting(served.url, viewport={"width": 390, "height": 844}) as ann:
            _subscribes(ann, mail)
        first = len(mail.messages)
        publish(site, examples, 2)
        with hurried(served) as store:
            known = store.ledger.last_number()
            store.feeds.bring_forward("feed", beyond=datetime.now(UTC), due=datetime.now(UTC))
            until(lambda: store.ledger.last_number() > known)
            store.feeds.bring_forward("edition", beyond=datetime.now(UTC), due=datetime.now(UTC))
        edition = until(lambda: mail.messages[first:])[0]
        assert edition["To"] == ANN
        assert "Weir Street Bridge" in edition.get_body(("plain",)).get_content()
        owner.go("/deliveries")
        assert owner.page.get_by_text(ANN).count()
        _ends_by_one_click(edition)
        seen(owner, "/readers", "unsubscribed")
        assert owner.page.get_by_text(ANN).count()


def well_made(visitor):
    """What a machine can tell of it, also of pages that are seen once."""
    assert [violation["id"] for violation in Axe().run(visitor.page).response["violations"]] == []


def _comes_in(owner, link):
    owner.go(link)
    well_made(owner)
    owner.page.get_by_label("Name").fill("Olive")
    owner.page.get_by_label("Password, 10").fill(PASSWORD)
    owner.page.get_by_label("The same password again").fill(PASSWORD)
    owner.click_through(owner.page.get_by_role("button").first)
    assert owner.page.get_by_role("link", name="Olive").count()


def _watches(owner, site):
    owner.go("/feeds/add")
    owner.page.get_by_label("Address", exact=True).fill(site.feed)
    owner.click_through(owner.page.get_by_role("button", name="Watch it"))
    assert "/feeds/" in owner.page.url
    seen(owner, "/stories", "Bridge span drops in Aldermoor")


def _corrects_and_takes_it_back(owner):
    page = owner.page
    owner.click_through(page.get_by_role("link", name="Bridge span drops in Aldermoor").first)
    story = page.url
    told = articles(page)
    assert told > 2
    owner.click_through(page.get_by_role("link", name="Correct what belongs to it"))
    page.get_by_label(re.compile("Harrow Gazette")).first.check()
    owner.click_through(page.get_by_role("button", name="Take out"))
    until(lambda: page.reload() and articles(page) == told - 1)
    owner.click_through(page.get_by_role("button", name="Undo").first)
    until(lambda: owner.go(story) and articles(page) == told)
    owner.go("/corrections")
    assert page.get_by_text("undone").count()


def articles(page):
    """How many articles a story's page has in the tree of its origins."""
    links = page.locator("#origins a[href^='/articles/']").evaluate_all("all => all.map(a => a.pathname)")
    return len(set(links))


def _follows(owner):
    owner.go("/affairs")
    page = owner.page
    page.get_by_label("Name").fill("Weir Street Bridge")
    page.get_by_label("Words").fill("Weir Street Bridge\nAldermoor")
    owner.click_through(page.get_by_role("button", name="Follow it"))
    affair = page.url.partition("?")[0]
    seen(owner, affair, "What happened when")
    assert page.get_by_role("heading", name="Weir Street Bridge", level=1).count()


def _subscribes(ann, mail):
    ann.go("/subscribe")
    page = ann.page
    page.locator("input[name=email]").fill(ANN)
    # The hour that has just passed: what the worker is told to do now is due.
    page.locator("input[name=at]").fill(f"{datetime.now(UTC) - timedelta(minutes=2):%H:%M}")
    assert page.locator("select[name=zone]").input_value() == "UTC"
    ann.click_through(page.get_by_role("button", name="Subscribe"))
    well_made(ann)
    letter = until(lambda: mail.messages)[0]
    link = re.search(r"http://localhost:\d+/confirm/\S+", letter.get_body(("plain",)).get_content())[0]
    ann.go(link)
    well_made(ann)
    ann.click_through(page.get_by_role("button", name="Confirm the subscription"))
    assert page.get_by_role("heading", name="Your subscription is confirmed").count()
    well_made(ann)


def _ends_by_one_click(edition):
    """As a mail program does it, which over https the mail tells it to (RFC 8058): without looking at a page."""
    [address] = re.findall(r"<(http[^>]+)>", edition["List-Unsubscribe"])
    assert httpx.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_everything_can_be_read_without_javascript(example, visiting):
    """From the brief to the sentence, and by search."""
    with visiting(example.url, java_script_enabled=False) as visitor:
        page = visitor.page
        visitor.go("/")
        visitor.click_through(page.get_by_role("link", name="Affairs", exact=True))
        visitor.click_through(page.get_by_role("link", name="Weir Street Bridge").first)
        assert page.get_by_role("heading", name="What happened when").is_visible()
        visitor.click_through(page.locator("ol.stories a").first)
        visitor.click_through(page.locator("main a[href^='/articles/']").first)
        assert page.locator("article h1").is_visible()
        visitor.click_through(page.get_by_role("link", name="Search", exact=True))
        page.get_by_label("Words in title or text").fill("ferry")
        visitor.click_through(page.get_by_role("button", name="Search"))
        assert page.locator("ol.hits > li").count()
        visitor.click_through(page.locator("ol.hits > li h3 a").first)
        assert "/articles/" in page.url
