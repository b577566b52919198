"""The made-up archive: the same again for the same seed, and as its gold says."""

import gzip
import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from bench.made_archive import Maker, plan, write

pytest.importorskip("pyarrow")

PAGES, FILES = 480, 8


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a small archive in all forms."""
    folder = tmp_path_factory.mktemp("archive")
    write(folder, pages=PAGES, files=FILES)
    return folder


def gold_of(folder: Path) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found.setdefault(said["file"], []).append(said)
    return found


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_seed_same_bytes(made, tmp_path):
    """Whoever makes the archive again has the same files; another seed gives others."""
    write(tmp_path / "again", pages=PAGES, files=FILES)
    assert digests(tmp_path / "again") == digests(made)
    write(tmp_path / "other", pages=PAGES, files=FILES, seed=2)
    assert not set(digests(tmp_path / "other").values()) & set(digests(made).values())


def test_archives_hold_what_the_gold_says(made):
    """Records of WARC and WET files are those of the gold, in its order; one file ends within its last."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion
    ended_early = 0
    for name, said in gold_of(made).items():
        if ".warc" not in name:
            continue
        whole = [one["url"] for one in said if one["why"] != "cut short"]
        with (made / name).open("rb") as stream:
            read = [record.headers["WARC-Target-URI"] for record in ArchiveIterator(stream, record_types=kinds)]
        assert read[: len(whole)] == whole
        assert len(said) - len(whole) == int(any(one["why"] == "cut short" for one in said))
        ended_early += len(said) - len(whole)
    assert ended_early == 1


def test_lines_hold_what_the_gold_says(made):
    """Lines of JSON are those of the gold; those that are none, and those without content, are named."""
    for name, said in gold_of(made).items():
        if not name.endswith("jsonl.gz"):
            continue
        lines = gzip.decompress((made / name).read_bytes()).decode().splitlines()
        assert len(lines) == len(said)
        for line, one in zip(lines, said, strict=True):
            if one["why"] == "not json":
                with pytest.raises(ValueError, match="Unterminated"):
                    json.loads(line)
                continue
            record = json.loads(line)
            assert record["url"] == one["url"]
            assert ("html" in record) == (one["why"] != "no content")


def test_rows_hold_what_the_gold_says(made):
    """Rows of Parquet are those of the gold."""
    import pyarrow.parquet as pq

    for name, said in gold_of(made).items():
        if name.endswith("parquet"):
            rows = pq.read_table(made / name).to_pylist()
            assert [row["url"] for row in rows] == [one["url"] for one in said]
            assert [row["html"] is None for row in rows] == [one["why"] == "no content" for one in said]


def test_counts_are_those_of_the_gold(made):
    """The counts beside the gold are its own, and nothing is left out."""
    counts = json.loads((made / "counts.json").read_text(encoding="utf-8"))
    gold = gold_of(made)
    every = [one for said in gold.values() for one in said]
    assert counts["pages"] == len(every) == PAGES
    assert counts["files"] == {name: len(said) for name, said in gold.items()}
    assert counts["why"] == Counter(one["why"] or "article" for one in every)
    assert counts["copy"] == Counter(one["copy"] for one in every if not one["why"])
    assert all([one["record"] for one in said] == list(range(len(said))) for said in gold.values())


def test_its_articles_are_read(made):
    """Pages of articles give articles with the planted title and minute; lists and empty pages give none."""
    from retold.errors import InputError
    from retold.service.reading import read_all

    name, said = next((name, said) for name, said in gold_of(made).items() if name.endswith("warc.gz"))
    read = [one for one in read_all([str(made / name)]) if not isinstance(one, InputError)]
    sound = {one["url"] for one in said if not one["why"]}
    nothing = {one["url"] for one in said if one["why"] in ("index", "empty", "not html", "no content", "status")}
    urls = {article.url for article in read}
    assert len(sound & urls) > 0.95 * len(sound)
    assert not nothing & urls
    planted = {page.url: page for page in Maker(PAGES, seed=1, days=30)}
    for article in read:
        page = planted[article.url]
        assert article.title == page.title
        assert article.published.earliest == page.published
        assert article.language == page.outlet.language


def test_copies_are_copies():
    """A whole copy has the sentences of its origin; an origin has few in common with another of its event."""
    texts: dict[tuple[int, int], set[str]] = {}
    whole = apart = 0
    for page in Maker(2_000, seed=3, days=30):
        if page.event is None or page.origin is None or page.why:
            continue
        words = " ".join(page.paragraphs).split()
        runs = {" ".join(words[k : k + 5]) for k in range(len(words) - 4)}
        if page.copy == "own":
            texts[page.event, page.origin] = runs
            for other in range(page.origin):
                apart += 1
                assert len(runs & texts[page.event, other]) < 0.4 * len(runs)
        elif page.copy == "whole":
            whole += 1
            assert len(runs & texts[page.event, page.origin]) > 0.8 * len(runs)
    assert whole > 100
    assert apart > 50


@pytest.mark.parametrize("pages", [50, 999, 20_000])
def test_plan_has_every_page(pages):
    """As many pages are planned as were asked for, in time's order, one event far larger than the others."""
    minutes, kinds = plan(pages, seed=1, days=30)
    assert len(minutes) == len(kinds) == pages
    assert (minutes[1:] >= minutes[:-1]).all()
    sizes = Counter(kinds[kinds >= 0].tolist()).most_common()
    assert sizes[0][1] == min(340, round(sum(size for _, size in sizes) * 0.03)) or pages < 5_000
    assert (kinds == -1).sum() == round(pages * 0.05)


def test_plain_is_text(tmp_path):
    """The plain form has the article's text in place of a page."""
    write(tmp_path, pages=60, files=1, forms=("jsonl",), plain=True)
    (path,) = tmp_path.glob("*.jsonl.gz")
    said = gold_of(tmp_path)[path.name]
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    for line, one in zip(lines, said, strict=True):
        if not one["why"]:
            record = json.loads(line)
            assert len(record["text"].split()) > 100
            assert record["published"] <= record["fetched_at"].replace("Z", "+00:00")
