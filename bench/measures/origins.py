"""Origins measured on planted syndication: real reports of one event, each retold by several outlets by rule.

The reports are ECB+ documents of one cluster, so that those which are not retold are real independent reports of the
same event; true reprints among them are left out by a test of its own. The wire's text is trimmed, moved, split,
merged, restyled, paraphrased word by word, stripped of credits and mixed with paragraphs of other articles. Articles
are read at run time; nothing of them is kept.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from retold.alignment import link_all
from retold.config import DEFAULT
from retold.origins import derive, find_origins
from retold.origins.derivations import overlap
from retold.testing import make_article
from retold.types import Article, Credit

STORIES = 120
SEED = 11
_AGENCIES = ("Northern Wire", "Press Service", "Continental News Agency", "Harbour Dispatch")
_DAY = datetime(2021, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A story whose origins are known."""

    articles: tuple[Article, ...]
    #: Number of the text that each goes back to.
    origin: tuple[int, ...]
    #: For each origin: the name of who wrote it first, if that article is in the story.
    source: dict[int, str]


def measure(shared: Path) -> dict[str, float]:
    """Share of stories whose number of origins is exact, of pairs judged wrongly, of sources named."""
    path = shared / "data" / "stories" / "ecbplus.jsonl.gz"
    if not path.exists():
        return {}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for story in planted(path, ("dev", "test"), stories=STORIES, seed=SEED):
        _score(story, counts)
    figures = {name: hit / total for name, (hit, total) in counts.items() if total}
    return figures | _independent(path)


def _score(story: Planted, counts: dict[str, list[int]]) -> None:
    pairs = list(combinations(range(len(story.articles)), 2))
    links = link_all(story.articles, pairs)
    derivations = []
    for (i, j), found in zip(pairs, links, strict=True):
        derivation = derive(story.articles[i], story.articles[j], found)
        derivations.append(derivation)
        if story.origin[i] == story.origin[j]:
            _count(counts, "derived_called_independent", derivation.kind == "independent")
        else:
            _count(counts, "independent_called_derived", derivation.kind != "independent")
    origins = find_origins(story.articles, derivations)
    real = {frozenset(story.articles[i].id for i in _of(story, k)) for k in set(story.origin)}
    made = {frozenset(article.id for article in origin.articles) for origin in origins}
    _count(counts, "number_exact", len(origins) == len(real))
    _count(counts, "origins_exact", made == real)
    _count(counts, "number_exact_baseline", _components(story.articles) == len(real))
    named = {frozenset(article.id for article in origin.articles): origin.name for origin in origins}
    for k, name in story.source.items():
        members = frozenset(story.articles[i].id for i in _of(story, k))
        if members in named and len(members) > 1:
            _count(counts, "source_named", named[members] == name)


def _of(story: Planted, k: int) -> list[int]:
    return [i for i, origin in enumerate(story.origin) if origin == k]


def _count(counts: dict[str, list[int]], name: str, hit: bool) -> None:
    counts[name][0] += hit
    counts[name][1] += 1


def _grams(text: str, size: int = 5) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[i:] for i in range(size)), strict=False))


def _components(articles: Sequence[Article]) -> int:
    """The baseline: single linkage over pairs that share a fifth of the shorter one's 5-grams, quotations and all."""
    grams = [_grams(article.text) for article in articles]
    label = list(range(len(articles)))
    for i, j in combinations(range(len(articles)), 2):
        if len(grams[i] & grams[j]) >= 0.2 * max(1, min(len(grams[i]), len(grams[j]))):
            old, new = label[j], label[i]
            label = [new if one == old else one for one in label]
    return len(set(label))


def _independent(path: Path) -> dict[str, float]:
    """Pairs of ECB+ test documents of one cluster that are called derived; reprints by 6-grams left out."""
    derived = total = 0
    for members in clusters(path, ("test",)).values():
        articles = [_article(row) for row in members]
        pairs = [p for p in combinations(range(len(articles)), 2) if not _reprint(members[p[0]], members[p[1]])]
        for (i, j), links in zip(pairs, link_all(articles, pairs), strict=True):
            derived += derive(articles[i], articles[j], links).kind != "independent"
            total += 1
    return {"ecb_called_derived": derived / max(1, total)}


# --- planting -------------------------------------------------------------------------------------------------------


def clusters(path: Path, splits: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The documents of each cluster, addresses and datelines of the page left out."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            row = json.loads(line)
            kept = [s for s in row["sentences"] if not s.startswith("http :") and len(s.split()) > 5]
            if row["split"] in splits and len(kept) >= 5:
                found[row["cluster"]].append({"id": row["id"], "sentences": kept})
    return dict(sorted(found.items()))


def _article(row: dict[str, Any]) -> Article:
    return make_article(body_of(row["sentences"]), name=row["id"], outlet=row["id"])


def body_of(sentences: Sequence[str]) -> str:
    """A paragraph a sentence; a quotation over several sentences stays in one."""
    body = ""
    unclosed = False
    for sentence in sentences:
        body += (" " if unclosed else "\n\n") * bool(body) + sentence
        if sentence.count('"') % 2:
            unclosed = not unclosed
        if "``" in sentence or "''" in sentence:
            unclosed = sentence.rfind("``") > sentence.rfind("''")
    return body


def _reprint(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """True if two documents share so many 6-grams outside of quotations that one is a reprint of the other."""
    own = [re.sub(r"(?m)``.*?(?:''|$)|\"[^\"\n]*(?:\"|$)", " ", body_of(row["sentences"])) for row in (a, b)]
    grams = [_grams(text, 6) for text in own]
    return len(grams[0] & grams[1]) > 0.08 * max(1, min(map(len, grams)))


def planted(path: Path, splits: Sequence[str], *, stories: int, seed: int) -> Iterator[Planted]:
    """Stories of 1 to 4 retold texts and up to 4 reports that stand alone, in 3 to 30 articles."""
    found = clusters(path, splits)
    draw = random.Random(seed)
    names = list(found)
    everything = [sentence for members in found.values() for row in members for sentence in row["sentences"]]
    for _ in range(stories):
        members = list(found[draw.choice(names)])
        draw.shuffle(members)
        chosen: list[dict[str, Any]] = []
        for row in members:
            if not any(_reprint(row, other) for other in chosen):
                chosen.append(row)
        yield _plant(chosen, everything, draw)


def _plant(chosen: Sequence[dict[str, Any]], everything: Sequence[str], draw: random.Random) -> Planted:
    retold = min(len(chosen), draw.choice((1, 1, 2, 2, 3, 4)))
    alone = min(len(chosen) - retold, draw.randrange(5))
    size = draw.choice((3, 4, 5, 6, 8, 10, 14, 20, 30))
    articles: list[Article] = []
    origin: list[int] = []
    source: dict[int, str] = {}
    for k, row in enumerate(chosen[: retold + alone]):
        if k >= retold:
            articles.append(make_article(body_of(row["sentences"]), outlet=f"Own {k}", published=_DAY, name=f"o{k}"))
            origin.append(k)
            continue
        wire = draw.random() < 0.6
        writer = _AGENCIES[k] if wire else f"First {k}"
        copies = max(2, size // retold)
        if draw.random() < 0.5:
            articles.append(make_article(body_of(row["sentences"]), outlet=writer, published=_DAY, name=writer))
            origin.append(k)
            source[k] = writer
        for n in range(copies):
            body = retell(row["sentences"], everything, draw)
            credited = draw.random() < 0.5
            credit = Credit(name=writer, kind="byline" if wire else "outlet", text=f"({writer})", agency=wire)
            day = _DAY + timedelta(days=draw.choice((0, 1, 1, 2, 3)))
            articles.append(
                make_article(
                    body_of(body),
                    outlet=f"Outlet {k}-{n}",
                    name=f"{k}-{n}",
                    published=day if draw.random() < 0.8 else None,
                    credits=(credit,) if credited else (),
                )
            )
            origin.append(k)
    return Planted(articles=tuple(articles), origin=tuple(origin), source=source)


def retell(sentences: Sequence[str], everything: Sequence[str], draw: random.Random) -> list[str]:
    """What another desk makes of a text: lightly edited, cut, or rewritten."""
    strength = draw.choice((0.0, 0.2, 0.5, 1.0))
    told = list(sentences)
    if draw.random() < 0.5:
        told = told[: max(4, round(len(told) * draw.uniform(0.4, 1.0)))]
    told = [_restyle(_paraphrase(sentence, strength, draw), draw) for sentence in told]
    told = _divide(told, strength, draw)
    for _ in range(round(strength * 3)):
        i = draw.randrange(len(told))
        told.insert(draw.randrange(len(told)), told.pop(i))
    for _ in range(draw.choice((0, 0, 1, 2, 4))):
        told.insert(draw.randrange(len(told) + 1), draw.choice(everything))
    return told


def _synonyms() -> dict[str, str]:
    lines = (Path(__file__).parent / "syndication.tsv").read_text(encoding="utf8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return {a: b for a, b in pairs} | {b: a for a, b in pairs if " " not in b}


_SYNONYMS = _synonyms()
_TIME = re.compile(r"^(.*\w) (on \w+day|last \w+|this \w+|in \d{4}) \.$")
_INSERTED = re.compile(r" , (?:who|which|a|an|the) [^,]{5,60} ,")


def _paraphrase(sentence: str, strength: float, draw: random.Random) -> str:
    """Other words, an inserted clause left out, the time put first."""
    words = [
        _SYNONYMS[word] if word in _SYNONYMS and draw.random() < strength * 0.8 else word
        for word in sentence.split(" ")
    ]
    text = " ".join(words)
    text = _loosen(text, strength, draw)
    if draw.random() < strength * 0.6:
        text = _INSERTED.sub("", text, count=1)
    moved = _TIME.match(text)
    if moved and draw.random() < strength:
        text = f"{moved[2].capitalize()} , {moved[1]} ."
    return text


_LOOSE = frozenset(["the", "a", "an", "that", "also", "very", "just", "still", "already", "quite", "both", "then"])


def _loosen(text: str, strength: float, draw: random.Random) -> str:
    """Small words left out or put in, adverbs left out, clauses changed about: what breaks runs of words."""
    words: list[str] = []
    for word in text.split(" "):
        if (word in _LOOSE or (word.endswith("ly") and word.islower())) and draw.random() < strength * 0.5:
            continue
        if word in ("was", "were", "had", "has", "have", "are", "is") and draw.random() < strength * 0.3:
            word += " " + draw.choice(("reportedly", "also", "then", "apparently"))
        words.append(word)
    head, comma, tail = " ".join(words).rstrip(" .").partition(" , ")
    if comma and len(head.split()) > 4 and len(tail.split()) > 4 and draw.random() < strength * 0.4:
        return f"{tail[:1].upper()}{tail[1:]} , {head[:1].lower()}{head[1:]} ."
    return " ".join(words)


def _restyle(sentence: str, draw: random.Random) -> str:
    """House style: abbreviations, figures and quotation marks."""
    for a, b in (("U.S.", "US"), ("``", '"'), ("''", '"'), ("percent", "per cent"), ("two", "2"), ("three", "3")):
        if draw.random() < 0.5:
            sentence = re.sub(rf"(?<!\w){re.escape(a)}(?!\w)", b, sentence)
    return sentence


def _divide(sentences: Sequence[str], strength: float, draw: random.Random) -> list[str]:
    """Some sentences split, some merged."""
    out: list[str] = []
    for sentence in sentences:
        head, joint, tail = sentence.partition(" , and ")
        if joint and draw.random() < strength * 0.5 and len(head.split()) > 4 and len(tail.split()) > 4:
            out += [f"{head} .", tail[:1].upper() + tail[1:]]
        elif out and draw.random() < strength * 0.15 and len(out[-1].split()) + len(sentence.split()) < 40:
            out[-1] = f"{out[-1].rstrip(' .')} , and {sentence}"
        else:
            out.append(sentence)
    return out


def fit(path: Path) -> None:
    """Fit the logit of "derived" on stories of the train split, and print it for `config.Deriving`."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rows, truth = [], []
    for story in planted(path, ("train",), stories=150, seed=SEED + 1):
        pairs = list(combinations(range(len(story.articles)), 2))
        for (i, j), links in zip(pairs, link_all(story.articles, pairs), strict=True):
            shared = overlap(story.articles[i], story.articles[j], links, config=DEFAULT.deriving)
            rows.append((max(shared.cover), min(shared.cover), shared.sentence_share))
            truth.append(story.origin[i] == story.origin[j])
    for members in clusters(path, ("train",)).values():
        articles = [_article(row) for row in members]
        apart = [p for p in combinations(range(len(articles)), 2) if not _reprint(members[p[0]], members[p[1]])]
        for (i, j), links in zip(apart, link_all(articles, apart), strict=True):
            shared = overlap(articles[i], articles[j], links, config=DEFAULT.deriving)
            rows.append((max(shared.cover), min(shared.cover), shared.sentence_share))
            truth.append(False)
    model = LogisticRegression(C=10.0).fit(np.array(rows), truth)
    names = ("constant", "most_cover", "least_cover", "sentence_share")
    for name, value in zip(names, (*model.intercept_, *model.coef_[0]), strict=True):
        print(f"{name} {value:.2f}")


if __name__ == "__main__":
    import os
    import sys

    base = Path(os.environ.get("RETOLD_SHARED", "../shared"))
    if "--fit" in sys.argv:
        fit(base / "data" / "stories" / "ecbplus.jsonl.gz")
    for name, value in measure(base).items():
        print(f"{name:32} {value:.4f}")
