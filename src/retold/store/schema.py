"""The tables. What is searched or joined has a column; the whole value is beside it as bytes (`retold.records`).

A migration in `migrations/versions` makes each change here; a test holds the two together.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("input", Text, nullable=False),
    Column("url", Text, index=True),
    Column("outlet", Text, index=True),
    Column("title", Text),
    Column("language", String(16), nullable=False),
    # ISO 8601, UTC; the interval of the dating.
    Column("earliest", String(32), index=True),
    Column("latest", String(32)),
    Column("value", LargeBinary, nullable=False),
    comment="one row an article; `value` is the packed Article",
)

pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # The URL, else what the user named.
    Column("address", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("input", Text, nullable=False),
    Column("fetched_at", String(32)),
    Column("content_type", Text),
    # Bytes as received, zlib.
    Column("content", LargeBinary, nullable=False),
    Column("article", String(16), ForeignKey("articles.id")),
    # Why there is no article; null if there is one.
    Column("reason", Text),
    UniqueConstraint("address", "sha256"),
    comment="what was read, byte for byte",
)

sentences = Table(
    "sentences",
    metadata,
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    # Version of Retold that found them: another version finds them anew.
    Column("version", String(96), nullable=False),
    Column("value", LargeBinary, nullable=False),
    comment="times, statements, figures and events of an article, packed",
)

statements = Table(
    "statements",
    metadata,
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("source_kind", String(16), nullable=False),
    Column("via", Text, nullable=False),
    Column("cue", Text, nullable=False),
    Column("content", Text, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("headline", Text, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("value", LargeBinary, nullable=False),
    comment="`value` is the story with its articles named by id",
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("story", String(16), ForeignKey("stories.id"), primary_key=True),
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("a", String(16), ForeignKey("articles.id"), nullable=False, index=True),
    Column("b", String(16), ForeignKey("articles.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("similarity", Float, nullable=False),
    Column("moved", Boolean, nullable=False),
    # True if a change in it matters.
    Column("matters", Boolean, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

followed = Table(
    "followed",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("article", String(16), ForeignKey("articles.id"), nullable=False, unique=True),
    Column("story", String(16), nullable=False, index=True),
    comment="articles in the order in which they entered the stream, and the story each is in now",
)

story_events = Table(
    "story_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("story", String(16), nullable=False, index=True),
    Column("other", String(16), nullable=False, index=True),
    Column("value", LargeBinary, nullable=False),
    comment="what befell stories, in order; `value` is the packed StoryEvent",
)

story_redirects = Table(
    "story_redirects",
    metadata,
    Column("story", String(16), primary_key=True),
    Column("into", String(16), nullable=False, index=True),
    comment="a story that went into another, and the one that stands for it now",
)

corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("articles", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(32)),
    Column("undone_by", Text),
    Column("undone_at", String(32)),
    comment="what people said of articles; none is ever deleted",
)

bands = Table(
    "bands",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    comment="signatures of word runs: articles that share a key may be near-duplicates",
)


def iso(when: datetime | None) -> str | None:
    """An instant as the columns hold it."""
    return when.isoformat() if when is not None else None
