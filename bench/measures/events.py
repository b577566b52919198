"""Events against PLOVER's gold standard records: one sentence, one event with its actors.

`plover_type` is the share of records whose main event (the first that is no mere statement) has the gold type;
`plover_type_any` counts any event of the sentence; `plover_actors` is the mean token F1 of source and target over
records whose gold names them. The records are of PLOVER 0.5: what it calls DEMAND, DISAPPROVE and YIELD is REQUEST,
ACCUSE and CONCEDE in today's PLOVER; a promised act is coded there by what it promises, and has a status here.
`seeds_events`, `seeds_clusters`: the acceptance pair's events with type and status, and its clusters across the two
articles; `seeds_events_told`: how many events are told for each gold one.
`ecb_joined`, `ecb_apart`: of pairs of tellings of ECB+ judged by hand (`bench/joined.tsv`, drawn from pairs that some
version joined), the share of those of one event that are joined and of those of two that are not; the halves by story.
"""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bench.measures.alignment import rows
from retold.claims import Told, merge
from retold.events import find_events
from retold.service import read
from retold.service.facts import find_facts
from retold.times import find_times
from retold.types import (
    Article,
    Dating,
    Event,
    Facts,
    Parser,
    Period,
    Sentence,
    Span,
    Story,
    TimeExpression,
)

_OLD = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "YIELD": "CONCEDE"}
_HOSTILE = frozenset({"SANCTION", "FIGHT", "ASSAULT", "COERCE", "REJECT", "PROTEST", "MOBILIZE"})
_DAY = timedelta(days=1)
#: What our statuses may be for the gold's words.
_STATUS = {
    "actual": {"happened"}, "reported": {"happened"}, "planned": {"planned"}, "ongoing": {"ongoing"},
    "alleged (by the US)": {"alleged"}, "hoped for; no date set": {"hoped"}, "stated position": {"happened", "ongoing"},
}  # fmt: skip
_WORD = re.compile(r"\w+")
_SMALL = frozenset({"the", "a", "an", "of", "in", "and", "s"})


def measure(shared: Path) -> dict[str, float]:
    """Shares between 0 and 1, by name; sets that are absent are left out."""
    path = shared / "data" / "statements" / "plover.jsonl.gz"
    figures = plover(path) if path.exists() else {}
    if (shared / "seeds" / "statements_gold.json").exists():
        figures |= seeds(shared / "seeds")
    if (shared / "data" / "stories" / "ecbplus.jsonl.gz").exists():
        figures |= joined(shared / "data" / "stories" / "ecbplus.jsonl.gz")
    return figures


def joined(path: Path) -> dict[str, float]:
    """Judged pairs that are joined or kept apart as they should be, among the articles of all pairs of their story."""
    lines = Path(__file__).parents[1].joinpath("joined.tsv").read_text(encoding="utf8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    wanted = {name for pair in pairs for name in (pair[2], pair[5])}
    texts = {row["id"]: row["text"] for row in rows(path) if row["id"] in wanted}
    right: dict[str, list[bool]] = defaultdict(list)
    for story in sorted({pair[1] for pair in pairs}):
        own = [pair for pair in pairs if pair[1] == story]
        names = sorted({name for pair in own for name in (pair[2], pair[5])})
        articles = {name: read(texts[name].encode(), url=f"http://ecb.test/{name}") for name in names}
        clusters = merge(_story(articles.values()), find_facts(articles.values(), parser=_parser())).clusters
        for half, _, a, a_start, a_end, b, b_start, b_end, verdict in own:
            ends = ((articles[a].id, int(a_start), int(a_end)), (articles[b].id, int(b_start), int(b_end)))
            one = any(all(any(_is_at(node, *end) for node in cluster) for end in ends) for cluster in clusters)
            name = ("" if half == "checking" else "tuning_") + ("ecb_joined" if verdict == "one" else "ecb_apart")
            right[name].append(one == (verdict == "one"))
    return {name: sum(found) / len(found) for name, found in sorted(right.items())}


def _is_at(node: Told, article: str, start: int, end: int) -> bool:
    return node.article == article and node.event.span.start < end and start < node.event.span.end


def _story(articles: Iterable[Article]) -> Story:
    return Story(
        id="0" * 16, headline="", articles=tuple(articles), origins=(), derivations=(), additions=(), because=()
    )


def plover(path: Path) -> dict[str, float]:
    """Types and actors of the gold standard records."""
    records = list(_records(path))
    main = anywhere = 0
    overlaps: list[float] = []
    for record, events in _coded(records):
        gold = _OLD.get(record["event"], record["event"])
        chosen = main_event(events)
        main += chosen is not None and coded_type(chosen) == gold
        anywhere += any(coded_type(event) == gold for event in events)
        for side in ("source", "target"):
            wanted = [actor["actorText"] for actor in record[side] or () if isinstance(actor, dict)]
            if wanted:
                overlaps.append(_overlap(wanted, _told(chosen, side)))
    total = len(records)
    return {
        "plover_type": main / total,
        "plover_type_any": anywhere / total,
        "plover_actors": sum(overlaps) / len(overlaps),
        "plover_actors_hit": sum(value > 0 for value in overlaps) / len(overlaps),
    }


def seeds(folder: Path) -> dict[str, float]:
    """The acceptance pair with the gold's times given: events with type and status, and clusters across both."""
    gold = json.loads((folder / "statements_gold.json").read_text(encoding="utf8"))
    facts = {name: _seed(folder, doc) for name, doc in gold["docs"].items()}
    events = [(facts[name], event) for name, doc in gold["docs"].items() for event in doc["events"]]
    right = sum(any(_agrees(e, event) for e in _at(one, event)) for one, event in events)
    clusters = merge(_story(one.article for one in facts.values()), facts.values()).clusters
    whole = [_whole(clusters, facts, gold, cluster["members"]) for cluster in gold["event_clusters"].values()]
    return {
        "seeds_events": right / len(events),
        "seeds_events_told": sum(len(one.events) for one in facts.values()) / len(events),
        "seeds_clusters": sum(whole) / len(whole),
    }


def _seed(folder: Path, doc: dict) -> Facts:
    """A seed without its boilerplate, with the gold's times: events are measured alone."""
    text = (folder / doc["file"]).read_text(encoding="utf8")
    apart = [(b["start"], b["end"]) for b in doc["boilerplate"]]
    kept = [s for s in doc["sentences"] if not any(a <= s["start"] < b for a, b in apart)]
    sentences = tuple(
        Sentence(index=i, start=s["start"], end=s["end"], text=text[s["start"] : s["end"]], paragraph=i)
        for i, s in enumerate(kept)
    )
    written = datetime.fromisoformat(doc["dct"]["best"]).replace(tzinfo=UTC) if doc["dct"].get("best") else None
    published = Dating(
        earliest=written, latest=written + _DAY if written else None, precision="day", because=(), confidence=1.0
    )
    article = replace(_article(text), input=doc["file"], sentences=sentences, published=published)
    times = tuple(_time(t) for t in doc["timex"])
    parses = list(_parser().parse([s.text for s in sentences]))
    return Facts(article=article, times=times, statements=(), figures=(), events=find_events(article, parses, times))


def _time(gold: dict) -> TimeExpression:
    ends = gold["interval"] if gold["interval"] and gold["interval"][0] and gold["value"] != "PAST_REF" else None
    first, last = (datetime.fromisoformat(end).replace(tzinfo=UTC) for end in ends) if ends else (None, None)
    period = Period(earliest=first, latest=last + _DAY) if last else None
    return TimeExpression(
        span=Span(gold["start"], gold["end"], gold["text"]), type=gold["type"], value=gold["value"], period=period
    )


def _at(facts: Facts, gold: dict) -> list[Event]:
    low, high = gold["trigger"]["start"], gold["trigger"]["end"]
    return [event for event in facts.events if event.span.start < high and low < event.span.end]


def _agrees(event: Event, gold: dict) -> bool:
    types = {gold["type"].split()[0].replace("OFFICE_CHANGE", "OFFICE")}
    if "/" in gold["type"]:
        types = {"AGREE", "SUPPORT"}
    elif "else part of" in gold["type"]:
        types = {"CONSULT", "REQUEST"}
    return event.type in types and event.status in _STATUS[gold["status"]]


def _whole(clusters: Sequence[Sequence[Told]], facts: dict[str, Facts], gold: dict, members: list[str]) -> bool:
    """True if one of our clusters holds an event at each member's trigger, with its date where it has one."""
    wanted = {event["id"]: (name, event) for name, doc in gold["docs"].items() for event in doc["events"]}

    def holds(cluster: Sequence[Told], member: str) -> bool:
        name, event = wanted[member]
        article, low, high = facts[name].article.id, event["trigger"]["start"], event["trigger"]["end"]
        return any(
            node.article == article and node.event.span.start < high and low < node.event.span.end
            and (node.event.when is None or node.event.when.value in (event["date"], "PAST_REF") or not _dated(event))
            for node in cluster
        )  # fmt: skip

    return any(all(holds(cluster, member) for member in members) for cluster in clusters)


def _dated(gold: dict) -> bool:
    """Two sessions of one sentence differ by their dates alone."""
    return gold["trigger"]["text"].startswith("sessions")


def coded_type(event: Event) -> str:
    """The type that PLOVER's coders give: a promise of something friendly is AGREE, of something hostile THREATEN."""
    if event.status == "planned" and event.type not in ("STATEMENT", "OTHER", "OFFICE"):
        return "THREATEN" if event.type in _HOSTILE else "AGREE"
    if event.status == "denied" and event.type not in ("ACCUSE", "THREATEN"):
        return "REJECT"
    return "RETREAT" if event.type == "OFFICE" else event.type


def main_event(events: tuple[Event, ...]) -> Event | None:
    """The event that a coder would take: the first that is more than a statement."""
    real = [event for event in events if event.type not in ("STATEMENT", "OTHER")]
    return next(iter(real or events), None)


def _records(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            record = json.loads(line)
            record["source"] = record.get("source") if isinstance(record.get("source"), list) else []
            record["target"] = record.get("target") if isinstance(record.get("target"), list) else []
            yield record


@cache
def _parser() -> Parser:
    from retold.parsing import SpacyParser

    return SpacyParser()


def _coded(records: list[dict]) -> Iterator[tuple[dict, tuple[Event, ...]]]:
    articles = [_article(record["text"].strip(" {}")) for record in records]
    for record, article, parse in zip(records, articles, _parser().parse([a.text for a in articles]), strict=True):
        yield record, find_events(article, [parse], find_times(article.text, article.published))


def _article(text: str) -> Article:
    unknown = Dating(earliest=None, latest=None, precision="unknown", because=())
    sentence = Sentence(index=0, start=0, end=len(text), text=text, paragraph=0)
    return Article(
        input="plover", title=None, outlet=None, byline=None, section=None, language="en", url=None, fetched_at=None,
        published=unknown, modified=None, credits=(), confidence=1.0, text=text, body_start=0, sentences=(sentence,),
        asides=(), repairs=(),
    )  # fmt: skip


def _told(event: Event | None, side: str) -> tuple[str, ...]:
    if event is None:
        return ()
    if side == "source":
        return event.actors
    return event.targets or ((event.place,) if event.place else ())


def _overlap(wanted: list[str], told: tuple[str, ...]) -> float:
    """Token F1 of two lists of names taken as bags of words."""
    gold = Counter(word for name in wanted for word in _WORD.findall(name.lower()) if word not in _SMALL)
    ours = Counter(word for name in told for word in _WORD.findall(name.lower()) if word not in _SMALL)
    common = sum((gold & ours).values())
    return 2 * common / (gold.total() + ours.total()) if common else 0.0
