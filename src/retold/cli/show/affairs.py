"""A brief and a timeline: what a reader should know of stories."""

from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from retold import display
from retold.cli.show.pieces import edit, quoted, row, section
from retold.types import Article, Brief, BriefItem, OutletChange, Passage, Series, StoryActor, Timeline, TimelineEntry

_MOST_HEADLINES, _MOST_ACTORS = 5, 25
_BAR = 24
"""Characters of the longest bar of a figure over time."""


def timeline(console: Console, value: Timeline) -> None:
    """What happened when and how many."""
    articles = {article.id: article for story in value.stories for article in story.articles}
    for told in value.stories[:_MOST_HEADLINES]:
        console.print(Text(told.headline, style="bold"))
    if len(value.stories) > _MOST_HEADLINES:
        console.print(Text(f"and {display.count(len(value.stories) - _MOST_HEADLINES, 'story')} more", style="dim"))
    counted = [(len(value.entries), "dated event"), (len(value.series), "figure"), (len(value.conflicts), "conflict")]
    counted += [(len(articles), "article"), (len(value.stories), "story")]
    console.print(Text(" · ".join(display.count(number, noun) for number, noun in counted), style="dim"))
    section(console, "What happened when", [entry_row(entry, articles) for entry in value.entries])
    several = [series for series in value.series if len(series.points) > 1]
    section(console, "Figures over time", [over_time(series) for series in several])
    shown = _MOST_ACTORS if len(value.actors) > _MOST_ACTORS else len(value.actors)
    section(console, "Who appears", [_actor(actor) for actor in value.actors[:shown]])
    if shown < len(value.actors):
        console.print(Text(f"  and {len(value.actors) - shown} more (--json has them)", style="dim"))


def entry_row(entry: TimelineEntry, articles: Mapping[str, Article]) -> RenderableType:
    """An entry with what was told when, and what speaks against it."""
    words = Text(entry.passages[0].span.text)
    if entry.status != "happened":
        words.append(f" [{entry.status}]", style="bold")
    outlets = list(dict.fromkeys(p.outlet for p in entry.passages))
    fetched = display.period(entry.fetched, unknown="")
    details = [
        f"{display.listed(outlets)} ({display.count(len(entry.origins), 'origin')})",
        f"published {display.period(entry.published, unknown='on an unknown day')}",
        f"fetched {fetched}" if fetched else "",
        f"said by {display.listed(entry.sources)}" if entry.sources else "",
        *(f"before: {status}, {passage.outlet}" for status, passage in entry.history),
    ]
    told = [words, Text(" · ".join(filter(None, details)), style="dim")]
    for conflict in entry.conflicts:
        told.append(Text(f"conflict: {conflict.because}", style="bold"))
        told += [
            quoted(claim.passages[0], articles) for claim in conflict.claims if claim.passages[0] not in entry.passages
        ]
    return row(entry.label, Group(*told), width=22)


def over_time(series: Series) -> RenderableType:
    """The values of a figure in the order of time, each with a bar as long as it is great."""
    largest = max((p.claim.figure.high for p in series.points if p.claim.figure is not None), default=0.0)
    table = Table.grid(padding=(0, 2, 0, 0))
    for point in series.points:
        figure = point.claim.figure
        length = round(_BAR * max(figure.value, 0) / largest) if figure is not None and largest > 0 else 0
        who = f"{point.claim.source}, " if point.claim.source else ""
        outlets = display.listed(dict.fromkeys(p.outlet for p in point.claim.passages))
        when = point.label if point.stated else f"{point.label} (published)"
        value = figure.span.text if figure is not None else ""
        table.add_row(Text(when, style="dim"), Text(value), Text("█" * length), Text(f"{who}{outlets}", style="dim"))
    conflicts = [Text(f"conflict: {conflict.because}", style="bold") for conflict in series.conflicts]
    return Group(Text(series.counts, style="bold"), Padding(Group(table, *conflicts), (0, 0, 0, 2)))


def _actor(actor: StoryActor) -> RenderableType:
    told = [display.count(actor.mentions, "mention")]
    if actor.statements:
        told.append(display.count(actor.statements, "statement"))
    if len(actor.names) > 1:
        told.append(f"also {display.listed(actor.names[1:])}")
    return row(actor.name, " · ".join(filter(None, (actor.title or actor.kind, *told))), width=32)


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
    articles = {article.id: article for article in item.story.articles}
    console.print(Padding(quoted(item.lead, articles), (1, 0, 1, 2)))
    section(console, "New", [_news(news.label, news.passages, articles) for news in item.new])
    section(console, "Where it comes from", [row(o.name, "; ".join(o.because)) for o in item.story.origins])
    by_outlet: dict[str, list[OutletChange]] = {}
    for change in item.changes:
        by_outlet.setdefault(change.outlet, []).append(change)
    for outlet, changes in by_outlet.items():
        section(console, f"What {outlet} changed, and matters", [_outlet_change(change) for change in changes])
    if item.muted:
        muted = ", ".join(f"{display.count(number, 'edit')} of {kind}" for kind, number in sorted(item.muted.items()))
        console.print(Text(f"  not shown: {muted}", style="dim"))
    section(console, "What happened when", [_timeline_row(entry) for entry in item.timeline])
    section(console, "Figures", [_figure_line(line) for line in item.figures])


def _news(label: str, passages: Sequence[Passage], articles: Mapping[str, Article]) -> RenderableType:
    return Group(Text(label, style="bold"), *(Padding(quoted(p, articles), (0, 0, 0, 2)) for p in passages))


def _outlet_change(change: OutletChange) -> RenderableType:
    return Group(Text(change.because, style="bold"), Padding(edit(change.change), (0, 0, 0, 2)))


def _timeline_row(entry: TimelineEntry) -> RenderableType:
    return row(entry.label, _timeline_words(entry), width=22)


def _timeline_words(entry: TimelineEntry) -> Text:
    """The fullest telling, its status, and how many tell it."""
    status = f" [{entry.status}]" if entry.status != "happened" else ""
    before = "".join(f" · before: {earlier}, {passage.outlet}" for earlier, passage in entry.history)
    outlets = len({passage.outlet for passage in entry.passages})
    told = f"{display.count(outlets, 'outlet')}, {display.count(len(entry.origins), 'origin')}"
    return Text.assemble(entry.passages[0].span.text, (f"{status} {told}{before}", "dim"))


def _figure_line(line: Series) -> RenderableType:
    values = Text()
    for claim in (point.claim for point in line.points):
        first = claim.passages[0]
        who = f"{claim.source}, " if claim.source else ""
        values.append(f"{claim.figure.span.text if claim.figure else first.span.text} ")
        values.append(f"({who}{display.listed(dict.fromkeys(p.outlet for p in claim.passages))}) ", style="dim")
    for conflict in line.conflicts:
        values.append(f"conflict: {conflict.because}", style="bold")
    return row(line.counts, values, width=32)
