"""Which articles tell of one event.

The words of articles are weighed, how alike two articles are is judged beside how alike each is to all others, and the
articles are put together by average linkage, so that no chain of half-likenesses makes a giant. Near-duplicates always
stay together. `cluster` does it for a collection, whose order makes no difference; `advance` as articles come, with
stories that keep their ids, and what befalls them as events. How articles differ is not looked at here.
"""

from retold.stories.grouping import cluster, why
from retold.stories.standing import Standing, nothing_yet
from retold.stories.stream import advance, remember, settle

__all__ = ["Standing", "advance", "cluster", "nothing_yet", "remember", "settle", "why"]
