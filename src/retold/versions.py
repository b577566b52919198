"""Versions of one outlet's article: which belong together, which came first, and what was edited without a word.

The same page again, or the same outlet's article again at another address, is a version and no article of its own. What
was changed is for `retold.changes`; here it is only told whether the later version owns up to it. Direction comes from
times; where they tell nothing the versions stand in the order in which they were given, and `because` says so.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from retold.config import DEFAULT, Versioning
from retold.knowledge import table
from retold.origins import same_page
from retold.text import content_words, fold, tokens
from retold.types import Article, Change, Comparison, Derivation, Revision, Span

_OPENING = re.compile(r"^[\s(\[*_—–•-]*")


def find_versions(
    articles: Sequence[Article], derivations: Sequence[Derivation], *, config: Versioning = DEFAULT.versioning
) -> tuple[tuple[int, ...], ...]:
    """Places of the articles that are versions of one, oldest first; single articles are left out.

    `derivations` are those of the story: two articles of one outlet are versions if they stood at one address, or if
    one holds most of the other's words under a like headline.
    """
    place = {article.id: index for index, article in enumerate(articles)}
    group = list(range(len(articles)))
    for derivation in derivations:
        a, b = place[derivation.a], place[derivation.b]
        if group[a] != group[b] and _same_article(articles[a], articles[b], derivation, config):
            merged, kept = group[b], group[a]
            group = [kept if number == merged else number for number in group]
    chains = [[i for i, number in enumerate(group) if number == one] for one in dict.fromkeys(group)]
    return tuple(tuple(sorted(chain, key=lambda i: (_age(articles[i]), i))) for chain in chains if len(chain) > 1)


def _same_article(a: Article, b: Article, derivation: Derivation, config: Versioning) -> bool:
    if same_page(a, b):
        return True
    if a.outlet is None or b.outlet is None or fold(a.outlet) != fold(b.outlet):
        return False
    if max(derivation.share_a, derivation.share_b) < config.shared:
        return False
    first, second = (frozenset(content_words(article.title or "", article.language)) for article in (a, b))
    return len(first & second) >= config.headline * max(1, min(len(first), len(second)))


def _age(article: Article) -> tuple[float, float]:
    """When it was last changed, then when it was fetched."""
    written = article.modified or article.published.earliest
    moments = (written, article.fetched_at)
    return tuple(moment.timestamp() if moment is not None else 0.0 for moment in moments)  # type: ignore[return-value]


def pairs_of(chains: Sequence[Sequence[int]], articles: Sequence[Article]) -> Iterator[tuple[int, int]]:
    """Each version with the one that it replaced; versions of the same words are none."""
    for chain in chains:
        for earlier, later in pairwise(chain):
            if articles[earlier].text != articles[later].text:
                yield earlier, later


def revision(comparison: Comparison) -> Revision:
    """What was changed from one version to the next (a is the earlier), and what of it no note tells."""
    before, after = comparison.a, comparison.b
    known = {fold(words) for words, _ in _notes(before)}
    notes = [(words, names) for words, names in _notes(after) if fold(words) not in known]
    return Revision(
        comparison=comparison,
        notes=tuple(words for words, _ in notes),
        silent=tuple(change for change in comparison.changes if change.matters and not _told(change, notes)),
        because=tuple(_because(before, after)),
    )


@cache
def _phrases() -> tuple[tuple[str, bool], ...]:
    return tuple((fold(row[0]), row[2] == "names") for row in table("correction_notes"))


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(phrase for phrase, _ in _phrases())


def _notes(article: Article) -> Iterator[tuple[str, bool]]:
    """Sentences and asides that begin as a note of correction does, and whether such a note says what was changed."""
    paragraphs = article.text.split("\n\n")
    for words in (*paragraphs, *(aside.text for aside in article.asides)):
        opening = fold(_OPENING.sub("", words[:200]))
        if opening.startswith(_beginnings()):
            yield words, any(names for phrase, names in _phrases() if opening.startswith(phrase))


def corrections(article: Article) -> tuple[str, ...]:
    """The words in which an article owns up to an error and says which; mere notices of an update are none."""
    return tuple(words for words, names in _notes(article) if names)


def _told(change: Change, notes: Sequence[tuple[str, bool]]) -> bool:
    """True if a note has the change's words, or is one; a mere notice of an update covers what was added or dropped."""
    spans = [span for span in (change.a_span, change.b_span) if span is not None]
    whole = change.kind in ("added", "dropped")
    return any(
        (whole and (not names or any(span.text in words for span in spans)))
        or (names and any(_has(words, span) for span in spans))
        for words, names in notes
    )


def _has(words: str, span: Span) -> bool:
    """True if a note has a change's words: all of its numbers and names, else most of its content words."""
    said = {token.key for token in tokens(words)}
    own = [token for token in tokens(span.text) if token.key and token.raw[0].isalnum()]
    telling = [token for token in own if token.raw[0].isupper() or token.raw[0].isdigit()] or own
    return bool(telling) and sum(token.key in said for token in telling) > len(telling) / 2


def _because(before: Article, after: Article) -> Iterator[str]:
    if same_page(before, after):
        yield f"both stood at {after.url}"
    else:
        yield f"{after.name} has most of its words again under a like headline, at another address"
    first, second = _age(before), _age(after)
    if first[0] != second[0] and all(moment[0] for moment in (first, second)):
        when = after.modified or after.published.earliest
        assert when is not None
        yield f"the later is of {when:%-d %B %Y}, {when:%H:%M} UTC"
    elif first[1] != second[1] and all(moment[1] for moment in (first, second)):
        assert after.fetched_at is not None
        yield f"the later was fetched on {after.fetched_at:%-d %B %Y, %H:%M} UTC"
    else:
        yield "nothing tells which came first: they stand as they were given"
