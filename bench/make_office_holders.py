"""Make `office_holders`, `office_bounds` and `office_countries` of `src/retold/knowledge` from two public tables.

Usage: python bench/make_office_holders.py [SHARED]. The sources are the CIA World Factbook (public domain) and
us_executive.yaml of unitedstates/congress-legislators (CC0). A term ends when the successor's begins: the factbook was
not seen from March 2017 to November 2020. An empty end means the term had not ended when the source was last seen.

`office_bounds` says what is certain of a term where that is less than its two ends: until when the source was seen to
name the holder, and from when it names another.
"""

import csv
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "src" / "retold" / "knowledge"
TARGET = KNOWLEDGE / "office_holders.tsv"
SOURCES = "# source: CIA World Factbook (public domain), unitedstates/congress-legislators (CC0); made by"
#: The last look before the gap; what the next look, after it, still shows may be years old.
BEFORE_GAP, AFTER_GAP = "2017-03-28", "2020-11-23"
#: Days between two looks at the factbook: a successor's beginning within them is the end.
LOOKS = 120
TITLES = (
    "Vice President",
    "Prime Minister",
    "Supreme Leader",
    "Crown Prince",
    "President",
    "Chancellor",
    "Premier",
    "Taoiseach",
    "King",
    "Queen",
    "Amir",
    "Emir",
    "Sultan",
    "Pope",
)
#: Offices that several people hold at a time: a new one does not end another's term.
SHARED_OFFICES = frozenset(("Vice President",))
FIRST_YEAR = "1945"
#: Countries that news call otherwise than the factbook, as in `knowledge/nations.tsv`.
NEWS_NAMES = {
    "bf": "Bahamas", "bm": "Myanmar", "cc": "Curacao", "cg": "Congo", "cv": "Cape Verde", "dr": "Dominican Republic",
    "ez": "Czech Republic", "ga": "Gambia", "iv": "Ivory Coast", "sh": "Saint Helena", "sk": "Sint Maarten",
    "tt": "East Timor", "un": "United Nations", "us": "United States", "vt": "Vatican",
}  # fmt: skip


class Term(NamedTuple):
    """One line of the table."""

    surname: str
    title: str
    country: str
    start: str
    end: str
    name: str
    #: Last day on which the source was seen to name this holder, and first day of the next; "" if there is none.
    known: str = ""
    ended: str = ""


def fold(name: str) -> str:
    """Lower case, without accents or hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^a-z ]", "", plain.lower().replace("-", " ")).strip()


def factbook(path: Path) -> Iterator[tuple[Term, str]]:
    """Terms of the factbook with the day each was last seen, ends open."""
    with path.open(encoding="utf8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = " ".join(row["title_and_name"].replace("\xa0", " ").split())
            match = re.match(rf"(?:Acting |Interim |Caretaker |Transitional )?({'|'.join(TITLES)}) (.+)", words)
            if match is None or len(row["since"]) < 7:
                continue
            name = re.split(r",| \(| serving | of the ", match[2])[0].strip()
            capitals = [word for word in name.split() if re.fullmatch(r"(?:al-|el-|Al-|Mc|Mac)?[A-ZÀ-Þ'’-]{2,}", word)]
            if not capitals or not re.fullmatch(r"[A-ZÀ-Þ'’a-zß-ÿ. -]+", name):
                continue
            surname = fold(
                re.sub(r"^[aeAE]l-", "", capitals[-1] if capitals[-1] not in ("II", "III", "IV") else capitals[0])
            )
            shown = " ".join(word.title() if word in capitals else word for word in name.split())
            shown = re.sub(r"\b[IVX][ivx]+\b", lambda found: found[0].upper(), shown)
            shown = re.sub(r"\b(Al|El)-", lambda found: found[1].lower() + "-", shown)
            title = "Emir" if match[1] == "Amir" else match[1]
            yield Term(surname, title, row["gec_code"], row["since"], "", shown), row["last_seen"]


def us_executive(path: Path) -> Iterator[Term]:
    """Presidents and vice presidents of the United States; a reader of just this file's YAML."""
    first = last = kind = start = ""
    for line in path.read_text(encoding="utf8").splitlines():
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        value = value.strip("'\"")
        if line.startswith("    first:"):
            first = value
        elif line.startswith("    last:"):
            last = value
        elif key == "type":
            kind = value
        elif key == "start":
            start = value
        elif key == "end":
            title = "President" if kind == "prez" else "Vice President"
            yield Term(fold(last), title, "us", start, value, f"{first} {last}", value, value)


def close(seen: Iterable[tuple[Term, str]]) -> Iterator[Term]:
    """Join the spellings of one holder, and end each term with the next holder's beginning."""
    offices: dict[tuple[str, str], dict[tuple[str, str], tuple[Term, str]]] = defaultdict(dict)
    for term, last_seen in seen:
        holders = offices[term.country, term.title]
        same = next(
            (key for key in holders if key[0] == term.surname and abs(int(key[1][:4]) - int(term.start[:4])) <= 1), None
        )
        known = holders.get(same) if same is not None else None
        if known is None or same is None:
            holders[term.surname, term.start] = (term, last_seen)
        else:
            holders[same] = (known[0]._replace(start=min(known[0].start, term.start)), max(known[1], last_seen))
    newest = max(last for holders in offices.values() for _, last in holders.values())
    for (_, title), holders in offices.items():
        ordered = sorted(holders.values(), key=lambda held: held[0].start)
        for term, last_seen in ordered:
            later = [next_.start for next_, _ in ordered if next_.start > term.start and next_.surname != term.surname]
            end = min(later) if later and title not in SHARED_OFFICES else ""
            if last_seen != newest and (not end or end < last_seen[:7]):
                end = last_seen
            ended = min(later) if later and title not in SHARED_OFFICES else ""
            known = BEFORE_GAP if last_seen == AFTER_GAP else last_seen
            if ended and (_day(ended) - _day(known)).days <= LOOKS:
                known = ended
            yield term._replace(end=end, known=known, ended=ended)


def _day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])


def joined(terms: Iterable[Term]) -> Iterator[Term]:
    """Terms that follow upon each other as one."""
    held: dict[tuple[str, str, str], list[Term]] = defaultdict(list)
    for term in sorted(terms, key=lambda term: term.start):
        before = held[term.surname, term.title, term.country]
        if before and before[-1].end and before[-1].end >= term.start:
            before[-1] = before[-1]._replace(end=term.end, known=term.known, ended=term.ended)
        else:
            before.append(term)
    yield from _without_territories(term for terms_of_one in held.values() for term in terms_of_one)


def _without_territories(terms: Iterable[Term]) -> Iterator[Term]:
    """A head of state of many countries once, for the country that the office belongs to."""
    seen: set[tuple[str, str, str]] = set()
    for term in sorted(terms, key=lambda term: (term.country not in ("us", "uk"), len(term.name))):
        key = (term.surname, term.title, term.start)
        if key not in seen:
            seen.add(key)
            yield term


def plain(country: str) -> str:
    """A country as a sentence has it: "Korea, South" -> "South Korea"."""
    country = re.sub(r" \(.*\)", "", country)
    name, _, before = country.partition(", ")
    return f"{before.removesuffix(' the')} {name}".removeprefix("The ").strip() if before else country


def write(name: str, header: str, rows: Iterable[Sequence[str]]) -> None:
    """A sorted table with its source."""
    body = sorted("\t".join(row) for row in rows)
    (KNOWLEDGE / f"{name}.tsv").write_text("\n".join([header, *body]) + "\n", encoding="utf8")


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared") / "data" / "statements"
    executive = [term for term in us_executive(shared / "us_executive.yaml") if term.end >= FIRST_YEAR]
    world = [term for term in close(factbook(shared / "factbook_terms.csv")) if term.country != "us"]
    rows = sorted(joined([*executive, *world]))
    made = f"{SOURCES} bench/make_office_holders.py. Columns:"
    write("office_holders", f"{made} surname, title, country (GEC), start, end, name.", (row[:6] for row in rows))
    newest = max(term.known for term in world)
    bounds = [
        (*row[:4], min(row.known, newest), row.ended if row.ended <= newest else "")
        for row in rows
        if not row.end or row.known != row.end or row.ended != row.end or row.ended > newest
    ]
    write("office_bounds", f"{made} surname, title, country, start, named until, another named from.", bounds)
    with (shared / "factbook_terms.csv").open(encoding="utf8", newline="") as lines:
        names = {row["gec_code"]: row["country"] for row in csv.DictReader(lines)}
    named = {code: plain(name) for code, name in names.items() if name} | NEWS_NAMES
    write("office_countries", f"{made} country (GEC), name.", named.items())
    print(f"{len(rows)} terms -> {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
