"""What a person sees in the terminal. Quotes stay whole; labels are dim; what matters stands out.

Colour is never the only sign: words taken out stand in [- -], words put in stand in {+ +}.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from retold import display
from retold.lineage import tree
from retold.types import (
    Article,
    Brief,
    BriefItem,
    Change,
    Comparison,
    Facts,
    FigureLine,
    Link,
    Matrix,
    Node,
    OutletChange,
    Passage,
    Revision,
    Statement,
    Story,
    TimelineEntry,
)

_LONG = 160
"""Characters of an aside or a figure's sentence that are shown; the rest is in the JSON."""


def article(console: Console, value: Article) -> None:
    """One article: what it is, when it was written and why, its text, what was set aside."""
    console.print(Rule(style="dim"))
    console.print(Text(value.title or "(no headline)", style="bold"))
    console.print(_meta(value.name, display.dating(value.published), value.language, value.url or value.input))
    console.print(f"confidence {value.confidence:.2f}", style="dim")
    if value.teaser:
        console.print("only the beginning: the page asks to pay or sign in for the rest", style="bold")
    for credit in value.credits:
        console.print(_row("credit", f"{credit.name} ({credit.kind}): “{_short(credit.text)}”"))
    for evidence in value.published.because:
        says = evidence.says if evidence.weight else f"not counted: {evidence.says}"
        console.print(_row(evidence.source, says if not evidence.quote else f"“{_short(evidence.quote)}” {says}"))
    console.print()
    for paragraph in value.body.split("\n\n"):
        console.print(Padding(Text(paragraph), (0, 0, 1, 2)))
    for aside in value.asides:
        console.print(_row("set aside", f"{aside.reason}: “{_short(aside.text)}”"))
    if value.repairs:
        kinds = sorted({repair.kind for repair in value.repairs})
        console.print(_row("mended", f"{display.count(len(value.repairs), 'character')} ({', '.join(kinds)})"))


def times(console: Console, facts: Facts) -> None:
    """The expressions of time of one article."""
    _heading(console, facts.article)
    table = _table("words", "value", "when")
    for time in facts.times:
        when = display.period(time.period) if time.period else ""
        table.add_row(f"“{time.span.text}”", f"{time.type} {time.value}", when)
    console.print(table if facts.times else Text("  no expressions of time", style="dim"))


def statements(console: Console, facts: Facts) -> None:
    """Who says what in one article."""
    _heading(console, facts.article)
    for statement in facts.statements:
        console.print(Padding(_statement(statement), (0, 0, 0, 2)))
    if not facts.statements:
        why = (
            "no statements found"
            if facts.article.language == "en"
            else f"statements need English, this is {facts.article.language}"
        )
        console.print(Text(f"  {why}", style="dim"))


def _statement(statement: Statement) -> Group:
    source = statement.source
    who = Text(source.name, style="bold")
    for extra in (source.title, "anonymous" if source.anonymous else "", f"via {source.via}" if source.via else ""):
        if extra and extra != source.name:
            who.append(f" · {extra}", style="dim")
    said = Text.assemble((f"  {statement.cue.text}: ", "dim"), statement.content.text)
    return Group(who, said)


def comparison(console: Console, value: Comparison, *, column: bool = False) -> None:
    """Two articles side by side or in one column, and what the differences are."""
    a, b = value.a, value.b
    console.print(Rule(style="dim"))
    console.print(Text(f"{a.name}  |  {b.name}", style="bold"))
    derivation = value.derivation
    console.print(Text(f"{derivation.kind}: {display.related(value)}", style="bold"))
    for reason in derivation.because:
        console.print(_row("because", reason))
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
            told.append(_row("", _side(value, link, "a"), width=2))
        elif link is not None:
            moved = Text(" moved", style="dim") if link.moved else Text("")
            told += [_row("<", _side(value, link, "a"), width=2), _row(">", _side(value, link, "b") + moved, width=2)]
        elif in_a is not None:
            told.append(_row("<", Text(f"[-{value.a.sentences[in_a].text}-]", style="red"), width=2))
        elif in_b is not None:
            told.append(_row(">", Text(f"{{+{value.b.sentences[in_b].text}+}}", style="green"), width=2))
    return Group(Text(f"< {value.a.name}   > {value.b.name}", style="dim"), *told)


def _changes_that_matter(console: Console, value: Comparison) -> None:
    table = _table("change", "left", "right", "why it matters")
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


def story(console: Console, value: Story) -> None:
    """One story: its articles, under the origins they go back to."""
    console.print(Rule(style="dim"))
    console.print(Text(value.headline, style="bold"))
    names = display.outlets(value.articles)
    console.print(Text(f"{display.count(len(names), 'outlet')} · {display.origins(value.origins)}"))
    for reason in value.because:
        console.print(_row("together", reason))
    _lineage(console, tree(value))
    for addition in value.additions:
        words = " ".join(addition.article.sentences[i].text for i in addition.sentences)
        who = addition.source or "no source named"
        console.print(_row("new", f"{who}, only in {addition.article.name}: {_short(words)}"))
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
                console.print(_row("because", reason))


def _revision(console: Console, value: Revision) -> None:
    """What an outlet changed in its own article, and whether it said so."""
    mattering = [change for change in value.comparison.changes if change.matters]
    console.print(
        _row(
            "edited",
            f"{value.comparison.b.name}, {display.count(len(mattering), 'edit')}: {value.because[0]}",
        )
    )
    for note in value.notes:
        console.print(_row("note", f"“{_short(note)}”"))
    for change in mattering:
        told = Text("silently " if change in value.silent else "", style="bold")
        told.append(f"{change.kind} ", style="dim")
        console.print(Padding(_row("", told.append_text(_edit(change))), (0, 0, 0, 2)))


def _edit(change: Change) -> Text:
    """The words taken out and put in."""
    words = Text()
    if change.a_span:
        words.append(f"[-{change.a_span.text}-]", style="red")
    if change.a_span and change.b_span:
        words.append(" ")
    if change.b_span:
        words.append(f"{{+{change.b_span.text}+}}", style="green")
    return words


_MARKS = {"own": "+", "kept": "=", "changed": "~", "dropped": "-"}


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
    for row in value.rows:
        marks = [
            "=" if cell.kind == "own" and place == 0 else f"{_MARKS[cell.kind]}{len(cell.changes) or ''}"
            for place, cell in enumerate(row.cells)
        ]
        table.add_row(display.short(value.articles[row.article], row.sentences, longest=60), *marks)
    console.print(table)


def brief(console: Console, value: Brief) -> None:
    """A whole brief."""
    found = [display.count(value.articles, "article"), display.count(len(value.items), "story")]
    covers = display.period(value.covers, unknown="")
    console.print(Text("Retold", style="bold"), Text(" · ".join([*found, covers] if covers else found), style="dim"))
    if not value.items:
        console.print("No story to tell: none of the pages held an article.")
    for item in value.items:
        _brief_item(console, item)


def _brief_item(console: Console, item: BriefItem) -> None:
    names = display.outlets(item.story.articles)
    console.print()
    console.print(Rule(style="dim"))
    console.print(Text(item.headline.span.text, style="bold"))
    console.print(Text(f"{display.count(len(names), 'outlet')} · {display.origins(item.story.origins)}", style="dim"))
    console.print(Padding(_quoted(item.lead, item.story), (1, 0, 1, 2)))
    _section(console, "New", [_news(news.label, news.passages, item.story) for news in item.new])
    _section(console, "Where it comes from", [_row(o.name, "; ".join(o.because)) for o in item.story.origins])
    by_outlet: dict[str, list[OutletChange]] = {}
    for change in item.changes:
        by_outlet.setdefault(change.outlet, []).append(change)
    for outlet, changes in by_outlet.items():
        _section(console, f"What {outlet} changed, and matters", [_outlet_change(change) for change in changes])
    if item.muted:
        muted = ", ".join(f"{display.count(number, 'edit')} of {kind}" for kind, number in sorted(item.muted.items()))
        console.print(Text(f"  not shown: {muted}", style="dim"))
    _section(console, "What happened when", [_timeline_row(entry, item.story) for entry in item.timeline])
    _section(console, "Figures", [_figure_line(line) for line in item.figures])


def _news(label: str, passages: Sequence[Passage], story: Story) -> RenderableType:
    return Group(Text(label, style="bold"), *(Padding(_quoted(p, story), (0, 0, 0, 2)) for p in passages))


def _outlet_change(change: OutletChange) -> RenderableType:
    return Group(Text(change.because, style="bold"), Padding(_edit(change.change), (0, 0, 0, 2)))


def _timeline_row(entry: TimelineEntry, story: Story) -> RenderableType:
    first = entry.passages[0]
    status = f" [{entry.status}]" if entry.status != "happened" else ""
    before = "".join(f" · before: {status}, {passage.outlet}" for status, passage in entry.history)
    outlets = len({passage.outlet for passage in entry.passages})
    told = f"{display.count(outlets, 'outlet')}, {display.count(len(entry.origins), 'origin')}"
    return _row(entry.label, Text.assemble(first.span.text, (f"{status} {told}{before}", "dim")), width=22)


def _figure_line(line: FigureLine) -> RenderableType:
    values = Text()
    for claim in line.claims:
        first = claim.passages[0]
        who = f"{claim.source}, " if claim.source else ""
        values.append(f"{claim.figure.span.text if claim.figure else first.span.text} ")
        values.append(f"({who}{display.listed(dict.fromkeys(p.outlet for p in claim.passages))}) ", style="dim")
    if line.conflict:
        values.append(f"conflict: {line.conflict}", style="bold")
    return _row(line.counts, values, width=32)


def _quoted(passage: Passage, story: Story) -> Text:
    """The words, then who has them; a terminal that can follows the link to the page."""
    source = next(a for a in story.articles if a.id == passage.article)
    where = f"{passage.outlet}, ¶ {source.sentences[passage.sentence].paragraph + 1}"
    when = display.dating(source.published)
    told = Text(passage.span.text)
    told.append(f"  {where} · {when}", style=f"dim link {_address(source, passage.span.text)}")
    return told


def _address(source: Article, words: str) -> str:
    """The page at these words, by a text fragment."""
    base = source.url or (Path(source.input).absolute().as_uri() if source.input != "-" else "")
    return f"{base}#:~:text={quote(' '.join(words.split()[:8]), safe='')}" if base else ""


def _section(console: Console, title: str, lines: Iterable[RenderableType]) -> None:
    lines = list(lines)
    if not lines:
        return
    console.print(Text(title.upper(), style="dim"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print()


def _heading(console: Console, value: Article) -> None:
    console.print(Rule(style="dim"))
    console.print(Text(value.title or value.name, style="bold"))
    console.print(_meta(value.name, display.dating(value.published)))


def _meta(*parts: str) -> Text:
    return Text(" · ".join(part for part in parts if part), style="dim")


def _row(label: str, words: str | Text, *, width: int = 12) -> Table:
    """A dim label with its words beside it, both wrapped."""
    row = Table.grid(padding=(0, 2, 0, 0), expand=False)
    row.add_column(width=width, style="dim")
    row.add_column()
    row.add_row(Text(label), words if isinstance(words, Text) else Text(words))
    return row


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONG else words[: _LONG - 1] + "…"
