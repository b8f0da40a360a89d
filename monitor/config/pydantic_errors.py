"""Turn pydantic errors into messages: the key, the problem, and what to write instead."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import ValidationError
from typing_extensions import is_typeddict

from monitor.config.toml_lines import KeyPath
from monitor.config.topic_ids import suggested_id
from monitor.models.locales import language
from monitor.models.values import type_name

_CLOSE_ENOUGH = 65
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_SECTION_AND_KEY = 2
# Common words for keys that are not similar in spelling.
_OTHER_WORDS = {
    "interval": "every", "frequency": "every", "tz": "timezone", "time_zone": "timezone", "lang": "language",
    "href": "url", "link": "url", "title": "name", "outlet": "name", "disabled": "enabled",
    "words": "keywords",
    "terms": "keywords", "groups": "require", "agent": "user_agent", "email": "contact", "bytes": "max_bytes",
    "word": "term", "score": "weight", "port": "listen", "host": "listen", "feeds": "feed",
    "distance": "near",
}  # fmt: skip
_NOTHING_THERE = {
    "feed": 'names no feed; add [[feed]] with url = "https://..." and name = "..."',
    "topics": "names no topic; add [topics.my-topic] with its keywords",
}


def messages(error: ValidationError, table: type, data: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield (key path, message) for each error."""
    errors = error.errors(include_url=False)
    odd = {str(found["loc"][0]) for found in errors if found["type"] in _UNKNOWN and len(found["loc"]) == 1}
    for found in errors:
        path = _path_in(data, found["loc"])
        if not path and found["type"] == "missing" and found["loc"][0] in _NOTHING_THERE and odd:
            continue  # the unknown key is the one that is missing, in another spelling
        yield path, _message(found, path, table)


def _path_in(data: Any, place: tuple[str | int, ...]) -> KeyPath:
    """Return the part of pydantic's location that is in the data, without its own markers."""
    path: KeyPath = ()
    for part in place:
        here = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int)
        if here:
            data = data[part]
            path = (*path, part)
    return path


def _message(found: Mapping[str, Any], path: KeyPath, table: type) -> str:
    kind, context = found["type"], found.get("ctx", {})
    given = found.get("input")
    match kind:
        case "value_error":
            return _one_bracket(path, given) or str(context["error"])
        case kind if kind in _UNKNOWN:
            return (
                _topic_at_top(path, given, table)
                or _groups_by_language(path, given)
                or _unknown_key(path, table)
            )
        case "missing":
            return (
                _NOTHING_THERE.get(found["loc"][0], "") if not path else f'needs {found["loc"][-1]} = "..."'
            )
        case "too_short":
            return _NOTHING_THERE.get(str(path[0]), "names nothing")
        case "dataclass_type" | "dict_type":
            return (
                _other_form(path, given, table)
                or f"is {type_name(given)} where a section is needed; write [section] and key = value lines"
            )
        case _:
            return str(found["msg"])


def _other_form(path: KeyPath, given: Any, table: type) -> str:
    """Return advice on a table of topics.toml that is written as text, as a list or without a name."""
    section = str(path[0]) if path else ""
    if isinstance(given, str) and (path[-1:] == ("keywords",) or section == "groups"):
        return "is text where a list is needed; put it in brackets: [...]"
    if path == ("topics",) and isinstance(given, list):
        return "is written in double brackets; write [topics.my-topic], with a name of its own for each topic"
    if section == "topics" and len(path) == _SECTION_AND_KEY and path[1] in _keys(_table_at(table, path[:1])):
        return "belongs to no topic; write [topics.my-topic] above it"
    return ""


def _one_bracket(path: KeyPath, given: Any) -> str:
    single = path == ("feed",) and isinstance(given, dict)
    return "is written in single brackets; write [[feed]], once for each feed" if single else ""


def _topic_at_top(path: KeyPath, given: Any, table: type) -> str:
    """Return advice if a table of topics.toml is a topic without `topics.` before its id."""
    if "topics" not in _keys(table) or len(path) != 1 or not isinstance(given, dict):
        return ""
    if not given.keys() & _keys(_table_at(table, ("topics",))).keys():
        return ""
    return f"is not a section; a topic is written [topics.{suggested_id(str(path[0]))}]"


def _groups_by_language(path: KeyPath, given: Any) -> str:
    """Return advice if the words of a group are written under their language, as those of a topic are."""
    if len(path) != _SECTION_AND_KEY + 1 or path[0] != "groups" or not isinstance(given, list):
        return ""
    try:
        language(str(path[-1]))
    except ValueError:
        return ""
    return f'is a language; a group is one list of words in all languages: {path[1]} = ["...", "..."]'


def _unknown_key(path: KeyPath, table: type) -> str:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for a mistake only

    key = str(path[-1])
    known = list(_keys(_table_at(table, path[:-1])))
    elsewhere = _elsewhere(key, path, table)
    if elsewhere:
        return f"is not a key here; {elsewhere}"
    other = _OTHER_WORDS.get(key.lower())
    close = process.extractOne(key.lower(), known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    meant = other if other in known else close[0] if close else None
    return (
        f'is not a key here; did you mean "{meant}"?'
        if meant
        else f"is not a key here; there are {', '.join(known)}"
    )


def _elsewhere(key: str, path: KeyPath, table: type) -> str:
    """Return where a key belongs that is valid elsewhere, or ""."""
    top = _keys(table)
    if len(path) > 1 and key in top:
        nested = _within(top[key])
        if nested and path[0] in top:
            return f"it belongs at the top of the file, in a section of its own: [{key}]"
        return "" if nested else "it belongs at the top of the file, before the first [section]"
    sections = [name for name in top if key in _keys(_table_at(table, (name,)))]
    own = [name for name in sections if _table_at(table, (name,)) is not table]
    return f"it belongs under [{own[0]}]" if own and path[0] not in own else ""


def _table_at(table: type, path: KeyPath) -> type:
    """Return the table at a key path."""
    for part in path:
        # A group that is a plain list is the list of its words.
        hint = _keys(table).get("words" if isinstance(part, int) else part)
        table = _within(hint) or table
    return table


@cache
def _keys(table: type) -> dict[str, Any]:
    """Return the keys of a table with their types."""
    return get_type_hints(table, include_extras=True)


def _within(hint: Any) -> type | None:
    """Return the table type inside a list, a dict or an Annotated, or None."""
    if isinstance(hint, type) and (is_dataclass(hint) or is_typeddict(hint)):
        return hint
    return next((table for inner in get_args(hint) if (table := _within(inner))), None)
