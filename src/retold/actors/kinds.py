"""What kind of actor a capitalised name is: by tables of states, bodies, parties and places, else by its own words.

One name is judged at a time, with where it stands in its sentence; whether two names are one actor's is decided in the
cast.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from retold.actors.names import FIRM, holds, is_acronym, is_body, name_words, split_name
from retold.actors.runs import Run, apposition, is_which, parse_head
from retold.knowledge import mapping, table, words
from retold.trees import Tree
from retold.types import ActorKind

#: A name of more words is a body's or a title's.
_LONGEST_NAME = 5
#: Where a single given name stands for a person.
_DOES = frozenset({"nsubj", "nsubjpass", "appos", "poss", "agent", "dative"})
#: Prepositions before a capital that is a place and no government.
_LOCATIVE = frozenset(
    {"across", "around", "at", "from", "in", "inside", "into", "near", "of", "outside", "through", "to"}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A name's kind, and the name to show for it."""

    kind: ActorKind
    shown: str
    #: Whether it is a word for a party's people: "Democrats".
    plural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the whole article tells of its names."""

    #: Names that its credits have.
    media: Collection[str]
    #: Single names that speak as persons do.
    speaking: Collection[str]
    #: Names that mostly stand after "in", "at", "near" or "from".
    placed: Collection[str]
    #: Last words of all names.
    last: Collection[str]


def judge(run: Run, tree: Tree, name: str, known: Known) -> Judged:
    """The kind of a run whose name, without titles, is `name`."""
    lower = name.casefold()
    if tree[run.last].pos == "NOUN" and tree[run.last].lemma in name_words("rule"):
        return Judged("institution", f"the {name}")
    listed = _listed(run, tree, lower)
    if listed is not None:
        return listed
    credited = next((media for media in known.media if lower in media.casefold()), None) if len(name) > 1 else None
    if credited is not None or (holds(name, "media") and not run.title):
        return Judged("media", credited or name)
    if lower in words("place_names"):
        return Judged("place", name)
    if holds(name, "people") and run.first == run.last:
        return Judged("group", name, plural=True)
    size = run.last - run.name + 1
    if split_name(name)[0] in mapping("given_names") and size <= _LONGEST_NAME and not is_body(name):
        return Judged("person", name)
    place = holds(name, "place") or name in known.placed or mapping("single_names").get(lower) == "place"
    if holds(name, "party"):
        return Judged("party", name)
    if is_body(name) or size > _LONGEST_NAME or is_acronym(name):
        return Judged("place" if place and not is_body(name) else "institution", name)
    # "Calder Crossings": a person's surname is seldom a plural.
    if (
        any(tree[at].tag == "NNPS" for at in range(run.name + 1, run.last))
        or tree[run.last].tag == "NNPS"
        or FIRM.search(name)
        or holds(name, "place")
        or is_which(run, tree)
    ):
        return Judged("place" if place else "institution", name)
    if run.title or run.gender or apposition(run, tree):
        return Judged("person", name)
    the = run.first > 0 and tree[run.first - 1].text.casefold() == "the"
    if lower in mapping("given_names") and not place and not the and tree[run.last].dep in _DOES:
        return Judged("person", name)
    if (2 <= size <= 4 and not the and name not in known.placed and not name.isupper()) or name in known.speaking:
        return Judged("person", name)
    return Judged("place" if place else "institution", name)


def _listed(run: Run, tree: Tree, lower: str) -> Judged | None:
    """What the tables say of the name."""
    institution, party = mapping("institutions").get(lower), _parties().get(lower)
    if institution is not None:
        return Judged("institution", institution)
    if party is not None and not (run.title and party[1]):
        return Judged("party", *party)
    state = mapping("nations").get(lower)
    if state is None or run.title:
        return None
    if lower in _capitals() and _is_where(run, tree):
        return Judged("place", tree.text(run.name, run.last))
    return Judged("country", state)


def _is_where(run: Run, tree: Tree) -> bool:
    """`in Baghdad`: a capital speaks for its government only where it isn't where something is."""
    at = parse_head(tree, run.first, run.last)
    for up in tree.up(at):
        if tree[at].dep not in ("conj", "appos"):
            break
        at = up
    return tree[at].dep == "pobj" and tree.head(at).lemma in _LOCATIVE


@cache
def _parties() -> dict[str, tuple[str, bool]]:
    """By the name in lower case: the name to show, and whether the word means the party's people."""
    return {row[0]: (row[1], row[3:] == ("people",)) for row in table("parties")}


@cache
def _capitals() -> frozenset[str]:
    return frozenset(row[0] for row in table("nations") if row[2] == "capital")
