"""Where the lines of an edition lead on the site: to the sentence that each quotation is, which lies there itself."""

from collections.abc import Callable

from retold.display.editions import LineView, Quote
from retold.display.frames import frame
from retold.display.quoting import tidy
from retold.types import Edition
from retold.web.site import on_site


def sentences(edition: Edition) -> Callable[[LineView, Quote], str]:
    """The address of a quotation of one of its lines."""
    words = frame(edition.language)
    places = {
        (line.number, words.isolated(passage.outlet), tidy(passage.span.text)): (passage.article, passage.sentence)
        for line in edition.lines
        for passage in (*line.news.passages, *line.news.earlier)
    }
    return lambda line, quote: on_site(*places[line.number, quote.outlet, quote.text])
