"""What is old when it is first seen: archive, not news.

Pure: no I/O, no clock.
"""

from datetime import datetime, timedelta

from monitor.models import FeedState


def backlog_before(state: FeedState, now: datetime, backlog_after: timedelta) -> datetime:
    """Return before when an entry must be published to be backlog.

    Measured from the feed's last good answer: what was published in an outage is news after it. Of a feed
    never read before, from now.
    """
    return min(state.succeeded or now, now) - backlog_after
