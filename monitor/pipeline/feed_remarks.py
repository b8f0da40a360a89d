"""What is wrong with a feed that answers: silent, fewer entries than usual, pages that cannot be read."""

from collections.abc import Mapping
from datetime import datetime

from monitor import policy
from monitor.models import FeedState, FeedStatus

SILENT, SHRINKING, UNREADABLE = "silent", "shrinking", "unreadable"
REMARKS = (SILENT, SHRINKING, UNREADABLE)


def feed_remark(state: FeedState, now: datetime, unread: Mapping[str, int]) -> tuple[str, str]:
    """Return the remark on a feed that answers and what explains it in one line, or ("", "").

    Args:
        state: of the feed.
        now: the present time.
        unread: how many articles in a row could not be read, by feed URL (`Feeds.unread`).
    """
    if state.status is not FeedStatus.OK:
        return "", ""
    if policy.is_silent(state, now):
        return SILENT, ""
    drop = policy.volume_drop(state.days, now)
    if drop is not None:
        return SHRINKING, f"{drop.recent:.0f} new entries a day lately, {drop.usual:.0f} are usual"
    if count := unread.get(state.url):
        return UNREADABLE, f"none of its last {count} articles could be read"
    return "", ""
