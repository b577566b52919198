"""Which words of a sentence name an event, and of which type: verbs, light verbs with a noun, and nouns.

The lexicon is the table event_triggers. Whether it happened, who took part and when is decided elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from retold.events.phrases import inner, listed
from retold.knowledge import table
from retold.trees import NOUNS, Tree
from retold.types import Status

#: A verb's keys in the tables, each with its words.
Keys = list[tuple[str, tuple[int, ...]]]
_VERBAL_OBJECTS = ("dobj", "attr", "oprd", "nsubjpass", "dative")
_FOLLOWERS = ("following", "including", "regarding", "concerning", "according", "pending", "given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Words that name an event."""

    #: The word by which the sentence treats it: the verb, or the noun where there is no verb.
    anchor: int
    type: str
    #: Words that name it, ascending; the anchor is among them.
    words: tuple[int, ...]
    #: The noun that names it, if one does ("request" in "sent a request").
    noun: int | None = None
    because: str = ""
    #: True if the trigger is itself the act ("is willing to"), so that no word around it decides its status.
    act: bool = False
    #: What a verb of undoing makes of the noun: "denied" in "cancelled the talks", "planned" in "postponed the talks".
    undone: Status | None = None


Entry = tuple[str, frozenset[str]]


@cache
def _entries() -> dict[tuple[str, str], tuple[Entry, ...]]:
    """(lemmas, V or N) to the types with the objects they need; those that need one come first."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for trigger, pos, kind, needed in table("event_triggers"):
        wanted = frozenset() if needed == "-" else frozenset(needed.split(","))
        found.setdefault((trigger, pos), []).append((kind, wanted))
    return {key: tuple(sorted(entries, key=lambda e: (not e[1], e[0]))) for key, entries in found.items()}


@cache
def _light(role: str) -> frozenset[str]:
    return frozenset(row[0] for row in table("light_verbs") if row[1] == role)


def noun_type(tree: Tree, i: int) -> str | None:
    """The type that a noun names: "air strike" before "strike"."""
    if tree[i].pos not in NOUNS:
        return None
    lemma = tree.lemma(i)
    before = [f"{tree.lemma(k)} {lemma}" for k in tree.children(i, "compound", "amod", "nmod")]
    if lemma in listed("vague"):  # "a mediation effort"
        inner = [k for k in tree.children(i, "compound", "nmod") if tree[k].pos in NOUNS]
        return next((kind for kind in (noun_type(tree, k) for k in inner) if kind is not None), None)
    for key in (*before, lemma):
        entries = _entries().get((key, "N"))
        if entries and not (tree[i].tag == "NNP" and key == lemma):
            return entries[0][0]
    return None


def find_triggers(tree: Tree) -> list[Trigger]:
    """All triggers of a sentence, in order; a noun that a light verb needs is not told twice."""
    found: list[Trigger] = []
    taken: set[int] = set()
    for i, word in enumerate(tree.words):
        if word.tag.startswith("VB") and word.dep not in ("aux", "auxpass"):
            if word.dep in ("prep", "pcomp") and word.text.lower() in _FOLLOWERS:
                continue
            if word.dep == "amod" or (word.pos not in ("VERB", "AUX")):
                continue
            keys = _keys(tree, i)
            trigger = _restricted(tree, i, keys) or _through_noun(tree, i, keys) or _plain(tree, i, keys)
            if trigger is not None:
                found.append(trigger)
                taken.update(trigger.words)
    for i in range(len(tree.words)):
        kind = noun_type(tree, i) if i not in taken else None
        if kind is not None and not any(i in t.words for t in found):
            found.append(Trigger(anchor=i, type=kind, words=(i,), noun=i, because=f"“{tree[i].text}”"))
    undone = list(_undone(tree))
    dropped = {(i, trigger.type) for trigger in undone for i in (trigger.anchor, tree.heads[trigger.anchor])}
    kept = [trigger for trigger in _merged(tree, found) if (trigger.anchor, trigger.type) not in dropped]
    return sorted([*kept, *undone], key=lambda trigger: (trigger.anchor, trigger.undone or ""))


def _undone(tree: Tree) -> Iterator[Trigger]:
    """What was called off or put off is an event of its own beside the act: its history ends, or goes on, with it."""
    for i, word in enumerate(tree.words):
        if word.pos != "VERB":
            continue
        status = next((_undoing()[key] for key, _ in _keys(tree, i) if key in _undoing()), None)
        if status is None:
            continue
        for k in tree.children(i, "dobj", "nsubjpass"):
            noun = inner(tree, k)
            kind = noun_type(tree, noun)
            if kind is not None:
                because = f"“{tree[noun].text}” under “{word.text}”"
                yield Trigger(anchor=noun, type=kind, words=(noun,), noun=noun, because=because, undone=status)


@cache
def _undoing() -> dict[str, Status]:
    return {row[0]: row[1] for row in table("event_undoing")}  # type: ignore[misc]


def _keys(tree: Tree, i: int) -> Keys:
    """The verb with each particle or preposition of its own, then alone."""
    lemma = tree.lemma(i)
    near = [k for k in tree.children(i, "prt", "prep", "advmod", "mark", "dative", "acomp") if i < k <= i + 4]
    near += [n for k in tree.children(i, "advcl", "ccomp", "xcomp") for n in tree.children(k, "mark") if n == i + 1]
    near += [k for obj in tree.children(i, "dobj") for k in tree.children(obj, "prt") if k > i]
    return [(f"{lemma} {tree[k].text.lower()}", (i, k)) for k in near] + [(lemma, (i,))]


def _heads(tree: Tree, i: int) -> list[int]:
    """The nouns that a verb is about: objects, else (without object) its subject."""
    heads = [n for k in tree.children(i, *_VERBAL_OBJECTS) for n in tree.conjuncts(k)]
    heads += [k for k in tree.children(i, "xcomp", "ccomp")]
    heads += tree.objects_of(i)
    return heads or [n for k in tree.children(i, "nsubj") for n in tree.conjuncts(k)]


def _lemmas(tree: Tree, i: int) -> set[str]:
    """Its lemma and those of its modifiers and contents: "military aid program", "tons of food"."""
    nouns = [i, *tree.children(i, "compound", "amod", "nmod")]
    nouns += [n for k in tree.objects_of(i, "of", "in", "to", "for") for n in tree.conjuncts(k)]
    nouns += [m for n in nouns[1:] for m in tree.children(n, "compound")]
    return {tree.lemma(n) for n in nouns} | {tree[n].text.lower() for n in nouns}


def _restricted(tree: Tree, i: int, keys: Keys) -> Trigger | None:
    """A verb that is a trigger with this object only."""
    heads: list[tuple[int, set[str]]] | None = None
    for key, words in keys:
        for kind, wanted in _entries().get((key, "V"), ()):
            if not wanted:
                continue
            if heads is None:
                heads = [(head, _lemmas(tree, head)) for head in _heads(tree, i)]
                heads += [(k, {tree.lemma(k)}) for k in tree.children(i, "nsubj") if tree.child(i, "dobj") is None]
                heads += [(n, {tree.lemma(n)}) for k in tree.children(i, "nsubj") for n in tree.objects_of(k, "of")]
            for head, lemmas in heads:
                if lemmas & wanted:
                    noun = head if tree[head].pos in NOUNS else None
                    named = tuple(sorted({*words, head})) if noun is not None else words
                    return _told(tree, i, kind, named, noun)
    return None


def _plain(tree: Tree, i: int, keys: Keys) -> Trigger | None:
    """A verb that is a trigger whatever its object."""
    for key, words in keys:
        for kind, wanted in _entries().get((key, "V"), ()):
            if not wanted:
                return _told(tree, i, kind, tuple(sorted(words)), None)
    return None


def _through_noun(tree: Tree, i: int, keys: Keys) -> Trigger | None:
    """A light verb: what happens is named by its object ("sent a request") or its subject ("talks began")."""
    for key, words in keys:
        if key in _light("object"):
            for k in tree.children(i, "dobj", "nsubjpass", "attr"):
                noun = inner(tree, k)
                kind = _document(tree, i, noun) or noun_type(tree, noun)
                if kind is not None:
                    return _told(tree, i, kind, tuple(sorted({*words, k, noun})), noun)
        if key in _light("subject"):
            for k in (*tree.children(i, "nsubj", "nsubjpass"), *_relative(tree, i)):
                noun = inner(tree, k)
                kind = noun_type(tree, noun)
                if kind is not None:
                    named = set(words) if tree[i].dep == "relcl" else {*words, k, noun}
                    return _told(tree, i, kind, tuple(sorted(named)), noun)
    for noun in tree.objects_of(i, "for"):  # "returned to Geneva for talks"
        if tree.lemma(i) in listed("going"):
            kind = noun_type(tree, inner(tree, noun))
            if kind is not None:
                return _told(tree, i, kind, (i, noun), noun)
    return None


def _relative(tree: Tree, i: int) -> list[int]:
    """The noun that a relative clause is about."""
    return [tree.heads[i]] if tree[i].dep == "relcl" and tree[tree.heads[i]].pos in NOUNS else []


def _document(tree: Tree, verb: int, noun: int) -> str | None:
    """What a document does: "a memo requesting a date", "a resolution to oust them" ask."""
    if tree.lemma(noun) not in listed("document"):
        return None
    clauses = [*tree.children(noun, "acl", "relcl"), *(k for k in tree.children(verb, "advcl", "acl") if k > noun)]
    clauses += [k for pobj in tree.objects_of(verb) for k in tree.children(pobj, "acl", "relcl")]
    for clause in clauses:
        keys = _keys(tree, clause)
        inner = _restricted(tree, clause, keys) or _plain(tree, clause, keys)
        if inner is not None and inner.type in ("REQUEST", "REJECT", "ACCUSE", "THREATEN", "SUPPORT"):
            return inner.type
        if tree[clause].tag == "VB":
            return "REQUEST"
    return None


def _told(tree: Tree, i: int, kind: str, words: tuple[int, ...], noun: int | None) -> Trigger:
    shown = " ".join(tree[w].text for w in words)
    return Trigger(anchor=i, type=kind, words=tuple(sorted({i, *words})), noun=noun, because=f"“{shown}”")


def _merged(tree: Tree, found: list[Trigger]) -> list[Trigger]:
    """Leave out what only tells the outcome of another: "an airstrike that killed ...", "attacked ..., killing 3"."""
    violent = ("ASSAULT", "FIGHT")
    heads = {word: t for t in found for word in t.words}
    kept = []
    for trigger in found:
        above = tree.heads[trigger.anchor]
        other = heads.get(above)
        hanging = tree[trigger.anchor].dep in ("acl", "relcl", "advcl") and above != trigger.anchor
        if other is trigger:
            other = None
        light = other is not None and other.noun not in (None, other.anchor)
        if hanging and light and other is not None and other.type == trigger.type:
            continue  # "sent a memo requesting": one request
        outcome = tree[trigger.anchor].dep in ("relcl", "advcl", "acl", "conj") and trigger.type in violent
        result = tree[trigger.anchor].dep != "conj" or tree.lemma(trigger.anchor) in listed("outcome")
        if outcome and result and other is not None and other.type in violent and trigger.noun is None:
            continue
        by = tree.child(above, "nsubj") if tree[above].tag.startswith("VB") else None
        if trigger.noun == trigger.anchor and by == trigger.anchor and trigger.type in violent:
            verb = heads.get(above)
            if verb is not None and verb.type in violent:  # "a bombing killed three" is one event
                continue
        if trigger.noun == trigger.anchor and trigger.type in violent and tree[trigger.anchor].dep == "pobj":
            verb = heads.get(tree.heads[above])
            if verb is not None and verb.type in violent and tree[above].text.lower() in ("in", "by", "during"):
                continue  # "wounded two soldiers in a bomb attack"
        kept.append(trigger)
    return kept
