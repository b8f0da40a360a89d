"""Each archive has an id of its own, and each digest the title that it was written under."""

from pathlib import Path

import pytest
from alembic import command

from monitor.archive import Archive, open_archive
from monitor.archive.database import Database, locate
from monitor.archive.open import _config, migrate, revision
from monitor.archive.schema import HEAD
from monitor.models import Counts, Health
from tests.archive.making import DAY, HOUR, NOW, TOPICS, digest_input, entry, poll, record_digest, store_all


@pytest.mark.fault(288)
def test_two_archives_have_two_ids(tmp_path: Path) -> None:
    """New archives differ in their ids, and each keeps its own when it is opened again."""
    found = []
    for name in ("one", "two", "one", "two"):
        with open_archive("sqlite:///archive.db", tmp_path / name) as archive:
            poll(archive, [entry(1)])
            store_all(archive)
            record_digest(archive)
            found.append(digest_input(archive).archive_id)
    assert found[0] == found[2] != found[1] == found[3]
    assert len(found[0]) == len(found[1]) == 16


def test_an_archive_of_the_first_schema_gets_an_id(url: str, tmp_path: Path) -> None:
    """A migrated archive has an id, which a second opening does not change."""
    (tmp_path / "archive.db").touch()
    database = Database(locate(url, tmp_path))
    with database.write_alone() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    seen = []
    for _ in range(2):
        migrate(database)
        with database.read() as connection:
            assert revision(connection) == HEAD
            seen.append(connection.exec_driver_sql("SELECT identity FROM numbers").scalar())
    database.close()
    assert len(seen[0] or "") == 16
    assert seen[0] == seen[1]


def test_a_closed_digest_keeps_its_title(archive: Archive) -> None:
    """A title set later does not change earlier digests; digests of older versions have none."""
    poll(archive, [entry(1)])
    store_all(archive)
    for day, title in ((DAY, "Laos desk"), (DAY.replace(day=DAY.day + 1), "ລາວ\0")):
        window = archive.digests.window(day, "Asia/Vientiane", NOW + HOUR)
        archive.digests.record(window, "config-1", TOPICS, 3, Counts(), Health(), title=title)
    assert digest_input(archive).title == "Laos desk"
    assert digest_input(archive, DAY.replace(day=DAY.day + 1)).title == "ລາວ\ufffd"
    with archive.database.write() as connection:
        connection.exec_driver_sql("UPDATE ledger SET title = NULL")
    assert digest_input(archive).title == ""
