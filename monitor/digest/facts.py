"""Extract the facts by which reports of all languages are compared: numbers, dates, names, places, concepts.

A fact has the same name in every language: the number 412000000, the date 2026-01-14, the country LA, the
concept `treaty`, a name that the topics write in several scripts (its gloss), a word in Latin letters.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from monitor.digest.background import common
from monitor.digest.concepts import concept_words
from monitor.digest.countries import NO_NAME, countries
from monitor.digest.features import UNKNOWN, features, language_group
from monitor.digest.lexicon import Lexicon, solid, spaced
from monitor.digest.quantities import dates, quantities
from monitor.digest.sounds import name_sounds, running_sound
from monitor.digest.stories import StoryCluster, read_first
from monitor.models.caseless import caseless

_USUAL = "en"  # language of texts in Latin letters whose language is not known
_READ = 3000
_OWN_WORDS = 1200
_NAMES_READ = 1500
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


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """The facts of a story, from its article that is read first.

    A fact is a letter for its kind, a colon and its value: `n` a number, `d` a date, `p` a name of the
    topics, `g` a country, `l` a word in Latin letters, `c` a concept. `w` is a word of a language that has no
    list of concepts, and counts within the language only.

    Attributes:
        counts: all facts with their counts.
        title: those in the headline.
        lead: those in the headline or the first paragraph.
        grams: features of its first part in its own language, see `features.features`.
        headline: those of its headline.
        topics: ids of the topics that it matches.
        names: names as written, by their sound, see `sounds`; those of other stories that its text contains
            in a script without capital letters have no spelling.
        running: sound of its first part in such a script.
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
    names: Mapping[str, str]
    running: str


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
        names=name_sounds(whole[:_NAMES_READ], language),
        running=running_sound(whole[:_NAMES_READ], language),
    )


def _first_paragraph(text: str, length: int) -> int:
    """Return where the first paragraph ends: at the first break after `length` characters."""
    found = _BREAK.search(text, length, length + 60)
    return found.start() if found else length


def name_lexicon(name_forms: Iterable[tuple[str, str]]) -> Lexicon:
    """Return the lexicon of (gloss, term) pairs of topics: terms with one gloss are one name."""
    return Lexicon((gloss, [term.removeprefix("title:").removeprefix("=")]) for gloss, term in name_forms)


def _facts(text: str, language: str, published: date, names: Lexicon) -> Counter[str]:
    folded = caseless(text)
    words, run = spaced(folded), solid(folded)
    found: Counter[str] = Counter()
    concepts = _concepts(language)
    named_countries = countries(language).count(words, run)
    del named_countries[NO_NAME]
    kinds = (
        ("c", concepts.count(words, run) if concepts else Counter()),
        ("w", Counter() if concepts else features(text, language)),
        ("g", named_countries),
        ("p", names.count(words, run)),
        ("n", quantities(folded, words, language)),
        ("d", {day.isoformat(): count for day, count in dates(folded, language, published).items()}),
        ("l", _latin_words(text, language)),
    )
    for kind, counted in kinds:
        for name, count in counted.items():
            found[f"{kind}:{name}"] = count
    return found


@cache
def _concepts(language: str) -> Lexicon | None:
    rows = concept_words(language)
    return Lexicon(rows) if rows else None


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
