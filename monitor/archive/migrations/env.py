"""Alembic's entry: run the migrations on the connection, and in the transaction, that `open` passes."""

from alembic import context

from monitor.archive.open import VERSION_TABLE
from monitor.archive.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
