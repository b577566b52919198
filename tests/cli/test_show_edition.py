"""An edition in the terminal."""

from io import StringIO

import pytest
from rich.console import Console
from tests.editions_made import LANGUAGES, bridge

from retold.cli import show
from retold.display.plain import columns
from retold.testing import make_edition, make_line, make_passage


def shown(edition, *, width=100, **console):
    made = Console(file=StringIO(), width=width, **console)
    show.edition(made, edition)
    return made.file.getvalue()


def test_an_edition_is_told_affair_by_affair():
    """Counts, affair, headline, then each line with its label first."""
    lines = [line.strip() for line in shown(bridge()).splitlines()]
    for words in ("County votes to take back the bridge", "hoped → planned · Ferren County", "before:"):
        assert words in lines
    assert lines[0].startswith("Morning brief Wednesday, 5 March 2025 · 4 new points · 2 stories")
    assert "The ferry is set to start on Friday.  Port Callan Post · 4 March 2025" in lines


def test_brackets_in_a_headline_are_no_markup():
    """Rich would take them for styles."""
    told = make_passage("[bold]Bridge[/bold] [link=https://evil.example]shut[/link]", outlet="[red]Post")
    assert "[bold]Bridge[/bold] [link=https://evil.example]shut[/link]" in shown(
        make_edition(make_line(told), name="[blink]Affair")
    )


def test_escape_sequences_reach_no_terminal():
    """Nor does an address that isn't of the web."""
    told = make_passage("\x1b]0;title\x07\x1b[31mred", outlet="A\x1b[2J")
    out = shown(make_edition(make_line(told, urls={"a": "javascript:alert(1)"})), force_terminal=True)
    assert "\x1b]0" not in out
    assert "\x1b[2J" not in out
    assert "javascript" not in out
    linked = shown(make_edition(make_line()), force_terminal=True)
    assert "https://news.example/a#:~:text=The%20bridge%20is%20closed." in linked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_terminal_breaks_no_frame(language):
    """No line is wider than it."""
    for line in shown(bridge(language), width=40).splitlines():
        assert columns(line) <= 40
