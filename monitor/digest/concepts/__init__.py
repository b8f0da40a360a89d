"""Concepts of news and their words in ten languages, so that reports in different languages can be compared.

The list was written for this program: general words of politics, law, crime, economy, disasters, health and
transport. A module for each language names the concept and, behind a colon, its words: `word*` stands for all
words that begin so.
"""

from monitor.digest.concepts import (
    words_de,
    words_en,
    words_es,
    words_fr,
    words_ja,
    words_ko,
    words_lo,
    words_th,
    words_vi,
    words_zh,
)

_MODULES = {
    "de": words_de, "en": words_en, "es": words_es, "fr": words_fr, "ja": words_ja, "ko": words_ko,
    "lo": words_lo, "th": words_th, "vi": words_vi, "zh": words_zh,
}  # fmt: skip


def concept_words(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the concepts with their words in a language (ISO 639-1); empty for a language without a list."""
    module = _MODULES.get(language)
    if module is None:
        return ()
    rows = (line.partition(": ") for line in module.WORDS.strip().splitlines())
    return tuple((concept, tuple(words.split(", "))) for concept, _, words in rows)
