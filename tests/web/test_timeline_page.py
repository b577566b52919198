"""The timeline as a page: every line leads to its sentence, and nothing that an article says runs."""

import re

import lxml.html
import pytest

from retold.errors import NoArticle
from retold.timeline import build_timeline
from retold.web.page import timeline_page
from told import article, day, facts_of, figure, story_of

BODIES = [
    "Norway hopes to hold talks with Spain in April. Rebels <b>attacked</b> the port of Aden on 3 March, injuring 14 "
    "people.",
    "Norway is set to hold talks with Spain in April. Rebels attacked the port of Aden on 3 March, injuring 31 people.",
    "Rebels attacked the port of Aden in January 2020. <script>alert(1)</script> Omar Hadi resigned on 9 March.",
]


@pytest.fixture(scope="module")
def page():
    articles = [
        article(body, outlet=f"Outlet <{i}>", on=day(20 + i), title=f"Talks & <i>port</i> {i}")
        for i, body in enumerate(BODIES)
    ]
    numbers = ["14", "31"]
    facts = [
        facts_of(a, figures=[figure(a, n, float(n), "people")] if n else [])
        for a, n in zip(articles, [*numbers, None], strict=True)
    ]
    return timeline_page(build_timeline([story_of(*articles)], facts), failed=[NoArticle("x<y", "no <article>")])


@pytest.fixture(scope="module")
def tree(page):
    return lxml.html.fromstring(page)


def test_it_is_one_file_without_script_and_style_attributes(page, tree):
    """Nothing is fetched and nothing runs, whatever outlets, headlines and sentences hold."""
    assert not tree.xpath("//script|//link|//img|//*[@style]|//*[starts-with(name(@*), 'on')]")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_every_link_leads_somewhere(tree):
    """Bars to their lines, lines to their sentences."""
    targets = {element.get("id") for element in tree.xpath("//*[@id]")}
    links = [href for href in tree.xpath("//a/@href") if href.startswith("#")]
    assert len(links) > 10
    assert {href[1:] for href in links} <= targets
    assert len(tree.xpath("//*[@id]")) == len(targets)


def test_each_entry_has_its_date_status_sentences_and_origins(tree):
    """As the list tells them."""
    entries = tree.xpath("//section[@id='timeline']//ol[@class='timeline']/li")
    dates = [entry.xpath("string(time)").split(maxsplit=1)[1].strip() for entry in entries]
    assert dates == ["January 2020", "Wed 3 March 2021", "Tue 9 March 2021", "April 2021"]
    talks = entries[-1].text_content()
    assert "planned" in talks
    assert "before: hoped" in talks
    assert "2 origins: Outlet <0> and Outlet <1>" in talks
    assert "told between 20 and 21 March 2021" in talks
    assert "published Sat 20 March 2021" in talks


def test_the_chart_has_a_bar_for_each_entry_and_words_for_who_does_not_see_it(tree):
    """Numbers as in the list."""
    (chart,) = tree.xpath("//section[@id='timeline']//*[name()='svg']")
    assert chart.xpath("count(.//*[contains(@class, 'bar')])") == 4
    assert chart.get("role") == "group"
    assert "4 dated events" in chart.get("aria-label")


def test_a_figure_over_time_is_drawn_with_its_values(tree):
    """14 on the 20th, 31 on the 21st, each linked."""
    (chart,) = tree.xpath("//section[@id='figures']//*[name()='svg']")
    assert re.search(r"people: 14, .*2021; 31, .*2021", chart.get("aria-label"))
    assert [e.text for e in chart.xpath(".//*[contains(@class, 'value')]/*[name()='text']")] == ["14", "31"]


def test_what_failed_is_named(tree):
    """At the end."""
    assert "x<y" in tree.text_content()


def test_a_timeline_of_nothing_says_so():
    """And is a page all the same."""
    assert "nothing to tell" in timeline_page(build_timeline([], []))
    own = article("It rained.", outlet="A")
    assert "tells an event with a date" in timeline_page(build_timeline([story_of(own)], [facts_of(own)]))
