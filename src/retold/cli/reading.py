"""`retold read`, `compare`, `stories`, `times` and `statements`: what pages say, and how they relate."""

from typing import Annotated

import typer

from retold.cli.correcting import event_lines
from retold.cli.inputs import AsJson, AsPage, Inputs, Quiet, StorePlace, gather
from retold.cli.printing import print_json, terminal, write
from retold.cli.progress import steps
from retold.types import Facts, StoryEvent


def read(inputs: Inputs = None, *, json: AsJson = False, store: StorePlace = None, quiet: Quiet = False) -> None:
    """Read pages: the article, its date with the evidence, its credits, and what was set aside.

    Example: [bold]retold read examples/pages/day1[/bold]
    """
    outcome = gather(inputs, store, quiet=quiet)
    from retold import records
    from retold.cli import show

    if json:
        print_json({"articles": [records.article(article) for article in outcome.articles]}, outcome)
    else:
        console = terminal()
        for article in outcome.articles:
            show.article(console, article)
    outcome.finish()


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A page: file or address, or - for standard input.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another page.")],
    *,
    json: AsJson = False,
    quiet: Quiet = False,
    column: Annotated[bool, typer.Option("--column", help="One column: what differs below each other.")] = False,
    html: AsPage = None,
) -> None:
    """Compare two pages: what the same sentences became, what only one has, and how the two relate.

    Example: [bold]retold compare one.html other.txt[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather([a, b], None, quiet=quiet)
    if len(outcome.articles) == 2:
        found = service.compare(*outcome.articles)
        if html is not None:
            from retold.web.page import compare_page

            write(html, compare_page(found, failed=outcome.failed))
        if json:
            print_json(records.comparison(found), outcome)
        else:
            show.comparison(terminal(), found, column=column)
    elif not outcome.failed:
        raise typer.BadParameter(f"A and B hold {len(outcome.articles)} articles; name two pages", param_hint="A B")
    elif json:
        print_json({"a": a, "b": b, "links": []}, outcome)
    outcome.finish()


def stories(
    inputs: Inputs = None,
    *,
    json: AsJson = False,
    store: StorePlace = None,
    quiet: Quiet = False,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Show which outlet kept, changed or dropped which paragraph.")
    ] = False,
    html: AsPage = None,
) -> None:
    """Group pages into stories, and say how many independent origins stand behind each.

    Example: [bold]retold stories examples/pages --html stories.html[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    events: list[StoryEvent] = []
    with steps(quiet=quiet) as say:
        say("grouping into stories")
        if outcome.store is None:
            found = service.group(outcome.articles)
        else:
            # In what is only for looking nothing waits: to find that out takes as long as to group it.
            if not outcome.store.for_looking:
                events = list(service.follow_stories(outcome.articles, store=outcome.store, progress=say))
            found = service.stories_of(outcome.store)
    accounts = list(map(service.account, found)) if matrix or html is not None else []
    if html is not None:
        from retold.web.page import stories_page

        write(html, stories_page(accounts, failed=outcome.failed))
    if json:
        told = {} if outcome.store is None else {"events": records.plain(events)}
        print_json({"stories": [records.story(story) for story in found], **told}, outcome)
    else:
        console = terminal()
        for number, story in enumerate(found):
            show.story(console, story)
            if matrix:
                show.matrix(console, accounts[number].matrix)
        for line in event_lines(event for event in events if event.kind != "opened"):
            console.print(line, style="dim", markup=False)
    outcome.finish()


def times(inputs: Inputs = None, *, json: AsJson = False, store: StorePlace = None, quiet: Quiet = False) -> None:
    """Find the expressions of time in pages, and when they were.

    Example: [bold]retold times article.txt[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    found = [
        Facts(
            article=article,
            times=service.find_times(article.text, article.published, language=article.language),
            statements=(),
            figures=(),
            events=(),
        )
        for article in outcome.articles
    ]
    if json:
        print_json({"articles": [records.times(facts) for facts in found]}, outcome)
    else:
        console = terminal()
        for facts in found:
            show.times(console, facts)
    outcome.finish()


def statements(inputs: Inputs = None, *, json: AsJson = False, store: StorePlace = None, quiet: Quiet = False) -> None:
    """Find who says what in pages.

    Example: [bold]retold statements examples/pages/day1[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    with steps(quiet=quiet) as say:
        say("reading the sentences")
        found = list(service.find_facts(outcome.articles, store=outcome.store))
    if json:
        print_json({"articles": [records.statements(facts) for facts in found]}, outcome)
    else:
        console = terminal()
        for facts in found:
            show.statements(console, facts)
    outcome.finish()
