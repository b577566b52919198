"""Which statements say the same: one source, the same content words, the same numbers, negations and roles."""

from collections import defaultdict
from dataclasses import dataclass

from retold.changes import lexicon
from retold.claims.contradictions import DENIED, apart
from retold.claims.keys import Sharing, jaccard, name_keys, negations, word_keys
from retold.claims.places import Places, fullest, sentence_at
from retold.config import Saying
from retold.text import fold
from retold.types import Claim, ClaimConflict, Facts, Passage, Statement

#: Content words that may differ between a statement and its denial.
_FEW = 2
_SAYS = frozenset({"says", "confirms", "concedes", "accuses"})
#: Content words below which only the same words say the same.
_TOO_SHORT = 3


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
    """What somebody says in an article, ready to be compared."""
    article, found = facts.article, []
    for statement in facts.statements:
        if not statement.asserted or statement.attitude == "declines" or statement.source.kind == "article":
            continue  # nobody is told to have said it
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
    """How much of the shorter content the other says too, in whatever words; 0 for contents too short to tell."""
    small, large = sorted((a.words, b.words), key=len)
    if len(small) < _TOO_SHORT:
        return 1.0 if small and small == large else 0.0
    rest = large - small
    also = sum(any(lexicon.alike(word, other) for other in rest) for word in small - large)
    return (len(small & large) + also) / len(small)


def statement_claims(places: Places, *, config: Saying) -> tuple[list[Claim], list[ClaimConflict]]:
    """One claim for the statements that say the same; and pairs of claims that can't both hold."""
    copies: dict[tuple[frozenset[str], str], list[Said]] = defaultdict(list)
    for node in sorted((s for one in places.facts.values() for s in said(one)), key=lambda s: s.key):
        copies[node.source, fold(node.statement.content.text)].append(node)
    groups = _grouped(list(copies.values()), config)
    claims = [_claim(group, places) for group in groups]
    conflicts = []
    near = Sharing([group[0].words for group in groups], share=config.conflict_words)
    for j, group in enumerate(groups):
        for i in near.add(j):
            why = _clash(groups[i][0], group[0], config)
            if why:
                conflicts.append(ClaimConflict(claims=(claims[i], claims[j]), because=why))
    return claims, conflicts


def _grouped(copies: list[list[Said]], config: Saying) -> list[list[Said]]:
    """Copies that say the same together, each with the first group that all of it agrees with."""
    groups: list[list[Said]] = []
    home_of: dict[int, int] = {}
    near = Sharing([copy[0].words for copy in copies], share=config.same_statement / 2)
    for place, copy in enumerate(copies):
        homes = sorted({home_of[other] for other in near.add(place)})
        home = next((h for h in homes if all(_one(copy[0], other, config) for other in groups[h])), None)
        if home is None:
            home = len(groups)
            groups.append([])
        home_of[place] = home
        groups[home] += copy
    return groups


def _one(a: Said, b: Said, config: Saying) -> bool:
    if not same_source(a, b) or alike(a, b) < config.same_statement:
        return False
    first, second = a.statement.content.text, b.statement.content.text
    return not _opposite(a, b) and not apart(first, second, config=config)


def _opposite(a: Said, b: Said) -> bool:
    """True if one of two statements of like words says no: "denied that it fell" is "said that it did not fall"."""
    denied = sum(negations(s.statement.content.text) + (s.statement.attitude == "denies") for s in (a, b))
    return denied % 2 == 1


def _clash(a: Said, b: Said, config: Saying) -> str:
    """Why statements of nearly the same words can't both hold; "" if they may."""
    if not a.words or not b.words or jaccard(a.words, b.words) < config.conflict_words:
        return ""
    attitudes = {a.statement.attitude, b.statement.attitude}
    if "denies" in attitudes:  # what somebody says and somebody else denies, in one article too
        return DENIED if attitudes & _SAYS and _opposite(a, b) and not same_source(a, b) else ""
    if a.article == b.article:
        return ""
    why = apart(a.statement.content.text, b.statement.content.text, config=config)
    # A negation counts as a contradiction only where little else differs: it may belong to other words.
    return "" if why == DENIED and len(a.words ^ b.words) > _FEW else why


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
