"""Compare texts without case and compatibility variants."""

import unicodedata


def caseless(text: str) -> str:
    """Return a text for compatibility caseless comparison: NFKC, then full case folding (Unicode 3.13)."""
    return unicodedata.normalize("NFKC", text).casefold()
