"""Said or denied, hoped for or done: negation, modality and factuality."""

from retold.changes import lexicon
from retold.changes.pairs import Pair, all_alike
from retold.changes.sides import Side
from retold.types import Change, ChangeKind


def negation(pair: Pair) -> Change | None:
    """Denied in one, not in the other."""
    counts = [lexicon.denials(*_part(part)) for part in pair.parts()]
    content = max(len(pair.content(which)) for which in "ab")
    if (
        counts[0] % 2 == counts[1] % 2
        or _sentence_denies(pair.a, pair.block.a) == _sentence_denies(pair.b, pair.block.b)
        or content > 4
        or (pair.one_sided and content >= pair.config.content_words)
    ):
        return None
    return pair.change("negation", True, f"denied in one only: {pair.both()}")


def _sentence_denies(side: Side, at: int) -> bool:
    """True if the sentence of word `at` denies: "nobody" and "not ... anybody" come to the same."""
    begins = [place for place, opens in enumerate(side.opening) if opens]
    low = max((place for place in begins if place <= at), default=0)
    high = min((place for place in begins if place > at), default=len(side))
    return lexicon.denials(side.keys, low, high) % 2 == 1


def modality(pair: Pair) -> Change | None:
    """Wanted, hoped for, planned, alleged or done: another step of the scale."""
    found = [lexicon.modalities(*part) if part[2] > part[1] else [] for part in map(_part, pair.parts())]
    classes = [{kind for *_, kind in each} for each in found]
    if classes[0] == classes[1] and _unsure(pair):
        return pair.change("modality", True, f"what would be, told as what will be: {pair.both()}")
    if classes[0] == classes[1] or tuple(sorted(pair.keys("a") + pair.keys("b"))) == ("can", "could"):
        return None
    if not pair.one_sided and all_alike(pair.keys("a"), pair.keys("b")):
        return None
    left = []
    for (side, start, end), spans in zip(pair.parts(), found, strict=True):
        covered = {at for low, high, _ in spans for at in range(low, high)}
        left.append([side.keys[at] for at in range(start, end) if side.content[at] and at not in covered])
    if pair.one_sided and max(map(len, left)) >= pair.config.content_words:
        return None
    if max(map(len, left)) > 4:
        return None
    whole = [[kind for *_, kind in lexicon.modalities(side.keys, 0, len(side))] for side in (pair.a, pair.b)]
    only = {
        each
        for each in classes[0] ^ classes[1]
        if whole[0].count(each) != whole[1].count(each) and not (pair.anew and each in whole[0] and each in whole[1])
    }
    if not only:
        return None
    kind: ChangeKind = "modality" if any(each.startswith("modality") for each in only) else "factuality"
    if only == {"factuality certain"} or (only <= {"modality may", "factuality planned"} and len(only) > 1):
        return None
    words = {each.split(" ")[1] for each in only}
    say = " / ".join(sorted(words)) + (" / told as a fact" if not classes[0] or not classes[1] else "")
    return pair.change(kind, True, f"{say}: {pair.both()}")


def _unsure(pair: Pair) -> bool:
    """True for "would" / "will" where no verb of saying, wishing or planning shifts the tense of what it governs."""
    would = [("would" in pair.keys(which)) - ("will" in pair.keys(which)) for which in "ab"]
    if sorted(would) != [-1, 1]:
        return False
    return not any(
        any(map(lexicon.reporting, side.keys)) or lexicon.modalities(side.keys[:start], 0, start)
        for side, start, _ in pair.parts()
    )


def _part(part: tuple[Side, int, int]) -> tuple[list[str], int, int]:
    return part[0].keys, part[1], part[2]
