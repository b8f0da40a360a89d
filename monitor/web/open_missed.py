"""What may have been missed in the open digest, kept while articles come in: each is examined once."""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.archive import Archive
from monitor.errors import ArchiveError, TaskFailed
from monitor.models import MissedArticle, Window
from monitor.pipeline.candidate_list import CandidateList
from monitor.pipeline.missed import list_candidates_of, look_up_missed
from monitor.pipeline.second_opinion import add_scores, opinion_model
from monitor.web.page_context import Sources

logger = logging.getLogger(__name__)

_KEPT: Final = 1000  # candidates
_WAIT: Final = 0.1  # seconds that a page waits for them
_OVERLAP: Final = timedelta(minutes=1)  # examined twice, because results are stored after their time
_RETRY: Final = 60.0  # seconds after a failure


@dataclass(frozen=True, slots=True)
class _Examined:
    """The candidates of a window.

    Attributes:
        key: the window and the topics.
        until: articles up to this time were examined.
        last: sequence number of the last article then.
    """

    key: tuple[object, ...]
    until: datetime
    last: int
    candidates: CandidateList


class OpenMissed:
    """Examines the articles of the open digest in the background, by the rule of the digest."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: _Examined | None = None
        self._examining: asyncio.Task[None] | None = None
        self._failed = -_RETRY

    async def get(
        self,
        window: Window,
        timeout: float = _WAIT,  # noqa: ASYNC109 - the work goes on
    ) -> tuple[MissedArticle, ...] | None:
        """Return the articles without a verdict, most likely first; None if they are not known yet.

        Args:
            window: of the open digest, as it is now.
            timeout: seconds to wait for them.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        config = self._sources.config()
        limit = config.digest.missed
        if not limit:
            return ()
        key = (window.date, window.start, config.version)
        if self._is_old(key, window) and self._examining is None and self._may_try():
            self._examining = asyncio.create_task(self._examine(key, window))
            self._examining.add_done_callback(self._note_end)
        if self._examining is not None:
            await asyncio.wait({self._examining}, timeout=timeout)
        known = self._known
        if known is None or known.key != key:
            return None if self._may_try() else ()

        def look_up(archive: Archive) -> tuple[MissedArticle, ...]:
            scored = add_scores(archive, known.candidates, opinion_model(config, archive))
            return look_up_missed(archive, scored, limit)

        return await self._sources.read_archive(look_up)

    async def stop(self) -> None:
        """End what is being examined."""
        if self._examining is not None:
            self._examining.cancel()
            await asyncio.wait({self._examining})

    def _is_old(self, key: tuple[object, ...], window: Window) -> bool:
        known = self._known
        return known is None or known.key != key or known.last != window.last

    def _may_try(self) -> bool:
        return time.monotonic() - self._failed >= _RETRY

    async def _examine(self, key: tuple[object, ...], window: Window) -> None:
        """Examine the articles that are new since the last time, or all of another window."""
        known, until = self._known, self._sources.clock()
        since = window.start
        if known is not None and known.key == key:
            since = max(since, known.until - _OVERLAP)
        try:
            fresh = await self._sources.use_workers(
                lambda app: list_candidates_of(app, since, until, unmatched=True), lambda *_: None
            )
        except (ArchiveError, TaskFailed) as error:
            logger.warning("the page does not say what may have been missed: %s", error)
            self._failed = time.monotonic()
            return
        if known is not None and known.key == key:
            again = {number for number, _, _ in fresh.found}
            fresh.found += [one for one in known.candidates.found if one[0] not in again]
        fresh.keep_best(_KEPT)
        self._known = _Examined(key, until, window.last, fresh)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self._examining = None
        if not task.cancelled() and task.exception() is not None:
            self._failed = time.monotonic()
            logger.error("unexpected error while looking for missed articles", exc_info=task.exception())
