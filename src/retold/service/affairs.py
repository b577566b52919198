"""Affairs that a reader follows, kept in a store: their criteria, which stories belong to them, and their account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import chain, count
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.errors import InputError
from retold.service import criteria
from retold.service.affair_accounts import Progress, facts_of_all
from retold.service.affair_accounts import account_of as account_of
from retold.service.following import refresh_stories
from retold.types import Affair, Belonging, Facts, Parser, Placement, Story

if TYPE_CHECKING:
    from retold.affairs import Told
    from retold.store.database import DatabaseStore

AT_ONCE = 200
"""Stories that are read and decided at once: a hundred thousand articles have no room in memory together."""


def follow(
    name: str,
    *,
    words: Sequence[str] = (),
    actors: Sequence[str] = (),
    countries: Sequence[str] = (),
    examples: Sequence[str] = (),
    without: Sequence[str] = (),
    store: "DatabaseStore",
    at: datetime | None = None,
) -> Affair:
    """Follow an affair. What of the store belongs to it is decided by `decide_again`.

    Countries are named in English or by their ISO 3166 codes, examples by id, input or address. Raises `InputError`
    for a name that is taken, and for what can't be looked for.
    """
    name = criteria.name_of(name)
    if store.affairs.find(name) is not None:
        raise InputError(
            name, f'is followed already: add to it with `retold affairs change "{name}"`, or take another name'
        )
    return restate(
        Affair(id=_new_id(name, at, store), name=name, created_at=at),
        name=name,
        words=words,
        actors=actors,
        countries=countries,
        examples=examples,
        without=without,
        store=store,
    )


def restate(
    affair: Affair,
    *,
    name: str,
    words: Sequence[str] = (),
    actors: Sequence[str] = (),
    countries: Sequence[str] = (),
    examples: Sequence[str] = (),
    without: Sequence[str] = (),
    store: "DatabaseStore",
) -> Affair:
    """Follow an affair by these criteria and no others, under this name. Raises `InputError` as `follow` does."""
    stated = replace(
        affair,
        name=_free_name(name, affair, store),
        words=criteria.phrases_of(words),
        actors=criteria.phrases_of(actors),
        countries=criteria.codes_of(countries),
        examples=criteria.ids_of(examples, store),
        without=criteria.phrases_of(without),
    )
    criteria.check(stated)
    store.affairs.keep(stated)
    return stated


def _free_name(name: str, affair: Affair, store: "DatabaseStore") -> str:
    """The name made plain. Raises `InputError` if it is another affair's."""
    name = criteria.name_of(name)
    other = store.affairs.find(name)
    if other is not None and other.id != affair.id:
        raise InputError(name, "is the name of another affair: take another")
    return name


def _new_id(name: str, at: datetime | None, store: "DatabaseStore") -> str:
    """One that no affair has: another may have begun under the same name at the same time, and been renamed."""
    begun = at.isoformat() if at is not None else ""
    ids = (sha256(f"{name}\x1f{begun}\x1f{k}".encode("utf8", "surrogatepass")).hexdigest()[:16] for k in count())
    return next(i for i in ids if store.affairs.find(i) is None)


def change(
    affair: Affair,
    *,
    name: str = "",
    words: Sequence[str] = (),
    actors: Sequence[str] = (),
    countries: Sequence[str] = (),
    examples: Sequence[str] = (),
    without: Sequence[str] = (),
    drop: Sequence[str] = (),
    store: "DatabaseStore",
) -> Affair:
    """Add criteria to an affair, drop some of whatever kind, or give it another name. `decide_again` takes it up.

    Raises `InputError` as `follow` does, and for a criterion to drop that it doesn't have.
    """
    added = replace(
        affair,
        words=criteria.united(affair.words, criteria.phrases_of(words)),
        actors=criteria.united(affair.actors, criteria.phrases_of(actors)),
        countries=criteria.united(affair.countries, criteria.codes_of(countries)),
        examples=criteria.united(affair.examples, criteria.ids_of(examples, store)),
        without=criteria.united(affair.without, criteria.phrases_of(without)),
    )
    for criterion in drop:
        added = criteria.without(added, criterion, store)
    if name:
        added = replace(added, name=_free_name(name, affair, store))
    criteria.check(added)
    store.affairs.keep(added)
    return added


def find_affair(name: str, store: "DatabaseStore") -> Affair:
    """The affair of that name or id. Raises `InputError` if there is none."""
    found = store.affairs.find(name)
    if found is None:
        known = ", ".join(affair.name for affair in store.affairs.affairs())
        raise InputError(name, f"no such affair: followed are {known}" if known else "no affair is followed yet")
    return found


def place(
    affair: Affair, article: str, *, belongs: bool, store: "DatabaseStore", by: str = "", at: datetime | None = None
) -> Placement:
    """Say by hand that an article, and its story with it, belongs to an affair or does not. It holds until undone.

    The article is named by id, input or address. Raises `InputError` for one that the store doesn't know.
    """
    (i,) = criteria.ids_of([article], store)
    placed = store.affairs.place(Placement(number=0, affair=affair.id, article=i, belongs=belongs, by=by, at=at))
    _decide_around(affair, i, store)
    return placed


def undo(number: int, *, store: "DatabaseStore", by: str = "", at: datetime | None = None) -> Placement:
    """Take back what was said by hand. Raises `StoreError` if nothing of that number holds."""
    placed = store.affairs.undo(number, by=by, at=at)
    affair = store.affairs.find(placed.affair)
    if affair is not None:
        _decide_around(affair, placed.article, store)
    return placed


# --- deciding -------------------------------------------------------------------------------------------------------


def decide_for(
    affair: Affair,
    stories: Iterable[Story],
    facts: Mapping[str, Facts],
    *,
    store: "DatabaseStore",
    config: Config = DEFAULT,
) -> tuple[Belonging, ...]:
    """Whether stories belong to an affair, kept at once: one a story and article. `facts` by article id, as known."""
    return decide_stories(stories, facts, affairs=[affair], store=store, config=config)


def decide_stories(
    stories: Iterable[Story],
    facts: Mapping[str, Facts],
    *,
    affairs: Sequence[Affair] | None = None,
    store: "DatabaseStore",
    config: Config = DEFAULT,
) -> tuple[Belonging, ...]:
    """Whether stories belong to affairs, all that are followed unless told: one an affair, story and article.

    All are kept in one transaction, and each story is read once for all affairs.
    """
    from retold.affairs import told_of

    told = [told_of(story, facts, config=config) for story in stories]
    return decide_told(
        told, affairs=store.affairs.affairs() if affairs is None else affairs, store=store, config=config
    )


def decide_told(
    told: Sequence["Told"], *, affairs: Iterable[Affair], store: "DatabaseStore", config: Config = DEFAULT
) -> tuple[Belonging, ...]:
    """The same of stories that were read already (`retold.affairs.told_of`)."""
    from retold.affairs import criteria_of, decide

    found: list[Belonging] = []
    for affair in affairs:
        asked = criteria_of(
            affair,
            examples=store.affairs.examples(affair),
            placements=store.affairs.placements(affair.id),
            config=config,
        )
        found += chain.from_iterable(decide(asked, one) for one in told)
    store.affairs.decide_all(found)
    return tuple(found)


def decide_again(
    affair: Affair,
    *,
    store: "DatabaseStore",
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Progress = lambda step: None,
) -> tuple[Belonging, ...]:
    """Whether each story of the store's stream belongs to an affair that is new or was changed, kept part by part."""
    progress("grouping into stories")
    refresh_stories(store=store, config=config, progress=progress)
    return decide_kept(affair, store=store, parser=parser, config=config, progress=progress)


def decide_kept(
    affair: Affair,
    *,
    store: "DatabaseStore",
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Progress = lambda step: None,
) -> tuple[Belonging, ...]:
    """The same of the stories as they are kept: articles that wait stay as they are."""
    from retold.affairs import needs_facts

    found: list[Belonging] = []
    ids = store.overviews.story_ids()
    for start in range(0, len(ids), AT_ONCE):
        stories = tuple(store.stories(ids[start : start + AT_ONCE]))
        articles = [article for story in stories for article in story.articles] if needs_facts(affair) else []
        facts = facts_of_all(articles, store=store, parser=parser, config=config, progress=progress)
        found += decide_for(affair, stories, facts, store=store, config=config)
    return tuple(found)


def _decide_around(affair: Affair, article: str, store: "DatabaseStore") -> None:
    """Decide the story of one article anew."""
    from retold.affairs import needs_facts

    stories = _stories_with(article, store)
    if not stories:
        # It has just come in, or its story has just become another one.
        refresh_stories(store=store)
        stories = _stories_with(article, store)
    articles = [a for story in stories for a in story.articles] if needs_facts(affair) else []
    decide_for(affair, stories, facts_of_all(articles, store=store), store=store)


def _stories_with(article: str, store: "DatabaseStore") -> list[Story]:
    """The kept story that an article (id) is in now; none if it isn't kept so yet."""
    name = store.affairs.story_of(article)
    stories = list(store.stories([name])) if name is not None else []
    return [story for story in stories if any(one.id == article for one in story.articles)]
