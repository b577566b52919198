"""With which symbols the matches of a pattern can begin, so that each place is held against few patterns only.

Reads what the grammar of `patterns` uses of regular expressions: symbols, escapes, classes, groups, looks ahead and
behind, alternatives and the quantifiers `?` and `{m,n}`; not `*`, `+` nor negated classes. What a look around a place
forbids isn't taken into account: the answer may hold symbols too many, never too few.
"""

import re

_PART = re.compile(r"\\(.)|\[([^]]*)\]|(\(\?:|\(\?<?[=!]|\))|(\|)|([^\\\[()|])")
_QUANTIFIER = re.compile(r"\?|\{(\d),\d+\}|\{(\d)\}")


def first_symbols(pattern: str) -> frozenset[str]:
    """The symbols with which a match of the pattern can begin."""
    firsts, _, end = _alternatives(pattern, 0)
    assert end == len(pattern), pattern
    return frozenset(firsts)


def _alternatives(pattern: str, at: int) -> tuple[set[str], bool, int]:
    """First symbols from `at` to the end of the group, whether it can be empty, and where it ends."""
    firsts: set[str] = set()
    open_here, empty = True, False
    while at < len(pattern):
        part = _PART.match(pattern, at)
        assert part is not None, pattern[at:]
        if part[3] == ")":
            break
        at = part.end()
        if part[4]:
            empty, open_here = empty or open_here, True
            continue
        found, skips = set(part[1] or part[5] or ""), False
        if part[2]:
            found = set(part[2].replace("\\", ""))
        elif part[3]:
            found, skips, at = _alternatives(pattern, at)
            at += 1
            if part[3] != "(?:":
                found, skips = set(), True
        quantifier = _QUANTIFIER.match(pattern, at)
        if quantifier is not None:
            at = quantifier.end()
            skips = skips or (quantifier[1] or quantifier[2] or "0") == "0"
        if open_here:
            firsts |= found
            open_here = skips
    return firsts, empty or open_here, at
