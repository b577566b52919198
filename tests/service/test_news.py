"""What an affair that is new is told to have been, day by day, as if it had been followed before."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retold.service.news import _by_day
from retold.testing import make_article
from retold.types import Dating

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)


def written(earliest, latest, precision):
    return Dating(earliest=earliest, latest=latest, precision=precision, because=())


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (written(datetime(2026, 2, 3, 5, tzinfo=UTC), datetime(2026, 2, 3, 5, tzinfo=UTC), "minute"), (2, 3)),
        # By then it was there.
        (written(datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 9, 12, tzinfo=UTC), "month"), (2, 9)),
        (written(datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 9, 9, tzinfo=UTC), "year"), (3, 4)),
        (written(None, None, "unknown"), (3, 4)),
    ],
    ids=["to the minute", "within a week", "perhaps later than now", "no date"],
)
def test_an_article_is_entered_on_the_day_by_which_it_was_there(published, day):
    """One that can't be dated is as new as the day on which it came."""
    article = replace(make_article("It rained in Aldermoor."), published=published, fetched_at=None)
    ((at, ids),) = _by_day([article], NOW, anew=True)
    assert (at.month, at.day) == day
    assert at <= NOW
    assert ids == {article.id}
    assert _by_day([article], NOW, anew=False) == [(NOW, {article.id})]
