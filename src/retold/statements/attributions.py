"""Attributions of a whole article, in characters: frames of its sentences, and quotations that go on without a cue.

A quotation belongs to the cue beside it; one that stands alone belongs to whoever was quoted last in its paragraph,
or in the paragraph before if that ended with a quotation. Names are resolved elsewhere.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retold.statements.across import lone_cue, paragraph_end, speaker_before_colon, stands_alone, words_beside
from retold.statements.frames import find_frames
from retold.statements.quotes import Quotation
from retold.statements.sayings import Frame
from retold.trees import Tree
from retold.types import Sentence

#: Attributions back among which the speaker of a quotation without a cue is looked for.
_NEAR = 12
#: Characters of a quotation below which it is a word or a title, not a sentence.
_SHORTEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A frame with character ranges into the article."""

    #: Index of the sentence of the cue.
    sentence: int
    frame: Frame
    cue: tuple[int, int]
    #: None if the sentence doesn't say who.
    source: tuple[int, int] | None
    content: tuple[int, int]
    #: Whether it is a quotation beside its cue, or one that goes on.
    quoted: bool
    #: True for a quotation without a cue of its own.
    continues: bool = False


def find_attributions(
    text: str, sentences: Sequence[Sentence], trees: Sequence[Tree], quotations: Sequence[Quotation]
) -> list[Attribution]:
    """All attributions, by place of cue; continued quotations after the one they continue."""
    found: list[Attribution] = []
    at = 0
    floor = 0
    for sentence, tree in zip(sentences, trees, strict=True):
        if sentence.start < floor:
            continue  # what a speaker in a transcript says is that speaker's
        while at < len(quotations) and quotations[at].end <= sentence.start:
            at += 1
        inside = _inside(sentence, tree, quotations, at)
        colon = speaker_before_colon(tree)
        if colon is not None:
            spoken = _in_article(colon, tree, sentence, quotations, inside)
            if _keeps_floor(tree, colon):
                floor = paragraph_end(sentence, sentences)
                spoken = replace(spoken, content=(spoken.content[0], floor))
            found.append(spoken)
            continue
        frames = find_frames(tree, inside)
        found += [_in_article(frame, tree, sentence, quotations, inside) for frame in frames]
        lone = lone_cue(tree, inside, frames)
        if lone is None:
            continue
        near = quotations[max(0, at - 2) : at + _NEAR]
        beside = words_beside(text, sentence, sentences, near, stands_alone(tree, lone))
        if beside is not None:
            found.append(replace(_in_article(lone, tree, sentence, quotations, inside), content=beside, quoted=True))
    return found + _continued(text, quotations, found)


def _keeps_floor(tree: Tree, colon: Frame) -> bool:
    """Whether it is a transcript: the speaker in capitals."""
    return all(tree[at].text.isupper() for at in range(colon.content[0] - 1))


def _inside(sentence: Sentence, tree: Tree, quotations: Sequence[Quotation], at: int) -> list[int]:
    """For each word the number of the quotation it stands in, or -1."""
    inside = []
    for word in tree.words:
        place = sentence.start + word.start
        while at < len(quotations) and quotations[at].end <= place:
            at += 1
        held = at < len(quotations) and quotations[at].holds(place)
        inside.append(at if held else -1)
    return inside


def _in_article(
    frame: Frame, tree: Tree, sentence: Sentence, quotations: Sequence[Quotation], inside: Sequence[int]
) -> Attribution:
    def place(words: tuple[int, int]) -> tuple[int, int]:
        return sentence.start + tree[words[0]].start, sentence.start + tree[words[1]].end

    start, end = place(frame.content)
    cue = place(frame.cue)
    numbers = {inside[at] for at in range(frame.content[0], frame.content[1] + 1)} - {-1}
    for number in numbers:
        quotation = quotations[number]
        if inside[frame.verb] == number:
            continue
        if quotation.start <= start < quotation.end or quotation.start < end <= quotation.end:
            start, end = min(start, quotation.start), max(end, quotation.end)
    return Attribution(
        sentence=sentence.index,
        frame=frame,
        cue=cue,
        source=place(frame.source) if frame.source is not None else None,
        content=(start, end),
        quoted=frame.how == "quotation",
    )


def _continued(text: str, quotations: Sequence[Quotation], found: Sequence[Attribution]) -> list[Attribution]:
    """Quotations of whole sentences that no cue claims."""
    more: list[Attribution] = []
    known = sorted(found, key=lambda attribution: attribution.cue)
    claimed = [a for a in known if a.quoted]
    passed: list[Attribution] = []
    ends = sorted(known, key=lambda a: a.content[1])
    at = 0
    for quotation in quotations:
        while at < len(ends) and ends[at].content[1] <= quotation.start:
            passed.append(ends[at])
            at += 1
        if not _stands_alone(text, quotation) or _claimed(claimed, quotation):
            continue
        last = _spoke_last(text, passed[-_NEAR:], quotation)
        if last is not None:
            addition = replace(last, content=(quotation.start, quotation.end), quoted=True, continues=True)
            more.append(addition)
            passed.append(addition)
    return more


def _stands_alone(text: str, quotation: Quotation) -> bool:
    """Whether it begins after the end of a sentence or paragraph and ends one."""
    before = text[max(0, quotation.start - 3) : quotation.start].rstrip(" ")
    after = text[quotation.end : quotation.end + 2].lstrip(" ")
    inner = text[quotation.start : quotation.end].strip("“”\"'„«»‘’ ")
    if len(inner) < _SHORTEST or inner[0].islower():
        return False
    begins = not before or before[-1] in ".!?”\"\n…'"
    ends = not after or after[0] in '\n“"' or (inner[-1] in ".!?…" and after[0].isupper())
    return begins and ends


def _spoke_last(text: str, before: Sequence[Attribution], quotation: Quotation) -> Attribution | None:
    """Whose words a quotation without a cue goes on with, of the attributions that end before it."""
    if not before:
        return None
    last = max(before, key=lambda a: (max(a.content[1], a.cue[1]), a.quoted))
    quoted = max((a for a in before if a.quoted), key=lambda a: max(a.content[1], a.cue[1]), default=last)
    if quoted.source == last.source or quoted.sentence == last.sentence:
        last = quoted
    between = text[max(last.content[1], last.cue[1]) : quotation.start]
    if between.count("\n\n") + (between.count("\n") if "\n\n" not in between else 0) > 1:
        return None
    if "\n" in between and not last.quoted and not between.rstrip().endswith(":"):
        return None
    if last.frame.saying.tier != "said":
        return None
    return last


def _claimed(claimed: Sequence[Attribution], quotation: Quotation) -> bool:
    """Whether a cue has the quotation already; `claimed` is in the order of cues."""
    at = bisect_left(claimed, quotation.start, key=lambda a: a.cue[0])
    near = claimed[max(0, at - _NEAR) : at + _NEAR]
    return any(a.content[0] <= quotation.start and quotation.end <= a.content[1] for a in near)
