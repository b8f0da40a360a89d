"""Read how a user names an article: by its number in the archive, or by its URL."""

from monitor.errors import UsageError
from monitor.read import canonical_url


def read_reference(reference: str) -> str:
    """Return the number or canonical URL of an article as the archive looks it up.

    Raises:
        UsageError: it is neither a number nor a URL.
    """
    text = reference.strip()
    if text.isascii() and text.isdigit():
        return text
    found = canonical_url(text)
    if not found:
        raise UsageError(
            f"there is no article {reference!r}: write the ID that `monitor search` shows, or an http(s) URL"
        )
    return found
