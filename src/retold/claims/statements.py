"""Which statements say the same: one source, the same content words, the same numbers, negations and roles."""

from collections import defaultdict
from dataclasses import dataclass

from retold.claims.keys import cover, jaccard, name_keys, negations, numbers, swapped, word_keys
from retold.claims.places import Places, fullest, sentence_at
from retold.config import Saying
from retold.text import fold
from retold.types import Claim, ClaimConflict, Facts, Passage, Statement

#: Content words that may differ between a statement and its denial.
_FEW = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in its article, with what it is compared by."""

    article: str
    statement: Statement
    sentence: int
    source: frozenset[str]
    words: frozenset[str]

    @property
    def key(self) -> tuple[str, int, int]:
        """Orders statements the same, however the articles came."""
        return self.article, self.statement.content.start, self.statement.content.end


def said(facts: Facts) -> list[Said]:
    """The statements of an article, ready to be compared."""
    article, found = facts.article, []
    for statement in facts.statements:
        home = sentence_at(article, statement.cue.start)
        if home is not None:
            words = word_keys(statement.content.text, article.language)
            found.append(Said(article.id, statement, home.index, name_keys(statement.source.name), words))
    return found


def same_source(a: Said, b: Said) -> bool:
    """True if two statements may have one source: a name in common, or both hidden."""
    if a.statement.source.anonymous and b.statement.source.anonymous:
        return bool(a.source & b.source) or not a.source or not b.source
    return bool(a.source & b.source)


def alike(a: Said, b: Said) -> float:
    """How much of the shorter content the other holds; 0 for contents too short to tell."""
    if min(len(a.words), len(b.words)) < 3:
        return 1.0 if a.words and a.words == b.words else 0.0
    return cover(a.words, b.words)


def difference(a: Said, b: Said) -> str:
    """Why two statements with the same words say different things; "" if they don't."""
    first, second = a.statement.content.text, b.statement.content.text
    if (negations(first) - negations(second)) % 2:
        return "said / denied"
    if numbers(first) != numbers(second) and numbers(first) and numbers(second):
        only = sorted(numbers(first) - numbers(second)), sorted(numbers(second) - numbers(first))
        if all(only):
            return f"number {', '.join(only[0])} / {', '.join(only[1])}"
    return "roles turned round" if swapped(first, second) else ""


def statement_claims(places: Places, *, config: Saying) -> tuple[list[Claim], list[ClaimConflict]]:
    """One claim for the statements that say the same; and pairs of claims that can't both hold."""
    copies: dict[tuple[frozenset[str], str], list[Said]] = defaultdict(list)
    for node in sorted((s for one in places.facts.values() for s in said(one)), key=lambda s: s.key):
        copies[node.source, fold(node.statement.content.text)].append(node)
    groups: list[list[Said]] = []
    for copy in copies.values():
        home = next((g for g in groups if all(_one(copy[0], other, config) for other in g)), None)
        if home is None:
            groups.append(list(copy))
        else:
            home += copy
    claims = [_claim(group, places) for group in groups]
    conflicts = []
    for i, first in enumerate(groups):
        for j in range(i + 1, len(groups)):
            why = _clash(first[0], groups[j][0], config)
            if why:
                conflicts.append(ClaimConflict(claims=(claims[i], claims[j]), because=why))
    return claims, conflicts


def _one(a: Said, b: Said, config: Saying) -> bool:
    return same_source(a, b) and alike(a, b) >= config.same_statement and not difference(a, b)


def _clash(a: Said, b: Said, config: Saying) -> str:
    """Statements of several articles, nearly word for word, that differ where it counts."""
    if a.article == b.article or not a.words or not b.words:
        return ""
    if jaccard(a.words, b.words) < config.conflict_words:
        return ""
    why = difference(a, b)
    # A negation counts as a contradiction only where little else differs: it may belong to other words.
    return "" if why == "said / denied" and len(a.words ^ b.words) > _FEW else why


def _claim(group: list[Said], places: Places) -> Claim:
    passages: list[Passage] = [places.sentence(s.article, s.sentence) for s in group]
    shown = fullest(passages)
    # The fullest name tells most: "White House press secretary Jen Psaki" before "Psaki".
    names = sorted({s.statement.source.name for s in group}, key=lambda name: (-len(name), name))
    return Claim(
        kind="statement",
        passages=shown,
        source=names[0],
        origins=places.origins(shown),
        because=(f"said by {names[0]}",) if names[0] else (),
    )
