"""The tree of a story's origins: an article hangs under the one it was taken from, else under the origin."""

from dataclasses import replace
from itertools import permutations

from retold.lineage import tree
from retold.testing import make_article
from retold.types import Derivation, Origin, Story

ARTICLES = {name: make_article(f"Words of {name}.", outlet=name) for name in ("Gazette", "Post", "Star", "Courier")}


def derived(a, b, kind, source, *, share_a=0.8, share_b=0.8):
    a, b = ARTICLES[a], ARTICLES[b]
    return Derivation(
        a=a.id, b=b.id, kind=kind, source=source, share_a=share_a, share_b=share_b, because=(f"{a.name}, {b.name}",)
    )


def story(*origins, derivations=()):
    made = tuple(
        Origin(name=name, kind=kind, articles=tuple(ARTICLES[n] for n in names), because=("why",))
        for name, kind, names in origins
    )
    return Story(
        id="0" * 16, headline="", articles=tuple(ARTICLES.values()), origins=made, derivations=tuple(derivations),
        additions=(), because=(),
    )  # fmt: skip


def drawn(found):
    return [(n.name, n.kind, found[n.parent].name if n.parent is not None else None) for n in found]


def test_siblings_hang_under_the_agency_that_is_not_among_the_articles():
    """The agency is a node of its own, without an article."""
    found = tree(
        story(("Wire", "agency", ["Gazette", "Post"]), derivations=[derived("Gazette", "Post", "siblings", "Wire")])
    )
    assert drawn(found) == [("Wire", "origin", None), ("Gazette", "retelling", "Wire"), ("Post", "retelling", "Wire")]
    assert found[0].article is None


def test_a_copy_of_a_copy_hangs_under_the_copy():
    """Each under the one that has most of its words, whatever the order of the derivations."""
    derivations = [
        derived("Gazette", "Post", "rewrite", "a", share_b=0.9),
        derived("Post", "Star", "copy", "a", share_b=0.95),
        derived("Gazette", "Star", "rewrite", "a", share_b=0.6),
    ]
    for order in permutations(derivations):
        found = tree(story(("Gazette", "outlet", ["Star", "Post", "Gazette"]), derivations=order))
        assert drawn(found) == [("Gazette", "origin", None), ("Post", "rewrite", "Gazette"), ("Star", "copy", "Post")]


def test_articles_that_have_it_from_each_other_close_no_circle():
    """Contradicting derivations leave a tree with every article in it once."""
    derivations = [derived("Post", "Star", "copy", "a"), derived("Star", "Courier", "copy", "a"),
                   derived("Courier", "Post", "copy", "a")]  # fmt: skip
    for order in permutations(derivations):
        found = tree(story(("Wire", "agency", ["Post", "Star", "Courier"]), derivations=order))
        assert sorted(n.name for n in found) == ["Courier", "Post", "Star", "Wire"]
        assert all(n.parent is None or n.parent < place for place, n in enumerate(found))


def test_an_article_of_its_own_is_its_origin():
    """One node, with the article."""
    (node,) = tree(story(("Star", "outlet", ["Star"])))
    assert node.article is ARTICLES["Star"]
    assert node.because == ("why",)


def test_origins_stand_in_the_order_of_the_story():
    """Parents before children."""
    found = tree(story(("Wire", "agency", ["Gazette", "Post"]), ("Star", "outlet", ["Star"])))
    assert [n.name for n in found if n.parent is None] == ["Wire", "Star"]
    assert replace(found[0], because=()).kind == "origin"
