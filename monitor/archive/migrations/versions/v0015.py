"""The events of topics and of their stories: trends and chronicles count events."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("topic_days", sa.Column("events", sa.Integer()))
    op.add_column("topic_stories", sa.Column("event", sa.Text()))
