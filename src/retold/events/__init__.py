"""Events: who did what to whom, when and where, and whether it happened, in PLOVER's types.

Beside PLOVER's types there are STATEMENT, OFFICE (somebody takes or leaves one) and OTHER (a dated clause that no
trigger fits, so that a timeline is not for politics alone). Events rest on the parse and on tables; none is made up,
and one that is merely possible ("could", "if") is left out. Whether two events are one is decided in `claims`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retold.events.after import dated_after
from retold.events.phrases import listed, phrase
from retold.events.roles import Roles
from retold.events.speech import is_saying, speech_acts
from retold.events.status import announces, status_of
from retold.events.triggers import Trigger, find_triggers, noun_type
from retold.events.when import MODIFIERS, Placed, attach, dates, head_of, mended_heads, owner_of, place, shared, spans
from retold.trees import NOUNS, Tree
from retold.types import Article, Event, Parse, Sentence, Span, Statement, Status, TimeExpression

__all__ = ["find_events"]

_HANGING = frozenset({"xcomp", "conj", "pcomp", "prep", "advcl", "acl", "relcl"})
_DEEDS = frozenset({"ASSAULT", "FIGHT", "PROTEST", "COERCE", "SANCTION"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A trigger in its sentence, with what surrounds it."""

    tree: Tree
    sentence: Sentence
    trigger: Trigger
    times: tuple[TimeExpression, ...]
    roles: Roles


def find_events(
    article: Article, parses: Sequence[Parse], times: Sequence[TimeExpression], statements: Sequence[Statement] = ()
) -> tuple[Event, ...]:
    """The events of an article in the order of its text; one that has two times ("in June and August") comes twice.

    `parses` are aligned with `article.sentences`. `statements` give names to pronouns that are sources.
    """
    found: list[Event] = []
    documents: dict[str, str] = {}
    spans = ((s.source.span, s.source.name) for s in statements)
    sources = {(span.start, span.end): name for span, name in spans if span is not None}
    for sentence, parse in zip(article.sentences, parses, strict=True):
        if not parse:
            continue
        found_times = place(sentence, parse, times)
        placed = dates(sentence, found_times)
        tree = Tree(parse, mended_heads(parse, placed))
        when = {i for _, first, last in found_times for i in range(first, last)}
        roles = Roles(tree, when, _named(tree, sentence, sources))
        triggers = [_recalled(tree, trigger, documents) for trigger in find_triggers(tree)]
        triggers += speech_acts(tree, triggers)
        triggers += _others(tree, placed, triggers)
        owned = shared(tree, triggers, attach(tree, placed, triggers))
        for number, trigger in enumerate(triggers):
            told = _Told(tree, sentence, trigger, tuple(owned.get(number, ())), roles)
            found += _events(article, told)
    found.sort(key=lambda e: (e.sentence, e.span.start, e.span.end, e.when.span.start if e.when else -1))
    return dated_after(article, found)


def _recalled(tree: Tree, trigger: Trigger, documents: dict[str, str]) -> Trigger:
    """ "The memo was given": what "a memo requesting a date" was before. `documents` remembers types by noun."""
    if trigger.noun is None or trigger.anchor == trigger.noun or tree.lemma(trigger.noun) not in listed("document"):
        return trigger
    known = documents.get(tree.lemma(trigger.noun))
    definite = any(tree[k].text.lower() in ("the", "that", "this") for k in tree.children(trigger.noun, "det"))
    if known is not None and definite and trigger.type == noun_type(tree, trigger.noun):
        return replace(trigger, type=known)
    documents[tree.lemma(trigger.noun)] = trigger.type
    return trigger


def _named(tree: Tree, sentence: Sentence, sources: Mapping[tuple[int, int], str]) -> dict[int, str]:
    """Pronouns of a sentence that are a source with a name; `sources` are names by place in the article."""
    return {
        i: name
        for i, word in enumerate(tree.words)
        if word.tag == "PRP" and (name := sources.get((sentence.start + word.start, sentence.start + word.end)))
    }


def _others(tree: Tree, placed: Sequence[Placed], triggers: Sequence[Trigger]) -> list[Trigger]:
    """Dated clauses that no trigger fits."""
    found: dict[int, Trigger] = {}
    for expression, first, last in placed:
        definite = expression.period is not None or (
            expression.type in ("DATE", "TIME") and not expression.value.endswith("_REF")
        )
        if not definite or owner_of(tree, first, last, triggers) is not None:
            continue
        head = head_of(tree, first, last)
        noun = tree.heads[head]
        if tree[noun].pos in NOUNS and tree[head].dep in MODIFIERS and not spans(tree, noun):
            continue
        verb = next((i for i in tree.up(head) if tree[i].pos in ("VERB", "AUX")), None)
        if verb is None or tree.distance(head, verb) > 5 or is_saying(tree, verb):
            continue
        if not tree.children(verb, "nsubj", "nsubjpass") and tree[verb].dep not in ("relcl", "acl", "conj", "xcomp"):
            continue
        if any(tree[k].text.lower() in ("i", "we", "you") for k in tree.children(verb, "nsubj")):
            continue  # somebody's words of themselves, not a thing that happened
        while tree[verb].dep == "xcomp" and tree.lemma(tree.heads[verb]) in listed("phase"):
            verb = tree.heads[verb]  # "began crossing"
        holder = tree.heads[tree.heads[verb]]
        if tree[verb].dep == "acl" and tree[tree.heads[verb]].dep == "dobj" and tree.lemma(holder) == "have":
            verb = holder  # "hopes to have a ferry running"
        words = {verb, *tree.children(verb, "xcomp"), *tree.children(verb, "prt", "acomp", "attr", "dobj")}
        if tree.lemma(verb) == "have":
            words |= {k for noun in tree.children(verb, "dobj") for k in tree.children(noun, "acl")}
        if announces(tree, verb):  # "a crossing is planned"
            words |= set(tree.children(verb, "nsubjpass", "nsubj")) - {verb}
            words |= {tree.heads[verb]} if tree[verb].dep in ("relcl", "acl") else set()
        words = {i for i in words if tree[i].tag not in ("WDT", "WP", "PRP")}
        found[verb] = Trigger(anchor=verb, type="OTHER", words=tuple(sorted(words)), because="a dated clause")
    return list(found.values())


def _events(article: Article, told: _Told) -> list[Event]:
    """The events of one trigger: one a time, none if it does not count."""
    status, because = status_of(told.tree, told.trigger)
    if status is None:
        return []
    actors, targets, where = told.roles.of(told.trigger)
    if not _counts(told, status, actors, targets, where):
        return []
    targets = () if told.trigger.type == "STATEMENT" else targets
    times = tuple(t for t in told.times if not _past_plan(article, status, t)) if told.times else ()
    base = told.sentence.start
    first, last = _named_by(told)
    clause = _clause(told)
    return [
        Event(
            span=Span.of(article.text, base + first, base + last),
            type=told.trigger.type,
            actors=actors,
            targets=tuple(t for t in targets if t not in actors),
            when=when,
            place=where,
            status=_timely(article, status, when),
            sentence=told.sentence.index,
            because=f"{told.trigger.type} by {told.trigger.because}, {status} by {because}",
            clause=Span.of(article.text, base + clause[0], base + clause[1]),
        )
        for when in (times or (None,))
    ]


def _timely(article: Article, status: Status, when: TimeExpression | None) -> Status:
    """A thing whose time is yet to come when the article is written has not happened, whatever its verb says."""
    written = article.published.latest
    if status != "happened" or when is None or when.period is None or written is None:
        return status
    return "planned" if when.period.earliest is not None and when.period.earliest >= written else status


def _past_plan(article: Article, status: Status, when: TimeExpression) -> bool:
    """True for a time before the article that is said of a plan: it is the time of planning or of something else."""
    written = article.published.earliest
    if (
        status not in ("planned", "hoped", "requested")
        or written is None
        or when.period is None
        or when.period.latest is None
    ):
        return False
    return when.period.latest <= written


def _counts(told: _Told, status: Status, actors: tuple[str, ...], targets: tuple[str, ...], where: str) -> bool:
    """Whether a reader would call it an event: nouns only with a date or with who did it to whom."""
    tree, trigger = told.tree, told.trigger
    dated = any(time.period is not None or not time.value.endswith("_REF") for time in told.times)
    if trigger.type == "OTHER" and status == "denied":
        return False  # "told not to come back": that something of no known kind was not done is no event
    if trigger.undone is not None:
        return bool(dated or actors or targets or where)
    if trigger.type == "STATEMENT":
        return bool(told.times) or len(trigger.words) > 1
    if status == "requested" and trigger.noun is None and not told.times:
        return tree[trigger.anchor].dep not in ("xcomp", "ccomp", "advcl", "acl")
    if dated:
        return True
    if trigger.anchor != trigger.noun:
        participle = tree[trigger.anchor].dep == "acl" and tree[trigger.anchor].tag == "VBN"
        return bool(actors or where or (targets and not participle))
    return trigger.type in _DEEDS and bool(actors) and (bool(targets) or status == "alleged")


def _named_by(told: _Told) -> tuple[int, int]:
    """Characters of the sentence from the first to the last word that names the event."""
    tree, words = told.tree, told.trigger.words
    first, last = words[0], words[-1]
    if told.trigger.anchor == told.trigger.noun:
        first = min(first, phrase(tree, first)[0])
    elif last - first > 12:  # far apart: the verb alone names it
        first = last = told.trigger.anchor
    return tree[first].start, tree[last].end


def _clause(told: _Told) -> tuple[int, int]:
    """Characters of the sentence that tell the event: its clause with the noun it is about, without what follows."""
    tree, anchor = told.tree, told.trigger.anchor
    top = anchor
    if tree[anchor].dep in _HANGING:
        for above in tree.up(anchor):
            top = above
            if tree[above].pos in NOUNS or tree[above].dep not in _HANGING:
                break
    first, last = tree.first[top], tree.last[top]
    while first < last and (tree[first].pos in ("PUNCT", "SPACE", "CCONJ") and tree[first].text not in "\"“'‘("):
        first += 1
    while last > first and tree[last].pos in ("PUNCT", "SPACE") and tree[last].text not in "\"”'’).%":
        last -= 1
    return tree[first].start, tree[last].end
