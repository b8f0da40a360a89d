"""The search index. Articles that are there already are indexed afterwards, step by step."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_tail",
        sa.Column("article_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("grams", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_search_tail_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_search_tail"),
    )
    op.create_table(
        "search_segments",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("newest", _NUMBER, nullable=False),
        sa.Column("articles", sa.LargeBinary(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("built", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_segments"),
    )
    op.create_table(
        "search_postings",
        sa.Column("segment_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", "row", name="pk_search_postings"),
    )
    state = op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("indexed", _NUMBER, nullable=False),
        sa.Column("existing", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_state"),
    )
    last = op.get_bind().execute(sa.text("SELECT max(id) FROM articles")).scalar() or 0
    op.execute(state.insert().values(id=1, scheme=1, indexed=0, existing=last))
