"""The words by which trafilatura's last resort tells prose from menus: of few languages, not of a hundred.

Pure: no I/O beyond the lists that justext brings with it, no clock.
"""

from collections.abc import Iterable
from functools import lru_cache

_USUAL = "en"
# Former codes, and one that is wider than the list.
_NAMES = {"iw": "he", "in": "id", "mo": "ro", "fil": "tl"}


def use_stoplists(languages: Iterable[str]) -> None:
    """Have justext judge the next page by the words of the languages that it may be in, and of English.

    Left to itself trafilatura puts the lists of all languages together: 0.3 s and 28 MB in every worker, for
    words that no one page has. `languages` are BCP 47 tags; those without a list, and "", add nothing.
    """
    # Only workers come here, and nothing else has to wait for the import.
    from trafilatura import external  # noqa: PLC0415

    primary = {tag.partition("-")[0] for tag in languages}
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
