"""Words of a source that stand beside the sentence of their cue: `Reed said:` before a paragraph, `Reed said.` behind a
quotation, and `REED: We are ready.` as in transcripts and headlines.

Ranges are characters of the article. Quotations that go on without any cue are found in `attributions`.
"""

from collections.abc import Iterator, Sequence

from retold.actors.names import speaker_kind
from retold.statements.quotes import Quotation
from retold.statements.sayings import Frame, SayingWord, saying_words, sayings
from retold.statements.speakers import find_speaker, with_helpers
from retold.trees import Tree
from retold.types import Sentence, Word

_COLON = SayingWord(":", "said", "neutral", frozenset({"c", "q"}))
#: Words of a name before a colon.
_LONGEST_NAME = 5
#: Labels of what a verb holds.
_HELD = ("dobj", "ccomp", "xcomp")
#: Words that `Reed said.` alone may have.
_LONGEST_CUE = 12
_MINE = frozenset({"i", "we", "my", "our", "i'm", "we're"})
#: Tags of verbs that make a sentence.
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", "VB"})


def lone_cue(tree: Tree, inside: Sequence[int], frames: Sequence[Frame]) -> Frame | None:
    """The last verb of saying of a sentence outside of quotations that holds nothing there; its content is its cue."""
    taken = {at for frame in frames for at in range(frame.content[0], frame.content[1] + 1)}
    for verb in range(len(tree.words) - 1, -1, -1):
        saying = sayings().get(tree[verb].lemma) if tree[verb].tag.startswith("VB") else None
        if saying is None or "q" not in saying.takes or inside[verb] >= 0 or verb in taken:
            continue
        if tree[verb].tag == "VBG" and any(word.tag in ("VBD", "VBZ") for word in tree.words[verb + 1 :]):
            continue  # "a man, responding to the speech, interrupted him:"
        if any(frame.verb == verb for frame in frames) or _reports_from(tree, verb) or _unsaid(tree, verb):
            return None
        speaker, source = find_speaker(tree, inside, verb)
        if speaker is None or source is None:
            return None
        cue = with_helpers(tree, verb), verb
        return Frame(saying, cue, speaker, source, cue, "quotation", verb)
    return None


def _unsaid(tree: Tree, verb: int) -> bool:
    """`did not elaborate`, `can continue`."""
    return any(tree[kid].tag == "MD" or tree[kid].dep == "neg" for kid in tree.kids[verb])


def _reports_from(tree: Tree, verb: int) -> bool:
    """`Reed reported from Lund.`: a line of credit."""
    return tree.lemma(verb) == "report" and any(tree.lemma(kid) == "from" for kid in tree.children(verb, "prep"))


def words_beside(
    text: str, sentence: Sentence, sentences: Sequence[Sentence], quotations: Sequence[Quotation], alone: bool
) -> tuple[int, int] | None:
    """What a lone cue speaks for: what follows its colon, or, if it stands `alone`, the quotation that ends before."""
    if sentence.text.rstrip().endswith(":"):
        following = sentence.index + 1
        if following >= len(sentences):
            return None
        start = sentences[following].start
        quotation = next((q for q in quotations if start <= q.start < start + 3), None)
        if quotation is not None:
            return quotation.start, quotation.end
        paragraph = sentences[following].paragraph
        last = max(s.end for s in sentences[following : following + 30] if s.paragraph == paragraph)
        return start, last
    if alone:
        before = next((q for q in reversed(quotations) if q.end <= sentence.start), None)
        if before is not None and not text[before.end : sentence.start].strip():
            return before.start, before.end
        after = next((q for q in quotations if q.start >= sentence.end), None)
        if after is not None and not text[sentence.end : after.start].strip(" "):
            return after.start, after.end
    return None


def stands_alone(tree: Tree, lone: Frame) -> bool:
    """Whether a sentence is little more than a cue and its source."""
    first, last = lone.source or lone.cue
    if min(first, lone.cue[0]) == 0 and abs(lone.cue[0] - last) <= 1 and not tree.children(lone.verb, *_HELD):
        return True
    return sum(word.pos != "PUNCT" for word in (*tree.words[:first], *tree.words[last + 1 :])) <= _LONGEST_CUE


def speaker_before_colon(tree: Tree) -> Frame | None:
    """`REED: We are ready.`, `Poll: Reed leads`: a name or a kind of source, a colon, and a sentence."""
    words = tree.words
    colon = next((at for at in range(1, min(len(words) - 3, _LONGEST_NAME + 1)) if words[at].text == ":"), None)
    if colon is None or words[colon + 1].start == words[colon].end:
        return None
    name = words[:colon]
    if any(word.text.casefold() in saying_words("label") or word.tag in _FINITE for word in name):
        return None
    if not name[0].text[:1].isupper() or len(name[-1].text) < 2 or not _tells(words[colon + 1 :]):
        return None
    named = all(word.pos == "PROPN" or (word.text.isupper() and word.text.isalpha()) for word in name)
    # A surname that the tagger takes for a common noun: only one who speaks says "I".
    named = named or (colon == 1 and any(word.text.casefold() in _MINE for word in words[2:10]))
    kind = speaker_kind(words[colon - 1].lemma.lower()) if not named else None
    if not named and kind not in ("document", "group", "institution", "anonymous"):
        return None
    following = words[colon + 1]
    if not (following.text[:1].isupper() or following.text[:1] in "“\"'‘…$" or following.text[:1].isdigit()):
        return None
    last = len(words) - 1
    while last > colon + 1 and words[last].text in (".", ";"):
        last -= 1
    return Frame(_COLON, (colon, colon), colon - 1, (0, colon - 1), (colon + 1, last), "quotation", colon)


def _tells(words: Sequence[Word]) -> bool:
    """Whether it is a sentence or a quotation, and no list."""
    return words[0].text[:1] in "“\"'‘" or any(
        word.tag in _FINITE or (word.dep == "ROOT" and word.pos in ("VERB", "AUX")) for word in words
    )


def paragraph_end(sentence: Sentence, sentences: Sequence[Sentence]) -> int:
    """Where the paragraph of a sentence ends: a speaker in a transcript keeps the floor up to there."""
    return max(s.end for s in _paragraph(sentence, sentences))


def _paragraph(sentence: Sentence, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    for other in sentences[sentence.index :]:
        if other.paragraph != sentence.paragraph:
            return
        yield other
