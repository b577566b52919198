"""A story's origins as a tree: what stands behind which article, as far as the derivations tell.

An article hangs under the one that it was taken from; where only the common source is known, under the origin. Decides
nothing about who has it from whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from retold.types import Article, Derivation, Node, NodeKind, Origin, Story


def tree(story: Story) -> tuple[Node, ...]:
    """The nodes, parents before their children, origins in the order of the story."""
    nodes: list[Node] = []
    for origin in story.origins:
        _grow(origin, story, nodes)
    return tuple(nodes)


@dataclass(frozen=True, slots=True)
class _Step:
    """From which article another was taken, and how that is known."""

    above: str
    kind: NodeKind
    because: tuple[str, ...]


def _grow(origin: Origin, story: Story, nodes: list[Node]) -> None:
    steps = _steps(origin, story)
    root = _founder(origin, steps)
    placed = {root.id: len(nodes)} if root is not None else {}
    top = len(nodes)
    nodes.append(Node(name=origin.name, article=root, parent=None, kind="origin", because=origin.because))
    waiting = [article for article in origin.articles if article.id not in placed]
    while waiting:
        for article in waiting:
            step = steps.get(article.id)
            if step is None:
                made = Node(name=article.name, article=article, parent=top, kind="retelling", because=())
            elif step.above in placed:
                made = Node(
                    name=article.name, article=article, parent=placed[step.above], kind=step.kind, because=step.because
                )
            else:
                continue
            placed[article.id] = len(nodes)
            nodes.append(made)
        waiting = [article for article in waiting if article.id not in placed]


def _founder(origin: Origin, steps: Mapping[str, _Step]) -> Article | None:
    """The article that is the origin itself: the outlet's own that was taken from none; None if it isn't there."""
    if len(origin.articles) == 1 and origin.kind != "agency":
        return origin.articles[0]
    own = [article for article in origin.articles if article.name == origin.name and article.id not in steps]
    return own[0] if len(own) == 1 else None


def _steps(origin: Origin, story: Story) -> dict[str, _Step]:
    """For each article that was taken from another of the origin: from the one that has most of its words."""
    inside = {article.id for article in origin.articles}
    steps: dict[str, _Step] = {}
    for revision in story.revisions:
        before, after = revision.comparison.a.id, revision.comparison.b.id
        if before in inside and after in inside:
            steps[after] = _Step(before, "version", revision.because)
    taken = [d for d in story.derivations if d.source in ("a", "b") and d.a in inside and d.b in inside]
    for derivation in sorted(taken, key=_nearness):
        above, below = (derivation.a, derivation.b) if derivation.source == "a" else (derivation.b, derivation.a)
        if below not in steps and not _is_above(below, above, steps):
            kind: NodeKind = "copy" if derivation.kind == "copy" else "rewrite"
            steps[below] = _Step(above, kind, derivation.because)
    return steps


def _nearness(derivation: Derivation) -> tuple[float, str, str]:
    """Largest share of the later one's words first."""
    share = derivation.share_b if derivation.source == "a" else derivation.share_a
    return -share, derivation.a, derivation.b


def _is_above(article: str, below: str, steps: Mapping[str, _Step]) -> bool:
    """True if `article` stands somewhere above `below`: hanging it under that one would close a circle."""
    while below in steps:
        below = steps[below].above
        if below == article:
            return True
    return False
