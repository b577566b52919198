"""Stories: who has it from whom, what each outlet did with it."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from retold import display
from retold.cli.show.pieces import edit, row, short
from retold.lineage import tree
from retold.types import Matrix, Node, Revision, Story

_MARKS = {"own": "+", "kept": "=", "changed": "~", "dropped": "-"}


def story(console: Console, value: Story) -> None:
    """One story: its articles, under the origins they go back to."""
    console.print(Rule(style="dim"))
    console.print(Text(value.headline, style="bold"))
    names = display.outlets(value.articles)
    console.print(Text(f"{display.count(len(names), 'outlet')} · {display.origins(value.origins)}"))
    for reason in value.because:
        console.print(row("together", reason))
    _lineage(console, tree(value))
    for addition in value.additions:
        words = " ".join(addition.article.sentences[i].text for i in addition.sentences)
        who = addition.source or "no source named"
        console.print(row("new", f"{who}, only in {addition.article.name}: {short(words)}"))
    for revision in value.revisions:
        _revision(console, revision)


def _lineage(console: Console, nodes: Sequence[Node]) -> None:
    """Who has it from whom."""
    drawn: list[Tree] = []
    for node in nodes:
        where = node.article.input if node.article is not None else ""
        label = Text(node.name, style="bold" if node.parent is None else "")
        for detail in filter(None, (display.node(node, nodes), where)):
            label.append(f" · {detail}", style="dim")
        drawn.append(Tree(label, guide_style="dim") if node.parent is None else drawn[node.parent].add(label))
    for node, made in zip(nodes, drawn, strict=True):
        if node.parent is None:
            console.print(made)
            for reason in node.because:
                console.print(row("because", reason))


def _revision(console: Console, value: Revision) -> None:
    """What an outlet changed in its own article, and whether it said so."""
    mattering = [change for change in value.comparison.changes if change.matters]
    console.print(
        row(
            "edited",
            f"{value.comparison.b.name}, {display.count(len(mattering), 'edit')}: {value.because[0]}",
        )
    )
    for note in value.notes:
        console.print(row("note", f"“{short(note)}”"))
    for change in mattering:
        told = Text("silently " if change in value.silent else "", style="bold")
        told.append(f"{change.kind} ", style="dim")
        console.print(Padding(row("", told.append_text(edit(change))), (0, 0, 0, 2)))


def matrix(console: Console, value: Matrix) -> None:
    """Outlets beside the paragraphs of the fullest account."""
    if len(value.articles) < 2:
        return
    console.print(Text("= kept  ~ changed (how often it matters)  - dropped  + its own", style="dim"))
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column(f"paragraphs of {value.articles[0].name}", ratio=1)
    for number, told in enumerate(value.articles, 1):
        table.add_column(str(number), justify="center")
        console.print(Text(f"{number:>4} {told.name}", style="dim"))
    for passage in value.rows:
        marks = [
            "=" if cell.kind == "own" and place == 0 else f"{_MARKS[cell.kind]}{len(cell.changes) or ''}"
            for place, cell in enumerate(passage.cells)
        ]
        table.add_row(display.short(value.articles[passage.article], passage.sentences, longest=60), *marks)
    console.print(table)
