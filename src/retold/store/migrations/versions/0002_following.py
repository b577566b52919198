"""Following a stream: stories as they stand, what befell them, where merged ones went, corrections, bands."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "followed",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_followed_article")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_followed")),
        sa.UniqueConstraint("article", name=op.f("uq_followed_article")),
        comment="articles in the order in which they entered the stream, and the story each is in now",
    )
    op.create_index(op.f("ix_followed_story"), "followed", ["story"], unique=False)
    op.create_table(
        "story_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_events")),
        comment="what befell stories, in order; `value` is the packed StoryEvent",
    )
    op.create_index(op.f("ix_story_events_story"), "story_events", ["story"], unique=False)
    op.create_index(op.f("ix_story_events_other"), "story_events", ["other"], unique=False)
    op.create_table(
        "story_redirects",
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.Column("into", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("story", name=op.f("pk_story_redirects")),
        comment="a story that went into another, and the one that stands for it now",
    )
    op.create_index(op.f("ix_story_redirects_into"), "story_redirects", ["into"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("articles", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_corrections")),
        comment="what people said of articles; none is ever deleted",
    )
    op.create_table(
        "bands",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_bands_article")),
        sa.PrimaryKeyConstraint("key", "article", name=op.f("pk_bands")),
        comment="signatures of word runs: articles that share a key may be near-duplicates",
    )
