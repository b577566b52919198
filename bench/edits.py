"""Known edits, planted in real articles that are read at run time: one edit a case, of a known kind and weight.

The words of the edits are listed here, apart from the tables of the program: some are in those, some are not.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.measures.alignment import rows
from retold.sentences import split

CASES = 60  # a kind, at most
SETS = ("newspaper4k", "fundus", "wcxb_dev")


@dataclass(frozen=True, slots=True)
class Case:
    """A stretch of an article before and after one edit."""

    before: list[str]
    after: list[str]
    #: What was done.
    edit: str
    #: Kinds that name it rightly.
    kinds: frozenset[str]
    matters: bool


# --- the edits: sentence -> edited sentence, or None where it can't be applied ---------------------------------------

Edit = Callable[[str, random.Random, list[str]], str | None]


def _swap_words(pairs: list[tuple[str, str]]) -> Edit:
    """Replace one of a pair by the other, either way round."""

    def edit(text: str, chance: random.Random, _: list[str]) -> str | None:
        options = [(x, y) for pair in pairs for x, y in (pair, pair[::-1]) if re.search(rf"\b{re.escape(x)}\b", text)]
        if not options:
            return None
        x, y = chance.choice(options)
        return re.sub(rf"\b{re.escape(x)}\b", y, text, count=1)

    return edit


def _sub(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Edit:
    def edit(text: str, chance: random.Random, _: list[str]) -> str | None:
        found = re.sub(pattern, replacement, text, count=1)
        return found if found != text else None

    return edit


def _figure(text: str, chance: random.Random, _: list[str]) -> str | None:
    found = [
        m
        for m in re.finditer(r"(?<![\d.,$€£/:-])\b(\d{1,3}(?:,\d{3})*)(?![\d:./-]|,\d|[a-zA-Z]| [ap]\.?m)", text)
        if not 1500 < int(m[1].replace(",", "")) < 2100
        and not re.search(rf"(?:{_MONTH}|{_SHORT_MONTH})\.? $", text[: m.start()])
        and not re.match(r" " + _MONTH, text[m.end() :])
    ]
    if not found:
        return None
    match = chance.choice(found)
    value = int(match[1].replace(",", ""))
    other = (
        value + chance.choice([1, 2, 3, 10]) if value < 20 else int(value * chance.choice([0.5, 0.8, 1.3, 2, 10])) + 1
    )
    return text[: match.start()] + f"{other:,}" + text[match.end() :]


_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"


def _date(text: str, chance: random.Random, _: list[str]) -> str | None:
    for pattern, options in (
        (rf"\b{_MONTH}\b", ["January", "April", "July", "October", "December"]),
        (rf"\b{_DAY}\b", ["Monday", "Wednesday", "Saturday"]),
        (r"(?<!\$)\b(?:19|20)\d\d\b(?! (?:per|a|people))", ["1987", "2006", "2014", "2019"]),
        (r"\b(?:last|next) (?=week|month|year)", ["last ", "next "]),
    ):
        match = re.search(pattern, text)
        if match and not (match[0] in ("May", "March") and match.start() == 0):
            other = chance.choice([each for each in options if each != match[0]])
            return text[: match.start()] + other + text[match.end() :]
    return None


_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]{3,} )?[A-Z][a-z]{3,}(?=[,.]| (?![A-Z\d&]))")
_NOT_NAMES = re.compile(
    rf"^(?:{_DAY}|{_MONTH})|ish$|ian$|ese$|can$|(?:President|Minister|Senator|General|Secretary|Former|Chief)"
)


#: Words that the articles write in lower case too: no names.
_COMMON: set[str] = set()


def _names(text: str) -> list[re.Match[str]]:
    return [m for m in _NAME.finditer(text) if not _NOT_NAMES.search(m[0]) and not set(m[0].lower().split()) & _COMMON]


def _name(text: str, chance: random.Random, others: list[str]) -> str | None:
    found = _names(text)
    options = [each for each in others if each not in text]
    if not found or not options:
        return None
    match, other = chance.choice(found), chance.choice(options)
    return text[: match.start()] + other + text[match.end() :]


def _roles(text: str, chance: random.Random, _: list[str]) -> str | None:
    names = _names(text)
    for x, y in pairwise(names):
        between = text[x.end() : y.start()]
        if (
            re.search(r"\b[a-z]{4,}(?:ed|s)\b", between)
            and not re.search(r"[,;“”\"]| by | and ", between)
            and x[0] != y[0]
        ):
            return text[: x.start()] + y[0] + between + x[0] + text[y.end() :]
    return None


def _negation(text: str, chance: random.Random, _: list[str]) -> str | None:
    if re.search(r"\bnot\b|n[’']t\b|\bno\b|\bnever\b", text):
        return re.sub(r"\bnot ", "", text, count=1) if text.count(" not ") == 1 else None
    found = re.sub(r"\b(is|are|was|were|will|would|has|have|can|could)\b", r"\1 not", text, count=1)
    return found if found != text else None


def _happened(text: str, chance: random.Random, _: list[str]) -> str | None:
    pairs = {"will": "may", "would": "might", "can": "might"}
    match = re.search(r"\b(will|would|can) (?=[a-z]{3,})", text)
    if match:
        return (
            text[: match.start()]
            + chance.choice([pairs[match[1]], "hopes to", "wants to", "should"])
            + text[match.end() - 1 :]
        )
    match = re.search(r"\b(?:plans|wants|hopes|expects) to\b", text)
    return text[: match.start()] + chance.choice(["will", "must"]) + text[match.end() :] if match else None


def _alleged(text: str, chance: random.Random, _: list[str]) -> str | None:
    match = re.search(r"\b(allegedly|reportedly|apparently|suspected|alleged|planned|proposed) ", text)
    if match:
        return text[: match.start()] + text[match.end() :]
    match = re.search(r"\b(?:was|were|has|have|had) (?=[a-z]{4,}ed\b)", text)
    word = chance.choice(["allegedly", "reportedly", "apparently"])
    return text[: match.end()] + word + " " + text[match.end() :] if match else None


def _drop_source(text: str, chance: random.Random, _: list[str]) -> str | None:
    match = re.search(
        r", (?:(?:[\w’'.-]+ ){1,6}said|said (?:[\w’'.-]+ ?){1,6}|according to [^,.]{4,60})(?:,? (?:on )?"
        + _DAY
        + r")?\.$",
        text,
    )
    if match and match.start() > 40:
        return text[: match.start()] + "."
    match = re.match(r"According to [^,]{4,60}, (\w)", text)
    return match[1].upper() + text[match.end() :] if match else None


_CLAIM = ["claimed", "alleged", "insisted", "admitted", "confirmed", "warned"]


def _saying(text: str, chance: random.Random, _: list[str]) -> str | None:
    found = re.sub(r"(?<!hat )\bsaid\b", chance.choice(_CLAIM), text, count=1)
    return found if found != text else None


def _drop_clause(text: str, chance: random.Random, _: list[str]) -> str | None:
    found = [
        m
        for m in re.finditer(r", [^,“”\"]{25,90}(?=, )", text)
        if len(re.findall(r"\b[a-z]{5,}\b", m[0])) >= 3
        and not re.search(r"\bsa(?:id|ys|ying)\b|\btold\b|according|\badd(?:ed|ing)\b", m[0])
    ]
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + text[match.end() + 1 :]


def _move(text: str, chance: random.Random, _: list[str]) -> str | None:
    match = re.match(r"((?:On|In|At|After|During|Before|Since|For) [^,“”\"]{6,50}), (\w[^“”\"]{30,})\.$", text)
    if match:
        return match[2][0].upper() + match[2][1:] + " " + match[1][0].lower() + match[1][1:] + "."
    return None


def _slip(text: str, chance: random.Random, _: list[str]) -> str | None:
    found = [m for m in re.finditer(r"(?<= )[a-z]{7,}(?= )", text) if m[0] not in text[: m.start()]]
    if not found:
        return None
    match = chance.choice(found)
    word, at = match[0], chance.randrange(2, len(match[0]) - 2)
    other = chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ]
    )
    return text[: match.start()] + other + text[match.end() :] if other != word else None


LOADED = [
    ("departure", "withdrawal"),
    ("government", "regime"),
    ("killed", "murdered"),
    ("killed", "massacred"),
    ("militants", "terrorists"),
    ("fighters", "terrorists"),
    ("protesters", "rioters"),
    ("protest", "riot"),
    ("criticized", "slammed"),
    ("criticised", "slammed"),
    ("migrants", "invaders"),
    ("cut", "slashed"),
    ("fell", "plunged"),
    ("rose", "soared"),
    ("policy", "scheme"),
    ("plan", "plot"),
    ("leader", "dictator"),
    ("leader", "strongman"),
    ("problem", "crisis"),
    ("asked", "demanded"),
    ("error", "lie"),
    ("group", "gang"),
    ("detained", "kidnapped"),
    ("died", "were slaughtered"),
    ("dispute", "feud"),
    ("aid", "handouts"),
    ("supporters", "cronies"),
    ("concerned", "terrified"),
    ("money", "bribes"),
    ("incident", "disaster"),
]
OPPOSITE = [
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("rise", "fall"),
    ("more", "fewer"),
    ("support", "oppose"),
    ("won", "lost"),
    ("win", "lose"),
    ("before", "after"),
    ("accepted", "rejected"),
    ("higher", "lower"),
    ("best", "worst"),
    ("first", "last"),
    ("north", "south"),
    ("public", "private"),
    ("legal", "illegal"),
    ("possible", "impossible"),
    ("open", "closed"),
    ("men", "women"),
    ("success", "failure"),
    ("allowed", "banned"),
    ("strong", "weak"),
    ("improve", "worsen"),
    ("buy", "sell"),
    ("positive", "negative"),
    ("old", "young"),
]
NEUTRAL = [
    ("started", "began"),
    ("buy", "purchase"),
    ("help", "assist"),
    ("large", "big"),
    ("show", "demonstrate"),
    ("children", "kids"),
    ("important", "significant"),
    ("company", "firm"),
    ("however", "but"),
    ("while", "whereas"),
    ("also", "additionally"),
    ("often", "frequently"),
    ("get", "obtain"),
    ("need", "require"),
    ("new", "fresh"),
    ("because", "since"),
    ("many", "numerous"),
    ("use", "utilize"),
    ("ended", "concluded"),
    ("job", "position"),
    ("people", "individuals"),
    ("chance", "opportunity"),
    ("try", "attempt"),
    ("quickly", "rapidly"),
    ("announced", "unveiled"),
    ("injured", "wounded"),
    ("car", "vehicle"),
    ("home", "house"),
    ("about", "around"),
    ("nearly", "almost"),
    ("country", "nation"),
    ("asked", "requested"),
    ("answer", "reply"),
    ("talks", "discussions"),
    ("meeting", "gathering"),
    ("near", "close to"),
    ("area", "region"),
    ("current", "present"),
    ("expected", "anticipated"),
    ("students", "pupils"),
    ("whole", "entire"),
    ("likely", "probable"),
    ("main", "principal"),
    ("goal", "aim"),
]
_SPELL = [
    ("color", "colour"),
    ("center", "centre"),
    ("organization", "organisation"),
    ("program", "programme"),
    ("percent", "per cent"),
    ("U.S.", "US"),
    ("defense", "defence"),
    ("labor", "labour"),
    ("health care", "healthcare"),
    ("Gen.", "General"),
    ("Sen.", "Senator"),
    ("Rep.", "Representative"),
    ("realize", "realise"),
    ("recognize", "recognise"),
    ("favorite", "favourite"),
    ("traveled", "travelled"),
    ("toward", "towards"),
    ("theater", "theatre"),
    ("adviser", "advisor"),
    ("OK", "okay"),
    ("e-mail", "email"),
    ("Dr.", "Dr"),
]
_WORDED = dict(
    enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
)


def _style(text: str, chance: random.Random, _: list[str]) -> str | None:
    options: list[str] = []
    for x, y in _SPELL:
        for one, other in ((x, y), (y, x)):
            if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text):
                options.append(re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", other, text, count=1))
    for value, word in list(_WORDED.items())[2:]:
        options += [re.sub(rf"(?<= ){word}(?= [a-z])", str(value), text, count=1)] if f" {word} " in text else []
    options += [text.replace("%", " percent", 1)] if "%" in text else []
    options += [re.sub(r"(\d),(\d{3})", r"\1\2", text, count=1)] if re.search(r"\d,\d{3}", text) else []
    options += [re.sub(r"\$(\d[\d.]*) million", r"$\1m", text)] if " million" in text else []
    options += [text.replace("“", '"').replace("”", '"')] if "“" in text else []
    options += [re.sub(r"\b(do|does|did|is|was|would|could) not\b", r"\1n’t", text, count=1)]
    options = [each for each in options if each != text]
    return chance.choice(options) if options else None


def _damage(text: str, chance: random.Random, _: list[str]) -> str | None:
    options = [
        re.sub(r"(?<=\w)[’'](?=s\b)", "", text, count=1),
        text.replace(" – ", "  ", 1).replace(" — ", "  ", 1),
        re.sub(r"(?<=[a-z]) (?=the )", "", text, count=1),
        re.sub(r"n[’']t\b", "nt", text, count=1),
        text.replace(", ", ",\u00a0", 1),
        re.sub(r"(?<=[a-z]{4})(?=[a-z]{4})", "\u00ad", text, count=1),
    ]
    options = [each for each in options if each != text]
    return chance.choice(options) if options else None


def _round(text: str, chance: random.Random, _: list[str]) -> str | None:
    match = re.search(r"(?<=[a-z] )(\d,\d{3}|\d{3})(?= [a-z]{4,})", text)
    value = int(match[1].replace(",", "")) if match else 0
    rounded = round(value, -2 if value >= 1000 else -1)
    if not match or not rounded or 1900 < value < 2100 or rounded == value or abs(rounded - value) > 0.04 * value:
        return None
    return text[: match.start()] + f"about {rounded:,}" + text[match.end() :]


_PLAIN_SAID = ["stated", "told reporters", "added", "noted"]


def _plain_saying(text: str, chance: random.Random, _: list[str]) -> str | None:
    match = re.search(r"\bsaid(?= in | that |\.)", text)
    return text[: match.start()] + chance.choice(["stated", "noted"]) + text[match.end() :] if match else None


EDITS: dict[str, tuple[Edit, str, bool]] = {
    "figure": (_figure, "figure", True),
    "name": (_name, "name", True),
    "date": (_date, "date", True),
    "roles": (_roles, "order name", True),
    "negation": (_negation, "negation", True),
    "modality": (_happened, "modality", True),
    "factuality": (_alleged, "factuality", True),
    "source dropped": (_drop_source, "attribution", True),
    "saying": (_saying, "attribution", True),
    "loaded": (_swap_words(LOADED), "wording attribution", True),
    "opposite": (_swap_words(OPPOSITE), "wording", True),
    "clause dropped": (_drop_clause, "dropped", True),
    "damage": (_damage, "damage style", False),
    "slip": (_slip, "damage", False),
    "style": (_style, "style", False),
    "moved": (_move, "order", False),
    "neutral": (_swap_words(NEUTRAL), "wording", False),
    "function word": (_sub(r"(?<=[a-z]) that (?=(?:the|he|she|it|they) )", " "), "dropped wording", False),
    "rounded": (_round, "figure", False),
    "plain saying": (_plain_saying, "attribution wording", False),
}


# --- planting --------------------------------------------------------------------------------------------------------


def cases(folder: Path, sets: tuple[str, ...] = SETS, *, seed: int = 7, most: int = CASES) -> Iterator[Case]:
    """Up to `most` cases a kind of edit, from as many articles as there are."""
    texts = []
    for name in sets:
        for row in rows(folder / f"{name}.jsonl.gz"):
            found = [row["text"][low:high] for low, high in split(row["text"])]
            found = [" ".join(each.split()) for each in found if 40 < high_of(each) < 400 and each[-1] in '.!?”"']
            ascii_share = sum(each.isascii() for each in row["text"][:2000]) / max(1, min(2000, len(row["text"])))
            if len(found) >= 6 and ascii_share > 0.97 and " the " in row["text"]:
                texts.append(found)
    chance = random.Random(seed)
    common = {word for text in texts for each in text for word in re.findall(r"\b[a-z]+\b", each)}
    _COMMON.update(common)
    names = sorted({m[0] for text in texts for each in text for m in _names(each)})
    for edit, (apply, kinds, matters) in EDITS.items():
        made = 0
        order = list(range(len(texts)))
        chance.shuffle(order)
        for place in order:
            text = texts[place]
            spots = list(range(len(text)))
            chance.shuffle(spots)
            for at in spots:
                edited = apply(text[at], chance, chance.sample(names, 5))
                if edited is None or edited == text[at]:
                    continue
                low = max(0, at - 4)
                before = text[low : at + 5]
                yield Case(
                    before,
                    [*before[: at - low], edited, *before[at - low + 1 :]],
                    edit,
                    frozenset(kinds.split()),
                    matters,
                )
                made += 1
                break
            if made >= most:
                break


def high_of(text: str) -> int:
    """Its length: sentences that are too long or too short are no sentences."""
    return len(text)
