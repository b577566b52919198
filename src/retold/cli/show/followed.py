"""An affair: its criteria, what belongs to it and why, and its account."""

from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from retold import display
from retold.cli.show.affairs import entry_row, over_time
from retold.cli.show.pieces import edit, quoted, row, section
from retold.display import affairs as words
from retold.types import Affair, AffairAccount, Article, Belonging, Habits, Speaker, Story

_MOST_SPEAKERS, _MOST_CLAIMS = 15, 5
"""Actors and statements of each that are shown; the rest is in the JSON and on the page."""
_MOST_INSIDE, _MOST_OUTSIDE = 50, 10
"""Stories that are shown when an affair is followed or changed."""
_WIDTH = 24


def affair(console: Console, value: Affair, *, articles: int, examples: Mapping[str, str]) -> None:
    """What is followed, and by what; `examples` are the inputs of articles by id."""
    console.print(
        Text(value.name, style="bold"), Text(f"{display.count(articles, 'article')} · {value.id}", style="dim")
    )
    for label, told in words.criteria(value, examples):
        console.print(Padding(row(label, told), (0, 0, 0, 2)))


def decisions(console: Console, stories: Sequence[tuple[Story, Belonging]]) -> None:
    """Which stories belong and why, and some of those that don't."""
    for belongs, title, most in ((True, "Belongs", _MOST_INSIDE), (False, "Does not", _MOST_OUTSIDE)):
        found = [(told, decided) for told, decided in stories if decided.belongs == belongs]
        lines = [_decision(told, decided) for told, decided in found[:most]]
        if len(found) > most:
            lines.append(Text(f"and {display.count(len(found) - most, 'story')} more (--json has them)", style="dim"))
        section(console, f"{title}: {display.count(len(found), 'story')}", lines)


def _decision(told: Story, decided: Belonging) -> RenderableType:
    return Group(
        Text.assemble(told.headline, (f"  {display.count(len(told.articles), 'article')}", "dim")),
        *(Padding(Text(reason, style="dim"), (0, 0, 0, 2)) for reason in decided.because),
    )


def account(console: Console, value: AffairAccount) -> None:
    """A whole affair."""
    articles = {article.id: article for told in value.stories for article in told.articles}
    affair(console, value.affair, articles=len(articles), examples={i: a.input for i, a in articles.items()})
    console.print()
    if not value.stories:
        console.print("No story of the store belongs to it yet.")
        return
    section(console, display.count(len(value.stories), "story"), [_story(told, value) for told in value.stories])
    section(console, "What happened when", [entry_row(one, articles) for one in value.timeline.entries])
    several = [series for series in value.timeline.series if len(series.points) > 1]
    section(console, "Figures over time", [over_time(series) for series in several])
    section(console, "Who says what", [_speaker(one, articles) for one in value.speakers[:_MOST_SPEAKERS]])
    if len(value.speakers) > _MOST_SPEAKERS:
        console.print(Text(f"  and {len(value.speakers) - _MOST_SPEAKERS} more (--json has them)\n", style="dim"))
    section(console, "Outlets and their habits", [_habits(one) for one in value.habits])


def _story(told: Story, value: AffairAccount) -> RenderableType:
    names = display.outlets(told.articles)
    counted = f"{display.count(len(names), 'outlet')} · {display.origins(told.origins)}"
    return Group(
        Text(told.headline, style="bold"),
        Padding(Text(counted), (0, 0, 0, 2)),
        *(Padding(Text(reason, style="dim"), (0, 0, 0, 2)) for reason in value.because[told.id]),
    )


def _speaker(one: Speaker, articles: Mapping[str, Article]) -> RenderableType:
    more = len(one.claims) - _MOST_CLAIMS
    said: list[RenderableType] = [quoted(claim.passages[0], articles) for claim in one.claims[:_MOST_CLAIMS]]
    if more > 0:
        said.append(Text(f"and {more} more", style="dim"))
    name = Text.assemble((one.name, "bold"), (f"  {one.title}" if one.title else "", "dim"))
    return Group(name, *(Padding(line, (0, 0, 0, 2)) for line in said))


def _habits(one: Habits) -> RenderableType:
    return row(
        one.outlet,
        Group(
            Text(" · ".join(words.habits(one))),
            *(Text.assemble((f"{change.because}: ", "dim"), edit(change.change)) for change in one.shown),
        ),
        width=_WIDTH,
    )
