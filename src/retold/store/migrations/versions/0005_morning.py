"""What is watched, followed and mailed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Stories are ordered by what they are."""
    op.drop_column("stories", "position")
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feeds")),
        comment="watched addresses; `value` is the packed Feed",
    )
    op.create_table(
        "visits",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_visits")),
        comment="what became of the pages that a feed led to; the newest are kept",
    )
    op.create_index(op.f("ix_visits_feed_at"), "visits", ["feed", "at"], unique=False)
    op.add_column("pages", sa.Column("evidence", sa.LargeBinary(), nullable=True))
    op.create_table(
        "looks",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_looks")),
        comment="pages that are looked at again for changes; `value` is the packed Look",
    )
    op.create_table(
        "wishes",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_wishes")),
        comment="the robots.txt of hosts; `value` is the packed Wishes",
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.Column("promised_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
        comment="when a host may be asked again, by whichever worker",
    )
    op.create_table(
        "affairs",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affairs")),
        sa.UniqueConstraint("name", name=op.f("uq_affairs_name")),
        comment="`value` is the packed Affair",
    )
    op.create_table(
        "belongings",
        sa.Column("affair", sa.String(length=16), nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("belongs", sa.Boolean(), nullable=False),
        sa.Column("because", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["affair"], ["affairs.id"], name=op.f("fk_belongings_affair")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_belongings_article")),
        sa.PrimaryKeyConstraint("affair", "article", name=op.f("pk_belongings")),
        comment="what was decided of each article that was looked at, as it stands",
    )
    op.create_table(
        "placements",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("affair", sa.String(length=16), nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("belongs", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["affair"], ["affairs.id"], name=op.f("fk_placements_affair")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_placements_article")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_placements")),
        comment="what people said of an article and an affair; none is deleted but with its affair",
    )
    op.create_index(op.f("ix_placements_affair"), "placements", ["affair"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("affair", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["affair"], ["affairs.id"], name=op.f("fk_ledger_affair")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger")),
        sa.UniqueConstraint("affair", "key", name=op.f("uq_ledger_affair_key")),
        comment="what was new of an affair, once; `value` is the packed LedgerLine",
    )
    op.create_index(op.f("ix_ledger_affair_number"), "ledger", ["affair", "number"], unique=False)
    op.create_table(
        "entered",
        sa.Column("affair", sa.String(length=16), nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["affair"], ["affairs.id"], name=op.f("fk_entered_affair")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_entered_article")),
        sa.PrimaryKeyConstraint("affair", "article", name=op.f("pk_entered")),
        comment="the articles whose news is in the ledger of an affair",
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
        comment="made once by chance, to sign links by",
    )
    op.create_table(
        "subscribers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("email", name=op.f("uq_subscribers_email")),
        comment="`value` is the packed Subscriber",
    )
    op.create_index(op.f("ix_subscribers_state"), "subscribers", ["state"], unique=False)
    op.create_table(
        "editions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("subscriber", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("subscriber", "day", name=op.f("uq_editions_subscriber_day")),
        comment="`value` is the edition with its lines by number",
    )
    op.create_table(
        "messages",
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("subscriber", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_messages_edition")),
        sa.PrimaryKeyConstraint("edition", "subscriber", name=op.f("pk_messages")),
        sa.UniqueConstraint("message_id", name=op.f("uq_messages_message_id")),
        comment="the mail of an edition, one row whatever happens to it; `value` is the packed Message",
    )
    op.create_index(op.f("ix_messages_state"), "messages", ["state"], unique=False)
