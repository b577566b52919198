"""The states that an article speaks of, and the offices of its persons in them."""

from functools import cache

from retold.actors.offices import may_hold, offices
from retold.actors.register import Register
from retold.knowledge import mapping, table


def find_offices(register: Register) -> None:
    """Give each person the offices of the tables, as of the article's date."""
    holders = [entry for entry in register.entries if entry.kind == "person" and may_hold(entry.name)]
    countries = _countries(register) if holders else frozenset()
    for entry in holders:
        entry.offices = offices(entry.name, register.article.published, title=entry.title, countries=countries)


def _countries(register: Register) -> frozenset[str]:
    """States that are named, or whose people, bodies or parties are."""
    nations, states = mapping("nations"), _states()
    words = (word.text.casefold() for tree in register.trees for word in tree.words if word.text[0].isupper())
    found = {nations[word] for word in words if word in nations}
    for entry in register.entries:
        found.update(filter(None, (entry.name if entry.kind == "country" else states.get(entry.name),)))
    return frozenset(found)


@cache
def _states() -> dict[str, str]:
    """The state of each body and party that has one."""
    return {row[1]: row[2] for name in ("institutions", "parties") for row in table(name) if len(row) > 2 and row[2]}
