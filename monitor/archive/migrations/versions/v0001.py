"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _MOMENT, nullable=True),
        sa.Column("sent", _MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", "target", name="uq_deliveries_key_target"),
    )
    op.create_index("ix_deliveries_next_try", "deliveries", ["next_try"])
    op.create_table(
        "feeds",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.Column("interval", sa.Float(53), nullable=False),
        sa.Column("strikes", sa.Float(53), nullable=False),
        sa.Column("polled", _MOMENT, nullable=True),
        sa.Column("succeeded", _MOMENT, nullable=True),
        sa.Column("changed", _MOMENT, nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("next_poll", _MOMENT, nullable=True),
        sa.Column("full_due", _MOMENT, nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_count", sa.Integer(), nullable=False),
        sa.Column("failing_since", _MOMENT, nullable=True),
        sa.Column("usual_gap", sa.Float(53), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url_hash", name="uq_feeds_url_hash"),
    )
    op.create_table(
        "numbers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("feed", _NUMBER, nullable=False),
        sa.Column("entry", _NUMBER, nullable=False),
        sa.Column("article", _NUMBER, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("settled", _NUMBER, nullable=False),
        sa.Column("matched", _NUMBER, nullable=False),
        sa.Column("began", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_numbers"),
    )
    op.create_table(
        "outlets",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
        sa.UniqueConstraint("name", "country", name="uq_outlets_name_country"),
    )
    op.create_table(
        "overruns",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_overruns"),
    )
    op.create_index("ix_overruns_until", "overruns", ["until"])
    op.create_table(
        "sweeps",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("began", _MOMENT, nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("finished", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sweeps"),
    )
    op.create_index("ix_sweeps_finished", "sweeps", ["finished"])
    op.create_table(
        "topic_versions",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_topic_versions"),
        sa.UniqueConstraint("version", name="uq_topic_versions_version"),
    )
    op.create_table(
        "articles",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("url_hash", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("found", _MOMENT, nullable=False),
        sa.Column("backlog", sa.Boolean(), nullable=False),
        sa.Column("full_text", sa.Boolean(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _MOMENT, nullable=True),
        sa.Column("seq", _NUMBER, nullable=True),
        sa.Column("settled", _MOMENT, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("backing", sa.Text(), nullable=True),
        sa.Column("topics_id", _NUMBER, nullable=True),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["topics_id"], ["topic_versions.id"], name="fk_articles_topics_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("seq", name="uq_articles_seq"),
        sa.UniqueConstraint("url_hash", name="uq_articles_url_hash"),
    )
    op.create_index(
        "ix_articles_matched",
        "articles",
        ["seq"],
        sqlite_where=sa.text("matched = 1"),
        postgresql_where=sa.text("matched"),
    )
    op.create_index(
        "ix_articles_pending",
        "articles",
        ["next_try", "id"],
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_table(
        "ledger",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("start", _MOMENT, nullable=False),
        sa.Column("end", _MOMENT, nullable=False),
        sa.Column("first", _NUMBER, nullable=False),
        sa.Column("last", _NUMBER, nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("config_version", sa.Text(), nullable=False),
        sa.Column("topics_id", _NUMBER, nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("top_stories", sa.Integer(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["topics_id"], ["topic_versions.id"], name="fk_ledger_topics_id"),
        sa.PrimaryKeyConstraint("day", name="pk_ledger"),
    )
    op.create_table(
        "entries",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("feed_id", _NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reuse", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("url_hash", sa.LargeBinary(), nullable=True),
        sa.Column("article_id", _NUMBER, nullable=False),
        sa.Column("outlet_id", _NUMBER, nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("found", _MOMENT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_entries_article_id"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_entries_feed_id"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_entries_outlet_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("feed_id", "key_hash", "reuse", name="uq_entries_feed_id_key_hash_reuse"),
    )
    op.create_index("ix_entries_article_id", "entries", ["article_id"])
    op.create_index("ix_entries_link", "entries", ["feed_id", "url_hash"])
    op.create_index("ix_entries_recent", "entries", ["feed_id", "id"])
    op.create_table(
        "matchings",
        sa.Column("article_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("edition", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("topics_id", _NUMBER, nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.Column("matches", sa.Text(), nullable=False),
        sa.Column("near_misses", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_matchings_article_id"),
        sa.ForeignKeyConstraint(["topics_id"], ["topic_versions.id"], name="fk_matchings_topics_id"),
        sa.PrimaryKeyConstraint("article_id", "edition", name="pk_matchings"),
    )
    op.create_table(
        "pages",
        sa.Column("article_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("settled", _MOMENT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_pages_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_pages"),
    )
    op.create_index("ix_pages_settled", "pages", ["settled"])
    op.create_table(
        "texts",
        sa.Column("article_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("settled", _MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_texts_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_texts"),
    )
    op.create_index("ix_texts_settled", "texts", ["settled"])
    op.create_table(
        "topic_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("story_ids", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["ledger.day"], name="fk_topic_days_day"),
        sa.PrimaryKeyConstraint("day", "topic", name="pk_topic_days"),
    )
    op.create_table(
        "revisions",
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("replaced", _MOMENT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_revisions_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_revisions"),
    )

    kinds = ("feed", "entry", "article", "seq", "edition", "settled", "matched")
    counted = sa.table("numbers", sa.column("id"), *(sa.column(kind) for kind in kinds))
    op.execute(counted.insert().values(id=1, **dict.fromkeys(kinds, 0)))
