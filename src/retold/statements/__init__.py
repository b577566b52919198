"""Who said what: attributions of an article with their sources resolved, their figures and their dates.

Two tiers count: saying ("said", "according to"), and taking a stance ("supports", "fears", "is confident that"). Each
statement tells how its source stands to what it says, whether the article tells that it was said at all, and who quotes
it. What is said within a quotation belongs to that quotation. English only; what an article asserts itself is no
statement, but for what merely seems so to it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from retold.actors import Cast
from retold.config import DEFAULT, Saying
from retold.figures import find_figures
from retold.statements.attitudes import attitude
from retold.statements.attributions import Attribution, find_attributions
from retold.statements.nesting import with_quoters
from retold.statements.quotes import Quotation, find_quotations
from retold.statements.sources import Sources
from retold.trees import Tree
from retold.types import Article, Directness, Figure, Parse, Source, Span, Statement, TimeExpression

__all__ = ["attribute_figures", "find_statements"]


def find_statements(
    article: Article,
    parses: Sequence[Parse],
    times: Sequence[TimeExpression],
    *,
    figures: Sequence[Figure] | None = None,
    cast: Cast | None = None,
    config: Saying = DEFAULT.saying,
) -> tuple[Statement, ...]:
    """All statements, by place; `parses[i]` is the parse of `article.sentences[i]`, `times` are the article's.

    `figures` are those of `find_figures`, and `cast` is the article's; both are found anew if not given. A quotation
    that is broken by its cue, or goes on after it, gives several statements with one cue. What somebody says within
    what another says is a statement of its own, `quoted_by` the other.
    """
    trees = cast.trees if cast is not None else [Tree(parse) for parse in parses]
    quotations = find_quotations(article.text)
    if cast is None:
        cast = Cast(article, trees, quoted=[(q.start, q.end) for q in quotations], config=config)
    attributions = find_attributions(article.text, article.sentences, trees, quotations)
    attributions.sort(key=lambda a: (a.sentence, a.cue, a.content))
    sources = Sources(article, trees, cast)
    resolved = [(attribution, sources.resolve(attribution)) for attribution in attributions]
    sources.find_carriers()
    all_figures = find_figures(article, parses, times) if figures is None else figures
    by_verb = {(attribution.sentence, attribution.frame.verb): source for attribution, source in resolved}
    found = []
    for attribution, source in resolved:
        if attribution.frame.how == "impression":
            source = Source(name=article.name, kind="article", because="the article's own impression")
        else:
            source = sources.carried(source, attribution.sentence)
        frame = attribution.frame
        statement = replace(
            _statement(article.text, attribution, source, quotations, times, all_figures),
            attitude=attitude(trees[attribution.sentence], frame),
            quoted_by=by_verb.get((attribution.sentence, frame.quoter)) if frame.quoter is not None else None,
        )
        found.append(replace(statement, figures=attribute_figures(statement.figures, (statement,))))
    return with_quoters(sorted(found, key=lambda statement: (statement.cue.start, statement.content.start)))


def attribute_figures(figures: Sequence[Figure], statements: Sequence[Statement]) -> tuple[Figure, ...]:
    """The figures with the source of the narrowest statement whose content holds them.

    What somebody didn't say, or what only seems so to the article, gives a figure no source.
    """
    telling = [s for s in statements if s.asserted and s.attitude != "declines" and s.source.kind != "article"]
    out = []
    for figure in figures:
        holding = [s for s in telling if figure.span in s.content]
        narrowest = min(holding, key=lambda s: s.content.end - s.content.start, default=None)
        out.append(replace(figure, source=narrowest.source) if narrowest is not None else figure)
    return tuple(out)


def _starts(spanned: Figure | TimeExpression) -> int:
    return spanned.span.start


def _statement(
    text: str,
    attribution: Attribution,
    source: Source,
    quotations: Sequence[Quotation],
    times: Sequence[TimeExpression],
    figures: Sequence[Figure],
) -> Statement:
    cue, content = Span.of(text, *attribution.cue), Span.of(text, *attribution.content)
    ranges = [attribution.cue, attribution.content] + ([attribution.source] if attribution.source else [])
    span = Span.of(text, min(start for start, _ in ranges), max(end for _, end in ranges))
    low = bisect_left(figures, content.start, key=_starts)
    within = tuple(f for f in figures[low : bisect_left(figures, content.end, key=_starts)] if f.span in content)
    return Statement(
        span=span,
        source=source,
        cue=cue,
        content=content,
        directness=_directness(attribution.content, text, quotations),
        tier=attribution.frame.saying.tier,
        asserted=attribution.frame.asserted,
        when=_when(attribution, times),
        figures=within,
    )


def _directness(content: tuple[int, int], text: str, quotations: Sequence[Quotation]) -> Directness:
    """Direct if it is all quotation, mixed if some of it is."""
    start, end = content
    quoted = sum(
        len(text[max(start, q.start) : min(end, q.end)].split()) for q in quotations if q.start < end and start < q.end
    )
    if not quoted:
        return "indirect"
    return "direct" if quoted >= len(text[start:end].split()) - 1 else "mixed"


def _when(attribution: Attribution, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """A date beside the cue and outside of what is said: `said Tuesday`."""
    near: TimeExpression | None = None
    reach = max(attribution.cue[1], attribution.source[1] if attribution.source else 0)
    low = bisect_left(times, reach, key=_starts)
    for time in times[low : low + 2]:
        inside = attribution.content[0] <= time.span.start < attribution.content[1]
        if inside or time.type not in ("DATE", "TIME"):
            continue
        gap = time.span.start - reach
        if 0 <= gap <= 12 and near is None:
            near = time
    return near
