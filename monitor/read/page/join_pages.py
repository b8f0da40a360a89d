"""Join the texts of an article's pages, without what each page repeats."""

from collections.abc import Sequence

from monitor.read.cleaning import truncate, without_whitespace
from monitor.read.limits import LONGEST_CONTENT

_NEW_SHARE = 0.2
_NEW_LENGTH = 200


def join_pages(texts: Sequence[str]) -> str:
    """Return the texts of an article's pages as one; a line that an earlier page has is left out."""
    joined, seen = list[str](), set[str]()
    for text in texts:
        lines = [(line, without_whitespace(line)) for line in text.split("\n")]
        joined += [line for line, words in lines if words not in seen]
        seen.update(words for _, words in lines)
    return truncate("\n".join(joined), LONGEST_CONTENT)


def adds_text(texts: Sequence[str], further: str) -> bool:
    """Return whether a text is that of a further page: not only lines that the pages before it have.

    Standfirst and author may be on each page; a site without such a page may answer with the first one.
    """
    seen = {without_whitespace(line) for text in texts for line in text.split("\n")}
    lines = [without_whitespace(line) for line in further.split("\n")]
    new = sum(len(line) for line in lines if line not in seen)
    return new >= _NEW_LENGTH or (new > 0 and new >= sum(map(len, lines)) * _NEW_SHARE)
