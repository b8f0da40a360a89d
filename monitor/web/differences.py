"""Show what changed between two versions of a text."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from monitor.text_safety import replace_unsafe

_MOST_TOKENS = 2000  # of one passage; comparing more takes too long, so the passages are shown whole
_MOST_LINES = 2000
# A word in Latin script, white space, or a letter of another script with the marks that belong to it.
_TOKEN = re.compile(
    "[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]+|\\s+"
    "|.[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]*"
)


def differences(before: str, after: str) -> list[Markup]:
    """Return the paragraphs that differ, with `del` and `ins` elements."""
    old, new = before.splitlines()[:_MOST_LINES], after.splitlines()[:_MOST_LINES]
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        _passage("\n".join(old[first:last]), "\n".join(new[begin:end]))
        for kind, first, last, begin, end in changes
        if kind != "equal"
    ]


def _passage(before: str, after: str) -> Markup:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if not old or not new or max(len(old), len(new)) > _MOST_TOKENS:
        return _deleted(before) + _inserted(after)
    return Markup("").join(_compare(old, new))


def _compare(old: list[str], new: list[str]) -> Iterator[Markup]:
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield _plain("".join(old[first:last]))
        else:
            yield _deleted("".join(old[first:last])) + _inserted("".join(new[begin:end]))


def _deleted(text: str) -> Markup:
    return Markup("<del>{}</del>").format(_plain(text)) if text else Markup("")


def _inserted(text: str) -> Markup:
    return Markup("<ins>{}</ins>").format(_plain(text)) if text else Markup("")


def _plain(text: str) -> Markup:
    return escape(replace_unsafe(text).replace("\r", ""))
