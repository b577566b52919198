"""Retellings of real articles, made at run time, with one number, name, negation or role changed - or nothing.

Who is named where, and which noun does what, is spaCy's word (its entities and its tree), never the program's, so that
the plants are independent of what is to find them. A retelling drops, moves and restyles sentences; none of that is
a contradiction. The words of the edits are listed here, apart from the tables of the program.
"""

import random
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from retold.sentences import dateline_end, split

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

KINDS = ("number", "name", "negation", "role")


@dataclass(frozen=True, slots=True)
class Plant:
    """Two tellings of one affair, sentence by sentence."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    #: One of `KINDS`; "" for a control.
    kind: str
    #: The sentence of each that can't both hold; empty for a control.
    told: tuple[str, str] = ("", "")


# --- reading the articles ---------------------------------------------------------------------------------------------


@cache
def _language() -> "Language":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy

        from retold.parsing import MODELS

        return spacy.load(next(name for name in MODELS if spacy.util.is_package(name)))


def sentences_of(text: str, *, most: int = 10) -> list[str]:
    """The first sentences of an article that are whole ones."""
    found = [" ".join(text[low:high].split()) for low, high in split(text[:6000])]
    return [each for each in found if 40 < len(each) < 350 and each[-1] in '.!?”"' and each[0].isupper()][:most]


def read(texts: list[list[str]]) -> list[list["Doc"]]:
    """Each sentence with its tree and its entities."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        docs = _language().pipe((each for text in texts for each in text), batch_size=64)
        return [[next(docs) for _ in text] for text in texts]


# --- the four plants: sentence, chance, names of the article -> changed sentence, or None ---------------

Names = dict[str, list[str]]
Edit = Callable[["Doc", random.Random, Names], str | None]

_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_COUNTED = {"CARDINAL", "MONEY", "PERCENT", "QUANTITY"}
_AGE = re.compile(r"^\d{1,2}(?:-year-old)?$")


def number(doc: "Doc", chance: random.Random, _: Names) -> str | None:
    """Another value for a count, a sum, a share or an age; the numbers of dates are left."""
    found = []
    for entity in doc.ents:
        aged = entity.label_ == "DATE" and ("year-old" in entity.text or entity.text.endswith("years old"))
        if entity.label_ in _COUNTED or aged:
            found += [token for token in entity if _other_number(token.text, chance) is not None]
    if not found:
        return None
    token = chance.choice(found)
    return _put(doc, token.idx, token.idx + len(token), _other_number(token.text, chance) or "")


def _other_number(word: str, chance: random.Random) -> str | None:
    low = word.lower()
    if low in _WORDS[2:]:
        at = _WORDS.index(low)
        return chance.choice([w for w in _WORDS[2:] if abs(_WORDS.index(w) - at) in (1, 2, 3, 5)])
    if low in _TENS:
        return chance.choice([w for w in _TENS if w != low])
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?", word)
    if match is None:
        return None
    value = float(word.replace(",", ""))
    places = len(match[2] or ".") - 1
    if value == 0 or (not places and value == 1):
        return None
    if not places and value < 20:
        other = max(2.0, value + chance.choice([-3, -2, -1, 1, 2, 3, 5]))
        other = other if other != value else value + 4
    else:
        other = value * chance.choice([0.4, 0.6, 0.75, 0.9, 1.1, 1.25, 1.5, 2, 3])
    told = f"{other:,.{places}f}" if "," in word or other >= 10_000 else f"{other:.{places}f}"
    return told if told != word else None


_NAMED = {"PERSON", "GPE", "ORG", "NORP", "LOC", "FAC"}


def names_of(docs: list["Doc"]) -> Names:
    """The names of an article by kind."""
    found: Names = {}
    for doc in docs:
        for entity in doc.ents:
            text = _bare(entity)
            if entity.label_ in _NAMED and _is_name(text):
                found.setdefault(entity.label_, []).append(text)
    return {kind: sorted(set(names)) for kind, names in found.items()}


def _bare(entity: "Span") -> str:
    return re.sub(r"^[Tt]he ", "", re.sub(r"[’']s?$", "", entity.text))


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][\w.’'&-]+(?: [\w.’'&-]+){0,3}", text)) and not re.search(r"\d|[’']s", text)


def name(doc: "Doc", chance: random.Random, names: Names) -> str | None:
    """Another person, place or body of the same kind in place of one."""
    found = [e for e in doc.ents if e.label_ in ("PERSON", "GPE", "ORG", "NORP") and _is_name(_bare(e))]
    chance.shuffle(found)
    for entity in found:
        own = _bare(entity)
        others = [
            each
            for each in names.get(entity.label_, ())
            if each not in doc.text
            and own not in each
            and not set(_keys(own)) & set(_keys(each))
            and len(each.split()) == len(own.split())
            and each[-1] != "s"
            and own[-1] != "s"
            and entity.start_char >= dateline_end(doc.text)
        ]
        if others:
            at = entity.start_char + entity.text.find(own)
            return _put(doc, at, at + len(own), chance.choice(others))
    return None


def _keys(text: str) -> list[str]:
    return [word[:4].lower() for word in re.findall(r"\w{2,}", text)]


_OPPOSITE = [
    ("confirmed", "denied"), ("accepted", "rejected"), ("agreed to", "refused to"), ("able to", "unable to"),
    ("likely to", "unlikely to"), ("approved", "rejected"), ("admitted", "denied"), ("with", "without"),
    ("always", "never"), ("managed to", "failed to"), ("known", "unknown"), ("acknowledged", "denied"),
    ("willing to", "unwilling to"), ("fair", "unfair"), ("clear", "unclear"), ("usual", "unusual"),
    ("successful", "unsuccessful"), ("wanted to", "did not want to"),
]  # fmt: skip
_BE = {"is", "are", "was", "were", "will", "would", "has", "have", "had", "can", "could", "should", "does", "did", "do"}


def negation(doc: "Doc", chance: random.Random, _: Names) -> str | None:
    """A negation put in or taken out, or a verb turned into its contrary."""
    ways = [_taken_out, _put_in, _put_in, _contrary]
    chance.shuffle(ways)
    return next((found for way in ways if (found := way(doc, chance)) is not None and found != doc.text), None)


def _taken_out(doc: "Doc", chance: random.Random) -> str | None:
    found = [t for t in doc if t.dep_ == "neg" and t.head.pos_ in ("VERB", "AUX")]
    if not found:
        return None
    token = chance.choice(found)
    before = doc[token.i - 1] if token.i else token
    if token.text.lower() in ("not", "never"):
        if before.text.lower() in ("did", "do", "does"):
            return None
        return _put(doc, token.idx, token.idx + len(token) + 1, "")
    if token.text.lower() in ("n't", "n’t") and before.text.lower() in _BE - {"can", "do", "did", "does"}:
        return _put(doc, token.idx, token.idx + len(token), "")
    return None


def _put_in(doc: "Doc", chance: random.Random) -> str | None:
    verbs = [t for t in doc if t.pos_ in ("VERB", "AUX") and t.dep_ in ("ROOT", "ccomp", "conj", "relcl", "advcl")]
    verbs = [v for v in verbs if not any(k.dep_ == "neg" for k in v.children)]
    verbs = [v for v in verbs if v.lemma_ not in ("say", "tell", "add", "accord") and v.text[0].isalpha()]
    chance.shuffle(verbs)
    for verb in verbs:
        auxiliaries = [k for k in verb.children if k.dep_ in ("aux", "auxpass") and k.text.lower() in _BE]
        if verb.pos_ == "AUX" and verb.text.lower() in ("is", "are", "was", "were"):
            auxiliaries = auxiliaries or [verb]
        if auxiliaries:
            first = auxiliaries[0]
            return _put(doc, first.idx + len(first), first.idx + len(first), chance.choice([" not", " not", " never"]))
        subject = any(k.dep_ == "nsubj" and k.i < verb.i for k in verb.children)
        if verb.tag_ == "VBD" and verb.pos_ == "VERB" and subject:
            return _put(doc, verb.idx, verb.idx + len(verb), f"did not {verb.lemma_.lower()}")
        if verb.tag_ == "VBZ" and verb.pos_ == "VERB" and subject:
            return _put(doc, verb.idx, verb.idx + len(verb), f"does not {verb.lemma_.lower()}")
    return None


def _contrary(doc: "Doc", chance: random.Random) -> str | None:
    pairs = [(x, y) for pair in _OPPOSITE for x, y in (pair, pair[::-1])]
    pairs = [(x, y) for x, y in pairs if re.search(rf"(?<!\w){x}(?!\w)", doc.text) and (x, y) != ("without", "with")]
    if not pairs:
        return None
    x, y = chance.choice(pairs)
    return re.sub(rf"(?<!\w){x}(?!\w)", y, doc.text, count=1)


_SOMEBODY = frozenset([
    "administration", "agency", "army", "attorney", "authorities", "board", "boy", "candidate", "citizens",
    "coalition", "committee", "company", "council", "court", "crowd", "doctors", "father", "federation",
    "fighters", "firm", "fishermen", "forces", "gang", "girl", "government", "group", "gunman", "gunmen",
    "investigators", "judge", "jury", "lawmakers", "lawyer", "lawyers", "leader", "leaders", "man", "men",
    "militants", "military", "minister", "ministers", "ministry", "mob", "mother", "officer", "officers",
    "official", "officials", "opposition", "owner", "panel", "parents", "parliament", "party", "passengers",
    "patients", "people", "pilot", "police", "president", "prisoners", "professor", "prosecutors", "protesters",
    "rebels", "regulators", "reporters", "residents", "scientists", "senator", "senators", "shareholders",
    "soldiers", "students", "suspect", "suspects", "teacher", "team", "troops", "union", "victim", "victims",
    "voters", "woman", "women", "workers",
])  # fmt: skip
_MUTUAL = {"meet", "marry", "join", "match", "follow", "include", "resemble", "equal", "represent", "become", "be"}


def role(doc: "Doc", chance: random.Random, _: Names) -> str | None:
    """Who did it and to whom, the other way round: subject and object, or passive subject and agent."""
    verbs = [t for t in doc if t.pos_ == "VERB" and t.lemma_ not in _MUTUAL]
    chance.shuffle(verbs)
    for verb in verbs:
        first = next((k for k in verb.children if k.dep_ in ("nsubj", "nsubjpass") and k.i < verb.i), None)
        second = next((k for k in verb.children if k.dep_ == "dobj" and k.i > verb.i), None)
        if first is not None and first.dep_ == "nsubjpass":
            second = next((n for k in verb.children if k.dep_ == "agent" for n in k.children if n.dep_ == "pobj"), None)
        if first is None or second is None or not (_somebody(first) and _somebody(second)):
            continue
        (low, high), (low_2, high_2) = _phrase(first), _phrase(second)
        if high > low_2 or high - low > 7 or high_2 - low_2 > 7:
            continue
        x, y = doc[low:high], doc[low_2:high_2]
        if {t.lower_ for t in x} & {t.lower_ for t in y} - {"the", "a", "of"} or x.end_char < dateline_end(doc.text):
            continue
        if low and doc[low - 1].text == "who":
            continue
        return (
            doc.text[: x.start_char] + _opening(y, first=low == 0) + doc.text[x.end_char : y.start_char]
            + _opening(x, first=False) + doc.text[y.end_char :]
        )  # fmt: skip
    return None


def _somebody(token: "Token") -> bool:
    return (
        token.ent_type_ in ("PERSON", "GPE", "ORG", "NORP")
        or token.lemma_.lower() in _SOMEBODY
        or (token.text.lower() in _SOMEBODY)
    )


def _phrase(token: "Token") -> tuple[int, int]:
    """The noun phrase without clauses that hang on it."""
    held = [token, *(d for k in token.children if k.dep_ in ("det", "amod", "compound", "poss", "nummod", "nmod")
                     for d in k.subtree)]  # fmt: skip
    return min(t.i for t in held), max(t.i for t in held) + 1


def _opening(phrase: "Span", *, first: bool) -> str:
    text = phrase.text
    if first:
        return text[0].upper() + text[1:]
    proper = phrase[0].ent_type_ in _NAMED and phrase[0].pos_ == "PROPN"
    return text if proper or (not text[:2].istitle() and phrase[0].text != "A") else text[0].lower() + text[1:]


def _put(doc: "Doc", start: int, end: int, words: str) -> str:
    text = doc.text[:start] + words + doc.text[end:]
    return text[0].upper() + text[1:]


PLANTS: dict[str, Edit] = {"number": number, "name": name, "negation": negation, "role": role}

# --- what a retelling may do without contradicting -------------------------

_SAME = [
    ("started", "began"), ("however", "but"), ("also", "as well"), ("more than", "over"), ("because", "since"),
    ("about", "around"), ("about", "some"), ("nearly", "almost"), ("United States", "U.S."), ("U.S.", "US"),
    ("percent", "per cent"), ("%", " percent"), ("Mr. ", ""), ("did not", "didn't"), ("was not", "wasn't"),
    ("is not", "isn't"), ("will not", "won't"), ("cannot", "can't"), ("ended", "concluded"), ("help", "assist"),
    ("children", "kids"), ("buy", "purchase"), ("talks", "discussions"), ("meeting", "gathering"), ("car", "vehicle"),
    ("company", "firm"), ("near", "close to"), ("area", "region"), ("students", "pupils"), ("while", "whereas"),
    ("in order to", "to"), ("last week", "in the past week"), ("according to", "as reported by"), ("has said", "said"),
    ("said that", "said"), ("told reporters", "said"), ("injured", "hurt"), ("killed", "left dead"),
    ("President", "Pres."), ("Senator", "Sen."), ("Governor", "Gov."), ("government", "authorities"),
    ("announced", "made known"), ("showed", "revealed"), ("large", "big"), ("important", "significant"),
    ("says", "said"), ("although", "though"), ("many", "a lot of"), ("attempt", "try"), ("nation", "country"),
    ("during", "in"), ("among", "amongst"), ("until", "till"), ("organization", "organisation"), ("labor", "labour"),
    ("fired", "dismissed"), ("deal", "agreement"), ("former", "ex-"), ("voiced", "expressed"), ("toward", "towards"),
]  # fmt: skip
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_HARMLESS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    # what is told first told last, and the other way round
    (r"^((?:On|In|At|After|During|Before|Since|For) [^,“”\"]{6,50}), (\w[^“”\"]{30,})\.$",
     lambda m: f"{m[2]} {m[1][0].lower()}{m[1][1:]}."),
    (r"^([^“”\"]{40,}), ([A-Z][\w.’' ]{3,40}) (said|says)\.$",
     lambda m: f"{m[2]} {m[3]} {m[1][0].lower() if m[1].split()[0] in ('The', 'A', 'It', 'They', 'He') else m[1][0]}"
               f"{m[1][1:]}."),
    (r"^According to ([^,]{4,50}), (\w[^“”\"]{30,})\.$",
     lambda m: f"{m[2][0].upper()}{m[2][1:]}, according to {m[1]}."),
    (rf" (on {_DAY})(?=[.,]| (?!(?:morning|after|evening|night)))", ""),
    (rf" (on {_DAY})\.$", r" late \1."),
    (r", who [^,.“”\"]{10,80},", ""), (r" \([^()]{3,60}\)", ""), (r", which [^,.“”\"]{10,90}\.$", "."),
    (r"\b(very|really|simply|actually|clearly|recently|already|just|quickly|largely) ", ""),
    (r"\b[A-Z][a-z]{2,} ([A-Z]\. )([A-Z][a-z]{3,})\b", lambda m: m[0].replace(m[1], "")),
    (r"(?<=[a-z,] )(?:[A-Z][a-z]{2,8}) ([A-Z][a-z]{4,})(?= (?:said|told|was|is|has|had|added|and)\b)", r"\1"),
    (r"\bsaid\b", "stated"), (r"\bsaid\b", "noted"), (r"\bsaid\b(?=[.,])", "added"), (r"“([^”]*)”", r'"\1"'),
    (r"\b(\d{1,3}),(\d{3})\b(?= [a-z])", r"\1\2"), (r"\b(\w+), and (\w+)\b", r"\1 and \2"),
    (r"^(But|And|So|Meanwhile,|Still,|However,) (\w)", lambda m: m[2].upper()),
    (r"(?<=[a-z] )(\d{2,3}(?:,\d{3})|\d{3})(?= [a-z]{4,})", lambda m: _rounded(m[1])),
    (r"\b(two|three|four|five|six|seven|eight|nine)(?= [a-z]{3,})", lambda m: str(_WORDS.index(m[1]))),
    (r"(?<=[a-z] )([3-9])(?= [a-z]{3,})", lambda m: _WORDS[int(m[1])]),
]  # fmt: skip


def _rounded(word: str) -> str:
    value = int(word.replace(",", ""))
    size = 10 ** max(1, len(str(value)) - 2)
    other = round(value / size) * size
    return word if abs(other - value) > 0.04 * value or other == value or 1900 < value < 2100 else f"about {other:,}"


def restyled(text: str, chance: random.Random, *, times: int = 1) -> str:
    """The same, told a little otherwise."""
    for _ in range(times):
        options = []
        for x, y in _SAME:
            pattern = rf"(?<!\w){re.escape(x)}(?!\w)" if x[0].isalpha() else re.escape(x)
            if re.search(pattern, text):
                options.append(re.sub(pattern, y, text, count=1))
        for pattern, words in _HARMLESS:
            found = re.sub(pattern, words, text, count=1)
            if found != text:
                options.append(found)
        options = [each for each in options if len(each) > 30]
        if options:
            text = chance.choice(options)
    return text[0].upper() + text[1:]


def _retold(text: list[str], at: int, chance: random.Random) -> list[str]:
    """Every sentence as a retelling has it; sentence `at` is kept. Dropped ones are empty."""
    out = []
    for place, each in enumerate(text):
        if place != at and chance.random() < 0.2:
            out.append("")
            continue
        out.append(restyled(each, chance, times=chance.choice([0, 0, 1, 1, 2])))
    return out


def plants(articles: list[tuple[list[str], list["Doc"]]], *, most: int, seed: int = 11) -> Iterator[Plant]:
    """Up to `most` plants a kind, at most one a kind and article; and as many controls as plants."""
    chance = random.Random(seed)
    made = dict.fromkeys(KINDS, 0)
    pool = [names_of(docs) for _, docs in articles]
    order = list(range(len(articles)))
    chance.shuffle(order)
    for place in order:
        text, docs = articles[place]
        names = pool[place]
        others = pool[chance.randrange(len(pool))]
        both = {kind: [*names.get(kind, ()), *chance.sample(own, min(2, len(own)))] for kind, own in others.items()}
        both |= {kind: own for kind, own in names.items() if kind not in both}
        for kind in sorted(KINDS, key=lambda kind: made[kind]):
            if made[kind] >= most:
                continue
            found = _plant(text, docs, kind, chance, both)
            if found is not None:
                made[kind] += 1
                yield found
                yield Plant(before=found.before, after=_control(text, chance), kind="")
                break


def _plant(text: list[str], docs: list["Doc"], kind: str, chance: random.Random, names: Names) -> Plant | None:
    spots = list(range(len(text)))
    chance.shuffle(spots)
    for at in spots:
        changed = PLANTS[kind](docs[at], chance, names)
        if changed is None:
            continue
        again = _retold(text, at, chance)
        again[at] = restyled(changed, chance, times=chance.choice([0, 0, 1]))
        new = Counter(changed.split()) - Counter(text[at].split())
        if new - Counter(again[at].split()) or len(again[at]) < 0.8 * len(changed):
            again[at] = changed  # the plant must not be styled away
        return Plant(before=tuple(text), after=_ordered(again, chance), kind=kind, told=(text[at], again[at]))
    return None


def _control(text: list[str], chance: random.Random) -> tuple[str, ...]:
    return _ordered(_retold(text, -1, chance), chance)


def _ordered(text: list[str], chance: random.Random) -> tuple[str, ...]:
    """Mostly the order that it had; now and then a sentence is moved."""
    kept = [each for each in text if each]
    if len(kept) > 4 and chance.random() < 0.4:
        moved = kept.pop(chance.randrange(1, len(kept)))
        kept.insert(chance.randrange(1, len(kept)), moved)
    return tuple(kept)
