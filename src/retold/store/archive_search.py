"""Search in an archive's result: there is no index of words, so all texts are looked through for each question.

What is found is what the index of a store would find (`retold.store.search_index`), but for changes, which a result
doesn't tell; how well an article answers is told by how often it has the words. All that was found is remembered, so
that further pages of the same question cost nothing.
"""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from sqlalchemy import Connection, text

from retold.errors import InputError
from retold.searching import Phrase, keys, terms
from retold.store.archive_tables import ARTICLES, PLACES
from retold.store.archive_words import FOREIGN, patterns
from retold.store.search_index import position_of
from retold.store.searching import SearchRows
from retold.store.transactions import Transactions
from retold.types import Found, SearchQuery

_REMEMBERED = 8
"""Questions: of 100,000 articles that answer one, 800 kB."""
_SAMPLE = 2_000
"""As in `retold.store.search_index`."""
_SATURATION = 3.0
"""Times that a word stands in an article of which each further one tells little more."""

_OTHERS = "archived_foreign"
#: As in `retold.store.search_index`: places of hits, and of pages of them, hang on it.
_NUMBER = "CAST(places.day AS BIGINT) * 4294967296 + places.position"
_FROM = f"FROM {PLACES} AS places JOIN {ARTICLES} AS own ON own.id = places.id"
_MARK = f"""CREATE TABLE IF NOT EXISTS {_OTHERS} AS
    SELECT id FROM {ARTICLES} WHERE regexp_matches(coalesce(title, '') || ' ' || text, :foreign)"""
"""Articles that may have a word in another form than in plain letters: the others are told by a search for those."""


class ArchiveSearch(SearchRows):
    """See `SearchRows`."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__(transactions)
        self._found: OrderedDict[SearchQuery, array[int]] = OrderedDict()
        self._lock = Lock()

    def find(self, query: SearchQuery, *, best: bool = False, before: str = "", limit: int = 20) -> Found:
        """Articles that answer. Raises `InputError` for a change, too."""
        if query.change:
            raise InputError(query.change, "an archive's result doesn't tell what articles changed: search without it")
        return super().find(query, best=best, before=before, limit=limit)

    def outlets(self, limit: int = 300) -> tuple[str, ...]:
        """Names of outlets, the first by name."""
        query = f"SELECT DISTINCT outlet FROM {ARTICLES} WHERE outlet IS NOT NULL ORDER BY outlet LIMIT :limit"
        with self._transactions.reading() as connection:
            return tuple(connection.execute(text(query), {"limit": limit}).scalars())

    def _newest(self, connection: Connection, query: SearchQuery, *, below: int | None, limit: int) -> list[int]:
        found = self._all(connection, query)
        first = 0 if below is None else bisect_right(found, -below, key=lambda number: -number)
        return list(found[first : first + limit])

    def _best(self, connection: Connection, query: SearchQuery, *, offset: int, limit: int) -> list[int]:
        sample = list(self._all(connection, query)[:_SAMPLE])
        scores = _scores(connection, query, sample)
        ordered = sorted(sample, key=lambda number: (-scores.get(number, 0.0), -number))
        return ordered[offset : offset + limit]

    def _all(self, connection: Connection, query: SearchQuery) -> "array[int]":
        """Numbers of all that answer, newest first."""
        # One at a time: each takes all cores.
        with self._lock:
            if query not in self._found:
                self._found[query] = _looked_through(connection, query)
                while len(self._found) > _REMEMBERED:
                    self._found.popitem(last=False)
            self._found.move_to_end(query)
            return self._found[query]


def _looked_through(connection: Connection, query: SearchQuery) -> "array[int]":
    typed, asked = terms(query.words), _Asked()
    for either in typed.every:
        asked.every.append(asked.one_of(either))
    if typed.none:
        asked.every.append(f"NOT {asked.one_of(typed.none)}")
    if outlet := keys(query.outlet):
        asked.every.append(asked.has("own.outlet", [outlet], "true"))
    if actor := keys(query.actor):
        columns = ("source", "via", "content")
        said = " OR ".join(asked.has(name, [actor], f"strlen({name}) <> length({name})") for name in columns)
        asked.every.append(f"own.id IN (SELECT article FROM statements WHERE {said})")
    # Who asks for days wants none that are unknown.
    if query.since or query.until:
        low, high = query.since.toordinal() if query.since else 1, query.until
        asked.every.append(f"places.day >= {low}" + (f" AND places.day <= {high.toordinal()}" if high else ""))
    others = ""
    if typed.every or typed.none:
        connection.execute(text(_MARK), {"foreign": FOREIGN})
        others = f" LEFT JOIN {_OTHERS} AS others ON others.id = places.id"
    where = " AND ".join(asked.every) or "true"
    rows = connection.execute(text(f"SELECT {_NUMBER} {_FROM}{others} WHERE {where} ORDER BY 1 DESC"), asked.values)
    return array("q", rows.scalars())


class _Asked:
    """Conditions, and the values that they name."""

    def __init__(self) -> None:
        self.every: list[str] = []
        self.values: dict[str, str] = {}

    def value(self, found: str) -> str:
        """The name of a value."""
        name = f"p{len(self.values)}"
        self.values[name] = found
        return f":{name}"

    def one_of(self, phrases: Sequence[Phrase]) -> str:
        """One of these phrases is in title or text."""
        columns = (self.has(f"own.{name}", phrases, "others.id IS NOT NULL") for name in ("text", "title"))
        return f"({' OR '.join(columns)})"

    def has(self, column: str, phrases: Sequence[Phrase], foreign: str) -> str:
        """One of these phrases is in a column. `foreign`: it may be in other than plain letters."""
        found = [
            # A CASE: the parts of an AND are tried in any order.
            f"CASE WHEN {foreign} OR regexp_matches({column}, {self.value(pattern.rough)})"
            f" THEN regexp_matches({column}, {self.value(pattern.exact)}) ELSE false END"
            for phrase in phrases
            for pattern in patterns(phrase)
        ]
        return f"coalesce({' OR '.join(found)}, false)"


def _scores(connection: Connection, query: SearchQuery, numbers: Sequence[int]) -> dict[int, float]:
    """How well these answer: of each that was asked for how often it is there, a word of the title five times."""
    asked = _Asked()
    words = [
        [asked.value(pattern.exact) for phrase in either for pattern in patterns(phrase)]
        for either in terms(query.words).every
    ]
    if not words or not numbers:
        return {}
    times = [" + ".join(map(_times, names)) for names in words]
    score = " + ".join(f"({one}) / ({one} + {_SATURATION})" for one in times)
    positions = ", ".join(str(position_of(number)) for number in numbers)
    rows = connection.execute(
        text(f"SELECT {_NUMBER} AS number, {score} AS score {_FROM} WHERE places.position IN ({positions})"),
        asked.values,
    )
    return {row.number: row.score for row in rows}


def _times(name: str) -> str:
    """How often a pattern is found; five times for once in a title."""
    found = (f"coalesce(len(regexp_extract_all(own.{column}, {name})), 0)" for column in ("text", "title"))
    return "{} + 5 * {}".format(*found)
