"""Flattened page text to article and asides.

`units` cuts a page, `features` measures the pieces, `keeping` asks two small models which belong to the article,
`headlines` and `asides` name the rest, `pages` puts it together. HTML is not read here.
"""

from retold.boilerplate.pages import segment

__all__ = ["segment"]
