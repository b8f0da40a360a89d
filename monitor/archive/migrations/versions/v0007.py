"""Verdicts, and the articles that each digest shows as perhaps missed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("article_id", _NUMBER, nullable=True),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("judged", _MOMENT, nullable=False),
        sa.Column("config_version", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("feed_url", sa.Text(), nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_verdicts_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sa.UniqueConstraint("article_id", "topic", name="uq_verdicts_article_id_topic"),
    )
    op.create_index("ix_verdicts_key_hash", "verdicts", ["key_hash"])
    op.add_column("ledger", sa.Column("missed", sa.Text(), nullable=True))
