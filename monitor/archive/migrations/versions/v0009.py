"""Stories of each topic and day, digests of weeks and months, and translations of foreign texts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("ledger", sa.Column("aids", sa.Text(), nullable=True))
    op.create_table(
        "translations",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "language", name="pk_translations"),
    )
    op.create_table(
        "topic_stories",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("found", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("topic", "day", "place", name="pk_topic_stories"),
    )
    op.create_index("ix_topic_stories_day", "topic_stories", ["day"])
    op.create_table(
        "period_digests",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("start", _MOMENT, nullable=False),
        sa.Column("end", _MOMENT, nullable=False),
        sa.Column("first", _NUMBER, nullable=False),
        sa.Column("last", _NUMBER, nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("config_version", sa.Text(), nullable=False),
        sa.Column("topics_id", _NUMBER, nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("top_stories", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("aids", sa.Text(), nullable=True),
        sa.Column("stories", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["topics_id"], ["topic_versions.id"], name="fk_period_digests_topics_id"),
        sa.PrimaryKeyConstraint("name", name="pk_period_digests"),
    )
