"""Who appears in an article: one entry for each person, body or country, however it is called there.

Full names, surnames, titles and spelling variants are joined, and pronouns are resolved by the scores of METHODS.md.
Nothing is looked up outside of the article but lists of titles, given names, states, bodies, parties and offices.
"""

from collections.abc import Sequence

from retold.actors.cast import Cast
from retold.actors.entries import Entry, as_source, with_via
from retold.actors.merging import merge_actors
from retold.actors.names import same_person
from retold.actors.offices import offices
from retold.actors.pronouns import PRONOUNS
from retold.trees import Tree
from retold.types import Actor, Article, Parse

__all__ = [
    "PRONOUNS",
    "Cast",
    "Entry",
    "as_source",
    "find_actors",
    "merge_actors",
    "offices",
    "same_person",
    "with_via",
]


def find_actors(
    article: Article, parses: Sequence[Parse], *, quoted: Sequence[tuple[int, int]] = ()
) -> tuple[Actor, ...]:
    """All actors, in order of first mention; `quoted` are the character ranges of quotations, in order."""
    return Cast(article, [Tree(parse) for parse in parses], quoted=quoted).actors
