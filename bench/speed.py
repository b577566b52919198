"""Speed: how long the steps take here, and beside a peer in the same run.

    python -m bench.speed            print
    python -m bench.speed --write    also write bench/speed.json and the table in bench/README.md

Figures in milliseconds hang on the machine; ratios do not, and only they and the stated limits are held to floors.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import retold
from bench.quality import HERE, SHARED, replace_table
from retold.types import Article

#: Limits of the first version: seconds, on a machine with two cores.
LIMITS = {"compare.seeds.ms": 5.0, "group.1000_articles.s": 10.0}


def main() -> int:
    """Measure what can be measured here."""
    parser = argparse.ArgumentParser(prog="bench.speed")
    parser.add_argument("--write", action="store_true", help="write speed.json and the table in README.md")
    options = parser.parse_args()
    figures = measure(SHARED)
    over = [what for what, value in figures.items() if value > LIMITS.get(what, float("inf"))]
    for what, value in figures.items():
        limit = f"limit {LIMITS[what]}" if what in LIMITS else ""
        print(f"{what:40} {value:9.3f}  {limit}{'  OVER' if what in over else ''}")
    if options.write:
        (HERE / "speed.json").write_text(json.dumps({k: round(v, 3) for k, v in figures.items()}, indent=1) + "\n")
        rows = ["| step | value | limit |", "|---|---|---|"]
        rows += [f"| {what} | {value:.2f} | {LIMITS.get(what, '')} |" for what, value in figures.items()]
        replace_table(HERE / "README.md", "speed", "\n".join(rows))
    return 1 if over else 0


def measure(shared: Path) -> dict[str, float]:
    """All figures; those of the seeds and of real articles only where the data is here."""
    figures = {"import.ms": _import_ms()}
    examples = sorted((HERE.parent / "examples" / "pages").rglob("*.*"))
    articles = [retold.read(path) for path in examples]
    figures["read.example_page.ms"] = 1000 * _best(lambda: [retold.read(path) for path in examples], 3) / len(examples)
    if (shared / "seeds").exists():
        a, b = (retold.read(path) for path in sorted((shared / "seeds").glob("*.txt")))
        figures["compare.seeds.ms"] = 1000 * _best(lambda: retold.compare(a, b), 30)
    figures["group.1000_articles.s"] = _best(lambda: retold.group(_thousand(articles)), 1)
    return figures


def _best(run: Callable[[], object], times: int) -> float:
    """Seconds of the median run."""
    run()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _import_ms() -> float:
    import subprocess

    def fresh(what: str) -> float:
        return _best(lambda: subprocess.run([sys.executable, "-c", what], check=True), 5)

    return 1000 * (fresh("import retold") - fresh("pass"))


def _thousand(articles: list[Article]) -> list[Article]:
    """A thousand articles from memory: the examples' sentences, mixed into new articles; a fifth are retellings."""
    from retold.testing import make_article

    rng = random.Random(7)
    bodies = [
        [s.text for s in article.sentences if s.role == "body"] for article in articles if article.language == "en"
    ]
    made: list[Article] = []
    while len(made) < 1000:
        words = [sentence for body in rng.sample(bodies, 3) for sentence in rng.sample(body, min(6, len(body)))]
        rng.shuffle(words)
        # Names that no other article has keep unlike articles apart, as in real news.
        unlike = [f"{_name(rng)} met {_name(rng)} in {_name(rng)} over the {_name(rng)} affair." for _ in range(8)]
        sentences = unlike + words
        for copy in range(rng.choice([1, 1, 1, 1, 3])):
            kept = [sentence for sentence in sentences if copy == 0 or rng.random() < 0.85]
            made.append(
                make_article(" ".join(kept), title=unlike[0], outlet=f"Outlet {rng.randrange(90)}", name=f"{len(made)}")
            )
    return made[:1000]


def _name(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3)).title()


if __name__ == "__main__":
    sys.exit(main())
