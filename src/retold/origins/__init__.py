"""Where articles come from: how two of them relate, and which of a story go back to one text.

Words that stand in quotation marks are left out of account, since independent reports quote the same people. Direction
is only told where credits or times give it. Stories are not made here, and no text is changed.
"""

from retold.origins.additions import find_additions
from retold.origins.crediting import same_page
from retold.origins.derivations import derive
from retold.origins.naming import find_origins

__all__ = ["derive", "find_additions", "find_origins", "same_page"]
