"""What the views share: rows, tables, quotations with their address, words taken out and put in."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from retold import display
from retold.types import Article, Change, Passage

_LONG = 160
"""Characters of an aside or a figure's sentence that are shown; the rest is in the JSON."""


def edit(change: Change) -> Text:
    """The words taken out and put in."""
    words = Text()
    if change.a_span:
        words.append(f"[-{change.a_span.text}-]", style="red")
    if change.a_span and change.b_span:
        words.append(" ")
    if change.b_span:
        words.append(f"{{+{change.b_span.text}+}}", style="green")
    return words


def quoted(passage: Passage, articles: Mapping[str, Article]) -> Text:
    """The words, then who has them; a terminal that can follows the link to the page."""
    source = articles[passage.article]
    where = f"{passage.outlet}, ¶ {source.sentences[passage.sentence].paragraph + 1}"
    when = display.dating(source.published)
    told = Text(passage.span.text)
    told.append(f"  {where} · {when}", style=f"dim link {_address(source, passage.span.text)}")
    return told


def _address(source: Article, words: str) -> str:
    """The page at these words, by a text fragment."""
    base = source.url or (Path(source.input).absolute().as_uri() if source.input != "-" else "")
    return f"{base}#:~:text={quote(' '.join(words.split()[:8]), safe='')}" if base else ""


def section(console: Console, title: str, lines: Iterable[RenderableType]) -> None:
    lines = list(lines)
    if not lines:
        return
    console.print(Text(title.upper(), style="dim"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print()


def heading(console: Console, value: Article) -> None:
    console.print(Rule(style="dim"))
    console.print(Text(value.title or value.name, style="bold"))
    console.print(meta(value.name, display.dating(value.published)))


def meta(*parts: str) -> Text:
    return Text(" · ".join(part for part in parts if part), style="dim")


def row(label: str, words: RenderableType, *, width: int = 12) -> Table:
    """A dim label with its words beside it, both wrapped."""
    row = Table.grid(padding=(0, 2, 0, 0), expand=False)
    row.add_column(width=width, style="dim")
    row.add_column()
    row.add_row(Text(label), Text(words) if isinstance(words, str) else words)
    return row


def columns(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONG else words[: _LONG - 1] + "…"
