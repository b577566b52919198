"""Keys: they lead through lists and from page to page, are in nobody's way, and can be turned off."""

import pytest


@pytest.fixture
def visitor(example, visiting):
    with visiting(example.url) as visitor:
        yield visitor


def focused(page):
    """Where the link leads that has the focus."""
    return page.evaluate("document.activeElement.getAttribute('href')")


def path(page):
    return page.evaluate("location.pathname")


def test_they_lead_through_a_list_and_open_what_is_chosen(visitor):
    """And stay at its ends."""
    visitor.go("/stories")
    page = visitor.page
    headlines = page.locator("ol.stories > li h2 a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    page.keyboard.press("j")
    assert focused(page) == headlines[0]
    page.keyboard.press("k")
    assert focused(page) == headlines[0]
    page.keyboard.press("n")
    page.keyboard.press("j")
    page.keyboard.press("p")
    assert focused(page) == headlines[1]
    page.keyboard.press("o")
    page.wait_for_url(f"**{headlines[1]}")


def test_they_lead_from_page_to_page(visitor):
    """g and a letter, one after the other; to search, the field gets the focus."""
    visitor.go("/")
    page = visitor.page
    for key, there in (("s", "/stories"), ("a", "/affairs"), ("u", "/feeds"), ("b", "/")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"{visitor.url}{there}")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    page.keyboard.press("/")
    page.keyboard.type("jog/")
    assert page.evaluate("document.activeElement.value") == "jog/"
    assert path(page) == "/search"


@pytest.mark.parametrize("keys", ["Control+j", "Alt+j", "Meta+j", "g j", "x", "J"])
def test_other_keys_are_left_alone(visitor, keys):
    """Those of the browser, and what is no key of ours."""
    visitor.go("/stories")
    for key in keys.split():
        visitor.page.keyboard.press(key)
    assert focused(visitor.page) is None


def test_the_list_of_keys_opens_and_closes(visitor):
    """By ? and by a button; Esc closes it, and no key works behind it."""
    visitor.go("/stories")
    page = visitor.page
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    page.keyboard.press("j")
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.get_by_role("button", name="Keys").click()
    assert dialog.is_visible()
    dialog.get_by_role("button", name="Close").click()
    assert not dialog.is_visible()


def test_they_can_be_turned_off_on_a_device(visitor):
    """By anybody (WCAG 2.1.4), and on again."""
    page = visitor.page
    for is_on in (False, True):
        visitor.go("/stories")
        page.get_by_role("button", name="Keys").click()
        page.get_by_label("Use them on this device").set_checked(is_on)
        page.get_by_role("button", name="Close").click()
        visitor.go("/stories")
        page.keyboard.press("j")
        assert (focused(page) is not None) == is_on


def test_they_can_be_turned_off_with_an_account(visitor):
    """Then no page has them, nor their button."""
    visitor.sign_in("Reader")
    visitor.go("/account")
    visitor.click_through(visitor.page.get_by_role("button", name="Turn keys off"))
    visitor.go("/stories")
    visitor.page.keyboard.press("j")
    assert focused(visitor.page) is None
    assert visitor.page.get_by_role("button", name="Keys", exact=True).count() == 0
    visitor.go("/account")
    visitor.click_through(visitor.page.get_by_role("button", name="Turn keys on"))
    visitor.go("/stories")
    visitor.page.keyboard.press("j")
    assert focused(visitor.page) is not None


def test_the_outlet_s_page_opens_beside(visitor):
    """v, on the page of an article."""
    visitor.context.route("**/*.example/**", lambda route: route.fulfill(body="the outlet"))
    visitor.go("/stories")
    page = visitor.page
    visitor.click_through(page.locator("ol.stories > li h2 a").first)
    visitor.click_through(page.locator("main a[href^='/articles/']").first)
    link = page.get_by_role("link", name="the outlet's page")
    with page.expect_popup() as opened:
        page.keyboard.press("v")
    assert opened.value.url == link.get_attribute("href")
