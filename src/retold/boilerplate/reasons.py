"""The reasons for the pieces of a page that are set aside: by their own words, the heading above, or where they stand.

Nothing is kept or set aside here.
"""

from typing import Final

from retold.boilerplate import asides, headlines
from retold.boilerplate.choosing import Draft

#: Headings under which what follows belongs to them, until something else tells its own reason.
_GOVERNS: Final = frozenset(
    {"related headlines", "comments", "author box", "share line", "tags", "sign-in form", "cookie notice"}
)


def name_reasons(draft: Draft, headline: headlines.Headline | None, *, first: int, last: int) -> None:
    """A reason for each piece set aside: by its own words, else by the heading above it and by where it stands."""
    top = headline.piece if headline and headline.piece < first else first
    heading = ""
    for i, piece in enumerate(draft.pieces):
        why = draft.why[i]
        if why != "?":
            heading = ""
            continue
        own = asides.reason(piece, draft.units.phrases[i])
        if not own and i < min(top, 3):
            name = headlines.masthead(draft.pieces[i : min(top, i + 2)])
            own = "masthead" if name and name in piece else ""
        if own:
            heading = own if own in _GOVERNS and len(piece) < 80 else ""
        draft.why[i] = own or heading or _by_place(piece, i, top, first, last)


def _by_place(piece: str, i: int, top: int, first: int, last: int) -> str:
    if i < top or i > last:
        return "menu" if len(piece) < 60 else "other text"
    if i < first and len(piece) > 50:
        return "summary"
    return "page furniture"
