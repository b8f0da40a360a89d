"""The states of feeds without new entries are stored together, with the same result as one by one."""

from dataclasses import replace
from datetime import timedelta

from monitor.archive import Archive, open_archive
from tests.archive.making import HERALD, NOW, TIMES, entry, poll


def test_states_of_unchanged_feeds_are_kept_together(archive: Archive) -> None:
    """The stored states are read back; other feeds and all entries are unchanged."""
    poll(archive, [entry(1)], TIMES)
    poll(archive, [entry(2, HERALD)], HERALD)
    before = archive.feeds.states()
    later = replace(before[TIMES.url], polled=NOW + timedelta(hours=1), etag='"2"', body_hash="0" * 32)
    unknown = replace(later, url="https://unknown.example/feed")
    archive.feeds.record_unchanged((later, unknown))
    assert archive.feeds.states() == {**before, TIMES.url: later}
    assert len(archive.articles.pending(NOW, 10)) == 2


def test_a_reader_sees_the_daemons_work(url: str, tmp_path, archive: Archive) -> None:
    """In a file and on PostgreSQL, a second connection reads committed data while the first works."""
    if url == "sqlite://":
        return
    with open_archive(url, tmp_path, readonly=True) as reader:
        poll(archive, [entry(1)], TIMES)
        assert len(reader.articles.pending(NOW, 10)) == 1
        poll(archive, [entry(2)], TIMES)
        assert reader.status_counts(NOW) == archive.status_counts(NOW)
