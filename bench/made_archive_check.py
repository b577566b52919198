"""Whether Retold reads the made-up archive as it was planted: `python -m bench.made_archive_check DIR [--pages 200]`.

Of each file the first pages are read: how many of the planted articles there are, with which title and date, and how
many statements an English article has. WARC and JSON name their pages by address; those fetched twice are left out.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from retold import find_statements
from retold.service.reading import read_all
from retold.types import Article

_TOLD = 20
"""English articles of a file in which statements are looked for."""


def check(folder: Path, pages: int) -> dict[str, Counter[str]]:
    """Counts by form of file."""
    gold: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        if said["record"] < pages and (not said["why"] or said["url"] not in gold[said["file"]]):
            gold[said["file"]][said["url"]] = said
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, planted in gold.items():
        form = name.split(".", 1)[1]
        sound = {url for url, said in planted.items() if not said["why"]}
        none = {url for url, said in planted.items() if said["why"] in ("index", "empty", "not html", "status")}
        read = [one for one in islice(read_all([str(folder / name)]), pages) if isinstance(one, Article)]
        found[form] += Counter(planted=len(sound), read=len(sound & {one.url for one in read}))
        found[form] += Counter(wrongly=len(none & {one.url for one in read}))
        found[form] += _dated(read, sound)
        english = [one for one in read if one.language == "en" and one.url in sound][:_TOLD]
        found[form] += Counter(searched=len(english), statements=sum(len(find_statements(one)) for one in english))
    return found


def _dated(read: Iterable[Article], sound: set[str]) -> Counter[str]:
    """How many were found to be of the day that stands in their address."""
    counts: Counter[str] = Counter()
    for article in read:
        day = "-".join((article.url or "").split("/")[3:6])
        at = article.published.earliest
        if article.url in sound and day[:4].isdigit():
            counts["with a day"] += 1
            counts["of that day"] += at is not None and f"{at:%Y-%m-%d}" == day
    return counts


def main() -> int:
    """Check and print."""
    parser = argparse.ArgumentParser(prog="bench.made_archive_check")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=200, help="pages of each file")
    options = parser.parse_args()
    for form, counts in check(options.folder, options.pages).items():
        print(
            f"{form:12} {counts['planted']:6} planted, {counts['read'] / counts['planted']:.3f} of them read, "
            f"{counts['of that day'] / max(1, counts['with a day']):.3f} dated to the day, "
            f"{counts['wrongly']} articles where none is, "
            f"{counts['statements'] / max(1, counts['searched']):.1f} statements an English article"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
