"""Invented histories of a topic over months and years."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from random import Random

from monitor.models import ChronicleInput, ChronicleStory

BEGAN = date(2024, 1, 1)
_NAMES = ("ban", "dor", "kel", "mun", "nak", "pha", "rin", "sai", "tha", "vang", "xay", "zor")
_LANGUAGES = (
    ("en", "{name} council debates {n} homes near {other}"),
    ("ko", "{name} 지방의회 주택 {n}채 논의 {other}"),
    ("lo", "ສະພາ {name} ປຶກສາຫາລືເຮືອນ {n} ຫຼັງ {other}"),
    ("th", "สภา {name} หารือบ้าน {n} หลัง {other}"),
)


def told(day: date, headline: str, **changes: object) -> ChronicleStory:
    """Return a story of a day, an event of its own; its id is made from day and headline."""
    story = "s" + blake2b(f"{day}{headline}".encode(), digest_size=6).hexdigest()
    values = {
        "day": day, "story": story, "status": "new", "headline": headline,
        "language": "en", "outlet": "Mekong Wire", "url": f"https://news.example/{day}", "outlets": 1,
        "found": datetime.combine(day, time(5), UTC),
    }  # fmt: skip
    values["event"] = changes.get("story", story)
    return ChronicleStory(**{**values, **changes})  # type: ignore[arg-type]


def history_of(stories: list[ChronicleStory], last: date) -> ChronicleInput:
    """Return the input with a digest on each day from the first story to a date."""
    first = min((story.day for story in stories), default=last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ordered = sorted(stories, key=lambda story: story.day)
    events: dict[date, set[str]] = {day: set() for day in days}
    for story in ordered:
        events[story.day].add(story.event)
    counts = tuple((day, len(told)) for day, told in events.items())
    return ChronicleInput("treaty", "Extradition treaty", counts, tuple(ordered))


def long_history(days: int, a_day: int, seed: int = 1) -> ChronicleInput:
    """Return years of stories of one topic, most of them unrelated, in four languages."""
    return history_of(list(_stories(days, a_day, Random(seed))), BEGAN + timedelta(days=days - 1))


def _stories(days: int, a_day: int, random: Random) -> Iterator[ChronicleStory]:
    number = 0
    for offset in range(days):
        for _ in range(random.randrange(2 * a_day + 1)):
            number += 1
            language, pattern = random.choice(_LANGUAGES)
            name, other = ("".join(random.choices(_NAMES, k=4)).capitalize() for _ in range(2))
            headline = pattern.format(name=name, other=other, n=random.randrange(100, 100_000))
            yield told(
                BEGAN + timedelta(days=offset), headline, story=f"s{number:012x}", language=language,
                outlets=random.randrange(1, 9),
            )  # fmt: skip
