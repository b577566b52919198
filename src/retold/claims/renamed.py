"""Linked passages that tell the same of somebody else, or with who did it and to whom turned round."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import fuzz

from retold.changes import lexicon
from retold.changes.sides import Side
from retold.claims.keys import name_keys
from retold.claims.slots import Run, Slots, before
from retold.config import Saying
from retold.knowledge import table, words
from retold.text import stop_words
from retold.types import Conflict

#: Words between two names that tell of both alike: "A and B", "talks with B".
_ALIKE = frozenset(["and", "or", "with", "versus", "vs", "between", "like", "than", "as", "but", "nor", "plus", "then"])
_GENITIVE = re.compile("['’]s?$")


def names(slots: Slots, known: frozenset[str], text: str, config: Saying) -> Iterator[Conflict]:
    """Two names in one place that are not forms of one.

    `known` words are names where they begin a sentence; two that stand side by side in `text` are parts of one name.
    """
    for part_a, part_b in slots.parts:
        for x in _runs(slots.a, part_a, slots.b, known):
            for y in _runs(slots.b, part_b, slots.a, known):
                if not slots.framed(x, y) and not (_alone(slots.a, x, part_a) and _alone(slots.b, y, part_b)):
                    continue
                # Two retellings may each have a sentence from somebody else.
                least = config.same_speaker if _speaks(slots.a, x) else config.nearly_same
                if (
                    _one_name(slots.a, x, slots.b, y, text, config)
                    or slots.common(min(x[1] - x[0], y[1] - y[0])) < least
                ):
                    continue
                a_span, b_span = slots.a.span(*x), slots.b.span(*y)
                yield Conflict(a_span=a_span, b_span=b_span, because=f"name {a_span.text} / {b_span.text}")


def others(slots: Slots, known: frozenset[str]) -> bool:
    """True if each side names somebody of whom the other has nothing."""
    a, b = slots.a, slots.b
    return bool(_runs(a, (0, len(a)), b, known)) and bool(_runs(b, (0, len(b)), a, known))


def _runs(side: Side, part: Run, other: Side, known: frozenset[str]) -> list[Run]:
    """Names within a stretch as runs of words, without those that the other side has as often."""
    out: list[Run] = []
    for at in range(*part):
        if not _named(side, at, known):
            continue
        if out and out[-1][1] == at and not side.border[at]:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    if not out:
        return []
    own, theirs = Counter(map(_bare, side.keys)), Counter(map(_bare, other.keys))
    bare = [_bare(key) for key in side.keys]
    return [run for run in out if all(own[bare[at]] > theirs[bare[at]] for at in range(*run))]


def _named(side: Side, at: int, known: frozenset[str]) -> bool:
    raw, key = side.raws[at], side.keys[at]
    if (
        side.date[at]
        or lexicon.number(key) is not None
        or not raw[0].isupper()
        or not side.content[at]
        or _is_title(raw, key)
    ):
        return False
    if key in stop_words("en") and not raw.isupper():
        return False
    if side.name[at] or lexicon.is_demonym(key):
        return True
    if lexicon.reporting(key):
        return False
    return raw in known or _GENITIVE.sub("", raw) in known or (side.opening[at] and _unknown(key))


def _is_title(raw: str, key: str) -> bool:
    return lexicon.is_title(key) or raw.rstrip(".") in words("never_last")


def _unknown(key: str) -> bool:
    """True for a sentence's first word that is no common word in any form."""
    common = lexicon.unrelated(key, "war") or lexicon.alike(key, "war")
    return not common and not key.endswith(("s", "ed", "ing", "ly")) and not lexicon.is_source(key)


@lru_cache(maxsize=65_536)
def _bare(key: str) -> str:
    """A name without the "s" of a genitive, a country for its people."""
    short = key.removesuffix("s") if len(key) > 2 else key
    return lexicon.plain(lexicon.country(key if lexicon.country(key) != key else short)).removesuffix("s")


def _alone(side: Side, run: Run, part: Run) -> bool:
    """True if no word with content but those that say who speaks stands beside a name in its stretch."""
    if "told" in side.keys[max(0, run[0] - 2) : run[0]]:
        return False  # whom somebody told it, not who says it
    return not any(
        side.content[at] and not (_says(side.keys[at]) or _is_title(side.raws[at], side.keys[at]))
        for at in range(*part)
        if not run[0] <= at < run[1]
    )


def _speaks(side: Side, run: Run) -> bool:
    near = side.keys[max(0, run[0] - 2) : run[0]] + side.keys[run[1] : run[1] + 2]
    return any(map(_says, near))


def _says(key: str) -> bool:
    return key == "according" or lexicon.reporting(key) != ""


def _one_name(a: Side, x: Run, b: Side, y: Run, text: str, config: Saying) -> bool:
    """True for two spellings, for initials, for a shortened name, and for two names of one state, party or person."""
    first, second = a.keys[x[0] : x[1]], b.keys[y[0] : y[1]]
    told, other = a.words(*x), b.words(*y)
    if _state(told) & _state(other) or _party(told) == _party(other) != "":
        return True
    if told in other or other in told or f"{told} {other}" in text or f"{other} {told}" in text:
        return True
    if any(_spelled(one, two, config) for one in first for two in second):
        return True
    if x[1] < len(a) and a.name[x[1]] and first[-1][:3] == second[-1][:3]:
        return True  # "Steve" and "Stephen" before one surname
    short, long = sorted((told, other), key=len)
    initials = "".join(word[0] for word in long.split())
    return len(initials) > 1 and short.replace(".", "").removesuffix("s") == initials


def _state(name: str) -> frozenset[str]:
    """Keys of a name; a capital stands for its state."""
    return name_keys(name) | name_keys(_capitals().get(name.lower(), name))


@cache
def _capitals() -> dict[str, str]:
    return {row[0].lower(): row[1] for row in table("nations") if row[2] == "capital"}


def _spelled(one: str, other: str, config: Saying) -> bool:
    """ "Tim" for "Timothy", "Zulfiqar" for "Zulifquar"."""
    short, long = sorted((one, other), key=len)
    return (len(short) > 2 and long.startswith(short)) or fuzz.ratio(one, other) >= config.spellings


def _party(name: str) -> str:
    key = name.lower()
    return next((row[1] for row in table("parties") if row[0] in (key, key.removesuffix("s"))), "")


# --- roles --------------------------------------------------------------------------------------------------------


def roles(slots: Slots) -> Iterator[Conflict]:
    """Two words, each of which has come to stand where the other stood."""
    free = [_movable(slots.a), _movable(slots.b)]
    if max(map(len, free)) > _LONGEST:
        return
    kept = set(slots.found.same)
    still = set(slots.kept.values())
    by_stem, by_country = defaultdict(set), defaultdict(set)
    for j in free[1]:
        by_stem[lexicon.stem(slots.b.keys[j])].add(j)
        by_country[lexicon.country(slots.b.keys[j])].add(j)

    @cache
    def also(x: int) -> list[int]:
        """Where b has the word, or one like it."""
        key = slots.a.keys[x]
        found = set(by_country.get(lexicon.country(key), ()))
        return sorted(found.union(*(by_stem[each] for each in lexicon.meanings(key) & by_stem.keys())))

    moved = {x for x in free[0] if x not in slots.kept}
    if all(j in still for x in moved for j in also(x)):
        return  # no word of a's stands in another place of b
    for n, x in enumerate(free[0]):
        for y in free[0][n + 1 :]:
            if not (x in moved or y in moved) or not also(x if x in moved else y) or not (also(x) and also(y)):
                continue
            if lexicon.alike(slots.a.keys[x], slots.a.keys[y]) or _mutual(slots.a, x, y):
                continue
            found = _turned(slots, x, y, also(x), also(y))
            if found is not None and not {(x, found[1]), (y, found[0])} <= kept:
                because = f"roles turned round: {slots.a.raws[x]} … {slots.a.raws[y]}"
                a_span, b_span = slots.a.span(x, y + 1), slots.b.span(found[0], found[1] + 1)
                yield Conflict(a_span=a_span, b_span=b_span, because=because)
                return


#: Words with content beyond which a passage is no sentence, and all pairs of them too many.
_LONGEST = 80


def _movable(side: Side) -> list[int]:
    return [
        at for at in range(len(side)) if side.content[at] and not side.date[at] and not lexicon.reporting(side.keys[at])
    ]


def _turned(slots: Slots, x: int, y: int, like_x: list[int], like_y: list[int]) -> tuple[int, int] | None:
    """Where y and x stand in b, if each is followed there by what followed the other in a."""
    for y_b in like_y:
        if not _follows(slots, x, y_b, {x, y}, {y_b}):
            continue
        for x_b in like_x:
            if (
                y_b < x_b
                and _follows(slots, y, x_b, {x, y}, {x_b, y_b})
                and not _follows(slots, x, x_b, {x, y}, {x_b, y_b})
                and not _follows(slots, y, y_b, {x, y}, {x_b, y_b})
            ):
                return y_b, x_b
    return None


def _follows(slots: Slots, i: int, j: int, own: set[int], others: set[int]) -> bool:
    """True if the same words follow, behind the same kind of mark, and both or neither are told with "by"."""
    a, b = slots.a, slots.b
    if ("by" in before(a, i)) != ("by" in before(b, j)):
        return False
    i, j = _past_date(a, i + 1), _past_date(b, j + 1)
    if i == len(a) or j == len(b):
        return i == len(a) and j == len(b)
    if i in own or j in others or a.keys[i] != b.keys[j] or a.border[i] != b.border[j]:
        return False
    if a.border[i] and lexicon.reporting(a.keys[i]) and not a.keys[i].endswith("ing"):
        return False  # "..., said Reed" stands behind any words
    return a.content[i] or slots.same(i + 1, j + 1)


def _past_date(side: Side, at: int) -> int:
    """The next word behind "on Monday", which may stand anywhere."""
    if at + 1 < len(side) and not side.content[at] and side.date[at + 1]:
        at += 1
    while at < len(side) and side.date[at]:
        at += 1
    return at


def _mutual(side: Side, x: int, y: int) -> bool:
    between = side.keys[x + 1 : y]
    return set(between) <= _ALIKE or any(key in words("mutual_words") for key in between)
