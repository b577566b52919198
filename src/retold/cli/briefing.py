"""`retold brief` and `retold timeline`: what happened, and what of it is new."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from retold.cli.inputs import AsJson, AsPage, Inputs, Outcome, Quiet, StorePlace, gather
from retold.cli.printing import print_csv, print_json, terminal, write
from retold.cli.progress import steps
from retold.types import Length

if TYPE_CHECKING:
    from retold.types import Edition


def timeline(
    inputs: Inputs = None,
    *,
    json: AsJson = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print a table: a row for each telling of an event or a figure.")
    ] = False,
    store: StorePlace = None,
    quiet: Quiet = False,
    html: AsPage = None,
) -> None:
    """Tell what happened when and how many, by all pages of an affair: events, figures over time, conflicts.

    Example: [bold]retold timeline examples/pages --html timeline.html[/bold]
    """
    from retold import records, service
    from retold.cli import show

    if json and csv:
        raise typer.BadParameter("choose one of --json and --csv", param_hint="--csv")
    outcome = gather(inputs, store, quiet=quiet)
    with steps(quiet=quiet) as say:
        found = service.make_timeline(outcome.articles, store=outcome.store, progress=say)
    if html is not None:
        from retold.web.page import timeline_page

        write(html, timeline_page(found, failed=outcome.failed))
    if json:
        print_json(records.timeline(found), outcome)
    elif csv:
        print_csv(records.TIMELINE_COLUMNS, records.timeline_rows(found))
    else:
        show.timeline(terminal(), found)
    outcome.finish()


Form = Literal["text", "json", "markdown", "mail", "atom", "json-feed"]


def brief(
    inputs: Inputs = None,
    *,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="WHEN",
            help="Only what is new since then: 2025-10-07, 2025-10-07T06:00, yesterday, 24h, 3d.",
        ),
    ] = None,
    affair: Annotated[
        list[str] | None,
        typer.Option("--affair", metavar="NAME", help="With --since: only of this affair; may be given several times."),
    ] = None,
    length: Annotated[Length, typer.Option("--length", help="With --since: how much of it.")] = "medium",
    language: Annotated[str, typer.Option("--language", help="With --since: of what stands around quotations.")] = "en",
    form: Annotated[Form, typer.Option("--as", help="With --since: in what form it is printed.")] = "text",
    json: AsJson = False,
    store: StorePlace = None,
    quiet: Quiet = False,
    html: AsPage = None,
) -> None:
    """Tell what happened, story by story: origins, changes that matter, timeline, figures; or only what is new.

    With --since it tells facts, each once, that nothing before told: of the affairs that a store follows, else of all
    pages.

    Example: [bold]retold brief examples/pages --since 2025-10-10[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    if since is not None:
        edition = _edition(since, affair or [], length, language, outcome, quiet=quiet)
        _print_edition(edition, "json" if json else form, outcome, html)
        outcome.finish()
        return
    if affair or form != "text":
        raise typer.BadParameter("give --since, too: these are for what is new", param_hint="--affair, --as")
    with steps(quiet=quiet) as say:
        found = service.make_brief(outcome.articles, store=outcome.store, progress=say)
    if html is not None:
        from retold.web.page import brief_page

        write(html, brief_page(found, failed=outcome.failed))
    if json:
        print_json(records.brief(found), outcome)
    else:
        show.brief(terminal(), found)
    outcome.finish()


def _edition(
    since: str, affairs: list[str], length: Length, language: str, outcome: Outcome, *, quiet: bool
) -> "Edition":
    from retold.service.affairs import find_affair
    from retold.service.editions import edition_of, edition_since
    from retold.service.news import take_in

    now = datetime.now(UTC)
    start = _moment(since, now)
    store = outcome.store
    with steps(quiet=quiet) as say:
        if store is None or not store.affairs.affairs():
            if affairs:
                raise typer.BadParameter("name a store that follows it: --store", param_hint="--affair")
            return edition_of(outcome.articles, start, now=now, language=language, length=length, progress=say)
        followed = [find_affair(name, store) for name in affairs]
        take_in(store, now=now, progress=say)
        return edition_since(start, store=store, now=now, affairs=followed, language=language, length=length)


def _moment(words: str, now: datetime) -> datetime:
    """An instant in an owner's words; days begin at midnight where this machine is."""
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    if words[:-1].isdecimal() and words[-1:] in ("h", "d"):
        return now - timedelta(hours=int(words[:-1]) * (24 if words.endswith("d") else 1))
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(
            f"{words!r} is no time: write 2025-10-07, 2025-10-07T06:00, today, yesterday, 24h or 3d",
            param_hint="--since",
        ) from None
    return found if found.tzinfo is not None else found.astimezone()


def _print_edition(edition: "Edition", form: Form, outcome: Outcome, html: Path | None) -> None:
    from retold import records
    from retold.cli import show

    if html is not None:
        from retold.web.editions import page

        write(html, page(edition))
    if form == "json":
        print_json(records.edition(edition), outcome)
    elif form == "text":
        show.edition(terminal(), edition)
    else:
        typer.echo(_said(edition, form))


def _said(edition: "Edition", form: Form) -> str:
    from retold.display import plain
    from retold.web import editions

    if form == "markdown":
        return plain.markdown(edition)
    if form == "mail":
        return editions.mail(edition).html
    return editions.atom([edition]) if form == "atom" else editions.json_feed([edition])
