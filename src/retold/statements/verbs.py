"""The frames that a verb of saying or attitude makes in its sentence: its source, cue and what it holds.

Works on words of the tree. Whether a frame counts as a statement is decided in `frames`.
"""

from collections.abc import Callable, Sequence
from typing import Final

from retold.statements import asides, clauses, objects
from retold.statements.cues import Cue
from retold.statements.quoted import quotations
from retold.statements.sayings import Frame, How, SayingWord
from retold.statements.speakers import span_of, with_helpers
from retold.trees import Tree

_REACH: Final = SayingWord("reach", "said", "neutral", frozenset())
#: In the order in which they are asked, and how what they find hangs on the cue.
_FINDERS: Final[tuple[tuple[How, Callable[[Cue], tuple[int, int] | None]], ...]] = (
    ("clause", clauses.clause),
    ("parenthetical", asides.as_clause),
    ("parenthetical", asides.parenthesis),
    ("object", objects.impersonal),
    ("object", objects.put_at),
    ("object", objects.mistaken),
    ("object", objects.complement),
    ("object", objects.passive_object),
    ("clause", clauses.that_clause),
    ("object", objects.rest),
    ("parenthetical", asides.between_commas),
    ("object", objects.antecedent),
    ("object", objects.told),
    ("object", objects.participle),
)


def verb_frames(tree: Tree, inside: Sequence[int], verb: int, saying: SayingWord) -> list[Frame]:
    """The frames of one verb: none, one, or two where a quotation is broken by its cue."""
    cue = Cue(tree, inside, verb, saying)
    ranges = _contents(cue)
    return [
        Frame(cue.saying, _with_particle(cue, content), cue.speaker, cue.source, content, how, cue.verb)
        for content, how in ranges
    ]


def unreached(tree: Tree, verb: int) -> list[Frame]:
    """`Reed could not be reached for comment`: silence, as a refusal is."""
    subject = tree.child(verb, "nsubjpass")
    if subject is None or tree.child(verb, "neg") is None or not any(tree[kid].tag == "MD" for kid in tree.kids[verb]):
        return []
    cue = with_helpers(tree, verb), verb
    comment = next((kid for kid in tree.children(verb, "prep") if tree.lemma(kid) == "for"), None)
    asked = tree.child(comment, "pobj") if comment is not None else None
    content = (tree.first[asked], asked) if asked is not None else cue
    return [Frame(_REACH, cue, subject, span_of(tree, subject, verb), content, "object", verb)]


def _with_particle(cue: Cue, content: tuple[int, int]) -> tuple[int, int]:
    """`call for` is one cue when what is called for follows."""
    first, last = cue.range
    after = last + 1
    if after + 1 == content[0] and (cue.words[after].text.lower() in cue.takes or cue.words[after].dep == "prep"):
        return first, after
    return first, last


def _contents(cue: Cue) -> list[tuple[tuple[int, int], How]]:
    """By the first finder that finds something."""
    found = quotations(cue)
    if found:
        return [(content, "quotation") for content in found]
    for how, find in _FINDERS:
        content = find(cue)
        if content is not None:
            return [(content, how)]
    return []
