"""A story as a matrix: for each paragraph of its fullest account, who kept, changed or dropped it, and who has more.

Rests on links whose changes are known; finds none itself.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from retold.types import Article, Cell, Link, Matrix, Row


def fullest(articles: Sequence[Article]) -> int:
    """Place of the article with most words below its headline; of equals the first by id."""
    return min(range(len(articles)), key=lambda i: (-len(articles[i].body.split()), articles[i].id))


def tabulate(articles: Sequence[Article], links: Mapping[tuple[int, int], Sequence[Link]]) -> Matrix:
    """The matrix of `articles`, the fullest first, whose links (with changes) are known by places (i, j), i < j.

    A paragraph that no earlier article has is a row of the article where it first stands, so that each sentence of each
    article is in a row. A headline stands beside the others' headlines, whatever its words.
    """
    told: list[set[int]] = [set() for _ in articles]
    rows: list[Row] = []
    for place, article in enumerate(articles):
        own = [s for s in article.sentences if s.index not in told[place]]
        for _, paragraph in groupby(own, key=lambda s: s.paragraph):
            indices = tuple(s.index for s in paragraph)
            cells = [Cell(kind="dropped")] * place + [Cell(kind="own", sentences=indices)]
            for other in range(place + 1, len(articles)):
                cell = _cell(indices, links[place, other])
                if cell.kind == "dropped" and _is_headline(article, indices) and _is_headline(articles[other], (0,)):
                    cell = Cell(kind="changed", sentences=(0,))
                told[other].update(cell.sentences)
                cells.append(cell)
            rows.append(Row(article=place, sentences=indices, cells=tuple(cells)))
    return Matrix(articles=tuple(articles), rows=tuple(rows))


def _cell(indices: Sequence[int], links: Sequence[Link]) -> Cell:
    """What b did with these sentences of a."""
    wanted = set(indices)
    own = [link for link in links if wanted & set(link.a)]
    found = sorted({i for link in own for i in link.b})
    if not found:
        return Cell(kind="dropped")
    changes = tuple(change for link in own for change in link.changes if change.matters)
    whole = wanted <= {i for link in own for i in link.a} and all(map(_as_it_was, own))
    return Cell(kind="kept" if whole else "changed", sentences=tuple(found), changes=changes)


def _is_headline(article: Article, indices: Sequence[int]) -> bool:
    return article.sentences[indices[0]].role == "headline"


def _as_it_was(link: Link) -> bool:
    return link.kind in ("same", "styled")
