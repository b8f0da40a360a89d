"""Bring an archive to the schema of this program, all steps in one transaction: old or new, never between."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from monitor.archive.database import Database
from monitor.archive.schema import APPLICATION_ID, HEAD
from monitor.errors import ArchiveError

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "archive_version"
_SCRIPTS = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """Return the revision of the archive's schema, None where it has none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def is_current(database: Database) -> bool:
    """Tell whether nothing is to be done; raises ArchiveError where a newer program wrote the archive."""
    with database.read() as connection:
        found = revision(connection)
    if found is not None and found != HEAD:
        _know(found, database.name)
    return found == HEAD


def migrate(database: Database) -> None:
    """Bring the schema up to date; whoever comes second finds it done."""
    with database.write_alone() as connection:
        if revision(connection) == HEAD:
            return
        if database.is_sqlite:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Alembic takes longer to import than an archive in order takes to open.
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _know(found: str, name: str) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    script = ScriptDirectory.from_config(_config())
    if found not in {step.revision for step in script.walk_revisions()}:
        raise ArchiveError(
            f"{name} was written by a newer version of monitor (schema {found}): update monitor"
        )


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
