"""Words as `retold.searching` compares them, as regular expressions for RE2: for whoever has texts and no index.

What they find is what `retold.searching.keys` tells of a text; only in a phrase a part of some initials ("u.s" of
"u.s.a") may pass for a word. RE2 looks neither ahead nor behind
(https://github.com/google/re2/wiki/Syntax), so what stands beside a word is a part of what is found.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import islice, product
from typing import NamedTuple

from retold.searching import UNSPACED, Phrase, keys

FOREIGN = r"[^\x00-\x7F\pP\pS\pZ\pC]"
"""A letter, a sign or a digit beyond ASCII: the text may have a word in another form than in plain letters."""

_INITIALS = 5
"""Letters of a word that is looked for as initials, too: "us" is also in "U.S."."""
_MOST = 8
"""Choices of forms of a phrase's words that are looked for: of three short words all."""
_SCRIPTS = ((0x20, 0x2000), (0x2C60, 0x3000), (0xA640, 0xAB70), (0xFB00, 0xFE00), (0xFF00, 0xFFF0))
"""Code points among which letters are looked for that pass for others: all with case, accents or other widths."""

#: Characters of scripts without blanks, as RE2 writes them.
_ALONE = re.sub(r"\\[uU]0*([0-9a-f]+)", r"\\x{\1}", UNSPACED)
_NONE, _REST = r"[^\pL\pN\pM]", r"[^\pL\pN]"
_MARKS = r"[\pM\x{640}]*"
#: Beside a word: nothing that could be a part of it.
_LEFT, _RIGHT = rf"(?:^|[^\pL\pN\pM]|[{_ALONE}]\pM*)", rf"(?:$|[^\pL\pN\pM]|[{_ALONE}])"
#: Beside a letter that stands alone, or initials: no dot with another such letter behind it.
_BEFORE = rf"(?:^|[^\pL\pN\pM.]|[{_ALONE}]\pM*|(?:^|[^\pL])\.|[\pL\pN\pM]\pL\.)"
_BEHIND = rf"(?:$|[^\pL\pN\pM.]|[{_ALONE}]|\.(?:$|[^\pL]|\pL[\pL\pN_]))"


class Pattern(NamedTuple):
    """What finds a phrase in a text."""

    exact: str
    #: What finds a text that may have it, many times as fast; of texts that `FOREIGN` finds it tells nothing.
    #: RE2 goes to the next place of a plain letter in one leap, and where there is a choice from byte to byte.
    rough: str


class _Form(NamedTuple):
    """A word, and what may stand beside it."""

    left: str
    word: str
    right: str
    rough: str


def patterns(phrase: Phrase) -> tuple[Pattern, ...]:
    """What finds the words of a phrase that follow each other in a text: it has them if one of these finds something.

    Several, since RE2 follows all forms of a word at once, for which its memory doesn't reach, and is then a hundred
    times as slow.
    """
    return tuple(islice(map(partial(_pattern, phrase), product(*map(_forms, phrase))), _MOST))


def _pattern(phrase: Phrase, forms: Sequence[_Form]) -> Pattern:
    """The words in one form each."""
    between = ("", *map(_between, phrase, phrase[1:]))
    words = "".join(gap + form.word for gap, form in zip(between, forms, strict=True))
    rarest = max(forms, key=lambda form: len(form.rough)).rough
    return Pattern(exact=forms[0].left + words + forms[-1].right, rough=f"(?i){rarest}")


def _forms(key: str) -> list[_Form]:
    """A word in each of its forms."""
    if _is_alone(key):
        return [_Form("", _letter(key), "", key)]
    letters = key.isalpha()
    if letters and len(key) == 1:
        return [_Form(_BEFORE, _letter(key), _BEHIND, key)]
    plain = _Form(_LEFT, _letters(key), _RIGHT, re.escape(key))
    if not letters or len(key) > _INITIALS:
        return [plain]
    return [plain, _Form(_BEFORE, r"\.".join(map(_letter, key)) + r"\.?", _BEHIND, r"\.".join(key))]


def _between(one: str, other: str) -> str:
    """What may stand between two words: something, unless one needs no blank; between two letters more than a dot."""
    if _is_alone(one) or _is_alone(other):
        return f"{_REST}*"
    letters = len(one) == len(other) == 1 and (one + other).isalpha()
    return rf"(?:{_NONE}{_REST}+|[^\pL\pN\pM.])" if letters else f"{_NONE}{_REST}*"


def _letters(key: str) -> str:
    found, at = "", 0
    while at < len(key):
        pair = key[at : at + 2]
        joined = _alike().get(pair, "") if len(pair) == 2 else ""
        apart = "".join(map(_letter, pair if joined else pair[0]))
        found += rf"(?:{apart}|[{joined}]{_MARKS})" if joined else apart
        at += 2 if joined else 1
    return found


def _letter(letter: str) -> str:
    """Any form of a letter, with the signs that stand above and below it."""
    return rf"[{re.escape(letter)}{_alike().get(letter, '')}]{_MARKS}"


def _is_alone(key: str) -> bool:
    """True for a character of a script without blanks: it is a word wherever it stands."""
    return re.match(f"[{UNSPACED}]", key) is not None


@cache
def _alike() -> Mapping[str, str]:
    """By one or two letters as they are compared, the characters that pass for them."""
    found = defaultdict[str, str](str)
    for low, high in _SCRIPTS:
        for character in map(chr, range(low, high)):
            if unicodedata.category(character)[0] in "LN":
                compared = "".join(keys(character))
                if compared != character and 0 < len(compared) <= 2:
                    found[compared] += character
    return found
