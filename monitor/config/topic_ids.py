"""Check the ids of topics and suggest valid ones."""

import re
import unicodedata

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 64


def is_topic_id(text: str) -> bool:
    """Return True if a text is a valid topic id."""
    return len(text) <= _LONGEST and _ID.fullmatch(text) is not None


def suggested_id(text: str) -> str:
    """Return a valid id that is similar to a text, or `my-topic`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST].strip("-") or "my-topic"


def topic_id_advice(text: str) -> str:
    """Return what to write instead of an invalid id; a name in another script belongs in the title."""
    advice = f'a topic\'s id is made of a-z, 0-9 and "-"; write [topics.{suggested_id(text)}]'
    title = text[:_LONGEST].replace('"', "'")
    if text.isascii() or not title.isprintable():
        return advice
    return f'{advice} and below it title = "{title}"'
