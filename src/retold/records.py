"""Values as the JSON that the command line and the API give, and as bytes that the store keeps.

The JSON bears the names of the design: a span is `{start, end, text}`, a sentence an index with its text beside it, an
article inside another value is its input. Bytes are MessagePack and give back the very same value. Nothing is decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from retold.errors import InputError
from retold.subscribing.asking import DAYS
from retold.subscribing.schedule import next_due
from retold.types import (
    Affair,
    AffairAccount,
    Article,
    Belonging,
    Brief,
    BriefItem,
    Comparison,
    Edition,
    EditionStory,
    Facts,
    LedgerLine,
    Link,
    Passage,
    Sentence,
    Series,
    Statement,
    Story,
    Subscriber,
    TimeExpression,
    Timeline,
    TimelineEntry,
)
from retold.watching import Health

JsonValue = Any
T = TypeVar("T")


def pack(value: object) -> bytes:
    """A value of `retold.types` as bytes."""
    return msgspec.msgpack.encode(value)


def unpack(content: bytes, kind: type[T]) -> T:
    """The value again. Raises `msgspec.ValidationError` if the bytes hold something else."""
    return msgspec.msgpack.decode(content, type=kind)


def plain(value: object) -> JsonValue:
    """A value in terms of dictionaries, lists, strings, numbers and None."""
    if isinstance(value, Article):
        return value.input
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(held) for held in value]
    return value


def article(value: Article) -> JsonValue:
    """One article, whole."""
    record = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    return {"id": value.id, **record, "name": value.name}


def time(value: TimeExpression) -> JsonValue:
    """One expression of time."""
    period = value.period
    return {
        **plain(value.span),
        "type": value.type,
        "value": value.value,
        "earliest": plain(period.earliest) if period else None,
        "latest": plain(period.latest) if period else None,
        "because": value.because,
    }


def statement(value: Statement) -> JsonValue:
    """One statement."""
    record = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    span = record.pop("span")
    return {**span, **record, "when": time(value.when) if value.when else None}


def comparison(value: Comparison) -> JsonValue:
    """Two articles side by side."""
    return {
        "a": value.a.input,
        "b": value.b.input,
        "links": [_link(link, value) for link in value.links],
        "only_a": _sentences(value.a.sentences, value.only_a),
        "only_b": _sentences(value.b.sentences, value.only_b),
        "changes": [_change(change) for change in value.changes],
        "conflicts": [{"a": plain(c.a_span), "b": plain(c.b_span), "because": c.because} for c in value.conflicts],
        "derivation": derivation(value.derivation),
    }


def _link(link: Link, both: Comparison) -> JsonValue:
    return {
        "a": list(link.a),
        "b": list(link.b),
        "a_text": [both.a.sentences[i].text for i in link.a],
        "b_text": [both.b.sentences[i].text for i in link.b],
        "kind": link.kind,
        "similarity": round(link.similarity, 4),
        "moved": link.moved,
        "changes": [_change(change) for change in link.changes],
    }


def _change(change: object) -> JsonValue:
    record = plain(change)
    return {
        "kind": record["kind"],
        "a": record["a_span"],
        "b": record["b_span"],
        "matters": record["matters"],
        "because": record["because"],
    }


def _sentences(sentences: Sequence[Sentence], indices: Iterable[int]) -> JsonValue:
    return [{"index": i, "text": sentences[i].text} for i in indices]


def derivation(value: object) -> JsonValue:
    """How two articles relate; shares to four places."""
    record = plain(value)
    return record | {"share_a": round(record["share_a"], 4), "share_b": round(record["share_b"], 4)}


def story(value: Story) -> JsonValue:
    """One story; articles by their inputs, and what each is under `retellings`."""
    inputs = {a.id: a.input for a in value.articles}
    derivations = [derivation(d) for d in value.derivations]
    return {
        "id": value.id,
        "headline": value.headline,
        "articles": [a.input for a in value.articles],
        "origins": [
            {"name": o.name, "kind": o.kind, "articles": plain(o.articles), "because": list(o.because)}
            for o in value.origins
        ],
        "retellings": [
            {"input": a.input, "outlet": a.outlet, "title": a.title, "published": plain(a.published)}
            for a in value.articles
        ],
        "derivations": [d | {"a": inputs[d["a"]], "b": inputs[d["b"]]} for d in derivations],
        "additions": [
            {
                "article": addition.article.input,
                "sentences": _sentences(addition.article.sentences, addition.sentences),
                "source": addition.source,
                "because": addition.because,
            }
            for addition in value.additions
        ],
        "because": list(value.because),
        "revisions": [
            {
                "before": revision.comparison.a.input,
                "after": revision.comparison.b.input,
                "notes": list(revision.notes),
                "silent": [_change(change) for change in revision.silent],
                "changes": [_change(change) for change in revision.comparison.changes],
                "because": list(revision.because),
            }
            for revision in value.revisions
        ],
    }


def brief(value: Brief) -> JsonValue:
    """A whole brief."""
    return {
        "covers": plain(value.covers),
        "articles": value.articles,
        "items": [_brief_item(item) for item in value.items],
    }


def _brief_item(item: BriefItem) -> JsonValue:
    told = story(item.story)
    return {
        "story": told["id"],
        "headline": plain(item.headline),
        "lead": plain(item.lead),
        "new": plain(item.new),
        "origins": told["origins"],
        "outlets": list(dict.fromkeys(a.name for a in item.story.articles)),
        "articles": told["articles"],
        "changes": plain(item.changes),
        "muted": plain(item.muted),
        "timeline": plain(item.timeline),
        "figures": plain(item.figures),
        "conflicts": plain(item.conflicts),
        "additions": told["additions"],
        "because": told["because"],
    }


def timeline(value: Timeline) -> JsonValue:
    """A whole timeline; the conflicts of entries and series are places in `conflicts`, publication and fetch apart."""
    numbers = {conflict: number for number, conflict in enumerate(value.conflicts)}

    def entry(one: TimelineEntry | Series) -> JsonValue:
        record = {f.name: plain(getattr(one, f.name)) for f in fields(one) if f.name != "conflicts"}
        return {**record, "conflicts": [numbers[conflict] for conflict in one.conflicts]}

    return {
        "stories": [{"id": s.id, "headline": s.headline, "articles": plain(s.articles)} for s in value.stories],
        "entries": [entry(one) for one in value.entries],
        "series": [entry(one) for one in value.series],
        "actors": plain(value.actors),
        "conflicts": plain(value.conflicts),
    }


TIMELINE_COLUMNS = (
    "kind", "number", "first_day", "last_day", "precision", "when", "stated", "status", "type", "actors", "targets",
    "counts", "low", "high", "unit", "qualifier", "text", "source", "outlet", "origins", "published_first",
    "published_last", "fetched", "conflicts", "input", "url", "sentence", "start", "end",
)  # fmt: skip
"""Columns of `timeline_rows`: days are inclusive, ISO 8601; empty where nothing is known."""


def timeline_rows(value: Timeline) -> Iterator[dict[str, object]]:
    """A timeline as a table: a row for each telling of an event or a value, by `TIMELINE_COLUMNS`.

    The dates of the event, of its publication and of the page's fetching have columns of their own.
    """
    articles = {article.id: article for story in value.stories for article in story.articles}
    for number, entry in enumerate(value.entries, 1):
        told: dict[str, object] = {
            "kind": "event", "number": number, **_days(entry.earliest, entry.latest), "precision": entry.precision,
            "when": entry.label, "stated": True, "type": entry.type,
            "source": _cell(entry.sources), "actors": _cell(entry.actors),
            "targets": _cell(entry.targets), "origins": _cell(entry.origins),
            "conflicts": _cell(c.because for c in entry.conflicts),
        }  # fmt: skip
        for status, passage in (*((entry.status, p) for p in entry.passages), *entry.history):
            yield told | {"status": status} | _telling(passage, articles[passage.article])
    for number, series in enumerate(value.series, len(value.entries) + 1):
        for point in series.points:
            figure = point.claim.figure
            told = {
                "kind": "figure", "number": number, **_days(point.earliest, point.latest),
                "precision": point.precision, "when": point.label, "stated": point.stated, "counts": series.counts,
                "source": point.claim.source, "origins": _cell(point.claim.origins),
                "conflicts": _cell(c.because for c in series.conflicts if point.claim in c.claims),
            }  # fmt: skip
            if figure is not None:
                told |= {"low": figure.low, "high": figure.high, "unit": figure.unit, "qualifier": figure.qualifier}
            for passage in point.claim.passages:
                yield told | _telling(passage, articles[passage.article])


def _days(earliest: datetime | None, latest: datetime | None) -> dict[str, object]:
    last = latest - timedelta(microseconds=1) if latest is not None else None
    return {
        "first_day": earliest.date().isoformat() if earliest is not None else "",
        "last_day": last.date().isoformat() if last is not None else "",
    }


def _telling(passage: Passage, told: Article) -> dict[str, object]:
    published = _days(told.published.earliest, told.published.latest)
    return {
        "text": passage.span.text, "outlet": passage.outlet, "published_first": published["first_day"],
        "published_last": published["last_day"], "fetched": plain(told.fetched_at) or "", "input": told.input,
        "url": told.url or "", "sentence": passage.sentence, "start": passage.span.start, "end": passage.span.end,
    }  # fmt: skip


def _cell(values: Iterable[str]) -> str:
    return "; ".join(values)


def times(facts: Facts) -> JsonValue:
    """An article's times."""
    return {"input": facts.article.input, "times": [time(t) for t in facts.times]}


def statements(facts: Facts) -> JsonValue:
    """An article's statements, and the figures and events that stand outside of them."""
    return {
        "input": facts.article.input,
        "statements": [statement(s) for s in facts.statements],
        "figures": plain(facts.figures),
        "events": plain(facts.events),
    }


def failures(errors: Iterable[InputError]) -> JsonValue:
    """Inputs that could not be used."""
    return [{"input": error.name, "reason": error.reason} for error in errors]


# --- affairs


def affair(value: Affair) -> JsonValue:
    """What is followed."""
    return plain(value)


def counted_affair(value: Affair, articles: int) -> JsonValue:
    """What is followed, and how many articles belong to it."""
    return {**affair(value), "articles": articles}


def belongings(stories: Iterable[tuple[Story, Belonging]]) -> JsonValue:
    """What was decided of stories, with the reasons; articles by their inputs."""
    return [
        {
            "story": told.id,
            "headline": told.headline,
            "articles": plain(told.articles),
            "belongs": decided.belongs,
            "because": list(decided.because),
            "by": decided.by,
        }
        for told, decided in stories
    ]


def affair_account(value: AffairAccount, *, left_out: int = 0) -> JsonValue:
    """An affair: its stories with the reasons, its timeline, its actors' statements, its outlets' habits.

    `left_out` is how many stories belong to it beyond those that it is told by.
    """
    return {
        "affair": affair(value.affair),
        "stories": [story(one) | {"belongs_because": list(value.because[one.id])} for one in value.stories],
        "timeline": timeline(value.timeline),
        "speakers": plain(value.speakers),
        "outlets": plain(value.habits),
        "left_out": left_out,
    }


def edition(value: Edition) -> JsonValue:
    """A whole edition: lines with their numbers in the ledger, quotations as spans, `citations` by `Article.id`."""
    lines = list(value.lines)
    told = {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in ("day", "sections")}
    return told | {
        "day": value.day.isoformat(),
        "lines": len(lines),
        "left_out": sum(section.left_out for section in value.sections),
        "sections": [
            {
                "affair": section.affair,
                "name": section.name,
                "left_out": section.left_out,
                "stories": [_edition_story(told) for told in section.stories],
            }
            for section in value.sections
        ],
        "citations": plain(value.citations),
    }


def _edition_story(value: EditionStory) -> JsonValue:
    return {
        "id": value.id,
        "headline": plain(value.headline),
        "lines": [ledger_line(line) for line in value.lines],
    }


def ledger_line(line: LedgerLine) -> JsonValue:
    """A line of the ledger, with the outlets that tell it."""
    outlets = dict.fromkeys(passage.outlet for passage in line.news.passages)
    return {"number": line.number, "at": plain(line.at), **plain(line.news), "outlets": list(outlets)}


# --- what is watched, and who reads


def feed(value: Health, due: datetime | None) -> JsonValue:
    """What is watched, how it fares, and when it is visited next."""
    return {
        **plain(value.feed),
        "state": value.state,
        "pages": value.pages,
        "articles": value.articles,
        "yields": value.yields,
        "because": list(value.because),
        "due": plain(due),
    }


def subscriber(value: Subscriber, affairs: Iterable[str], now: datetime) -> JsonValue:
    """A reader by mail; `affairs` are the names of those they asked for."""
    return {
        **plain(value),
        "affairs": list(affairs),
        "days": [DAYS[day] for day in value.days],
        "at": f"{value.minute // 60:02}:{value.minute % 60:02}",
        "next_due": plain(next_due(value, now) if value.state == "confirmed" else None),
    }
