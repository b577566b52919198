"""A parse as a tree."""

from hypothesis import given
from hypothesis import strategies as st

from parsed import parser
from retold.testing import FakeParser, make_article
from retold.trees import Tree, parse_article
from retold.types import Word


def tree_of(sentence):
    """Really parsed."""
    return Tree(next(iter(parser().parse([sentence]))))


def at(tree, text):
    """The number of the word."""
    return next(i for i, word in enumerate(tree.words) if word.text == text)


@st.composite
def any_heads(draw):
    """Heads of up to twelve words, loops among them."""
    count = draw(st.integers(1, 12))
    return draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))


@given(any_heads())
def test_bounds_and_ancestors_agree_with_subtrees(heads):
    """Whatever the heads are: a mended tree may hold a loop."""
    words = tuple(
        Word(text="x", start=2 * i, end=2 * i + 1, lemma="x", pos="X", tag="XX", dep="dep", head=head)
        for i, head in enumerate(heads)
    )
    tree = Tree(words)
    for top in range(len(words)):
        below = tree.subtree(top)
        assert (tree.first[top], tree.last[top]) == (below[0], below[-1])
        assert [i for i in range(len(words)) if tree.under(i, top)] == below


def test_given_heads_replace_those_of_the_parse():
    """The parse itself stays as it is."""
    tree = tree_of("Rebels attacked the port.")
    port, rebels = at(tree, "port"), at(tree, "Rebels")
    heads = [port if i == rebels else head for i, head in enumerate(tree.heads)]
    mended = Tree(tree.words, heads)
    assert mended.children(port) == [rebels, *tree.children(port)]
    assert mended.words is tree.words


def test_words_come_back_with_their_blanks():
    """As they stood in the sentence."""
    tree = tree_of("Rebels attacked Anna Reed's well-kept house.")
    assert tree.text(2, len(tree.words) - 1) == "Anna Reed's well-kept house."


def test_a_left_out_subject_is_that_of_the_verb_above():
    """Of the verb joined to, or of the one that it hangs on."""
    tree = tree_of("Anna Reed came to Basra and wanted to stay.")
    reed = at(tree, "Reed")
    assert tree.subject(at(tree, "wanted")) == tree.subject(at(tree, "stay")) == reed
    assert tree_of("It rained.").subject(0) is None


def test_distance_counts_edges():
    """Up to the common ancestor and down again."""
    tree = tree_of("Rebels attacked the port.")
    assert tree.distance(at(tree, "Rebels"), at(tree, "the")) == 3
    assert tree.distance(0, 0) == 0


def test_the_passive_is_seen_by_its_helper():
    """Not by the form of the verb."""
    assert tree_of("The port was attacked.").passive(3)
    assert not tree_of("Rebels attacked.").passive(1)


def test_a_dateline_is_not_parsed():
    """Offsets still count from the start of the sentence, and sentences without one are as the parser gives them."""
    article = make_article("BAGHDAD (AP) - Iraq has asked.\n\nNobody answered.")
    word = Word(start=0, end=4, text="Iraq", lemma="Iraq", pos="PROPN", tag="NNP", dep="ROOT", head=0)
    first, second = parse_article(article, FakeParser({"Iraq has asked.": (word,), "Nobody answered.": (word,)}))
    assert article.sentences[0].text[first[0].start : first[0].end] == "Iraq"
    assert second == (word,)
