"""One number with its money or unit: a whole amount, or one end of a range.

Reads what stands at a place; whether it is a figure at all is decided by `labels` and `amounts`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from retold.figures.numerals import Numeral, glued, kind_of, read
from retold.figures.tokens import DASHES, Token, role
from retold.knowledge import mapping, table

#: Words of the longest unit or currency.
_LONGEST = 4
_MINUS = frozenset({"-", "−", "–"})
#: A number glued behind one of these is within an address, a clock time, a version or a name.
_JOINTS = frozenset("/:.,_@#\\=&+*^")
#: Codes that are no words of English.
_WRITTEN_SMALL = frozenset(
    {"aud", "brl", "btc", "chf", "cny", "eur", "gbp", "hkd", "inr", "jpy", "mxn", "nzd", "sgd", "usd"}
)
#: Currencies with cents or pence.
_HUNDREDTHS = frozenset({"AUD", "CAD", "EUR", "GBP", "NZD", "USD"})
_INCHES = ("inch", "inches", "in")
#: From it on pounds are money: nothing in news weighs so much.
_HEAVIEST = 1e6


@dataclass(frozen=True, slots=True)
class Side:
    """A number with its unit, from one token to another."""

    begin: int
    #: The token behind number and unit.
    stop: int
    number: Numeral
    value: float
    unit: str
    #: Whether a sign or code of money stands before it.
    money: bool


def side_at(text: str, words: Sequence[Token], i: int, *, behind_dash: bool = False) -> Side | None:
    """What begins at a token; `behind_dash` for the upper end of "20-30", where the dash is no minus."""
    begin = i
    if i >= len(words):
        return None
    negative = not behind_dash and _negative(words, i)
    i += negative
    currency = _currency_before(words, i)
    sign, i = currency or ("", i)
    if i >= len(words):
        return None
    number = read(words, i, money=bool(sign))
    if number is None:
        return None
    if words[i].kind == "numeral":
        if not _free(words, number, begin, behind_dash=behind_dash):
            return None
    elif words[i].kind == "word" and not behind_dash and glued(words, begin) and words[begin - 1].key in "-'’/@_":
        return None  # "multi-million"
    unit, stop = (sign, _repeated(words, number.stop, sign)) if sign else _unit(text, words, number)
    if number.digits and number.stop == stop and glued(words, stop) and words[stop].kind in ("word", "numeral"):
        return None  # "3D", "21st", "1990s"
    value, stop = _combined(words, -number.value if negative else number.value, unit, stop)
    return Side(begin, stop, number, value, unit, bool(sign))


def phrase_key(run: Sequence[Token]) -> str | None:
    """Words as the tables have them, with one blank or none between; None if they stand wider apart."""
    out = run[0].key
    for before, token in pairwise(run):
        gap = token.start - before.end
        if gap > 1:
            return None
        out += " " * gap + token.key
    return out


def _negative(words: Sequence[Token], i: int) -> bool:
    """ "-5", "minus five"; not "a negative one" nor the dash of a list."""
    if i + 1 >= len(words):
        return False
    if words[i].key in ("minus", "negative"):
        return (i == 0 or words[i - 1].key not in ("a", "an", "the")) and not glued(words, i + 1)
    number = words[i + 1].kind in ("numeral", "sign")
    return words[i].key in _MINUS and number and glued(words, i + 1) and not glued(words, i)


def _free(words: Sequence[Token], number: Numeral, begin: int, *, behind_dash: bool) -> bool:
    """Whether digits stand for themselves, and not within a name, an address, a clock time or a version."""
    if not behind_dash and glued(words, begin):
        before = words[begin - 1]
        if before.key in "'’‘" and re.fullmatch(r"\d\d", words[begin].text):
            return False  # "the class of '16"
        if before.kind in ("word", "numeral") or before.key in _JOINTS:
            return before.kind == "word" and words[begin].kind == "sign"
        if before.key in DASHES and glued(words, begin - 1) and words[begin - 2].key not in (")", "”", '"', ",", "’"):
            return False
    stop = number.stop
    if not glued(words, stop):
        return True
    after = words[stop]
    if after.key in ("/", ":", "_", "@", "\\", "^") and glued(words, stop + 1):
        # "90km/h", "$5/hour"
        return after.key == "/" and words[stop + 1].kind == "word" and not kind_of(words[stop + 1].key)
    return after.kind != "numeral"


# --- money and units ------------------------------------------------------------------------------------------------


@cache
def _codes() -> frozenset[str]:
    """What stands before a number without being a sign: "USD", "Rs"."""
    codes = {word for word, code in mapping("currencies").items() if word == code.lower() and len(word) == 3}
    return frozenset(codes | {"rs", "rmb"})


@cache
def _money() -> frozenset[str]:
    return frozenset(mapping("currencies").values())


def is_money(unit: str) -> bool:
    """Whether a unit is a currency."""
    return unit in _money()


@cache
def _units() -> tuple[dict[str, str], dict[str, str]]:
    """Units by their words in lower case, and by abbreviations whose case matters."""
    rows = table("units")
    return {w: u for w, u, kind in rows if kind == "any"}, {w: u for w, u, kind in rows if kind == "exact"}


def _currency_before(words: Sequence[Token], i: int) -> tuple[str, int] | None:
    token, at = words[i], i + 1
    if at >= len(words):
        return None
    if token.kind == "sign":
        return mapping("currencies")[token.key], at
    if token.kind != "word" or token.key not in _codes() or not (token.text.isupper() or token.key == "rs"):
        return None
    at += words[at].key == "." and glued(words, at)
    at += at < len(words) and words[at].kind == "sign"
    return (mapping("currencies")[token.key], at) if at < len(words) and words[at].kind == "numeral" else None


def _repeated(words: Sequence[Token], stop: int, code: str) -> int:
    """ "$10 dollars", "$5 million USD": behind the words that say it again."""
    for size in (2, 1):
        said = [word.key for word in words[stop : stop + size] if word.kind == "word"]
        if len(said) == size and mapping("currencies").get(" ".join(said)) == code:
            return stop + size
    return stop


def _unit(text: str, words: Sequence[Token], number: Numeral) -> tuple[str, int]:
    """Unit and the token behind it; "" and the token behind the number if it has none."""
    stop = number.stop
    if number.qualifier and stop < len(words) and words[stop].key == "of":
        # "hundreds of thousands of dollars"
        unit, behind = _unit(text, words, replace(number, qualifier="", stop=stop + 1))
        return (unit, behind) if is_money(unit) else ("", stop)
    if number.part and stop < len(words) and words[stop].key in ("a", "an", "of"):
        # "half a percentage point", "a quarter of a mile"
        article = stop + 1 + (words[stop].key == "of")
        unit, behind = _unit(text, words, replace(number, part=False, stop=article))
        measured = unit and not is_money(unit) and words[article - 1].key in ("a", "an")
        return (unit, behind) if measured else ("", stop)
    hyphen = stop + 1 < len(words) and words[stop].key in ("-", "‑") and glued(words, stop) and glued(words, stop + 1)
    at = stop + hyphen
    if at >= len(words):
        return "", stop
    if words[at].key == "times" and at + 1 < len(words) and _is_compared(words[at + 1].key):
        return "times", at + 1  # "three times as many"
    abbreviated = None if hyphen else _abbreviation(words, number, at)
    if abbreviated is not None:
        return abbreviated, at + 1
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        key = phrase_key(words[at : at + size])
        if key is None:
            continue
        if key in _units()[0] and (number.digits or hyphen or not glued(words, at)):
            return _units()[0][key], at + size
        code = _currency(text, words, number, at, key)
        if code:
            return code, at + size
    return "", stop


def _is_compared(key: str) -> bool:
    """ "as many", "higher", "thinner"."""
    return key in role("compared") or key.endswith("er")


def _abbreviation(words: Sequence[Token], number: Numeral, at: int) -> str | None:
    """ "30kW", "7.62mm", "20C": an abbreviation whose case matters."""
    token = words[at]
    if not number.digits or number.mantissa is not None or token.text not in _units()[1]:
        return None
    if not glued(words, at) and token.text in "CFLV":
        return None
    if glued(words, at + 1) and words[at + 1].kind in ("numeral", "word"):
        return None
    if token.text in "CF" and not (-60 if token.text == "C" else 30) <= number.value <= 130:
        return None  # "13F filing"
    return _units()[1][token.text]


def _currency(text: str, words: Sequence[Token], number: Numeral, at: int, key: str) -> str:
    """Code of the currency whose words stand behind a number; pounds may be of weight."""
    code = mapping("currencies").get(key, "")
    if key in ("rs", "try", "all"):
        return ""
    if key == code.lower() and code.isupper() and not words[at].text.isupper() and key not in _WRITTEN_SMALL:
        return ""
    turned = re.match(r"\s*\([$€£]", text[words[at].end : words[at].end + 5])  # "40 pounds ($52)"
    large = number.mantissa is not None and number.value >= _HEAVIEST
    return "lb" if key in ("pound", "pounds") and not turned and not large else code


# --- two units ------------------------------------------------------------------------------------------------------


def _combined(words: Sequence[Token], value: float, unit: str, stop: int) -> tuple[float, int]:
    """ "5 feet 2 inches", "5-foot-10", "13 dollars and 45 cents": the value in the larger unit."""
    at = stop + (stop < len(words) and words[stop].key in ("and", "-"))
    if at >= len(words) or (unit != "feet" and unit not in _HUNDREDTHS):
        return value, stop
    small = read(words, at)
    if small is None or small.part:
        return value, stop
    behind = small.stop
    if unit in _HUNDREDTHS:
        cents = behind < len(words) and words[behind].key in ("cent", "cents", "pence")
        return (
            (value + small.value / 100, behind + 1)
            if cents and value.is_integer() and small.value < 100
            else (value, stop)
        )
    hyphen = behind + 1 < len(words) and words[behind].key == "-"
    if small.value < 12 and behind + hyphen < len(words) and words[behind + hyphen].key in _INCHES:
        return value + small.value / 12, behind + hyphen + 1
    bare = small.value < 12 and at == stop + 1 and words[stop].key == "-"
    return (value + small.value / 12, behind) if bare else (value, stop)
