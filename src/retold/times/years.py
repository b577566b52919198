"""Readers of years and their parts: seasons, quarters, halves, decades, centuries, "2020", "fiscal 1989"."""

import re
from dataclasses import replace

from retold.times.readings import Reading, Tokens, follows_named, integer, offset_of, short_year, unit_of, with_era
from retold.times.registry import reader
from retold.times.tense import direction

#: Tokens around "the fall" within which words of an accident or of seasons tell which it is.
_AROUND = 60
#: Tokens around "the 60s" within which words of a scale tell that they are degrees or percent.
_SCALE_REACH = 8
#: "early 40s" without an article is an age; of decades newspapers so name the later ones only ("in late 80s").
_AGES = range(1, 7)


def of_year(tokens: Tokens, reading: Reading) -> Reading | None:
    """The reading with its year, where that is told as "of that year", "of last year"; None where it is not."""
    at = tokens.row.rfind("f")
    if at < 0 or "U" not in tokens.row[at:]:
        at = len(tokens.row) - 2 - ("c" in tokens.row)
    if "U" not in tokens.row[at:] or unit_of(tokens) != "Y":
        return None
    tail = Tokens(tokens.scan, tokens.words, tokens.start + at, tokens.end)
    offset = offset_of(tail)
    return replace(reading, unit="Y", offset=offset or 0, follows=follows_named(tail) or offset is None)


@reader("season")
def _season(tokens: Tokens) -> Reading | None:
    season = tokens.value("Ss")
    year = tokens.raw("Yn") or tokens.raw("ed")
    if "s" in tokens.row and not year and (_is_verb(tokens) or (tokens.row == "ts" and not _is_season(tokens))):
        return None
    if year and ("Y" in tokens.row or "B" in tokens.row or "'" in tokens.row):
        return tokens.reading("fixed", value=f"{with_era(tokens, short_year(year))}-{season}")
    if "U" not in tokens.row and _in_name(tokens):
        return None
    reading = tokens.reading("season", value=season, offset=offset_of(tokens), follows=follows_named(tokens))
    return (of_year(tokens, reading) or reading) if "U" in tokens.row else reading


def _is_verb(tokens: Tokens) -> bool:
    """ "to fall", "the fall of Berlin"."""
    scan = tokens.scan
    if tokens.end < len(scan.symbols) and scan.symbols[tokens.end] == "f":
        return True
    previous = scan.raw(tokens.start - 1).lower() if tokens.start else ""
    return tokens.row == "s" and previous in tokens.words.lists["infinitive"]


def _in_name(tokens: Tokens) -> bool:
    """ "the Summer Olympics"."""
    scan, at = tokens.scan, tokens.end
    return scan.symbols[at : at + 1] == "x" and scan.raw(at).lower() in tokens.words.lists["named_by_season"]


def _is_season(tokens: Tokens) -> bool:
    """ "in the fall", "the fall semester"; not "witnessed the fall", "the fall from a ladder", "hurt in the fall"."""
    scan, lists = tokens.scan, tokens.words.lists
    after = scan.raw(tokens.end).lower() if tokens.end < len(scan.symbols) else ""
    named = tokens.end < len(scan.symbols) and scan.raw(tokens.end - 1).istitle() and scan.raw(tokens.end).istitle()
    if after in lists["of_season"] or named:  # "the Spring Offensive"
        return True
    before = scan.raw(tokens.start - 1).lower() if tokens.start else ""
    if before in lists["spent"]:
        return True
    if before not in lists["season_after"] or after in lists["not_season_before"]:
        return False
    if tokens.value("s") not in lists["season_or_accident"]:
        return True
    if direction(scan, tokens.words, tokens.start, tokens.end) == "future":
        return True
    first, last = max(0, tokens.start - _AROUND), min(len(scan.symbols), tokens.end + _AROUND)
    around = {scan.raw(at).lower() for at in range(first, last) if scan.symbols[at] == "x"}
    if around & lists["accident"]:
        return False
    row = scan.symbols[first : tokens.start] + scan.symbols[tokens.end : last]
    return bool(around & lists["of_season"] or re.search("[MS]", row))


@reader("quarter")
def _quarter(tokens: Tokens) -> Reading | None:
    """ "the third quarter of 2020", "Q3", "1988 first quarter", "last quarter"; "H1 2020" too."""
    row = tokens.row
    if not ("4" in row or ("U" in row and unit_of(tokens, nth=0) == "Q")):
        return None
    short = tokens.raw("4").upper()
    kind = "H" if "H" in short else "Q"
    number = integer(short.strip("QH")) if short else integer(tokens.raw("o") or tokens.value("r") or "0")
    if tokens.value("r") == "-1":
        number = 4
    if not number:
        return tokens.reading("unit", unit="Q", offset=offset_of(tokens)) if row.count("U") == 1 else None
    year = tokens.raw("Y")
    if row[:1] == "t" and re.search("[ro]hU$", row):  # "the third-quarter loss"
        tokens = Tokens(tokens.scan, tokens.words, tokens.start + 1, tokens.end)
    if not 1 <= number <= 4 or (kind == "H" and not year and "U" not in row):
        return None
    if year:
        return tokens.reading("fixed", value=f"{year}-{kind}{number}")
    reading = tokens.reading("quarter", value=f"{kind}{number}")
    return (of_year(tokens, reading) or reading) if row.count("U") + row.count("4") > 1 else reading


@reader("half")
def _half(tokens: Tokens) -> Reading | None:
    number = tokens.value("r") or str(integer(tokens.raw("o")))
    if tokens.raw("q") not in tokens.words.lists["half"] or number not in ("1", "2"):
        return None
    if year := tokens.raw("Y"):
        return tokens.reading("fixed", value=f"{year}-H{number}")
    reading = tokens.reading("quarter", value=f"H{number}")
    return of_year(tokens, reading) if "U" in tokens.row else reading


@reader("century")
def _century(tokens: Tokens) -> Reading | None:
    if unit_of(tokens) != "CE":
        return None
    number = integer(tokens.raw("oQ")) or int(float(tokens.value("q") or 0)) + int(tokens.value("r") or 0)
    era = "BC" if tokens.value("B") == "BC" else ""
    found = tokens.reading("fixed", value=f"{era}{number if era else number - 1:02}")
    if tokens.row[0] == "t" and re.search("[roQ]hU$", tokens.row):  # "the 18th-century house"
        found = replace(found, start=found.start + 1)
    return found if number > 0 else None


@reader("decade")
def _decade(tokens: Tokens) -> Reading | None:
    """ "the 1990s", "the late '80s", "the nineteen seventies", "the 1970's"."""
    raw, row = tokens.raw("D") or tokens.raw("Yed"), tokens.row
    if "V" in row and "D" not in row and (tokens.raw("V") not in tokens.words.lists["decade_plural"] or raw[-1] != "0"):
        return None
    if row.endswith("x") and (tokens.scan.raw(tokens.end - 1).lower() != "s" or raw[-1] != "0"):
        return None
    named = raw[0].isdecimal()
    number = str(integer(raw)) if named else tokens.value("D")
    if len(number) >= 3:
        return tokens.reading("fixed", value=number[:3])
    if century := tokens.value("q"):
        return tokens.reading("fixed", value=f"{int(float(century))}{number[0]}")
    if not re.search("[tE']", row) or ("'" not in row and _is_age(tokens, int(number))):
        return None
    return tokens.reading("fixed", value=f"{'20' if named and int(number) < 30 else '19'}{number[0]}")


def _is_age(tokens: Tokens, number: int) -> bool:
    """ "in his early 30s", "in her late fifties"; "a high in the 60s": decades of life or of degrees."""
    scan, lists = tokens.scan, tokens.words.lists
    before = scan.raw(tokens.start - 1).lower() if tokens.start else ""
    if "t" not in tokens.row:
        return before in lists["own"] or int(str(number)[0]) in _AGES
    around = range(max(0, tokens.start - _SCALE_REACH), min(len(scan.symbols), tokens.end + _SCALE_REACH))
    return any(scan.symbols[at] == "x" and scan.raw(at).lower() in lists["scale"] for at in around)


@reader("year")
def _year(tokens: Tokens) -> Reading | tuple[Reading, ...] | None:
    scan, row = tokens.scan, tokens.row
    if "B" in row:
        number = tokens.raw("Yned")
        return tokens.reading("fixed", value=with_era(tokens, integer(number)))
    if "Y" not in row:
        return replace(tokens.reading("fixed", value=str(short_year(tokens.raw("ed")))), start=tokens.start)
    if ("V" in row and unit_of(tokens, nth=0) != "Y") or ("U" in row and unit_of(tokens, nth=0) != "Y"):
        return None
    at = tokens.at("Y")
    assert at is not None
    following = scan.raw(at + 1).lower() if at + 1 < len(scan.symbols) else ""
    if not is_year(tokens, at) or (
        row in ("Y", "tY") and at and scan.symbols[at - 1] in "xat" and following in tokens.words.lists["of_model_year"]
    ):
        return None  # "a 2013 Toyota"
    year = int(scan.raw(at))
    start = tokens.start if row[0] not in "p" else at
    if row[0] == "t" and not re.search("[UVEF]", row):
        start = at
    single = Tokens(scan, tokens.words, start, at + 1).reading("fixed", value=f"{year:04}")
    if row[-1] not in "de":
        return single
    second = year // 100 * 100 + int(scan.raw(tokens.end - 1))
    if second <= year:
        return single
    return single, Reading(start=tokens.end - 1, end=tokens.end, type="DATE", kind="fixed", value=f"{second:04}")


def is_year(tokens: Tokens, at: int) -> bool:
    """Whether a number of four digits is a year: by its size and the words around it."""
    scan, year = tokens.scan, int(tokens.scan.raw(at))
    before = scan.symbols[at - 1] if at else "\n"
    after = scan.symbols[at + 1] if at + 1 < len(scan.symbols) else "\n"
    counted = before == "A" and scan.symbols[at - 2 : at - 1] not in ("l", "b")  # "later than 2018"
    if (
        before in "$#"
        or counted
        or after in "V%$"
        or (after == "h" and scan.symbols[at + 2 : at + 3] in ("U", "x", "V"))
    ):
        return False
    following = scan.raw(at + 1) if at + 1 < len(scan.symbols) else ""
    spaced = at + 1 < len(scan.symbols) and scan.starts[at + 1] > scan.ends[at]
    led = before in "pEfhl(&,_'UVSsMNLT" or tokens.start < at
    if before in "n." and at and scan.starts[at] == scan.ends[at - 1]:
        return False
    plural = after == "x" and following[-1:] == "s" and following[0].islower()
    plural = plural and tokens.start == at and following not in tokens.words.lists["not_plural"]
    if 1900 <= year <= 2050 and not (plural and spaced):
        return True
    if before == "p" and following[:1].islower() and after == "x" and following[-1:] == "s":
        return False
    return led and before in "pEf(_U" and year < 2200 and not (after == "x" and following[:1].islower() and not spaced)
