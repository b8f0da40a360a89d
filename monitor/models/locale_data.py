"""Read Unicode CLDR data of one language through babel without keeping the rest of it in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale, UnknownLocaleError, localedata


@contextmanager
def locale_data(language: str) -> Iterator[Locale | None]:
    """Yield the CLDR data of a language, or None if there is none; copy what is needed of it.

    Babel retains all data of each language that was ever read, about 1 MB each, while callers need a few
    hundred names. Its caches are therefore emptied at the end, if its version can do that.

    Args:
        language: BCP 47 tag.
    """
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        locale = None
    try:
        yield locale
    finally:
        clear = getattr(localedata, "clear_caches", None)
        if clear is not None:
            clear()
