"""Who is behind an attribution: pronouns, surnames and "the officials" become the one they stand for.

Offices come from the tables where the article gives no title. What a source says, and who carried it, is decided
elsewhere.
"""

import re
from collections.abc import Sequence

from retold.actors import PRONOUNS, Cast, as_source
from retold.actors.names import AGENT, name_words, speaker_kind
from retold.knowledge import mapping
from retold.statements.attributions import Attribution
from retold.statements.carriers import Carriers
from retold.statements.sayings import saying_words, sayings
from retold.statements.speakers import told_by_root
from retold.trees import Tree
from retold.types import Article, Source, SourceKind, Span

_RELATIVE = frozenset({"who", "which", "that", "whom"})
#: Words of a source after which it is no longer named but told about.
_ENDS_NAME = frozenset({"relcl", "advcl"})
#: Phrases that mean a body named before.
_COMPANY = frozenset({"the company", "the firm", "the carmaker", "the retailer", "the operator", "the group"})
#: Children of a noun by which "the worker" is somebody else than "a worker" before.
_TELLS_MORE = ("amod", "compound", "nummod", "prep", "acl", "relcl", "poss")
#: Words after its head that a name may have.
_LONGEST_NAME = 12
#: Characters of a phrase that serves as a name.
_LONGEST_PHRASE = 110


class Sources:
    """Resolves the sources of an article's attributions, in the order of the text."""

    def __init__(self, article: Article, trees: Sequence[Tree], cast: Cast) -> None:
        self._article = article
        self._trees = trees
        self._cast = cast
        self._carriers = Carriers(article, trees, cast, self._name_of)

    def resolve(self, attribution: Attribution) -> Source:
        """The source, without what later sentences say of it."""
        frame = attribution.frame
        if frame.speaker is None or attribution.source is None:
            return Source(name="unnamed source", kind="anonymous", because="the sentence doesn't say who")
        tree = self._trees[attribution.sentence]
        span = Span.of(self._article.text, *attribution.source)
        word = frame.speaker
        lower = tree[word].text.casefold()
        if lower in _RELATIVE and tree[word].head != word:
            verb = tree[word].head
            head = tree[verb].head
            if tree[verb].dep == "relcl" and head != verb:
                return self._phrase(attribution.sentence, head, span, f"“{span.text}” stands for it")
        if lower in PRONOUNS and len(span.text.split()) == 1:
            return self._pronoun(attribution, span)
        if lower in ("i", "we"):
            return Source(name=self._article.name, kind="article", span=span, because="the article's own voice")
        return self._phrase(attribution.sentence, word, span, "")

    def _pronoun(self, attribution: Attribution, span: Span) -> Source:
        number = self._cast.at(attribution.sentence, attribution.frame.speaker or 0)
        if number is None:
            content = attribution.content
            number = self._cast.resolve(span.text, sentence=attribution.sentence, at=span.start, outside=content)
        if number is None:
            kind: SourceKind = "person" if PRONOUNS[span.text.lower()] in "mf" else "group"
            return Source(name=span.text.lower(), kind=kind, span=span)
        entry = self._cast.entry(number)
        self._cast.spoke(number, attribution.sentence, span)
        said = " who spoke before" if len(entry.spoke) > 1 else ""
        return as_source(entry, span=span, because=f"“{span.text}” is {entry.name}{said}")

    def _phrase(self, sentence: int, word: int, span: Span, because: str) -> Source:
        tree, cast = self._trees[sentence], self._cast
        number = cast.at(sentence, word)
        if number is None and " " not in span.text and span.text[:1].isupper():
            number = cast.called(span.text)
        start = self._article.sentences[sentence].start + tree[word].start
        if number is None:
            number = self._named_behind(sentence, word, span)
        if number is not None and not self._joined(tree, word):
            entry = cast.entry(number)
            earlier = self._same_group(tree, word, start) if entry.plural else None
            if earlier is not None:
                number, because = earlier, f"“{span.text}” are {cast.entry(earlier).name}"
            entry = cast.entry(number)
            cast.spoke(number, sentence)
            if entry.plural:
                own = self._named_group(tree, word, span) or self._name(tree, word)
                name = entry.name if earlier is not None else own
                return Source(name=name, kind=self._group_kind(entry.source_kind, name), span=span, because=because)
            if entry.kind == "party" and tree[word].tag == "NNPS":
                # "Republicans" aren't all of the party.
                return Source(name=self._name(tree, word), kind=entry.source_kind, span=span, because=because)
            if not because and entry.name not in span.text:
                because = f"“{self._name(tree, word)}” is {entry.name}"
            return as_source(entry, span=span, because=because)
        return self._description(tree, word, start, sentence, span, because)

    def _named_behind(self, sentence: int, word: int, span: Span) -> int | None:
        """`a spokesman for the governor, Theo Lund`: the person whose name ends the phrase after a comma."""
        tree = self._trees[sentence]
        lemma = tree[word].lemma
        if tree[word].tag != "NN" or not (speaker_kind(lemma) in _ROLES or lemma in mapping("titles")):
            return None
        end = max(tree.last[word], word + 1)
        for at in range(word + 1, min(end, word + _LONGEST_NAME) + 1):
            if at + 1 < len(tree.words) and tree[at].text == ",":
                number = self._cast.at(sentence, at + 1)
                return number if number is not None and self._cast.entry(number).kind == "person" else None
        return None

    def _same_group(self, tree: Tree, word: int, start: int) -> int | None:
        """`The officials` are those who were called `three government officials` before."""
        det = tree.child(word, "det")
        if det is None or tree[det].lemma not in ("the", "these", "those"):
            return None
        others = tree.children(word, "amod", "compound", "nummod", "prep", "acl")
        return None if others else self._cast.earlier_group(tree[word].text, at=start)

    def _description(self, tree: Tree, word: int, start: int, sentence: int, span: Span, because: str) -> Source:
        """A source without a name: "a senior official", "the poll", "some parties"."""
        cast = self._cast
        text = self._named_group(tree, word, span) or self._name(tree, word)
        lemma = tree[word].lemma
        det = tree.child(word, "det")
        definite = det is not None and tree[det].lemma == "the"
        if definite and text.casefold() in _COMPANY:
            meant = cast.company(at=start)
            if meant is not None:
                entry = cast.entry(meant)
                cast.spoke(meant, sentence, span)
                return as_source(entry, span=span, because=f"“{span.text}” is {entry.name}")
        if definite:
            titled = cast.titled(re.sub(r"^the\s+", "", text), at=start)
            if titled is not None:
                entry = cast.entry(titled)
                cast.spoke(titled, sentence, span)
                return as_source(entry, span=span, because=f"“{span.text}” is {entry.name}, {entry.title}")
            one = cast.earlier_one(lemma, at=start) if not tree.children(word, *_TELLS_MORE) else None
            if one is not None:
                because = because or f"“{span.text}” is {one}"
                text = one
        kind = speaker_kind(lemma)
        if kind == "group" and det is not None and tree[det].lemma in _ONE and lemma not in name_words("collective"):
            kind = "person"
        if self._joined(tree, word) and kind not in ("anonymous", "institution", "document"):
            kind = "group"
            text = text.replace(" nor ", " and ")
            cast.add(text, "group", sentence, span, plural=True)
        elif kind is None and tree[word].pos == "PROPN":
            kind = "institution"
        of = tree.child(word, "prep")
        member = tree.child(of, "pobj") if of is not None and lemma in ("one", "some", "two", "many", "most") else None
        if member is not None:
            kind = speaker_kind(tree[member].lemma) or kind
        known = kind or _other_kind(tree, word)
        if known in ("institution", "document") and not tree.is_root(word):
            cast.add(text, known, sentence, span, plural=False)
        return Source(name=text, kind=known, span=span, because=because)

    def _group_kind(self, kind: SourceKind, name: str) -> SourceKind:
        # "the officials" of a named body are as unnamed as any; "Republicans" are a group.
        return kind if kind in ("anonymous", "group") else "group" if name else "anonymous"

    @staticmethod
    def _joined(tree: Tree, word: int) -> bool:
        """`X and Y said`: both are the source."""
        return any(tree[kid].pos in ("PROPN", "NOUN") for kid in tree.children(word, "conj"))

    @staticmethod
    def _named_group(tree: Tree, word: int, span: Span) -> str:
        """`some parties, notably X`: the whole phrase, since it says whom it means."""
        if tree[word].tag != "NNS" or len(span.text) > _LONGEST_PHRASE or not _says_whom(span.text):
            return ""
        return _as_within(tree, max(tree.first[word], word - 6), span.text) if span.text[:1].isupper() else span.text

    @staticmethod
    def _name(tree: Tree, word: int) -> str:
        """The phrase around a word, up to where it tells more than who it is."""
        first, last = tree.first[word], tree.last[word]
        for kid in tree.kids[word]:
            dep = tree[kid].dep
            comma = tree[tree.first[kid] - 1].text == ","
            # "some parties, notably X" names whom it means; "Smith, a lawyer" was told about.
            aside = comma and not (dep == "appos" and tree[tree.first[kid]].lemma in saying_words("naming"))
            participle = dep == "acl" and tree[kid].tag == "VBG" and tree[kid].lemma in sayings()
            # "The paper reported, citing officials, that": no phrase, but a sentence that was parsed as one.
            participle = participle or (dep == "acl" and tree[kid].tag == "VBN" and told_by_root(tree, kid))
            # "accused by the union of lying"
            participle = participle or (
                dep == "prep" and tree.head(word).dep == "agent" and tree.child(kid, "pcomp") is not None
            )
            if kid > word and (dep in _ENDS_NAME or participle or (dep in ("appos", "acl") and aside)):
                last = min(last, tree.first[kid] - 1)
        for at in range(word + 1, last + 1):
            if tree[at].tag in ("WDT", "WP") or tree[at].text in "()[];" or at - word > _LONGEST_NAME:
                last = at - 1
                break
        for at in range(first, word):
            if tree[at].tag in ("VBD", "VBZ", "VBP", "VBG", "MD"):
                first = word
                break
        while last > word and tree[last].pos == "PUNCT":
            last -= 1
        while first < word and (tree[first].pos in ("PUNCT", "CCONJ") or tree[first].dep == "cc"):
            first += 1
        while last > word and (tree[last].tag == "POS" or tree[last].lemma in ("also", "both", "each", "then")):
            last -= 1
        return _as_within(tree, first, tree.text(first, last))

    # --- carriers ---

    def find_carriers(self) -> None:
        """Read who spoke to whom, and who stays unnamed."""
        self._carriers.find()

    def carried(self, source: Source, sentence: int) -> Source:
        """The source with who carried its words, if the article tells."""
        return self._carriers.carried(source, sentence)

    def _name_of(self, sentence: int, word: int, span: Span) -> str:
        """The resolved name of a subject, "" for a pronoun that means nobody."""
        tree = self._trees[sentence]
        lower = tree[word].text.casefold()
        if lower in _RELATIVE:
            word = tree[tree[word].head].head
            lower = tree[word].text.casefold()
        if lower not in PRONOUNS:
            return self._phrase(sentence, word, span, "").name
        number = self._cast.at(sentence, word)
        if number is None:
            number = self._cast.resolve(lower, sentence=sentence, at=span.start, outside=(0, 0))
        return self._cast.entry(number).name if number is not None else ""


_ONE = frozenset({"a", "an", "another", "one"})
_ROLES = ("anonymous", "group", "person")


def _other_kind(tree: Tree, word: int) -> SourceKind:
    """For nouns that no table knows: those that do what the verb says ("climber") are persons."""
    if tree[word].tag in ("NNS", "NNPS") or tree[word].text.casefold() in ("they", "we", "those", "both", "all"):
        return "group"
    lemma = tree[word].lemma
    return "person" if AGENT.search(lemma) or lemma in mapping("titles") or tree[word].pos == "PRON" else "institution"


def _says_whom(phrase: str) -> bool:
    """Whether a phrase goes on with ", notably ..."."""
    return any(f", {word} " in phrase for word in saying_words("naming"))


def _as_within(tree: Tree, first: int, text: str) -> str:
    """A phrase as it stands within a sentence: "The Pentagon" -> "the Pentagon", "Officials" -> "officials"."""
    word = tree[first]
    lower = word.text.casefold()
    if word.pos == "PROPN" or lower in mapping("nations") or (word.text.isupper() and len(word.text) > 1):
        return text
    if (
        word.pos in ("ADV", "DET", "NUM", "PRON")
        or lower in saying_words("common")
        or word.lemma in mapping("speakers")
    ):
        return text[0].lower() + text[1:]
    return text
