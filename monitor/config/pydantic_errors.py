"""Turn pydantic errors into messages: the key, the problem, and what to write instead."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from monitor.config.toml_lines import KeyPath
from monitor.config.topic_ids import suggested_id
from monitor.config.values import quoted, type_name

_CLOSE_ENOUGH = 65
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


def messages(error: ValidationError, model: type[BaseModel], data: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield (key path, message) for each error."""
    for found in error.errors(include_url=False):
        path = _path_in(data, found["loc"])
        yield path, _message(found, path, model)


def _path_in(data: Any, place: tuple[str | int, ...]) -> KeyPath:
    """Return the part of pydantic's location that is in the data, without its own markers."""
    path: KeyPath = ()
    for part in place:
        here = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int)
        if here:
            data = data[part]
            path = (*path, part)
    return path


def _message(found: Mapping[str, Any], path: KeyPath, model: type[BaseModel]) -> str:  # noqa: PLR0911 - a table
    kind, context = found["type"], found.get("ctx", {})
    given = found.get("input")
    match kind:
        case "value_error":
            return _one_bracket(path, given) or str(context["error"])
        case "extra_forbidden":
            return _topic_at_top(path, given, model) or _unknown_key(path, model)
        case "missing":
            return (
                _NOTHING_THERE.get(found["loc"][0], "") if not path else f'needs {found["loc"][-1]} = "..."'
            )
        case "too_short":
            return _NOTHING_THERE.get(str(path[0]), "names nothing")
        case "bool_type":
            return f"is {type_name(given)} where true or false is needed, without quotes"
        case "int_type" | "int_from_float":
            return f"is {quoted(given)} where a whole number is needed, without quotes"
        case "greater_than_equal":
            return f"{quoted(given)} is too small; it must be at least {context['ge']}"
        case "less_than_equal":
            return f"{quoted(given)} is too large; it must be at most {context['le']}"
        case "model_type" | "dict_type":
            return f"is {type_name(given)} where a section is needed; write [section] and key = value lines"
        case _:
            return str(found["msg"])


def _one_bracket(path: KeyPath, given: Any) -> str:
    single = path == ("feed",) and isinstance(given, dict)
    return "is written in single brackets; write [[feed]], once for each feed" if single else ""


def _topic_at_top(path: KeyPath, given: Any, model: type[BaseModel]) -> str:
    """Return advice if a table of topics.toml is a topic without `topics.` before its id."""
    if "topics" not in model.model_fields or len(path) != 1 or not isinstance(given, dict):
        return ""
    if not given.keys() & _table_at(model, ("topics",)).model_fields.keys():
        return ""
    return f"is no section; a topic is written [topics.{suggested_id(str(path[0]))}]"


def _unknown_key(path: KeyPath, model: type[BaseModel]) -> str:
    key = str(path[-1])
    known = list(_table_at(model, path[:-1]).model_fields)
    elsewhere = _elsewhere(key, path, model)
    if elsewhere:
        return f"is no key here; {elsewhere}"
    other = _OTHER_WORDS.get(key.lower())
    close = process.extractOne(key.lower(), known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    meant = other if other in known else close[0] if close else None
    return (
        f'is no key here; did you mean "{meant}"?'
        if meant
        else f"is no key here; there are {', '.join(known)}"
    )


def _elsewhere(key: str, path: KeyPath, model: type[BaseModel]) -> str:
    """Return where a key belongs that is valid elsewhere, or ""."""
    if len(path) > 1 and key in model.model_fields:
        nested = _within(model.model_fields[key].annotation)
        return "" if nested else "it belongs at the top of the file, before the first [section]"
    sections = [name for name in model.model_fields if key in _table_at(model, (name,)).model_fields]
    own = [name for name in sections if _table_at(model, (name,)) is not model]
    return f"it belongs under [{own[0]}]" if own and path[0] not in own else ""


def _table_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    """Return the table at a key path."""
    for part in path:
        # A group that is a plain list is the list of its words.
        field = model.model_fields.get("words" if isinstance(part, int) else part)
        model = (_within(field.annotation) if field else None) or model
    return model


def _within(annotation: Any) -> type[BaseModel] | None:
    """Return the table type inside a list, a dict or an Annotated, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((table for inner in get_args(annotation) if (table := _within(inner))), None)
