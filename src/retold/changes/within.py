"""All changes within one link: differ, take out what only moved, and name what is left."""

import re

from retold.changes import lexicon
from retold.changes.kinds import classify
from retold.changes.moves import moved, roles, stretches
from retold.changes.pairs import Pair
from retold.changes.sides import Block, Difference, Side, difference
from retold.changes.sources import is_attribution
from retold.changes.speakers import speakers
from retold.config import Comparing
from retold.types import Change, ChangeKind, LinkKind

_BLANK = re.compile(r"\s+")
_APOSTROPHE = re.compile("['\u2019\u2018\u02bc`\u00b4]")
_HYPHEN = re.compile("[-\u00ad\u2010\u2011\u2013/ ]")
_MIRRORED: dict[ChangeKind, ChangeKind] = {"added": "dropped", "dropped": "added"}


def mirrored(change: Change) -> Change:
    """The same change seen from the other side."""
    because = change.because
    if change.a_span is not None and change.b_span is not None:
        a, b = change.a_span.text, change.b_span.text
        because = because.replace(f"“{a}” / “{b}”", f"“{b}” / “{a}”")
    return Change(
        kind=_MIRRORED.get(change.kind, change.kind),
        a_span=change.b_span,
        b_span=change.a_span,
        matters=change.matters,
        because=because,
    )


def changes_within(a: Side, b: Side, config: Comparing) -> tuple[Change, ...]:
    """What differs between the two sides of a link, in the order of a. Swapping the sides mirrors the result."""
    if (b.keys, b.raws) < (a.keys, a.raws):
        found = [mirrored(change) for change in _changes(b, a, config)]
    else:
        found = _changes(a, b, config)
    return tuple(sorted(found, key=_place))


def _place(change: Change) -> tuple[int, int, str]:
    at = change.a_span.start if change.a_span is not None else -1
    other = change.b_span.start if change.b_span is not None else -1
    return (at if at >= 0 else other, other, change.kind)


def _changes(a: Side, b: Side, config: Comparing) -> list[Change]:
    found = difference(a, b)
    out = _spellings(a, b, found)
    blocks = []
    for block in found.blocks:
        joined = _run_on(a, b, block)
        if joined is None:
            blocks.append(block)
        else:
            out.append(joined)
    if not blocks:
        return out
    swapped = roles(a, b, Difference(tuple(blocks), found.same))
    free_a = {at for block in blocks for at in range(block.a, block.a_end)}
    free_b = {at for block in blocks for at in range(block.b, block.b_end)}
    for change in swapped:
        out.append(change)
        free_a -= _inside(a, change, first=True)
        free_b -= _inside(b, change, first=False)
    for change, said in speakers(a, b, found):
        here, there = set(range(said.a, said.a_end)), set(range(said.b, said.b_end))
        if here & free_a or there & free_b:
            out.append(change)
            free_a -= here
            free_b -= there
    out += moved(a, b, free_a, free_b)
    out += _across(a, b, blocks, free_a, free_b, config)
    anew = len(found.same) < config.told_anew * min(len(a), len(b))
    for block in blocks:
        out += _left_over(a, b, block, free_a, free_b, config, anew=anew)
    return out


def _inside(side: Side, change: Change, *, first: bool) -> set[int]:
    span = change.a_span if first else change.b_span
    return {at for at in range(len(side)) if span is not None and span.start <= side.starts[at] < span.end}


def _spellings(a: Side, b: Side, found: Difference) -> list[Change]:
    """The same word written otherwise: style, or damage where characters were lost."""
    out: list[Change] = []
    for i, j in found.same:
        first, second = a.raws[i], b.raws[j]
        if first == second or (first.lower() == second.lower() and (a.opening[i] or b.opening[j])):
            continue
        lost = ("s" in first and _APOSTROPHE.sub("", first) == second) or (
            "s" in second and _APOSTROPHE.sub("", second) == first
        )
        kind: ChangeKind = "damage" if lost else "style"
        because = f"“{first}” / “{second}”: " + ("a lost apostrophe" if lost else "one word in two spellings")
        out.append(Change(kind=kind, a_span=a.span(i, i + 1), b_span=b.span(j, j + 1), matters=False, because=because))
    return out


def _run_on(a: Side, b: Side, block: Block) -> Change | None:
    """The same letters with blanks or hyphens elsewhere."""
    if block.a == block.a_end or block.b == block.b_end:
        return None
    first, second = ("".join(side.keys[low:high]) for side, low, high in
                     ((a, block.a, block.a_end), (b, block.b, block.b_end)))  # fmt: skip
    if first[0] != second[0] or _HYPHEN.sub("", first) != _HYPHEN.sub("", second):
        return None
    words = max(((a, block.a, block.a_end), (b, block.b, block.b_end)), key=lambda part: part[2] - part[1])
    glued = "\u00ad" in first + second or any(not words[0].content[at] for at in range(words[1], words[2]))
    return Change(
        kind="damage" if glued else "style",
        a_span=a.span(block.a, block.a_end),
        b_span=b.span(block.b, block.b_end),
        matters=False,
        because="a blank or a hyphen too many or too few" if glued else "one word or two",
    )


def _across(
    a: Side, b: Side, blocks: list[Block], free_a: set[int], free_b: set[int], config: Comparing
) -> list[Change]:
    """Words in different places that belong together: verbs of saying, and names of one thing in other colours."""
    out: list[Change] = []
    places_b = [j for j in sorted(free_b) if lexicon.is_cue(b.keys[j])] if free_a else []
    for i in sorted(free_a) if places_b else ():
        if not lexicon.is_cue(a.keys[i]):
            continue
        for j in places_b:
            x, y = a.keys[i], b.keys[j]
            saying = bool(lexicon.reporting(x) and lexicon.reporting(y))
            if j not in free_b or not (saying or (lexicon.shaded(x, y) and a.content[i] and b.content[j])):
                continue
            # The rules for what stands in one place will see it there.
            if not any(block.a <= i < block.a_end and block.b <= j < block.b_end for block in blocks):
                change = classify(Pair(a, b, Block(i, i + 1, j, j + 1), config))
                out.append(change)
                free_a.discard(i)
                free_b.discard(j)
                break
    return out


def _left_over(
    a: Side, b: Side, block: Block, free_a: set[int], free_b: set[int], config: Comparing, *, anew: bool
) -> list[Change]:
    rest_a = [at for at in range(block.a, block.a_end) if at in free_a]
    rest_b = [at for at in range(block.b, block.b_end) if at in free_b]
    if not rest_a and not rest_b:
        return []
    if rest_a and rest_b:
        if (
            not any(a.content[at] for at in rest_a)
            and not any(b.content[at] for at in rest_b)
            and (len(rest_a) < block.a_end - block.a or len(rest_b) < block.b_end - block.b)
        ):
            return []  # what is left of a phrase that moved
        whole = Block(rest_a[0], rest_a[-1] + 1, rest_b[0], rest_b[-1] + 1)
        split = _clauses(a, b, whole, config)
        return [classify(Pair(a, b, each, config, anew=anew)) for each in split]
    side, rest, low = (a, set(rest_a), block.a) if rest_a else (b, set(rest_b), block.b)
    partly = len(rest) < (block.a_end - block.a if rest_a else block.b_end - block.b)
    out = []
    for start, end in _joined(side, stretches(side, rest)):
        if partly and not any(side.content[at] for at in range(start, end)) and low != start:
            continue
        part = Block(start, end, block.b, block.b) if rest_a else Block(block.a, block.a, start, end)
        out.append(classify(Pair(a, b, part, config, anew=anew)))
    return out


def _joined(side: Side, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Clauses put together again unless one of them only says where something is from."""
    out: list[tuple[int, int]] = []
    for start, end in parts:
        if out and out[-1][1] == start and not is_attribution(side, start, end) and not is_attribution(side, *out[-1]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _clauses(a: Side, b: Side, block: Block, config: Comparing) -> list[Block]:
    """Take a clause that only says where something is from out of a stretch in which both sides have words."""
    for side, other, low, high, first in (
        (a, b, block.a, block.a_end, True), (b, a, block.b, block.b_end, False),
    ):  # fmt: skip
        others = range(block.b, block.b_end) if first else range(block.a, block.a_end)
        if any(lexicon.reporting(other.keys[at]) for at in others):
            continue
        parts = stretches(side, set(range(low, high)))
        said = [part for part in parts if is_attribution(side, *part)]
        if len(parts) > 1 and said and said[0] in (parts[0], parts[-1]):
            rest = (said[0][1], high) if said[0] == parts[0] else (low, said[0][0])
            if first:
                ends = block.b if said[0] == parts[0] else block.b_end
                return [Block(*said[0], ends, ends), Block(*rest, block.b, block.b_end)]
            ends = block.a if said[0] == parts[0] else block.a_end
            return [Block(ends, ends, *said[0]), Block(block.a, block.a_end, *rest)]
    return [block]


def kind_of(texts_a: str, texts_b: str, similarity: float, changes: tuple[Change, ...], config: Comparing) -> LinkKind:
    """What the changes make of a link."""
    if any(change.kind not in ("style", "damage") for change in changes):
        return "retold" if similarity < config.retold_below else "edited"
    bare = [_BLANK.sub(" ", _APOSTROPHE.sub("", text)).strip() for text in (texts_a, texts_b)]
    styled = bare[0] != bare[1] and not all(change.kind == "damage" for change in changes)
    return (
        "styled"
        if styled or any(change.kind == "style" for change in changes)
        else ("same" if bare[0] == bare[1] or changes else "styled")
    )
