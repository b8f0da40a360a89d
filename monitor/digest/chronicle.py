"""Build the chronicle of a topic: first report, turning points, long stories, present state.

The same digests give the same chronicle, and later digests change nothing before them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from monitor.digest.render.locale_names import language_name, short_day
from monitor.digest.status_words import status_in
from monitor.digest.threads import Thread, threads_of
from monitor.digest.trend import LONGEST, trend_of
from monitor.models import (
    Chronicle,
    ChronicleInput,
    ChronicleMonth,
    ChronicleStory,
    LongStory,
    PointKind,
    StoryStatus,
    TurningPoint,
)
from monitor.models.locales import primary_language

_SILENCE = timedelta(days=30)  # the report after it is a turning point
_AGAIN = timedelta(days=60)  # after it the same status word is a turning point again
_SAME_BURST = timedelta(days=2)
_LONG = timedelta(days=14)  # least time from the first report of a long story to its latest
_REPORTS = 3  # least number of digests with it
_OTHERS = 4  # events of a month named beside its turning points
_STATUSES = 5
_GAP = timedelta(days=3)  # least number of days without a digest that is worth a sentence


def build_chronicle(given: ChronicleInput, since: date | None = None, until: date | None = None) -> Chronicle:
    """Return the chronicle of a topic over a span of dates, both included; by default over all digests.

    Everything before the span counts for what is the first of its kind, and for the ids.
    """
    days = [(day, count) for day, count in given.days if until is None or day <= until]
    stories = [story for story in given.stories if until is None or story.day <= until]
    first_day = max(since, days[0][0]) if since and days else days[0][0] if days else None
    inside = [story for story in stories if first_day and story.day >= first_day]
    latest = stories[-1] if stories else None
    last_day = days[-1][0] if days else None
    detailed = {story.day for story in stories}
    return Chronicle(
        topic=given.topic,
        title=given.title,
        since=first_day,
        until=last_day,
        new=_new(inside),
        days=sum(count > 0 for day, count in days if first_day and day >= first_day),
        first=stories[0] if stories else None,
        latest=_lead_of_last_day(stories) or latest,
        silent=(last_day - latest.day).days if latest and last_day else 0,
        months=_months(days, stories, first_day),
        long_stories=_long_stories(stories, first_day),
        days_without_details=sum(count > 0 and day not in detailed for day, count in days),
        statuses=_statuses(stories),
        gaps=_gaps(day for day, _ in days if first_day and day >= first_day),
    )


def _lead_of_last_day(stories: Sequence[ChronicleStory]) -> ChronicleStory | None:
    """Return the first story of the last day with stories, which leads its topic there."""
    return next((story for story in stories if story.day == stories[-1].day), None)


def _months(
    days: Sequence[tuple[date, int]], stories: Sequence[ChronicleStory], since: date | None
) -> tuple[ChronicleMonth, ...]:
    counts: dict[date, list[tuple[date, int]]] = defaultdict(list)
    for day, count in days:
        if since and day >= since:
            counts[day.replace(day=1)].append((day, count))
    by_month: dict[date, list[ChronicleStory]] = defaultdict(list)
    for story in stories:
        by_month[story.day.replace(day=1)].append(story)
    points: dict[date, list[TurningPoint]] = defaultdict(list)
    for point in _points(days, stories):
        if since and point.day >= since:
            points[point.day.replace(day=1)].append(point)
    return tuple(
        _month(month, counts[month], by_month[month], points[month]) for month in sorted(counts, reverse=True)
    )


def _month(
    month: date,
    days: Sequence[tuple[date, int]],
    stories: Sequence[ChronicleStory],
    points: Sequence[TurningPoint],
) -> ChronicleMonth:
    inside = [story for story in stories if story.day >= days[0][0]]
    named = {point.story.event for point in points}
    others: dict[str, ChronicleStory] = {}
    for story in inside:
        known = others.get(story.event)
        if story.event not in named and (known is None or story.outlets > known.outlets):
            others[story.event] = story
    # Of equals the newest, and of a day the first in its digest, which has the most weight.
    widest = sorted(others.values(), key=lambda story: (-story.outlets, -story.day.toordinal()))[:_OTHERS]
    return ChronicleMonth(
        first=month,
        days=tuple(days),
        new=_new(inside),
        widest=max(stories, key=lambda story: story.outlets, default=None),
        points=tuple(points),
        others=tuple(sorted(widest, key=lambda story: story.day)),
        more=len(others) - len(widest),
    )


def _gaps(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    one_day = timedelta(days=1)
    return tuple((before + one_day, day - one_day) for before, day in pairwise(days) if day - before > _GAP)


def _statuses(stories: Iterable[ChronicleStory]) -> tuple[TurningPoint, ...]:
    """Return the newest headline with each status word, the newest first, and of a day the first of it."""
    newest: dict[str, TurningPoint] = {}
    for story in stories:
        found = status_in(story.headline) if story.status != StoryStatus.RUNNING else None
        if found is not None:
            what = found[0].capitalize()
            known = newest.get(what)
            if known is None or known.day < story.day:
                newest[what] = _point(story, PointKind.STATUS, what)
    return tuple(sorted(newest.values(), key=lambda point: (-point.day.toordinal(), point.text))[:_STATUSES])


def _new(stories: Iterable[ChronicleStory]) -> int:
    return len({story.event for story in stories if story.status == StoryStatus.NEW})


def _points(days: Sequence[tuple[date, int]], stories: Sequence[ChronicleStory]) -> list[TurningPoint]:
    """Return the turning points of a topic, oldest first; a day has at most one of each kind."""
    found = [*_firsts(stories), *_status_points(stories), *_bursts(days, stories)]
    order = list(PointKind)
    return sorted(found, key=lambda point: (point.day, order.index(point.kind), point.text))


def _firsts(stories: Iterable[ChronicleStory]) -> Iterator[TurningPoint]:
    languages: set[str] = set()
    last: date | None = None
    for story in stories:
        language = primary_language(story.language)
        if last is None:
            yield _point(story, PointKind.FIRST, "The first report")
        elif story.day - last >= _SILENCE:
            silence = (story.day - last).days
            yield _point(story, PointKind.RETURN, f"The first report after {silence} days without any")
        if language and language not in languages:
            if languages:
                yield _point(story, PointKind.LANGUAGE, f"The first report in {language_name(language)}")
            languages.add(language)
        last = story.day


def _status_points(stories: Iterable[ChronicleStory]) -> Iterator[TurningPoint]:
    seen: dict[str, date] = {}
    for story in stories:
        found = status_in(story.headline) if story.status != StoryStatus.RUNNING else None
        if found is None:
            continue
        what, word = found
        if what not in seen or story.day - seen[what] >= _AGAIN:
            yield _point(story, PointKind.STATUS, f"{what.capitalize()}: the headline says “{word}”")
        seen[what] = story.day


def _bursts(days: Sequence[tuple[date, int]], stories: Iterable[ChronicleStory]) -> Iterator[TurningPoint]:
    by_day: dict[date, list[ChronicleStory]] = defaultdict(list)
    for story in stories:
        by_day[story.day].append(story)
    spikes = [
        (day, count)
        for place, (day, count) in enumerate(days)
        if by_day.get(day) and trend_of(day, count, days[max(0, place - LONGEST) : place]).spike
    ]
    burst: list[tuple[date, int]] = []
    for day, count in [*spikes, (date.max, 0)]:
        if burst and day - burst[-1][0] > _SAME_BURST:
            yield _burst(burst, by_day)
            burst = []
        burst.append((day, count))


def _burst(
    burst: Sequence[tuple[date, int]], by_day: Mapping[date, Sequence[ChronicleStory]]
) -> TurningPoint:
    first, last = burst[0][0], burst[-1][0]
    peak, most = max(burst, key=lambda day: day[1])
    widest = max(by_day[peak], key=lambda story: story.outlets)
    span = f"{most} events" if first == last else f"up to {most} events a day until {short_day(last)}"
    return TurningPoint(first, last, PointKind.BURST, f"Unusually many events: {span}", widest)


def _long_stories(stories: Iterable[ChronicleStory], since: date | None) -> tuple[LongStory, ...]:
    found = [
        LongStory(
            id=thread.id,
            first=thread.stories[0],
            latest=thread.stories[-1],
            days=len({story.day for story in thread.stories}),
            points=tuple(_status_points(thread.stories)),
        )
        for thread in threads_of(stories)
        if _is_long(thread) and since and thread.stories[-1].day >= since
    ]
    return tuple(sorted(found, key=lambda one: (-one.latest.day.toordinal(), one.id)))


def _is_long(thread: Thread) -> bool:
    span = thread.stories[-1].day - thread.stories[0].day
    return span >= _LONG and len({story.day for story in thread.stories}) >= _REPORTS


def _point(story: ChronicleStory, kind: PointKind, text: str) -> TurningPoint:
    return TurningPoint(story.day, story.day, kind, text, story)
