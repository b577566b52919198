"""The acceptance pair among other furniture: pages made at run time, of which the gold's sentences must come back."""

import pytest
from bench.seed_variants import FOOTERS, FORMS, LISTS, OUTLETS, pair, variant

import retold


@pytest.fixture(scope="module")
def told(shared):
    shared("seeds", "alignment_gold.json")
    return pair(shared("seeds").parent)


@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("seed", range(200, 220))
def test_a_variant_gives_the_gold_sentences(told, which, seed):
    """No sentence lost, none cut, no furniture kept; the headline found, and no date of the page taken."""
    page = variant(told[which], seed)
    article = retold.read(page)
    assert " ".join(article.body.split()) == told[which].body
    assert article.title == told[which].headline
    assert article.published.latest is None or article.published.latest.year < 2022


@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
def test_nothing_of_a_variant_is_lost(told, which):
    """Text and asides hold every word of the page."""
    for seed in range(5):
        page = variant(told[which], seed)
        article = retold.read(page)
        kept = " ".join([article.text, *(aside.text for aside in article.asides)])
        assert sorted("".join(kept.split())) == sorted("".join(page.split()))


def test_variants_differ(told):
    """Twenty seeds give twenty pages, and the same seed the same page."""
    pages = {variant(told[0], seed) for seed in range(200, 220)}
    assert len(pages) == 20
    assert variant(told[1], 7) == variant(told[1], 7)


def test_furniture_is_of_many_kinds():
    """Enough of each kind that a page's furniture isn't known by heart."""
    assert min(map(len, (OUTLETS, FORMS, LISTS, FOOTERS))) >= 7
