"""What the pages of a served box need: lists of stories, what was told, tokens, other ways to sign in, webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTS = """
UPDATE stories SET
  newest = (SELECT max(a.earliest) FROM story_articles s JOIN articles a ON a.id = s.article
            WHERE s.story = stories.id),
  articles = (SELECT count(*) FROM story_articles s WHERE s.story = stories.id),
  outlets = (SELECT count(DISTINCT coalesce(a.outlet, a.input))
             FROM story_articles s JOIN articles a ON a.id = s.article WHERE s.story = stories.id),
  language = coalesce((SELECT min(a.language) FROM story_articles s JOIN articles a ON a.id = s.article
                       WHERE s.story = stories.id AND a.title = stories.headline), 'und')
"""


def upgrade() -> None:
    """Make the tables, and fill the new columns."""
    op.add_column("stories", sa.Column("newest", sa.String(length=32), nullable=True))
    op.add_column("stories", sa.Column("language", sa.String(length=16), nullable=False, server_default="und"))
    op.add_column("stories", sa.Column("articles", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("stories", sa.Column("outlets", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_stories_newest_id"), "stories", ["newest", "id"], unique=False)
    op.create_index(op.f("ix_story_articles_article"), "story_articles", ["article"], unique=False)
    op.execute(_COUNTS)
    op.create_table(
        "renderings",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_renderings")),
        comment="pages that take long to make, ready; one that is not of what is kept now has made < wanted",
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_tokens_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
        comment="by which programs sign in; one that was revoked is gone",
    )
    op.create_index(op.f("ix_tokens_account"), "tokens", ["account"], unique=False)
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_identities_account")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
        comment="who somebody is with an OpenID Connect provider",
    )
    op.create_index(op.f("ix_identities_account"), "identities", ["account"], unique=False)
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        comment="addresses that are told what is new; `value` is the packed Webhook",
    )
