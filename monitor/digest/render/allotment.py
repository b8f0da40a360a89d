"""Share the room of a digest among its topics: stories in full, in one line, or only counted.

Every topic gets its first story, then its second, and so on, until the room is full.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

from monitor.models import Digest, Story

FULL = 40  # stories in full
LISTED = 600  # stories in full or in one line

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Allotment:
    """The ids of the stories that a digest shows in full, and of those that it shows in one line."""

    full: frozenset[str]
    brief: frozenset[str]


def allot(digest: Digest, full: int = FULL, listed: int = LISTED) -> Allotment:
    """Share `full` stories in full and `listed` stories in all among the topics, the top stories first.

    A topic with few stories has all of them in full beside a topic with hundreds. An event takes room once,
    for its main story, under the topic where it is shown.
    """
    told_under = topics_told_under(digest)
    in_turn = _in_turn(
        [
            [story.id for story in section.stories if not story.main and told_under[story.id] == section.id]
            for section in digest.topics
        ]
    )
    order = dict.fromkeys(chain((top.story.id for top in digest.top), in_turn))
    told = list(islice(order, max(full, listed)))
    return Allotment(frozenset(told[:full]), frozenset(told[full:listed]))


def topics_told_under(digest: Digest) -> dict[str, str]:
    """Return the topic where each story is shown, by story id: the chosen one, or the first that has it."""
    told: dict[str, str] = {}
    for section in digest.topics:
        for story in section.stories:
            if story.id not in told or section.id == story.told_under:
                told[story.id] = section.id
    return told


def with_main_stories(digest: Digest) -> Digest:
    """Return a digest in which each event has a main story, also if only some of its stories are shown.

    The first of those that are left tells the event.
    """
    left = {story.id for section in digest.topics for story in section.stories}
    heirs: dict[str, str] = {}
    for section in digest.topics:
        for story in section.stories:
            if story.main and story.main not in left:
                heirs.setdefault(story.main, story.id)
    if not heirs:
        return digest

    def told(story: Story) -> Story:
        heir = heirs.get(story.main, story.main)
        return replace(story, main="" if heir == story.id else heir)

    return replace(
        digest,
        topics=tuple(
            replace(section, stories=tuple(map(told, section.stories))) for section in digest.topics
        ),
    )


def that_fit(headings: Sequence[str], columns: Sequence[Sequence[str]], room: int) -> list[list[str]]:
    """Return the texts of each column that fit into `room` bytes together with the heading of the column.

    Texts are taken whole. A text that is too long does not keep shorter ones out.
    """
    kept: list[list[str]] = [[] for _ in columns]
    for place, text in _in_turn([[(place, text) for text in column] for place, column in enumerate(columns)]):
        size = len(text.encode()) + (0 if kept[place] else len(headings[place].encode()))
        if size <= room:
            room -= size
            kept[place].append(text)
    return kept


def _in_turn(columns: Sequence[Sequence[Item]]) -> Iterator[Item]:
    for row in range(max(map(len, columns), default=0)):
        yield from (column[row] for column in columns if row < len(column))
