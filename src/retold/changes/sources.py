"""Who says so: attributions that one side lacks, other sources, other verbs of saying."""

from retold.changes import lexicon
from retold.changes.pairs import Pair, all_alike, same_names
from retold.changes.sides import Side
from retold.types import Change

_UNNAMED = frozenset(["anonymity", "anonymous", "anonymously", "unnamed"])


def is_note_on_sources(keys: list[str]) -> bool:
    """True if the words tell that sources hide their names."""
    return not _UNNAMED.isdisjoint(keys)


def is_attribution(side: Side, start: int, end: int) -> bool:
    """True if the words only say where something is from: "according to ...", "..., they said", "said Smith, a ..."."""
    if is_note_on_sources(side.keys[start:end]):
        return True
    according = side.keys[start : start + 2] == ["according", "to"]
    if end - start < 2 or end - start > 16:
        return False
    if according:
        return sum(map(bool, (_other(side, at) for at in range(start, end)))) <= 6
    cues = [at for at in side.sayings if start <= at < end and is_saying(side, at) and not is_done_to(side, at)]
    if not cues:
        return False
    after = [at for at in range(cues[-1] + 1, end) if side.content[at]]
    if after and lexicon.modalities(side.keys, after[0], end):
        return False  # "adding the Iraqis hope to ..." tells something too
    loose = sum(_other(side, at) for at in range(start, end))
    return loose <= (1 if not after else 3 if not _other(side, after[0]) else -1)


_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "this",
        "that",
        "these",
        "those",
        "no",
        "of",
        "in",
        "with",
    ]
)


_PAST = ("ed", "said", "told", "wrote")


_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PERFECT = frozenset({"has", "have", "had", "not", "also", "first", "later"})
_NOBODY = frozenset({"it", "as"})


def is_saying(side: Side, at: int) -> bool:
    """True for a verb of saying; "the claim" and "report's" are none."""
    key = side.keys[at]
    if not lexicon.reporting(key) or not side.raws[at].isalpha():
        return False
    if at and lexicon.reporting(key + "s"):  # the plain form: a noun, or a verb behind a plural
        before = side.keys[at - 1]
        return before not in _DETERMINERS and (before in _PLURAL or before.endswith("s"))
    return at == 0 or side.keys[at - 1] not in _DETERMINERS or key.endswith(_PAST)


_PLURAL = frozenset(["i", "we", "you", "they", "people", "police", "who", "not", "also", "will", "would", "may"])


def is_done_to(side: Side, at: int) -> bool:
    """True for a passive with a subject, by which nobody speaks: "were dismissed"; "it was reported" is none."""
    if at == 0 or side.keys[at - 1] not in _BE or side.keys[at].endswith("ing"):
        return False
    before = at - 1
    while before >= 0 and side.keys[before] in _BE | _PERFECT:
        before -= 1
    return before < 0 or side.keys[before] not in _NOBODY


def _other(side: Side, at: int) -> bool:
    """True for content that belongs neither to a source nor to when and how it spoke."""
    key = side.keys[at]
    plain = side.content[at] and not side.name[at] and not side.raws[at][0].isupper()
    return plain and not (
        lexicon.reporting(key) or lexicon.is_source(key) or lexicon.is_demonym(key) or key == "according"
        or (lexicon.number(key) is not None and key.isdigit()) or side.date[at]
    )  # fmt: skip


def attribution(pair: Pair) -> Change | None:
    """Words that only say where something is from, in one side alone."""
    for which, other in ("ab", "ba"):
        side, start, end = pair.part(which)
        if end > start and is_attribution(side, start, end):
            return _lost(pair, which, other)
    return None


def _lost(pair: Pair, which: str, other: str) -> Change:
    """Who says so is lost, unless the other side says so elsewhere or puts the words between quotation marks."""
    there = pair.part(other)[0]
    if as_many_attributions(pair, which, other):
        return pair.change("attribution", False, f"{pair.says(which)}: the other names a source elsewhere")
    if _beside_quote(*pair.part(which)) and (_quotes(there) or not _SPEAKERS.isdisjoint(there.keys)):
        return pair.change("attribution", False, f"{pair.says(which)}: the other quotes, so somebody speaks")
    return pair.change("attribution", True, f"attribution {pair.says(which)} stands in one only")


_QUOTES = frozenset('"“”„«»')
_SPEAKERS = frozenset(["i", "we", "my", "our", "me", "us"])


def _quotes(side: Side) -> bool:
    return not _QUOTES.isdisjoint(side.text[max(0, side.starts[0] - 2) : side.ends[-1] + 2])


def _beside_quote(side: Side, start: int, end: int) -> bool:
    """True if a quotation begins or ends right beside the words."""
    before = side.text[side.ends[start - 1] if start else max(0, side.starts[0] - 2) : side.starts[start]]
    after = side.text[side.ends[end - 1] : side.starts[end] if end < len(side) else side.ends[end - 1] + 2]
    return not _QUOTES.isdisjoint(before + after)


def as_many_attributions(pair: Pair, which: str, other: str) -> bool:
    """True if the words of the other side are given to somebody as often, if elsewhere."""
    return _attributions(pair.part(other)[0]) >= _attributions(pair.part(which)[0])


def _attributions(side: Side) -> int:
    """How often the words are given to somebody."""
    return side.keys.count("according") + sum(is_saying(side, at) and not is_done_to(side, at) for at in side.sayings)


def verb_of_saying(pair: Pair) -> Change | None:
    """Another verb of saying."""
    verbs = [[side.keys[at] for at in range(start, end) if is_saying(side, at)] for side, start, end in pair.parts()]
    if not verbs[0] or not verbs[1]:
        return None
    rest = [[k for k in pair.content(which) if not lexicon.reporting(k)] for which in "ab"]
    if max(map(len, rest)) > 2:
        return None
    strengths = [lexicon.reporting(each[0]) for each in verbs]
    if strengths[0] == strengths[1]:
        return (
            pair.change("attribution", False, f"{pair.both()}: verbs of saying of one strength")
            if not any(rest)
            else None
        )
    return pair.change("attribution", True, f"{pair.both()}: the verbs of saying commit to different things")


def source(pair: Pair) -> Change | None:
    """Another source before or after a verb of saying, or attribution on one side only."""
    for which, other in ("ab", "ba"):
        side, start, end = pair.part(which)
        short = len(pair.content(other)) <= 2 or end - start <= 6
        if short and is_attribution(side, start, end) and not any(map(lexicon.reporting, pair.keys(other))):
            return _lost(pair, which, other)
    if not all(beside_saying(side, start, end) for side, start, end in pair.parts()):
        return None
    few = max(len(pair.content("a")), len(pair.content("b"))) <= 4
    if few and _nouns_of_sources(pair) and all(_names_source(*part) for part in pair.parts()):
        if same_names(pair) or all_alike(pair.content("a"), pair.content("b")):
            return None
        return pair.change("attribution", True, f"another source: {pair.both()}")
    return None


def _nouns_of_sources(pair: Pair) -> bool:
    return any(map(lexicon.is_source, pair.keys("a") + pair.keys("b")))


def beside_saying(side: Side, start: int, end: int) -> bool:
    """True if a verb of saying, or "according to", stands right before or after the words."""
    near = side.keys[max(0, start - 2) : start] + side.keys[end : end + 2]
    return any(lexicon.reporting(key) for key in near) or side.keys[max(0, start - 2) : start] == ["according", "to"]


def _names_source(side: Side, start: int, end: int) -> bool:
    return any(lexicon.is_source(side.keys[at]) or side.name[at] for at in range(start, end))
