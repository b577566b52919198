"""`retold search`: the articles of a store that have all that is asked for."""

from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.inputs import AsJson, Outcome
from retold.cli.printing import print_json, terminal
from retold.cli.progress import printable
from retold.cli.settings import SettingsFile, StorePlace
from retold.cli.watched import opened

if TYPE_CHECKING:
    from rich.text import Text

    from retold.types import Found, Hit, Snippet


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help='Words in title or text, "phrases", this OR that; -- -without.'),
    ] = None,
    *,
    store: StorePlace = None,
    outlet: Annotated[str, typer.Option("--outlet", help="Of an outlet whose name has these words.")] = "",
    actor: Annotated[str, typer.Option("--actor", help="Who says something, or is named by who does.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="Written on this day or later.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Written on this day or earlier.")] = "",
    change: Annotated[
        str, typer.Option("--change", metavar="KIND", help="Changed so, beside what it goes back to: figure, name ...")
    ] = "",
    best: Annotated[bool, typer.Option("--best", help="Best answers first, not the newest.")] = False,
    most: Annotated[int, typer.Option("--most", metavar="N", help="Show so many.", min=1, max=500)] = 20,
    before: Annotated[str, typer.Option("--next", metavar="PLACE", help="Go on from `next` of the last answer.")] = "",
    json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """Search what was read: newest first, each with the passage that answers.

    Example: [bold]retold search "ceasefire talks" --actor Pentagon --since 2026-03-01 --store news.sqlite[/bold]
    """
    from retold.service.searching import query_of, record
    from retold.service.searching import search as find

    typed = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words or ())
    query = query_of(typed, outlet=outlet, actor=actor, since=since, until=until, change=change)
    with opened(store, settings) as (kept, _):
        found = find(query, store=kept, best=best, before=before, limit=most)
    if json:
        print_json(record(found), Outcome())
    else:
        _show(found)


def _show(found: "Found") -> None:
    from rich.padding import Padding

    from retold.display import count
    from retold.store.searching import COUNTED

    console = terminal()
    if found.count is not None:
        said = f"more than {count(COUNTED, 'article')}" if found.count > COUNTED else count(found.count, "article")
        console.print(said, style="dim")
    for hit in found.hits:
        console.print()
        console.print(printable(hit.title or "without a title"), style="bold", markup=False)
        console.print(_about(hit), style="dim", markup=False)
        console.print(Padding(_passage(hit.snippet), (0, 0, 0, 2)))
    if found.next:
        console.print(f"\nfurther articles: --next {found.next}", style="dim", markup=False)


def _about(hit: "Hit") -> str:
    from retold.display import count, period

    changed = [count(change.number, f"{change.kind} change") for change in hit.changes]
    parts = (
        hit.outlet,
        period(hit.published, unknown="no date found"),
        hit.url or "",
        f"article {hit.article}",
        *changed,
    )
    return printable(" · ".join(part for part in parts if part))


def _passage(snippet: "Snippet") -> "Text":
    from rich.text import Text

    # One character for one, so that places stay.
    shown = Text("".join(character if character.isprintable() else " " for character in snippet.text))
    for start, end in snippet.matched:
        shown.stylize("bold reverse", start, end)
    return shown
