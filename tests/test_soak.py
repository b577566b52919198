"""A small part of `make soak`: workers killed at any moment lose nothing and double nothing."""

import pytest
from tests.soak import soak


@pytest.mark.parametrize("seed", [1, 2])
def test_workers_that_are_killed_at_any_moment_lose_nothing_and_double_nothing(tmp_path, seed):
    """Two mornings with a site and a mail server of their own; see `tests.soak` for what is held."""
    met = soak(str(tmp_path / "box.sqlite"), kills=10, seed=seed, mornings=2)
    assert met["kills"] >= 3
    assert met["mails"] >= 24
