"""Stories as articles come in, kept in a store, with corrections by hand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
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


class Stream:
    """The stream of stories of a store, remembered between its steps; for one thread.

    Whoever keeps one goes on where it stood, unless somebody else has let articles enter meanwhile. To take a long
    stream up again is to read what it remembers: half a minute for 20,000 articles.
    """

    def __init__(self, store: "Store", *, config: Config = DEFAULT) -> None:
        self._store = store
        self._config = config
        self._standing: Standing | None = None
        #: Where the store's stream was when this one stood so.
        self._at: tuple[int, int] = (-1, -1)
        #: What people had said by then.
        self._corrections: tuple[Correction, ...] = ()

    @property
    def is_behind(self) -> bool:
        """True if people said something since that it has not taken up."""
        return self._corrections != self._store.corrections()

    def follow(
        self, articles: Iterable[Article] = (), *, progress: Callable[[str], None] = lambda step: None
    ) -> Iterator[StoryEvent]:
        """See `follow_stories`."""
        from retold.stories import advance, settle

        store, grouping = self._store, self._config.grouping
        corrections = store.corrections()
        named = store.whereabouts({i for correction in corrections for i in correction.articles})
        coming = iter(articles)
        entered = 0
        while (some := list(islice(coming, grouping.step))) or not entered:
            known = store.whereabouts({article.id for article in some})
            fresh = list({article.id: article for article in some if article.id not in known}.values())
            standing, events = advance(
                self._stand(), fresh, corrections=corrections, whereabouts=named, config=grouping
            )
            self._keep(standing, fresh, events)
            yield from events
            entered += len(fresh) or 1
            progress(f"{entered} articles grouped into stories")
        standing, events = settle(self._stand(), config=grouping)
        self._keep(standing, (), events)
        self._corrections = corrections
        yield from events

    def _stand(self) -> "Standing":
        """Where the stream stands."""
        from retold.stories import nothing_yet, remember

        if self._standing is None or self._store.stream_at() != self._at:
            grouping = self._config.grouping
            standing = nothing_yet(config=grouping)
            self._at = self._store.stream_at()
            newest = self._store.followed(newest=grouping.remembered)
            # What is remembered of an article takes a fraction of its room.
            while some := list(islice(newest, _AT_A_TIME)):
                stories = {article.id: story for article, story in some}
                standing = remember(standing, [article for article, _ in some], stories, config=grouping)
            self._standing = standing
        return self._standing

    def _keep(self, standing: "Standing", fresh: Sequence[Article], events: Sequence[StoryEvent]) -> None:
        """Keep a step, before anybody hears of it."""
        from retold.duplicates import shingles, signatures

        grouping = self._config.grouping
        keys = signatures([shingles(article.text, size=grouping.shingle) for article in fresh], config=grouping)
        ids = [article.id for article in fresh]
        self._store.keep_step(ids, events, dict(zip(ids, keys, strict=True)))
        self._standing, self._at = standing, self._store.stream_at()


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
    yield from Stream(store, config=config).follow(articles, progress=progress)


def refresh_stories(
    *,
    store: "Store",
    stream: Stream | None = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Story, ...]:
    """Let what waits enter the store's stream, and keep anew, with their origins, the stories that changed by it.

    The stories that changed are returned, under the ids that they keep. What a killed process left undone is done.
    Who does so again and again gives the `stream` that they keep: then corrections are taken up without articles, too.
    """
    from retold.credits.sharing import spell_out
    from retold.stories import why

    watches, stream = stream is not None, stream or Stream(store, config=config)
    while (waiting := list(store.waiting(_AT_A_TIME))) or (watches and stream.is_behind):
        for _ in stream.follow(waiting, progress=progress):
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
    # By its id it is found at once.
    for article in chain(store.articles({name}), store.articles()):
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
    for other in store.articles(near) if near else ():
        duplicate = verified(0, 1, own, shingles(other.text, size=grouping.shingle), config=grouping)
        found += [(other, duplicate)] if duplicate is not None else []
    return tuple(found)
