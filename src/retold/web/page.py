"""The brief as one HTML page: no script, no request, readable on a phone, in the dark and on paper.

Each quotation links to its sentence in the article, whose text lies in the same file and shows when it is asked for.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from retold import display
from retold.errors import InputError
from retold.types import Article, Brief, Change, Comparison, Link, OutletChange

_CONTEXT = 110
"""Characters shown to either side of a change; whole words."""


def brief_page(brief: Brief, *, failed: Sequence[InputError] = ()) -> str:
    """The page. `failed` are inputs that could not be used: they are named at its end."""
    story_of = {article.id: item.story.id for item in brief.items for article in item.story.articles}
    articles = {article.id: article for item in brief.items for article in item.story.articles}
    template = _environment().get_template("brief.html")
    return template.render(brief=brief, articles=articles, story_of=story_of, failed=failed, version=version("retold"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("retold.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        change_in_context=change_in_context,
        display=display,
        side=side,
        title=title,
        by_outlet=by_outlet,
    )
    return environment


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
        return "… " + words[-_CONTEXT:].partition(" ")[2]
    return words[:_CONTEXT].rpartition(" ")[0] + " …"


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
