"""Visible lines of a page, and which of them an extractor took."""

import re
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retold.intake.html import parse
from retold.intake.marking import mark
from retold.intake.shingles import overlap, shingles, words
from retold.intake.visible import Line, visible_lines
from retold.knowledge import mapping, table


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


# --- the walk beside a slow and obvious one ---------------------------------------------------------------------------

KINDS = {row[0]: row[1] for row in table("page_tags")}
REASONS = {row[0]: row[2] for row in table("page_tags") if len(row) > 2}
ROLES = {"navigation": "menu", "search": "form", "dialog": "dialog"}


def obvious(tree) -> list[Line]:
    """Every piece of text with what is around it, asked anew for each; then cut at the breaks."""
    pieces: list[tuple[str, list] | None] = []

    def walk(element, around):
        kind = KINDS.get(element.tag, "block")
        if element.tag in ("br", "hr"):
            pieces.append(None)
        elif kind != "unseen":
            path = [*around, element]
            breaks = not is_inline(path)
            pieces.extend([None] * breaks)
            pieces.append((element.text or "", path))
            for child in element:
                walk(child, path)
            if element.tag in ("td", "th") and not breaks:
                pieces.append((" ", path))
            pieces.extend([None] * breaks)
        if around:
            pieces.append((element.tail or "", around))

    walk(tree, [])
    chunks = [list(group) for cut, group in groupby(pieces, key=lambda piece: piece is None) if not cut]
    numbers = {element: number for number, element in enumerate(opened(tree), 1)}
    return [line for chunk in chunks for line in of_chunk(chunk, numbers)]


def opened(element):
    if element.tag in ("br", "hr") or KINDS.get(element.tag) == "unseen":
        return
    yield element
    for child in element:
        yield from opened(child)


def is_inline(path) -> bool:
    if KINDS.get(path[-1].tag) == "inline":
        return True
    rows = [element for element in path[:-1] if not is_inline(path[: path.index(element) + 1])]
    within = {"td", "th", "br", "tr"} | {tag for tag, kind in KINDS.items() if kind == "inline"}
    return (
        path[-1].tag in ("td", "th")
        and path[-2].tag == "tr"
        and bool(rows)
        and all(inner.tag in within for inner in path[-2].iter())
    )


def reasons_of(path) -> tuple[str, ...]:
    found = []
    for element in path:
        own = [REASONS.get(element.tag), ROLES.get(element.get("role"))]
        words = re.split(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])", f"{element.get('class', '')} {element.get('id', '')}")
        own += [mapping("page_parts").get(word.lower()) for word in words]
        if element.tag not in ("html", "body", "main", "article"):
            found += dict.fromkeys(reason for reason in own if reason)
    return tuple(found)


def is_hidden(path) -> bool:
    return any(
        element.get("hidden") is not None
        or "sr-only" in element.get("class", "").split()
        or "display:none" in element.get("style", "")
        for element in path
    )


def of_chunk(chunk, numbers):
    shown = [(text, path) for text, path in chunk if not is_hidden(path)]
    unseen = [(text, path) for text, path in chunk if is_hidden(path)]
    told = [path for text, path in shown if text.strip()]
    leads = min(told, key=lambda path: len(reasons_of(path))) if told else None
    for part, hidden in ((shown, False), (unseen, True)):
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(text for text, _ in part).strip())
        if text:
            path = leads or next(path for text, path in unseen if text.strip())
            blocks = [place for place in range(len(path)) if not is_inline(path[: place + 1])]
            linked = sum(len(text) for text, path in shown if text.strip() and any(e.tag == "a" for e in path))
            yield Line(
                text=text,
                tag=path[blocks[-1]].tag,
                reasons=reasons_of(path),
                linked=min(1.0, linked / len(text)),
                hidden=hidden,
                inside=any(element.tag in ("article", "main") for element in path),
                parent=numbers[path[blocks[-2]]] if len(blocks) > 1 else 0,
                article=next((numbers[element] for element in path if element.tag == "article"), 0),
            )


ATTRIBUTES = st.sampled_from(
    [
        "",
        "",
        "",
        ' class="main-menu"',
        ' class="shareBar text"',
        ' id="footer"',
        " hidden",
        ' class="sr-only"',
        ' style="display:none"',
        ' role="dialog"',
        ' class="caption" id="comments"',
    ]
)
TAGS = st.sampled_from(
    [
        "div",
        "p",
        "span",
        "b",
        "a",
        "section",
        "article",
        "main",
        "nav",
        "li",
        "h2",
        "figcaption",
        "time",
        "em",
        "script",
    ]
)
LEAVES = st.sampled_from(["", " ", "one", " two ", "\n three", "<br>", "<hr>", "four<!-- five -->six", "<img>", "a b"])
ROW = "<table><tr><td>Alaska</td><td>14<b>!</b></td></tr><tr><td><p>x</p></td><th>y</th></tr></table>"


def element_of(parts) -> str:
    tag, attributes, children = parts
    return f"<{tag}{attributes}>{''.join(children)}</{tag}>"


TREES = st.recursive(
    LEAVES | st.just(ROW),
    lambda inner: st.tuples(TAGS, ATTRIBUTES, st.lists(inner, max_size=4)).map(element_of),
    max_leaves=25,
)


@settings(max_examples=150)
@example(ROW)
@example('<p><span class="caption">one</span> two <a href="/">three</a></p>')
@example('<p hidden>one</p><p><b class="sr-only">two</b> three</p>')
@given(TREES)
def test_lines_are_those_of_an_obvious_walk(body):
    """Text, block, reasons, links, hiding and place are the same, whatever is remembered on the way."""
    tree = parse(f"<html><body>{body}</body></html>")
    if tree is not None:
        assert list(visible_lines(tree)) == obvious(tree)


PROSE = "<p>The ferry ran late on Friday, and on Saturday it ran not at all, which surprised nobody.</p>"


@pytest.mark.parametrize(("beside", "reasons"), [("", ()), (4 * PROSE, ("sidebar",))])
def test_a_sidebar_around_nearly_all_prose_is_none(beside, reasons):
    """Its lines are the page's own then; what else it holds keeps the reasons of its own elements."""
    inside = f'<div class="sidebar">{PROSE}<div class="share">Share</div></div>'
    first, share, *_ = visible_lines(parse(f"<body>{inside}<div>{beside}</div></body>"))
    assert (first.reasons, share.reasons) == (reasons, (*reasons, "share line"))


def test_lines_know_their_outermost_article():
    """Lines of one article, those of an article within it among them, have the same number; others have 0."""
    page = "<body><p>a</p><article><p>b</p><article><p>c</p></article><p>d</p></article><article>e</article>f</body>"
    numbers = [line.article for line in visible_lines(parse(page))]
    assert [number > 0 for number in numbers] == [False, True, True, True, True, False]
    assert numbers[1] == numbers[2] == numbers[3] != numbers[4]
