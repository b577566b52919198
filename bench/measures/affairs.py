"""Following by one example measured: the share of what it takes in that is right, and of what it should that it does.

Each article is the only example once; the others come as stories of one article, as they do on the first morning. Of
ECB+ (test) what tells of the example's event is right, so that another earthquake of the same topic is wrong; NeuS
(val) has three outlets an event, and its follow-ups count as wrong, too. `example_` is the affair that ships with
Retold: each of its pages leads to the other stories of the affair, and to none else. No floors: what an affair is is
the reader's to say, and the sets know events only.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from bench.measures.stories import Row, article_of, rows
from retold import service
from retold.affairs import Criteria, criteria_of, decide, told_of
from retold.types import Affair, Article, Story

SEED = 7
#: Articles of NeuS that are examples.
EXAMPLES = 100
EXAMPLE_PAGES = Path(__file__).parents[2] / "examples"


def measure(shared: Path) -> dict[str, float]:
    """Precision and recall by set, the mean over examples; left out where the data is absent."""
    figures = _example()
    folder = shared / "data" / "stories"
    if folder.exists():
        draw = random.Random(SEED)
        ecb = [row for row in rows(folder / "ecbplus.jsonl.gz") if row["split"] == "test"]
        neus = [row for row in rows(folder / "neus_triplets.jsonl.gz") if row["split"] == "val"]
        for name, members, some in (
            ("ecb", ecb, range(len(ecb))),
            ("neus", neus, draw.sample(range(len(neus)), EXAMPLES)),
        ):
            figures |= {f"{name}_{key}": value for key, value in _followed(members, some).items()}
    return figures


def _followed(members: Sequence[Row], examples: Sequence[int]) -> dict[str, float]:
    articles = [article_of(row) for row in members]
    told = [told_of(_story(str(k), [article]), {}) for k, article in enumerate(articles)]
    scores = []
    for k in examples:
        right = {i for i, row in enumerate(members) if row["cluster"] == members[k]["cluster"]} - {k}
        asked = _following(articles[k])
        found = {i for i, one in enumerate(told) if i != k and decide(asked, one)[0].belongs}
        scores.append(
            (len(found & right) / len(found) if found else None, len(found & right) / len(right) if right else None)
        )
    return {name: fmean(s[i] for s in scores if s[i] is not None) for i, name in enumerate(("precision", "recall"))}


def _example() -> dict[str, float]:
    """Over the English pages of the affair: the stories that each leads to, beside those it should."""
    truth = json.loads((EXAMPLE_PAGES / "truth.json").read_text())
    story_of = {page["file"]: page["story"] for page in truth["pages"]}
    found = service.group(a for a in service.read_all([str(EXAMPLE_PAGES / "pages")]) if isinstance(a, Article))
    told = [told_of(story, {}) for story in found]
    inside = [story_of[t.story.articles[0].input.rsplit("pages/", 1)[1]] in truth["affair"]["stories"] for t in told]
    precision, recall = [], []
    for k, one in enumerate(told):
        for article in one.story.articles if inside[k] else ():
            asked = _following(article)
            taken = [decide(asked, other)[0].belongs for i, other in enumerate(told) if i != k]
            right = [x for i, x in enumerate(inside) if i != k]
            both = sum(t and r for t, r in zip(taken, right, strict=True))
            precision += [both / sum(taken)] if any(taken) else []
            recall.append(both / sum(right))
    return {"example_precision": fmean(precision), "example_recall": fmean(recall)}


def _following(example: Article) -> Criteria:
    affair = Affair(id="a" * 16, name="followed", examples=(example.id,))
    return criteria_of(affair, examples=[example])


def _story(name: str, articles: Sequence[Article]) -> Story:
    return Story(
        id=name,
        headline=articles[0].title or "",
        articles=tuple(articles),
        origins=(),
        derivations=(),
        additions=(),
        because=(),
    )
