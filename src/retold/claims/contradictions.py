"""What two linked passages say that can't both hold: another number, another name, a denial, roles turned round.

Word by word, so that any sentence can be asked, whatever it tells. How alike two passages are only says whether they
tell one thing; what differs in one and the same place decides. English tables. Which of two articles is later is not
looked at here (`linked`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from retold.changes import lexicon, unset_dates
from retold.changes.sides import Side, alone, capitals, side_of
from retold.changes.values import numbers
from retold.claims.keys import jaccard
from retold.claims.renamed import names, others, roles
from retold.claims.slots import Slots, before, next_content
from retold.config import DEFAULT, Saying
from retold.knowledge import table
from retold.types import Article, Conflict, Link, Span

DENIED = "said / denied"
#: Words that bound or end: "did not take the lead until the fourth quarter" is no denial.
_UNTIL = frozenset(["until", "till", "unless"])
#: Words that deny without a negation: "had yet to wake up", "results are pending".
_QUIET = frozenset([
    "against", "avoid", "avoided", "denied", "denies", "deny", "denying", "disputed", "instead", "pending", "rather",
    "refuted", "rejected", "stopped", "unsure", "without", "yet",
])  # fmt: skip
_MANY = frozenset(["few", "several", "many", "some", "more", "most"])


def contradictions(
    a: Article, b: Article, links: Sequence[Link], *, config: Saying = DEFAULT.saying
) -> tuple[Conflict, ...]:
    """Pairs of passages that can't both hold, in the order of a; a date set / not set among them."""
    found = unset_dates(a, b) if links else []
    known = capitals(a) | capitals(b)
    for link in links:
        found += contradictions_of(a, b, link, known, config=config)
    return tuple(sorted(_once(found), key=lambda each: (each.a_span.start, each.b_span.start, each.because)))


def contradictions_of(
    a: Article, b: Article, link: Link, known: frozenset[str], *, config: Saying = DEFAULT.saying
) -> list[Conflict]:
    """Those of one link; `known` words are names where they begin a sentence."""
    if link.kind in ("same", "styled"):
        return []
    text = a.text + b.text
    found = [each for slots in _pieces(a, b, link, known, config) for each in _within(slots, known, text, config)]
    if found and (_has_both(a, link.a, b, link.b, config) or _has_both(b, link.b, a, link.a, config)):
        return []
    return found


def _has_both(a: Article, own: Sequence[int], b: Article, others: Sequence[int], config: Saying) -> bool:
    """True if an article has the other's wording too, in another place: "74 percent of men", "54 percent of women"."""
    told = [_words(b.sentences[j].text) for j in others]
    rest = [words for each in a.sentences if each.index not in own and (words := _words(each.text))]
    least = config.same_wording
    return any(
        least * len(one) <= len(other) <= len(one) / least and jaccard(one, other) >= least
        for one in told
        for other in rest
    )


@lru_cache(maxsize=4096)
def _words(sentence: str) -> frozenset[str]:
    return frozenset(alone(sentence).keys)


def apart(first: str, second: str, *, config: Saying) -> str:
    """Why two wordings of what one source says can't both hold; "" if they may."""
    found = _within(Slots(alone(first), alone(second)), frozenset(), "", config)
    return found[0].because if found else ""


def _within(slots: Slots, known: frozenset[str], text: str, config: Saying) -> list[Conflict]:
    found: list[Conflict] = []
    alike = slots.common(1) >= config.linked_words
    figures = list(_figures(slots, config)) if alike else []
    renamed = others(slots, known)
    if renamed and figures:
        return []  # "Reed needs 67 votes" / "Berg needs 840 votes": not one thing told twice
    if alike and not renamed:
        found += [*figures, *_dates(slots), *_denials(slots)]
    found += names(slots, known, text, config)
    if slots.common(1) >= config.nearly_same and not renamed:
        found += _contraries(slots)
    if slots.common() >= config.nearly_same:
        found += roles(slots)
    return list(_once(found))


def _pieces(a: Article, b: Article, link: Link, known: frozenset[str], config: Saying) -> list[Slots]:
    """The link whole; of several sentences those that are nearly the same, since one that b lacks says nothing."""
    if len(link.a) == len(link.b) == 1:
        return [_slots(a, link.a, b, link.b, known)]
    pairs = [_slots(a, (i,), b, (j,), known) for i in link.a for j in link.b]
    return [pair for pair in pairs if pair.alike() >= config.nearly_same] or [_slots(a, link.a, b, link.b, known)]


def _slots(a: Article, i: Sequence[int], b: Article, j: Sequence[int], known: frozenset[str]) -> Slots:
    first = [next((each.index for each in one.sentences if each.role == "body"), -1) for one in (a, b)]
    return Slots(side_of(a, i, dateline=first[0], known=known), side_of(b, j, dateline=first[1], known=known))


def _once(found: Sequence[Conflict]) -> Iterator[Conflict]:
    """Without those whose words another names too."""
    for place, each in enumerate(found):
        if not any(_meets(each, other) for other in found[:place]):
            yield each


def _meets(one: Conflict, other: Conflict) -> bool:
    pairs = ((one.a_span, other.a_span), (one.b_span, other.b_span))
    return all(x.start < y.end and y.start < x.end for x, y in pairs)


def _conflict(slots: Slots, x: tuple[int, int], y: tuple[int, int], label: str) -> Conflict:
    a_span, b_span = slots.a.span(*x), slots.b.span(*y)
    return Conflict(a_span=a_span, b_span=b_span, because=f"{label} {a_span.text} / {b_span.text}".strip())


# --- figures and dates --------------------------------------------------------------------------------------------


def _figures(slots: Slots, config: Saying) -> Iterator[Conflict]:
    """A number here and another there that count the same thing, where no bound or rounding allows both."""
    sides = slots.a, slots.b
    told = [[n for n in numbers(side, 0, len(side)) if side.keys[n[0]] not in lexicon.VAGUE] for side in sides]
    often = [Counter(value for _, value in numbers(side, 0, len(side))) for side in sides]
    taken: set[int] = set()
    for i, x in told[0]:
        for j, y in told[1]:
            if often[0][x] <= often[1][x] or often[1][y] <= often[0][y]:
                continue
            if j in taken or not _one_count(slots, i, j):
                continue
            taken.add(j)
            if not _both(slots, (i, x), (j, y), config):
                found = _conflict(slots, (i, i + 1), (j, j + 1), "figure")
                because = found.because + _counted(slots.a, i)
                yield Conflict(a_span=found.a_span, b_span=found.b_span, because=because)
            break


def _counted(side: Side, at: int) -> str:
    """ " for new bridges": the next word with content, and the one behind it where it is no plural."""
    first = next_content(side, at + 1)
    if first is None:
        return ""
    plural = side.keys[first].endswith("s") or side.keys[first] in ("people", "men", "women", "children")
    more = not plural and first + 1 < len(side) and side.content[first + 1] and not side.border[first + 1]
    return f" for {side.words(first, first + 1 + more)}"


def _one_count(slots: Slots, i: int, j: int) -> bool:
    """True if two numbers stand in one place, or count one thing in places that have only been told in other order."""
    money = [side.keys[at - 1] for side, at in ((slots.a, i), (slots.b, j)) if at and side.keys[at - 1] in "$€£¥"]
    if _glued(slots.a, i) != _glued(slots.b, j) or len(set(money)) > 1:
        return False
    together = any(p[0] <= i < p[1] and q[0] <= j < q[1] for p, q in slots.parts)
    if together and (slots.same(i + 1, j + 1) or slots.same(i - 1, j - 1)):
        return True
    first, second = next_content(slots.a, i + 1), next_content(slots.b, j + 1)
    if first is None or second is None or not slots.same(first, second):
        return False
    return slots.a.keys[first] not in _measures() or slots.same(i - 1, j - 1)


@cache
def _measures() -> frozenset[str]:
    """Words of units: "percent" says nothing of what is counted."""
    return frozenset(key for row in table("units") for key in row[0].lower().split()) | {"percent", "$"}


def _glued(side: Side, at: int) -> str:
    """ "km" of "3km", "th" of "5th" and of "fifth"."""
    found = side.keys[at].lstrip("0123456789.,")
    return "" if found in _MAGNITUDES else found


_MAGNITUDES = frozenset(["k", "m", "mn", "bn", "b", "tn"])


def _both(slots: Slots, x: tuple[int, float], y: tuple[int, float], config: Saying) -> bool:
    """True if a bound, "about" or fewer decimals let both numbers hold."""
    first, second = _bounds(slots.a, x[0]), _bounds(slots.b, y[0])
    # "At least 20" and "at least 31" may both be true, and are two accounts all the same.
    if first != second:
        low, high = ((x, first), (y, second)) if x[1] < y[1] else ((y, second), (x, first))
        if low[1] == "least" or high[1] == "most":
            return True
    about = "about" in _kinds(slots.a, x[0]) | _kinds(slots.b, y[0])
    room = config.rounding * max(abs(x[1]), abs(y[1])) if about else 0.0
    if abs(x[1] - y[1]) <= room:
        return True
    small, large = sorted((abs(x[1]), abs(y[1])))
    if small and large / small in _SCALES:
        return True  # a lost "million"
    places = [len(side.raws[at].partition(".")[2]) for side, at in ((slots.a, x[0]), (slots.b, y[0]))]
    return places[0] != places[1] and round(x[1], min(places)) == round(y[1], min(places))


_SCALES = (1e3, 1e6, 1e9)


def _kinds(side: Side, at: int) -> set[str]:
    return {kind for *_, kind in lexicon.qualifiers(side.keys, max(0, at - 3), at)}


def _bounds(side: Side, at: int) -> str:
    kinds = _kinds(side, at)
    return "least" if kinds & {"least", "over"} else "most" if kinds & {"most", "under"} else ""


def _dates(slots: Slots) -> Iterator[Conflict]:
    """Another month, day of the month or year in one place; days of the week hang on the day of publication."""
    for (low, high), (low_b, high_b) in slots.parts:
        i = [at for at in range(low, high) if slots.a.date[at] and _certain(slots.a.keys[at])]
        j = [at for at in range(low_b, high_b) if slots.b.date[at] and _certain(slots.b.keys[at])]
        rest = [at for at in range(low, high) if slots.a.content[at] and not slots.a.date[at]]
        rest += [at for at in range(low_b, high_b) if slots.b.content[at] and not slots.b.date[at]]
        if len(i) == len(j) == 1 and not rest and slots.a.keys[i[0]] != slots.b.keys[j[0]]:
            x, y = slots.a.keys[i[0]], slots.b.keys[j[0]]
            if x[0].isdigit() == y[0].isdigit():
                yield _conflict(slots, (low, high), (low_b, high_b), "date")


def _certain(key: str) -> bool:
    return key in lexicon.MONTHS or key in lexicon.WEEKDAYS or key[0].isdigit()


# --- negation -----------------------------------------------------------------------------------------------------


def _denials(slots: Slots) -> Iterator[Conflict]:
    """A word that one side denies and the other tells plainly."""
    if _parity(slots.a) == _parity(slots.b):
        return
    ways = ((slots.a, slots.b, dict(slots.kept)), (slots.b, slots.a, {j: i for i, j in slots.kept.items()}))
    for turned, (side, other, kept) in enumerate(ways):
        for at in range(len(side)):
            if at in kept or not lexicon.denials(side.keys, at, at + 1):
                continue
            told = _told_plainly(side, other, at, kept)
            if told is not None:
                spans = _around(side, at), other.span(max(0, told - 1), told + 1)
                yield Conflict(a_span=spans[turned], b_span=spans[not turned], because=DENIED)
                return


def _parity(side: Side) -> bool:
    return lexicon.denials(side.keys) % 2 == 1


def _around(side: Side, at: int) -> Span:
    return side.span(at, min(len(side), at + 2))


def _told_plainly(side: Side, other: Side, at: int, kept: Mapping[int, int]) -> int | None:
    """Where the other side has the word that is denied at `at`, in its place, and does not deny it."""
    target = next((p for p in range(at + 1, min(len(side), at + 5)) if side.content[p]), at + 1)
    number = side.keys[target][0].isdigit() if target < len(side) else True
    if (
        (number and side.keys[at].startswith("declin"))
        or target >= len(side)
        or _UNTIL & set(side.keys[at + 1 : at + 12])
    ):
        return None
    if (_QUIET & set(other.keys)) - set(side.keys):
        return None
    stem = lexicon.stem(side.keys[target])
    taken = {there: here for here, there in kept.items()}
    for place, key in enumerate(other.keys):
        if taken.get(place, target) != target:
            continue  # it stands for another word
        if lexicon.stem(key) != stem or lexicon.denials(list(reversed(before(other, place)))):
            continue
        follows = next_content(side, target + 1), next_content(other, place + 1)
        beside = None not in follows and side.keys[follows[0] or 0] == other.keys[follows[1] or 0]
        if kept.get(target) == place or beside or kept.get(target + 1) == place + 1:
            return place
    return None


def _contraries(slots: Slots) -> Iterator[Conflict]:
    """Words in one place that say the contrary; not where one of them is denied: "unknown" / "not known"."""
    if _parity(slots.a) != _parity(slots.b):
        return
    for (low, high), (low_b, high_b) in slots.parts:
        if max(high - low, high_b - low_b) > _SHORT:
            continue
        for i in range(low, high):
            for j in range(low_b, high_b):
                x, y = slots.a.keys[i], slots.b.keys[j]
                if x in slots.b.keys or y in slots.a.keys or {x, y} & _MANY:
                    continue
                if lexicon.contrary(x, y) and (slots.same(i - 1, j - 1) or slots.same(i + 1, j + 1)):
                    yield _conflict(slots, (i, i + 1), (j, j + 1), "")


#: Longest stretch in which two words are taken to stand for each other.
_SHORT = 6
