"""`retold archive`: a web archive's pages to tables of Parquet."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from retold.cli.inputs import AsJson, Quiet
from retold.cli.settings import SettingsFile, the_settings

if TYPE_CHECKING:
    from retold.batch.job import Result

_INTERRUPTED = 130
"""Exit status of what was ended by the keyboard, as in a shell."""


def archive(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT", help="Files and folders, here or in a bucket (s3://...): WARC, WET, JSON lines, Parquet."
        ),
    ],
    *,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The folder of the tables: a new one, or one to add to.")
    ],
    engine: Annotated[
        Literal["sail", "spark"],
        typer.Option("--engine", help="Sail, on this machine; or Apache Spark, here or there."),
    ] = "sail",
    master: Annotated[
        str,
        typer.Option(
            "--master",
            metavar="URL",
            help="local[4]: so many processes here; of Spark: spark://host:7077, yarn, sc://...",
        ),
    ] = "",
    conf: Annotated[
        list[str] | None, typer.Option("--conf", metavar="KEY=VALUE", help="A setting of Spark, as for spark-submit.")
    ] = None,
    statements: Annotated[
        bool, typer.Option("--statements/--no-statements", help="Parse what articles say: over half of the time.")
    ] = True,
    as_json: AsJson = False,
    quiet: Quiet = False,
    settings: SettingsFile = None,
) -> None:
    """Read a web archive on an engine: articles, near-duplicates, stories, origins, links, statements and claims.

    The same command goes on where a killed one was, and takes up only what is new. Look at it with --store parquet:DIR.

    Example: [bold]retold archive CC-NEWS-*.warc.gz --out news[/bold]
    """
    from retold.batch.engines import session
    from retold.batch.job import Job

    config = the_settings(settings).config
    with _at_once(), session(engine, master=master, conf=_pairs(conf)) as spark:
        watch = (lambda *_: None) if quiet else _tell
        result = Job(spark, out, config=config, statements=statements, watch=watch).run(inputs)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps(asdict(result)))
    else:
        _show(result, out)


@contextmanager
def _at_once() -> Iterator[None]:
    """End at once when interrupted by the keyboard: an engine may never end, and nothing is lost."""

    def end(*_: object) -> None:
        typer.echo("interrupted: the same command goes on where this one was", err=True)
        os._exit(_INTERRUPTED)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(stage: str, units: int, done: int) -> None:
    typer.echo(f"{stage}: {units:,} units" + (f", {done:,} done before" if done else ""), err=True)


def _show(result: "Result", out: str) -> None:
    wrong = ", ".join(f"{n:,} {kind}" for kind, n in result.quarantined.items())
    whole = f"{sum(result.quarantined.values()):,} in quarantine" + (f" ({wrong})" if wrong else "")
    typer.echo(f"{result.pages:,} pages: {result.articles:,} articles, {whole}")
    tables = {name: n for name, n in result.rows.items() if name not in ("articles", "quarantine", "facts")}
    typer.echo(", ".join(f"{n:,} {name.replace('_', '-')}" for name, n in tables.items()))
    done = ", ".join(f"{n:,} of {stage}" for stage, n in result.units.items() if n)
    typer.echo(f"units done: {done or 'none, all was there'}; at most {result.megabytes:,} MB in a process")
    copied = f"copy {out} here, all but its .work, then " if "://" in out else ""
    typer.echo(f"look at it: {copied}retold serve --store parquet:{'FOLDER' if copied else out}")


def _pairs(conf: list[str] | None) -> dict[str, str]:
    for given in conf or ():
        if "=" not in given:
            raise typer.BadParameter(f"{given} has no '=': give KEY=VALUE", param_hint="--conf")
    return dict(given.split("=", 1) for given in conf or ())
