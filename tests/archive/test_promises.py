"""Promises 1 and 3 under any interleaving: no entry lost, every matched article new in exactly one digest."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from monitor.archive import open_archive
from monitor.models import Failure, Matching
from tests.archive.making import DAY, HERALD, HIT, NOW, RAIL, TIMES, entry, outcome, poll, record_digest

NAMES = st.integers(0, 25)


class FaultySite(RuleBasedStateMachine):
    """Polls, results, failures, new topics, digests and clock jumps, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.archive = open_archive("sqlite://", Path(tempfile.gettempdir()))
        self.now, self.day, self.version = NOW, DAY, 1
        self.published: set[int] = set()
        self.backlog: set[int] = set()
        self.matching: set[int] = set()

    @rule(
        names=st.sets(NAMES, min_size=1, max_size=6), feed=st.sampled_from([TIMES, HERALD]), old=st.booleans()
    )
    def polls(self, names: set[int], feed: object, old: bool) -> None:  # noqa: FBT001
        """A feed carries some articles, known or not, fresh or old."""
        published = self.now - timedelta(days=10 if old else 0)
        document = [entry(n, feed, published=published) for n in sorted(names)]
        poll(self.archive, document, feed, self.now)
        # Backlog only while all its entries are old; a feed that corrects the date makes it news.
        self.backlog = self.backlog | (names - self.published) if old else self.backlog - names
        self.published |= names

    @rule(data=st.data())
    def stores_results(self, data: st.DataObject) -> None:
        """Some pending articles are read, in any order; some match."""
        waiting = self.archive.articles.pending(self.now + timedelta(days=9), 100)
        if not waiting:
            return
        chosen = data.draw(st.lists(st.sampled_from(waiting), unique=True, max_size=5))
        hits = data.draw(st.sets(st.sampled_from(waiting)))
        said = {True: Matching(f"v{self.version}", HIT.matches), False: Matching(f"v{self.version}")}
        self.archive.articles.store_results(
            [outcome(pending, said[pending in hits]) for pending in chosen], self.now
        )
        self.matching |= {int(pending.entry.key[4:]) for pending in chosen if pending in hits}

    @rule(hours=st.integers(-2, 48))
    def postpones(self, hours: int) -> None:
        """A page is to be tried again."""
        for pending in self.archive.articles.pending(self.now, 1):
            self.archive.articles.record_failure(
                pending.article_id, Failure("timeout"), self.now + timedelta(hours=hours)
            )

    @rule(hits=st.sets(NAMES))
    def changes_topics(self, hits: set[int]) -> None:
        """Other topics are in force: the open window is matched again."""
        self.version += 1
        version = f"v{self.version}"
        for text in self.archive.articles.texts_to_match(version):
            name = int(text.title.split()[1])
            self.archive.articles.replace_matches(
                [(text.article_id, Matching(version, (RAIL,) if name in hits else ()))]
            )
            self.matching = self.matching | {name} if name in hits else self.matching - {name}

    @rule(days=st.integers(0, 2), closed=st.booleans(), zone=st.integers(-30, 30))
    def writes_a_digest(self, days: int, closed: bool, zone: int) -> None:  # noqa: FBT001
        """Today's digest is written, again or for a later day; the clock may have jumped."""
        self.day += timedelta(days=days)
        self.now += timedelta(hours=zone)
        kept = self.archive.digests.windows()
        if kept and kept[-1].date == self.day and kept[-1].closed:
            self.day += timedelta(days=1)
        record_digest(self.archive, self.day, self.now, closed=closed)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every published entry is pending or processed, once."""
        counts = self.archive.status_counts(self.now)
        assert counts.pending + counts.articles == len(self.published)
        assert counts.matched == len(self.matching)

    @invariant()
    def nothing_is_new_twice(self) -> None:
        """No article is new in two digests, no backlog is in any, and windows have no holes."""
        windows = self.archive.digests.windows()
        new_articles = [name for window in windows for name in self.new_articles(window.date)]
        assert len(new_articles) == len(set(new_articles))
        assert not self.backlog & set(new_articles)
        edges = [(window.first, window.start) for window in windows[1:]]
        assert edges == [(window.last, window.end) for window in windows[:-1]]

    def new_articles(self, day: object) -> list[int]:
        """Name the articles that are new in the digest of a day."""
        digest_input = self.archive.digests.input(day)
        assert digest_input is not None
        return [int(article.title.split()[1]) for article in digest_input.articles]

    def teardown(self) -> None:
        """In the end, every matching article outside the backlog is in exactly one digest."""
        self.writes_a_digest(1, closed=True, zone=0)
        new_articles = [
            name for window in self.archive.digests.windows() for name in self.new_articles(window.date)
        ]
        assert self.matching - self.backlog <= set(new_articles)
        assert self.archive.maintenance.check_integrity() == ()
        self.archive.close()


FaultySite.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@pytest.mark.fault(185, 188)
class TestPromises(FaultySite.TestCase):
    """Run the demo_site."""
