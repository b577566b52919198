"""Visible lines of a page, and which of them an extractor took."""

from hypothesis import given
from hypothesis import strategies as st

from retold.intake.html import parse
from retold.intake.marking import mark
from retold.intake.shingles import overlap, shingles, words
from retold.intake.visible import visible_lines


def lines(body: str):
    return visible_lines(parse(f"<html><body>{body}</body></html>"))


def texts(body: str) -> list[str]:
    return [line.text for line in lines(body) if not line.hidden]


def test_blocks_and_breaks_end_lines():
    """Inline elements don't; whitespace is one blank."""
    assert texts("<p>One <b>bold</b>\n word.<br>Two</p>tail<div>Three<p>Four</p>five</div>") == [
        "One bold word.",
        "Two",
        "tail",
        "Three",
        "Four",
        "five",
    ]


def test_a_row_of_figures_is_one_line():
    """A table's row is read across; a layout's cells are read down."""
    assert texts("<table><tr><td>Alaska</td><td>14</td></tr></table>") == ["Alaska 14"]
    assert texts("<table><tr><td><p>Menu</p></td><td><p>Words</p></td></tr></table>") == ["Menu", "Words"]


def test_what_is_not_shown_is_no_line():
    """Scripts and the like never; hidden elements are marked."""
    body = (
        '<script>x</script><p style="display: none">secret</p><p>seen <span class="sr-only">, opens new tab</span></p>'
    )
    assert texts(body) == ["seen"]
    assert [line.text for line in lines(body) if line.hidden] == ["secret", ", opens new tab"]


def test_lines_know_where_they_stand():
    """Reasons come from tags, roles, classes and ids of all elements around; links are counted."""
    (line,) = lines('<nav><ul class="main-menu"><li><a href="x">Home</a></li></ul></nav>')
    assert line.tag == "li"
    assert set(line.reasons) == {"menu"}
    assert line.linked == 1.0
    (line,) = lines('<div id="cookieConsent"><p>We use cookies</p></div>')
    assert "cookie notice" in line.reasons
    (line,) = lines('<div class="shareholder-news"><p>Shares rose</p></div>')
    assert line.reasons == ()


def test_the_body_element_gives_no_reason():
    """Classes of the page's wrappers speak of the whole page."""
    tree = parse('<html><body class="has-sidebar menu-open"><p>Words</p></body></html>')
    assert visible_lines(tree)[0].reasons == ()


def test_marking_takes_a_repeated_line_once():
    """A sentence that the page shows twice and the extractor has once is taken where it is least suspect."""
    quote = "We would rather lose a summer than lose this bridge"
    shown = lines(
        f'<aside class="related"><p>{quote}</p></aside><article><p>{quote}</p><p>Other words are here too</p></article>'
    )
    assert mark(shown, f"{quote}\nOther words are here too") == [False, True, True]


def test_marking_short_lines():
    """Lines under four words are taken if the extractor has them as lines."""
    shown = lines("<h2>Why now</h2><p>The council agreed to repair it</p><p>Share this</p>")
    assert mark(shown, "Why now\nThe council agreed to repair it") == [True, True, False]


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=30)


@given(WORDS, WORDS)
def test_overlap_is_what_the_scorer_says(a, b):
    """Beside a slow reference that counts 4-grams one by one."""

    def grams(found):
        return [tuple(found[i : i + 4]) for i in range(len(found) - 3)] or ([tuple(found)] if found else [])

    left, rest = grams(a), grams(b)
    total, common = len(left) + len(rest), 0
    for gram in left:
        if gram in rest:
            rest.remove(gram)
            common += 1
    expected = 2 * common / total if total else 0.0
    assert overlap(shingles(a), shingles(b)) == expected
    assert words(" ".join(a)) == a


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "one two", " ", "three", "<td>", "<tr>"]), max_size=30
    )
)
def test_no_word_is_lost_or_doubled(pieces):
    """The lines, joined, are the text of the page, joined."""
    tree = parse(f"<html><body>x{''.join(pieces)}</body></html>")
    assert "".join("".join(line.text for line in visible_lines(tree)).split()) == "".join(tree.text_content().split())
