"""What an editor says of a story: that articles are not of it, or that another story tells the same.

It is kept as corrections of articles, since stories come and go; `correcting.take_up` lets stories be so.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from retold.errors import InputError
from retold.types import Correction, Story

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

_ADDRESS = re.compile(r"(?:.*/(?:stories|articles)/)?([0-9a-f]{16})(?:[/?#].*)?")


def take_out(
    story: Story, chosen: Collection[str], *, store: "DatabaseStore", by: str, at: datetime
) -> tuple[Correction, ...]:
    """Say that articles (ids) are not of a story: what stays is held together, each of them apart from it.

    Apart alone would not say which of the two has to leave. The articles that are taken out may still tell a story
    together. What was said before that held one of them to what stays is undone; what was held apart from one of them
    is held apart from what stays. Raises `InputError` if none is chosen or none stays.
    """
    out = [article.id for article in story.articles if article.id in chosen]
    stay = _led(story, without=out)
    if not out:
        raise InputError("the articles", "choose at least one that is not of this story")
    if not stay:
        raise InputError("the articles", "leave at least one that is of this story")
    standing = [correction for correction in store.corrections() if correction.holds]
    before = {i for c in standing if c.kind == "apart" and {*c.articles} & {*out} for i in c.articles}
    apart = (*out, *sorted(before - {*out, *stay}))
    new = [Correction(number=0, kind="apart", articles=(stay[0], i), by=by, at=at) for i in apart]
    if len(stay) > 1:
        new.append(Correction(number=0, kind="together", articles=stay, by=by, at=at))
    against = [c for c in standing if c.kind == "together" and {*c.articles} & {*out} and {*c.articles} & {*stay}]
    for correction in against:
        store.undo(correction.number, by=by, at=at)
    return _say(new, [correction for correction in standing if correction not in against], store)


def tells_the_same(
    story: Story, named: str, *, store: "DatabaseStore", by: str, at: datetime
) -> tuple[Correction, ...]:
    """Say that another story, or one article, tells the same as this one: all of it is held together.

    It is named by the address of its page or by its id, an article also by its own address or input. Raises
    `InputError` for one that isn't known or is of this story, and for what contradicts a correction that holds.
    """
    own, other = _led(story), _articles_of(named.strip(), store)
    if not other:
        raise InputError(named, "no such story or article is kept here: give the address of its page")
    if set(other) <= set(own):
        raise InputError(named, "it is of this story already")
    standing = [correction for correction in store.corrections() if correction.holds]
    articles = tuple(dict.fromkeys((*own, *other)))
    return _say([Correction(number=0, kind="together", articles=articles, by=by, at=at)], standing, store)


def is_taken_up(correction: Correction, store: "DatabaseStore") -> bool:
    """True if the stories are as it says; of one that was undone nothing is to be seen of them."""
    if not correction.holds:
        return True
    now = list(store.whereabouts(correction.articles).values())
    return len(set(now)) == (1 if correction.kind == "together" else len(now))


def _say(new: Sequence[Correction], standing: Sequence[Correction], store: "DatabaseStore") -> tuple[Correction, ...]:
    """Keep them, all or none; what stands already is not said twice."""
    from retold.stories.corrections import contradicting

    for one in new:
        against = ", ".join(str(correction.number) for correction in contradicting(standing, one))
        if against:
            raise InputError("these articles", f"correction {against} says otherwise: undo that first")
    known = {(c.kind, frozenset(c.articles)): c for c in standing}
    return tuple(known.get((one.kind, frozenset(one.articles))) or store.correct(one) for one in new)


def _led(story: Story, without: Collection[str] = ()) -> tuple[str, ...]:
    """Its articles, that which gives it its headline first."""
    left = [article for article in story.articles if article.id not in without]
    return tuple(a.id for a in sorted(left, key=lambda article: article.title != story.headline))


def _articles_of(named: str, store: "DatabaseStore") -> tuple[str, ...]:
    """All articles of a story, or the one that is named."""
    found = _ADDRESS.fullmatch(named)
    now = store.reading.summaries([found[1]]) if found is not None else {}
    for story in store.stories([one.id for one in now.values()]) if now else ():
        return _led(story)
    article = store.affairs.article_named(found[1] if found is not None else named)
    return (article,) if article is not None else ()
