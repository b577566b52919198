"""Speed of a comparison beside difflib's diff of the same words, in the same run on one core.

An article is indexed once and then compared with every retelling of its story: `index_ms` is the former; the ratios are
the latter, each pair compared for the first time, each of its articles compared with another retelling before.
`first_*` is a pair of which neither article was seen before, words known. Medians; difflib is given its words ready.
"""

import difflib
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import retold
from bench.edits import EDITS, SETS
from bench.measures.alignment import rows
from retold.alignment import link, profile
from retold.changes import annotate
from retold.changes.sides import capitals, side_of
from retold.config import DEFAULT
from retold.origins.covering import own_words
from retold.sentences import split
from retold.testing import make_article
from retold.types import Article

Triple = tuple[Article, Article, Article]
PAIRS, LONG_PAIRS = 60, 8
_EDITED = 0.3  # share of the sentences that get an edit


def measure(shared: Path) -> dict[str, float]:
    """Times in milliseconds and ratios of a comparison to difflib on the same pair."""
    figures: dict[str, float] = {}
    if (shared / "data" / "pages").exists():
        texts = _texts(shared / "data" / "pages")
        figures |= _of_pairs("derived", list(_triples(texts, 25, PAIRS, seed=11)))
        figures |= _of_pairs("long", list(_triples(texts, 120, LONG_PAIRS, seed=12)))
        figures |= _of_steps(list(_triples(texts, 25, PAIRS, seed=13)))
    seeds = sorted((shared / "seeds").glob("*.txt"))
    if seeds:
        a, b = (retold.read(path) for path in seeds)
        figures["seeds_to_difflib"] = _again(lambda: retold.compare(a, b)) / _again(_difflib(a, b))
    return figures


def _of_pairs(name: str, triples: Sequence[Triple]) -> dict[str, float]:
    later, first, taken = [], [], []
    for a, b, c in triples:
        peer = _again(_difflib(a, c), times=3)
        first.append(_once(lambda a=a, b=b: retold.compare(a, b)) / peer)  # type: ignore[misc]
        retold.compare(b, c)
        taken.append(_once(lambda a=a, c=c: retold.compare(a, c)))  # type: ignore[misc]
        later.append(taken[-1] / peer)
    return {
        f"{name}_to_difflib": statistics.median(later),
        f"{name}_first_to_difflib": statistics.median(first),
        f"{name}_ms": 1000 * statistics.median(taken),
    }


def _of_steps(triples: Sequence[Triple]) -> dict[str, float]:
    """Indexing an article, links of a 25 x 25 pair, changes for each sentence that was changed."""
    index, linking, changing = [], [], []
    for a, b, c in triples:
        _index(_known_words(a))
        index.append(_once(partial(_index, a)))
        for x, y in ((a, b), (b, c)):
            retold.compare(x, y)
        linking.append(_once(partial(link, a, c)))
        links = link(a, c)
        spent = _once(partial(annotate, a, c, links))
        changed = sum(each.kind != "same" for each in annotate(a, c, links))
        changing.append(spent / max(1, changed))
    return {
        "index_ms": 1000 * statistics.median(index),
        "link_25_ms": 1000 * statistics.median(linking),
        "changes_sentence_ms": 1000 * statistics.median(changing),
    }


def _index(article: Article) -> None:
    """All that is kept of an article for its comparisons."""
    profile(article)
    own_words(article, config=DEFAULT.deriving)
    side_of(article, range(len(article.sentences)), known=capitals(article))


def _known_words(article: Article) -> Article:
    """Another article of the same words: each sentence turned round."""
    turned = [" ".join(sentence.text.split()[::-1]) for sentence in article.sentences]
    return make_article("\n\n".join(turned), outlet="Outlet", name="turned")


def _difflib(a: Article, b: Article) -> Callable[[], object]:
    first, second = a.text.split(), b.text.split()
    return lambda: difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes()


def _once(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def _again(run: Callable[[], object], *, times: int = 60) -> float:
    run()
    return statistics.median(_once(run) for _ in range(times))


def _texts(folder: Path) -> list[list[str]]:
    """The sentences of real English articles."""
    texts = []
    for name in SETS:
        for row in rows(folder / f"{name}.jsonl.gz"):
            text = row["text"]
            if text[:2000].isascii() or " the " in text[:2000]:
                found = [" ".join(text[low:high].split()) for low, high in split(text)]
                texts.append([each for each in found if 40 < len(each) < 400 and each[-1] in '.!?”"'])
    return texts


def _triples(texts: Sequence[Sequence[str]], size: int, most: int, *, seed: int) -> Iterator[Triple]:
    """An article of `size` sentences and two retellings: trimmed, three sentences moved, some sentences edited."""
    draw = random.Random(seed)
    long = [text[:size] for text in texts if len(text) >= size]
    for place, text in enumerate(draw.sample(long, min(most, len(long)))):
        told = [text, _retold(text, draw), _retold(text, draw)]
        a, b, c = (
            make_article("\n\n".join(each), outlet=f"Outlet {k}", name=f"{place}-{k}") for k, each in enumerate(told)
        )
        yield a, replace(b, title=None), c


def _retold(text: Sequence[str], draw: random.Random) -> list[str]:
    kept = [sentence for sentence in text if draw.random() < 0.92]
    for _ in range(3):
        kept.insert(draw.randrange(len(kept)), kept.pop(draw.randrange(len(kept))))
    return [_edited(sentence, draw) if draw.random() < _EDITED else sentence for sentence in kept]


def _edited(sentence: str, draw: random.Random) -> str:
    """The sentence with one known edit, the first that can be made."""
    edits = [edit for edit, _, _ in EDITS.values()]
    draw.shuffle(edits)
    found = (edit(sentence, draw, ["Harlan Pike", "Ostrava", "Mina Duarte"]) for edit in edits)
    return next((each for each in found if each), sentence)
