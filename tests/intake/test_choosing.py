"""What chooses the lines of the article: trees asked once, and again where they expect too little of their choice."""

import json
from importlib.resources import files

import numpy as np
import pytest

from retold.boilerplate.trees import Trees
from retold.config import Reading
from retold.intake.choosing import chances, choose, decide, expect, look_back, see, with_answer
from retold.intake.html import parse
from retold.intake.marking import look_for, show
from retold.intake.visible import visible_lines

STORY = [
    "Engineers will close the Lower Ferry bridge on Monday after inspectors found cracks in two of its iron ribs.",
    "The closure is expected to last six weeks, and buses will be sent round by the mill road, the authority said.",
    "“We would rather lose a summer than a bridge,” she told reporters at the pier on Thursday afternoon.",
    "Shopkeepers on the eastern island said they had not been warned, and put their losses at 40,000 crowns.",
]

MORE = [
    "A ferry last crossed there in 1961, when the second span was opened by the governor with a band in the rain.",
    "The engineers want to bring in a crane from the coast, which can lift forty tons and needs a road of its own.",
    "Nobody knows yet who is to pay, said the treasurer, who expects a bill of three million crowns before the autumn.",
    "The council will hear the islanders next week, and has asked the mill to keep its gate open for them until then.",
]


def page(*, before: int = 0, after: int = 0):
    menu = "".join(f"<li><a href=/{n}>Section {n} of the site</a></li>" for n in range(before))
    links = "".join(f"<li><a href=/{n}>Another headline number {n} from elsewhere</a></li>" for n in range(after))
    body = "".join(f"<p>{text}</p>" for text in STORY)
    return visible_lines(
        parse(f"<html><body><nav><ul>{menu}</ul></nav><article>{body}</article><ul>{links}</ul></body></html>")
    )


def chosen(lines, choice):
    return [line.text for line, kept in zip(lines, choice.kept, strict=True) if kept]


def never():
    raise AssertionError("nobody should be asked")


OPTIONS = {"referee": "\n".join(STORY), "said": "", "headline": None}
CHEAP = Reading(ask_below=0, ask_words=0)
ALWAYS = Reading(ask_below=2)


def test_the_article_is_chosen_without_asking():
    """The referee's text, its column and its words are enough for a plain page."""
    lines = page(before=5, after=5)
    choice = choose(lines, **OPTIONS, ask=never, config=CHEAP)
    assert chosen(lines, choice) == STORY
    assert choice.taken == choice.kept
    assert 0 < choice.confidence <= 1


@pytest.mark.parametrize("config", [Reading(ask_below=2, ask_words=0), Reading(ask_below=0, ask_words=10_000)])
def test_the_costly_extractor_is_asked_once_below_either_limit(config):
    """Too little expected, or too few words: both ask."""
    asked = []
    lines = page()
    choose(lines, **OPTIONS, ask=lambda: asked.append(1) or "", config=config)
    assert asked == [1]


def test_a_paragraph_that_an_extractor_missed_is_kept():
    """Its column, its kind and the referee speak for it; `taken` says what the extractor took."""
    story = [*STORY, *MORE]
    body = "".join(f"<p>{text}</p>" for text in story)
    lines = visible_lines(parse(f"<html><body><nav>Home</nav><article>{body}</article></body></html>"))
    found = [*story[:3], *story[4:]]
    whole = "\n".join(story)
    choice = choose(lines, referee=whole, said="", headline=None, ask=lambda: "\n".join(found), config=ALWAYS)
    assert chosen(lines, choice) == story
    assert [line.text for line, own in zip(lines, choice.taken, strict=True) if own] == found


def test_an_extractor_without_an_answer_does_not_lose_the_article():
    """Trafilatura gives up on some pages; the lines are chosen all the same."""
    lines = page()
    assert chosen(lines, choose(lines, **OPTIONS, ask=lambda: "", config=ALWAYS)) == STORY


def test_lines_far_from_the_article_are_not_looked_at():
    """Only what a text holds or reads like a paragraph, and two lines either side."""
    seen = see(page(before=30, after=30), **OPTIONS)
    assert seen.places.tolist() == list(range(28, 36))
    assert np.isfinite(seen.features).all()


def test_cookie_notices_are_not_looked_at():
    """They read like an article; on a page with nothing else they are looked at."""
    notice = "".join(f"<p>{text}</p>" for text in STORY[:2])
    story = [*STORY, *MORE]
    body = "".join(f"<p>{text}</p>" for text in story)
    for article, expected in ((body, set(story)), ("", set(STORY[:2]))):
        lines = visible_lines(parse(f"<html><body><div>{article}</div><div class=cookie>{notice}</div></body></html>"))
        assert any("cookie notice" in line.reasons for line in lines)
        places = see(lines, referee="", said="", headline=None).places.tolist()
        assert {lines[place].text for place in places} == expected
        assert all(("cookie notice" in lines[place].reasons) == (not article) for place in places)


def test_the_shipped_trees_fit_the_features():
    """The trees look at columns that there are."""
    lines = page(after=3)
    seen = see(lines, **(OPTIONS | {"headline": "x"}))
    _, second = with_answer(seen, look_for(STORY[0], seen.shown))
    stored = json.loads(files("retold.knowledge").joinpath("html_lines.json").read_text(encoding="utf8"))
    for name, features in (("first", seen.features), ("second", second)):
        assert max(column for tree in stored[name]["trees"] for column in tree["columns"]) < features.shape[1]
    likely = chances(Trees.of(stored["first"]), seen.features, seen.places)
    assert len(look_back(seen, decide(likely, seen.shown), likely)) == len(stored["sure"])


def test_the_scale_of_confidence_rises():
    """More likely right is never less confident, and all of it is between 0 and 1."""
    stored = json.loads(files("retold.knowledge").joinpath("html_lines.json").read_text(encoding="utf8"))
    assert stored["scale"] == sorted(stored["scale"])
    assert [value for _, value in stored["scale"]] == sorted(value for _, value in stored["scale"])
    assert stored["scale"][0] == [0, 0]
    assert stored["scale"][-1] == [1, 1]


def test_an_article_that_is_shown_twice_is_kept_once():
    """The likelier copy stays; one line told again is left to the trees."""
    lines = visible_lines(parse("<html><body>" + "".join(f"<p>{text}</p>" for text in (*STORY, *STORY)) + "</body>"))
    likely = np.array([0.7] * 4 + [0.9] * 4)
    assert decide(likely, show(lines)).tolist() == [False] * 4 + [True] * 4
    some = visible_lines(
        parse("<html><body>" + "".join(f"<p>{t} {t[::-1]} {t[3:]}</p>" for t in STORY) * 2 + "</body>")
    )
    assert decide(np.array([0.9] * 4 + [0.1] * 4), show(some)).tolist() == [True] * 4 + [False] * 4


def test_a_line_that_the_page_calls_a_promotion_needs_more():
    """Where a paragraph is kept, a line of a promotion that is as likely may not be."""
    lines = visible_lines(parse(f"<html><body><p>{STORY[0]}</p><div class=promo>{STORY[1]}</div></body></html>"))
    assert lines[1].reasons == ("call to action",)
    assert decide(np.array([0.98, 0.5]), show(lines)).tolist() == [True, False]
    assert decide(np.array([0.98, 0.65]), show(lines)).tolist() == [True, True]


def test_on_a_page_in_doubt_the_threshold_is_half_of_the_f1_to_expect():
    """What keeps little of a page whose lines are all as unlikely would be worse than what keeps all of them."""
    shown = show(page())
    assert decide(np.full(4, 0.4), shown).tolist() == [True] * 4
    assert decide(np.array([0.98, 0.98, 0.98, 0.4]), shown).tolist() == [True, True, True, False]
    assert decide(np.zeros(4), shown).tolist() == [False] * 4


def test_expectation_is_one_for_certainty_and_falls_with_doubt():
    """The F1 to expect of lines that are certain is 1, and of doubtful ones less."""
    shown = show(page())
    kept = np.ones(4, bool)
    assert expect(np.ones(4), kept, shown) == pytest.approx(1)
    assert expect(np.full(4, 0.6), kept, shown) < expect(np.full(4, 0.8), kept, shown) < 1
    assert expect(np.zeros(4), ~kept, shown) == 0


def test_no_lines_no_choice():
    """Without lines there is nothing to choose from."""
    choice = choose([], **OPTIONS, ask=never)
    assert (choice.kept, choice.taken, choice.confidence) == ([], [], 0.0)
