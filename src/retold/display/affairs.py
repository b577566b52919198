"""Affairs in words: by what they are followed, and what outlets make of the texts they take over."""

from collections.abc import Iterator, Mapping

from retold.affairs import name_of
from retold.display import count
from retold.types import Affair, Habits


def criteria(value: Affair, examples: Mapping[str, str]) -> list[tuple[str, str]]:
    """The criteria in words, those of one kind together."""
    told = [
        ("words", [f"'{words}'" for words in value.words]),
        ("actors", value.actors),
        ("like", [examples.get(i, i) for i in value.examples]),
        ("about", [name_of(code) for code in value.countries]),
        ("without", [f"'{words}'" for words in value.without]),
    ]
    return [(label, ", ".join(words)) for label, words in told if words] or [("takes in", "all stories")]


def habits(one: Habits) -> Iterator[str]:
    """ "4 articles", "3 taken over, 2 of them uncredited", "5 attributions dropped" and so on."""
    yield count(one.articles, "article")
    if one.taken_over:
        uncredited = f", {one.uncredited} of them uncredited" if one.uncredited else ""
        yield f"{one.taken_over} taken over{uncredited}"
    if one.unattributed:
        yield f"{count(one.unattributed, 'attribution')} dropped"
    if one.changes:
        yield "changes that matter: " + ", ".join(f"{kind} {number}" for kind, number in one.changes.items())
    if one.edited:
        silently = f", {one.silently} of them in silence" if one.silently else ""
        yield f"{count(one.edited, 'article')} edited after publication{silently}"
