"""Pages in one file each: the brief, two articles compared, stories, a timeline.

No script, no request; phone, dark and paper.
Each quotation links to its sentence in the article, whose text lies in the same file and shows when it is asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial

from jinja2 import Environment
from markupsafe import Markup, escape

from retold import display
from retold.errors import InputError
from retold.lineage import tree
from retold.types import Account, Article, Brief, Cell, Change, Comparison, Link, Matrix, OutletChange, Row, Timeline
from retold.web.charts import series_chart, timeline_chart
from retold.web.drawing import draw
from retold.web.templating import templates

_CONTEXT = 110
"""Characters shown to either side of a change; whole words."""

At = Callable[..., str]
"""Where an article (id) stands, or one of its sentences (index): an address for a link."""


def in_file(article: str, sentence: int | None = None) -> str:
    """Where it stands on a page that holds its articles itself."""
    return f"#a-{article}" if sentence is None else f"#s-{article}-{sentence}"


def brief_page(brief: Brief, *, failed: Sequence[InputError] = ()) -> str:
    """The page. `failed` are inputs that could not be used: they are named at its end."""
    story_of = {article.id: item.story.id for item in brief.items for article in item.story.articles}
    articles = {article.id: article for item in brief.items for article in item.story.articles}
    template = environment().get_template("brief.html")
    return template.render(brief=brief, articles=articles, story_of=story_of, failed=failed)


def compare_page(comparison: Comparison, *, failed: Sequence[InputError] = ()) -> str:
    """Two articles side by side, what differs first."""
    articles = {article.id: article for article in (comparison.a, comparison.b)}
    template = environment().get_template("compare.html")
    return template.render(comparison=comparison, articles=articles, failed=failed)


def stories_page(accounts: Sequence[Account], *, failed: Sequence[InputError] = ()) -> str:
    """Stories with their trees of origins, matrices, edits, and each article beside the fullest."""
    story_of = {article.id: told.story.id for told in accounts for article in told.story.articles}
    articles = {article.id: article for told in accounts for article in told.story.articles}
    template = environment().get_template("stories.html")
    return template.render(accounts=accounts, articles=articles, story_of=story_of, failed=failed)


def timeline_page(timeline: Timeline, *, failed: Sequence[InputError] = ()) -> str:
    """What happened when and how many, drawn and told, each line with its sentences and origins."""
    articles = {article.id: article for story in timeline.stories for article in story.articles}
    template = environment().get_template("timeline.html")
    return template.render(timeline=timeline, articles=articles, failed=failed)


@cache
def environment(at: At = in_file) -> Environment:
    """The templates of these pages, with what they call, compiled once; `at` says where links to articles lead."""
    made = templates(
        at=at,
        change_in_context=change_in_context,
        timeline_chart=timeline_chart,
        series_chart=series_chart,
        drawing=lambda story: draw(tree(story)),
        mark=partial(mark, at=at),
        words=partial(words, at=at),
        display=display,
        side=side,
        title=title,
        by_outlet=by_outlet,
    )
    made.tests["several"] = lambda held: len(held) > 1
    return made


def title(brief: Brief) -> str:
    """What the page is called: the days that it covers."""
    covers = display.period(brief.covers, unknown="")
    return f"Brief, {covers}" if covers else "Brief"


def by_outlet(changes: Iterable[OutletChange]) -> dict[str, list[OutletChange]]:
    """The changes, outlet by outlet, in their order."""
    found: dict[str, list[OutletChange]] = {}
    for change in changes:
        found.setdefault(change.outlet, []).append(change)
    return found


def change_in_context(told: OutletChange, articles: dict[str, Article]) -> Markup:
    """The words taken out and put in, with a little of the sentence around them."""
    before, after = told.change.a_span, told.change.b_span
    around = told.after if after is not None and told.after is not None else told.before
    middle = Markup("")
    if before is not None:
        middle += Markup("<del>{}</del>").format(before.text)
    if before is not None and after is not None:
        middle += Markup(" ")
    if after is not None:
        middle += Markup("<ins>{}</ins>").format(after.text)
    span = after or before
    if around is None or span is None or span not in around.span:
        return middle
    text = articles[around.article].text
    left = _cut(text[around.span.start : span.start], keep_end=True)
    right = _cut(text[span.end : around.span.end], keep_end=False)
    return escape(left) + middle + escape(right)


def _cut(words: str, *, keep_end: bool) -> str:
    """At most `_CONTEXT` characters of the words, whole words, an ellipsis where something is left out."""
    if len(words) <= _CONTEXT:
        return words
    if keep_end:
        return "… " + (words[-_CONTEXT:].partition(" ")[2] or words[-_CONTEXT:])
    return (words[:_CONTEXT].rpartition(" ")[0] or words[:_CONTEXT]) + " …"


def words(comparison: Comparison, change: Change, *, at: At = in_file) -> Markup:
    """The words taken out and put in, each with a link to its sentence."""
    told = []
    for tag, article, span in (("del", comparison.a, change.a_span), ("ins", comparison.b, change.b_span)):
        if span is not None:
            place = next((s.index for s in article.sentences if s.start <= span.start < s.end), 0)
            told.append(
                Markup('<{0} lang="{1}">{2}</{0}> <a class="meta" href="{3}">{4}</a>').format(
                    Markup(tag), article.language, span.text, at(article.id, place), article.name
                )
            )
    return Markup(" ").join(told)


_MARKS = {"own": "+", "kept": "●", "changed": "◐", "dropped": "○"}


def mark(cell: Cell, place: int, row: Row, matrix: Matrix, beside: str, *, at: At = in_file) -> Markup:
    """A cell's sign with its words for those who don't see it, linked to where the two stand `beside` each other."""
    sign = "●" if cell.kind == "own" and place == 0 else _MARKS[cell.kind]
    said = cell.kind if not cell.changes else f"{cell.kind}, {display.count(len(cell.changes), 'change')}"
    shown = Markup('<span aria-hidden="true">{}{}</span><span class="unseen">{}</span>').format(
        sign, len(cell.changes) or "", said
    )
    if cell.kind == "dropped":
        return shown
    article = matrix.articles[place]
    target = beside if place and not row.article else at(article.id, cell.sentences[0])
    return Markup('<a href="{}" title="{}">{}</a>').format(target, said, shown)


def side(comparison: Comparison, link: Link, which: str) -> Markup:
    """One side of a link with its changes marked: what matters boldly, the rest muted."""
    article, indices = (comparison.a, link.a) if which == "a" else (comparison.b, link.b)
    marked = Markup("")
    for index in indices:
        sentence = article.sentences[index]
        for piece in display.pieces(article, sentence.start, sentence.end, link.changes, side=which):
            marked += _marked(piece.text, piece.change, which)
        marked += Markup(" ")
    return marked


def _marked(text: str, change: Change | None, which: str) -> Markup:
    if change is None:
        return escape(text)
    if not change.matters:
        return Markup('<span class="mute" title="{}">{}</span>').format(change.kind, text)
    tag = Markup("del") if which == "a" else Markup("ins")
    return Markup('<{} title="{}">{}</{}>').format(tag, f"{change.kind}: {change.because}", text, tag)
