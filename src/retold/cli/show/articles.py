"""One article: what it is, when it was written and why, what it says."""

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from retold import display
from retold.cli.show.pieces import columns, heading, meta, row, short
from retold.types import Article, Facts, Statement


def article(console: Console, value: Article) -> None:
    """One article: what it is, when it was written and why, its text, what was set aside."""
    console.print(Rule(style="dim"))
    console.print(Text(value.title or "(no headline)", style="bold"))
    console.print(meta(value.name, display.dating(value.published), value.language, value.url or value.input))
    console.print(f"confidence {value.confidence:.2f}", style="dim")
    if value.teaser:
        console.print("only the beginning: the page asks to pay or sign in for the rest", style="bold")
    for credit in value.credits:
        console.print(row("credit", f"{credit.name} ({credit.kind}): “{short(credit.text)}”"))
    for evidence in value.published.because:
        says = evidence.says if evidence.weight else f"not counted: {evidence.says}"
        console.print(row(evidence.source, says if not evidence.quote else f"“{short(evidence.quote)}” {says}"))
    console.print()
    for paragraph in value.body.split("\n\n"):
        console.print(Padding(Text(paragraph), (0, 0, 1, 2)))
    for aside in value.asides:
        console.print(row("set aside", f"{aside.reason}: “{short(aside.text)}”"))
    if value.repairs:
        kinds = sorted({repair.kind for repair in value.repairs})
        console.print(row("mended", f"{display.count(len(value.repairs), 'character')} ({', '.join(kinds)})"))


def times(console: Console, facts: Facts) -> None:
    """The expressions of time of one article."""
    heading(console, facts.article)
    table = columns("words", "value", "when")
    for time in facts.times:
        when = display.period(time.period) if time.period else ""
        table.add_row(f"“{time.span.text}”", f"{time.type} {time.value}", when)
    console.print(table if facts.times else Text("  no expressions of time", style="dim"))


def statements(console: Console, facts: Facts) -> None:
    """Who says what in one article."""
    heading(console, facts.article)
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
    extras = (
        source.title,
        source.office,
        "anonymous" if source.anonymous else "",
        f"via {source.via}" if source.via else "",
        f"quoted by {statement.quoted_by.name}" if statement.quoted_by is not None else "",
        statement.attitude if statement.attitude != "says" else "",
        "" if statement.asserted else "not told as said",
    )
    for extra in extras:
        if extra and extra != source.name:
            who.append(f" · {extra}", style="dim")
    said = Text.assemble((f"  {statement.cue.text}: ", "dim"), statement.content.text)
    return Group(who, said)
