"""Stories that report one event, so that they can stand together although each is its own.

Pure: no I/O, no clock.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from monitor.digest.likeness import Pair, StoryFeatures, likenesses, story_features
from monitor.digest.stories import StoryCluster

# How alike the most alike of two groups must be, first and second time; below, all of them on average.
_FIRST = 0.25
_ALIKE = 0.25
_ON_AVERAGE = 0.15
_UNLIKE = -0.2  # the worst that one pair of stories can do to the average
_ALWAYS = 0.5  # the best


def group_events(stories: Sequence[StoryCluster]) -> dict[str, str]:
    """Return the event of each story that shares one, by story id.

    Stories of one language are one event when they are alike on average (see `likeness.likenesses`), so a
    chain of likeness is no event. They are grouped twice: the first groups tell which stories are alike
    because they report one event, and which because their topic has its own words.
    """
    groups: dict[str, list[StoryFeatures]] = defaultdict(list)
    for story in sorted(stories, key=lambda story: story.id):
        one = story_features(story)
        groups[one.group].append(one)
    events: dict[str, str] = {}
    for group in groups.values():
        first = _joined(likenesses(group, range(len(group))), len(group), _FIRST)
        second = _joined(likenesses(group, first), len(group), _ALIKE)
        members: dict[int, list[str]] = defaultdict(list)
        for one, home in zip(group, second, strict=True):
            members[home].append(one.id)
        for ids in members.values():
            if len(ids) > 1:
                event = "e" + blake2b(ids[0].encode(), digest_size=6).hexdigest()
                events |= dict.fromkeys(ids, event)
    return events


def _joined(alike: Mapping[Pair, float], count: int, least: float) -> list[int]:
    """Join stories, the most alike first, while they are alike on average; return the group of each."""
    members = {index: [index] for index in range(count)}
    home = list(range(count))
    for negative, (one, other) in sorted((-likeness, pair) for pair, likeness in alike.items()):
        if -negative < least:
            break
        low, high = sorted((home[one], home[other]))
        if low == high:
            continue
        across = [(min(pair), max(pair)) for pair in ((a, b) for a in members[low] for b in members[high])]
        total = sum(min(_ALWAYS, max(_UNLIKE, alike.get(pair, _UNLIKE))) for pair in across)
        if total >= _ON_AVERAGE * len(across):
            members[low] += members.pop(high)
            for index in members[low]:
                home[index] = low
    return home
