"""Where the boxes and lines of a story's tree stand. Numbers only; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

from retold import display
from retold.types import Node

_COLUMN, _ROW, _HEIGHT, _MARGIN = 250, 50, 40, 1
_LONGEST = 29
"""Characters of a name that a box holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One node, in pixels from the upper left corner."""

    node: Node
    x: int
    y: int
    width: int
    height: int
    #: Its name, shortened to the box.
    label: str
    #: When it was written, and how it comes from its parent.
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A tree, drawn from left to right."""

    nodes: tuple[Node, ...]
    boxes: tuple[Box, ...]
    #: Path of the line from each parent to each of its children.
    lines: tuple[str, ...]
    width: int
    height: int


def draw(nodes: Sequence[Node]) -> Drawing:
    """The tree with each leaf on a line of its own, and each parent beside the first of its children."""
    rows, depths = [0] * len(nodes), [0] * len(nodes)
    free = 0

    def place(index: int, depth: int) -> None:
        nonlocal free
        depths[index] = depth
        rows[index] = free
        children = [child for child, node in enumerate(nodes) if node.parent == index]
        for child in children:
            place(child, depth + 1)
        if not children:
            free += 1

    for index, node in enumerate(nodes):
        if node.parent is None:
            place(index, 0)
    boxes = tuple(
        Box(
            node=node,
            x=_MARGIN + depth * _COLUMN,
            y=_MARGIN + row * _ROW,
            width=_COLUMN - 34,
            height=_HEIGHT,
            label=_cut(node.name),
            note=_cut(display.node(node, nodes), 34),
        )
        for node, depth, row in zip(nodes, depths, rows, strict=True)
    )
    return Drawing(
        nodes=tuple(nodes),
        boxes=boxes,
        lines=tuple(
            _line(boxes[node.parent], box) for node, box in zip(nodes, boxes, strict=True) if node.parent is not None
        ),
        width=2 * _MARGIN + (max(depths, default=0) + 1) * _COLUMN - 34,
        height=2 * _MARGIN + max(free - 1, 0) * _ROW + _HEIGHT,
    )


def _line(parent: Box, child: Box) -> str:
    start, middle = parent.x + parent.width, parent.x + parent.width + 17
    y, end = parent.y + _HEIGHT // 2, child.y + _HEIGHT // 2
    return f"M{start} {y}H{middle}V{end}H{child.x}"


def _cut(words: str, longest: int = _LONGEST) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
