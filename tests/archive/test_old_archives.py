"""An archive of the first schema is migrated completely or not at all, and its closed digests stay."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from monitor.archive import open_archive
from monitor.archive.columns import COUNTS, HISTORY, MATCHES, TITLES, compress, dump_health
from monitor.archive.database import Database, locate
from monitor.archive.open import _config, _upgrade, revision
from monitor.archive.schema import APPLICATION_ID, HEAD
from monitor.models import Answer, Counts, Health
from tests.archive.making import (
    DAY,
    HOUR,
    NOW,
    RAIL,
    digest_input,
    entry,
    poll,
    record_digest,
    store_all,
    titles,
)

AT = "2025-12-15 22:00:00.000000"
_ROWS = """
INSERT INTO topic_versions (version) VALUES ('v1');
INSERT INTO outlets (name, country) VALUES ('Times', 'LA'), ('Herald', 'KR');
INSERT INTO feeds (id, url, url_hash, status, reason, detail, interval, strikes, entries, moved_count)
VALUES (1, 'https://times.example/feed', :feed, 'ok', '', '', 600, 0, 1, 0);
INSERT INTO articles (id, url, url_hash, entry_id, found, backlog, full_text, fate, reason, detail, attempts,
    next_try, seq, settled, title, author, language, backing, topics_id, matched)
VALUES
    (1, 'https://news.example/old', :link, 1, :at, :no, :no, 'read', '', '', 0,
     :at, 1, :at, 'Old', '', 'en', 'page', 1, :yes),
    (2, 'https://news.example/new', :other, 2, :at, :no, :no, 'pending', '', '', 0,
     :at, NULL, NULL, 'Waiting', '', 'en', NULL, NULL, :no);
INSERT INTO entries (id, feed_id, key, key_hash, reuse, url, url_hash, article_id, outlet_id, edition, found,
    title, summary, author, language, revisions)
VALUES
    (1, 1, 'a', :link, 0, 'https://news.example/old', :link, 1, 1, 0, :at, 'Old', '', '', '', 0),
    (2, 1, 'b', :other, 0, 'https://news.example/new', :other, 2, 2, 0, :at, 'Waiting', '', '', '', 0);
INSERT INTO texts (article_id, settled, body) VALUES (1, :at, :body);
INSERT INTO pages (article_id, settled, url, content_type, body) VALUES (1, :at, 'u', '', :body);
INSERT INTO matchings (article_id, edition, topics_id, matched, matches, near_misses)
VALUES (1, 0, 1, :yes, :matches, '[]');
INSERT INTO ledger (day, timezone, start, "end", first, last, closed, edition, config_version, topics_id,
    topics, top_stories, history, counts, health)
VALUES ('2025-12-15', 'UTC', :at, :at, 0, 1, :yes, 1, 'c', 1, :topics, 3, :history, :counts, :health);
UPDATE numbers SET feed = 1, entry = 2, article = 2, seq = 1, edition = 1, settled = 1, matched = 1
"""


def old_archive(url: str, folder: Path) -> Database:
    """Create an archive of the first schema, with a closed digest and a pending article."""
    (folder / "archive.db").touch()
    database = Database(locate(url, folder))
    words = {
        "feed": b"f" * 16,
        "link": b"l" * 16,
        "other": b"o" * 16,
        "at": AT if database.is_sqlite else f"{AT}+00",
        "yes": True,
        "no": False,
        "body": compress(b"The old text"),
        "matches": MATCHES.dump((RAIL,)),
        "topics": TITLES.dump((("rail", "Railways"),)),
        "history": HISTORY.dump(()),
        "counts": COUNTS.dump(Counts()),
        "health": dump_health(Health()),
    }
    with database.write_alone() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in _ROWS.split(";"):
            asked = text(row)
            connection.execute(asked, {name: words[name] for name in asked.compile().params})
    return database


@pytest.fixture(params=["file", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of each persistent kind of database."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return "sqlite:///archive.db"


@pytest.mark.fault(273)
def test_an_old_archive_still_works(url: str, tmp_path: Path) -> None:
    """Its closed digest is unchanged, its pending article can be read, and new entries are stored."""
    old_archive(url, tmp_path).close()
    with open_archive(url, tmp_path) as archive:
        closed = digest_input(archive, DAY.replace(day=15))
        (article,) = closed.articles
        assert (article.title, article.text, article.sources) == ("Old", "The old text", ("Times",))
        assert archive.articles.due_rereads(NOW, 10) == ()
        assert [pending.entry.title for pending in store_all(archive)] == ["Waiting"]
        poll(archive, [entry(1)], now=NOW + HOUR)
        store_all(archive, now=NOW + HOUR)
        record_digest(archive, now=NOW + HOUR)
        assert titles(archive) == ["Waiting", "Title 1"]
        assert digest_input(archive, DAY.replace(day=15)) == closed
        archive.verdicts.record(1, "rail", Answer.NO, NOW, "c")
        assert archive.verdicts.all()[0].url == "https://news.example/old"
        archive.saved_searches.add("Treaties", "q=treaty", NOW)
        assert [one.name for one in archive.saved_searches.all()] == ["Treaties"]


@pytest.mark.fault(178)
def test_an_update_that_breaks_off_leaves_the_old_archive(url: str, tmp_path: Path) -> None:
    """If the migration is killed, the archive is unchanged, and the next start migrates it."""
    database = old_archive(url, tmp_path)

    def break_off() -> None:
        with database.write_alone() as connection:
            _upgrade(connection)
            assert revision(connection) == HEAD
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    with database.read() as connection:
        assert revision(connection) == "0001"
    database.close()
    with open_archive(url, tmp_path) as archive:
        assert titles(archive, DAY.replace(day=15)) == ["Old"]
