"""Names by themselves: whether two are one person's, what kind of thing a name is, titles and datelines.

Works on strings; the words that tell stand in `knowledge/name_words.tsv` and its neighbours.
"""

import re
from functools import cache, lru_cache
from typing import cast

from retold.actors.spellings import alike, key, same_given
from retold.knowledge import mapping, table, words
from retold.types import SourceKind

#: Characters of an office or role.
_LONGEST_TITLE = 90
#: Endings of nouns for those who do something.
AGENT = re.compile(
    r"(?:er|or|ist|man|woman|person|ian|ant|eer|lady|boy|girl|son|nurse|chief|head|president|guard|pilot)$"
)
#: Ends of firms' names; a person with such a surname is known by a given name.
FIRM = re.compile(r"(?:brothers|foods|ines|ings|motors|partners|ries|stores|systems|tions|ways|works)$", re.IGNORECASE)

#: No capitals within but after a particle ("McConnell", "O'Neill"), no digits and no points.
_SURNAME = re.compile(r"(?:Ma?c|[DO]['’]|De|Di|Du|La|Le|Van)?[^\W\d_a-z][^\W\d_A-Z]+(?:-[^\W\d_a-z][^\W\d_A-Z]+)?")


def same_person(a: str, b: str) -> bool:
    """Whether two names can be one person's: same surname or a variant spelling of it, no clash of given names."""
    given_a, surname_a = split_name(a)
    given_b, surname_b = split_name(b)
    if not surname_a or not surname_b:
        return False
    if not given_a or not given_b:
        return key(surname_a) == key(surname_b)
    # "al-Kadhimi" and "al-Kazemi": a letter may differ too where the given name is the same.
    same_surname = key(surname_a) == key(surname_b) or (given_a == given_b and alike(surname_a, surname_b))
    return same_surname and same_given(given_a, given_b)


@lru_cache(maxsize=8192)
def initial(name: str) -> str:
    """First letter of the surname's sound: names that can be one person's share it."""
    return key(split_name(name)[1])[:1]


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, str]:
    """First given name and surname, folded: particles and suffixes are no surname."""
    parts = [p for p in re.split(r"[\s\-‐]+", name.casefold().replace("’", "'")) if p and p not in name_words("suffix")]
    core = [part for part in parts if part not in name_words("particle")] or parts
    if not core:
        return "", ""
    return (core[0] if len(core) > 1 else "", core[-1])


def is_body(name: str) -> bool:
    """Whether a word of the name is one for a body of people: "the Port Authority"."""
    return holds(name, "body")


def is_acronym(name: str) -> bool:
    """Whether it is a short word in capitals: "FICO", "U.N."."""
    letters = name.replace(".", "")
    return " " not in name and 2 <= len(letters) <= 6 and letters.isupper()


def gender_of_name(given: str) -> str:
    """ "m", "f" or "": from the list, else by the ending: unlisted names on "-a" are women's."""
    listed = mapping("given_names").get(given)
    if listed is not None:
        return listed
    return "f" if len(given) > 3 and given.endswith("a") else ""


@cache
def business_words() -> frozenset[str]:
    """Lemmas that tell of business: where they stand, a body may be "the company"."""
    return name_words("business")


def commercial(name: str) -> bool:
    """Whether a body may be what "the company" means: not of the state, and no dateline."""
    own = name[0].isupper() and not name.isupper()
    return own and not holds(name, "staying") and name not in _shown_institutions()


@cache
def _shown_institutions() -> frozenset[str]:
    return frozenset(mapping("institutions").values())


def clean_title(text: str) -> str:
    """Without article, conjunction and punctuation at its ends; empty if it is no office or role."""
    text = re.sub(r"^(?:(?:the|a|an|and|but|his|her|its|their|now)\s+)+", "", text.strip(" ,;:—–-“”\"'()"), flags=re.I)
    pieces = [piece.casefold() for piece in re.findall(r"[\w.]+", text)]
    if len(text) > _LONGEST_TITLE or all(piece in name_words("courtesy") for piece in pieces):
        return ""
    return text if not role_words().isdisjoint(pieces) else ""


def before_name(text: str) -> str:
    """A title that stands before a name: it must end with a word for an office or role."""
    if text.casefold() in mapping("parties"):
        return ""
    pieces = text.split()
    if any(piece[0].isupper() and piece.casefold() in role_words() for piece in pieces):
        # "a recommendation Attorney General Ann Lee rejected": the noun before is no part of the title.
        while pieces[0].islower() and pieces[0] not in name_words("over") | name_words("before office"):
            pieces.pop(0)
    text = " ".join(pieces)
    head = re.split(r" (?:to|for|of) ", text)[0].split()
    ends = pieces and pieces[-1].casefold() in role_words()
    return clean_title(text) if ends or (head and head[-1].casefold() in role_words()) else ""


@cache
def name_words(role: str) -> frozenset[str]:
    """The words of one role of the table name_words."""
    return frozenset(word for word, its_role in table("name_words") if its_role == role)


@lru_cache(maxsize=8192)
def holds(name: str, role: str) -> bool:
    """Whether a word of the name has the role."""
    return not name_words(role).isdisjoint(re.split(r"[\s.]+", name))


def speaker_kind(noun: str) -> SourceKind | None:
    """What kind of source a common noun stands for ("official", "report"); None for one that isn't listed."""
    return cast(dict[str, SourceKind], mapping("speakers")).get(noun)


@cache
def said_verbs() -> frozenset[str]:
    """Verbs of saying, without those that only take a stance."""
    return frozenset(row[0] for row in table("saying") if row[1] == "said")


def like_surname(name: str) -> bool:
    """Whether a single word can be a surname by its letters, and is no firm, body or place that goes by one word."""
    return _SURNAME.fullmatch(name) is not None and name.casefold() not in words("single_names")


@cache
def role_words() -> frozenset[str]:
    """Words for offices and roles, in lower case."""
    return words("titles") | words("speakers")


def initials(name: str) -> str:
    """The letters of a body's acronym: "imf" of "International Monetary Fund"; "" for a single word."""
    parts = [part for part in name.replace("-", " ").split() if part.casefold() not in name_words("small")]
    return "".join(part[0] for part in parts).casefold() if len(parts) > 1 else ""


@lru_cache(maxsize=4096)
def title_words(title: str) -> str:
    """A title in lower case, with its abbreviations written out: "Gov." is "governor"."""
    full = _full_titles()
    return " ".join(full.get(word, word) for word in re.findall(r"[\w'.-]+", title.casefold().replace("’", "'")))


@cache
def _full_titles() -> dict[str, str]:
    return {row[0]: row[2] for row in table("titles") if len(row) > 2}


def gender_of_noun(noun: str) -> str:
    """ "m" or "f" for "husband", "actress", "spokesman", else nothing."""
    return mapping("gendered").get(noun) or mapping("titles").get(noun, "")


def gender_of(title: str) -> str:
    """ "m" or "f" if a word of the title tells, else nothing."""
    titles = mapping("titles")
    return next((titles[w] for w in title.casefold().split() if titles.get(w)), "")
