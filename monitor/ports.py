"""The two seams through which the pipeline reaches the outside: the network and the archive.

Whatever keeps these promises can stand behind them: aiohttp or a fake newsroom, SQLite or PostgreSQL.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from monitor.models import (
    Counts,
    Delivery,
    Digest,
    DigestInput,
    Entry,
    Failure,
    Feed,
    FeedState,
    FullTextArticle,
    Gap,
    Health,
    LeftOut,
    Match,
    Matching,
    Pending,
    PendingLink,
    ReadArticle,
    Request,
    Response,
    StoredText,
    TextToMatch,
    Topics,
    Unreadable,
    Window,
)


class Fetcher(Protocol):
    """Gets things politely; whatever goes wrong out there comes back as a value."""

    async def fetch(self, request: Request) -> Response | Failure:
        """Answer the request; never raises for anything the network did."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll of a feed gave, on its way into the archive.

    Attributes:
        feed: the feed.
        decide: gives its new state for a number of new entries, which only storing them tells; pure.
        entries: of the document, in its order.
        at: when it was polled.
        backlog_before: entries published before are backlog.
        told: articles read and matched already, of words of the feed, each by the key of its entry.
    """

    feed: Feed
    decide: Callable[[int], FeedState]
    entries: Sequence[Entry]
    at: datetime
    backlog_before: datetime
    told: Mapping[str, FullTextArticle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a poll came to.

    Attributes:
        new: entries that the archive had not seen.
        read: articles that were told with them, and so settled at once.
        matched: of these, those that match.
    """

    new: int = 0
    read: int = 0
    matched: int = 0


class Archive(Protocol):
    """Keeps everything; each method is one transaction, and raises ArchiveError alone."""

    def feed_states(self) -> Mapping[str, FeedState]:
        """Return what is remembered of every feed ever polled, by url."""

    def record_polls(self, polls: Sequence[Poll], now: datetime) -> tuple[Stored, ...]:
        """Store each feed's new state together with the entries that came with it; return what was new.

        Each poll is of another feed. What is told is settled `now`.
        A new entry's article becomes pending, or is settled where it was told; one published before
        `backlog_before` is marked backlog. An entry whose article (canonical URL) is known already only adds
        its outlet to it. Known entries are recognised by key, by link, or by title where a feed changed its
        scheme of keys; an edited title is a revision.
        """

    def record_unchanged(self, states: Sequence[FeedState]) -> None:
        """Store the states of known feeds that had nothing new, in one transaction."""

    def resume(self, urls: Sequence[str]) -> tuple[str, ...]:
        """Have feeds polled at once whatever they answered before; return those that were polled ever."""

    def pending(self, now: datetime, limit: int, among: Sequence[int] | None = None) -> tuple[Pending, ...]:
        """Return articles whose page may be tried now, longest waiting first; `among` some, where given."""

    def pending_links(
        self, after: int, since: datetime, now: datetime, limit: int
    ) -> tuple[PendingLink, ...]:
        """Return pending articles that may be tried now.

        Those numbered above `after`, by number and at most `limit`, and those of the others whose next try
        came since a time.
        """

    def put_off(self, articles_waiting: Sequence[int], next_try: datetime) -> None:
        """Have pending articles wait for their host; counts no attempt, for none was made."""

    def due_again(self, now: datetime, limit: int) -> tuple[Pending, ...]:
        """Return articles due to be read again, each with what was read before; edited ones first."""

    def postpone(self, article_id: int, failure: Failure, next_try: datetime) -> None:
        """Count a failed attempt at a page that is to be tried again."""

    def store_results(self, articles: Sequence[ReadArticle], now: datetime) -> None:
        """Give pending articles their fate, text, page and matches; numbers them in the order given.

        An article settled already is left as it is: settling twice changes nothing. One that was read `again`
        keeps what it said before as a version; topics that only its new text matches make it news once more.
        """

    def improve_index(self) -> bool:
        """Do one step of keeping the search index complete and fast; return False if nothing is left."""

    def unindexed(self) -> int:
        """Return the number of articles that the search index does not know yet, at most."""

    def open_texts(self, topics_version: str) -> Iterator[TextToMatch]:
        """Yield the settled articles of the open window whose matches another topics version made."""

    def rematch(self, matchings: Sequence[tuple[int, Matching]]) -> None:
        """Replace the matches of articles of the open window; those of closed digests never change."""

    def record_sweep(self, started: datetime, finished: datetime | None) -> None:
        """Remember that feeds were polled in this time, so that gaps can be told; None: the sweep begins."""

    def window(self, day: date, timezone: str, now: datetime) -> Window:
        """Return the window of the digest of that date: as kept if closed, else up to what is settled now."""

    def facts(self, window: Window) -> tuple[Counts, tuple[Unreadable, ...], tuple[Gap, ...]]:
        """Return the numbers, the unreadable articles and the times without a sweep in a window.

        Of the counts, those of feeds are left 0: the archive does not know which feeds are configured.
        """

    def stamp(
        self,
        window: Window,
        config_version: str,
        topics: Topics,
        top_stories: int,
        counts: Counts,
        health: Health,
        *,
        title: str = "",
    ) -> None:
        """Write a digest's row in the ledger with all that it is a function of; close those of earlier dates.

        Raises:
            ArchiveError: the row is closed already.
        """

    def digest_input(self, day: date) -> DigestInput | None:
        """Return what the digest of that date is a function of, or None where the ledger has none."""

    def window_between(self, since: datetime, until: datetime, timezone: str) -> Window:
        """Return the window of what was settled after one moment and not after another."""

    def digest_input_of(self, window: Window, topics: Sequence[tuple[str, str]]) -> DigestInput:
        """Return material for any window, as the archive stands now; counts, health and config left out."""

    def texts_between(
        self, since: datetime, until: datetime, *, backlog: bool = False
    ) -> Iterator[StoredText]:
        """Yield the articles settled after one moment and not after another, a few at a time in memory.

        Each comes with its text, or where that is no longer kept with the matches that were stored of it.
        What was old when first seen comes with `backlog` only. Writes nothing.
        """

    def count_between(self, since: datetime, until: datetime, *, backlog: bool = False) -> int:
        """Count what `texts_between` yields."""

    def digest_input_between(
        self,
        window: Window,
        topics: Sequence[tuple[str, str]],
        found: Mapping[int, tuple[Match, ...]],
        lost: Mapping[int, str],
    ) -> DigestInput:
        """Return material for a span that was asked for, of matches that were found for it.

        `found` holds them by article, of the span and of the time before that its stories may continue;
        `lost` says why the text of an article is no longer there. Counts and config are left out.
        """

    def record_digest(self, digest: Digest) -> None:
        """Keep the stories of each topic (their ids and number) for the trend and the days to come."""

    def redate(self, wrong: date, right: date, now: datetime) -> None:
        """Give a digest that a clock running ahead has dated its right date."""

    def digest_days(self) -> tuple[Window, ...]:
        """Return all windows in the ledger, oldest first."""

    def untold_days(self) -> tuple[date, ...]:
        """Return the dates of digests stamped whose stories `record_digest` was not told of since."""

    def queue(self, key: str, targets: Sequence[str], now: datetime) -> int:
        """Put one delivery for each target in the outbox unless that key went to that target before."""

    def queue_again(self, key: str, targets: Sequence[str], now: datetime) -> None:
        """Put one delivery for each target in the outbox, those made before, too."""

    def queued_keys(self, prefix: str) -> tuple[str, ...]:
        """Return the newest keys that ever came into the outbox and begin so, newest first."""

    def undelivered(self) -> tuple[Delivery, ...]:
        """Return the newest deliveries not made: those that wait, and those given up, oldest first."""

    def leave_out(self, keys: Sequence[str], targets: Sequence[str]) -> None:
        """Note that targets are not sent what they might have been, so that they never are by themselves."""

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return what `leave_out` noted and nobody has asked for since, a line a target."""

    def tried_targets(self) -> frozenset[str]:
        """Return the names of all targets that something was ever tried to be sent to."""

    def try_anew(self, delivery: Delivery, target: str, now: datetime) -> None:
        """Have a delivery not made tried from the beginning, to a target that may bear another name."""

    def has_new_secret(self, target: str, mark: str, now: datetime) -> bool:
        """Tell whether what a target's variable holds, known by a mark, changed since this was asked last."""

    def due_deliveries(self, now: datetime) -> tuple[Delivery, ...]:
        """Return deliveries not yet made whose next try is due."""

    def claim_delivery(self, delivery: Delivery, until: datetime) -> bool:
        """Take a due delivery for oneself until a time; False where another process did so first."""

    def record_delivery(self, delivery: Delivery) -> None:
        """Keep what became of a delivery."""

    def tell(self, kind: str, text: str, now: datetime) -> None:
        """Keep one line that a reader must know in place of the last of its kind; "" drops it."""

    def noted(self, now: datetime) -> tuple[str, ...]:
        """Return what happened to the archive that a reader must know, one line each."""

    def look_after(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[str, ...]:
        """Do on the first call of a day what keeps an archive in order; return what is wrong, a line each.

        Later calls of the day try again what failed.
        """
