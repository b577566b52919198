"""Values as a store keeps them: articles inside of others by their ids, since they have rows of their own."""

from collections.abc import Mapping

import msgspec

from retold.types import (
    Actor,
    Addition,
    Article,
    Change,
    Comparison,
    Conflict,
    Derivation,
    Event,
    Facts,
    Figure,
    Link,
    Origin,
    OriginKind,
    Revision,
    Statement,
    Story,
    TimeExpression,
)


class KeptFacts(msgspec.Struct):
    """`Facts` without their article."""

    times: tuple[TimeExpression, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    events: tuple[Event, ...]
    actors: tuple[Actor, ...]


def kept_facts(facts: Facts) -> KeptFacts:
    """What is kept of facts."""
    return KeptFacts(
        times=facts.times,
        statements=facts.statements,
        figures=facts.figures,
        events=facts.events,
        actors=facts.actors,
    )


def facts_of(kept: KeptFacts, article: Article) -> Facts:
    """The facts of an article again."""
    return Facts(
        article=article,
        times=kept.times,
        statements=kept.statements,
        figures=kept.figures,
        events=kept.events,
        actors=kept.actors,
    )


class _Origin(msgspec.Struct):
    name: str
    kind: OriginKind
    articles: tuple[str, ...]
    because: tuple[str, ...]


class _Addition(msgspec.Struct):
    article: str
    sentences: tuple[int, ...]
    source: str
    because: str


class _Revision(msgspec.Struct):
    a: str
    b: str
    links: tuple[Link, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    derivation: Derivation
    notes: tuple[str, ...]
    silent: tuple[Change, ...]
    because: tuple[str, ...]


class KeptStory(msgspec.Struct):
    """`Story` with articles by id."""

    id: str
    headline: str
    articles: tuple[str, ...]
    origins: tuple[_Origin, ...]
    derivations: tuple[Derivation, ...]
    additions: tuple[_Addition, ...]
    because: tuple[str, ...]
    #: Articles whose dating the story bettered, whole.
    redated: tuple[Article, ...]
    revisions: tuple[_Revision, ...] = ()


def kept_story(story: Story, known: Mapping[str, Article]) -> KeptStory:
    """What is kept of a story, where the articles `known` by id are kept already."""
    return KeptStory(
        id=story.id,
        headline=story.headline,
        articles=tuple(a.id for a in story.articles),
        origins=tuple(
            _Origin(name=o.name, kind=o.kind, articles=tuple(a.id for a in o.articles), because=o.because)
            for o in story.origins
        ),
        derivations=story.derivations,
        additions=tuple(
            _Addition(article=a.article.id, sentences=a.sentences, source=a.source, because=a.because)
            for a in story.additions
        ),
        because=story.because,
        redated=tuple(a for a in story.articles if known.get(a.id) != a),
        revisions=tuple(map(_kept_revision, story.revisions)),
    )


def _kept_revision(revision: Revision) -> _Revision:
    told = revision.comparison
    return _Revision(
        a=told.a.id,
        b=told.b.id,
        links=told.links,
        only_a=told.only_a,
        only_b=told.only_b,
        changes=told.changes,
        conflicts=told.conflicts,
        derivation=told.derivation,
        notes=revision.notes,
        silent=revision.silent,
        because=revision.because,
    )


def story_of(kept: KeptStory, known: Mapping[str, Article]) -> Story:
    """The story again, its articles from those `known` by id."""
    articles = {**known, **{article.id: article for article in kept.redated}}
    return Story(
        id=kept.id,
        headline=kept.headline,
        articles=tuple(articles[i] for i in kept.articles),
        origins=tuple(
            Origin(name=o.name, kind=o.kind, articles=tuple(articles[i] for i in o.articles), because=o.because)
            for o in kept.origins
        ),
        derivations=kept.derivations,
        additions=tuple(
            Addition(article=articles[a.article], sentences=a.sentences, source=a.source, because=a.because)
            for a in kept.additions
        ),
        because=kept.because,
        revisions=tuple(_revision(revision, articles) for revision in kept.revisions),
    )


def _revision(kept: _Revision, articles: Mapping[str, Article]) -> Revision:
    comparison = Comparison(
        a=articles[kept.a],
        b=articles[kept.b],
        links=kept.links,
        only_a=kept.only_a,
        only_b=kept.only_b,
        changes=kept.changes,
        conflicts=kept.conflicts,
        derivation=kept.derivation,
    )
    return Revision(comparison=comparison, notes=kept.notes, silent=kept.silent, because=kept.because)
