"""A random id for each archive, and the title under which each digest was written."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("numbers", sa.Column("identity", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("title", sa.Text(), nullable=True))
    numbers = sa.table("numbers", sa.column("identity"))
    op.execute(numbers.update().values(identity=secrets.token_hex(8)))
