"""Links measured: PorSimples (three levels), points of correspondence, and the acceptance pair."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retold.alignment import link, sources_of
from retold.types import Article, Dating, Sentence, SentenceRole


def measure(shared: Path) -> dict[str, float]:
    """Figures between 0 and 1; sets that are absent are left out. `*_baseline` is the simple way on the same data."""
    figures: dict[str, float] = {}
    for name, part in (("porsimples", _porsimples), ("poc", _poc)):
        path = shared / "data" / "alignment" / f"{name}.jsonl.gz"
        if path.exists():
            figures |= part(path)
    if (shared / "seeds" / "alignment_gold.json").exists():
        figures |= _seeds(shared / "seeds")
    return figures


def article_of(sentences: Sequence[tuple[str, SentenceRole]], name: str = "bench") -> Article:
    """An article of given sentences, one paragraph each, so that only what is measured can be wrong."""
    text, made = "", []
    for index, (words, role) in enumerate(sentences):
        text += "\n\n" if text else ""
        made.append(
            Sentence(index=index, start=len(text), end=len(text) + len(words), text=words, paragraph=index, role=role)
        )
        text += words
    heads = [each for each in made if each.role == "headline"]
    return Article(
        input=name,
        title=heads[0].text if heads else None,
        outlet=name,
        byline=None,
        section=None,
        language="en",
        url=None,
        fetched_at=None,
        published=Dating(earliest=None, latest=None, precision="unknown", because=()),
        modified=None,
        credits=(),
        confidence=1.0,
        text=text,
        body_start=heads[-1].end + 2 if heads else 0,
        sentences=tuple(made),
        asides=(),
        repairs=(),
    )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def _porsimples(path: Path) -> dict[str, float]:
    """Pair F1 a level, counted over all pairs of sentences of all texts (Portuguese, no parameter of it)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows(path):
        a, b = (article_of([(text.strip(), "body") for text in row[side]]) for side in "ab")
        found = {(i, j) for each in link(a, b) for i in each.a for j in each.b}
        gold = {(i, j) for i, j in row["pairs"]}
        tally = counts[row["id"].split(":")[1].replace("->", "_").lower()]
        tally[0] += len(found & gold)
        tally[1] += len(found)
        tally[2] += len(gold)
    return {f"porsimples_{level}_f1": 2 * both / (found + gold) for level, (both, found, gold) in counts.items()}


def _poc(path: Path) -> dict[str, float]:
    """Share of fused sentences both of whose sources are the first two found."""
    hits = naive = total = 0
    for row in rows(path):
        fused = " ".join(part["text"] for part in row["summary"] if part["marked"])
        texts = [part["text"] for part in row["article"]]
        gold = {place for place, part in enumerate(row["article"]) if part["marked"]}
        words = set(fused.lower().split())
        overlap = [
            len(words & set(text.lower().split())) / max(1, len(words | set(text.lower().split()))) for text in texts
        ]
        naive += gold <= set(sorted(range(len(texts)), key=lambda i: -overlap[i])[:2])
        hits += gold <= set(sources_of(fused, texts))
        total += 1
    return {"poc_both_sources": hits / total, "poc_both_sources_baseline": naive / total}


def _seeds(folder: Path) -> dict[str, float]:
    """Recall and precision of the full pairs; optional pairs are neither rewarded nor punished."""
    gold = json.loads((folder / "alignment_gold.json").read_text(encoding="utf8"))
    articles, places = [], []
    for side in "ab":
        kept = [each for each in gold[f"{side}_sentences"] if not each["boilerplate"]]
        articles.append(article_of([(each["text"], each["role"]) for each in kept]))
        places.append([each["i"] for each in kept])
    full = {(i, j) for i, j in gold["scoring"]["full"]}
    optional = {(i, j) for i, j in gold["scoring"]["optional"]}
    links = link(*articles)
    found = {(places[0][i], places[1][j]) for each in links for i in each.a for j in each.b}
    moved = {(places[0][each.a[0]], places[1][each.b[0]]) for each in links if each.moved}
    return {
        "seeds_links_recall": len(found & full) / len(full),
        "seeds_links_precision": len(found & full) / max(1, len(found - optional)),
        "seeds_moved_right": float(moved - optional == {(8, 1)}),
    }


if __name__ == "__main__":
    import sys

    print(json.dumps(measure(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")), indent=1))
