"""Likeness of the sentences of two articles: cosines of any sentences, alone or put together."""

from collections.abc import Sequence

import numpy as np

from retold.alignment.counting import Matrix, Weighed

#: OpenBLAS starts its threads from this many multiplications on (interface/gemm.c: 65,536 x 4). For small products they
#: cost more than they save, many times more where other processes run.
_ONE_THREAD = 1 << 18
_LEAST_STEP = 64


class Likeness:
    """Inner products of the sentences of two articles: whatever cosine of any sentences together is needed."""

    __slots__ = ("_inner", "_weighted", "cosine", "cross", "own")

    def __init__(self, a: Weighed, b: Weighed) -> None:
        self._weighted = a.rows, b.rows
        self._inner: tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]] = ({}, {})
        cross = product(a.rows, b.rows)
        lengths = np.sqrt(np.outer(a.own, b.own))
        lengths[lengths == 0] = 1
        #: Cosine of each sentence of a with each of b; rounded, so that equal sentences are equally alike.
        self.cosine: Matrix = np.divide(cross, lengths, dtype=np.float32).round(5)
        self.cross: list[list[float]] = cross.tolist()
        #: The inner product of each sentence with itself.
        self.own: tuple[list[float], list[float]] = a.own.tolist(), b.own.tolist()

    def together(self, i: Sequence[int], j: Sequence[int]) -> float:
        """Cosine of sentences `i` of a, put together, with sentences `j` of b."""
        if len(i) == len(j) == 1:
            square, cross = self.own[0][i[0]] * self.own[1][j[0]], self.cross[i[0]][j[0]]
        else:
            square = self._square(0, i) * self._square(1, j)
            cross = sum([self.cross[x][y] for x in i for y in j])
        return float(cross / square**0.5) if square > 0 else 0.0

    def _square(self, side: int, indices: Sequence[int]) -> float:
        """The inner product of sentences put together with themselves."""
        own, inner, rows = self.own[side], self._inner[side], self._weighted[side]
        total = 0.0
        for place, x in enumerate(indices):
            total += own[x]
            for y in indices[place + 1 :]:
                pair = (x, y) if x < y else (y, x)
                if pair not in inner:
                    inner[pair] = float(rows[x] @ rows[y])
                total += 2 * inner[pair]
        return max(0.0, total)


def product(a: Matrix, b: Matrix) -> Matrix:
    """`a @ b.T`, in steps that stay on one thread while the matrices are small."""
    step = (_ONE_THREAD - 1) // max(1, len(a) * len(b))
    if step < _LEAST_STEP:
        return a @ b.T
    total = np.zeros((len(a), len(b)), np.float32)
    for at in range(0, a.shape[1], step):
        total += a[:, at : at + step] @ b[:, at : at + step].T
    return total
