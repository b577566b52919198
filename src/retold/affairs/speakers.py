"""Who says what in an affair: the statements of each actor, each once, whatever the number of its retellings."""

from collections.abc import Iterable, Mapping, Sequence

from retold.affairs.naming import called
from retold.types import Affair, Article, Claim, Speaker, StoryActor


def speakers(
    affair: Affair, claims: Iterable[Claim], actors: Sequence[StoryActor], articles: Mapping[str, Article]
) -> tuple[Speaker, ...]:
    """The actors that say something: those whom the affair names first, then who says most; the nameless last.

    Of several statements in one sentence the sentence stands for all. `claims` of all kinds, of the affair's stories
    taken together; `actors` of all of them; `articles` by id.
    """
    names = {name: actor for actor in reversed(actors) for name in (*actor.names, actor.name)}
    said: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind == "statement" and claim.source:
            actor = names.get(claim.source)
            own = said.setdefault(actor.name if actor is not None else claim.source, [])
            if all(claim.passages[0] != other.passages[0] for other in own):
                own.append(claim)

    def when(claim: Claim) -> tuple[float, str, int]:
        dates = [articles[p.article].published.earliest for p in claim.passages if p.article in articles]
        first = min((day.timestamp() for day in dates if day is not None), default=float("inf"))
        return first, claim.passages[0].article, claim.passages[0].span.start

    by_name = {actor.name: actor for actor in reversed(actors)}
    wanted = [called(name) for name in affair.actors]
    found = [
        (
            (not any(is_one(by_name[name]) for is_one in wanted if name in by_name), name not in by_name),
            Speaker(
                name=name,
                title=by_name[name].title if name in by_name else "",
                claims=tuple(sorted(own, key=when)),
            ),
        )
        for name, own in said.items()
    ]
    return tuple(one for _, one in sorted(found, key=lambda pair: (pair[0], -len(pair[1].claims), pair[1].name)))
