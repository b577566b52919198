"""Tells a page that shows an article's beginning only, and asks to pay or sign in for the rest.

A mark in the page's metadata alone is no proof: most sites that set it send the whole text and hide it with a script.
So words or a box that ask must stand where the text ends, and the text must be short.
"""

import re
from collections.abc import Sequence
from itertools import islice

from retold.config import DEFAULT, Reading
from retold.intake.furniture import is_paywall
from retold.types import Block

#: Asides below the last paragraph among which an appeal has to stand.
_NEAR = 8
#: A text that breaks off.
_BROKEN = re.compile(r"(?:…|\.\.\.|\[…\]|[\w,;–—-])[\"”’»)\]]*$")


def is_teaser(
    blocks: Sequence[Block], *, locked: bool, whole_words: int | None = None, config: Reading = DEFAULT.reading
) -> bool:
    """True if the blocks show a beginning only.

    `locked`: the page says that it isn't free to read; `whole_words`: how long it says the article is.
    """
    body = [place for place, block in enumerate(blocks) if block.role == "body"]
    size = sum(len(blocks[place].text.split()) for place in body)
    if not body or (whole_words is not None and size >= config.teaser_share * whole_words):
        return False
    if size >= (config.teaser_words_locked if locked else config.teaser_words):
        return False
    below = (block for block in blocks[body[-1] + 1 :] if block.role == "aside")
    asked = any(_asks(block) for block in islice(below, _NEAR))
    broken = _BROKEN.search(blocks[body[-1]].text) is not None
    if locked and (asked or broken or whole_words is not None):
        return True
    return asked and size < config.teaser_words


def _asks(block: Block) -> bool:
    return block.reason == "paywall" or is_paywall(block.text)
