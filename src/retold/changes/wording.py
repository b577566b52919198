"""Other words for the same: slips of the pen, contraries, colours, synonyms, and what else is reworded."""

from rapidfuzz.distance import OSA

from retold.changes import lexicon
from retold.changes.pairs import Pair
from retold.types import Change


def is_slip(a: str, b: str) -> bool:
    """True for two spellings one slip of the pen apart that aren't two words or two forms of one."""
    if a == b or min(len(a), len(b)) < 5 or a[0] != b[0] or a[:-1] == b[:-1] or not (a.isalpha() and b.isalpha()):
        return False
    if OSA.distance(a, b, score_cutoff=1) > 1 or lexicon.confusable(a, b):
        return False
    if lexicon.stem(a) == lexicon.stem(b) and a[-2:] != b[-2:]:
        return False
    short, long = sorted((a, b), key=len)
    return not long.startswith(short) and lexicon.country(a) == a and lexicon.country(b) == b


def slips(pair: Pair) -> bool:
    a, b = ([raw.lower() for raw in side.raws[start:end]] for side, start, end in pair.parts())
    return len(a) == len(b) and a != b and all(x == y or is_slip(x, y) for x, y in zip(a, b, strict=True))


def slip(pair: Pair) -> Change | None:
    """A slip of the pen."""
    if not slips(pair):
        return None
    return pair.change("damage", False, f"spelling: {pair.both()}")


def contrary(pair: Pair) -> Change | None:
    """Words that say the contrary."""
    a, b = pair.keys("a"), pair.keys("b")
    if max(len(a), len(b)) <= _SHORT:
        for x in a:
            for y in b:
                if x != y and lexicon.contrary(x, y):
                    return pair.change("wording", True, f"“{x}” and “{y}” say the contrary")
    return None


#: Longest stretch in which two words are taken to stand for each other.
_SHORT = 8


def loaded(pair: Pair) -> Change | None:
    """One thing under names of different colour."""
    a, b = lexicon.terms(pair.keys("a")), lexicon.terms(pair.keys("b"))
    if max(len(a), len(b)) <= _SHORT:
        for x in a:
            for y in b:
                if x != y and x not in b and y not in a and lexicon.shaded(x, y):
                    return pair.change("wording", True, f"“{x}” and “{y}” colour the same thing differently")
    return None


def wording(pair: Pair) -> Change:
    """What else is worded otherwise; it matters if known words have nothing in common, or one says much more."""
    a, b = pair.content("a"), pair.content("b")
    if not a and not b:
        return pair.change("wording", False, f"function words: {pair.both()}")
    left = [x for x in a if not any(lexicon.alike(x, y) for y in b)]
    right = [y for y in b if not any(lexicon.alike(x, y) for x in a)]
    if not left and not right:
        return pair.change("wording", False, f"words of one meaning: {pair.both()}")
    if len(a) == len(b) == len(left) == len(right) == 1 and not pair.anew and lexicon.unrelated(left[0], right[0]):
        return pair.change("wording", True, f"“{left[0]}” and “{right[0]}” say different things")
    few, many = sorted((left, right), key=len)
    if not few and not pair.anew and len(many) >= pair.config.content_words:
        return pair.change("wording", True, f"one says more: {pair.both()}")
    return pair.change("wording", False, f"reworded: {pair.both()}")
