"""What a site repeats is learned and set aside; what articles of one affair share, and headlines, stay."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from retold.boilerplate import repeats
from retold.boilerplate.setting_aside import set_aside
from retold.boilerplate.templates import Templates, content_of, learn, site_of
from retold.config import TemplateRules
from retold.testing import make_article
from retold.types import Block, PageContent

SITE = "post.test"
SIGN_UP = "Sign up for our evening newsletter and get the best of our reporting in your inbox"
APPEAL = "Your support makes our independent journalism possible and keeps it free for all."
SOUNDS = ("bel", "dor", "kan", "mir", "osk", "pel", "rav", "sten", "tul", "vor", "wy", "zel", "qua", "fen", "gro")


def invented(seed: int, sentences: int = 12) -> list[str]:
    """Sentences of an article whose names and things no other article has."""
    chance = random.Random(seed)

    def word() -> str:
        return "".join(chance.choices(SOUNDS, k=3)) + str(chance.choice("aeiou"))

    return [
        f"{word().capitalize()} {word().capitalize()} said the {word()} in {word().capitalize()} was over."
        for _ in range(sentences)
    ]


def page(*lines: str, headline: str | None = None, asides: tuple[str, ...] = ()) -> PageContent:
    """A page whose body has these lines, in English."""
    blocks = [Block(text=headline, role="headline")] if headline else []
    blocks += [Block(text=line, role="body") for line in lines]
    blocks += [Block(text=line, role="aside", reason="menu") for line in asides]
    return PageContent(blocks=tuple(blocks), language="en")


def texts(content: PageContent, role: str) -> list[str]:
    """The texts of blocks of one role."""
    return [block.text for block in content.blocks if block.role == role]


def known(*contents: PageContent, site: str = SITE) -> Templates:
    """What these pages of one site repeat."""
    return learn((site, content) for content in contents)


def test_a_line_on_unlike_pages_is_set_aside_with_the_number_of_the_others():
    """In its place, and the article is whole."""
    pages = [page(*invented(i)[:6], SIGN_UP, *invented(i)[6:]) for i in range(4)]
    read = set_aside(pages[0], known(*pages), site=SITE)
    assert texts(read, "body") == invented(0)
    assert [(b.text, b.reason) for b in read.blocks if b.role == "aside"] == [
        (SIGN_UP, "on 3 other pages of this site")
    ]
    assert [b.text for b in read.blocks] == [b.text for b in pages[0].blocks]


def test_a_page_that_was_not_learned_is_cleaned_by_what_is_known():
    """State is an argument: the same page without it is unchanged."""
    templates = known(*(page(*invented(i), SIGN_UP) for i in range(3)))
    new = page(*invented(9), SIGN_UP)
    assert SIGN_UP in texts(set_aside(new, templates, site=SITE), "aside")
    assert "on 3 other pages of this site" in {b.reason for b in set_aside(new, templates, site=SITE).blocks}
    assert set_aside(new, Templates(), site=SITE) is new
    assert set_aside(new, templates, site="other.test") is new


def test_what_was_set_aside_elsewhere_is_evidence_too():
    """The reader of pages saw through it on three pages and not on the fourth."""
    pages = [page(*invented(i), asides=(SIGN_UP,)) for i in range(3)]
    fourth = page(*invented(3), SIGN_UP)
    assert SIGN_UP in texts(set_aside(fourth, known(*pages, fourth), site=SITE), "aside")


@pytest.mark.parametrize(
    "line",
    [
        "{0},204 people have read this page since it was published",
        "Last updated {0} March 2024 at 1{0}:15 by the night desk of the online edition",
        "Subscribe for only £{0}.50 a month until 12 June and read without limits",
    ],
)
def test_counters_dates_and_prices_do_not_hide_a_line(line):
    """Digits, months and days of the week count for nothing."""
    pages = [page(*invented(i), line.format(i + 1)) for i in range(3)]
    assert texts(set_aside(pages[0], known(*pages), site=SITE), "aside") == [line.format(1)]


def test_a_sentence_at_the_end_or_in_the_middle_of_a_line_is_cut_out():
    """What stood around it is one paragraph still."""
    pages = [page(*invented(i)[:-2], " ".join([invented(i)[-2], APPEAL, invented(i)[-1]])) for i in range(4)]
    read = set_aside(pages[0], known(*pages), site=SITE)
    assert [(b.role, b.text, b.continues) for b in read.blocks[-3:]] == [
        ("body", invented(0)[-2], False),
        ("aside", APPEAL, False),
        ("body", invented(0)[-1], True),
    ]


def test_a_known_line_that_was_glued_to_a_sentence_is_cut_off():
    """A crawler lost the line end."""
    pages = [page(*invented(i), SIGN_UP) for i in range(3)]
    glued = page(*invented(3)[:-1], f"{SIGN_UP} {invented(3)[-1]}")
    read = set_aside(glued, known(*pages), site=SITE)
    assert texts(read, "aside") == [SIGN_UP]
    assert texts(read, "body") == invented(3)


def test_wire_copy_in_several_sections_stays():
    """Five prints of one article are no evidence, though other articles of the site are unlike."""
    copies = [page(*invented(0), headline="Ferry sinks off Dorwy") for _ in range(5)]
    copies = [replace(copy, section=str(i), blocks=(*copy.blocks, Block(text=str(i), role="aside")))
              for i, copy in enumerate(copies)]  # fmt: skip
    others = [page(*invented(i)) for i in range(1, 4)]
    templates = known(*copies, *others)
    assert all(set_aside(copy, templates, site=SITE) is copy for copy in copies)


def test_background_that_follow_ups_repeat_stays():
    """They share names elsewhere, or the background has the names of the article it stands in."""
    background = (
        "The Kestrel ferry sank off Dorwy in February 2019 with Captain Mirzel Oskpel at the helm.",
        "An inquiry found that the Kestrel had left Dorwy with a broken bilge pump and no radio.",
    )
    for names in ("Oskpel, the Kestrel and Dorwy", "the Kestrel ferry and Dorwy"):
        pages = [page(f"{invented(i)[0][:-1]} for {names}.", *invented(i)[1:], *background) for i in range(6)]
        others = [page(*invented(i), SIGN_UP) for i in range(10, 16)]
        templates = known(*pages, *others)
        for one in pages:
            assert texts(set_aside(one, templates, site=SITE), "body")[-2:] == list(background)


def test_the_teaser_of_an_article_stays_in_that_article():
    """Other pages show its first sentence beside theirs, and one reader took it for their own."""
    teaser = "The Kestrel ferry had left Dorwy with a broken bilge pump, and Captain Oskpel knew of it."
    own = page(teaser, "Oskpel said that the Kestrel was sound.", "In Dorwy the ferry is missed.", *invented(0))
    others = [page(*invented(i), asides=(teaser,)) for i in range(1, 6)]
    astray = page(*invented(7), teaser)
    templates = known(own, *others, astray)
    assert set_aside(own, templates, site=SITE) is own
    assert texts(set_aside(astray, templates, site=SITE), "aside") == [teaser]


def test_a_stock_phrase_on_few_pages_stays():
    """Sentences that journalists write again and again are on few pages of a site; template is on many."""
    phrase = "The ministry did not immediately respond to a request for comment."
    pages = [page(*invented(i), *([phrase] if i < 3 else []), APPEAL) for i in range(80)]
    read = set_aside(pages[0], known(*pages), site=SITE)
    assert (phrase in texts(read, "body"), texts(read, "aside")) == (True, [APPEAL])


def test_the_headline_is_never_set_aside():
    """Not even one that every page has."""
    pages = [page(*invented(i), headline=SIGN_UP if i == 0 else None, asides=(SIGN_UP,)) for i in range(5)]
    assert texts(set_aside(pages[0], known(*pages), site=SITE), "headline") == [SIGN_UP]


def test_two_pages_tell_only_with_many_lines():
    """One line may be a note under two articles; a wall of them is furniture."""
    wall = [f"Our {name} may store what you do on this page for reasons of our own" for name in SOUNDS[:6]]
    one = [page(*invented(i), wall[0]) for i in range(2)]
    many = [page(*invented(i), *wall) for i in range(2)]
    assert set_aside(one[0], known(*one), site=SITE) is one[0]
    assert texts(set_aside(many[0], known(*many), site=SITE), "aside") == wall


def test_of_pages_of_unknown_sites_only_long_lines_count():
    """They may be of many sites: short lines meet by chance."""
    pages = [page(*invented(i), "More on this story", SIGN_UP) for i in range(4)]
    read = set_aside(pages[0], known(*pages, site=""), site="")
    assert [(b.text, b.reason) for b in read.blocks if b.role == "aside"] == [(SIGN_UP, "on 3 other pages")]


def test_a_page_of_which_nothing_would_be_left_stays():
    """It is a page about the template, or one that was read wrongly."""
    pages = [page(*invented(i), SIGN_UP, APPEAL) for i in range(4)]
    bare = page(SIGN_UP, APPEAL)
    assert set_aside(bare, known(*pages), site=SITE) is bare


def test_a_credit_that_is_template_is_still_told():
    """It goes to the lines in which credits are looked for."""
    line = "This article was originally published by the Harbour Post and is republished here."
    pages = [page(*invented(i), line) for i in range(4)]
    assert line in set_aside(pages[0], known(*pages), site=SITE).credit_lines


def test_order_and_repetition_of_pages_do_not_matter():
    """Nor whether they are learned at once or one after the other."""
    pages = [(SITE, page(*invented(i), SIGN_UP, headline=f"Headline number {i}")) for i in range(12)]
    shuffled = random.Random(1).sample(pages, len(pages))
    at_once = learn(pages)
    later = learn(shuffled[5:], known=learn(shuffled[:8]))
    assert at_once == learn(shuffled) == later == learn(pages * 2)


def test_memory_is_bounded_and_the_sample_is_the_same_in_any_order():
    """However many pages a site has."""
    rules = TemplateRules(most_pages=20)
    pages = [(SITE, page(*invented(i, 4), SIGN_UP)) for i in range(150)]
    templates = learn(pages, config=rules)
    assert len(templates.sites[SITE].pages) == 20
    assert templates == learn(reversed(pages), config=rules)


def test_articles_teach_what_their_pages_did():
    """What was read before can be learned from."""
    articles = [make_article("\n\n".join([*invented(i), SIGN_UP]), title=f"No. {i}", url=f"https://www.post.test/{i}")
                for i in range(4)]  # fmt: skip
    contents = [content_of(article) for article in articles]
    assert {site_of(content) for content in contents} == {SITE}
    templates = learn((site_of(content), content) for content in contents)
    assert SIGN_UP in texts(set_aside(page(*invented(8), SIGN_UP), templates, site=SITE), "aside")


def test_the_site_is_the_host_or_the_outlet():
    """With or without "www."; an outlet in any case."""
    content = page("A line.")
    assert site_of(content, "https://www.post.test/a") == "post.test"
    assert site_of(replace(content, outlet="The Post")) == site_of(replace(content, outlet="THE POST"))
    assert site_of(content) == site_of(content, "https://[half") == ""


@pytest.mark.parametrize("text", ["", "12:30", "\n", "Hello", "One. Two? “Three!” Four", "a\nb. C\n\n今日は。明日も。"])
def test_pieces_cover_a_text_without_overlap(text):
    """The smallest of them, in order, hold every word."""
    smallest = [piece for piece in repeats.pieces(text) if piece.smallest]
    assert [word for piece in smallest for word in piece.words] == repeats.words(text)
    assert all(a.end <= b.start for a, b in pairwise(smallest))


def test_a_key_tells_length_and_first_word():
    """And nothing has one that holds no letter."""
    found = repeats.words("Sign up for 3 letters")
    assert repeats.length(repeats.key(found)) == 5
    assert repeats.first_word(repeats.key(found)) == repeats.opening("sign")
    assert repeats.key(repeats.words("12 March 2024")) == 0
