"""Numbers in digits and words: "1.9 trillion", "half a million", "two and a half", "dozens", "a third".

Nothing is decided here about what a number is for; ordinals are none, and "two-thirds" is a number below one. The
grammar takes a piece only if it is smaller than the one before, so that "twenty twenty" is two numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from retold.figures.tokens import Token, role
from retold.knowledge import table

#: What "dozens" says at least: two of them. An upper end would be ours.
_PLURAL = 2
_ARTICLES = frozenset({"a", "an", "one"})
_FRACTION_SIGNS = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅙": 1 / 6, "⅛": 1 / 8}
_PARTS_IN_DIGITS = frozenset({2, 3, 4, 5, 8, 10})


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number from one token to another."""

    #: First token, and the one after the last.
    begin: int
    stop: int
    value: float
    #: "at least" for "dozens", "about" for "a couple of hundred".
    qualifier: str = ""
    #: The value before its scale: 1.9 of "1.9 trillion"; None without a scale.
    mantissa: float | None = None
    digits: bool = False
    #: Whether it is a part of something: "two-thirds".
    part: bool = False
    #: A part that could be a word in an order or a time: "a third", "half". Only what follows can tell.
    loose: bool = False


@cache
def _words() -> dict[str, tuple[str, float]]:
    return {word: (kind, float(value)) for word, kind, value in table("number_words")}


def kind_of(word: str) -> str:
    """Which kind of number word it is; "" if none."""
    return _words().get(word.lower(), ("", 0.0))[0]


def _value_of(token: Token) -> float:
    return _words()[token.key][1]


def glued(tokens: Sequence[Token], i: int) -> bool:
    """Whether a token stands right behind the one before."""
    return 0 < i < len(tokens) and tokens[i - 1].end == tokens[i].start


def _is(tokens: Sequence[Token], i: int, *keys: str) -> bool:
    return i < len(tokens) and tokens[i].key in keys


def _kind(tokens: Sequence[Token], i: int) -> str:
    return kind_of(tokens[i].key) if i < len(tokens) and tokens[i].kind == "word" else ""


def _over_hyphen(tokens: Sequence[Token], i: int) -> int:
    """The token behind a hyphen, if one stands here."""
    return i + 1 if _is(tokens, i, "-", "‑", "–") and i + 1 < len(tokens) else i


def read(tokens: Sequence[Token], i: int, *, money: bool = False) -> Numeral | None:
    """The number that begins at a token; `money` lets "m" and "k" stand apart from their digits."""
    found = _digits(tokens, i, money=money) or _vague(tokens, i) or _spelled(tokens, i)
    if found is None:
        return None
    return _ratio(tokens, _with_part(tokens, found))


# --- digits ---------------------------------------------------------------------------------------------------------


def _digits(tokens: Sequence[Token], i: int, *, money: bool) -> Numeral | None:
    token = tokens[i]
    if token.key in _FRACTION_SIGNS:
        return Numeral(i, i + 1, _FRACTION_SIGNS[token.key], digits=True, part=True)
    if token.kind != "numeral":
        return None
    value, stop = _number(token.text), i + 1
    if _is(tokens, stop, *_FRACTION_SIGNS):
        return Numeral(i, stop + 1, value + _FRACTION_SIGNS[tokens[stop].key], digits=True)
    part = _slashed(tokens, i)
    if part is not None:
        return Numeral(i, i + 3, part, digits=True, part=True)
    mixed = _slashed(tokens, stop) if value == int(value) and not glued(tokens, stop) else None
    if mixed is not None:
        value, stop = value + mixed, stop + 3
    return _scaled(tokens, Numeral(i, stop, value, digits=True), money=money)


def _number(text: str) -> float:
    return float("".join(c for c in text if c.isdigit() or c == "."))


def _slashed(tokens: Sequence[Token], i: int) -> float | None:
    """1/4, and not a date or a house number."""
    if not (i + 2 < len(tokens) and tokens[i + 1].key == "/" and glued(tokens, i + 1) and glued(tokens, i + 2)):
        return None
    above, below = tokens[i], tokens[i + 2]
    if not (above.text.isdigit() and below.text.isdigit()) or (
        glued(tokens, i + 3) and tokens[i + 3].key not in ".,-;)"
    ):
        return None
    small = 0 < int(above.text) < int(below.text) and int(below.text) in _PARTS_IN_DIGITS
    return int(above.text) / int(below.text) if small else None


def _scaled(tokens: Sequence[Token], number: Numeral, *, money: bool) -> Numeral:
    """With the scale behind it: "1.9 trillion", "3bn", "5-million", "three lakh crore"."""
    value, stop = number.value, number.stop
    factor = 1.0
    while stop < len(tokens):
        at = _over_hyphen(tokens, stop) if not _is(tokens, stop, "–") else stop
        kind = _kind(tokens, at)
        if (kind == "dozen" and factor == 1) or kind in ("hundred", "scale"):
            factor *= _value_of(tokens[at])
            stop = at + 1
            continue
        if kind == "short" and number.digits and factor == 1 and at == stop and _is_scale(tokens, at, money=money):
            factor *= _value_of(tokens[at])
            stop = at + 1
        elif kind == "plural" and tokens[at].key == "dozens":
            factor, stop = 12.0, at + 1
        break
    if factor == 1:
        return number
    return replace(number, stop=stop, value=value * factor, mantissa=value)


def _is_scale(tokens: Sequence[Token], i: int, *, money: bool) -> bool:
    """Whether a letter behind digits is a scale and no unit: "$1.2m", "10k", never "100t"."""
    token = tokens[i]
    if token.key == "t" and not money:
        return False
    if (
        token.key == "m"
        and not money
        and (_is(tokens, i + 1, *role("length")) or not glued(tokens, i))
        and token.text == "m"
    ):
        return False
    if token.key in ("mm", "mil") and not money:
        return False
    if token.key in ("k", "m") and _is(tokens, i + 1, "race", "run", "runs", "races"):
        return False
    return (
        glued(tokens, i)
        or (money and len(token.key) > 1)
        or (money and token.key in "mbkt")
        or token.key in ("bn", "mn", "tn", "k")
    )


# --- words ----------------------------------------------------------------------------------------------------------


def _small(tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
    """Below a hundred: "seven", "twenty-one"."""
    kind = _kind(tokens, i)
    if kind in ("one", "teen"):
        return _value_of(tokens[i]), i + 1
    if kind != "ten":
        return None
    value = _value_of(tokens[i])
    at = _over_hyphen(tokens, i + 1)
    if _kind(tokens, at) == "one" and _value_of(tokens[at]) > 0:
        return value + _value_of(tokens[at]), at + 1
    return value, i + 1


def _spelled(tokens: Sequence[Token], i: int) -> Numeral | None:
    article = _is(tokens, i, "a", "an")
    if article and _kind(tokens, i + 1) not in ("hundred", "scale", "dozen", "part"):
        return None
    part = _part(tokens, i)
    if part is not None:
        return part
    first = _small(tokens, i + 1) if article else _small(tokens, i)
    if first is None and _kind(tokens, i + article) not in ("hundred", "scale", "dozen"):
        return None
    value, stop = first or (1.0, i + article)
    total, group, floor, mantissa = 0.0, value, float("inf"), None
    if _is(tokens, stop, "point") and first is not None:
        group, stop = _decimals(tokens, group, stop)
    while stop < len(tokens):
        at = _over_hyphen(tokens, stop)
        kind = _kind(tokens, at)
        if kind == "hundred" and 0 < group < 100:
            group, stop, mantissa = group * 100, at + 1, group if total == 0 else mantissa
            rest = _rest(tokens, stop, below_hundred=True)
            if rest is not None:
                group, stop, mantissa = group + rest[0], rest[1], None
        elif kind == "scale" and (group or total) and _value_of(tokens[at]) < floor:
            mantissa = group if total == 0 else None
            floor = _value_of(tokens[at])
            total, group, stop = total + group * floor, 0.0, at + 1
            rest = _rest(tokens, stop, below_hundred=False)
            if rest is not None:
                group, stop = rest
                mantissa = None
        elif kind == "scale" and group == 0 and total:
            total, stop, floor = total * _value_of(tokens[at]), at + 1, floor
        elif kind == "dozen" and total == 0:
            return Numeral(i, at + 1, group * 12)
        else:
            break
    if _ordinal(tokens, stop):
        return None
    if _is(tokens, stop, "dozens") and total == 0:
        return Numeral(i, stop + 1, group * 12)
    return Numeral(i, stop, total + group, mantissa=mantissa)


def _rest(tokens: Sequence[Token], i: int, *, below_hundred: bool) -> tuple[float, int] | None:
    """What goes on behind "hundred" or a scale, with or without "and", if it is smaller."""
    at = i + 1 if _is(tokens, i, "and") else i
    small = _small(tokens, at) or (
        (1.0, at + 1) if _is(tokens, at, "a") and _kind(tokens, at + 1) == "hundred" else None
    )
    if small is None:
        return None
    behind = _kind(tokens, _over_hyphen(tokens, small[1]))
    if below_hundred and behind in ("hundred", "plural", "parts", "part"):
        return None
    if at > i and behind in ("scale", "parts", "part") and not below_hundred:
        return None
    if below_hundred and at > i and behind == "scale" and small[0] < 1:
        return None
    return small


def _decimals(tokens: Sequence[Token], whole: float, i: int) -> tuple[float, int]:
    """ "two point five": the digits behind "point"."""
    said, at = "", i + 1
    while _kind(tokens, at) in ("one", "teen", "ten"):
        small = _small(tokens, at)
        if small is None:
            break
        said, at = said + f"{small[0]:g}", small[1]
    return (float(f"{whole:g}.{said}"), at) if said else (whole, i)


def _ordinal(tokens: Sequence[Token], i: int) -> bool:
    """ "twenty-first", "one hundred and first", "twenty-fifth"."""
    at = _over_hyphen(tokens, i)
    if _kind(tokens, at) == "ordinal" and (at > i or _kind(tokens, i - 1) != "one"):
        return not _is(tokens, at, "second")  # "a 30-second clip" is a length of time
    return (
        at > i
        and _kind(tokens, at) == "part"
        and _kind(tokens, i - 1) in ("ten", "hundred")
        and tokens[at].key != "half"
    )


# --- parts ----------------------------------------------------------------------------------------------------------


def _part(tokens: Sequence[Token], i: int) -> Numeral | None:
    """ "two-thirds", "a quarter", "half": and of a scale, "half a million", "three quarters of a million"."""
    if _is(tokens, i, "half", "quarter"):
        share, stop, loose = 1 / _value_of(tokens[i]), i + 1, True
    elif tokens[i].key in _ARTICLES and _kind(tokens, _over_hyphen(tokens, i + 1)) == "part":
        at = _over_hyphen(tokens, i + 1)
        firm = tokens[i].key == "one" and (at > i + 1 or tokens[at].key != "quarter")
        share, stop, loose = 1 / _value_of(tokens[at]), at + 1, not firm
    else:
        small = _small(tokens, i)
        at = _over_hyphen(tokens, small[1]) if small else len(tokens)
        if small is None or small[0] < 2 or _kind(tokens, at) != "parts":
            return None
        share, stop, loose = small[0] / _value_of(tokens[at]), at + 1, False
    whole = _whole(tokens, stop)
    if whole is not None:
        return Numeral(i, whole[1], share * whole[0])
    if loose and tokens[i].key == "quarter":
        return None
    return Numeral(i, stop, share, part=True, loose=loose)


def _whole(tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
    """The scale that a part is of: "a million", "million", "of a million", "dozen"."""
    at = _over_hyphen(tokens, i)
    if _is(tokens, at, "of") and _is(tokens, at + 1, "a"):
        at += 1
    if _is(tokens, at, "a"):
        at += 1
    kind = _kind(tokens, at)
    if kind not in ("scale", "dozen"):
        return None
    return _value_of(tokens[at]), at + 1


def _with_part(tokens: Sequence[Token], number: Numeral) -> Numeral:
    """ "two and a half", "one and a half million", "a million and a half"."""
    at = number.stop
    if not _is(tokens, at, "and", "-") or number.part or number.qualifier:
        return number
    if _is(tokens, at, "-"):
        # "two-and-a-half"
        if not _is(tokens, at + 1, "and"):
            return number
        at += 1
    at = _over_hyphen(tokens, at + 1)
    part: Numeral | None = None
    if at < len(tokens) and tokens[at].key in _ARTICLES:
        behind = _over_hyphen(tokens, at + 1)
        if _kind(tokens, behind) == "part":
            part = Numeral(at, behind + 1, 1 / _value_of(tokens[behind]))
    elif at < len(tokens):
        part = _part(tokens, at)
        if part is not None and not part.part and part.value < number.value:  # "one billion and three quarters million"
            return replace(number, stop=part.stop, value=number.value + part.value)
        if part is not None and (not part.part or part.loose):
            part = None
    if part is None or (number.value != int(number.value) and number.mantissa is None):
        return number
    unit = 1.0 if not number.mantissa else number.value / number.mantissa
    scale = _value_of(tokens[part.stop]) if _kind(tokens, part.stop) == "scale" else 0.0
    if 0 < scale < unit:  # "one billion and a half million"
        return replace(number, stop=part.stop + 1, value=number.value + part.value * scale)
    value = number.value + part.value * (unit if unit >= 1000 else 1.0)
    joined = replace(number, stop=part.stop, value=value)
    return _scaled(tokens, joined, money=True) if number.mantissa is None else joined


# --- vague ----------------------------------------------------------------------------------------------------------


def _vague(tokens: Sequence[Token], i: int) -> Numeral | None:
    """ "dozens", "tens of thousands", "several hundred", "a few million", "a couple of hundred"."""
    if _kind(tokens, i) == "plural":
        return _plural(tokens, i)
    at = i + 1 if _is(tokens, i, "a") else i
    if _is(tokens, at, "several", "few") and (at > i) == _is(tokens, at, "few"):
        many, qualifier, at = float(_PLURAL), "at least", at + 1
    elif at > i and _is(tokens, at, "couple"):
        many, qualifier = 2.0, "about"
        at = at + 2 if _is(tokens, at + 1, "of") else at + 1
    else:
        return None
    begin = at
    value = many
    while _kind(tokens, at) in ("hundred", "scale", "dozen"):
        value *= _value_of(tokens[at])
        at += 1
    if at == begin or _ordinal(tokens, at):
        return None
    return Numeral(i, at, value, qualifier=qualifier)


def _plural(tokens: Sequence[Token], i: int) -> Numeral | None:
    value, stop = _PLURAL * _value_of(tokens[i]), i + 1
    if _is(tokens, stop, "and", "upon") and _is(tokens, stop + 1, tokens[i].key):
        stop += 2
    while _is(tokens, stop, "of") and _kind(tokens, stop + 1) == "plural":
        value, stop = value * _value_of(tokens[stop + 1]), stop + 2
    if (
        tokens[i].key in ("tens", "scores")
        and stop == i + 1
        and not (tokens[i].key == "scores" and _is(tokens, stop, "of"))
    ):
        return None
    return Numeral(i, stop, value, qualifier="at least")


#: "two in five", "nine out of 10", "1 in 1,000": what such shares are of.
_ROUND = frozenset({*range(2, 13), 15, 20, 25, 30, 40, 50, *(10**n for n in range(2, 7))})


def _ratio(tokens: Sequence[Token], number: Numeral) -> Numeral:
    """ "two out of three", "one in five": the share."""
    at = number.stop
    if _is(tokens, at, "in"):
        at += 1
    elif _is(tokens, at, "out") and _is(tokens, at + 1, "of"):
        at += 2
    else:
        return number
    whole = (_digits(tokens, at, money=False) or _spelled(tokens, at)) if at < len(tokens) else None
    if (
        whole is None
        or whole.part
        or not 0 < number.value < whole.value
        or whole.value not in _ROUND
        or number.value > 10
    ):
        return number
    return replace(number, stop=whole.stop, value=number.value / whole.value, part=True, mantissa=None)


def is_share(tokens: Sequence[Token], number: Numeral) -> bool:
    """Whether a loose part is one: "half of them", "a third of the"; "a third term" and "half past" aren't."""
    if number.part and number.begin > 0 and tokens[number.begin - 1].key in role("half"):
        return False  # "the second half of the year"
    if not number.loose or (number.stop < len(tokens) and tokens[number.stop].key in role("whole")):
        return True
    # "fell by a third", "cut it by half", "a half."
    by = number.begin > 0 and tokens[number.begin - 1].key == "by"
    last = number.stop == len(tokens) or tokens[number.stop].kind == "mark"
    return last and (by or (tokens[number.begin].key == "a" and tokens[number.stop - 1].key == "half"))
