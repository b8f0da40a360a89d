"""The types of settings: what each accepts in a config file, as metadata that pydantic reads.

A field states its type, its validator and its default in one line: `every: Duration = timedelta(minutes=30)`.
Pydantic is imported only where a config file is validated, so that workers do not load it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated, Any, Literal, TypeVar

from monitor.models.address_values import (
    database_url,
    delivery_url,
    host_name,
    listen_address,
    network,
    page_token,
    page_url,
    port_number,
    proxy_url,
    translate_link,
)
from monitor.models.locales import country, language, timezone
from monitor.models.mail_folders import source_url
from monitor.models.periods import MonthlyTime, WeeklyTime
from monitor.models.values import (
    alert,
    clock_times,
    digest_title,
    duration,
    duration_or_zero,
    encoder,
    executor,
    flag,
    formats,
    header_text,
    joined_lines,
    keyword_weight,
    line,
    listed,
    monthly_time,
    pause,
    points,
    retention,
    seconds,
    size,
    task_memory,
    task_seconds,
    weekly_time,
    word,
)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Parse:
    """Accept the values that a function accepts; the result is what it returns.

    Attributes:
        function: takes a TOML value of any type, and raises ValueError with a message for the user.
    """

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the validator."""
        from pydantic_core import core_schema  # noqa: PLC0415 - see the module

        return core_schema.no_info_plain_validator_function(self.function)


@dataclass(frozen=True, slots=True)
class Prepare:
    """Convert a value with a function, then validate it as the annotated type.

    Attributes:
        function: as in `Parse`.
    """

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the function and of the type."""
        from pydantic_core import core_schema  # noqa: PLC0415 - see the module

        return core_schema.no_info_before_validator_function(self.function, handler(source))


class Table:
    """A table of a config file; a key that is not a field of the dataclass is an error."""

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - with an annotation, it would be a key


def _language(value: Any) -> str:
    return language(line(value))


def _country(value: Any) -> str:
    return country(line(value))


def _home(value: Any) -> str:
    """Return the country code of an outlet, which may be in lower case."""
    code = line(value)
    return country(code.upper() if len(code) == 2 else code)  # noqa: PLR2004 - the length of a code


def _zone(value: Any) -> str:
    return timezone(word(value))


Word = Annotated[str, Parse(word)]
Line = Annotated[str, Parse(line)]
Query = Annotated[str, Parse(joined_lines)]
HeaderText = Annotated[str, Parse(header_text)]
DigestTitle = Annotated[str, Parse(digest_title)]
Flag = Annotated[bool, Parse(flag)]
Points = Annotated[float, Parse(points)]
Weight = Annotated[float | None, Parse(keyword_weight)]
Alert = Annotated[bool | Literal["spike"], Parse(alert)]
Formats = Annotated[tuple[str, ...], Parse(formats)]
WeeklyTimeOrNone = Annotated[WeeklyTime | None, Parse(weekly_time)]
MonthlyTimeOrNone = Annotated[MonthlyTime | None, Parse(monthly_time)]
ClockTimes = Annotated[tuple[time, ...], Parse(clock_times)]
Duration = Annotated[timedelta, Parse(duration)]
DurationOrZero = Annotated[timedelta, Parse(duration_or_zero)]
Retention = Annotated[timedelta | None, Parse(retention)]
Seconds = Annotated[float, Parse(seconds)]
TaskSeconds = Annotated[float, Parse(task_seconds)]
Pause = Annotated[float, Parse(pause)]
Size = Annotated[int, Parse(size)]
TaskMemory = Annotated[int, Parse(task_memory)]
EncoderName = Annotated[str, Parse(encoder)]
ExecutorName = Annotated[str, Parse(executor)]
SourceUrl = Annotated[str, Parse(source_url)]
PageUrl = Annotated[str, Parse(page_url)]
TranslateLink = Annotated[str, Parse(translate_link)]
ProxyUrl = Annotated[str, Parse(proxy_url)]
DatabaseUrl = Annotated[str, Parse(database_url)]
DeliveryUrl = Annotated[str, Parse(delivery_url)]
Network = Annotated[str, Parse(network)]
Port = Annotated[int, Parse(port_number)]
ListenAddress = Annotated[str, Parse(listen_address)]
PageToken = Annotated[str, Parse(page_token)]
HostName = Annotated[str, Parse(host_name)]
Language = Annotated[str, Parse(_language)]
Country = Annotated[str, Parse(_country)]
Zone = Annotated[str, Parse(_zone)]
Listed = Annotated[tuple[Item, ...], Prepare(listed)]
Countries = Listed[Annotated[str, Parse(_home)]]
