"""What each outlet did to the text it took over: changes that matter, most serious first, and how many do not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from retold.changes.lexicon import modalities
from retold.claims import sentence_at
from retold.config import Briefing
from retold.text import fold, tokens
from retold.types import Article, Change, ChangeKind, Comparison, OutletChange, Passage, Span

#: Most serious first: what turns a fact round comes before what colours it.
SEVERITY: tuple[ChangeKind, ...] = (
    "negation", "factuality", "attribution", "figure", "date", "name", "modality", "wording", "order", "dropped",
    "added", "style", "damage",
)  # fmt: skip
_LABELS: dict[ChangeKind, tuple[str, str, str]] = {
    # missing here, new here, another
    "negation": ("negation dropped", "negation added", "negation changed"),
    "factuality": ("status dropped", "status added", "told as something else"),
    "attribution": ("attribution dropped", "attribution added", "attribution changed"),
    "figure": ("figure dropped", "figure added", "figure changed"),
    "date": ("date dropped", "date added", "date changed"),
    "name": ("name dropped", "name added", "name changed"),
    "modality": ("modality dropped", "modality added", "modality changed"),
    "wording": ("wording dropped", "wording added", "loaded wording"),
    "order": ("order changed", "order changed", "order changed"),
    "dropped": ("dropped", "dropped", "dropped"),
    "added": ("added", "added", "added"),
    "style": ("style", "style", "style"),
    "damage": ("damage", "damage", "damage"),
}

#: The classes of the table change_modality as a reader would call them.
_WORDS = {
    "plan": "planned", "hope": "hoped", "want": "wanted", "ask": "requested", "may": "possible", "agree": "agreed",
    "able": "possible", "urge": "requested",
}  # fmt: skip


def passage_of(article: Article, span: Span | None, indices: Sequence[int] = ()) -> Passage | None:
    """The sentence of `article` that holds a span, else the first of `indices`."""
    sentence = sentence_at(article, span.start) if span is not None else None
    if sentence is None and indices:
        sentence = article.sentences[indices[0]]
    if sentence is None:
        return None
    return Passage(article=article.id, outlet=article.name, span=sentence.span, sentence=sentence.index)


def told(comparison: Comparison) -> Iterator[tuple[Change, Passage | None, Passage | None]]:
    """The changes of a comparison, each with the sentence before (of a) and after (of b)."""
    inside: set[Change] = set()
    for link in comparison.links:
        for change in link.changes:
            inside.add(change)
            yield (
                change,
                passage_of(comparison.a, change.a_span, link.a),
                passage_of(comparison.b, change.b_span, link.b),
            )
    for change in comparison.changes:
        if change not in inside:
            yield change, passage_of(comparison.a, change.a_span), passage_of(comparison.b, change.b_span)


def label(change: Change) -> str:
    """Our words for a change, as what was done to the measure's text."""
    missing, new, other = _LABELS[change.kind]
    named = missing if change.b_span is None else new if change.a_span is None else other
    if change.kind in ("factuality", "modality"):
        return _step(change) or change.because or named
    if change.kind in ("figure", "date", "name") and change.a_span is not None and change.b_span is not None:
        return f"{named}: {change.a_span.text} → {change.b_span.text}"
    return named


def _step(change: Change) -> str:
    """ "planned told as happened", as far as the words of both sides tell; "" if they don't."""
    if change.a_span is None or change.b_span is None:
        return ""
    if change.because.startswith("hoped"):
        # A headline's "to resume" holds no word that says so: the reason tells which side only hopes.
        weak = f"in one (“{change.a_span.text}”)" in change.because
        return "hoped told as planned" if weak else "planned told as hoped"
    before, after = (_firmness(span.text) for span in (change.a_span, change.b_span))
    return f"{before} told as {after}" if before != after else ""


def _firmness(text: str) -> str:
    keys = [token.key for token in tokens(text)]
    found = [kind.split(" ")[1] for *_, kind in modalities(keys, 0, len(keys))]
    return _WORDS.get(found[0], found[0]) if found else "happened"


def outlet_changes(comparisons: Iterable[Comparison], *, config: Briefing) -> tuple[OutletChange, ...]:
    """The changes that matter, outlet by outlet, each once; the measure is a of every comparison."""
    found: dict[str, dict[tuple[str, ...], OutletChange]] = {}
    for comparison in comparisons:
        outlet = comparison.b.name
        own = found.setdefault(outlet, {})
        for change, before, after in told(comparison):
            if not change.matters:
                continue
            words = [fold(span.text) if span is not None else "" for span in (change.a_span, change.b_span)]
            made = OutletChange(
                outlet=outlet, kind=change.kind, before=before, after=after, change=change, because=label(change)
            )
            own.setdefault((change.kind, *words), made)
    listed: list[OutletChange] = []
    for outlet in sorted(found):
        ordered = sorted(found[outlet].values(), key=_order)
        listed += [change for change in ordered if not _covered(change, ordered)][: config.most_changes]
    return tuple(listed)


def _covered(change: OutletChange, others: Sequence[OutletChange]) -> bool:
    """True if what was added or dropped is told already as a change of a more serious kind."""
    span = change.change.b_span if change.kind == "added" else change.change.a_span
    if change.kind not in ("added", "dropped") or span is None:
        return False
    sides = [
        (o.change.b_span if change.kind == "added" else o.change.a_span)
        for o in others
        if o.kind not in ("added", "dropped")
    ]
    return any(side is not None and span in side for side in sides)


def _order(change: OutletChange) -> tuple[int, bool, int, int]:
    where = [passage.sentence if passage else 10_000 for passage in (change.before, change.after)]
    inside = change.before is None or change.after is None
    return SEVERITY.index(change.kind), inside, *where  # type: ignore[return-value]


def muted(comparisons: Iterable[Comparison]) -> dict[str, int]:
    """How many changes don't matter, by kind, in the order of `SEVERITY`."""
    counted = Counter(change.kind for comparison in comparisons for change in comparison.changes if not change.matters)
    return {kind: counted[kind] for kind in SEVERITY if counted[kind]}
