"""A real browser: Debian's Chromium, driven by Playwright. RETOLD_BROWSER=all runs what takes minutes as well."""

import os
import shutil
from contextlib import contextmanager

import httpx
import pytest
from tests.browser.box import PASSWORD, Served, fill, until
from tests.browser.places import places

ALL = os.environ.get("RETOLD_BROWSER") == "all"


# Not for longer: as long as Playwright runs, its thread has an event loop, and no other test could run its own.
@pytest.fixture(scope="module")
def chromium():
    """The browser."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium here: `make browser` installs it (on Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser of their own. Whatever a script breaks or the policy forbids is a fault."""

    def __init__(self, context, url):
        self.context = context
        self.url = url
        self.faults = []
        self.page = context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self._blame(said.text))
        self.page.on("pageerror", lambda error: self._blame(str(error)))
        self.page.on("dialog", lambda dialog: (self._blame(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _blame(self, words):
        # What the box refuses is told by its page; the browser's own line about it says nothing of the page.
        if not words.startswith("Failed to load resource: the server responded with a status of 4"):
            self.faults.append(f"{self.page.url}: {words}")

    def go(self, path):
        """Open a page of the box."""
        return self.page.goto(path if "://" in path else f"{self.url}{path}")

    def click_through(self, leading):
        """Click a link or button that leads to another page, and wait until that has loaded."""
        # By itself a click waits until the browser has begun to read the next page, not until all of it is there.
        with self.page.expect_navigation():
            leading.click()

    def sign_in(self, name, password=PASSWORD):
        self.go("/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.click_through(self.page.get_by_role("button", name="Sign in", exact=True))


@pytest.fixture
def visiting(chromium):
    """`with visiting(url, **options) as visitor`; at its end no page has broken a rule."""

    @contextmanager
    def visit(url, **options):
        context = chromium.new_context(**({"locale": "en-GB", "timezone_id": "UTC"} | options))
        context.set_default_timeout(20_000)
        visitor = Visitor(context, url)
        try:
            yield visitor
        finally:
            context.close()
        assert visitor.faults == []

    return visit


@pytest.fixture(scope="session")
def example(examples, tmp_path_factory):
    """The example affair, served to everybody, without a worker: it stays as it is."""
    place = tmp_path_factory.mktemp("example") / "box.sqlite"
    fill(place, examples / "pages")
    # Readers may subscribe; no worker is there that would mail them.
    mail = {"RETOLD_MAILING_SERVER": "127.0.0.1", "RETOLD_MAILING_SENDER": "brief@news.example"}
    with Served(place, worker=False, RETOLD_SITE_PUBLIC="all", **mail) as served:
        [affair] = [page.path for page in places(place) if page.name == "affair"]
        until(lambda: "is being told" not in httpx.get(served.url + affair, timeout=60).text)
        yield served
