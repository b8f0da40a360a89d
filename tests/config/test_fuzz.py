"""Any content of the config files gives a config or problems with places, in bounded time."""

import json
from dataclasses import asdict
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.config.load import FILES, build_config
from monitor.errors import ConfigError
from monitor.models import Config, Settings
from tests.config.conftest import FEEDS, MONITOR, TOPICS

WHOLE = dict(zip(FILES, (MONITOR.encode(), FEEDS.encode(), TOPICS.encode()), strict=True))
PIECES = (
    "[", "]", "[[", "]]", "{", "}", "=", '"', "'", '"""', "'''", "\n", "#", ",", ".", "\\u", "\\ud800", "\0",
    "\x1b", "\ufeff", "1e999", "9" * 5000, "-1", "nan", "inf", "true", "1979-05-27", "07:32:00", "[[feed]]",
    "[topics.x]", "[groups]", "keywords = ", "query = ", "url = ", "every = ", "token = ", "env:", "https://",
    "라오스", "ລາວ",
    "[" * 500, "{a=" * 300, "a." * 500,
)  # fmt: skip
QUERY = (
    "AND", "OR", "NOT", "NEAR/3", "NEAR/99999999999", "(", ")", '"', "*", "title:", "laos", "라오스", "ສ",
    " ", "=LDC", "\\",
    "(" * 200, ")" * 200, "NOT " * 200, "a OR " * 200,
)  # fmt: skip
BOUNDED = settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.too_slow])

rubble = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
scalars = st.one_of(
    st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=40)
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4), max_leaves=6)
KEYS = sorted(
    (section, key)
    for section, table in asdict(Settings()).items()
    if isinstance(table, dict)
    for key in table
)


def check(**files: bytes) -> None:
    """Build a config with these files in place of the valid ones, and check the answer."""
    told = {f"{stem}.toml": content for stem, content in files.items()}
    try:
        assert isinstance(build_config(Path("config"), {**WHOLE, **told}), Config)
    except ConfigError as error:
        problems = error.problems
    else:
        return
    assert problems
    for problem in problems:
        assert problem.file in told
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= told[problem.file].count(b"\n") + 1
        assert all(line.isprintable() for line in str(problem).splitlines())  # a query's place is shown below


@given(st.sampled_from(("monitor", "feeds", "topics")), st.data())
@BOUNDED
def test_a_mutated_file_is_a_config_or_problems(stem: str, data: st.DataObject) -> None:
    """Valid files with cuts and inserted bytes and pieces of TOML give a config or problems."""
    body = bytearray(WHOLE[f"{stem}.toml"])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        new = data.draw(
            st.binary(max_size=8) | rubble.map(lambda text: text.encode("utf-8", "surrogatepass"))
        )
        body[at : at + data.draw(st.integers(0, 20))] = new
    check(**{stem: bytes(body)})


@given(st.sampled_from(KEYS), values)
@BOUNDED
def test_any_value_of_any_key_is_a_config_or_problems(place: tuple[str, str], value: object) -> None:
    """Each key of monitor.toml with a value of any type gives a config or problems."""
    section, key = place
    check(monitor=f"[{section}]\n{key} = {json.dumps(value)}\n".encode("utf-8", "surrogatepass"))


@given(st.lists(st.sampled_from(QUERY) | st.text(max_size=8), max_size=30).map(" ".join))
@example("AND \u00a0")
@BOUNDED
def test_any_query_is_a_config_or_problems(query: str) -> None:
    """Queries of words, operators, deep brackets and any characters give a config or problems."""
    check(topics=f"[topics.x]\nquery = {json.dumps(query)}\n".encode("utf-8", "surrogatepass"))
