"""The words by which trafilatura's last resort tells prose from menus, of one language instead of a hundred.

Pure: no I/O beyond the lists that justext brings with it, no clock.
"""

from functools import lru_cache

_USUAL = "en"


def use_stoplist(language: str) -> None:
    """Have justext judge the next page by the words of its language, a BCP 47 tag or "".

    Left to itself trafilatura puts the lists of all languages together: 0.3 s and 28 MB in every worker, for
    words that no one page has. A language without a list leaves the judgement to trafilatura's other ways.
    """
    # Only workers come here, and nothing else has to wait for the import.
    from trafilatura import external  # noqa: PLC0415

    external.JT_STOPLIST = _words(language.partition("-")[0] or _USUAL)  # type: ignore[assignment]


@lru_cache(maxsize=4)
def _words(language: str) -> tuple[str, ...]:
    from trafilatura.external import (  # type: ignore[attr-defined]  # noqa: PLC0415
        JUSTEXT_LANGUAGES,
        get_stoplist,
    )

    name = JUSTEXT_LANGUAGES.get(language)
    return tuple(get_stoplist(name)) if name else ("",)  # trafilatura takes an empty one for one not read yet
