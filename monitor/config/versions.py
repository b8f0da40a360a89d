"""Compute the version of a config from its values; comments, key order and spelling do not count."""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from functools import cache
from hashlib import blake2b
from typing import Any

from monitor.models import Group, Keyword, Topic

_DIGEST_BYTES = 8


def version_of(meaning: Any) -> str:
    """Return the hash (blake2b, 16 hex digits) of dataclasses, dicts, sequences and scalars.

    Fields with default values are left out, so that a new field does not change every version.
    """
    canonical = json.dumps(_canonical(meaning), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return blake2b(canonical.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def topics_version(groups: Iterable[Group], topics: Iterable[Topic]) -> str:
    """Return the version of groups and topics; the order of tables and languages does not count."""
    return version_of(
        {
            "groups": {group.name: _group(group) for group in groups},
            "topics": {topic.id: _topic(topic) for topic in topics},
        }
    )


def _group(group: Group) -> Any:
    """Return only the words if a group has nothing else, for compatibility with older versions."""
    values = _non_defaults(group)
    return values if {"includes", "countries"} & values.keys() else group.words


def _topic(topic: Topic) -> dict[str, Any]:
    meaning: dict[str, Any] = {
        field: value for field, value in _non_defaults(topic).items() if field != "keywords"
    }
    languages: dict[str, list[Keyword]] = {}
    for keyword in topic.keywords:
        languages.setdefault(keyword.language, []).append(keyword)
    return {**meaning, "keywords": languages}


def _non_defaults(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: given for name, default in _defaults(kind) if (given := getattr(value, name)) != default}


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


def _canonical(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _canonical(inner) for name, inner in _non_defaults(value).items()}
    if isinstance(value, dict):
        return {str(key): _canonical(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, time) else value
