"""Join the stories of a topic into long stories, by the words of their headlines.

A story continues the one before that reports the same event, in any language, or with which it shares enough
words that are rare in the topic. Only earlier headlines and events count, so a later day changes neither the
id nor the members of what came before.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log

from monitor.digest.background import common
from monitor.digest.features import features, language_group
from monitor.models import ChronicleStory

_PAUSE = timedelta(days=90)  # a thread that is silent for longer has ended
_ENOUGH = 0.5  # share of the weight of the shorter headline
_SHARED = {"word": 2, "gram": 5}  # least number of rare features shared
_PRIOR = 20  # headlines assumed before the first, so that its words are rare
_RARE = 1.5  # least weight of a rare feature: in less than about a fifth of the headlines
_GRAMS = frozenset({"kana", "hang", "lao", "thai", "khmer", "burmese", "han"})


@dataclass(slots=True)
class Thread:
    """The stories that continue each other, oldest first.

    Attributes:
        stories: in the order of their digests.
        words: of the newest headline in each language or script.
        weight: of these words when they came.
    """

    stories: list[ChronicleStory] = field(default_factory=list)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the id of the first story."""
        return self.stories[0].story


def threads_of(stories: Iterable[ChronicleStory]) -> list[Thread]:
    """Join stories, in the order of their digests, into threads in the order of their first story."""
    groups: dict[str, _Group] = {}
    known: dict[str, Thread] = {}
    threads: list[Thread] = []
    for story in stories:
        thread = known.get(story.story)
        if thread is None:
            group = language_group(story.headline, story.language)
            thread = groups.setdefault(group, _Group(group)).join(story, known.get(story.event))
            known[story.story] = thread
            if not thread.stories:
                threads.append(thread)
        known.setdefault(story.event, thread)
        thread.stories.append(story)
    return threads


class _Group:
    """The headlines of one language or script so far."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0
        self._known: Counter[str] = Counter()
        self._threads: dict[str, list[Thread]] = defaultdict(list)

    def join(self, story: ChronicleStory, of_event: Thread | None) -> Thread:
        """Return the thread that a new story continues, or a new one; that of its event if there is one."""
        words = frozenset(features(story.headline, self._name)) - common(self._name)
        weights = {word: log((self._count + _PRIOR) / (self._known[word] + 1)) for word in words}
        least = _SHARED["gram" if self._name in _GRAMS else "word"]
        thread = of_event or self._closest(weights, least, story.day) or Thread()
        thread.words[self._name], thread.weight[self._name] = words, sum(weights.values())
        for word in words:
            if weights[word] >= _RARE:
                self._threads[word].append(thread)
        self._count += 1
        self._known.update(words)
        return thread

    def _closest(self, weights: Mapping[str, float], least: int, day: date) -> Thread | None:
        rare = [word for word, weight in weights.items() if weight >= _RARE]
        shared: Counter[int] = Counter()
        near: dict[int, Thread] = {}
        for word in rare:
            recent = [one for one in self._threads[word] if one.stories[-1].day >= day - _PAUSE]
            self._threads[word] = recent
            for thread in {id(one): one for one in recent}.values():
                if word in thread.words[self._name]:
                    shared[id(thread)] += 1
                    near[id(thread)] = thread
        whole = sum(weights.values())
        best: tuple[float, date, str] | None = None
        chosen = None
        for key, count in shared.items():
            if count < least:
                continue
            thread = near[key]
            both = sum(weights[word] for word in thread.words[self._name] if word in weights)
            likeness = both / max(1e-9, min(whole, thread.weight[self._name]))
            rank = (likeness, thread.stories[-1].day, thread.id)
            if likeness >= _ENOUGH and (best is None or rank > best):
                best, chosen = rank, thread
        return chosen
