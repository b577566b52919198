"""The tables, the same in every database.

What is searched or joined has a column; the whole value is beside it as bytes (`retold.records`).
A migration in `migrations/versions` makes each change here; a test holds the two together.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

REVISION = "0010"
"""The newest migration."""

_LONGEST_KEY = 2_000
"""Bytes: with a digest of 64 beside it in the same index."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Words(TypeDecorator[str]):
    """Text that every database takes: PostgreSQL has no NUL, and neither it nor SQLite has half a surrogate pair."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is kept."""
        return None if value is None else _keepable(value)


class Key(TypeDecorator[str]):
    """Text with an index. PostgreSQL's take 2,704 bytes, so of what is longer the beginning and a digest are kept."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is kept and looked up."""
        return None if value is None else self.shortened(value)

    @staticmethod
    def shortened(value: str) -> str:
        """As it is kept."""
        content = _keepable(value).encode()
        if len(content) <= _LONGEST_KEY:
            return content.decode()
        return f"{content[: _LONGEST_KEY - 100].decode(errors='ignore')} {sha256(content).hexdigest()}"


class Tag(TypeDecorator[str]):
    """A short word that a page may have chosen, cut to sixteen characters."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is kept."""
        return None if value is None else _keepable(value)[:16]


def _keepable(value: str) -> str:
    if value.isascii() and "\0" not in value:
        return value
    return value.encode("utf8", "backslashreplace").decode("utf8").replace("\0", "\ufffd")


class Instant(TypeDecorator[datetime]):
    """An aware instant as microseconds since 1970: compared alike everywhere, whatever a database's collation."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """As it is kept."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The instant again, in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


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
    Column("input", Words, nullable=False),
    Column("url", Key, index=True),
    Column("outlet", Key, index=True),
    Column("title", Words),
    Column("language", Tag(16), nullable=False),
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
    Column("address", Key, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("input", Words, nullable=False),
    Column("fetched_at", String(32)),
    Column("content_type", Words),
    # Bytes as received, zlib.
    Column("content", LargeBinary, nullable=False),
    Column("article", String(16), ForeignKey("articles.id")),
    # Why there is no article; null if there is one.
    Column("reason", Words),
    # The packed Page without its bytes, where more is known of it than stands in the columns: to read it again.
    Column("evidence", LargeBinary),
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
    Column("text", Words, nullable=False),
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

parses = Table(
    "parses",
    metadata,
    # First sixteen bytes of SHA-256 of the parser's name and the sentence.
    Column("key", LargeBinary(16), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="each distinct sentence as a parser saw it, whatever the number of its retellings",
)

statements = Table(
    "statements",
    metadata,
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("source", Key, nullable=False, index=True),
    Column("source_kind", String(16), nullable=False),
    Column("via", Words, nullable=False),
    Column("cue", Words, nullable=False),
    Column("content", Words, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("headline", Words, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("value", LargeBinary, nullable=False),
    # For lists: the latest `earliest` of its articles, the language of the headline, how many.
    Column("newest", String(32)),
    Column("language", Tag(16), nullable=False, server_default="und"),
    Column("articles", Integer, nullable=False, server_default="0"),
    Column("outlets", Integer, nullable=False, server_default="0"),
    # True once what its articles changed is in `changes`.
    Column("compared", Boolean, nullable=False, server_default=false()),
    Index(None, "newest", "id"),
    Index(None, "compared", "newest"),
    comment="`value` is the story with its articles named by id",
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("story", String(16), ForeignKey("stories.id"), primary_key=True),
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "article", "story"),
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

changes = Table(
    "changes",
    metadata,
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    # Empty, and nothing counted, where nothing that matters was changed.
    Column("kind", String(16), primary_key=True),
    Column("other", String(16), ForeignKey("articles.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("because", Words, nullable=False),
    comment="what an article changed that matters, by kind, in the one that it goes back to",
)

followed = Table(
    "followed",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("article", String(16), ForeignKey("articles.id"), nullable=False, unique=True),
    Column("story", String(16), nullable=False),
    Index(None, "story", "article"),
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
    Column("by", Words, nullable=False),
    Column("at", String(32)),
    Column("undone_by", Words),
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

tasks = Table(
    "tasks",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", Words, nullable=False),
    Column("key", Key, nullable=False),
    # Null: given up.
    Column("due", Instant),
    Column("payload", LargeBinary, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", Integer, nullable=False),
    Column("leased_by", Words, nullable=False),
    Column("leased_until", Instant),
    Column("last_error", Words, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("kind", "key"),
    Index(None, "done_at", "due"),
    comment="work that is due; a lease that has run out is free for the next worker",
)

# --- what is watched

feeds = Table(
    "feeds",
    metadata,
    Column("url", Key, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="watched addresses; `value` is the packed Feed",
)

visits = Table(
    "visits",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("feed", Key, nullable=False),
    Column("url", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reason", Words, nullable=False),
    Index(None, "feed", "at"),
    comment="what became of the pages that a feed led to; the newest are kept",
)

looks = Table(
    "looks",
    metadata,
    Column("url", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("value", LargeBinary, nullable=False),
    comment="pages that are looked at again for changes; `value` is the packed Look",
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Key, primary_key=True),
    Column("free_at", Instant, nullable=False),
    # The latest time at which one who was turned away was told to come again.
    Column("promised_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),
    comment="when a host may be asked again, by whichever worker",
)

wishes = Table(
    "wishes",
    metadata,
    # Scheme, host and port.
    Column("origin", Key, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="the robots.txt of hosts; `value` is the packed Wishes",
)

# --- what is followed

affairs = Table(
    "affairs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Key, nullable=False, unique=True),
    Column("value", LargeBinary, nullable=False),
    comment="`value` is the packed Affair",
)

belongings = Table(
    "belongings",
    metadata,
    Column("affair", String(16), ForeignKey("affairs.id"), primary_key=True),
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("belongs", Boolean, nullable=False),
    Column("because", LargeBinary, nullable=False),
    # Empty and null where it was decided here.
    Column("by", Words, nullable=False),
    Column("at", Instant),
    # Of nearly all articles it was decided that they don't belong.
    Index(None, "affair", "belongs", "article"),
    Index(None, "article"),
    comment="what was decided of each article that was looked at, as it stands",
)

placements = Table(
    "placements",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("affair", String(16), ForeignKey("affairs.id"), nullable=False, index=True),
    Column("article", String(16), ForeignKey("articles.id"), nullable=False),
    Column("belongs", Boolean, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Instant),
    Column("undone_by", Words),
    Column("undone_at", Instant),
    comment="what people said of an article and an affair; none is deleted but with its affair",
)

ledger = Table(
    "ledger",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("affair", String(16), ForeignKey("affairs.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("key", String(32), nullable=False),
    Column("value", LargeBinary, nullable=False),
    UniqueConstraint("affair", "key"),
    Index(None, "affair", "number"),
    Index(None, "affair", "at", "number"),
    comment="what was new of an affair, once; `value` is the packed LedgerLine",
)

entered = Table(
    "entered",
    metadata,
    Column("affair", String(16), ForeignKey("affairs.id"), primary_key=True),
    Column("article", String(16), ForeignKey("articles.id"), primary_key=True),
    comment="the articles whose news is in the ledger of an affair",
)

# --- what is mailed

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="made once by chance, to sign links by",
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", String(16), primary_key=True),
    # As compared: in lower case.
    Column("email", Key, nullable=False, unique=True),
    Column("state", String(16), nullable=False, index=True),
    Column("value", LargeBinary, nullable=False),
    comment="`value` is the packed Subscriber",
)

editions = Table(
    "editions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("subscriber", String(16), nullable=False),
    Column("day", String(10), nullable=False),
    Column("value", LargeBinary, nullable=False),
    UniqueConstraint("subscriber", "day"),
    comment="`value` is the edition with its lines by number",
)

messages = Table(
    "messages",
    metadata,
    Column("edition", String(16), ForeignKey("editions.id"), primary_key=True),
    Column("subscriber", String(16), primary_key=True),
    Column("message_id", Key, nullable=False, unique=True),
    Column("state", String(16), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("value", LargeBinary, nullable=False),
    comment="the mail of an edition, one row whatever happens to it; `value` is the packed Message",
)


def iso(when: datetime | None) -> str | None:
    """An instant as the columns hold it."""
    return when.isoformat() if when is not None else None


# --- who signs in

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(16), primary_key=True),
    # The name as compared: in one form, whatever its case.
    Column("key", Key, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("role", String(16), nullable=False),
    # By argon2, with its salt and costs.
    Column("password", Words, nullable=False),
    Column("created_at", Instant, nullable=False),
    comment="people who sign in, and what they may do",
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of what the cookie holds, so that nobody signs in by a copy of the store.
    Column("digest", String(64), primary_key=True),
    Column("account", String(16), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    comment="who is signed in; one that was ended is gone",
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    # SHA-256 of the token.
    Column("digest", String(64), nullable=False, unique=True),
    Column("account", String(16), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", Words, nullable=False),
    # Names, with a space between.
    Column("scopes", Words, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    # Null: never.
    Column("expires_at", Instant),
    comment="by which programs sign in; one that was revoked is gone",
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", Key, primary_key=True),
    Column("subject", Key, primary_key=True),
    Column("account", String(16), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    comment="who somebody is with an OpenID Connect provider",
)

# --- what pages and programs are given

renderings = Table(
    "renderings",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", Key, primary_key=True),
    # Counted up with each change of what it tells; `made` is what it stood at when it was made last, 0 before that.
    Column("wanted", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    # Version of Retold that made it: another makes it anew.
    Column("version", String(32), nullable=False),
    Column("at", Instant),
    # zlib
    Column("value", LargeBinary),
    comment="pages that take long to make, ready; one that is not of what is kept now has made < wanted",
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="addresses that are told what is new; `value` is the packed Webhook",
)
