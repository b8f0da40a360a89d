"""Whether a feed has moved: permanent redirects are adopted after repetition, and only onto a feed.

Pure: no I/O, no clock.
"""

from monitor.models import Feed, FeedState, ParsedFeed, Response

_ADOPTED_AFTER = 3
_NOT_MODIFIED = 304


def is_adopted(state: FeedState) -> bool:
    """Tell whether the feed is polled where it moved to."""
    return state.moved_to is not None and state.moved_count >= _ADOPTED_AFTER


def moved(
    feed: Feed, state: FeedState, answer: Response, parsed: ParsedFeed | None
) -> tuple[str | None, int]:
    """Return `moved_to` and `moved_count` after a good answer.

    A document must have come with the answer: a parked site may well answer 304 to anything. From https to
    http no move is adopted (faults.md rows 15, 69, 71).
    """
    before = (state.moved_to, state.moved_count)
    target = answer.moved_to
    if answer.status == _NOT_MODIFIED or (parsed is not None and (parsed.damage or not parsed.entries)):
        return before
    if target is None:
        return before if is_adopted(state) else (None, 0)
    if target == feed.url or (feed.url.startswith("https:") and not target.startswith("https:")):
        return (None, 0)
    if target != state.moved_to:
        return (target, 1)
    return (target, min(state.moved_count + 1, _ADOPTED_AFTER))
