"""Choose the stop words by which justext, trafilatura's last resort, distinguishes prose from menus."""

from collections.abc import Iterable
from functools import lru_cache

from monitor.models.locales import primary_language

_USUAL = "en"
# Former language codes, and one whose list has another name.
_NAMES = {"iw": "he", "in": "id", "mo": "ro", "fil": "tl"}


def use_stoplists(languages: Iterable[str]) -> None:
    """Make justext judge the next page by the stop words of some languages and of English.

    By default trafilatura joins the lists of all languages, which costs 0.3 s and 28 MB in every worker.

    Args:
        languages: BCP 47 tags; "" and tags without a list add nothing.
    """
    # Imported late because only workers need it.
    from trafilatura import external  # noqa: PLC0415

    primary = {primary_language(tag) for tag in languages}
    codes = sorted({_NAMES.get(code, code) for code in primary} | {_USUAL})
    external.JT_STOPLIST = tuple({word for code in codes for word in _words(code)})  # type: ignore[assignment]


@lru_cache(maxsize=8)
def _words(language: str) -> frozenset[str]:
    from trafilatura.external import (  # type: ignore[attr-defined]  # noqa: PLC0415
        JUSTEXT_LANGUAGES,
        get_stoplist,
    )

    name = JUSTEXT_LANGUAGES.get(language)
    return frozenset(get_stoplist(name)) if name else frozenset()
