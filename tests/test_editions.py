"""Which news a reader gets, in which order, and how much of it."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from retold.config import DEFAULT
from retold.editions import edition_id, make_edition
from retold.testing import make_line, make_passage
from retold.types import Affair

NOW = datetime(2025, 3, 5, 6, tzinfo=UTC)
DAY = date(2025, 3, 5)
BRIDGE = Affair(id="bridge", name="The bridge", actors=("Calder Crossings",))
TALKS = Affair(id="talks", name="The talks")


def line(number, *, story="s", sentence=3, outlets=1, article=None, **news):
    passages = [
        replace(
            make_passage(f"It happened {number}.", article=article or f"a{number}", outlet=f"O{i}"), sentence=sentence
        )
        for i in range(outlets)
    ]
    return make_line(*passages, number=number, story=story, **news)


def edition(*news, **how):
    return make_edition(news, id_="x", day=DAY, made_at=NOW, **how)


def numbers(found):
    return [one.number for one in found.lines]


def test_what_more_origins_stand_behind_comes_first():
    """Before what one origin tells."""
    lines = [line(1, origins=("A",)), line(2, origins=("A", "B", "C", "D")), line(3, origins=("A", "B"))]
    assert numbers(edition((BRIDGE, lines))) == [2, 3, 1]


@pytest.mark.parametrize("kind", ["correction", "edit", "conflict", "status"])
def test_what_changes_what_was_known_comes_before_what_is_only_said(kind):
    """Whatever was entered first."""
    assert numbers(edition((BRIDGE, [line(1), line(2, kind=kind)]))) == [2, 1]


def test_what_concerns_the_actors_of_the_affair_comes_first():
    """An affair is followed for the sake of somebody."""
    lines = [line(1, actors=("Ida Lund",)), line(2, actors=("Calder Crossings",))]
    assert numbers(edition((BRIDGE, lines))) == [2, 1]
    assert numbers(edition((TALKS, lines))) == [1, 2]


def test_what_two_affairs_have_is_told_once():
    """In the first of them."""
    both = line(1, article="same")
    found = edition((BRIDGE, [both]), (TALKS, [replace(both, number=2, affair="talks"), line(3)]))
    assert sorted(numbers(found)) == [1, 3]
    assert [section.affair for section in found.sections] == ["bridge", "talks"]


def test_only_stories_about_the_countries_of_a_reader_are_told():
    """All where they name none; what is about no country is left out for who names some."""
    lines = [replace(line(1), countries=("IQ",)), replace(line(2), countries=("US", "IQ")), line(3)]
    assert numbers(edition((BRIDGE, lines), countries=("US",))) == [2]
    assert sorted(numbers(edition((BRIDGE, lines)))) == [1, 2, 3]


def test_a_shorter_edition_is_part_of_a_longer_one_and_counts_what_it_leaves_out():
    """Three lengths of the same news."""
    chance = random.Random(1)
    lines = [line(n, story=f"s{n % 7}", origins=tuple("ABCD"[: chance.randint(1, 4)])) for n in range(1, 90)]
    short, medium, full = (edition((BRIDGE, lines), length=length) for length in ("short", "medium", "full"))
    assert set(numbers(short)) < set(numbers(medium)) < set(numbers(full)) == set(range(1, 90))
    for found in (short, medium):
        assert found.sections[0].left_out == len(lines) - len(numbers(found))
    rules = DEFAULT.editing
    assert len(numbers(short)) == rules.short_lines
    assert len(numbers(medium)) == rules.medium_lines
    assert max(len(story.lines) for story in short.sections[0].stories) <= rules.short_of_story


def test_many_affairs_share_one_edition():
    """The most important of all of them."""
    news = [
        (
            Affair(id=f"a{i}", name=f"A{i}"),
            [line(100 * i + n, story=f"s{i}-{n}", article=f"{i}-{n}") for n in range(1, 20)],
        )
        for i in range(30)
    ]
    assert len(numbers(edition(*news, length="medium"))) == DEFAULT.editing.medium_most
    assert len(numbers(edition(*news, length="short"))) == DEFAULT.editing.short_most


def test_the_order_in_which_lines_come_changes_nothing():
    """Databases give them as they like."""
    lines = [line(n, story=f"s{n % 4}", outlets=1 + n % 3) for n in range(1, 30)]
    expected = edition((BRIDGE, lines))
    random.Random(2).shuffle(lines)
    assert edition((BRIDGE, lines)) == expected


def test_an_edition_without_news_has_no_sections():
    """Whoever mails it decides what becomes of that."""
    assert edition((BRIDGE, []), (TALKS, [])).sections == ()


def test_the_id_of_an_edition_is_that_of_its_reader_and_day():
    """So that a second one of the same day is the same."""
    assert edition_id("ann", DAY) == edition_id("ann", DAY)
    assert len({edition_id("ann", DAY), edition_id("bob", DAY), edition_id("ann", date(2025, 3, 6))}) == 3
