"""Which articles tell of one event.

The words of articles are weighed, how alike two articles are is judged beside how alike each is to all others, and the
articles are put together by average linkage, so that no chain of half-likenesses makes a giant. Near-duplicates always
stay together. The answer does not depend on the order of the articles. How they differ, and where they come from, is
not looked at here.
"""

from retold.stories.grouping import cluster

__all__ = ["cluster"]
