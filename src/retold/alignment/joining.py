"""Links of several sentences: what was split off or merged, and ends of sentences that were seen in other places."""

from retold.alignment.likeness import Likeness
from retold.config import Alignment

#: Sentences of a and of b.
Group = tuple[list[int], list[int]]


def grow(alike: Likeness, groups: list[Group], heads_a: int, heads_b: int, config: Alignment) -> None:
    """Add sentences that were split off or merged: a free sentence joins the link beside it that holds its words.

    It holds them if the cosine of the whole rises, or if enough of the free sentence is covered. The more of a text
    is linked already, the less has to be covered.
    """
    rows, columns = alike.cosine.shape
    owner: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for place, (i, j) in enumerate(groups):
        owner[0][i[0]], owner[1][j[0]] = place, place
    if not groups:
        return
    shorter = 0 if rows - heads_a < columns - heads_b else 1
    linked = len(owner[shorter]) / max(1, (rows - heads_a, columns - heads_b)[shorter])
    cover = max(config.cover_least, config.cover - config.cover_slope * max(0.0, linked - config.cover_from))
    ends = ((heads_a, rows), (heads_b, columns))
    candidates = [
        candidate
        for side in (0, 1)
        for free in range(*ends[side])
        if free not in owner[side]
        for candidate in _near(alike, groups, owner, (side, free), (cover, ends[side]), config)
    ]
    while candidates:
        _, side, free, place = max(candidates)
        groups[place][side].append(free)
        owner[side][free] = place
        stale = {each for each in range(*ends[side]) if abs(each - free) <= config.reach + 1}
        candidates = [c for c in candidates if c[3] != place and (c[1], c[2]) != (side, free)]
        for other in (0, 1):
            near = stale if other == side else range(*ends[other])
            for each in near:
                if each not in owner[other]:
                    found = _near(alike, groups, owner, (other, each), (cover, ends[other]), config)
                    candidates += [c for c in found if c[3] == place]


def _near(
    alike: Likeness,
    groups: list[Group],
    owner: tuple[dict[int, int], dict[int, int]],
    what: tuple[int, int],
    limits: tuple[float, tuple[int, int]],
    config: Alignment,
) -> list[tuple[float, int, int, int]]:
    """The links beside a free sentence that it may join, as (likeness, side, sentence, link)."""
    side, free = what
    cover, (low, high) = limits
    found: list[tuple[float, int, int, int]] = []
    beside = range(max(low, free - config.reach), min(high, free + config.reach + 1))
    for place in sorted({owner[side][each] for each in beside if each in owner[side]}):
        mine, others = groups[place][side], groups[place][1 - side]
        if len(others) > 1 or len(mine) >= config.most_members:
            continue
        other = others[0]
        i, j = (free, other) if side == 0 else (other, free)
        own = alike.own[side][free]
        likeness = alike.cosine.item(i, j)
        covered = alike.cross[i][j] / own if own > 0 else 0.0
        joined = [*mine, free]
        before = alike.together(mine, others) if side == 0 else alike.together(others, mine)
        after = alike.together(joined, others) if side == 0 else alike.together(others, joined)
        if after > before or (likeness >= config.cover_likeness and covered >= cover):
            found.append((likeness + covered, side, free, place))
    return found


def mend_boundaries(
    alike: Likeness, groups: list[Group], config: Alignment
) -> list[tuple[list[int], list[int], float]]:
    """The links in order with their likeness, neighbours put together where that fits clearly better.

    It does where the end of a sentence was seen in different places.
    """
    out: list[tuple[list[int], list[int], float]] = []
    for i, j in sorted([(sorted(i), sorted(j)) for i, j in groups]):
        weight = alike.together(i, j)
        if out:
            i0, j0, weight0 = out[-1]
            beside = i0[-1] + 1 == i[0] and j0[-1] + 1 == j[0] and len(i0) + len(i) <= config.most_members
            least = max(weight, weight0) + config.boundary_gain
            if beside and least < 1 and _meet(alike, (i0, j0), (i, j)) > config.accept_in_gap:
                whole = alike.together(i0 + i, j0 + j)
                if whole > least:
                    out[-1] = (i0 + i, j0 + j, whole)
                    continue
        out.append((i, j, weight))
    return out


def _meet(alike: Likeness, first: Group, second: Group) -> float:
    """How like the last sentence of one link is to the first of the next, across."""
    return max(alike.cosine.item(first[0][-1], second[1][0]), alike.cosine.item(second[0][0], first[1][-1]))
