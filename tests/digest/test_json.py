"""The JSON document that scripts rely on, against its published schema."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from monitor.digest import build_digest, render_json
from monitor.models import DigestInput, FeedHealth
from tests.digest.inputs import busy_day, deaf_day, empty_day, lao_day, long_day
from tests.digest.payloads import WORDS, hostile_day

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "digest.schema.json").read_text(encoding="utf-8"))
DAYS = (busy_day, empty_day, deaf_day, lao_day, long_day)


def validator() -> Draft202012Validator:
    """Return a validator that also checks formats."""
    return Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_schema_is_one() -> None:
    """The published schema is valid JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.__name__)
def test_digests_follow_the_schema(day: Callable[[], DigestInput]) -> None:
    """The document of every kind of day is valid."""
    validator().validate(json.loads(render_json(build_digest(day()))))


@pytest.mark.fault(97)
def test_keys_of_feeds_stay_here() -> None:
    """Feed URLs in the health notes have their API keys masked."""
    url = "https://radio.example/rss?category=laos&token=hunter2"
    material = busy_day()
    sick = FeedHealth("Lao Radio", url, "failing", "http_error", "404", material.window.start)
    text = render_json(build_digest(replace(material, health=replace(material.health, feeds=(sick,)))))
    validator().validate(json.loads(text))
    assert "hunter2" not in text
    assert "https://radio.example/rss?category=laos&token=***" in text


@pytest.mark.fault(127)
@pytest.mark.parametrize("word", WORDS)
def test_hostile_digests_follow_the_schema(word: str) -> None:
    """No text from outside makes the document invalid."""
    validator().validate(json.loads(render_json(build_digest(hostile_day(word)))))


@pytest.mark.parametrize(
    "field", ["schema_version", "date", "window", "timezone", "config_hash", "topics", "health"]
)
def test_the_schema_misses_nothing(field: str) -> None:
    """The schema refuses a document that lacks a field or has an unknown one."""
    document = json.loads(render_json(build_digest(busy_day())))
    with pytest.raises(ValidationError):
        validator().validate({name: value for name, value in document.items() if name != field})
    with pytest.raises(ValidationError):
        validator().validate({**document, "surprise": 1})


def test_quotes_are_verbatim() -> None:
    """Each quote and each form are at their offsets in the article."""
    given = {article.url: article for article in busy_day().articles}
    document = json.loads(render_json(build_digest(busy_day())))
    seen = 0
    for topic in document["topics"]:
        for story in topic["stories"]:
            for one in story["articles"]:
                for found in one["evidence"]:
                    original = (
                        given[one["url"]].title if found["field"] == "title" else given[one["url"]].text
                    )
                    assert original[found["start"] : found["end"]] == found["quote"]
                    assert original[found["hit_start"] : found["hit_end"]] == found["form"]
                    seen += 1
    assert seen >= 15


def test_times_are_utc_and_the_text_is_not_ascii() -> None:
    """Times are RFC 3339 in UTC, and letters of all scripts are not escaped."""
    text = render_json(build_digest(busy_day()))
    assert '"end": "2025-12-16T00:00:00Z"' in text
    assert "한강일보" in text
    assert text.endswith("}\n")


def test_passwords_in_feed_urls_stay_out() -> None:
    """Feed URLs do not show a user name or password."""
    day = hostile_day("x", "https://user:secret@feeds.example/rss")
    assert "secret" not in render_json(build_digest(day))
