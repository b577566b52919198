"""Numbers with value, unit and extent against the English cases of Recognizers-Text, and in news judged by hand.

Cases: Number, NumberRange, Percentage, Currency, Age, Dimension and Temperature of the plain models, each a few words
with the numbers in them. Their "experimental" and "percent" modes read the same inputs by other conventions and are
left out. Of the rest, cases are left out by what they are written in, not by what is read from them (`_NOT_NEWS`, each
kind with its sign). Numbers that tell a time are expressions of time here, and gold without a value ("dollar") is not
asked for.

A case is right if each number of the gold is found with value, unit and extent, and in cases of plain numbers nothing
else is told. The extent is right if the figure holds the gold's words and adds only words of a qualifier, or a unit
that the gold's model doesn't name. Half of the cases, by a hash of the input, is for tuning, half for checking.

Judged: 120 sentences of PolNeAR, one an article, the articles in the order of a hash of their ids and the sentence by
a hash of its place, among those with a number that is no plain date; 60 for tuning, 60 for checking. All their figures
with value, unit, qualifier and the head noun of what is counted stand in bench/figures.tsv, without text. `found` is
the share of them told at all, `told_right` the share of what is told that is a figure, the rest shares of those found.
The first look at the checking half had .84 of the nouns right; faults seen there that any text may have were mended.
"""

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

from bench.measures import digest
from retold.figures import find_figures
from retold.knowledge import table
from retold.parsing import SpacyParser
from retold.testing import make_article
from retold.times import find_times
from retold.trees import parse_article
from retold.types import Article, Figure, Sentence

MODELS = {
    "NumberModel": "number", "NumberRangeModel": "range", "PercentModel": "percent", "CurrencyModel": "money",
    "AgeModel": "age", "DimensionModel": "measure", "TemperatureModel": "temperature",
}  # fmt: skip
#: What a case is written in that news doesn't write, each with its sign in the input.
_NOT_NEWS = {
    "powers and exponents": r"\^|\d[eE][+-]?\d|x10",
    "signs of programs": r"[<>=~{\[|]|\(kg\)",
    "addresses, telephone numbers, codes, links": r"\d\.\d+\.\d+\.|\+\d-\d|https?:|\b(?!usd)[a-z]{3}\d?-?\d"
    r"|\d{5}\s?[lm]-?2|\d-\d{6}",
    "groups that aren't of three": r"\b\d{3} \d{4}\b|\b\d, \d{3}, ",
    "comma for decimal point": r"\b\d{1,3}(?:\.\d{3})+,\d|\b\d,\d{1,2}\b(?!,)",
    "exercise numbers": r"\bnrs?\.",
    "one number over another": r"\bover (?:three|twenty|one|\d+$)",
    "parts above ten, or of numbers above ten": r"\b(?:\w*ty|hundred|thousand|million)\b.*"
    r"\b(?:third|fourth|fifth|eighth|first|quarter)s?\b"
    r"|(?:ths?|firsts?|thirtieth)\b.*\b(?:hundred|twenty|thirty)|\b(?:hundredths?|trillionths?|millionths?)\b"
    r"|twenty.first",
    "digits and words in one number": r"\d(?:\.\d+)? (?:hundred|thousand|crore) (?:and )?(?:\d|two|negative|one)"
    r"|\d (?:hundred|thousand) 3",
    "a second part without a unit": r"(?:dollars?|usd|\$ ?\d+) (?:and )?(?:(?:one|two|three|\d+)\b|forty five)"
    r"(?! dollar| more| rmb| cent)",
    "mental arithmetic": r"\bequal|\bpoint nought|\bpoint (?:zero|eleven|seventy)|percents? of|per cent of",
    "ordinals as a range": r"\bthe (?:tenth|fifteenth)\b",
    "traders' scales": r"\bm(?:usd|eur|gbp|aud)\b|\d ?mm\b(?! barrel)|\d\s?g\b|\bdo?zs\b|\d ?mil\b"
    r"|\busd (?:million|billion)",
    "chat": r"\byo\b|kuai|\bmao\b",
    "misspelt units and conversions": r"celcius|farenheit|centigrate|convert|fahrenheit to|to fahrenheit"
    r"|per millisecond|per gramme|\d pm is",
    "several values of one unit side by side": r"dollars? (?:dollar|\d+ dollar|rmb)|\d+ \$ ?\d|\d \d+ dollar|\d+[a-z]$"
    r"|\d/\d+/\d",
}
#: Their names of units that aren't ours in lower case.
_UNITS = {
    "Dollar": "USD", "United States dollar": "USD", "Canadian dollar": "CAD", "Australian dollar": "AUD",
    "New Zealand dollar": "NZD", "Hong Kong dollar": "HKD", "Mexican peso": "MXN", "Pound": "GBP",
    "British pound": "GBP", "Euro": "EUR", "Japanese yen": "JPY", "Chinese yuan": "CNY", "Franc": "franc",
    "Swiss franc": "CHF", "Cent": "cent", "Pence": "pence", "Penny": "pence", "Turkish lira": "TRY", "Rupee": "INR",
    "Bitcoin": "BTC", "Satoshi": "satoshi", "Finnish markka": "FIM", "Netherlands guilder": "NLG", "Peseta": "ESP",
    "Costa Rican colón": "CRC", "Georgian lari": "GEL", "Lao kip": "LAK", "C": "°C", "F": "°F", "Degree": "degrees",
    "Year": "years old", "Age": "years old", "Month": "months old", "Week": "weeks old", "Day": "days old",
    "Inch": "inches", "Foot": "feet", "Mile": "miles", "Kilometer": "km", "Meter": "m", "Millimeter": "mm",
    "Decimeter": "dm", "Centimeter": "cm", "Square meter": "m2", "Square kilometer": "km2",
    "Cubic foot": "cubic feet", "Barrel": "barrels", "Gallon": "gallons", "Milliliter": "ml", "Ton": "tons",
    "Metric ton": "t", "Ounce": "ounces", "Acre": "acres", "Kilogram": "kg", "Microgram": "µg", "Bit": "bit",
    "Megabit": "Mbit", "Megabyte": "MB", "Mile per hour": "mph", "Kilometer per hour": "km/h",
    "Tablespoon": "tablespoons", "Teaspoon": "teaspoons", "Cup": "cups",
}  # fmt: skip
#: One sign, two currencies or units of one name: which state's or trade's is meant isn't asked.
_SAME = {("Pound", "lb"), ("Ton", "t"), ("Penny", "cent"), ("Franc", "CHF")}


@cache
def parser() -> SpacyParser:
    """One parser for all."""
    return SpacyParser()


def figures_of(article: Article) -> tuple[Figure, ...]:
    """The figures of one article."""
    times = find_times(article.text, article.published)
    return find_figures(article, parse_article(article, parser()), times)


def cases(path: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Kind, input and gold of the cases that are asked for."""
    seen = set()
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            kind = MODELS.get(Path(row["file"]).stem)
            text = row["Input"]
            if kind is None or (kind, text) in seen or any(re.search(p, text, re.I) for p in _NOT_NEWS.values()):
                continue
            seen.add((kind, text))
            gold = [r for r in row["Results"] if (r.get("Resolution") or {}).get("value") not in (None, "null")]
            if any(kind == "measure" and r["Resolution"].get("unit") not in _UNITS for r in gold):
                continue
            yield kind, text, gold


def _wanted(gold: dict[str, Any]) -> tuple[float, float, str | None]:
    """Lower and upper value (infinite if open) and our unit; None where the model has none."""
    said, unit = str(gold["Resolution"]["value"]), gold["Resolution"].get("unit")
    if gold["TypeName"] == "numberrange":
        low, high = said[1:-1].split(",")
        return float(low or "-inf"), float(high or "inf"), None
    value = float(said.rstrip("%"))
    return value, value, "%" if said.endswith("%") else _UNITS.get(unit, unit)


def _held(figure: Figure) -> tuple[float, float]:
    """The values that a figure allows."""
    if figure.qualifier.endswith(("more than", "at least")):
        return figure.low, float("inf")
    bounded = figure.qualifier.endswith(("less than", "at most"))
    return (float("-inf") if bounded else figure.low), figure.high


def right(gold: dict[str, Any], figure: Figure, kind: str) -> bool:
    """Whether value, unit and extent of a figure are the gold's."""
    low, high, unit = _wanted(gold)
    own = _held(figure) if kind == "range" else (figure.low, figure.high)
    if kind in _WITHOUT_RANGES and figure.low != figure.high:
        own = (figure.high, figure.high)
    near = all(a == b or abs(a - b) <= 1e-6 * max(abs(a), abs(b)) for a, b in zip(own, (low, high), strict=True))
    names = (gold["Resolution"].get("unit"), figure.unit)
    fits = unit is None or figure.unit == unit or names in _SAME
    return near and fits and _extent(gold, figure, kind)


def _extent(gold: dict[str, Any], figure: Figure, kind: str) -> bool:
    start, end = gold["Start"], gold["End"] + 1
    if not (figure.span.start <= start and end <= figure.span.end):
        return False
    before = figure.span.text[: start - figure.span.start].strip().lower()
    behind = figure.span.text[end - figure.span.start :].strip().lower()
    ranged = figure.low != figure.high and kind in _WITHOUT_RANGES
    added = ranged or all(word in _qualifying() for word in before.split()) or (kind == "number" and before in _SIGNS)
    more = kind in ("number", "range") or behind.startswith(("or ", "and "))
    return added and (more or all(word in _qualifying() for word in behind.split()))


#: These models know no ranges, and give the upper end.
_WITHOUT_RANGES = ("money", "age", "measure")
_SIGNS = frozenset({"$", "£", "€", "us$"})


@cache
def _qualifying() -> frozenset[str]:
    words = {word for row in table("qualifiers") for word in row[0].split()}
    return frozenset(words | {"a", "an", "the", "of", "between", "from"})


def outcome(kind: str, text: str, gold: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Figure]]:
    """The gold that isn't found right, and what is told beside it; empty lists if the case is right."""
    article = make_article(text)
    if article.text != text:
        return [], []
    taken = [(t.span.start, t.span.end) for t in find_times(text, None)]
    found = list(figures_of(article))
    wrong = []
    for want in gold:
        hit = next((f for f in found if right(want, f, kind)), None)
        if hit is not None:
            found.remove(hit)
        elif not any(a <= want["Start"] < b for a, b in taken) or kind == "age":
            wrong.append(want)
    # A model tells of its own kind only; the others' numbers beside it are no error.
    beside = [f for f in found if kind == "number" and not f.unit]
    return wrong, beside


def checking(text: str) -> bool:
    """Whether a case is of the half that nothing was tuned on."""
    return bool(hashlib.md5(text.encode(), usedforsecurity=False).digest()[0] % 2)


def recognizers(shared: Path) -> dict[str, float]:
    """Share of cases right, of either half and by kind."""
    tally: dict[str, list[bool]] = defaultdict(list)
    for kind, text, gold in cases(shared / "data" / "statements" / "recognizers_english.jsonl.gz"):
        good = outcome(kind, text, gold) == ([], [])
        tally[f"cases.{kind}"].append(good)
        tally["cases.checking" if checking(text) else "cases.tuning"].append(good)
    return {what: sum(held) / len(held) for what, held in sorted(tally.items())}


#: `article, start and end of a sentence, place of the number, lower and upper value, unit, qualifier, head noun`.
JUDGED = Path(__file__).parents[1] / "figures.tsv"
_PREPOSITION = re.compile(r"\s(?:of|in|from|for|on|at|to)\s")


def judged(shared: Path) -> dict[str, float]:
    """Shares of the figures of sampled sentences: found, and right by value, unit, qualifier and noun."""
    with gzip.open(shared / "data" / "statements" / "polnear_train.jsonl.gz", "rt", encoding="utf8") as lines:
        rows = {digest(row["id"]): row for row in map(json.loads, lines)}
    gold: dict[tuple[str, str, str, str], list[list[str]]] = defaultdict(list)
    for line in JUDGED.read_text(encoding="utf8").splitlines():
        if not line.startswith("#"):
            half, article, start, end, *told = line.split("\t")
            gold[half, article, start, end] += [told] if told[0] != "-" else []
    tally: dict[str, list[bool]] = defaultdict(list)
    for (half, article, start, end), wanted in gold.items():
        for what, hits in _judge(rows[article], int(start), int(end), wanted).items():
            tally[f"judged_{half}.{what}"] += hits
    return {what: sum(hits) / len(hits) for what, hits in sorted(tally.items()) if hits}


def _judge(row: dict[str, Any], start: int, end: int, wanted: Sequence[Sequence[str]]) -> dict[str, list[bool]]:
    published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
    text = row["text"]
    times = [t for t in find_times(text, published) if start <= t.span.start < end]
    sentence = Sentence(index=0, start=start, end=end, text=text[start:end], paragraph=0)
    article = replace(make_article("-"), text=text, sentences=(sentence,))
    found = list(find_figures(article, list(parser().parse([sentence.text])), times))
    tally: dict[str, list[bool]] = defaultdict(list)
    for place, low, high, unit, qualifier, head in wanted:
        figure = next((f for f in found if f.span.start <= int(place) < f.span.end), None)
        tally["found"].append(figure is not None)
        if figure is None:
            continue
        found.remove(figure)
        noun = _PREPOSITION.split(figure.counts)[0].split()[-1:] or ["-"]
        tally["value"].append(isclose(figure.low, float(low)) and isclose(figure.high, float(high)))
        tally["unit"].append((figure.unit or "-") == unit)
        tally["qualifier"].append((figure.qualifier or "-") == qualifier)
        tally["counts"].append(noun[0] in head.split("|"))
        tally["told_right"].append(True)
    tally["told_right"] += [False] * len(found)
    return tally


def measure(shared: Path) -> dict[str, float]:
    """Cases of Recognizers-Text, and real news judged by hand."""
    return recognizers(shared) | judged(shared)
