"""Whom "he" and "she" mean, where they are the sources of PolNeAR's attributions: judged by hand, one an article.

`bench/pronouns.tsv` has the article, the pronoun's offset and the person meant; rules were tuned on its first rows
only, and are reported on the others. `right` is the share of all pronouns that are a mention of the right actor,
`statements` the share that are the source of a statement of ours, and `statements_right` of these the share with the
right source. The baseline takes the last person named before.
"""

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.measures import digest
from bench.measures.statements import _article
from retold.actors import find_actors
from retold.figures import find_figures
from retold.parsing import SpacyParser
from retold.statements import find_statements
from retold.statements.quotes import find_quotations
from retold.trees import parse_article
from retold.types import Actor, Statement

PRONOUNS = Path(__file__).parents[1] / "pronouns.tsv"
#: Rows of the file that rules may be tuned on.
TUNING = 50


def measure(shared: Path) -> dict[str, float]:
    """Shares of the pronouns that are resolved to the right person."""
    answers = [
        (name, meant(actors, offset), source_at(statements, offset), last_named(actors, offset))
        for name, offset, actors, statements in judged(shared)
    ]
    out: dict[str, float] = {}
    for half, rows in (("tuning", answers[:TUNING]), ("checking", answers[TUNING:])):
        answered = [(name, source) for name, _, source, _ in rows if source]
        out |= {
            f"{half}.right": sum(same(name, found) for name, found, _, _ in rows) / len(rows),
            f"{half}.statements": len(answered) / len(rows),
            f"{half}.statements_right": sum(same(*row) for row in answered) / max(1, len(answered)),
            f"{half}.last_named_right": sum(same(name, last) for name, _, _, last in rows) / len(rows),
        }
    return out


def judged(shared: Path) -> Iterator[tuple[str, int, Sequence[Actor], Sequence[Statement]]]:
    """Each judged pronoun: who is meant, where it stands, and what we find in its article."""
    rows = [line.split("\t") for line in PRONOUNS.read_text(encoding="utf8").splitlines() if not line.startswith("#")]
    with gzip.open(shared / "data" / "statements" / "polnear_train.jsonl.gz", "rt", encoding="utf8") as lines:
        texts = {digest(row["id"]): row["text"] for row in map(json.loads, lines)}
    parser = SpacyParser(remembered=0)
    for article_id, offset, name in rows:
        article = _article(texts[article_id])
        parses = parse_article(article, parser)
        statements = find_statements(article, parses, (), figures=find_figures(article, parses, ()))
        quoted = [(q.start, q.end) for q in find_quotations(article.text)]
        yield name, int(offset), find_actors(article, parses, quoted=quoted), statements


def meant(actors: Iterable[Actor], offset: int) -> str:
    """The actor that has a mention at `offset`."""
    return next((a.name for a in actors if any(m.span.start == offset for m in a.mentions)), "")


def source_at(statements: Sequence[Statement], offset: int) -> str:
    """The source of our statement whose source stands at `offset`; "" if there is no such statement."""
    here = (s.source.name for s in statements if s.source.span is not None and s.source.span.start == offset)
    return next(here, "")


def last_named(actors: Iterable[Actor], offset: int) -> str:
    """The last person named before `offset`."""
    places = [
        (mention.span.start, actor.name)
        for actor in actors
        for mention in actor.mentions
        if actor.kind == "person" and mention.kind == "name" and mention.span.end <= offset
    ]
    return max(places, default=(0, ""))[1]


def same(judged: str, found: str) -> bool:
    """Whether all words of the shorter name are the longer's, initials apart."""
    a, b = (set(re.findall(r"\w\w+", _plain(name))) for name in (judged, found))
    return bool(a and b) and (a <= b or b <= a)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
