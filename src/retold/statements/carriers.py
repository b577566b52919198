"""Who carried a source's words, and who stays unnamed, as the sentences of an article say.

"They spoke to The Associated Press on condition of anonymity": that holds wherever the same source speaks. Who a
source is, is resolved elsewhere.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retold.actors import Cast, with_via
from retold.statements.sayings import saying_words
from retold.trees import Tree
from retold.types import Article, Sentence, Source, Span

_UNNAMED = re.compile(
    r"\b(?:conditions? (?:of|that) (?:\w+ )?(?:anonymity|confidentiality|not be(?:ing)? (?:named|identified)|"
    r"(?:they|he|she) not)|anonymously|not (?:to )?be (?:named|identified)|declined to be (?:named|identified)|"
    r"n[o']t authori[sz]ed to (?:talk|speak|comment|discuss|brief)|requested anonymity)",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|since) ([^,;”\"]+?)(?:[,;.”\"]|$)")


#: Words before a group that "the engineers" mean again.
_SEVERAL = frozenset({"two", "three", "four", "five", "several", "some", "many"})


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence that says to whom somebody spoke, or that they stay unnamed."""

    #: Agency or outlet; "" if it isn't told.
    via: str
    unnamed: bool
    because: str


class Carriers:
    """The carriers of an article."""

    def __init__(
        self, article: Article, trees: Sequence[Tree], cast: Cast, name_of: Callable[[int, int, Span], str]
    ) -> None:
        """`name_of`: the resolved name of a word of a sentence, with its span; "" if nobody is meant."""
        self._article = article
        self._trees = trees
        self._cast = cast
        self._name_of = name_of
        #: Carriers by the name of the source they are told of.
        self._carriers: dict[str, Carrier] = {}
        #: Whom a named source spoke to, by sentence and name: that holds for the sentence only.
        self._heard: dict[tuple[int, str], str] = {}

    def find(self) -> None:
        """Read who spoke to whom, and who stays unnamed."""
        for sentence, tree in zip(self._article.sentences, self._trees, strict=True):
            unnamed = _UNNAMED.search(sentence.text)
            for index, word in enumerate(tree.words):
                if word.pos != "VERB" or word.lemma not in saying_words("speaking"):
                    continue
                via = self._hearer(sentence, index)
                subject = tree.subject(index)
                if subject is not None and (via or unnamed is not None):
                    self._carry(sentence.index, subject, via, unnamed is not None)

    def _carry(self, sentence: int, subject: int, via: str, unnamed: bool) -> None:
        tree, place = self._trees[sentence], self._article.sentences[sentence]
        span = Span.of(self._article.text, place.start + tree[subject].start, place.start + tree[subject].end)
        name = self._name_of(sentence, subject, span)
        if name and via:
            self._heard[sentence, name] = via
        if name and (unnamed or name[0].islower()):
            reason = _REASON.search(place.text)
            because = "spoke on condition of anonymity" if unnamed else f"spoke to {via}"
            if unnamed and reason is not None:
                because += f" because {reason.group(1)}"
            known = self._carriers.get(name)
            if known is not None:
                via, unnamed = known.via or via, known.unnamed or unnamed
                because = known.because if known.unnamed else because
            self._carriers[name] = Carrier(via, unnamed, because)

    def _hearer(self, sentence: Sentence, verb: int) -> str:
        """The agency or outlet that somebody spoke to; "" for anybody else."""
        tree, text = self._trees[sentence.index], sentence.text
        heard = []
        for kid in tree.kids[verb]:
            word = tree[kid]
            if kid > verb and word.dep in ("dobj", "dative"):
                heard.append(kid)
            if kid > verb and word.lemma in ("to", "with"):
                heard.extend(tree.children(kid, "pobj"))
        for at in heard:
            words = text[tree[tree.first[at]].start : tree[tree.last[at]].end]
            for credit in self._article.credits:
                name = credit.name.casefold().removeprefix("the ")
                if credit.agency and (name in words.casefold() or words in credit.text.split()):
                    return credit.name
            number = self._cast.at(sentence.index, at)
            entry = self._cast.entry(number) if number is not None else None
            if entry is not None and entry.kind == "media" and not self._is_own(words):
                return entry.name
        return ""

    def _is_own(self, words: str) -> bool:
        """Whether the hearer is the article's own outlet."""
        own = re.sub(r"^the ", "", (self._article.outlet or "").casefold())
        heard = re.sub(r"^the ", "", words.casefold())
        return bool(own) and (heard in own or own in heard)

    def _group_carrier(self, source: Source) -> Carrier | None:
        """`One of the officials` and `two officials` are carried like the officials; another isn't."""
        first, _, rest = source.name.casefold().partition(" ")
        bare = self._carriers.get(f"the {rest}")
        if first in _SEVERAL and bare is not None:
            return bare
        first, of, rest = source.name.casefold().partition(" of ")
        if not of or " " in first or not rest.startswith(("the ", "those ", "these ")):
            return None
        noun = rest.split()[-1].rstrip("s")
        fits = [c for name, c in self._carriers.items() if name.casefold().rstrip("s").endswith(noun)]
        return fits[0] if len(fits) == 1 else None

    def carried(self, source: Source, sentence: int) -> Source:
        """The source with who carried its words, if the article tells."""
        carrier = self._carriers.get(source.name) or self._group_carrier(source)
        if carrier is None:
            via = self._heard.get((sentence, source.name), "")
            return with_via(source, via, f"spoke to {via}") if via else source
        if carrier.unnamed and source.kind in ("group", "person") and source.name[:1].islower():
            source = replace(source, kind="anonymous")
        return with_via(source, carrier.via, carrier.because)
