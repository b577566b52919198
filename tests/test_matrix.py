"""The matrix of a story: for each paragraph of the fullest account who kept, changed or dropped it."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

import retold
from retold.matrix import fullest, tabulate
from retold.testing import make_article

FERRY = "A ferry with 40 people on board ran aground off Harrow on Sunday, the coast guard said."
DIVERS = "Divers searched the hull until dusk and found nobody inside, according to the harbour master."
OWNERS = "The owners of the ship, a company from Ferren, promised to pay for the damage to the pier."
MINISTER = "The minister of transport, Ada Quill, will visit the wreck on Tuesday with 12 inspectors."
BISHOP = "Bishop Orrin Vale held a service of thanks in the old chapel above the quay."


def table(*bodies):
    articles = [make_article("\n\n".join(body), outlet=f"Outlet {n}") for n, body in enumerate(bodies)]
    pairs = combinations(range(len(articles)), 2)
    return tabulate(articles, {(i, j): retold.compare(articles[i], articles[j]).links for i, j in pairs})


def kinds(matrix):
    return [[cell.kind for cell in row.cells] for row in matrix.rows]


def test_a_paragraph_is_kept_changed_or_dropped():
    """And a changed one tells what was changed."""
    found = table([FERRY, DIVERS, OWNERS], [FERRY.replace("40", "46"), OWNERS])
    assert kinds(found) == [["own", "changed"], ["own", "dropped"], ["own", "kept"]]
    ((change,),) = [cell.changes for row in found.rows for cell in row.cells if cell.changes]
    assert (change.kind, change.a_span.text, change.b_span.text) == ("figure", "40", "46")


def test_what_others_have_beyond_the_fullest_account_follows():
    """Once, under the first that has it, with who else does."""
    found = table([FERRY, DIVERS, OWNERS], [FERRY, MINISTER], [MINISTER, BISHOP])
    assert kinds(found) == [
        ["own", "kept", "dropped"],
        ["own", "dropped", "dropped"],
        ["own", "dropped", "dropped"],
        ["dropped", "own", "kept"],
        ["dropped", "dropped", "own"],
    ]
    assert [row.article for row in found.rows] == [0, 0, 0, 1, 2]


def test_a_paragraph_of_which_a_sentence_is_missing_is_changed():
    """Even if the other is word for word."""
    found = table([f"{FERRY} {DIVERS}", OWNERS], [FERRY, OWNERS])
    assert kinds(found) == [["own", "changed"], ["own", "kept"]]


def test_headlines_stand_beside_each_other():
    """Though they share no word."""
    a = make_article(FERRY, title="Ferry aground", outlet="A")
    b = make_article(FERRY, title="Forty rescued off Harrow", outlet="B")
    assert kinds(tabulate([a, b], {(0, 1): retold.compare(a, b).links})) == [["own", "changed"], ["own", "kept"]]


def test_the_fullest_has_most_words():
    """Of equals the choice doesn't hang on the order."""
    short, long = make_article(FERRY), make_article(f"{FERRY} {DIVERS}")
    assert fullest([short, long]) == 1
    twins = [make_article(FERRY, name="a"), make_article(FERRY, name="b")]
    assert twins[fullest(twins)] == twins[::-1][fullest(twins[::-1])]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.permutations([FERRY, DIVERS, OWNERS, MINISTER, BISHOP]).map(lambda p: p[:3]), min_size=1, max_size=4)
)
def test_each_sentence_of_each_article_is_in_a_row(bodies):
    """Nothing is lost, and each article has its own words in its own rows once."""
    found = table(*bodies)
    for place, article in enumerate(found.articles):
        told = {i for row in found.rows for i in row.cells[place].sentences}
        assert told == {s.index for s in article.sentences}
        own = [i for row in found.rows if row.article == place for i in row.sentences]
        assert len(own) == len(set(own))
