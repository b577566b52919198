"""Who quotes whom: a statement within what another source says is quoted by that source, if it is told who.

Compares spans of statements of one article; finds no statements itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from retold.types import Statement

#: Statements before and after among which the one around is looked for.
_NEAR = 24


def with_quoters(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, in their order, each with the source of the narrowest one that holds its cue, if any."""
    out = []
    for number, inner in enumerate(statements):
        near = statements[max(0, number - _NEAR) : number + _NEAR]
        around = [
            outer
            for outer in near
            if inner.cue in outer.content and outer.cue not in inner.content and outer.source.span is not None
        ]
        holder = min(around, key=lambda outer: outer.content.end - outer.content.start, default=None)
        quoted = holder is not None and holder.source.name != inner.source.name
        out.append(replace(inner, quoted_by=holder.source) if holder is not None and quoted else inner)
    return tuple(out)
