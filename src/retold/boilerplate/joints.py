"""Which lines of a page go on with the line before: markup tore them apart.

Boosted trees (`models`) look at how each line ends and begins, and how torn the page is. They were fitted on public
pages flattened with a line end at every tag, where the same page with line ends at blocks only says which lines belong
together. No line is joined here.
"""

from typing import Final

import numpy as np

from retold.boilerplate import characters
from retold.boilerplate.signs import Flags, Floats, Ints, Signs, any_language
from retold.boilerplate.trees import Trees

#: Odds (logit) from which a line is taken to go on with the one before.
LEAST: Final = 0.0
#: Lines are asked about that begin as if they went on, or that follow an unfinished one and are not both so short
#: (columns of `measure`; logarithm of a length): menus are most of a page.
_GOES_ON: Final = 11
_BEFORE_FULL: Final = 33
_LENGTHS: Final = (4, 20)
_SHORT: Final = 2.5


def torn(signs: Signs, starts: Ints, ends: Ints, *, trees: Trees) -> Flags:
    """For each line, whether it goes on with the one before."""
    out = np.zeros(len(starts), np.bool_)
    if len(starts) > 1:
        features = measure(signs, starts, ends)
        asked = (features[:, _GOES_ON] > 0) | (features[:, _BEFORE_FULL] < 1) & (
            features[:, _LENGTHS].max(axis=1) > _SHORT
        )
        asked[0] = False
        out[asked] = trees.logits(features[asked]) > LEAST
    return out


def measure(signs: Signs, starts: Ints, ends: Ints) -> Floats:
    """A row of features a line: its edges, those of its neighbours, and the page's."""
    size = len(starts)
    kinds = signs.kinds
    first = kinds[starts].astype(np.float32)
    second = kinds[np.minimum(starts + 1, ends - 1)].astype(np.float32)
    last = kinds[ends - 1].astype(np.float32)
    before_last = kinds[np.maximum(ends - 2, starts)].astype(np.float32)
    length = np.log1p(ends - starts).astype(np.float32)
    opens = np.searchsorted(signs.places, starts, "left")
    closes = np.searchsorted(signs.places, ends, "left")
    words = (closes - opens).astype(np.float32)
    rises = np.concatenate(([0], np.cumsum(kinds[signs.places] == characters.UPPER)))
    capitals = ((rises[closes] - rises[opens]) / np.maximum(words, 1)).astype(np.float32)
    stop = np.concatenate(((signs.bits & any_language()) > 0, [False]))
    count = len(signs.words)
    some = closes > opens
    opened = (some & stop[np.minimum(opens, count)]).astype(np.float32)
    closed = (some & stop[np.maximum(closes - 1, 0)]).astype(np.float32)
    stops = np.concatenate(([0], np.cumsum(stop)))
    prose = ((stops[closes] - stops[opens]) / np.maximum(words, 1)).astype(np.float32)
    quoted = (last == characters.QUOTE) | (last == characters.CLOSER)
    full = ((last == characters.END) | (quoted & (before_last == characters.END))).astype(np.float32)
    marks = (characters.COMMA, characters.END, characters.CLOSER, characters.COLON)
    goes_on = np.isin(first, (characters.LOWER, *marks)).astype(np.float32)
    code = np.minimum(signs.codes[starts], 0x2FFF).astype(np.float32)
    own = {
        "first": first, "second": second, "last": last, "before_last": before_last, "length": length, "words": words,
        "capitals": capitals, "opened": opened, "closed": closed, "prose": prose, "full": full, "goes_on": goes_on,
        "code": code,
    }  # fmt: skip
    out = list(own.values())
    for name, steps in _NEAR.items():
        padded = np.concatenate((np.full(2, -1, np.float32), own[name], np.full(2, -1, np.float32)))
        out += [padded[2 + step : 2 + step + size] for step in steps]
    out.append((starts - np.concatenate(([0], ends[:-1]))).clip(0, 3).astype(np.float32))
    for values in (goes_on, full, (length < 3.3).astype(np.float32), prose):
        out.append(np.full(size, values.mean(), np.float32))
        sums = np.concatenate((np.zeros(5), np.cumsum(values), np.full(4, values.sum())))
        out.append((sums[9:] - sums[:-9])[:size].astype(np.float32))
    return np.column_stack(out).astype(np.float32)


#: Columns that are also given for the lines around.
_NEAR = {
    "first": (-1, 1),
    "last": (-2, -1, 1),
    "before_last": (-1,),
    "length": (-2, -1, 1, 2),
    "words": (-1, 1),
    "capitals": (-1, 1),
    "closed": (-1,),
    "opened": (1,),
    "prose": (-2, -1, 1),
    "full": (-2, -1, 1),
    "goes_on": (-1, 1, 2),
    "code": (-1,),
}
