"""The vocabulary of saying: verbs and nouns with what they take, and the frame that one of them makes in a sentence.

The words stand in `knowledge/saying.tsv`, `saying_nouns.tsv` and `saying_words.tsv`; nothing is decided here.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from retold.knowledge import table
from retold.types import Tier

How = Literal["quotation", "clause", "parenthetical", "object", "adjunct", "noun", "adjective", "impression"]
"""How content hangs on its cue."""


@dataclass(frozen=True, slots=True)
class SayingWord:
    """A row of the table of verbs."""

    lemma: str
    tier: Tier
    strength: str
    #: Letters c, q, i, o, and prepositions.
    takes: frozenset[str]


@cache
def sayings() -> dict[str, SayingWord]:
    """All verbs by lemma."""
    return {
        lemma: SayingWord(lemma, cast(Tier, tier), strength, frozenset(takes.split()))
        for lemma, tier, strength, takes in (*table("attitude_verbs"), *table("saying"))
    }


@cache
def saying_nouns() -> dict[str, SayingWord]:
    """All nouns of saying."""
    return {
        lemma: SayingWord(lemma, cast(Tier, tier), strength, frozenset(takes.split()))
        for lemma, tier, strength, takes in table("saying_nouns")
    }


@cache
def saying_adjectives() -> dict[str, SayingWord]:
    """All adjectives of attitude."""
    return {
        word: SayingWord(word, "stance", strength, frozenset(takes.split()))
        for word, strength, takes in table("saying_adjectives")
    }


@cache
def saying_roles() -> dict[str, str]:
    """Nouns for people by what they stand for ("critic": opposes)."""
    return {word.removesuffix(" of"): role for word, role in table("saying_words") if word.endswith(" of")}


@dataclass(frozen=True, slots=True)
class Frame:
    """An attribution within one sentence; ranges are words, both ends included."""

    saying: SayingWord
    cue: tuple[int, int]
    #: Head word of the source; None if the sentence doesn't say.
    speaker: int | None
    source: tuple[int, int] | None
    content: tuple[int, int]
    #: How the content hangs on the cue.
    how: How
    #: Head verb of the cue.
    verb: int
    #: Whether the sentence tells that it is said, rather than that it would be.
    asserted: bool = True
    #: Head verb of the frame whose source tells this one's words: "Reuters reported, citing officials, that ...".
    quoter: int | None = None


@cache
def saying_words(role: str) -> frozenset[str]:
    """Small words of one role around a verb of saying, from `saying_words.tsv`."""
    return frozenset(word for word, its_role in table("saying_words") if its_role == role)
