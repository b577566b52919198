"""A made-up web archive with planted syndication, and the gold beside it.

    python -m bench.made_archive DIR [--pages 20000] [--seed 1] [--files 16] [--forms warc,wet,jsonl,parquet] [--plain]

Files follow each other in time over `--days` days, and take the forms in turn. All text is invented. Events have one to
three texts of their own (origins); outlets print them whole, cut, with sentences rewritten, a paragraph added or a
figure changed. One event has 340 pages (2 in 1,000 of very many), some have 50, most one to three. A page in twenty is
one outlet's weather page. Some pages are lists, empty, no HTML, damaged or fetched twice, and one WARC file ends early.
DIR/gold.jsonl has a line a page: `file`, `record` (from 0 among the file's responses, conversions, lines or rows),
`url`, `event`, `origin`, `copy` (own, whole, cut, rewritten, added, figure, template) and `why` (null if it is a sound
page of an article). DIR/counts.json has the counts. `--plain` writes the article's text (JSON lines, or Parquet) in
place of a page. The same arguments give the same bytes. Memory is bounded but for some 50 bytes a page.
"""

import argparse
import gc
import json
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from bench.made_archive_forms import SUFFIXES, opened, why_in
from bench.made_archive_furniture import Outlet, make_outlets
from bench.made_archive_pages import MadePage, story_paragraphs, template_page
from bench.made_archive_stories import LANGUAGES, Event, make_event

FORMS = ("warc", "wet", "jsonl", "parquet")
START = datetime(2025, 3, 1, tzinfo=UTC)
DAYS = 30
#: Share of pages that are the weather page; of pages that are no article's, by what is the matter; fetched again.
TEMPLATE = 0.05
TROUBLE = {"index": 0.02, "empty": 0.005, "not html": 0.005, "no content": 0.003, "status": 0.002}
REPEATED = 0.015
#: Of pages of articles in Western European languages: sent in windows-1252.
OLD_CHARSET = 0.01
#: Share of the largest event among few pages; its pages among more, and its share among very many; days that the
#: telling of an event lasts in the mean.
LARGEST, MOST, GIANT, LASTS = 0.03, 340, 0.002, 0.8
#: Sizes of the other events, and how often they are (cumulated).
SIZES = (1, 2, 3, 4, 6, 9, 14, 24, 50)
OF_SIZES = (0.56, 0.73, 0.83, 0.89, 0.94, 0.97, 0.985, 0.997, 1.0)
_RECENT = 200
#: How often another outlet is looked for that hasn't told of an event.
_TRIES = 6
_TEMPLATE, _REPEATED = -1, -2
_TROUBLES = tuple(TROUBLE)


class Maker:
    """Makes the pages in the order in which they are published."""

    def __init__(self, pages: int, *, seed: int, days: int) -> None:
        self._pages, self._seed, self._days = pages, seed, days
        self._draw = Random(seed)
        made = make_outlets(min(400, max(40, pages // 50)), self._draw)
        self._weather = next(outlet for outlet in made if outlet.language == "en")
        self._outlets = {language: [o for o in made if o.language == language] for language in LANGUAGES}
        self._recent: deque[MadePage] = deque(maxlen=_RECENT)
        #: Headlines of late, for lists of links.
        self._titles = {language: deque([made[0].name] * 5, maxlen=60) for language in LANGUAGES}

    def __iter__(self) -> Iterator[MadePage]:
        times, kinds = plan(self._pages, seed=self._seed, days=self._days)
        left = np.bincount(kinds[kinds >= 0])
        told: dict[int, Event] = {}
        for number, (minutes, kind) in enumerate(zip(times, kinds, strict=True)):
            at = START + timedelta(minutes=int(minutes))
            fetched = at + timedelta(minutes=int(2 + self._draw.random() * 60))
            if kind < 0:
                yield self._other(number, int(kind), at, fetched)
                continue
            left[kind] -= 1
            event = told.pop(kind, None) or make_event(int(kind), at, seed=self._seed)
            alone = not event.origins and not left[kind]
            if left[kind]:
                told[kind] = event
            yield self._of_event(event, number, at, fetched, alone=alone)

    def _outlet(self, language: str) -> Outlet:
        """Some publish much, most little."""
        among = self._outlets[language]
        return among[int(len(among) * self._draw.random() ** 2)]

    def _of_event(self, event: Event, number: int, at: datetime, fetched: datetime, *, alone: bool) -> MadePage:
        draw, outlet = self._draw, self._outlet(event.language)
        for _ in range(_TRIES):
            if outlet.host not in event.told_by:
                break
            outlet = self._outlet(event.language)
        event.told_by.add(outlet.host)
        text = event.next_text(alone=alone)
        titles = self._titles[event.language]
        page = MadePage(
            url=f"https://{outlet.host}/{at:%Y/%m/%d}/{_slug(text.title)}-{number}", outlet=outlet, title=text.title,
            paragraphs=story_paragraphs(text, outlet, event.place, draw),
            author=outlet.authors[int(draw.random() * len(outlet.authors))], published=at, fetched_at=fetched,
            related=[titles[int(draw.random() * len(titles))] for _ in range(5)],
            event=event.number, origin=text.origin, copy=text.kind,
            charset="windows-1252" if draw.random() < OLD_CHARSET else "utf-8",
        )  # fmt: skip
        titles.append(text.title)
        if draw.random() < 0.2:
            self._recent.append(page)
        return page

    def _other(self, number: int, kind: int, at: datetime, fetched: datetime) -> MadePage:
        """A template page, one that was fetched before, or one without an article."""
        draw = self._draw
        if kind == _TEMPLATE or (kind == _REPEATED and not self._recent):
            return template_page(self._weather, number, at, fetched, draw)
        if kind == _REPEATED:
            page = self._recent[int(draw.random() * len(self._recent))]
            more = [f"{page.outlet.notices[1]}: {page.paragraphs[0]}"] if draw.random() < 0.3 else []
            return replace(page, fetched_at=fetched, paragraphs=[*page.paragraphs, *more], why="repeated")
        outlet = self._outlet("en")
        why = _TROUBLES[-3 - kind]
        titles = self._titles["en"]
        return MadePage(
            url=f"https://{outlet.host}/{'section' if why == 'index' else 'files'}/{number}", outlet=outlet,
            title=outlet.sections[-1] if why == "index" else titles[-1], paragraphs=(), author="", published=at,
            fetched_at=fetched, related=list(titles)[:30] if why == "index" else (), why=why,
        )  # fmt: skip


def plan(pages: int, *, seed: int, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Minute and kind of each page, by minute: a kind is the number of an event, or negative: see `_TEMPLATE`."""
    draw = np.random.default_rng(seed)
    others = [(_TEMPLATE, TEMPLATE), (_REPEATED, REPEATED)]
    others += [(-3 - place, share) for place, share in enumerate(TROUBLE.values())]
    kinds = [np.full(round(pages * share), kind, dtype=np.int64) for kind, share in others]
    wanted = pages - sum(map(len, kinds))
    sizes = _sizes(draw, wanted, min(max(MOST, round(wanted * GIANT)), round(wanted * LARGEST)))
    minutes = [draw.integers(0, days * 1440, sum(map(len, kinds)))]
    events = np.repeat(np.arange(len(sizes)), sizes)
    begins = np.repeat(draw.uniform(0, days, len(sizes)), sizes)
    later = np.where(np.diff(events, prepend=-1) > 0, 0.0, draw.exponential(LASTS, len(events)))
    minutes.append((np.minimum(begins + later, days - 0.001) * 1440).astype(np.int64))
    all_kinds, all_minutes = np.concatenate([*kinds, events]), np.concatenate(minutes)
    order = np.argsort(all_minutes, kind="stable")
    return all_minutes[order], all_kinds[order]


def _sizes(draw: np.random.Generator, wanted: int, largest: int) -> NDArray[np.int64]:
    """How many pages each event has, `wanted` together."""
    shares = np.diff(OF_SIZES, prepend=0.0)
    mean = float(np.dot(SIZES, shares))
    drawn = draw.choice(SIZES, size=int(wanted / mean * 1.3) + 20, p=shares)
    sizes = np.concatenate(([largest], drawn))
    ends = np.cumsum(sizes)
    last = int(np.searchsorted(ends, wanted))
    sizes = sizes[: last + 1]
    sizes[last] -= ends[last] - wanted
    return sizes[sizes > 0]


def _slug(title: str) -> str:
    return "-".join([word for word in title.lower().split()[:6] if word.isascii() and word.isalnum()]) or "story"


def write(folder: Path, *, pages: int, seed: int = 1, files: int = 16, forms: Sequence[str] = FORMS, days: int = DAYS,
          plain: bool = False, watch: bool = False) -> dict[str, object]:  # fmt: skip
    """Write the archive; its counts, which are also in counts.json."""
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("files", "copy", "why", "language")}
    of_event: Counter[int] = Counter()
    took = iter(Maker(pages, seed=seed, days=days))
    cut_short = max((k for k in range(files) if forms[k % len(forms)] == "warc"), default=-1)
    began = time.monotonic()
    with (folder / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for number in range(files):
            form = forms[number % len(forms)]
            count = (number + 1) * pages // files - number * pages // files
            first = next(took)
            name = f"made-{first.published:%Y%m%d}-{number:05d}.{SUFFIXES[form]}"
            writer = opened(form, folder / name, plain=plain)
            for record in range(count):
                page = next(took) if record else first
                ends_early = number == cut_short and record == count - 1
                why = "cut short" if ends_early else why_in(form, page.why)
                page = replace(page, why=why) if why != page.why else page
                writer.write(page, broken=ends_early)
                gold.write(_line(name, record, page))
                _count(counts, of_event, name, page)
            writer.close()
            if watch:
                done = (number + 1) * pages // files
                print(f"{done} pages, {done / (time.monotonic() - began):.0f} a second", file=sys.stderr)
    told: dict[str, object] = {
        "pages": pages, "events": len(of_event), "largest": max(of_event.values(), default=0),
        "seed": seed, "days": days, "plain": plain,
        "sizes": dict(sorted(Counter(of_event.values()).items())), **counts,
    }  # fmt: skip
    (folder / "counts.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return told


def _line(name: str, record: int, page: MadePage) -> str:
    said = {
        "file": name, "record": record, "url": page.url, "event": page.event, "origin": page.origin, "copy": page.copy,
        "why": page.why or None,
    }  # fmt: skip
    return json.dumps(said) + "\n"


def _count(counts: dict[str, Counter[str]], of_event: Counter[int], name: str, page: MadePage) -> None:
    counts["files"][name] += 1
    counts["language"][page.outlet.language] += 1
    counts["why"][page.why or "article"] += 1
    if not page.why:
        counts["copy"][str(page.copy)] += 1
        if page.event is not None:
            of_event[page.event] += 1


def main() -> int:
    """Write it."""
    parser = argparse.ArgumentParser(prog="bench.made_archive")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=16)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--forms", default="")
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    forms = tuple(options.forms.split(",")) if options.forms else ("jsonl",) if options.plain else FORMS
    wrong = set(forms) - (set(FORMS) if not options.plain else {"jsonl", "parquet"})
    if wrong:
        parser.error(f"no such form{' of plain text' if options.plain else ''}: {', '.join(sorted(wrong))}")
    began = time.process_time()
    # Nothing here is a cycle, and to look for some among the facts of thousands of events takes a third of the time.
    gc.disable()
    told = write(options.folder, pages=options.pages, seed=options.seed, files=options.files, forms=forms,
                 days=options.days, plain=options.plain, watch=True)  # fmt: skip
    print(f"{told['pages']} pages, {told['events']} events, the largest of {told['largest']} pages; "
          f"{options.pages / (time.process_time() - began):.0f} pages a second of the processor")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
