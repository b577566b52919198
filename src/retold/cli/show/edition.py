"""An edition: what is new, affair by affair."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from retold.display.editions import LineView, Quote, view
from retold.display.frames import Frame
from retold.display.quoting import at_words
from retold.types import Edition


def edition(console: Console, value: Edition) -> None:
    """A whole edition."""
    shown = view(value)
    words = shown.frame
    console.print(Text(words.say("name"), style="bold"), Text(" · ".join((shown.day, *shown.counts)), style="dim"))
    if shown.nothing:
        console.print(Text(shown.nothing))
    for section in shown.sections:
        console.print()
        console.print(Rule(Text(section.name, style="bold"), style="dim", align="left"))
        for story in section.stories:
            console.print()
            console.print(Text(story.headline.text, style="bold"))
            for line in story.lines:
                console.print()
                _line(console, line, words)
        if section.left_out:
            console.print()
            console.print(Text(section.left_out, style="dim"))


def _line(console: Console, line: LineView, words: Frame) -> None:
    label = Text(line.label, style="bold red" if line.conflict else "bold")
    if line.who:
        label.append(f" · {line.who}", style="not bold dim")
    console.print(Padding(label, (0, 0, 0, 2)))
    _quotes(console, line.quotes)
    if line.before:
        console.print(Padding(Text(f"{words.say('before')}:", style="dim"), (0, 0, 0, 2)))
        _quotes(console, line.before)
    why = f"{words.say('why')}: {line.why}" if line.why else ""
    told = " · ".join(filter(None, (line.support, line.also, why)))
    console.print(Padding(Text(told, style="dim"), (0, 0, 0, 2)))


def _quotes(console: Console, quotes: Sequence[Quote]) -> None:
    for quote in quotes:
        words = Text(quote.text)
        link = f" link {at_words(quote.address, quote.text)}" if quote.address else ""
        words.append(f"  {quote.outlet} · {quote.day}", style=f"dim{link}")
        console.print(Padding(words, (0, 0, 0, 4)))
