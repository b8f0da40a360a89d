"""The languages that the reader of a digest prefers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("ledger", sa.Column("languages", sa.Text(), nullable=True))
