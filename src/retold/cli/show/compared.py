"""Two articles side by side."""

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from retold import display
from retold.cli.show.pieces import columns, row
from retold.types import Comparison, Link


def comparison(console: Console, value: Comparison, *, column: bool = False) -> None:
    """Two articles side by side or in one column, and what the differences are."""
    a, b = value.a, value.b
    console.print(Rule(style="dim"))
    console.print(Text(f"{a.name}  |  {b.name}", style="bold"))
    derivation = value.derivation
    console.print(Text(f"{derivation.kind}: {display.related(value)}", style="bold"))
    for reason in derivation.because:
        console.print(row("because", reason))
    console.print(_column(value) if column else _beside(value))
    _changes_that_matter(console, value)
    for conflict in value.conflicts:
        both = Text.assemble(
            ("conflict ", "bold"), conflict.because, "\n  “", conflict.a_span.text, "”\n  “", conflict.b_span.text, "”"
        )
        console.print(both)


def _beside(value: Comparison) -> Table:
    a, b = value.a, value.b
    table = Table(box=None, show_header=True, padding=(0, 2, 1, 0), expand=True)
    table.add_column(Text(a.name), ratio=1, header_style="dim")
    table.add_column(Text(b.name), ratio=1, header_style="dim")
    table.add_column("", width=10, style="dim")
    nothing = Text("—", style="dim")
    for link, in_a, in_b in display.rows(value):
        if link is not None:
            table.add_row(_side(value, link, "a"), _side(value, link, "b"), "moved" if link.moved else link.kind)
        elif in_a is not None:
            table.add_row(Text(a.sentences[in_a].text), nothing, "left only")
        elif in_b is not None:
            table.add_row(nothing, Text(b.sentences[in_b].text), "right only")
    return table


def _column(value: Comparison) -> Group:
    """What both have once, what differs below each other."""
    told: list[RenderableType] = []
    for link, in_a, in_b in display.rows(value):
        if link is not None and link.kind in ("same", "styled"):
            told.append(row("", _side(value, link, "a"), width=2))
        elif link is not None:
            moved = Text(" moved", style="dim") if link.moved else Text("")
            told += [row("<", _side(value, link, "a"), width=2), row(">", _side(value, link, "b") + moved, width=2)]
        elif in_a is not None:
            told.append(row("<", Text(f"[-{value.a.sentences[in_a].text}-]", style="red"), width=2))
        elif in_b is not None:
            told.append(row(">", Text(f"{{+{value.b.sentences[in_b].text}+}}", style="green"), width=2))
    return Group(Text(f"< {value.a.name}   > {value.b.name}", style="dim"), *told)


def _changes_that_matter(console: Console, value: Comparison) -> None:
    table = columns("change", "left", "right", "why it matters")
    for change in display.by_weight(value):
        left, right = (f"“{span.text}”" if span else "—" for span in (change.a_span, change.b_span))
        table.add_row(change.kind, left, right, change.because)
    if table.row_count:
        console.print(table)
    if muted := display.muted(value):
        console.print(Text(f"not listed: {muted} (--json has them)", style="dim"))


def _side(value: Comparison, link: Link, side: str) -> Text:
    """One side of a link, with its changes marked."""
    of, indices = (value.a, link.a) if side == "a" else (value.b, link.b)
    told = Text()
    for index in indices:
        sentence = of.sentences[index]
        for piece in display.pieces(of, sentence.start, sentence.end, link.changes, side=side):
            told.append_text(_piece(piece, side))
        told.append(" ")
    return told


def _piece(piece: display.Piece, side: str) -> Text:
    if piece.change is None:
        return Text(piece.text)
    if not piece.change.matters:
        return Text(piece.text, style="dim italic")
    return Text(f"[-{piece.text}-]", style="red") if side == "a" else Text(f"{{+{piece.text}+}}", style="green")
