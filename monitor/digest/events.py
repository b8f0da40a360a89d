"""Find the stories that report one event, so that the digest can show them together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from monitor.digest.similarity import Pair, StoryFeatures, similarities, story_features
from monitor.digest.stories import StoryCluster

# Minimum similarity of the most similar pair of two groups in the first and second round, and of the average.
_FIRST = 0.25
_ALIKE = 0.25
_ON_AVERAGE = 0.15
_UNLIKE = -0.2  # lowest contribution of a pair of stories to the average
_ALWAYS = 0.5  # highest contribution


def group_events(stories: Sequence[StoryCluster]) -> dict[str, str]:
    """Return the event of each story that shares one, by story id.

    Stories of one language are one event if their average similarity is high enough (average linkage, see
    `similarity.similarities`). They are grouped twice: the first groups show which stories are similar
    because they report one event, and which only because their topic has its own words.
    """
    groups: dict[str, list[StoryFeatures]] = defaultdict(list)
    for story in sorted(stories, key=lambda story: story.id):
        one = story_features(story)
        groups[one.group].append(one)
    events: dict[str, str] = {}
    for group in groups.values():
        first = _joined(similarities(group, range(len(group))), len(group), _FIRST)
        second = _joined(similarities(group, first), len(group), _ALIKE)
        members: dict[int, list[str]] = defaultdict(list)
        for one, home in zip(group, second, strict=True):
            members[home].append(one.id)
        for ids in members.values():
            if len(ids) > 1:
                event = "e" + blake2b(ids[0].encode(), digest_size=6).hexdigest()
                events |= dict.fromkeys(ids, event)
    return events


def _joined(alike: Mapping[Pair, float], count: int, least: float) -> list[int]:
    """Join stories, the most similar first, while the average is high enough; return the group of each."""
    members = {index: [index] for index in range(count)}
    home = list(range(count))
    for negative, (one, other) in sorted((-value, pair) for pair, value in alike.items()):
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
