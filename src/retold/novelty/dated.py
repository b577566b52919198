"""Events that a date tells to be one, whatever kind of deed they are taken for.

"A first hearing is planned for Oct. 28" and "It will be heard on Oct. 28" are one date in the calendar, though one is
coded as a meeting and the other as an inquiry. A day names an event only where it is not the day of the news itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from retold.changes import lexicon
from retold.claims import Places, Told
from retold.claims.events import excluded
from retold.timeline import narrowest

#: Days around its publication of which an article tells all kinds of things.
_NEAR = timedelta(days=2)
#: Content words in common that two events of one day must have, and of one month.
_COMMON_DAY, _COMMON_MONTH = 1, 2


def one_day(clusters: Sequence[Sequence[Told]], places: Places) -> Iterator[list[Told]]:
    """The clusters, those together that tell of one day that is not the news' own and share words."""
    held: dict[object, list[tuple[list[Told], frozenset[str]]]] = defaultdict(list)
    for cluster in clusters:
        date, least = _date(cluster, places)
        words = frozenset(word for node in cluster for word in node.words)
        for nodes, theirs in held[date] if least else ():
            if _common(words, theirs) >= least and not any(excluded(a, b) for a in nodes for b in cluster):
                nodes += cluster
                break
        else:
            held[date].append((list(cluster), words))
    for same in held.values():
        for nodes, _ in same:
            yield nodes


def _common(a: frozenset[str], b: frozenset[str]) -> int:
    """How many words of the one the other has, too, in any form."""
    return len(a & b) + sum(any(lexicon.alike(word, other) for other in b - a) for word in a - b)


def _date(cluster: Sequence[Told], places: Places) -> tuple[object, int]:
    """The day or month of an event and how many words another of it must share; 0 where the date tells nothing."""
    period, _, _ = narrowest(cluster)
    if period is None or period.earliest is None or period.latest is None:
        return None, 0
    days = (period.latest - period.earliest).days
    for node in cluster:
        told = places.published(node.article)
        if told.earliest is None or told.latest is None or told.precision not in ("minute", "day"):
            continue
        if days <= 1 and told.earliest - _NEAR < period.latest and period.earliest < told.latest + _NEAR:
            return None, 0
    least = _COMMON_DAY if days <= 1 else _COMMON_MONTH if days <= 31 else 0
    return (period.earliest, period.latest), least
