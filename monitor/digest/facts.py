"""Extract the facts by which reports of all languages are compared: numbers, dates, names, places, concepts.

A fact has the same name in every language: the number 412000000, the date 2026-01-14, the country LA, the
concept `treaty`, a name that the topics write in several scripts (its gloss), a word in Latin letters.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel import Locale, UnknownLocaleError

from monitor.digest.background import common
from monitor.digest.concepts import concept_words
from monitor.digest.features import UNKNOWN, features, language_group
from monitor.digest.lexicon import Lexicon, fold, solid, spaced
from monitor.digest.quantities import dates, quantities
from monitor.digest.stories import StoryCluster, read_first

_USUAL = "en"  # language of texts in Latin letters whose language is not known
_READ = 3000
_OWN_WORDS = 1200
_LEAD, _LEAD_DENSE = 500, 250
_LANGUAGES = {
    "kana": "ja", "hang": "ko", "lao": "lo", "thai": "th", "han": "zh", "khmer": "km", "burmese": "my",
}  # fmt: skip
_DENSE = frozenset({"ja", "ko", "zh"})
_OTHER_SCRIPTS = frozenset(_LANGUAGES.values())
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff&]+")
# A word in Latin script that may be a name: a capital inside a sentence, or capitals only.
_NAME = re.compile(
    r"(?<=[^\W_][ ,;])[A-Z\u00c0-\u00de\u0110][0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff&]+"
    r"|(?<![0-9A-Za-z])[A-Z]+[0-9]*[A-Z0-9&]*[A-Z0-9](?![a-z])"
)
_BREAK = re.compile(r"[\s。！？]")
_STEM = 6
_SYLLABLE = 4  # letters; longer words of a Vietnamese text without marks are mostly names
_WORDS_LONG = 5
# What Unicode CLDR does not list: adjectives, short forms, cases, capitals as names of governments.
_DEMONYMS: dict[str, dict[str, str]] = {
    "en": {
        "TH": "thai", "FR": "french", "GB": "british britain", "US": "american washington", "JP": "tokyo",
        "KP": "pyongyang dprk", "KR": "seoul", "LA": "lao laotian vientiane", "VN": "hanoi", "MM": "burmese",
        "PH": "philippine filipino", "NL": "dutch", "ES": "spanish", "CN": "chinese beijing", "DK": "danish",
    },
    "ru": {
        "CN": "пекин*", "KH": "камбодж*", "KP": "северокорейск* пхеньян*", "KR": "южнокорейск* сеул*",
        "LA": "лаос* вьентьян*", "MM": "мьянм*", "TH": "тайланд* бангкок*", "US": "сша американск*",
        "VN": "ханой* ханое*", "JP": "токио",
    },
    "it": {"CN": "cinese cinesi pechino", "KP": "nordcorean*", "KR": "sudcorean* seul", "LA": "laotian*"},
    "pt": {
        "CN": "chinês chines*", "KP": "pyongyang", "KR": "seul", "LA": "laocian* laosian*",
        "TH": "tailandes*",
    },
    "id": {"CN": "cina beijing", "KP": "korut pyongyang", "KR": "korsel seoul", "LA": "vientiane"},
}  # fmt: skip
# Names of more words in their cases.
_LONG_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "ru": {
        "KR": ("южная корея", "южной корее", "южной кореи", "южную корею", "республики корея"),
        "KP": ("северная корея", "северной корее", "северной кореи", "северную корею"),
    },
    "pt": {"KR": ("sul-corean*",), "KP": ("norte-corean*",)},
}
_CYRILLIC_END = "\u0530"  # Latin, Greek and Cyrillic names are inflected at their end
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """The facts of a story, from its article that is read first.

    A fact is a letter for its kind, a colon and its value: `n` a number, `d` a date, `p` a name of the
    topics, `g` a country, `l` a word in Latin letters, `c` a concept.

    Attributes:
        counts: all facts with their counts.
        title: those in the headline.
        lead: those in the headline or the first paragraph.
        grams: features of its first part in its own language, see `features.features`.
        headline: those of its headline.
        topics: ids of the topics that it matches.
    """

    id: str
    when: datetime
    language: str
    group: str
    counts: Counter[str]
    title: frozenset[str]
    lead: frozenset[str]
    grams: frozenset[str]
    headline: frozenset[str]
    topics: frozenset[str]


def story_facts(story: StoryCluster, names: Lexicon) -> StoryFacts:
    """Extract the facts of a story; `names` are those of the topics."""
    article = read_first(story.articles)
    when = article.published or article.found
    text = article.text[:_READ]
    whole = f"{article.title}\n{text}"
    group = language_group(whole, article.language)
    language = _LANGUAGES.get(group, group) if group != UNKNOWN else _USUAL
    place = _first_paragraph(text, _LEAD_DENSE if language in _DENSE else _LEAD)
    title, first, rest = (
        _facts(part, language, when.date(), names) for part in (article.title, text[:place], text[place:])
    )
    return StoryFacts(
        id=story.id,
        when=when,
        language=language,
        group=group,
        counts=title + first + rest,
        title=frozenset(title),
        lead=frozenset(title.keys() | first.keys()),
        grams=frozenset(features(f"{article.title}\n{text[:_OWN_WORDS]}", group)),
        headline=frozenset(features(article.title, group)),
        topics=frozenset(match.topic for match in article.matches),
    )


def _first_paragraph(text: str, length: int) -> int:
    """Return where the first paragraph ends: at the first break behind `length` characters."""
    found = _BREAK.search(text, length, length + 60)
    return found.start() if found else length


def name_lexicon(name_forms: Iterable[tuple[str, str]]) -> Lexicon:
    """Return the lexicon of (gloss, term) pairs of topics: terms with one gloss are one name."""
    return Lexicon((gloss, [term.removeprefix("title:").removeprefix("=")]) for gloss, term in name_forms)


def _facts(text: str, language: str, published: date, names: Lexicon) -> Counter[str]:
    folded = fold(text)
    words, run = spaced(folded), solid(folded)
    found: Counter[str] = Counter()
    kinds = (
        ("c", _concept_counts(text, words, run, language)),
        ("g", _countries(language).count(words, run)),
        ("p", names.count(words, run)),
        ("n", quantities(folded, words, language)),
        ("d", {day.isoformat(): count for day, count in dates(folded, language, published).items()}),
        ("l", _latin_words(text, language)),
    )
    for kind, counted in kinds:
        for name, count in counted.items():
            found[f"{kind}:{name}"] = count
    return found


def _concept_counts(text: str, words: str, run: str, language: str) -> Counter[str]:
    """Count the concepts in a text; in a language without a list of concepts, its own words."""
    concepts = _concepts(language)
    return concepts.count(words, run) if concepts else features(text, language)


@cache
def _concepts(language: str) -> Lexicon | None:
    rows = concept_words(language)
    return Lexicon(rows) if rows else None


@cache
def _countries(language: str) -> Lexicon:
    """Return the names of countries in a language, from Unicode CLDR; their stems also match adjectives."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return Lexicon(())
    rows = []
    for code, name in territories.items():
        if not code.isalpha() or code in _NO_COUNTRY:
            continue
        others = _DEMONYMS.get(language, {}).get(code, "").split()
        forms = [name, *others, *_LONG_NAMES.get(language, {}).get(code, ())]
        if name.isalpha() and name[0] < _CYRILLIC_END and len(name) >= _WORDS_LONG:
            forms.append(name[: max(_WORDS_LONG, len(name) - 2)] + "*")
        rows.append((code, forms))
    return Lexicon(rows)


def _latin_words(text: str, language: str) -> Counter[str]:
    """Count the words in Latin letters that may be names: in Latin scripts those with a capital letter."""
    usual = common("en") | common(language)
    found: Counter[str] = Counter()
    for word in (_LATIN if language in _OTHER_SCRIPTS else _NAME).findall(text):
        if language == "vi" and not (word.isascii() and len(word) > _SYLLABLE):
            continue
        plain = word.casefold()
        if not plain.isascii():
            decomposed = unicodedata.normalize("NFD", plain)
            plain = "".join(char for char in decomposed if not unicodedata.combining(char))
        if plain[:_STEM] not in usual:
            found[plain] += 1
    return found
