"""Novelty measured on planted syndication: what a retelling of a known text tells as news, and should not; and should.

A retelling by rule of a real report (see `bench.measures.origins`) is restyled, trimmed, moved, split and paraphrased
word by word, and mixed with paragraphs of other articles. Its sentences that have most of their words from the known
text tell nothing new; those that have few are another's, and what is news of them without the known text is to be news
with it. The baseline takes for known what is told in the same words. Texts are read at run time; nothing is kept.
"""

from collections.abc import Collection
from itertools import combinations
from pathlib import Path

from bench.measures.origins import planted
from retold.claims.keys import cover, word_keys
from retold.novelty import find_news
from retold.service import compare, default_parser, find_facts, group
from retold.text import fold
from retold.types import Article

STORIES = 100
SEED = 17
_RETOLD, _ANOTHERS = 0.7, 0.3
"""Shares of a sentence's content words that stand in one sentence of the known text, from which and up to which."""


def measure(shared: Path) -> dict[str, float]:
    """Of retold sentences how many are news; of others' sentences how many of those that are news alone still are."""
    path = shared / "data" / "stories" / "ecbplus.jsonl.gz"
    if not path.exists():
        return {}
    again = repeated = naive = 0
    found = wanted = 0
    for story in planted(path, ("dev", "test"), stories=STORIES, seed=SEED):
        for origin in sorted(set(story.origin)):
            own = [a for a, o in zip(story.articles, story.origin, strict=True) if o == origin]
            known, *retellings = sorted(own, key=lambda article: (-len(article.text), article.id))
            for retelling in retellings[:2]:
                news = _news([known, retelling], {known.id})
                alone = _news([retelling], frozenset())
                same, others = _told(retelling, known)
                again += len(same)
                repeated += len(news & same)
                verbatim = {fold(sentence.text) for sentence in known.sentences}
                naive += sum(fold(retelling.sentences[i].text) not in verbatim for i in alone & same)
                wanted += len(alone & others)
                found += len(news & others)
    return {
        "repeated": repeated / max(1, again),
        "repeated_baseline": naive / max(1, again),
        "found": found / max(1, wanted),
        "sentences_retold": float(again),
        "sentences_of_others": float(wanted),
    }


def _news(articles: list[Article], before: Collection[str]) -> set[int]:
    """Sentences of the last article that are shown as news."""
    stories = group(articles)
    told = [article for story in stories for article in story.articles]
    facts = list(find_facts(told, parser=default_parser()))
    pairs = [compare(a, b) for a, b in combinations(told, 2)]
    lines = find_news(stories, facts, pairs, before=before)
    return {p.sentence for line in lines for p in line.passages if p.article == articles[-1].id}


def _told(retelling: Article, known: Article) -> tuple[set[int], set[int]]:
    """Its sentences that the known text has, too, and those that it has not."""
    there = [word_keys(sentence.text, "en") for sentence in known.sentences]
    same, others = set(), set()
    for sentence in retelling.sentences:
        words = word_keys(sentence.text, "en")
        if len(words) < 5 or sentence.role == "headline":
            continue
        share = max(
            (cover(words, other) if len(words) <= len(other) else len(words & other) / len(words) for other in there),
            default=0.0,
        )
        if share >= _RETOLD:
            same.add(sentence.index)
        elif share <= _ANOTHERS:
            others.add(sentence.index)
    return same, others
