"""Names: another one, the same one shorter or longer, or a pronoun in its place."""

from retold.changes import lexicon
from retold.changes.pairs import Pair, all_alike, named, same_names
from retold.changes.wording import slips
from retold.types import Change

_PRONOUNS = frozenset(
    ["he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "we", "i", "you", "who"]
)


def name(pair: Pair) -> Change | None:
    """Another name, or the same one in another form."""
    a, b = (named(*part) for part in pair.parts())
    if not a and not b:
        return None
    if a and b:
        if same_names(pair):
            return pair.change("name", False, f"the same name, shorter or longer: {pair.both()}")
        if all_alike(a, b) or _known_beside(pair):
            return None
        room = 1 if pair.anew else 3
        if len(pair.content("a")) > len(a) + room or len(pair.content("b")) > len(b) + room:
            return None
        if slips(pair):
            return pair.change("damage", False, f"spelling: {pair.both()}")
        return pair.change("name", True, f"another name: {pair.both()}")
    which, other = ("a", "b") if a else ("b", "a")
    people = pair.content(other)
    if people and all(map(lexicon.is_demonym, people)) and len(pair.content(which)) == len(a or b):
        return pair.change("name", True, f"another name: {pair.both()}")
    pronoun = next((key for key in pair.keys(other) if key in _PRONOUNS), None)
    if pronoun is not None and not pair.content(other):
        return _pronoun(pair, which, other, pronoun)
    whole = {lexicon.country(key) for key in pair.part(other)[0].keys}
    if all(lexicon.country(key) in whole for key in (a or b)) or not pair.content(other):
        return None
    if len(pair.content(which)) > 4 or len(pair.content(other)) > 4:
        return None
    if any(lexicon.alike(x, y) for x in pair.content(which) for y in pair.content(other)):
        return None
    return pair.change("name", False, f"a name, described in the other: {pair.both()}")


def _pronoun(pair: Pair, which: str, other: str, pronoun: str) -> Change:
    """A name here, a pronoun there: the same, unless the pronoun stands for a source in its own sentence."""
    side, start, _ = pair.part(other)
    before = [key for key in side.keys[:start] if lexicon.is_source(key)]
    subject = pair.part(which)
    names = {lexicon.country(key) for key in named(*subject)}
    if pronoun == "they" and before and not names & set(side.keys[:start]):
        return pair.change("name", True, f"somebody else acts: “they” are the {before[-1]}, {pair.both()}")
    return pair.change("name", False, f"a name / a pronoun: {pair.both()}")


def _known_beside(pair: Pair) -> bool:
    """True if every name of each stretch stands somewhere in the other side too."""
    a, b = (named(*part) for part in pair.parts())
    return {lexicon.country(k) for k in a} <= set(map(lexicon.country, pair.b.keys)) and {
        lexicon.country(k) for k in b
    } <= set(map(lexicon.country, pair.a.keys))
