"""Search: the index of words, filled with what is kept, and what articles changed in those that they go back to."""

import sqlalchemy as sa
from alembic import op

from retold.store import search_index

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index. What articles changed is found later, by a worker."""
    op.add_column("stories", sa.Column("compared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE stories SET compared = :yes WHERE articles < 2").bindparams(yes=True))
    op.create_index(op.f("ix_stories_compared_newest"), "stories", ["compared", "newest"], unique=False)
    op.create_table(
        "changes",
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_changes_article")),
        sa.ForeignKeyConstraint(["other"], ["articles.id"], name=op.f("fk_changes_other")),
        sa.PrimaryKeyConstraint("article", "kind", name=op.f("pk_changes")),
        comment="what an article changed that matters, by kind, in the one that it goes back to",
    )
    op.create_index(op.f("ix_changes_other"), "changes", ["other"], unique=False)
    columns = ["affair", "belongs", "article"]
    op.create_index(op.f("ix_belongings_affair_belongs_article"), "belongings", columns, unique=False)
    op.create_index(op.f("ix_belongings_article"), "belongings", ["article"], unique=False)
    op.create_index(op.f("ix_ledger_affair_at_number"), "ledger", ["affair", "at", "number"], unique=False)
    search_index.make(op.get_bind())
    search_index.rebuild(op.get_bind())
