"""Check topic ids that a user gave."""

import difflib
from collections.abc import Iterable

from monitor.errors import UsageError
from monitor.models import Topics


def check_topic_ids(topics: Topics, ids: Iterable[str]) -> None:
    """Check that all ids are those of configured topics.

    Raises:
        UsageError: an id is unknown; the message names the closest id, or all of them.
    """
    known = [topic.id for topic in topics.topics]
    for topic in ids:
        if topic not in known:
            near = difflib.get_close_matches(topic, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise UsageError(f"there is no topic {topic}{hint}")
