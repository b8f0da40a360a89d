"""Find the stories that report one event, in one language and across languages.

The digest shows an event once, with all its reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from monitor.digest.facts import StoryFacts, name_lexicon, story_facts
from monitor.digest.similarity import Pair, shared_facts, shared_names, similarities
from monitor.digest.sounds import heard_in
from monitor.digest.stories import StoryCluster
from monitor.models import SharedFacts

# Log odds: least of the pair that joins two groups, and least of the average of all pairs between them.
_LEAST = 0.2
_UNLIKE = -3.0  # lowest that a pair counts for in the average, also for pairs that share nothing
_ALWAYS = 4.0
_SHOWN = 4


def group_events(
    stories: Sequence[StoryCluster], name_forms: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Return the event of each story that shares one, by story id.

    `name_forms` are pairs of a name and one of its forms, see `Topics.name_forms`. Stories are one event if
    the average of their log odds is high enough (average linkage): first those of one language, then across
    languages.
    """
    facts = event_facts(stories, name_forms)
    return name_events(facts, group_facts(facts))


def event_facts(
    stories: Sequence[StoryCluster], name_forms: Iterable[tuple[str, str]] = ()
) -> list[StoryFacts]:
    """Return the facts of stories, ordered by id."""
    names = name_lexicon(name_forms)
    facts = [story_facts(story, names) for story in sorted(stories, key=lambda story: story.id)]
    heard = heard_in((sound for one in facts for sound in one.names), [one.running for one in facts])
    return [
        replace(one, names={**dict.fromkeys(sorted(sounds), ""), **one.names}) if sounds else one
        for one, sounds in zip(facts, heard, strict=True)
    ]


def shared_by(one: StoryFacts, other: StoryFacts) -> SharedFacts:
    """Return what two stories have in common, the most telling first, at most four of each kind."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for fact in shared_facts(one, other):
        kind, _, value = fact.partition(":")
        if not value.startswith("@"):
            kinds[kind].append(value)
    spelt = [(one.names[sound], other.names[sound]) for sound in shared_names(one, other)]
    heard = [min(filter(None, pair), default="") for pair in spelt]  # Latin letters before katakana
    latin = [word.capitalize() for word in kinds["l"]]
    names = [name for name in dict.fromkeys([*kinds["p"], *heard, *kinds["g"], *latin]) if name]
    return SharedFacts(
        dates=tuple(sorted(kinds["d"])[:_SHOWN]),
        numbers=tuple(kinds["n"][:_SHOWN]),
        names=tuple(names[:_SHOWN]),
        words=tuple(kinds["c"][:_SHOWN]),
    )


def group_facts(facts: Sequence[StoryFacts]) -> list[int]:
    """Return a number for each story, equal for those of one event."""
    return join_similar(similarities(facts), facts)


def name_events(facts: Sequence[StoryFacts], homes: Sequence[int]) -> dict[str, str]:
    """Return the id of the event of each story that shares one."""
    members: dict[int, list[str]] = defaultdict(list)
    for one, home in zip(facts, homes, strict=True):
        members[home].append(one.id)
    events: dict[str, str] = {}
    for ids in members.values():
        if len(ids) > 1:
            event = "e" + blake2b(ids[0].encode(), digest_size=6).hexdigest()
            events |= dict.fromkeys(ids, event)
    return events


def join_similar(odds: Mapping[Pair, float], facts: Sequence[StoryFacts]) -> list[int]:
    """Join stories while the average is high enough; return the group of each.

    First those of one language, then across languages, in each round the most similar first.
    """
    members = {index: [index] for index in range(len(facts))}
    home = list(range(len(facts)))
    ordered = [pair for _, pair in sorted((-value, pair) for pair, value in odds.items())]
    for one_language in (True, False):
        for one, other in ordered:
            if odds[one, other] < _LEAST:
                break
            if (facts[one].language == facts[other].language) is not one_language:
                continue
            low, high = sorted((home[one], home[other]))
            if low != high and _average(members[low], members[high], odds) >= _LEAST:
                members[low] += members.pop(high)
                for index in members[low]:
                    home[index] = low
    return home


def _average(one: Sequence[int], other: Sequence[int], odds: Mapping[Pair, float]) -> float:
    """Return the average log odds of the pairs between two groups."""
    pairs = [(min(a, b), max(a, b)) for a in one for b in other]
    return sum(min(_ALWAYS, max(_UNLIKE, odds.get(pair, _UNLIKE))) for pair in pairs) / len(pairs)
