"""What people said of which articles belong together: what holds, and what can't hold beside it."""

from collections.abc import Sequence
from itertools import combinations

from retold.types import Correction


def contradicting(corrections: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """The standing corrections that can't hold beside a new one; empty if it can be made.

    Together is passed on: a with b and b with c is a with c.
    """
    standing = [c for c in corrections if c.holds]
    group = _groups([*standing, new])
    for one in (*standing, new):
        if one.kind == "apart":
            for a, b in combinations(one.articles, 2):
                if group.get(a, a) == group.get(b, b):
                    return _behind(standing, new, one, group.get(a, a), group)
    return ()


def _behind(
    standing: Sequence[Correction], new: Correction, apart: Correction, name: str, group: dict[str, str]
) -> tuple[Correction, ...]:
    """Those that hold the group together, or the one that holds it apart, whichever the new one is not."""
    if apart is not new:
        return (apart,)
    return tuple(c for c in standing if c.kind == "together" and group[c.articles[0]] == name)


def _groups(corrections: Sequence[Correction]) -> dict[str, str]:
    """For each article that is held together with others, the name of its group."""
    group: dict[str, str] = {}
    for correction in corrections:
        if correction.kind == "together":
            names = {group.get(i, i) for i in correction.articles}
            first = min(names)
            group.update(dict.fromkeys(correction.articles, first))
            group = {i: first if name in names else name for i, name in group.items()}
    return group
