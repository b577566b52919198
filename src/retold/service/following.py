"""Stories as articles come in, kept in a store, with corrections by hand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.errors import InputError
from retold.service.grouping import story_of
from retold.types import Article, Correction, CorrectionKind, Duplicate, Story, StoryEvent

if TYPE_CHECKING:
    from retold.store import Store
    from retold.stories import Standing


#: Articles that enter the stream before what they did to stories is kept.
_AT_A_TIME = 2_000


def follow_stories(
    articles: Iterable[Article] = (),
    *,
    store: "Store",
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> Iterator[StoryEvent]:
    """Let articles, which the store keeps, enter its stream, and tell what befalls stories by it, with reasons.

    Those that have entered before are passed over. Each step is kept before its events are yielded, so that a process
    that was killed goes on where it was. Corrections that were made since are taken up, also without any article.
    """
    from retold.duplicates import shingles, signatures
    from retold.stories import advance, settle

    standing, known = _standing(store, config)
    new = (article for article in articles if article.id not in known)
    corrections = store.corrections()
    whereabouts = {i: known[i] for c in corrections for i in c.articles if i in known}
    entered = 0
    while True:
        fresh = list({article.id: article for article in islice(new, config.grouping.step)}.values())
        if entered and not fresh:
            break
        standing, events = advance(
            standing, fresh, corrections=corrections, whereabouts=whereabouts, config=config.grouping
        )
        known |= dict.fromkeys((a.id for a in fresh), "")
        keys = signatures([shingles(a.text, size=config.grouping.shingle) for a in fresh], config=config.grouping)
        store.keep_step([a.id for a in fresh], events, dict(zip((a.id for a in fresh), keys, strict=True)))
        yield from events
        entered += len(fresh) or 1
        progress(f"{entered} articles grouped into stories")
    standing, events = settle(standing, config=config.grouping)
    store.keep_step([], events, {})
    yield from events


def _standing(store: "Store", config: Config) -> tuple["Standing", dict[str, str]]:
    """Where the stream of a store stands, and the story of every article that ever entered it."""
    from collections import deque

    from retold.stories import nothing_yet, remember

    known: dict[str, str] = {}
    newest: deque[Article] = deque(maxlen=config.grouping.remembered)
    for article, story in store.followed():
        known[article.id] = story
        newest.append(article)
    standing = nothing_yet(config=config.grouping)
    return remember(standing, list(newest), known, config=config.grouping), known


def refresh_stories(
    *,
    store: "Store",
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Story, ...]:
    """Let what waits enter the store's stream, and keep anew, with their origins, the stories that changed by it.

    The stories that changed are returned, under the ids that they keep. What a killed process left undone is done.
    """
    from retold.credits.sharing import spell_out
    from retold.stories import why

    while waiting := list(store.waiting(_AT_A_TIME)):
        for _ in follow_stories(waiting, store=store, config=config, progress=progress):
            pass
    stale = store.stale_stories()
    members = store.members(stale)
    spelled = {a.id: a for a in spell_out(tuple(article for told in members.values() for article in told))}
    by_hand = [c for c in store.corrections() if c.holds and c.kind == "together"]
    found = []
    for name, told in members.items():
        articles = [spelled[article.id] for article in told]
        ids = {article.id for article in articles}
        hand = [f"held together by hand (correction {c.number})" for c in by_hand if ids.issuperset(c.articles)]
        found.append(replace(story_of(articles, (*hand, *why(articles, config=config.grouping)), config), id=name))
    store.keep_stories(found, gone=stale - members.keys())
    return tuple(sorted(found, key=lambda story: (-len(story.origins), -len(story.articles), story.id)))


def stories_of(
    store: "Store", *, config: Config = DEFAULT, progress: Callable[[str], None] = lambda step: None
) -> tuple[Story, ...]:
    """The stories of all that a store keeps, under the ids that they keep; largest number of origins first."""
    refresh_stories(store=store, config=config, progress=progress)
    return tuple(store.stories())


def correct(
    kind: CorrectionKind, articles: Sequence[str], *, store: "Store", by: str = "", at: datetime | None = None
) -> Correction:
    """Say by hand that articles belong together, or no two of them do. It holds until undone, whatever comes.

    Articles are named by id, input or address. `follow_stories` takes it up. Raises `InputError` for an article that
    the store doesn't know, and for what contradicts a correction that holds.
    """
    from retold.stories.corrections import contradicting

    ids = dict.fromkeys(_id_of(name, store) for name in articles)
    if len(ids) < 2:
        raise InputError(", ".join(articles), "a correction is about two articles or more")
    standing = store.corrections()
    new = Correction(number=0, kind=kind, articles=tuple(ids), by=by, at=at)
    against = contradicting(standing, new)
    if against:
        numbers = ", ".join(str(c.number) for c in against)
        raise InputError(", ".join(articles), f"correction {numbers} says otherwise: undo that first")
    return store.correct(new)


def _id_of(name: str, store: "Store") -> str:
    for article in store.articles():
        if name in (article.id, article.input, article.url):
            return article.id
    raise InputError(name, "no such article in the store: name it by its id, its input or its address")


def find_copies(article: Article, *, store: "Store", config: Config = DEFAULT) -> tuple[tuple[Article, Duplicate], ...]:
    """The articles of a store's stream, however old, that have mostly the same words; `article` is a of each."""
    from retold.duplicates import shingles, signatures, verified

    grouping = config.grouping
    own = shingles(article.text, size=grouping.shingle)
    near = store.near(signatures([own], config=grouping)[0]) - {article.id}
    found = []
    for other in store.articles() if near else ():
        if other.id in near:
            row = shingles(other.text, size=grouping.shingle)
            duplicate = verified(0, 1, own, row, config=grouping)
            found += [(other, duplicate)] if duplicate is not None else []
    return tuple(found)
