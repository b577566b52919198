"""The timeline of a story or an affair: what happened when, and how many, each line with its sentences and origins.

Three kinds of date are kept apart: when something happened, when it was told, and when the page was fetched.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from retold.actors import merge_actors
from retold.claims import merge
from retold.config import DEFAULT, Saying
from retold.timeline.entries import find_entries, narrowest
from retold.timeline.labels import date_label
from retold.timeline.series import find_series
from retold.types import Comparison, Facts, Story, Timeline

__all__ = ["build_timeline", "date_label", "joined", "narrowest"]


def build_timeline(
    stories: Sequence[Story],
    facts: Iterable[Facts],
    comparisons: Iterable[Comparison] = (),
    *,
    config: Saying = DEFAULT.saying,
) -> Timeline:
    """The timeline of stories taken together, as those of one affair; `facts` are those of their articles.

    `comparisons` of articles let any two linked sentences be held against each other. An event that several stories
    tell is one entry. The result does not depend on the order of any of them.
    """
    known = tuple(facts)
    merged = merge(joined(stories), known, comparisons, config=config)
    return Timeline(
        stories=tuple(stories),
        entries=tuple(find_entries(merged)),
        series=tuple(find_series(merged)),
        actors=merge_actors(known),
        conflicts=merged.conflicts,
    )


def joined(stories: Sequence[Story]) -> Story:
    """Stories as one: all that each of them has, the first one's headline."""
    if len(stories) == 1:
        return stories[0]
    told = sorted(stories, key=lambda story: story.id)
    return Story(
        id=sha256("".join(story.id for story in told).encode()).hexdigest()[:16],
        headline=stories[0].headline if stories else "",
        articles=tuple(article for story in told for article in story.articles),
        origins=tuple(origin for story in told for origin in story.origins),
        derivations=tuple(derivation for story in told for derivation in story.derivations),
        additions=tuple(addition for story in told for addition in story.additions),
        because=(),
        revisions=tuple(revision for story in told for revision in story.revisions),
    )
