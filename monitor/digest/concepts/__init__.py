"""Concepts of news and their words in sixteen languages, to compare reports in different languages.

The list was written for this program: general words of politics, law, crime, economy, disasters, health and
transport. A module for each language names the concept and, after a colon, its words: `word*` means all
words that begin so, and an indented line continues the one before.
"""

from monitor.digest.concepts import (
    words_de,
    words_en,
    words_es,
    words_fr,
    words_id,
    words_it,
    words_ja,
    words_km,
    words_ko,
    words_lo,
    words_my,
    words_pt,
    words_ru,
    words_th,
    words_vi,
    words_zh,
)

_MODULES = {
    "de": words_de, "en": words_en, "es": words_es, "fr": words_fr, "id": words_id, "it": words_it,
    "ja": words_ja, "km": words_km, "ko": words_ko, "lo": words_lo, "my": words_my, "pt": words_pt,
    "ru": words_ru, "th": words_th, "vi": words_vi, "zh": words_zh,
}  # fmt: skip


def concept_words(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the concepts with their words in a language (ISO 639-1); empty for a language without a list."""
    module = _MODULES.get(language)
    if module is None:
        return ()
    lines = module.WORDS.strip().replace("\n    ", " ").splitlines()
    rows = (line.partition(": ") for line in lines)
    return tuple((concept, tuple(words.split(", "))) for concept, _, words in rows)
