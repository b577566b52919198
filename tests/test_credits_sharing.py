"""Initials are spelled out by the company they keep."""

from retold.credits.sharing import spell_out
from retold.testing import make_article
from retold.types import Credit


def credited(*names, outlet=None):
    credits = tuple(Credit(name=name, kind="dateline", text=f"({name})") for name in names)
    return make_article("The span fell.", credits=credits, outlet=outlet)


def names_of(articles):
    return [[credit.name for credit in article.credits] for article in articles]


def test_initials_are_spelled_out_as_another_article_does():
    """By its credit or by its outlet."""
    assert names_of(spell_out([credited("NWS"), credited("Northern Wire Service")]))[0] == ["Northern Wire Service"]
    assert names_of(spell_out([credited("NWS"), credited(outlet="Northern Wire Service")]))[0] == [
        "Northern Wire Service"
    ]


def test_initials_of_two_names_stay():
    """Nobody can tell which is meant."""
    given = [credited("NWS"), credited("Northern Wire Service"), credited("National Weather Service")]
    assert spell_out(given) == tuple(given)


def test_nothing_to_spell_out_changes_nothing():
    """The articles are the same objects."""
    given = [credited("Reuters"), credited(outlet="Plain Post")]
    assert all(before is after for before, after in zip(given, spell_out(given), strict=True))
