"""Name events so that the id of an event stays the same over days, and if further reports join it."""

from collections.abc import Iterable, Sequence

from monitor.digest.headlines import Headline


def name_events_of_day(
    events: Sequence[Sequence[str]], earlier: Iterable[Sequence[Headline]]
) -> tuple[str, ...]:
    """Return the ids of the events of a digest: the id that one of its stories had before, or a new one.

    A new id is that of the event's story that was found first, so later reports do not change it. If two
    known events are found to be one, the older id stays. If one is found to be two, the part with the story
    that gave the id keeps it.

    Args:
        events: the ids of the stories of each event, the story found first in front; none is empty.
        earlier: the events of earlier digests, and of the earlier text of this one, oldest first.
    """
    known, age = _known(earlier)
    owner = {story: place for place, stories in enumerate(events) for story in stories}
    choices = [
        sorted({known[story] for story in stories if story in known}, key=lambda event: (age[event], event))
        for stories in events
    ]
    ids: list[str] = []
    for place, (stories, choice) in enumerate(zip(events, choices, strict=True)):
        free = (event for event in choice if owner.get(event, place) == place and event not in ids)
        ids.append(next(free, stories[0]))
    return tuple(ids)


def _known(earlier: Iterable[Sequence[Headline]]) -> tuple[dict[str, str], dict[str, int]]:
    """Return the newest event of each story, and the place of the first digest of each event."""
    known: dict[str, str] = {}
    age: dict[str, int] = {}
    for place, lines in enumerate(earlier):
        for line in lines:
            event = line.event or line.story
            age.setdefault(event, place)
            known |= dict.fromkeys(line.stories or (line.story,), event)
    return known, age
