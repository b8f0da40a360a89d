"""Each setting is stated once, in the classes of `monitor.models`; docs/configuration.md shows the same."""

import pickle
import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import time
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import TypeAdapter

from monitor.config import read_config
from monitor.config.tables import GroupTable, GroupWordTable, KeywordTable, TopicTable, WordTable
from monitor.errors import ExecutorError
from monitor.executors import make_executor
from monitor.models import ExtractSettings, Feed, Group, Keyword, MonthlyTime, Settings, Topic, WeeklyTime
from monitor.models.setting_types import Parse, Prepare
from tests.config.conftest import ConfigFolder
from tests.config.test_load import only_problem

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
ROW = re.compile(r"^\| `([a-z_.]+)` \| (.+?) \| .+ \|$", re.MULTILINE)


def documented(heading: str) -> dict[str, str]:
    """Return the keys of the tables below a heading of the page, with their defaults as written."""
    text = PAGE.read_text(encoding="utf-8")
    section = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^\1? ?#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, heading
    return dict(ROW.findall(section[2]))


def documented_settings() -> dict[str, str]:
    """Return the dotted keys of monitor.toml in the page, with their defaults as written."""
    return {
        **documented("monitor.toml"),
        **{f"schedule.{key}": default for key, default in documented("[schedule]").items()},
        **{f"fetch.{key}": default for key, default in documented("[fetch]").items()},
        **documented("[extract], [archive], [digest], [translate], [semantic], [deliver], [web]"),
    }


def hints(table: type, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted keys of a class of settings with their types."""
    for name, hint in get_type_hints(table, include_extras=True).items():
        if is_dataclass(hint) and isinstance(hint, type):
            yield from hints(hint, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", hint


def test_the_page_documents_every_setting_with_its_default() -> None:
    """The page lists exactly the keys of monitor.toml, and its defaults are those of the classes."""
    written = documented_settings()
    assert sorted(written) == sorted(key for key, _ in hints(Settings))
    lines = [f"{key} = {default.split('`')[1]}" for key, default in written.items()]
    data = tomllib.loads("\n".join(lines))
    assert TypeAdapter(Settings).validate_python(data) == Settings()


def test_the_page_documents_every_key_of_a_feed() -> None:
    """The page lists exactly the keys of a feed; literal defaults are those of the class."""
    written = documented("feeds.toml")
    assert list(written) == [field.name for field in fields(Feed)]
    computed = {"url": "needed", "name": "the host", "every": "`schedule.every`", "headers": "`{}`"}
    for field in fields(Feed):
        if field.name in computed:
            assert written[field.name] == computed[field.name]
        else:
            assert tomllib.loads(f"x = {written[field.name].strip('`')}")["x"] == field.default


def test_the_page_documents_every_key_of_a_topic() -> None:
    """The page lists exactly the keys of a topic; literal defaults are those of the class."""
    written = documented("topics.toml")
    assert list(written) == list(get_type_hints(TopicTable))
    assert written.pop("title") == "the id"
    defaults = {field.name: field.default for field in fields(Topic)}
    for key, default in written.items():
        shown = {"none": [None, ()]}.get(default) or [tomllib.loads(f"x = {default.strip('`')}")["x"]]
        expected = defaults[key]
        assert (list(expected) if isinstance(expected, tuple) and default != "none" else expected) in shown


@pytest.mark.parametrize(
    ("table", "model", "own"),
    [
        (WordTable, Keyword, set()),
        (KeywordTable, Keyword, set()),
        (GroupWordTable, Keyword, set()),
        (GroupTable, Group, {"not_after"}),
        (TopicTable, Topic, set()),
    ],
)
def test_tables_of_topics_have_the_keys_of_their_classes(table: type, model: type, own: set[str]) -> None:
    """A key of topics.toml is a field of the class that it fills."""
    assert set(get_type_hints(table)) - own <= {field.name for field in fields(model)}


@pytest.mark.parametrize(("key", "hint"), [*hints(Settings), *hints(Feed)])
def test_every_setting_has_a_validator(key: str, hint: Any) -> None:
    """No setting is left to the conversions of pydantic, which would take "30" for 30."""
    assert any(isinstance(part, Parse | Prepare) for part in get_args(hint)), key


def test_settings_cross_process_borders() -> None:
    """Settings and feeds can be pickled, have slots, and cannot be changed."""
    for value in (Settings(), *(getattr(Settings(), field.name) for field in fields(Settings)[1:])):
        assert pickle.loads(pickle.dumps(value)) == value
        assert not hasattr(value, "__dict__")
        with pytest.raises(AttributeError):
            setattr(value, fields(value)[0].name, None)
    assert all(field.default is not MISSING for field in fields(Settings))
    assert asdict(Settings())["extract"]["executor"] == ExtractSettings().executor


@pytest.mark.parametrize("name", ["threads:4", "processes:0", "processes:257", "dask://h:0", "dask://h"])
def test_the_config_and_the_executors_refuse_with_the_same_message(folder: ConfigFolder, name: str) -> None:
    """`monitor check` refuses an executor with the sentence with which its creation fails."""
    folder.write(monitor=f'[extract]\nexecutor = "{name}"\n')
    with pytest.raises(ExecutorError) as refused:
        make_executor(ExtractSettings(name))
    assert only_problem(folder.path).message == str(refused.value).removesuffix(".")


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("schedule", 'weekly = "Monday"', 'write "Mon 07:00"'),
        ("schedule", 'weekly = "Mo 07:00"', 'write "Mon 07:00"'),
        ("schedule", 'weekly = "Someday 07:00"', 'write "Mon 07:00"'),
        ("schedule", 'weekly = "07:00"', 'write "Mon 07:00"'),
        ("schedule", "weekly = 1", 'write "Mon 07:00"'),
        ("schedule", 'monthly = "32 07:00"', 'write "1 07:00"'),
        ("schedule", 'monthly = "1 25:00"', 'write "07:00"'),
        ("schedule", 'monthly = "07:00"', 'write "1 07:00"'),
        ("digest", 'translate = "https://t.example/"', "must have {url} once"),
        ("digest", 'translate = "https://{url}.t.example/"', "in its host"),
        ("digest", 'translate = "t.example/?u={url}"', "https://"),
        ("web", 'url = "news.example.org"', "https://"),
        ("web", 'url = "https://news.example.org/?a=1"', "has ? or #"),
        ("translate", 'command = "argos"', "put it in brackets"),
        ("translate", 'command = ["a"]\nurl = "http://localhost:5000"', "keep one of them"),
        ("translate", 'to = "klingonish"', "klingonish"),
        ("translate", 'timeout = "2h"', "2h"),
        ("translate", 'comand = ["a"]', "command"),
    ],
)
def test_wrong_links_and_translators_are_named(
    folder: ConfigFolder, table: str, text: str, said: str
) -> None:
    """A link without its place, an address without a scheme, or two translators are one problem each."""
    folder.write(monitor=f"[{table}]\n{text}\n")
    problem = only_problem(folder.path)
    assert said in str(problem)


def test_addresses_lose_the_slash_at_their_end(folder: ConfigFolder) -> None:
    """Links are made by adding a path to the address."""
    folder.write(monitor='[web]\nurl = "https://news.example.org/monitor/"\n')
    assert read_config(folder.path).web.url == "https://news.example.org/monitor"


def test_times_of_week_and_month_are_read(folder: ConfigFolder) -> None:
    """Weekdays may be short or long and in any case; "" is none."""
    folder.write(monitor='[schedule]\nweekly = "friday 17:30"\nmonthly = "31 07:00"\n')
    schedule = read_config(folder.path).schedule
    assert schedule.weekly == WeeklyTime(4, time(17, 30))
    assert schedule.monthly == MonthlyTime(31, time(7))
    folder.write(monitor='[schedule]\nweekly = ""\n')
    assert read_config(folder.path).schedule.weekly is None
