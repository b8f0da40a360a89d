"""Rank stories within a topic, and measure how far events are carried."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

from monitor.digest.titles import unique_outlets
from monitor.models import Story, StoryStatus, TopicSection
from monitor.models.locales import primary_language

_STATUS_WEIGHT = {StoryStatus.NEW: 1.0, StoryStatus.UPDATE: 0.8, StoryStatus.RUNNING: 0.4}


def weight(story: Story) -> float:
    """Return the weight of a story, from its best score, number of outlets and status."""
    carried = 1 + log2(max(1, len(story.outlets)))
    return round(best_score(story) * carried * _STATUS_WEIGHT[story.status], 6)


def best_score(story: Story) -> float:
    """Return the highest score among a story's articles."""
    return max(article.score for article in story.articles)


def in_reading_order(stories: Iterable[Story]) -> tuple[Story, ...]:
    """Return stories by weight, then latest first; those of one event together, its main story first."""
    groups: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        groups[story.event or story.id].append(story)
    for group in groups.values():
        group.sort(key=lambda story: (bool(story.main), rank(story)))
    ordered = sorted(groups.values(), key=lambda group: min(map(rank, group)))
    return tuple(story for group in ordered for story in group)


def rank(story: Story) -> tuple[float, float, str]:
    """Return the sort key of a story within a topic: by weight, then latest first."""
    lead = story.articles[0]
    return -weight(story), -(lead.published or lead.found).timestamp(), story.id


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an event is carried, in all its stories.

    Attributes:
        outlets: number of outlets.
        languages: number of languages.
        articles: number of articles that are new in this digest.
    """

    outlets: int
    languages: int
    articles: int


def event_reach(sections: Sequence[TopicSection]) -> dict[str, Reach]:
    """Return the reach of each event, by the id of its main story."""
    stories: dict[str, list[Story]] = defaultdict(list)
    for section in sections:
        for story in section.stories:
            stories[story.main or story.id].append(story)
    reach = {}
    for event, told in stories.items():
        articles = {(one.url, one.title, one.source): one for story in told for one in story.articles}
        languages = {primary_language(one.language) for one in articles.values()} - {""}
        outlets = unique_outlets(name for story in told for name in story.outlets)
        reach[event] = Reach(len(outlets), len(languages), len(articles))
    return reach


def strength(story: Story, reach: Reach) -> str:
    """Return why a story is strong, in words: `named in the headline, 5 outlets, 4 languages`."""
    reasons = []
    if any(found.field == "title" and not found.group for found in story.articles[0].evidence):
        reasons.append("named in the headline")
    if reach.outlets > 1:
        reasons.append(f"{reach.outlets} outlets")
    if reach.languages > 1:
        reasons.append(f"{reach.languages} languages")
    return ", ".join(reasons)
