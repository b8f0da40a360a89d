"""Parse the values of a config file: text, numbers, durations, times, sizes. `address_values` has the others.

Every function takes a TOML value of any type and raises ValueError with the problem and a valid example.
"""

import math
import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any, Literal

from monitor.models.encoder_names import ENCODER_NAMES
from monitor.models.executor_names import check_executor
from monitor.models.periods import MonthlyTime, WeeklyTime
from monitor.models.secrets import mask_secrets
from monitor.models.time_slips import clock_slip, duration_slip

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = 3  # least letters of a weekday
_LAST_DAY = 31
FORMATS = ("html", "md", "json", "atom")

_DURATION = re.compile(
    r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?"
)
_NO_END = {"never", "always", "infinite", "unlimited", "all", "none", "ever", "for ever", "off", "no"}
_ZERO = re.compile(r"0+(?:\.0+)?|(?:0+(?:\.0+)?[wdhms])+")
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_LONGEST = timedelta(days=36_500)
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(k|M|G)?i?B?", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_USER_INFO = re.compile(r"//.*@", re.DOTALL)
_LEAST_BYTES, _MOST_BYTES = 1_000, 10**12
_LONGEST_TASK = 3_600
# Bytes of address space. A worker takes near 200 MB after its imports.
_LEAST_MEMORY = 250_000_000
_LONGEST_TITLE = 60
_MOST_POINTS = 1_000_000.0
_WRITABLE = 10**18


def word(value: Any) -> str:
    """Return a line of text that is not blank and has no control characters."""
    text = line(value)
    if not text.strip():
        raise ValueError("is blank; write something or remove it")
    return text


def line(value: Any) -> str:
    """Return a line of text, which may be blank."""
    if isinstance(value, list):
        raise ValueError("is a list where text is needed; take the brackets away")  # noqa: TRY004
    if not isinstance(value, str):
        raise ValueError(f'is {type_name(value)} where text is needed; put it in quotes: "..."')  # noqa: TRY004
    odd = next(
        (c for c in value if not c.isprintable() and c not in "\u200b\u200c\u200d\u00ad\u00a0\u3000"), None
    )
    if odd is not None:
        name = ", a line break" if odd == "\n" else ""
        raise ValueError(f"holds the control character U+{ord(odd):04X}{name}; remove it")
    return value


def joined_lines(value: Any) -> str:
    """Return a text of one or more lines as one line."""
    return line(value.replace("\n", " ").replace("\t", " ") if isinstance(value, str) else value)


def header_text(value: Any) -> str:
    """Return text for an HTTP header: printable ASCII."""
    text = word(value)
    if not text.isascii():
        raise ValueError("must be plain ASCII, as HTTP headers are")
    return text


def flag(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        message = f"is {type_name(value)} where true or false is needed, without quotes"
        raise ValueError(message)  # noqa: TRY004
    return value


def listed(value: Any) -> tuple[Any, ...]:
    """Return a list as a tuple; a single value is an error."""
    if not isinstance(value, list):
        raise ValueError(f"is {type_name(value)} where a list is needed; put it in brackets: [...]")  # noqa: TRY004
    return tuple(value)


def whole(least: int, most: int) -> Callable[[Any], int]:
    """Return a function that accepts whole numbers in this range."""

    def parsed(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            message = f"is {quoted(value)} where a whole number is needed, without quotes"
            raise ValueError(message)  # noqa: TRY004
        if value < least:
            raise ValueError(f"{quoted(value)} is too small; it must be at least {least}")
        if value > most:
            raise ValueError(f"{quoted(value)} is too large; it must be at most {most}")
        return value

    return parsed


def points(value: Any) -> float:
    """Return a number of points above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"is {type_name(value)} where a number is needed, without quotes")  # noqa: TRY004
    if not (math.isfinite(value) and 0 < value <= _MOST_POINTS):
        raise ValueError("must be a number above 0, at most a million")
    return float(value)


def keyword_weight(value: Any) -> float:
    """Return the weight of a keyword; one of weight 0 masks shorter keywords inside it."""
    if isinstance(value, int | float) and value < 0:
        raise ValueError("must not be below 0; a word that excludes articles belongs under exclude")
    return 0.0 if value == 0 and not isinstance(value, bool) else points(value)


def alert(value: Any) -> bool | Literal["spike"]:
    """Return when a topic alerts: always, never, or on unusual days."""
    if isinstance(value, bool):
        return value
    if value == "spike":
        return "spike"
    raise ValueError('must be true, false or "spike"')


def formats(value: Any) -> tuple[str, ...]:
    """Return formats of digests, each once."""
    found = tuple(dict.fromkeys(word(one) for one in listed(value)))
    unknown = [name for name in found if name not in FORMATS]
    if unknown or not found:
        shown = f"{quoted(unknown[0])} is not a format" if unknown else "names no format"
        raise ValueError(f'{shown}; there are "html", "md", "json" and "atom"')
    return found


def digest_title(value: Any) -> str:
    """Return the title of this monitor's digests: one short line, or ""."""
    text = line(value).strip()
    if len(text) > _LONGEST_TITLE:
        raise ValueError(f"has {len(text)} characters; at most {_LONGEST_TITLE} fit into a subject")
    return text


def duration(value: Any) -> timedelta:
    """Return a duration above zero: "30m", "2h", "1d12h"."""
    if _is_zero(value):
        raise ValueError(f"{quoted(value)} is out of range; it must be more than 0")
    example = 'write a number with its unit: "90s", "30m", "2h", "1d"'
    if not isinstance(value, str):
        raise ValueError(f"is {type_name(value)} where a duration is needed; {example}")  # noqa: TRY004
    found = _DURATION.fullmatch(value.replace(" ", ""))
    if found is None or not any(found.groups()):
        raise ValueError(f"{quoted(value)} is not a duration; {duration_slip(value) or example}")
    parts = {unit: float(number) for unit, number in zip(_UNITS, found.groups(), strict=True) if number}
    length = timedelta(**parts)
    if not timedelta() < length <= _LONGEST:
        raise ValueError(f"{quoted(value)} is out of range; it must be more than 0 and less than a century")
    return length


def retention(value: Any) -> timedelta | None:
    """Return how long something is kept: a duration, or None for "forever"."""
    if isinstance(value, str) and value.strip().lower() in _NO_END:
        raise ValueError(f'{quoted(value)} is not a duration; did you mean "forever"?')
    return None if value == "forever" else duration(value)


def seconds(value: Any) -> float:
    """Return seconds above zero, from a number or a duration such as "30s"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return duration(value).total_seconds()
    if not 0 < value <= _LONGEST.total_seconds():
        raise ValueError(f"{quoted(value)} is out of range; it must be more than 0")
    return float(value)


def task_seconds(value: Any) -> float:
    """Return the time limit of a task in seconds."""
    length = seconds(value)
    if not 1 <= length <= _LONGEST_TASK:
        raise ValueError(f'{quoted(value)} is out of range; it must be "1s" to "1h"')
    return length


def pause(value: Any) -> float:
    """Return seconds, which may be zero, from a number or a duration."""
    return 0.0 if _is_zero(value) else seconds(value)


def duration_or_zero(value: Any) -> timedelta:
    """Return a duration, which may be zero: 0, "0" or "0s"."""
    return timedelta() if _is_zero(value) else duration(value)


def _is_zero(value: Any) -> bool:
    """Return True for zero in any spelling: 0, 0.0, "0", "0s", "0h 0m"."""
    if isinstance(value, str):
        return _ZERO.fullmatch(value.replace(" ", "")) is not None
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0


def size(value: Any) -> int:
    """Return a number of bytes: a plain number, or a text such as "10 MB"."""
    if isinstance(value, int) and not isinstance(value, bool):
        count = value
    else:
        found = _SIZE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f'{quoted(value)} is not a size; write bytes, or "500 kB", "10 MB", "1.5 GB"')
        count = int(float(found[1]) * _SCALES[(found[2] or "").lower()])
    if not _LEAST_BYTES <= count <= _MOST_BYTES:
        raise ValueError(f"{quoted(value)} is out of range; it must be 1 kB to 1 TB")
    return count


def task_memory(value: Any) -> int:
    """Return the limit of a worker's address space in bytes."""
    count = size(value)
    if count < _LEAST_MEMORY:
        raise ValueError(f'{quoted(value)} is too little for a worker to start; it must be at least "250 MB"')
    return count


def clock_time(value: Any) -> time:
    """Return a local time of day: "07:00"."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if isinstance(value, time) and not (value.second or value.microsecond):
        return value
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004
        example = 'write "07:00" (00:00 to 23:59, no days, no cron)'
        slip = clock_slip(value) if isinstance(value, str) else ""
        raise ValueError(f"{quoted(value)} is not a time of day; {slip or example}")
    return time(int(found[1]), int(found[2]))


def weekly_time(value: Any) -> WeeklyTime | None:
    """Return a time of the week, "Mon 07:00", or None for ""."""
    if value == "":
        return None
    day, _, at = value.partition(" ") if isinstance(value, str) else ("", "", "")
    names = [name for name in _WEEKDAYS if day and name.casefold().startswith(day.casefold())]
    if len(day) < _SHORT or len(names) != 1 or not at.strip():
        raise ValueError(f'{quoted(value)} is not a time of the week; write "Mon 07:00", or "" for none')
    return WeeklyTime(_WEEKDAYS.index(names[0]), clock_time(at.strip()))


def monthly_time(value: Any) -> MonthlyTime | None:
    """Return a time of the month, "1 07:00", or None for ""."""
    if value == "":
        return None
    found = re.fullmatch(r"(\d{1,2}) +(\S+)", value) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[1]) <= _LAST_DAY:
        raise ValueError(
            f'{quoted(value)} is not a time of the month; write "1 07:00" (day 1 to 31), or "" for none'
        )
    return MonthlyTime(int(found[1]), clock_time(found[2]))


def clock_times(value: Any) -> tuple[time, ...]:
    """Return sorted times of day from one time or a list."""
    times = [clock_time(one) for one in (value if isinstance(value, list) else [value])]
    if not times or len(set(times)) < len(times):
        raise ValueError('needs one time, "07:00", or several different ones, ["07:00", "19:00"]')
    return tuple(sorted(times))


def encoder(value: Any) -> str:
    """Return the name of a sentence encoder."""
    text = word(value)
    if text not in ENCODER_NAMES:
        raise ValueError(f"{quoted(text)} is not an encoder; known are {', '.join(ENCODER_NAMES)}")
    return text


def executor(value: Any) -> str:
    """Return the name of an executor for CPU work."""
    text = word(value)
    problem = check_executor(text)
    if problem:
        raise ValueError(problem.removesuffix("."))
    return text


def quoted(value: Any) -> str:
    """Return a short form of a value for a message, without secrets."""
    if isinstance(value, int | float) and abs(value) > _WRITABLE:
        return "a huge number"  # Python refuses to format more than 4,300 digits
    text = (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int | float)
        else type_name(value)
    )
    text = mask_secrets(_USER_INFO.sub("//***@", text))  # logs, pages and digests show errors
    shown = "".join(c if c.isprintable() else "?" for c in text[:60]) + ("…" if len(text) > 60 else "")  # noqa: PLR2004
    return f'"{shown}"' if isinstance(value, str) else shown


def type_name(value: Any) -> str:
    """Return the name of a TOML type for a message."""
    names = {
        "bool": "true or false", "int": "a number", "float": "a number", "str": "text", "list": "a list",
        "dict": "a table", "date": "a date", "datetime": "a date", "time": "a time",
    }  # fmt: skip
    return names.get(type(value).__name__, "nothing")
