"""Numbers with unit, qualifier and what they count.

A pattern finds the number, its range, scale and currency; the parse says what is counted. Ordinals, years, dates,
clock times and durations are no figures: the spans of `times` are left out. Who says so is added by
`retold.statements.attribute_figures`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from retold.knowledge import mapping
from retold.trees import Tree
from retold.types import Article, Figure, Parse, Sentence, Span, TimeExpression

_ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6,
    "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_DOZENS = {"dozen": 12.0, "score": 20.0, "half": 0.5, "quarter": 0.25, "third": 1 / 3, "couple": 2.0}

_NUMERAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh|crore)"
_SHORT_SCALE = r"(?:bn|mn|mln|tn|[kmbKMB])(?![\w])"
_SMALL = "|".join(sorted((*_ONES, *_TENS), key=len, reverse=True))
_SPELLED = rf"(?:(?:{_SMALL})(?:[- ](?:{_SMALL}))*(?:\s+(?:and\s+)?(?:{_SCALE}|{_SMALL}))*|a\s+{_SCALE})"
_FRACTION = (
    r"(?:(?:a\s+)?half|a\s+third|a\s+quarter|two[- ]thirds|three[- ]quarters|one[- ](?:third|quarter))(?=\s+of\b)"
)
_DOZEN = r"(?:(?:a|two|three|four|five|half\s+a|several)\s+dozen|dozens|scores|hundreds|thousands|millions|billions)\b"
_ORDINAL = r"(?!\s*(?:st|nd|rd|th)\b)"


@cache
def _pattern() -> re.Pattern[str]:
    signs = sorted((re.escape(s) for s in mapping("currencies") if not s.isalpha()), key=len, reverse=True)
    number = rf"(?:{_NUMERAL})(?:\s?{_SCALE}\b|\s?{_SHORT_SCALE})?|\b{_SPELLED}\b"
    sign = rf"(?:{'|'.join(signs)})"
    return re.compile(
        rf"\b(?P<fraction>{_FRACTION})|\b(?P<dozen>{_DOZEN})"
        rf"|(?:(?P<sign>{sign})\s?)?(?<![\w.,/:-])(?P<low>{number}){_ORDINAL}"
        rf"(?:\s?(?P<join>-|–|—|to|or|and)\s?(?P<sign2>{sign})?(?P<high>{number}){_ORDINAL})?(?![\w/])",
        re.IGNORECASE,
    )


@cache
def _qualifier_pattern() -> re.Pattern[str]:
    known = "|".join(sorted((re.escape(q) for q in mapping("qualifiers")), key=len, reverse=True))
    return re.compile(rf"\b(?:(?P<between>between|from)|(?P<qualifier>{known}))\s+(?:the\s+|a\s+)?$", re.IGNORECASE)


#: How a number came to be where it is: `has dropped to around 2,500`.
_CHANGE = re.compile(
    r"\b(drop|fall|fell|declin|decreas|shr[aiu]nk|sink|sank|plung|plummet|slump|slip|ris|rose|climb|grow|grew|increas|jump|surg|soar|swell)"
    r"\w*\s+(?:\w+\s+){0,2}?(to|by)\s+$",
    re.IGNORECASE,
)
_STEMS = {
    "fell": "fall", "declin": "decline", "decreas": "decrease", "ris": "rise", "rose": "rise", "grew": "grow",
    "increas": "increase", "surg": "surge", "sank": "sink", "shrank": "shrink", "shrunk": "shrink", "plung": "plunge",
}  # fmt: skip
_PAST = {
    "drop": "dropped", "fall": "fell", "decline": "declined", "decrease": "decreased", "shrink": "shrank",
    "sink": "sank", "plunge": "plunged", "plummet": "plummeted", "slump": "slumped", "slip": "slipped", "rise": "rose",
    "climb": "climbed", "grow": "grew", "increase": "increased", "jump": "jumped", "surge": "surged",
    "soar": "soared", "swell": "swelled",
}  # fmt: skip
_MODIFIERS = frozenset({"advmod", "amod", "compound", "nmod", "npadvmod", "nummod", "punct", "quantmod"})
#: Verbs whose subject is what the number measures.
_MEASURES = frozenset(
    {"average", "be", "come", "exceed", "hit", "number", "reach", "remain", "stand", "stay", "top", "total"}
    | set(_PAST)
)
_UNIT_WORDS = re.compile(
    r"[\s-]?(%|[A-Za-z]+(?:\s+(?:points?|cent|miles?|kilomet(?:er|re)s|feet|met(?:er|re)s|tons))?)", re.IGNORECASE
)
#: Numbers beside these are names of things, not counts.
_LABELS = re.compile(
    r"(?:\b(?:No|Nr|Article|Section|Chapter|Route|Highway|Interstate|Flight|Room|Channel|Boeing|Airbus|Apollo|Level|Phase|Page|Item|"
    r"Resolution|Proposition|Suite|Bill|Act|Title|District|Ward|Precinct|COVID|Covid|G|Rule|Part|Version|Volume|Grade|Psalm|Rev|Amendment|Avenue|Street|Unit|Area|Group)\.?[\s-]*|#)$"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_IDENTIFIER = re.compile(r"0\d|\d{9}")
#: Characters between a number and the noun that it counts.
_NEAR = 30
_LARGE = re.compile(r"\s+(?:hundred|thousand|million|billion|trillion|percent|per cent)\b")
_AGE = re.compile(r"^[- ](?:years?|months?)[- ]olds?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number found in a sentence, before the parse is asked; offsets within the sentence."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    qualifier: str
    #: Where what is counted may begin: after number and unit.
    after: int


def find_figures(article: Article, parses: Sequence[Parse], times: Sequence[TimeExpression]) -> tuple[Figure, ...]:
    """All figures by place; `parses[i]` is the parse of `article.sentences[i]`, `times` are the article's."""
    found = []
    taken = [time.span for time in times]
    for sentence, parse in zip(article.sentences, parses, strict=True):
        tree: Tree | None = None
        for number in _numbers(sentence, taken):
            tree = tree or Tree(parse)
            found.append(_figure(article, sentence, tree, number, times))
    return tuple(found)


def _figure(
    article: Article, sentence: Sentence, tree: Tree, number: _Number, times: Sequence[TimeExpression]
) -> Figure:
    return Figure(
        span=Span.of(article.text, sentence.start + number.start, sentence.start + number.end),
        low=number.low,
        high=number.high,
        unit=number.unit,
        qualifier=number.qualifier,
        counts=_counted(sentence.text, tree, number),
        when=_when(sentence, number, times),
    )


def _when(sentence: Sentence, number: _Number, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The nearest time in the sentence that is decided."""
    at = sentence.start + number.start
    near = [t for t in times if sentence.start <= t.span.start < sentence.end and _decided(t)]
    return min(near, key=lambda t: abs(t.span.start - at), default=None)


def _decided(time: TimeExpression) -> bool:
    """Whether a time says when; "12 March 2021" does even where the article isn't dated."""
    return time.period is not None or (time.type in ("DATE", "TIME") and time.value[:4].isdigit())


# --- the number -----------------------------------------------------------------------------------------------------


def _numbers(sentence: Sentence, taken: Sequence[Span]) -> Iterator[_Number]:
    text = sentence.text
    for match in _pattern().finditer(text):
        start, end = match.start(), match.end()
        while text[start].isspace():
            start += 1
        age = _AGE.match(text[match.end() :])
        if age is None and any(
            span.start < sentence.start + end and sentence.start + start < span.end for span in taken
        ):
            continue
        number = _read(match, text, start)
        if number is not None:
            yield number


def _read(match: re.Match[str], text: str, start: int) -> _Number | None:
    end, qualifier = match.end(), ""
    if match["fraction"] or match["dozen"]:
        value = _vague(match["fraction"] or match["dozen"])
        if value is None:
            return None
        low, high, qualifier = value
    else:
        read = _range(match, text)
        if read is None or _is_label(match, text, start, read[0]):
            return None
        low, high, end = read
    unit, end = _unit(match, text, end)
    if not unit and _is_age(text, start, end):
        unit = "years old"
    start, before = _qualified(text, start, ranged=low != high)
    return _Number(start, end, low, high, unit, before or qualifier, end)


def _range(match: re.Match[str], text: str) -> tuple[float, float, int] | None:
    """Lower and upper value, and where the number ends."""
    low = _value(match["low"])
    if low is None:
        return None
    join = match["join"]
    between = re.search(r"\bbetween\s+\W?$", text[: match.start("low")]) is not None
    if match["high"] is None or (join == "and" and not between):
        return low, low, match.end("low")
    high = _value(match["high"])
    if high is None:
        return low, low, match.end("low")
    scale = re.search(rf"({_SCALE}|{_SHORT_SCALE})$", match["high"], re.IGNORECASE)
    if scale is not None and low < high / 1000 and not re.search(r"[a-z]", match["low"], re.IGNORECASE):
        low *= _SCALES[scale.group(1).casefold()]
    if high <= low:
        # "2-1" is a score, "50-48" a vote: two figures in one, of which the first stands.
        return (low, low, match.end("low")) if join in ("to", "or") else None
    return low, high, match.end("high")


def _value(words: str) -> float | None:
    """A number in digits or words: "1.9 trillion", "twenty-two", "a million"."""
    text = words.casefold().strip()
    numeral = re.match(r"[\d,]*\.?\d+", text)
    if numeral is not None:
        value = float(numeral.group().replace(",", ""))
        rest = text[numeral.end() :].strip()
        return value * _SCALES.get(rest, 1.0)
    total, current = 0.0, 0.0
    for piece in re.split(r"[\s-]+", text):
        if piece in _ONES:
            current += _ONES[piece]
        elif piece in _TENS:
            current += _TENS[piece]
        elif piece == "hundred":
            current = max(current, 1) * 100
        elif piece in _SCALES:
            total, current = total + max(current, 1) * _SCALES[piece], 0.0
        elif piece not in ("and", "a"):
            return None
    return total + current


def _vague(words: str) -> tuple[float, float, str] | None:
    """Fractions, dozens, and "hundreds", which is two hundred or more."""
    text = re.sub(r"\s+", " ", words.casefold())
    fractions = {"third": 1 / 3, "thirds": 2 / 3, "quarters": 3 / 4, "quarter": 1 / 4, "half": 1 / 2}
    last = re.split(r"[- ]", text)[-1]
    if last in fractions:
        return fractions[last], fractions[last], ""
    if last == "dozen":
        first = text.split()[0]
        count = 0.5 if first == "half" else 1.0 if first == "a" else 3.0 if first == "several" else float(_ONES[first])
        return 12 * count, 12 * count, "about" if first in ("a", "several", "half") else ""
    plural = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2e3, "millions": 2e6, "billions": 2e9}
    return (plural[text], plural[text], "at least") if text in plural else None


def _is_label(match: re.Match[str], text: str, start: int, value: float) -> bool:
    """Years, numbered things, scores and "one" as a pronoun are no figures."""
    before, after = text[:start], text[match.end("low") :]
    if match["sign"]:
        return False
    if _YEAR.match(match["low"]) and not re.match(r"\s+[a-z]+s\b|\s*%|\s+per", after):
        return True
    if _LABELS.search(before) or before.endswith(("'", "’", "‘")) or _IDENTIFIER.match(match["low"]):
        return True
    if match["low"].casefold() == "one":
        # "one" alone is a pronoun more often than a number.
        return _LARGE.match(after) is None
    return value == 0


def _is_age(text: str, start: int, end: int) -> bool:
    """`Smith, 45,` and `aged 19 to 25`."""
    after_name = re.search(r"[A-Z][\w’'-]+, $", text[:start]) is not None
    if after_name and re.match(r"\d{1,2}$", text[start:end]) and text[end : end + 1] in ",.":
        return True
    return re.search(r"\b(?:aged?|ages) (?:between )?$", text[:start], re.IGNORECASE) is not None


def _unit(match: re.Match[str], text: str, end: int) -> tuple[str, int]:
    """Unit and where it ends: a sign before, or words after."""
    groups = match.groupdict()
    sign = groups.get("sign") or groups.get("sign2")
    if sign:
        return mapping("currencies")[sign.casefold()], end
    age = _AGE.match(text[end:])
    if age is not None:
        return "years old" if "year" in age.group().casefold() else "months old", end + age.end()
    after = _UNIT_WORDS.match(text[end:])
    if after is None:
        return "", end
    words = re.sub(r"\s+", " ", after.group(1).casefold())
    for candidate in (words, words.split(" ")[0]):
        for table in ("units", "currencies"):
            if candidate in mapping(table):
                at = end + after.start(1) + len(candidate)
                return mapping(table)[candidate], at
    return "", end


def _qualified(text: str, start: int, *, ranged: bool) -> tuple[int, str]:
    """Where the qualifier begins, and what it says."""
    found = _qualifier_pattern().search(text[:start])
    qualifier, begin = "", start
    if found is not None and (ranged or not found["between"]):
        begin = found.start()
        qualifier = mapping("qualifiers").get(re.sub(r"\s+", " ", (found["qualifier"] or "").casefold()), "")
    change = _CHANGE.search(text[:begin])
    if change is not None:
        stem = change.group(1).casefold()
        verb = _PAST[_STEMS.get(stem, stem)]
        qualifier = f"{verb} {change.group(2).casefold()}" + (f" {qualifier}" if qualifier else "")
    return begin, qualifier


# --- what is counted --------------------------------------------------------------------------------------------------


def _counted(text: str, tree: Tree, number: _Number) -> str:
    """What is counted, in the article's words; "" if the sentence doesn't tell."""
    words = tree.words
    inside = [i for i, word in enumerate(words) if number.start <= word.start < number.after]
    if not inside:
        return ""
    if number.unit in ("years old", "months old"):
        return _aged(tree, inside[0])
    damages = _money_in(tree, number) if number.unit else None
    if damages is not None:
        return _phrase(text, tree, damages, number)
    at = next((i for i in reversed(inside) if words[i].pos in ("NUM", "NOUN", "SYM")), inside[-1])
    for _ in range(6):
        word = words[at]
        of = _of_object(tree, at)
        if of is not None and (word.start < number.after or word.lemma in ("number", "total", "share", "rest")):
            at = of
            break
        if word.start >= number.after and word.pos in ("NOUN", "PROPN"):
            break
        second = word.dep == "conj" and words[word.head].pos == "NUM"
        if (word.dep in _MODIFIERS or second) and word.head != at:
            at = word.head
            continue
        for find in (_total, _measured, _following(number)):
            found = find(tree, at)
            if found is not None:
                at = found
                break
        break
    if words[at].pos not in ("NOUN", "PROPN", "PRON", "ADJ") or number.start < words[at].end <= number.after:
        return ""
    return _phrase(text, tree, at, number)


def _money_in(tree: Tree, number: _Number) -> int | None:
    """`$31 million in damages`: the damages."""
    words = tree.words
    after = next((i for i, word in enumerate(words) if word.start >= number.after), None)
    if after is None or words[after].text != "in":
        return None
    noun = tree.child(after, "pobj")
    return noun if noun is not None and words[noun].pos == "NOUN" else None


def _of_object(tree: Tree, at: int) -> int | None:
    return next(iter(tree.objects_of(at, "of")), None)


def _total(tree: Tree, at: int) -> int | None:
    """`a work force of 43 million`: the work force."""
    words = tree.words
    of = words[at].head
    if words[at].dep != "pobj" or words[of].lemma not in ("of", "at"):
        return None
    noun = words[of].head
    return noun if words[noun].pos == "NOUN" and words[of].dep == "prep" else None


def _following(number: _Number) -> Callable[[Tree, int], int | None]:
    """`five hundred and twelve workers`: the noun right after the number, where the tree has lost the way."""

    def find(tree: Tree, at: int) -> int | None:
        words = tree.words
        noun = next((i for i, word in enumerate(words) if word.start >= number.after), None)
        while noun is not None and words[noun].dep in ("amod", "compound", "nmod") and words[noun].head > noun:
            noun = words[noun].head
        adjacent = (
            noun is not None and words[noun].pos in ("NOUN", "PROPN") and words[noun].start - number.after < _NEAR
        )
        return noun if adjacent else None

    return find


def _measured(tree: Tree, at: int) -> int | None:
    """`the number of X has dropped to N`: X."""
    words = tree.words
    verb = at
    for _ in range(4):
        if words[verb].pos in ("VERB", "AUX"):
            break
        verb = words[verb].head
    if words[verb].lemma not in _MEASURES:
        return None
    subject = tree.child(verb, "nsubj", "nsubjpass") if words[verb].pos in ("VERB", "AUX") else None
    if subject is None or subject == at or words[subject].pos == "PRON":
        return None
    if words[subject].lemma in ("number", "total", "toll", "count", "share", "amount", "size"):
        of = _of_object(tree, subject)
        return of if of is not None else subject
    return subject


def _aged(tree: Tree, at: int) -> str:
    """Whose age it is: the first name or noun above the number."""
    words = tree.words
    for _ in range(5):
        at = words[at].head
        if words[at].pos == "PROPN" or (words[at].pos == "NOUN" and words[at].lemma not in ("year", "month", "age")):
            first = at
            while first > 0 and words[first - 1].pos == words[at].pos == "PROPN" and words[first - 1].head == at:
                first -= 1
            return " ".join(word.text for word in words[first : at + 1])
    return ""


def _phrase(text: str, tree: Tree, at: int, number: _Number) -> str:
    """The noun phrase around a word without the number, article and clauses."""
    words = tree.words
    first, last = tree.first[at], at
    for kid in tree.kids[at]:
        if kid > at and words[kid].dep == "prep" and words[kid].lemma in ("in", "of", "from", "for", "on", "at", "to"):
            last = max(last, tree.last[kid])
    for kid in tree.kids[at]:
        if kid > at and words[kid].dep in ("relcl", "acl", "appos", "conj", "cc") and tree.first[kid] <= last:
            last = tree.first[kid] - 1
    while first < at and (words[first].start < number.after and words[first].end > number.start):
        first += 1
    while first < at and (words[first].dep in ("det", "cc", "punct", "predet") or words[first].pos in ("PUNCT", "ADP")):
        first += 1
    if words[first].start <= number.start < words[at].start:
        first = next((i for i in range(first, at + 1) if words[i].start >= number.after), at)
    for i in range(at + 1, last + 1):
        if words[i].text in (",", ";", "—", "–", "(", "“", "”", '"') or words[i].start <= number.start < words[i].end:
            last = i - 1
            break
    last = max(last, at)
    if words[last].pos in ("ADP", "PUNCT") and last > at:
        last -= 1
    return text[words[first].start : words[last].end]
