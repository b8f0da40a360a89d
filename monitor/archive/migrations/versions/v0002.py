"""Articles read again: versions, updates, planned readings, and the authority of entries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the new columns and tables; existing entries keep their articles, and no article is read again."""
    op.add_column("articles", sa.Column("old_before", _MOMENT, nullable=True))
    op.add_column("articles", sa.Column("standing", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("articles", sa.Column("again", _MOMENT, nullable=True))
    op.add_column("articles", sa.Column("edited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("entries", sa.Column("content_hash", sa.LargeBinary(), nullable=True))
    op.add_column("entries", sa.Column("own", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("pages", sa.Column("etag", sa.Text(), nullable=True))
    op.add_column("pages", sa.Column("last_modified", sa.Text(), nullable=True))
    op.create_index(
        "ix_articles_again",
        "articles",
        ["again"],
        sqlite_where=sa.text("again IS NOT NULL"),
        postgresql_where=sa.text("again IS NOT NULL"),
    )
    op.create_table(
        "versions",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("article_id", _NUMBER, nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("replaced", _MOMENT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("backing", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_versions_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
    )
    op.create_index("ix_versions_article_id", "versions", ["article_id"])
    op.create_table(
        "updates",
        sa.Column("seq", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("article_id", _NUMBER, nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_updates_article_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_updates"),
    )
    op.create_index("ix_updates_article_id", "updates", ["article_id"])
