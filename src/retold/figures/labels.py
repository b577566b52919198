"""Numbers that are no figures: years, numbered things ("Highway 61"), scores, list marks and the pronoun "one"."""

import re
from collections.abc import Sequence

from retold.figures.numerals import Numeral, glued
from retold.figures.tokens import Token, role
from retold.figures.within import within
from retold.knowledge import words
from retold.trees import Tree

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
#: Nouns in the plural, as far as their letters tell.
_PLURAL = re.compile(r"(?!(?:his|is|was|has|as|this|us|its)$)[a-z]{2,}s|people|men|women|children")
_PHONE = re.compile(r"\d{3}-\d{4}")
#: Years before it are seldom named in news.
_FIRST_YEAR = 1900


def is_label(text: str, tokens: Sequence[Token], number: Numeral, stop: int) -> bool:
    """Whether a number without unit or money names a thing, a year or nobody in particular."""
    first = tokens[number.begin]
    if _is_idiom(tokens, first, stop):
        return True
    if _is_bullet(tokens, number):
        return True
    if _is_numbered(tokens, number) or _is_address(tokens, number):
        return True
    if number.stop == number.begin + 1 and first.key == "one":
        return False
    if _PHONE.fullmatch(text, first.start, tokens[stop - 1].end):
        return True
    if number.digits and number.stop == number.begin + 1:
        plain = first.text
        if _YEAR.fullmatch(plain) and not _counts_behind(text, first):
            return True
        if re.match(r"0\d", plain) or (len(plain) > 9 and plain.isdigit()):
            return True
    return False


def _is_idiom(tokens: Sequence[Token], first: Token, stop: int) -> bool:
    """ "one-two", "two-way", "three-way"."""
    if stop + 1 >= len(tokens) or tokens[stop].key != "-":
        return False
    behind = tokens[stop + 1].key
    return behind in ("way", "fold", "something") or (behind in role("idiom") and first.key in ("one", "two"))


def _is_bullet(tokens: Sequence[Token], number: Numeral) -> bool:
    stop = number.stop
    if number.begin == 1 and number.digits and number.stop < len(tokens) and tokens[number.stop].key == ":":
        return True  # "Tip 1: ..."
    if number.begin > 0 and tokens[number.begin - 1].key == "(":
        # "(1)": a mark of a list within the text
        return number.digits and stop < len(tokens) and tokens[stop].key == ")" and number.value < 10
    if number.begin > 0:
        return False
    return number.digits and stop < len(tokens) and tokens[stop].key in (".", ")", ":") and number.value < 100


_PEOPLE = (
    r"\s+(?:\w+\s+)?(?:people|men|women|children|troops|soldiers|workers|employees|homes|houses|jobs|votes|miles"
    r"|students|residents)\b"
)


def _is_address(tokens: Sequence[Token], number: Numeral) -> bool:
    """ "5400 North River Road"."""
    behind = tokens[number.stop : number.stop + 4]
    if not (number.digits and behind and behind[0].text[0].isupper() and "," not in tokens[number.begin].text):
        return False
    return any(token.text[0].isupper() and token.key in role("street") for token in behind)


def _counts_behind(text: str, token: Token) -> bool:
    """ "1600 prisoners" and "2000 people" are counts; "the 2012 attacks" has a year."""
    behind = text[token.end : token.end + 40]
    if re.match(_PEOPLE, behind):
        return True
    return int(token.text) < _FIRST_YEAR and re.match(r"\s+(?:[a-z]+ )?[a-z]+s\b", behind) is not None


def _is_numbered(tokens: Sequence[Token], number: Numeral) -> bool:
    """Whether the word before gives it a place in an order: "Article 5", "on page 12", "No. 10", "#3"."""
    at = number.begin - 1
    if at < 0:
        return False
    if tokens[at].key == "of" and at > 0 and tokens[at - 1].text[0].isupper():
        # "the Group of 8", "the Gang of Eight"
        return tokens[at - 1].text == "Group" or tokens[number.begin].text[0].isupper()
    if tokens[at].key in ("#", "№", "§"):
        return True
    if tokens[at].key in (".", "-") and at > 0:
        if tokens[at].key == "." and not glued(tokens, at):
            return False
        at -= 1
    # "Articles 5 and 6", "Sections 1, 2 and 3"
    for _ in range(3):
        if at > 1 and tokens[at].key in ("and", ",", "or", "to", "-", "–") and tokens[at - 1].kind == "numeral":
            at -= 2
    word = tokens[at]
    if word.kind != "word" or (word.key.rstrip("s") not in _numbered() and word.key not in _numbered()):
        return False
    if word.key in ("no", "nos"):
        return tokens[at + 1].key == "." or word.text[0].isupper()
    if word.text[0].isupper():
        return at > 0 or number.digits
    if not number.digits or (at > 0 and tokens[at - 1].key not in role("order")):
        return False
    # "on page 12", but "gave the group 20 tents"
    behind = [token.text for token in tokens[number.stop : number.stop + 2]]
    return not any(_PLURAL.fullmatch(word) for word in behind)


def _numbered() -> frozenset[str]:
    return words("numbered_things")


def is_score(tokens: Sequence[Token], begin: int, stop: int) -> bool:
    """ "51-49", "a 3-2 win", "48-52 vote": a pair of counts says of nobody which is whose."""
    if stop + 1 >= len(tokens) or tokens[stop].key not in ("-", "–", "‑"):
        return False
    first, second = tokens[stop - 1], tokens[stop + 1]
    if not (glued(tokens, stop) and glued(tokens, stop + 1) and second.text.isdigit() and first.text.isdigit()):
        return False
    if int(second.text) <= int(first.text):
        return True
    near = (*tokens[max(0, begin - 4) : begin], *tokens[stop + 2 : stop + 5])
    return any(token.key in role("score") for token in near) and not (
        stop + 2 < len(tokens) and tokens[stop + 2].key in ("%", "percent", "points")
    )


def is_name(tree: Tree, at: int, after: int, *, plain: bool, bounded: bool) -> bool:
    """Whether the parse makes a plain number part of a name ("Windows 10"), or "one" a pronoun.

    `plain`: neither unit nor money; `bounded`: with a qualifier. Offsets are those of the number in its sentence.
    """
    held = within(tree, at, after)
    if not held or not plain:
        return False
    words = tree.words
    first, last = held[0], held[-1]
    if words[last].text.lower() == "one" and words[last].pos == "NOUN":
        return True
    if words[last].text.lower() == "one" and first == last:
        return not _counts_one(tree, last, bounded=bounded)
    if first != last or bounded or not words[first].text[0].isdigit() or "," in words[first].text or first == 0:
        return False
    before, behind = words[first - 1], words[first + 1] if first + 1 < len(words) else None
    beside = before.end == at - 1 and (before.pos == "PROPN" or (before.lemma in _numbered() and before.pos == "NOUN"))
    ends = behind is None or (
        behind.pos not in ("NOUN", "PROPN", "ADJ", "ADV", "NUM", "VERB") and behind.text not in ("-", "of")
    )
    return beside and ends and tree.heads[first] < first


def _counts_one(tree: Tree, i: int, *, bounded: bool) -> bool:
    """ "one person was killed", and not "one of them", "that one", "one day"."""
    head = tree.heads[i]
    word, noun = tree.words[i], tree.words[head]
    return (
        word.dep == "nummod"
        and head > i
        and noun.pos in ("NOUN", "PROPN")
        and (bounded or noun.lemma not in role("vague"))
    )
