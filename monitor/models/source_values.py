"""Parse the values of [[feed]] that say how a source is read: its kind and the selector of its links.

Every function takes a TOML value of any type and raises ValueError with the problem and a valid example.
"""

from typing import Any

from monitor.models.values import line, quoted

KINDS = ("feed", "sitemap", "page")

_LONGEST_SELECTOR = 500


def source_kind(value: Any) -> str:
    """Return the kind of a source."""
    if value not in KINDS:
        raise ValueError(f'{quoted(value)} is no kind of source; there are "feed", "sitemap" and "page"')
    return str(value)


def css_selector(value: Any) -> str:
    """Return a CSS selector, or ""."""
    text = line(value).strip()
    if len(text) > _LONGEST_SELECTOR:
        raise ValueError(f"has {len(text)} characters; at most {_LONGEST_SELECTOR} are read")
    if not text:
        return ""
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415 - workers and most commands need none

    try:
        HTMLTranslator().css_to_xpath(text)
    except (SelectorError, RecursionError) as error:
        raise ValueError(
            f'{quoted(text)} is no CSS selector: {error}; write one such as "ul.news a"'
        ) from None
    return text
