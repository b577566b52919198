"""Near-duplicates share their date: the same words were written at about the same time.

An article whose date is well known to the day keeps it; one with a wider interval takes what it has in common with its
near-duplicates'. Where intervals do not meet, a shaky one gives way to a sound one; else both stay.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from retold.types import Article, Dating, Duplicate, Evidence, Precision

#: A copy can be this much older than a near-duplicate that is dated to the day, and this much younger.
_DAY = timedelta(days=1)
_BEFORE = timedelta(days=2)
_AFTER = timedelta(days=5)
#: A dating of this confidence or less gives way to one of `_SOUND` or more (the day at the top of a page, say).
_SHAKY = 0.65
_SOUND = 0.8
#: Precision of intervals up to so many days.
_PRECISIONS: tuple[tuple[float, Precision], ...] = (
    (1.01, "day"),
    (8, "week"),
    (31.1, "month"),
    (92.1, "season"),
    (366.1, "year"),
    (3653, "decade"),
)


def share_dates(articles: Sequence[Article], duplicates: Sequence[Duplicate]) -> tuple[Dating, ...]:
    """The datings of `articles`, each narrowed by those of its near-duplicates."""
    kin: dict[int, list[int]] = {}
    for duplicate in duplicates:
        kin.setdefault(duplicate.a, []).append(duplicate.b)
        kin.setdefault(duplicate.b, []).append(duplicate.a)
    return tuple(
        _narrowed(article.published, [articles[other] for other in kin.get(number, ())])
        for number, article in enumerate(articles)
    )


def _narrowed(dating: Dating, kin: Sequence[Article]) -> Dating:
    shaky = dating.confidence <= _SHAKY
    if dating.precision in ("minute", "day") and not shaky:
        return dating
    helpful = [other for other in kin if other.published.known and other.published.confidence > _SHAKY]
    for other in sorted(helpful, key=lambda other: (_width(other.published), other.id)):
        dating = _meet(dating, other)
    return dating


def _width(dating: Dating) -> timedelta:
    assert dating.earliest is not None
    assert dating.latest is not None
    return dating.latest - dating.earliest


def _meet(dating: Dating, other: Article) -> Dating:
    """What two intervals have in common, if anything."""
    theirs = other.published
    assert theirs.earliest is not None
    assert theirs.latest is not None
    exact = theirs.precision in ("minute", "day")
    low = _midnight(theirs.earliest) - _BEFORE if exact else theirs.earliest
    high = _midnight(theirs.earliest) + _DAY + _AFTER if exact else theirs.latest
    earliest = max(dating.earliest, low) if dating.earliest is not None else low
    latest = min(dating.latest, high) if dating.latest is not None else high
    told = f"{theirs.earliest.date().isoformat()}" if exact else f"{_words(theirs.earliest)} to {_words(theirs.latest)}"
    if earliest >= latest and dating.confidence <= _SHAKY and theirs.confidence >= _SOUND:
        says = "turned down: a near-duplicate with a better date is of another time"
        refused = tuple(replace(line, says=f"{line.says}; {says}", weight=0.0) for line in dating.because)
        return _meet(Dating(earliest=None, latest=None, precision="unknown", because=refused), other)
    if earliest >= latest:
        line = Evidence(
            source="retelling",
            says=f"{other.name} has mostly the same words and is of {told}, which does not fit the rest: turned down",
            quote=other.title or "",
            earliest=theirs.earliest,
            latest=theirs.latest,
            weight=0.0,
        )
        return replace(dating, because=(*dating.because, line))
    if (earliest, latest) == (dating.earliest, dating.latest):
        return dating
    line = Evidence(
        source="retelling",
        says=f"{other.name} has mostly the same words and is of {told}",
        quote=other.title or "",
        earliest=low,
        latest=high,
        weight=0.8 if exact else 0.6,
    )
    days = (latest - earliest) / timedelta(days=1)
    precision: Precision = next((name for widest, name in _PRECISIONS if days <= widest), "unknown")
    return Dating(
        earliest=earliest,
        latest=latest,
        precision=precision,
        because=tuple(sorted((*dating.because, line), key=lambda one: -one.weight)),
        confidence=round(max(dating.confidence, theirs.confidence) * 0.95, 2),
    )


def _midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


def _words(instant: datetime) -> str:
    return instant.date().isoformat()
