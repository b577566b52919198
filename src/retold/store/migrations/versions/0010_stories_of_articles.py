"""The stories of an affair's articles are counted from an index alone."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the story into the index of the articles of stories."""
    op.drop_index("ix_story_articles_article", "story_articles")
    op.create_index("ix_story_articles_article_story", "story_articles", ["article", "story"])
