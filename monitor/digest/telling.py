"""Decide how an event is shown: under which topic, by which of its stories, and what the others share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from monitor.digest.events import event_facts, group_facts, name_events, shared_by
from monitor.digest.stories import StoryCluster
from monitor.digest.titles import outlet_key
from monitor.models import DigestInput, SharedFacts
from monitor.models.locales import primary_language


@dataclass(frozen=True, slots=True)
class Telling:
    """How a story is shown.

    Attributes:
        event: id of its event, "" if no other story shares it.
        main: id of the story that shows the event, "" if that is this one.
        topic: id of the topic where the event is shown.
        shared: what the story has in common with the main story.
        since: date of the first digest that had a report of the event, None if this is the first.
        earlier: stories of the event in digests before, and what the story has in common with each, newest
            first.
    """

    event: str
    main: str
    topic: str
    shared: SharedFacts
    since: date | None = None
    earlier: tuple[tuple[StoryCluster, SharedFacts], ...] = ()


def tell(
    clusters: Sequence[StoryCluster],
    inputs: DigestInput,
    rank: Callable[[StoryCluster, str], object],
    recent: Sequence[StoryCluster] = (),
) -> dict[str, Telling]:
    """Return how each story is shown, by story id.

    `clusters` have new articles, `recent` stories have none: an event that another outlet reported in one of
    them continues. (The next report of the same outlet is a new one, or it would be in the same story.)

    An event is shown under the topic where one of its new articles has the highest score in proportion to the
    threshold, the first in the config of equal ones. Of its stories under that topic, the first in the
    reader's languages tells it, then the first by `rank`, which takes a story and a topic.
    """
    facts = event_facts([*clusters, *recent], inputs.name_forms)
    events = name_events(facts, group_facts(facts))
    facts_of = {one.id: one for one in facts}
    before: dict[str, list[StoryCluster]] = defaultdict(list)
    for story in sorted(recent, key=_first_report, reverse=True):
        before[events.get(story.id, "")].append(story)
    fresh = frozenset(article.article_id for article in inputs.articles)
    order = {topic: place for place, (topic, _) in enumerate(inputs.topics)}
    members: dict[str, list[StoryCluster]] = defaultdict(list)
    for cluster in clusters:
        members[events.get(cluster.id, cluster.id)].append(cluster)
    shown: dict[str, Telling] = {}
    for key, group in members.items():
        earlier = [story for story in before.get(key, ()) if not _only_outlets_of(story, group)]
        first = min([*group, *earlier], key=_first_report)
        event = event_id(first.id) if len(group) + len(earlier) > 1 else ""
        days = [story.articles[0].digest_date for story in (*group, *earlier) if not _is_new(story, fresh)]
        strengths = {cluster.id: _strengths(cluster, fresh, order) for cluster in group}
        topic = _strongest(strengths.values(), order)
        main = min(
            (cluster for cluster in group if topic in strengths[cluster.id] or not topic),
            key=lambda cluster: (
                language_place(facts_of[cluster.id].language, inputs.aids.languages),
                rank(cluster, topic),
            ),
        )
        for cluster in group:
            leads = cluster is main
            shown[cluster.id] = Telling(
                event,
                "" if leads else main.id,
                topic,
                SharedFacts() if leads else shared_by(facts_of[main.id], facts_of[cluster.id]),
                min(days, default=None),
                tuple((story, shared_by(facts_of[story.id], facts_of[cluster.id])) for story in earlier),
            )
    return shown


def event_id(first: str) -> str:
    """Return the id of an event, made from that of its first story: later reports do not change it."""
    return "e" + blake2b(first.encode(), digest_size=6).hexdigest()


def _first_report(story: StoryCluster) -> tuple[object, ...]:
    return story.articles[0].digest_date, min(article.found for article in story.articles), story.id


def _only_outlets_of(story: StoryCluster, group: Iterable[StoryCluster]) -> bool:
    """Return whether each story of a group shares an outlet with another story."""
    outlets = _outlets(story)
    return all(outlets & _outlets(other) for other in group)


def _outlets(story: StoryCluster) -> set[str]:
    return {outlet_key(name) for article in story.articles for name in article.sources}


def _is_new(story: StoryCluster, fresh: frozenset[int]) -> bool:
    """Return whether no earlier digest had a story."""
    return all(article.article_id in fresh for article in story.articles)


def language_place(language: str, preferred: Sequence[str]) -> int:
    """Return the place of a language among those that the reader prefers; the number of these for others."""
    primary = primary_language(language)
    known = [primary_language(one) for one in preferred]
    return known.index(primary) if primary in known else len(known)


def _strengths(cluster: StoryCluster, fresh: frozenset[int], topics: Mapping[str, int]) -> dict[str, float]:
    """Return the highest score in proportion to the threshold of a story's new articles, by topic."""
    strengths: dict[str, float] = {}
    for article in cluster.articles:
        for match in article.matches if article.article_id in fresh else ():
            if match.topic in topics:
                strength = match.score / match.threshold if match.threshold > 0 else match.score
                strengths[match.topic] = max(strength, strengths.get(match.topic, 0.0))
    return strengths


def _strongest(strengths: Iterable[Mapping[str, float]], topics: Mapping[str, int]) -> str:
    best: dict[str, float] = {}
    for each in strengths:
        for topic, strength in each.items():
            best[topic] = max(strength, best.get(topic, 0.0))
    return min(best, key=lambda topic: (-best[topic], topics[topic]), default="")
