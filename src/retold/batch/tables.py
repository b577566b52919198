"""The tables that the archive job writes: their columns, and what each row is.

Whoever has other tools reads the plain columns; `value` is the whole as a store keeps it (`retold.records.pack`).
Instants are UTC. Ids are `Article.id` and `Story.id`.
"""

import pyarrow as pa

_INSTANT = pa.timestamp("us", tz="UTC")
_WORDS = pa.list_(pa.string())

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("input", pa.string()),
        ("url", pa.string()),
        ("outlet", pa.string()),
        ("title", pa.string()),
        ("language", pa.string()),
        # The interval of the dating, and when the page was fetched.
        ("earliest", _INSTANT),
        ("latest", _INSTANT),
        ("precision", pa.string()),
        ("fetched_at", _INSTANT),
        ("text", pa.string()),
        # The file it came from, and which of its pages it was, from 0.
        ("file", pa.string()),
        ("page", pa.int64()),
        # Packed `Article`.
        ("value", pa.binary()),
    ]
)
"""An article that was read; the first of those of the same id."""

QUARANTINE = pa.schema(
    [
        ("file", pa.string()),
        ("page", pa.int64()),
        ("input", pa.string()),
        ("kind", pa.string()),
        ("reason", pa.string()),
    ]
)
"""A page that gave no article, and why: `kind` is unreadable, no article, repeated or fault. A file that can't be read
at all is a row with page -1."""

NEAR_DUPLICATES = pa.schema([("a", pa.string()), ("b", pa.string()), ("in_b", pa.float64()), ("in_a", pa.float64())])
"""Two articles with mostly the same words, a before b; the share of a's word 5-grams that b holds, and of b's."""

STORIES = pa.schema(
    [
        ("id", pa.string()),
        ("headline", pa.string()),
        ("language", pa.string()),
        # The first and the last `earliest` of its articles.
        ("first", _INSTANT),
        ("newest", _INSTANT),
        ("articles", _WORDS),
        ("outlets", pa.int32()),
        ("origins", pa.int32()),
        ("because", _WORDS),
        # Packed `retold.store.kept.KeptStory`.
        ("value", pa.binary()),
    ]
)

ORIGINS = pa.schema(
    [
        ("story", pa.string()),
        ("position", pa.int32()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("articles", _WORDS),
        ("because", _WORDS),
    ]
)

DERIVATIONS = pa.schema(
    [
        ("story", pa.string()),
        ("a", pa.string()),
        ("b", pa.string()),
        ("kind", pa.string()),
        ("source", pa.string()),
        ("share_a", pa.float64()),
        ("share_b", pa.float64()),
        ("because", _WORDS),
    ]
)
"""How two articles of a story relate, unless they are independent."""

LINKS = pa.schema(
    [
        ("story", pa.string()),
        ("a", pa.string()),
        ("b", pa.string()),
        ("a_sentences", pa.list_(pa.int32())),
        ("b_sentences", pa.list_(pa.int32())),
        ("kind", pa.string()),
        ("similarity", pa.float64()),
        ("moved", pa.bool_()),
    ]
)

STATEMENTS = pa.schema(
    [
        ("story", pa.string()),
        ("article", pa.string()),
        ("position", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("source", pa.string()),
        ("source_kind", pa.string()),
        ("via", pa.string()),
        ("cue", pa.string()),
        ("content", pa.string()),
        ("directness", pa.string()),
    ]
)

FACTS = pa.schema([("story", pa.string()), ("article", pa.string()), ("value", pa.binary())])
"""Times, statements, figures and events of an article: packed `retold.store.kept.KeptFacts`."""

CLAIMS = pa.schema(
    [
        ("story", pa.string()),
        ("position", pa.int32()),
        ("kind", pa.string()),
        ("source", pa.string()),
        ("text", pa.string()),
        ("articles", _WORDS),
        ("origins", _WORDS),
        ("because", _WORDS),
        # Packed `Claim`.
        ("value", pa.binary()),
    ]
)
"""Statements, events or figures that say the same; `text` is the fullest wording."""

TABLES: dict[str, pa.Schema] = {
    "articles": ARTICLES,
    "quarantine": QUARANTINE,
    "near_duplicates": NEAR_DUPLICATES,
    "stories": STORIES,
    "origins": ORIGINS,
    "derivations": DERIVATIONS,
    "links": LINKS,
    "statements": STATEMENTS,
    "facts": FACTS,
    "claims": CLAIMS,
}
"""By the name of the folder that holds its parts."""
