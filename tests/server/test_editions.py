"""The page of an edition."""

import re

from retold.web.site import assets
from service.editions import edition, fill


def test_an_edition_stands_where_its_mail_says(browser, kept):
    """For who has its address, without an account; and no search engine keeps it."""
    fill(kept)
    answer = browser.get(f"/editions/{edition(0).id}")
    assert answer.status_code == 200
    assert "The bridge is closed." in answer.text
    assert answer.headers["x-robots-tag"] == "noindex"


def test_its_page_keeps_to_the_policy(browser, kept):
    """Its style is a file of ours, and there is no other."""
    fill(kept)
    page = browser.get(f"/editions/{edition(0).id}").text
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", page)
    sheet = re.search(r'<link rel="stylesheet" href="/static/(page\.\w+\.css)">', page)[1]
    assert browser.get(f"/static/{sheet}").content == assets()[sheet].content


def test_one_that_is_not_there_is_said_to_be_gone(browser):
    """With what may have become of it."""
    answer = browser.get("/editions/0000000000000000")
    assert answer.status_code == 404
    assert "kept for some months" in answer.text
