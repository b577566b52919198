"""What a person sees in the terminal. Quotes stay whole; labels are dim; what matters stands out.

Colour is never the only sign: words taken out stand in [- -], words put in stand in {+ +}.
"""

from retold.cli.show.affairs import brief, timeline
from retold.cli.show.articles import article, statements, times
from retold.cli.show.compared import comparison
from retold.cli.show.edition import edition
from retold.cli.show.stories import matrix, story

__all__ = ["article", "brief", "comparison", "edition", "matrix", "statements", "story", "timeline", "times"]
