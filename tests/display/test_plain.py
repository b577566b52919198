"""An edition as plain text and as Markdown: for people and programs that show nothing else."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.editions_made import ARABIC, HEBREW, LANGUAGES, LINKS, bridge, long_edition, quotations

from retold.display.editions import Links
from retold.display.plain import columns, escaped, markdown, text, wrapped
from retold.testing import make_edition, make_line, make_passage

ANY = st.text(st.characters(codec=None, categories=None), max_size=60)
GOLDEN = """\
Harbour brief
Wednesday, 5 March 2025
4 new points · 2 stories · since Tuesday, 4 March 2025


Weir Street Bridge
==================

County votes to take back the bridge

1. hoped → planned · Ferren County
   “The ferry is set to start on Friday.”
   Port Callan Post · 4 March 2025
   https://news.example/post
   before:
   “The county hopes for a ferry.”
   The Upriver Review · 4 March 2025
   https://news.example/early
   2 independent origins (Northern Wire, Kestrel News) · 2 outlets · also:
   Kestrel News
   why: ferry: planned, Fri 10 October 2025

2. conflict: figure 26 / 31 for people
   “26 people were hurt.”
   Port Callan Post · 4 March 2025
   https://news.example/post
   “Officials counted 31 injured.”
   Kestrel News · 4 March 2025
   https://news.example/kestrel
   2 outlets
   why: Port Callan Post against Kestrel News

3. new statement · >المجلس<
   >“قال المجلس إن الجسر (Weir Street) أُغلق أمام 2,300 راكب.”<
   >النهر< · 4 March 2025
   https://news.example/nahr
   1 origin · 1 outlet
   why: المجلس says

>הגשר ייפתח מחדש ביום שישי.<
https://news.example/gesher

4. silently edited: figure changed: $6.2 million → $9.2 million
   “It will cost $9.2 million.”
   Port Callan Post · 4 March 2025
   https://news.example/post2
   before:
   “It will cost $6.2 million.”
   Port Callan Post · 4 March 2025
   https://news.example/post1
   1 outlet
   why: a later version of Port Callan Post's article

3 more in a longer edition


________________________
Quotations are verbatim, in the language of their article. Labels and
counts are made by a program.
You get this mail because you asked for it and confirmed it.
The whole edition:
https://brief.example/editions/00000000000000e1
Preferences:
https://brief.example/preferences/t0
Unsubscribe:
https://brief.example/unsubscribe/t0
"""


def unfolded(shown):
    """Without line ends, indents and isolates: as it is read."""
    return " ".join(re.sub("[\u2066-\u2069]", "", shown).split())


def test_the_plain_text_of_an_edition():
    """Here > and < stand for the isolates around words that run from right to left."""
    assert text(bridge(), links=LINKS) == GOLDEN.replace(">", "\u2067").replace("<", "\u2069")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_holds_every_quotation_in_lines_of_74_columns(language):
    """But addresses, which stand alone."""
    edition = bridge(language)
    shown = text(edition, links=LINKS)
    for quotation in quotations(edition):
        assert unfolded(quotation) in unfolded(shown)
    for line in shown.splitlines():
        assert columns(line) <= 74 or re.fullmatch(r" *https?://\S+", line)
        assert line == line.rstrip()


def test_each_line_that_runs_the_other_way_is_closed_in_itself():
    """An isolate ends with its line, so a long quotation has one a line, and none is left open."""
    long = make_edition(make_line(make_passage(ARABIC * 5, article="nahr"), languages={"nahr": "ar"}))
    for edition in (bridge(), bridge("ar"), long):
        lines = text(edition, links=LINKS).splitlines()
        for line in lines:
            assert line.count("\u2066") + line.count("\u2067") == line.count("\u2069")
    arabic = [line for line in lines if "الجسر" in line]
    assert len(arabic) > 3
    assert all(line.strip().startswith("\u2067") and line.endswith("\u2069") for line in arabic)


def test_in_an_arabic_frame_the_english_is_isolated_and_the_arabic_is_not():
    """The other way round."""
    lines = [line.strip() for line in text(bridge("ar"), links=LINKS).splitlines()]
    assert "\u2066«26 people were hurt.»\u2069" in lines
    assert f"«{ARABIC}»" in lines
    assert HEBREW in lines


def test_an_overriding_sign_in_a_quotation_reaches_nobody():
    """What it turned round is shown as it is written."""
    turned = make_edition(make_line(make_passage("The \u202ebridge\u202c is \u2069shut.", outlet="A\u202eB")))
    for shown in (text(turned), markdown(turned)):
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2069")
        assert "The bridge is shut." in shown


def test_text_without_links_has_none():
    """And doesn't say why one gets it."""
    shown = text(bridge())
    assert shown.startswith("Morning brief\n")
    assert "nsubscribe" not in shown
    assert "asked for it" not in shown
    assert "The whole edition" not in text(bridge(), links=Links(unsubscribe="https://a.example/u"))


def test_a_link_of_ours_that_is_none_of_the_web_is_left_out():
    """Settings may be wrong."""
    assert "javascript" not in text(bridge(), links=Links(unsubscribe="javascript:alert(1)", site="ftp://a"))


def test_a_long_text_ends_at_its_limit_and_says_what_is_left_out():
    """The first lines are kept, as many as fit."""
    edition = long_edition(1000)
    shown = text(edition, links=LINKS, limit=50_000)
    assert 49_000 < len(shown.encode()) <= 50_000
    left = int(re.search(r"Left out here for length: (\d+)\.", shown)[1])
    assert [f"“{n}: The bridge" in shown for n in range(1000)] == [n < 1000 - left for n in range(1000)]
    assert "https://brief.example/editions/00000000000000e1" in shown
    whole = text(edition, links=LINKS, limit=10_000_000)
    assert "Left out" not in whole


def test_a_line_too_long_for_any_text_leaves_the_frame():
    """With the count, and where the rest is."""
    shown = text(make_edition(make_line(make_passage("word " * 50_000))), links=LINKS, limit=20_000)
    assert "Left out here for length: 1." in shown


@given(ANY, st.integers(0, 3))
def test_wrapping_loses_no_word_and_keeps_to_its_width(words, indents):
    """In any script."""
    clean = " ".join(words.split())
    lines = list(wrapped(clean * 4, indent=" " * indents))
    assert all(columns(line) <= 74 for line in lines)
    assert "".join("".join(lines).split()) == "".join((clean * 4).split())


def test_a_script_without_blanks_is_wrapped_by_its_wide_letters():
    """Two columns each."""
    lines = list(wrapped("桥" * 100, indent="  "))
    assert [len(line) for line in lines] == [38, 38, 30]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_could_be_taken_for_a_signature_or_a_new_mail(language):
    """ "-- " begins a signature, "From " a mail in a mailbox, "." ends one in SMTP: left to the mail, but not by us."""
    for line in text(bridge(language), links=LINKS).splitlines():
        assert not re.match(r"-- ?$|From |\.$", line)


# --- Markdown -------------------------------------------------------------------------------------------------------

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def inline(tokens):
    for token in tokens:
        yield token
        yield from inline(token.children or ())


def rendered(shown):
    """The text that a reader of the Markdown sees, and the tokens."""
    tokens = list(inline(PARSER.parse(shown)))
    return " ".join(t.content for t in tokens if t.type in ("text", "text_special")), tokens


HOSTILE = [
    "# no heading",
    "[link](https://evil.example)",
    "![picture](https://evil.example/p.png)",
    "<script>alert(1)</script>",
    "<https://evil.example>",
    "https://evil.example www.evil.example someone@evil.example",
    "- list",
    "1. list",
    "2) list",
    "+ list",
    "===",
    "---",
    "    code",
    "```code```",
    "**bold** _slanted_ ~~gone~~ `code`",
    "&lt;b&gt; &copy;",
    "| a | b |",
    "> quotation",
    "a\nb\r\n\r\n# c",
    "back\\slash \\",
    "[^1] $x$ @name #12 :smile:",
    "]( [ ] ) ][",
    "[x]: https://evil.example",
    "",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_is_quoted_becomes_no_markup(words):
    """Whatever stands in a headline, a quotation, an outlet's name, an affair's, a label, a reason."""
    edition = make_edition(
        make_line(
            make_passage(words, outlet=words),
            label=words,
            headline=make_passage(words, article="h", outlet=words),
            urls={"a": None, "h": None},
            actors=(words,),
            origins=(words,),
            because=words,
        ),
        name=words,
    )
    harmless = make_edition(
        make_line(
            make_passage("w", outlet="w"),
            label="w",
            headline=make_passage("w", article="h", outlet="w"),
            urls={"a": None, "h": None},
            actors=("w",),
            origins=("w",),
            because="v",
        ),
        name="w",
    )
    shown, tokens = rendered(markdown(edition))
    _, expected = rendered(markdown(harmless))
    kinds = [[t.type for t in found if t.type not in ("text", "text_special")] for found in (tokens, expected)]
    if words:
        assert kinds[0] == kinds[1]
        assert shown.count(" ".join(words.split())) >= 5
    assert not {"html_inline", "html_block", "image", "link_open", "fence", "code_block"} & set(kinds[0])


@given(ANY)
def test_escaped_words_are_shown_as_they_are(words):
    """A paragraph of one text and nothing else."""
    clean = " ".join("".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cs")).split())
    if clean:
        tokens = PARSER.parse(f"> {escaped(clean)}")
        assert [t.type for t in tokens][1:4] == ["paragraph_open", "inline", "paragraph_close"]
        assert "".join(child.content for child in tokens[2].children) == clean


def test_an_address_in_markdown_ends_where_it_ends():
    """Parentheses in it are escaped; what is no address of the web is no link."""
    urls = {"a": "https://news.example/a_(b)?c=*d*", "b": "javascript:alert(1)"}
    edition = make_edition(make_line(make_passage("A"), make_passage("B", article="b"), kind="conflict", urls=urls))
    _, tokens = rendered(markdown(edition))
    assert {t.attrs["href"] for t in tokens if t.type == "link_open"} == {"https://news.example/a_%28b%29?c=*d*"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_markdown_holds_every_quotation_under_headings(language):
    """Of three levels."""
    edition = bridge(language)
    shown, tokens = rendered(markdown(edition))
    for quotation in quotations(edition):
        assert quotation in re.sub("[\u2066-\u2069]", "", shown)
    assert [t.tag for t in tokens if t.type == "heading_open"] == ["h1", "h2", "h3", "h3"]
    assert sum(t.type == "blockquote_open" for t in tokens) == 7
