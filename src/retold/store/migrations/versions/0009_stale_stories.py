"""Which stories are out of date is told by reading two indexes side by side, in stores of a million articles too."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the article into the index of the stream's stories."""
    op.drop_index("ix_followed_story", "followed")
    op.create_index("ix_followed_story_article", "followed", ["story", "article"])
