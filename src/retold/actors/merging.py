"""One entry for each actor of a story, however its articles call and spell it.

Whoever one article keeps apart stays apart. The result depends on the articles and not on their order. Names are
joined when they are equal, then spellings of full names, then surnames that only one person of the story has, then
short forms of bodies; a person who fits several stays alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from retold.actors.entries import by_fullness
from retold.actors.names import initials, is_acronym, name_words, title_words
from retold.actors.spellings import alike, fold, key, name_parts, same_given, skeleton
from retold.types import Actor, ActorKind, Facts, Office, Passage, StoryActor

#: Kinds that articles confuse for one name: whether a paper is a body or a medium is told by its articles' words.
_BODIES = frozenset({"institution", "party", "media", "place"})
#: Who has no name is one of the story's actors only if it says something.
_NAMELESS = frozenset({"group", "anonymous"})
#: How names of unnamed persons begin.
_PHRASES = ("a ", "an ", "one ", "another ")
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True, eq=False)
class _Same:
    """Actors of several articles that are one."""

    kind: ActorKind
    #: Names of the actors with the parts that tell persons apart.
    parts: set[tuple[str, ...]] = field(default_factory=set)
    members: list[tuple[Facts, Actor]] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    genders: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    because: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The most frequent full name, of these that with most parts, of these the longest."""
        often = Counter(actor.name for _, actor in self.members)
        return max(
            often, key=lambda name: (len(name_parts(name)) > 1, often[name], len(name_parts(name)), len(name), name)
        )

    def takes(self, other: "_Same") -> bool:
        """Whether no article keeps the two apart, and their genders don't clash."""
        return self.articles.isdisjoint(other.articles) and len(self.genders | other.genders) <= 1

    def join(self, other: "_Same", why: str) -> None:
        """Take another in."""
        self.parts |= other.parts
        self.members += other.members
        self.articles |= other.articles
        self.genders |= other.genders
        self.titles |= other.titles
        self.because += [*other.because, why]


def merge_actors(facts: Sequence[Facts]) -> tuple[StoryActor, ...]:
    """The actors of a story, those of most articles first, of these those mentioned most."""
    by_article = {one.article.id: one for one in facts}
    pool = _equal(by_article[i] for i in sorted(by_article))
    persons = _spelled([same for same in pool if same.kind == "person"])
    persons = _surnames(persons)
    others = _short_forms([same for same in pool if same.kind != "person"])
    found = [_story_actor(same) for same in (*persons, *others)]
    return tuple(sorted(found, key=lambda a: (-len(a.passages), -a.mentions, a.name, a.kind, a.passages[0].span.start)))


# --- joining ---


def _equal(facts: Iterable[Facts]) -> list[_Same]:
    """Actors of equal names and kinds; two of one article stay two."""
    found: dict[tuple[str, str], list[_Same]] = {}
    for one in facts:
        for actor in one.actors:
            nameless = actor.kind in _NAMELESS or actor.name.startswith(_PHRASES)
            nameless = nameless or (actor.kind == "person" and actor.name.startswith("the "))
            if nameless and not _statements(one, actor):
                continue
            alone = _alone(one, actor)
            kind = "body" if actor.kind in _BODIES else actor.kind
            alike_ones = found.setdefault((kind, _key(actor.name)), [])
            same = next((same for same in alike_ones if same.takes(alone)), None)
            if same is None:
                alike_ones.append(alone)
            else:
                differ = actor.kind == "person" and actor.name not in same.name
                same.join(alone, f"'{actor.name}' and '{same.name}' are spellings of one name" if differ else "")
    return [same for _, sames in sorted(found.items()) for same in sames]


def _alone(one: Facts, actor: Actor) -> _Same:
    return _Same(
        kind=actor.kind,
        parts={name_parts(actor.name)},
        members=[(one, actor)],
        articles={one.article.id},
        genders={actor.gender} - {""},
        titles={title_words(actor.title)} - {""},
    )


def _spelled(persons: list[_Same]) -> list[_Same]:
    """Full names that are spellings or fuller forms of one name."""
    blocks: dict[str, list[_Same]] = {}
    for same in persons:
        for parts in same.parts:
            blocks.setdefault(skeleton(parts[-1])[:1], []).append(same)
    gone: set[int] = set()
    keys = {id(same): {key(parts[-1]) for parts in same.parts} for same in persons}
    for _, block in sorted(blocks.items()):
        for a, b in combinations(block, 2):
            near = any(Levenshtein.distance(x, y, score_cutoff=1) <= 1 for x in keys[id(a)] for y in keys[id(b)])
            if not near or id(a) in gone or id(b) in gone or a is b:
                continue
            if all(one_name(x, y) for x in a.parts for y in b.parts) and a.takes(b):
                a.join(b, f"'{b.name}' and '{a.name}' are spellings of one name")
                keys[id(a)] |= keys[id(b)]
                gone.add(id(b))
    return [same for same in persons if id(same) not in gone]


def one_name(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the parts of two full names are one's: first and last agree, and what stands between doesn't clash."""
    if len(a) < 2 or len(b) < 2 or not alike(a[-1], b[-1]) or not same_given(a[0], b[0]):
        return False
    few, many = sorted((a[1:-1], b[1:-1]), key=len)
    return all(any(same_given(part, other) for other in many) for part in few)


def _surnames(persons: list[_Same]) -> list[_Same]:
    """Surnames by themselves, joined to the one person of the story who may be called so."""
    full = [same for same in persons if all(len(parts) > 1 for parts in same.parts)]
    single: list[_Same] = []
    left = [same for same in persons if not all(len(parts) > 1 for parts in same.parts)]
    for same in left:
        for member in sorted(same.members, key=lambda pair: pair[0].article.id):
            alone = _alone(*member)
            fits = [other for other in full if _called(alone, other)]
            titled = [other for other in fits if _share_title(alone, other)]
            fits = titled if alone.titles and len(titled) == 1 else fits
            name = alone.name
            if len(fits) == 1 and fits[0].takes(alone) and (not alone.titles or not fits[0].titles or titled):
                fits[0].join(alone, f"'{name}' can only be {fits[0].name} in this story")
                continue
            again = next((o for o in single if _one_surname(o, alone) and o.takes(alone)), None)
            if again is not None:
                again.join(
                    alone, "" if name == again.name else f"'{name}' and '{again.name}' are spellings of one name"
                )
            else:
                single.append(alone)
    return [*full, *single]


def _called(alone: _Same, other: _Same) -> bool:
    (parts,) = alone.parts
    return len(alone.genders | other.genders) <= 1 and any(alike(parts[-1], full[-1]) for full in other.parts)


def _one_surname(a: _Same, b: _Same) -> bool:
    same = all(len(x) == len(y) == 1 and alike(x[-1], y[-1]) for x in a.parts for y in b.parts)
    return same and (not a.titles or not b.titles or _share_title(a, b))


def _share_title(a: _Same, b: _Same) -> bool:
    words = [
        {word for title in same.titles for word in title.split()} - name_words("small") - name_words("other office")
        for same in (a, b)
    ]
    return not words[0].isdisjoint(words[1])


def _short_forms(others: list[_Same]) -> list[_Same]:
    """Acronyms, joined to the one body of the story whose initials they are."""
    bodies = [same for same in others if same.kind in _BODIES]
    gone: set[int] = set()
    for short in bodies:
        letters = fold(short.name).removeprefix("the ").replace(" ", "")
        if not is_acronym(short.name.removeprefix("the ")):
            continue
        fits = [same for same in bodies if same is not short and initials(same.name) == letters]
        if len(fits) == 1 and fits[0].articles.isdisjoint(short.articles):
            fits[0].join(short, f"'{short.name}' is short for '{fits[0].name}'")
            gone.add(id(short))
    return [same for same in others if id(same) not in gone]


def _key(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").split()).removeprefix("the ").replace("saint ", "st ")


# --- showing ---


def _story_actor(same: _Same) -> StoryActor:
    members = sorted(same.members, key=lambda pair: (pair[0].article.published.earliest or _NEVER, pair[0].article.id))
    names = {name for _, actor in members for name in (actor.name, *actor.names)}
    titles = Counter(actor.title for _, actor in members if actor.title)
    kinds = Counter(actor.kind for _, actor in members)
    name = same.name
    reasons = sorted({why for why in same.because if why})
    if len(members) > 1 and not reasons:
        reasons = [f"named alike in {len(members)} articles"]
    return StoryActor(
        name=name,
        kind=min(kinds, key=lambda kind: (-kinds[kind], kind)),
        title=max(titles, key=lambda title: (titles[title], len(title), title), default=""),
        names=tuple(sorted(names, key=lambda each: (each != name, by_fullness(each)))),
        offices=_offices(actor for _, actor in members),
        passages=tuple(_passage(one, actor) for one, actor in members if actor.mentions),
        mentions=sum(len(actor.mentions) for _, actor in members),
        statements=sum(_statements(one, actor) for one, actor in members),
        because=tuple(reasons),
    )


def _passage(one: Facts, actor: Actor) -> Passage:
    first = actor.mentions[0]
    return Passage(article=one.article.id, outlet=one.article.name, span=first.span, sentence=first.sentence)


def _offices(actors: Iterable[Actor]) -> tuple[Office, ...]:
    """As of the last article that tells."""
    last: dict[tuple[str, str, datetime | None], Office] = {}
    for actor in actors:
        last |= {(office.title, office.country, office.start): office for office in actor.offices}
    return tuple(last.values())


def _statements(one: Facts, actor: Actor) -> int:
    return sum(statement.source.name == actor.name for statement in one.statements)
