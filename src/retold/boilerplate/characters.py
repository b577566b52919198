"""Characters by kind, as arrays, so that a page can be measured at once. It knows the basic plane of Unicode only."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Characters that end a sentence.
ENDS: Final = ".!?…。！？"
UPPER, LOWER, DIGIT, COMMA, SEPARATOR, QUOTE, END, CLOSER, COLON, ODD, SPACE, OTHER_LETTER, HAN = range(1, 14)


@cache
def kinds() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """For each code point below 0x10000: its kind, and whether it belongs to a word."""
    table = np.zeros(0x10000, np.uint8)
    word = np.zeros(0x10000, np.bool_)
    for code in range(0x10000):
        character = chr(code)
        if character.isalnum() or character == "_":
            word[code] = True
            if character.isupper():
                table[code] = UPPER
            elif character.islower():
                table[code] = LOWER
            elif character.isdigit():
                table[code] = DIGIT
            elif 0x3040 <= code <= 0x9FFF:
                table[code] = HAN
            else:
                table[code] = OTHER_LETTER
        elif character.isspace():
            table[code] = SPACE
    for members, kind in (
        (",،、，", COMMA), ("|·•»›>/—–", SEPARATOR), ("“”„«\"", QUOTE), (ENDS, END), ("'’)]」』", CLOSER),
        (":：", COLON), ("@#©®™→▶✓$€£{}=<", ODD),
    ):  # fmt: skip
        for character in members:
            table[ord(character)] = kind
    return table, word


def lowered(text: str) -> str:
    """Lower case of the same length: the few letters that would grow stay as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def code_points(text: str) -> NDArray[np.uint32]:
    """Code points, those beyond the basic plane as one that is no letter."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32), 0xFFFF)
