"""All trees at once, against walking each of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retold.boilerplate.trees import Trees

STORED = {
    "base": 0.25,
    "trees": [
        {"columns": [0, 1, 2], "at_most": [0.5, 1.5, -1.0], "leaves": [1.0, 2.0, 4.0, 8.0],
         "paths": [[1, 2], [1, -2], [-1, 3], [-1, -3]]},
        {"columns": [2], "at_most": [0.0], "leaves": [16.0, 32.0], "paths": [[1], [-1]]},
    ],
}  # fmt: skip


def walked(row):
    """The same by hand."""
    first = (1.0 if row[1] <= 1.5 else 2.0) if row[0] <= 0.5 else (4.0 if row[2] <= -1 else 8.0)
    return 0.25 + first + (16.0 if row[2] <= 0 else 32.0)


@given(st.lists(st.tuples(*[st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0])] * 3), min_size=1, max_size=20))
def test_trees_give_what_walking_them_gives(rows):
    """Every row reaches one leaf of each tree; a value at the threshold goes the way of yes."""
    assert Trees.of(STORED).logits(np.array(rows, np.float32)).tolist() == [walked(row) for row in rows]
