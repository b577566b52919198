"""What outlets changed in their own articles after publication, and what they own up to."""

from collections.abc import Iterable, Iterator

from retold.brief.changes import SEVERITY, label, told
from retold.claims import Places, days_between
from retold.novelty.before import Before
from retold.novelty.finding import Finding, Place
from retold.types import Article, Revision, Story
from retold.versions import corrections


def find_edits(stories: Iterable[Story], places: Places, before: Before) -> Iterator[Finding]:
    """Edits of the new versions of articles, and notes of correction that new articles bear."""
    versions = set()
    for story in stories:
        for revision in story.revisions:
            if revision.comparison.b.id not in before:
                versions.add(revision.comparison.b.id)
                yield from _edits(revision)
    for article in places.articles.values():
        if article.id not in before and article.id not in versions:
            yield from _notes(article)


def _edits(revision: Revision) -> Iterator[Finding]:
    comparison = revision.comparison
    changes = [change for change in told(comparison) if change[0].matters]
    changes.sort(key=lambda one: SEVERITY.index(one[0].kind))
    later = days_between(comparison.a.published, comparison.b.published)
    when = f", {later} days later" if later > 1 else ", a day later" if later else ""
    for change, earlier, after in changes:
        shown = after or earlier
        if shown is None:
            continue
        silent = change in revision.silent
        span = change.b_span if after is not None and change.b_span is not None else shown.span
        yield Finding(
            kind="edit" if silent else "correction",
            label=f"{'silently edited' if silent else 'corrected'}: {label(change)}",
            places=(Place(shown.article, shown.sentence, span),),
            because=f"a later version of {comparison.b.name}'s article{when}",
            earlier=(earlier,) if after is not None and earlier is not None else (),
            actors=(comparison.b.name,),
        )


def _notes(article: Article) -> Iterator[Finding]:
    """A correction that an article bears of which no earlier version is known."""
    for words in corrections(article):
        sentence = next((s for s in article.sentences if s.text and s.text in words), None)
        if sentence is not None:
            yield Finding(
                kind="correction",
                label="corrected",
                places=(Place(article.id, sentence.index, sentence.span),),
                because=f"{article.name} says so",
                actors=(article.name,),
            )
