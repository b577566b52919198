"""Articles made of a few words and really parsed, with one parser for the whole run."""

from functools import cache

from retold.parsing import SpacyParser
from retold.testing import make_article
from retold.times import find_times
from retold.trees import parse_article


@cache
def parser():
    """The parser that all tests share: loading the model takes more than a second."""
    return SpacyParser()


def parsed(body, **options):
    """An article with its parses and times."""
    article = make_article(body, **options)
    return article, parse_article(article, parser()), find_times(article.text, article.published)
