"""Choose the stories that lead a digest, with the reason."""

from collections.abc import Sequence

from monitor.digest.ranking import Reach, event_reach, rank, strength, weight
from monitor.digest.render.locale_names import short_day
from monitor.models import Story, StoryStatus, TopicSection, TopStory


def top_stories(sections: Sequence[TopicSection], most: int) -> tuple[TopStory, ...]:
    """Return the top stories with the reason: the main stories of the heaviest new or updated events.

    An event counts as its heaviest story, in the topic where that has the highest weight. A spike in the
    topic multiplies the weight by 1.5; each further topic adds a quarter.
    """
    values: dict[str, float] = {}
    main: dict[str, tuple[TopicSection, Story]] = {}
    for section in sections:
        for story in section.stories:
            event = story.main or story.id
            if not story.main and section.id == story.told_under:
                main[event] = (section, story)
            if story.status is not StoryStatus.RUNNING:
                further = 1 + 0.25 * len(story.other_topics)
                value = weight(story) * further * (1.5 if section.trend.spike else 1.0)
                values[event] = max(value, values.get(event, 0.0))
    known = [event for event in values if event in main]
    ordered = sorted(known, key=lambda event: (-values[event], rank(main[event][1])))
    reach = event_reach(sections)
    return tuple(
        TopStory(section.id, story, _reason(story, section, reach[story.main or story.id]))
        for section, story in (main[event] for event in ordered[:most])
    )


def _reason(story: Story, section: TopicSection, reach: Reach) -> str:
    """Return the reason why a story is a top story."""
    reasons = [strength(story, reach)]
    if story.other_topics:
        reasons.append(f"matches {1 + len(story.other_topics)} topics")
    if section.trend.spike:
        reasons.append(f"unusually many events on {section.title}")
    if story.status is StoryStatus.UPDATE:
        reasons.insert(0, f"something new since {short_day(story.since)}")
    text = ", ".join(filter(None, reasons)) or "named in the text"
    return text[0].upper() + text[1:]
