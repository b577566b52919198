"""Every page, looked at by a machine: accessible, in light and dark, and nothing that the policy forbids.

With RETOLD_SHOTS=FOLDER each is kept as a picture in four sizes, for people to look at.
"""

import os
from itertools import groupby
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import ALL
from tests.browser.places import places

SCHEMES = ("light", "dark") if ALL else ("light",)
SIZES = ((390, 844), (820, 1180), (1280, 800), (2560, 1440))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_accessible_and_keeps_to_the_policy(example, visiting, scheme):
    """By axe, which finds what a machine can find; all is told at once."""
    violations = []
    for role, found in groupby(places(example.place), key=lambda place: place.role):
        with visiting(example.url, color_scheme=scheme) as visitor:
            if role:
                visitor.sign_in(role.title())
            for place in found:
                answer = visitor.go(place.path)
                violations += [] if answer.status == place.status else [f"{place.name}: {answer.status}"]
                results = Axe().run(visitor.page)
                violations += [f"{place.name} ({place.path}): {line}" for line in _lines(results.response)]
    assert not violations, "\n".join(violations)


def _lines(response):
    for violation in response["violations"]:
        for node in violation["nodes"][:3]:
            yield f"{violation['id']}: {node['html'][:160]} | {node['failureSummary'][:300]}"


def test_no_page_is_wider_than_a_phone(example, visiting):
    """What is wide scrolls by itself."""
    wide = []
    for role, found in groupby(places(example.place), key=lambda place: place.role):
        with visiting(example.url, viewport={"width": 320, "height": 640}) as visitor:
            if role:
                visitor.sign_in(role.title())
            for place in found:
                visitor.go(place.path)
                width = visitor.page.evaluate("document.documentElement.scrollWidth")
                wide += [f"{place.name}: {width}"] if width > 320 else []
    assert not wide, "\n".join(wide)


@pytest.mark.skipif("RETOLD_SHOTS" not in os.environ, reason="for people to look at: set RETOLD_SHOTS to a folder")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_every_page(example, visiting, scheme):
    """In four sizes."""
    folder = Path(os.environ["RETOLD_SHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    for role, found in groupby(places(example.place), key=lambda place: place.role):
        with visiting(example.url, color_scheme=scheme) as visitor:
            if role:
                visitor.sign_in(role.title())
            for place in found:
                visitor.go(place.path)
                for width, height in SIZES:
                    visitor.page.set_viewport_size({"width": width, "height": height})
                    name = f"{place.name.replace(' ', '-')}-{width}-{scheme}.png"
                    visitor.page.screenshot(path=folder / name, full_page=True)
