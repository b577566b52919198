"""Which time expression belongs to which event of a sentence: the nearest by the tree.

A range ("from 3 to 5 May") is one time; an end ("until May") or a start ("since May") is none. Expressions are found in
`times`; nothing is resolved here but a length of days counted from another time of the sentence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from retold.events.triggers import Trigger
from retold.knowledge import table
from retold.sentences import dateline_end
from retold.trees import NOUNS, Tree
from retold.types import Parse, Period, Sentence, Span, TimeExpression

Placed = tuple[TimeExpression, int, int]

#: Prepositions before what is spoken of, which need not have happened then.
_TOPICS = frozenset({"about", "against", "concerning", "for", "of", "on", "over", "regarding", "to"})
#: Words before an end or a start, which is not when it happens.
_ENDS = re.compile(r"\b(?:until|till|til|since)\s+(?:at\s+least\s+|the\s+)?$", re.I)
_RANGE = re.compile(r"\s*(?:[-–—]|\b(?:to|and|through|thru|until|till|til)\b)\s*(?:the\s+)?", re.I)
_AND = re.compile(r"\s*and\b", re.I)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.I)
#: "Wednesday, two days after ...": what stands between the time and the length, and behind the length.
_COMMA = re.compile(r",?\s+")
_ORDER = re.compile(r"\s+(after|before)\b", re.I)
_DAYS = re.compile(r"P(\d{1,3})([DW])")
#: Words that make a noun a time: "during the Monday rush", unlike "at the Christmas party".
_SPANS = ("during", "over", "throughout")
MODIFIERS = frozenset({"compound", "nmod", "amod", "poss", "nummod"})
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "conj"})


def place(sentence: Sentence, parse: Parse, times: Sequence[TimeExpression]) -> list[Placed]:
    """The time expressions of a sentence, each with its first word and one past its last."""
    found = []
    body = dateline_end(sentence.text)
    inside = [t for t in times if body <= t.span.start - sentence.start and t.span.end <= sentence.end]
    for expression in _counted(sentence, _ranges(sentence, inside)):
        low, high = expression.span.start - sentence.start, expression.span.end - sentence.start
        words = [i for i, word in enumerate(parse) if word.start < high and word.end > low]
        if words:
            found.append((expression, words[0], words[-1] + 1))
    return found


def dates(sentence: Sentence, placed: Sequence[Placed]) -> list[Placed]:
    """Those that say when something happens."""
    found = []
    for expression, first, last in placed:
        before = sentence.text[: expression.span.start - sentence.start]
        if expression.type == "SET" or _ENDS.search(before[-20:]):
            continue
        if expression.type == "DURATION" and expression.period is None and "X" not in expression.value:
            continue
        found.append((expression, first, last))
    return found


def _ranges(sentence: Sentence, times: Sequence[TimeExpression]) -> Iterator[TimeExpression]:
    """Two times that are the ends of one as one: "between 9 and 11 March"."""
    held: TimeExpression | None = None
    for expression in sorted(times, key=lambda t: t.span.start):
        joined = None if held is None else _range(sentence, held, expression)
        if held is not None and joined is None:
            yield held
        held = joined or expression
    if held is not None:
        yield held


def _range(sentence: Sentence, first: TimeExpression, last: TimeExpression) -> TimeExpression | None:
    if first.period is None or last.period is None or first.type != last.type:
        return None
    start, end = first.period.earliest, last.period.latest
    text, base = sentence.text, sentence.start
    between = text[first.span.end - base : last.span.start - base]
    if start is None or end is None or start >= end or not _RANGE.fullmatch(between):
        return None
    before = text[: first.span.start - base]
    if _AND.match(between) and not _BETWEEN.search(before):
        return None  # "last June and August" are two
    if any(word in _moving() for word in re.findall(r"\w+", before.lower())):
        return None  # "moved the talks from May to June"
    span = Span.of(text, first.span.start - base, last.span.end - base)
    return TimeExpression(
        span=Span(span.start + base, span.end + base, span.text),
        type=first.type,
        value=f"{first.value}/{last.value}",
        period=Period(earliest=start, latest=end),
        because=f"from “{first.span.text}” to “{last.span.text}”",
    )


@cache
def _moving() -> frozenset[str]:
    """First words of verbs that put something off, in their forms."""
    verbs = [row[0].split()[0] for row in table("event_undoing") if row[1] == "planned"]
    return frozenset(
        form for v in verbs for form in (v, f"{v}s", f"{v.removesuffix('e')}ed", f"{v.removesuffix('e')}ing")
    )


def _counted(sentence: Sentence, times: Iterable[TimeExpression]) -> Iterator[TimeExpression]:
    """A length that is counted from the time before it gets a day: "Wednesday, two days after"."""
    last: TimeExpression | None = None
    for expression in times:
        yield (_from(sentence, last, expression) if last is not None else None) or expression
        last = expression


def _from(sentence: Sentence, day: TimeExpression, length: TimeExpression) -> TimeExpression | None:
    base = sentence.start
    order = _ORDER.match(sentence.text, length.span.end - base)
    days = _DAYS.fullmatch(length.value) if length.type == "DURATION" else None
    beside = _COMMA.fullmatch(sentence.text[day.span.end - base : length.span.start - base])
    period = day.period
    if not order or not days or not beside or period is None or period.earliest is None or period.latest is None:
        return None
    step = timedelta(days=int(days[1]) * (7 if days[2] == "W" else 1)) * (-1 if order[1].lower() == "after" else 1)
    counted = Period(earliest=period.earliest + step, latest=period.latest + step)
    value = f"{period.earliest + step:%Y-%m-%d}"
    because = f"“{length.span.text}{order[0]}” it was {day.span.text}"
    return replace(length, type="DATE", value=value, period=counted, because=because)


def mended_heads(parse: Parse, placed: Sequence[Placed]) -> list[int]:
    """The heads of a parse, where a relative clause belongs to the noun before "in January", never to January, and
    "Wednesday, two days after ..." to the verb before.
    """
    heads = [word.head for word in parse]
    for n, (_, first, last) in enumerate(placed):
        for i, head in enumerate(heads):
            if parse[i].dep in ("relcl", "acl") and first <= head < last:
                noun = next((j for j in range(first - 1, -1, -1) if parse[j].pos in NOUNS), None)
                if noun is not None and noun != i:
                    heads[i] = noun
        if n + 1 < len(placed) and " it was " in placed[n + 1][0].because:
            verb = next((j for j in range(first - 1, -1, -1) if parse[j].tag.startswith("VB")), None)
            hanging = [i for i in range(first, last) if not first <= heads[i] < last]
            for i in hanging if verb is not None else ():
                heads[i] = verb  # type: ignore[assignment]
    return heads


def head_of(tree: Tree, first: int, last: int) -> int:
    """The word of a time expression by which it hangs on the rest."""
    for i in range(first, last):
        if not first <= tree.heads[i] < last:
            return i
    return first


def attach(tree: Tree, placed: Sequence[Placed], triggers: Sequence[Trigger]) -> dict[int, list[TimeExpression]]:
    """Place in `triggers` to its time expressions, in order. Definite times win over "recently"."""
    found: dict[int, list[TimeExpression]] = {}
    for expression, first, last in placed:
        owner = owner_of(tree, first, last, triggers)
        if owner is not None:
            owner = _put_off(tree, first, last, triggers, owner)
            found.setdefault(owner, []).append(expression)
    return {i: _narrowest([e for e in own if e.period is not None]) or own[:1] for i, own in found.items()}


def shared(
    tree: Tree, triggers: Sequence[Trigger], owned: dict[int, list[TimeExpression]]
) -> dict[int, list[TimeExpression]]:
    """The same, where a participle behind its verb has the verb's time: "dropped on Monday, injuring 14 people"."""
    found = dict(owned)
    anchors = {trigger.anchor: number for number, trigger in enumerate(triggers)}
    for number, trigger in enumerate(triggers):
        verb = trigger.anchor
        above = tree.heads[verb]
        if tree[verb].dep == "conj" and tree[above].tag == tree[verb].tag == "VBG":
            above = tree.heads[above]  # "injuring 14 people and cutting the town in half"
        if number in owned or tree[verb].tag != "VBG" or above >= verb or anchors.get(above) not in owned:
            continue
        if tree[verb].dep in ("advcl", "conj") and not tree.children(verb, "mark", "aux", "nsubj", "prep", "advmod"):
            found[number] = owned[anchors[above]]
    return found


def _put_off(tree: Tree, first: int, last: int, triggers: Sequence[Trigger], owner: int) -> int:
    """ "postponed the talks to May": May is when the talks are to be, not when they were postponed."""
    head = tree.heads[head_of(tree, first, last)]
    if tree[head].text.lower() not in ("to", "for", "until"):
        return owner
    verb = triggers[owner].anchor
    moved = (n for n, t in enumerate(triggers) if t.undone == "planned" and tree.heads[t.anchor] == verb)
    return next(moved, owner)


def _narrowest(times: list[TimeExpression]) -> list[TimeExpression]:
    """Without those that another is within: "5:30 a.m. on Friday" is one time."""
    return [e for e in times if not any(o is not e and _within(o.period, e.period) for o in times)]


def _within(inner: Period | None, outer: Period | None) -> bool:
    if inner is None or outer is None or inner == outer:
        return False
    if None in (inner.earliest, inner.latest, outer.earliest, outer.latest):
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest  # type: ignore[operator]


def owner_of(tree: Tree, first: int, last: int, triggers: Sequence[Trigger]) -> int | None:
    """The trigger that a time expression belongs to, as a place in `triggers`; None if its clause has none."""
    head = head_of(tree, first, last)
    noun = tree.heads[head]
    modifies = tree[head].dep in MODIFIERS and tree[noun].pos in NOUNS and not first <= noun < last
    if modifies and spans(tree, noun):
        modifies = False
    if modifies and not any(noun in trigger.words for trigger in triggers):
        return None  # "the Christmas party", "his Monday column": the noun's, not the event's
    path = [head, *tree.up(head)]
    reach = len(path)
    for steps, i in enumerate(path):
        # Beyond the verb of its own clause a time has no say; a complement ("set to resume", "held talks") is nearer.
        if tree[i].tag.startswith("VB") and steps:
            reach = steps
            break
    best: tuple[float, int, int] | None = None
    for number, trigger in enumerate(triggers):
        for word in trigger.words:
            if first <= word < last:
                continue
            distance = _cost(tree, path, reach, word)
            if distance is None:
                continue
            key = (distance, abs(word - head), number)
            if best is None or key < best:
                best = key
    return None if best is None else best[2]


def _cost(tree: Tree, path: list[int], reach: int, word: int) -> float | None:
    """Steps from the time to a word; None if they are in different clauses."""
    here = set(path)
    down, i = 0, word
    for i in (word, *tree.up(word)):
        if i in here:
            break
        if tree[i].tag.startswith("VB") and tree[i].dep in _CLAUSES:
            return None  # a clause of its own, below the one that is dated
        if tree[i].dep == "pobj" and tree[tree.heads[i]].text.lower() in _TOPICS:
            return None  # "met in June over the withdrawal": June is when they met
        down += 1
    else:
        return None
    steps = path.index(i)
    if steps > reach and not _carried(tree, path[reach:steps]):
        return None
    return steps + down


def spans(tree: Tree, noun: int) -> bool:
    """True for a noun that is a time by its preposition."""
    return tree[noun].dep == "pobj" and tree[tree.heads[noun]].text.lower() in _SPANS


def _carried(tree: Tree, between: list[int]) -> bool:
    """True if every verb on the way up is a mere part of the one above: "began taking", "set to resume"."""
    return all(
        tree[i].dep in ("xcomp", "aux", "auxpass", "acl", "pcomp", "prep")
        or (tree[i].dep == "conj" and tree[i].tag in ("VB", "VBG", "VBN") and not tree.children(i, "aux", "nsubj"))
        for i in between
    )
