"""`retold tokens`: the same as the page, for who sits at the box."""

import json

import pytest
from tests.server.api.conftest import Program
from typer.testing import CliRunner

from retold.cli import app as command


@pytest.fixture
def run(kept, people):
    """Runs a command on the store; what it prints."""

    def invoke(*words, status=0):
        done = CliRunner().invoke(command, ["tokens", *words, "--store", kept.name])
        assert done.exit_code == status, done.output
        return done.stdout

    return invoke


def test_a_token_is_made_listed_and_revoked(run, app):
    """It is printed once, and in no list."""
    assert "no tokens" in run("list")
    secret = run("add", "editor", "nightly export", "--scope", "read", "--scope", "edit", "--days", "30").strip()
    program = Program(app, secret)
    assert program.get("/api/v1/corrections").status_code == 200
    assert "Editor: nightly export (read, edit)" in run("list")
    told = run("list", "--json")
    (token,) = json.loads(told)["tokens"]
    assert (token["person"], token["scopes"]) == ("Editor", ["read", "edit"])
    assert "digest" not in token
    assert secret not in told
    run("revoke", token["id"])
    assert program.get("/api/v1/corrections").status_code == 401
    run("revoke", token["id"], status=1)


def test_a_token_does_no_more_than_its_person(run):
    """Whoever makes it."""
    run("add", "reader", "x", "--scope", "edit", status=1)
    run("add", "nobody", "x", status=1)
