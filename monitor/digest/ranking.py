"""Rank stories: the order within a topic, and the top stories of a digest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log2

from monitor.digest.render.locale_names import short_day
from monitor.models import Story, StoryStatus, TopicSection, TopStory

_STATUS_WEIGHT = {StoryStatus.NEW: 1.0, StoryStatus.UPDATE: 0.8, StoryStatus.RUNNING: 0.4}


def weight(story: Story) -> float:
    """Return the weight of a story, from its best score, number of outlets and status."""
    carried = 1 + log2(max(1, len(story.outlets)))
    return round(best_score(story) * carried * _STATUS_WEIGHT[story.status], 6)


def best_score(story: Story) -> float:
    """Return the highest score among a story's articles."""
    return max(article.score for article in story.articles)


def in_reading_order(stories: Iterable[Story]) -> tuple[Story, ...]:
    """Return the stories of a topic by weight, then latest first; stories of one event stay together."""
    groups: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        groups[story.event or story.id].append(story)
    for group in groups.values():
        group.sort(key=_rank)
    ordered = sorted(groups.values(), key=lambda group: _rank(group[0]))
    return tuple(story for group in ordered for story in group)


def _rank(story: Story) -> tuple[float, float, str]:
    lead = story.articles[0]
    return -weight(story), -(lead.published or lead.found).timestamp(), story.id


def top_stories(sections: Sequence[TopicSection], most: int) -> tuple[TopStory, ...]:
    """Return the top stories with the reason: the heaviest new or updated ones, at most one per event.

    A story counts in the topic where it has the highest weight. A spike in the topic multiplies the weight
    by 1.5; each further topic adds a quarter.
    """
    best: dict[str, tuple[float, TopicSection, Story]] = {}
    for section in sections:
        for story in section.stories:
            if story.status is StoryStatus.RUNNING:
                continue
            value = (
                weight(story) * (1 + 0.25 * len(story.other_topics)) * (1.5 if section.trend.spike else 1.0)
            )
            if story.id not in best or value > best[story.id][0]:
                best[story.id] = (value, section, story)
    chosen: list[TopStory] = []
    events = set()
    for _, section, story in sorted(best.values(), key=lambda choice: (-choice[0], _rank(choice[2]))):
        if len(chosen) >= most:
            break
        event = story.event or story.id
        if event not in events:
            events.add(event)
            chosen.append(TopStory(section.id, story, _reason(story, section)))
    return tuple(chosen)


def _reason(story: Story, section: TopicSection) -> str:
    """Return the reason why a story is a top story."""
    reasons = []
    if len(story.outlets) > 1:
        reasons.append(f"carried by {len(story.outlets)} outlets")
    if story.other_topics:
        reasons.append(f"matches {1 + len(story.other_topics)} topics")
    if section.trend.spike:
        reasons.append(f"unusually many stories on {section.title}")
    if any(found.field == "title" and not found.group for found in story.articles[0].evidence):
        reasons.append("named in the headline")
    reasons.append(f"score {best_score(story):g}")
    if story.status is StoryStatus.UPDATE:
        reasons.insert(0, f"something new since {short_day(story.since)}")
    text = ", ".join(reasons)
    return text[0].upper() + text[1:]
