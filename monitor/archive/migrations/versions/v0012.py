"""The number of new entries of each feed on each of the last days."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("feeds", sa.Column("days", sa.Text(), nullable=False, server_default=""))
