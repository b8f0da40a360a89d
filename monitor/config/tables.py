"""The tables of the config files.

monitor.toml has the form of `Settings`, and [[feed]] that of `Feed`: these classes state keys, types and
defaults. The tables of topics.toml have another form than the classes they become. They are here, with keys
and types; a key that is missing in the file gets the default of its class.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Required

from pydantic import Field
from typing_extensions import TypedDict  # that of Python 3.11 does not show what is required

from monitor.config.topic_ids import is_topic_id, topic_id_advice
from monitor.models import Feed
from monitor.models.locales import language
from monitor.models.setting_types import (
    Alert,
    Countries,
    Flag,
    Line,
    Listed,
    Parse,
    Points,
    Prepare,
    Query,
    Table,
    Weight,
    Word,
)
from monitor.models.values import type_name, whole


def _term(value: Any) -> Any:
    """Return the table for a keyword that is plain text."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        message = (
            f"is {type_name(value)} where a keyword is needed; put it in quotes, or write {{ term = ... }}"
        )
        raise ValueError(message)  # noqa: TRY004
    return {"term": value}


def _no_weight(value: Any) -> float:
    if value != 0 or isinstance(value, bool):
        raise ValueError(
            "must be 0, which masks longer names; other words of a group have no weight: remove it"
        )
    return 0.0


def _group(value: Any) -> Any:
    """Return the table for a group that is a plain list of words."""
    return {"words": value} if isinstance(value, list) else value


def _topic_id(value: Any) -> str:
    if not is_topic_id(value):
        raise ValueError(topic_id_advice(str(value)))
    return str(value)


def _keyword_lists(value: Any) -> Any:
    """Return the table for a plain list, which is for all languages."""
    return {"": value} if isinstance(value, list) else value


def _keyword_language(value: Any) -> str:
    return "" if value == "any" else language(value)


@dataclass(frozen=True, slots=True)
class FeedsFile(Table):
    """feeds.toml."""

    feed: Annotated[Listed[Feed], Field(min_length=1)]


class WordTable(TypedDict, total=False):
    """A word of an exclusion: text, or `{ term = ..., edge = ..., gloss = ... }`."""

    term: Required[Word]
    edge: Flag
    gloss: Line


class KeywordTable(WordTable, total=False):
    """A keyword of a topic: text, or `{ term = ..., weight = ..., edge = ... }`."""

    weight: Weight


class GroupWordTable(WordTable, total=False):
    """A word of a group: text, or `{ term = ..., edge = ..., weight = 0, countries = [...] }`."""

    weight: Annotated[float, Parse(_no_weight)]
    countries: Countries


class GroupTable(TypedDict, total=False):
    """[groups.NAME], or the list of its words alone."""

    words: Listed[Annotated[GroupWordTable, Prepare(_term)]]
    countries: Countries
    not_after: Listed[Word]


class TopicTable(TypedDict, total=False):
    """[topics.ID]."""

    title: Word
    keywords: Annotated[
        dict[
            Annotated[str, Parse(_keyword_language)],
            Listed[Annotated[KeywordTable, Prepare(_term)]],
        ],
        Prepare(_keyword_lists),
    ]
    require: Listed[Word]
    exclude: Listed[Annotated[WordTable, Prepare(_term)]]
    near: Annotated[int, Parse(whole(1, 100_000))]
    sentences: Annotated[int, Parse(whole(1, 100))]
    threshold: Points
    query: Query
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsFile(Table):
    """topics.toml."""

    groups: dict[Word, Annotated[GroupTable, Prepare(_group)]] = field(default_factory=dict)
    topics: Annotated[dict[Annotated[str, Parse(_topic_id)], TopicTable], Field(min_length=1)]
