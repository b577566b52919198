"""An affair as a page in one file: stories with reasons, timeline, figures, statements by actor, outlets' habits."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment

from retold.display import affairs as words
from retold.errors import InputError
from retold.types import AffairAccount
from retold.web import page


@cache
def _environment() -> Environment:
    made = page.environment().overlay()
    made.globals = {**made.globals, "criteria": words.criteria, "habits": words.habits}
    return made


def affair_page(account: AffairAccount, *, failed: Sequence[InputError] = ()) -> str:
    """The page. Each quotation links to its sentence in the article, whose text lies in the same file."""
    articles = {article.id: article for story in account.stories for article in story.articles}
    story_of = {article.id: story.id for story in account.stories for article in story.articles}
    inputs = {i: article.title or article.input for i, article in articles.items()}
    template = _environment().get_template("affair.html")
    return template.render(
        account=account,
        articles=articles,
        inputs=inputs,
        story_of=story_of,
        failed=failed,
    )
