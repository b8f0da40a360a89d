"""Give advice on valid topics that are likely to miss articles or bring noise, with the reason."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.match.checks.keyword_advice import query_slips, term_slips
from monitor.match.compile import CompiledTopics
from monitor.match.hits import ArticleHits
from monitor.match.languages.ambiguous import AMBIGUOUS, BROAD, SHOUTED
from monitor.match.scoring import TITLE_FACTOR
from monitor.match.syntax.grouping import included_groups, resolve_groups
from monitor.match.syntax.keyword_syntax import read_term
from monitor.match.syntax.query import group_names, read_query
from monitor.match.text.normalize import normalize
from monitor.match.text.scripts import HANGUL, IDEOGRAPHIC, is_solid
from monitor.models import Group, Keyword, Topic, Topics
from monitor.models.locales import primary_language

_LATIN = re.compile("[a-zà-ɏḀ-ỿ]", re.IGNORECASE)
_SCRIPTS = {
    "ko": ("Hangul", re.compile(f"[{HANGUL}]")),
    "lo": ("Lao", re.compile("[\u0e80-\u0eff]")),
    "th": ("Thai", re.compile("[\u0e00-\u0e7f]")),
    "zh": ("Chinese", re.compile("[\u3400-\u9fff]")),
    "ja": ("Japanese", re.compile(f"[{IDEOGRAPHIC}]")),
    "km": ("Khmer", re.compile("[\u1780-\u17ff]")),
    "my": ("Burmese", re.compile("[\u1000-\u109f]")),
    "ru": ("Cyrillic", re.compile("[\u0400-\u052f]")),
} | dict.fromkeys(("en", "fr", "de", "es", "it", "pt", "vi", "id", "ms"), ("Latin", _LATIN))
# Country codes that are also codes of other languages: the language, the language meant, its code, and a
# search that shows that the code is right after all.
SLIPS_OF_LANGUAGE: dict[str, tuple[str, str, str, Callable[[str], object] | None]] = {
    "kr": ("Kanuri, a language of Nigeria", "Korean", "ko", None),
    "la": ("Latin", "Lao", "lo", None),
    "se": ("Northern Sami", "Swedish", "sv", None),
    "my": ("Burmese", "Malay", "ms", re.compile("[\u1000-\u109f]").search),
    "uk": ("Ukrainian", "English", "en", re.compile("[\u0400-\u052f]").search),
}
_SHORTEST_SPACED = 3
_SHORTEST_SOLID = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice.

    Attributes:
        path: key path such as `topics.extradition.keywords.ko`.
        what: the finding, with the keyword.
        why: the consequence.
        suggestion: the text to write instead, or "".
    """

    path: str
    what: str
    why: str
    suggestion: str = ""


def lint_topics(topics: Topics) -> tuple[Advice, ...]:
    """Return advice on topics in which `topic_problems` finds no problem, in config order."""
    return tuple(_advise(topics))


def lint_topic(topics: Topics, topic: str) -> tuple[Advice, ...]:
    """Return the advice on one topic alone, which takes a fraction of the time; see `lint_topics`."""
    alone = tuple(one for one in topics.topics if one.id == topic)
    return tuple(_advise_topics(alone, resolve_groups(topics)))


def _advise(topics: Topics) -> Iterator[Advice]:
    groups = resolve_groups(topics)
    required = {
        inner for topic in topics.topics for name in topic.require for inner in included_groups(topics, name)
    }
    required |= {
        inner
        for topic in topics.topics
        if topic.query.strip()
        for name in group_names(read_query(topic.query, lambda _: 0, groups))
        for inner in included_groups(topics, name)
    }
    required |= {name for group in topics.groups for word in group.words for name in word.not_after}
    for group in topics.groups:
        path = f"groups.{group.name}"
        masks_only = bool(group.words) and all(word.weight == 0 for word in group.words)
        if group.name not in required and not masks_only:
            yield Advice(path, f'no topic requires the group "{group.name}"', "it has no effect")
        yield from _advise_contents(path, group, topics, groups[group.name])
        for word in group.words:
            yield from _advise_slips(path, word.term, names=True)
            if word.weight != 0:
                yield from _advise_word(path, word)
    yield from _advise_names(topics)
    yield from _advise_topics(topics.topics, groups)


def _advise_contents(path: str, group: Group, topics: Topics, resolved: Group) -> Iterator[Advice]:
    """Yield advice on a group that nothing can satisfy, and on a group inside it that lacks its @."""
    requiring = [topic.id for topic in topics.topics if group.name in topic.require]
    if requiring and not resolved.countries and all(word.weight == 0 for word in resolved.words):
        yield Advice(
            path,
            "all its words have weight 0",
            f'a word of weight 0 satisfies no group: the topic "{requiring[0]}" can never match',
            "add the words that it is about",
        )
    others = {other.name for other in topics.groups} - {group.name, *group.includes}
    for word in group.words:
        if word.term in others and word.term.islower():
            yield Advice(
                path,
                f"{word.term!r} is also the name of a group",
                "only this word is searched for",
                f'write "@{word.term}" for all words of that group',
            )


def _advise_topics(topics: tuple[Topic, ...], groups: Mapping[str, Group]) -> Iterator[Advice]:
    bare = tuple(replace(topic, require=(), exclude=(), near=None, query="") for topic in topics)
    compiled = CompiledTopics(Topics((), bare, ""))
    for topic, one in zip(topics, compiled.topics, strict=True):
        yield from _advise_topic(topic, [groups[name] for name in topic.require if name in groups])
        yield from _advise_swallowed(topic, one.weights, compiled)


def _advise_names(topics: Topics) -> Iterator[Advice]:
    """Yield advice on names without a form in a script of the topics that require them."""
    for group in topics.groups:
        forms: dict[str, list[str]] = {}
        for word in group.words:
            if word.gloss and word.weight != 0:
                forms.setdefault(word.gloss, []).append(word.term)
        requiring = [
            topic
            for topic in topics.topics
            if any(group.name in included_groups(topics, one) for one in topic.require)
        ]
        languages = dict.fromkeys(
            primary_language(keyword.language) for topic in requiring for keyword in topic.keywords
        )
        scripts = dict.fromkeys(_SCRIPTS[language] for language in languages if language in _SCRIPTS)
        for gloss, terms in forms.items():
            missing = [name for name, has_script in scripts if not any(map(has_script.search, terms))]
            if missing:
                yield Advice(
                    f"groups.{group.name}",
                    f'the name "{gloss}" has no form in {" or ".join(missing)} letters',
                    "an article in these letters is not recognised by it",
                    f'add {{ term = "...", gloss = "{gloss}" }}',
                )


def _advise_slips(path: str, term: str, *, names: bool = False, decisive: bool = False) -> Iterator[Advice]:
    for slip in term_slips(term, names=names, decisive=decisive):
        yield Advice(path, *slip)


def _advise_topic(topic: Topic, groups: list[Group]) -> Iterator[Advice]:
    path = f"topics.{topic.id}"
    for keyword in (*topic.keywords, *topic.exclude):
        excluded = keyword in topic.exclude
        place = f"{path}.exclude" if excluded else _place(path, keyword)
        decisive = keyword.weight is None and not excluded
        if excluded and keyword.term.startswith("@"):
            why = "an exclusion holds no group: it is searched for literally"
            yield Advice(place, f"{keyword.term!r} names a group", why, "list the words themselves")
            continue
        yield from _advise_slips(place, keyword.term, decisive=decisive)
    for slip in query_slips(topic.query):
        yield Advice(f"{path}.query", *slip)
    yield from _advise_codes(path, topic)
    for keyword in topic.keywords:
        if keyword.weight is None or keyword.weight >= topic.threshold:
            yield from _advise_keyword(_place(path, keyword), keyword)
    yield from _advise_repeated(path, topic)
    yield from _advise_scripts(path, topic, groups)
    reach = sum(max(keyword.weight or 0, 0) for keyword in topic.keywords) * TITLE_FACTOR * 1.5
    if (
        topic.keywords
        and all(keyword.weight is not None for keyword in topic.keywords)
        and reach < topic.threshold
    ):
        yield Advice(
            path,
            f"all keywords together reach at most {reach:g} of {topic.threshold:g}",
            "the topic can never match",
            "raise weights, or lower the threshold",
        )


def _advise_keyword(path: str, keyword: Keyword) -> Iterator[Advice]:
    """Yield advice on a keyword that alone reaches the threshold."""
    term = read_term(keyword.term)
    normalized = normalize(term.phrase).text.strip()
    shown = repr(keyword.term)
    solid = any(map(is_solid, normalized))
    letters = sum(char.isalnum() for char in normalized)
    if letters < (_SHORTEST_SOLID if solid else _SHORTEST_SPACED) and not (term.exact and letters > 1):
        few = "one letter" if letters == 1 else f"{letters} letters"
        better = (
            "write a longer phrase, or give it a weight" if solid else f"write ={term.phrase.upper()} or more"
        )
        yield Advice(path, f"{shown} has only {few}", "texts of every kind have a word this short", better)
    if normalized in BROAD and not keyword.edge and not term.exact:
        why, suggestion = BROAD[normalized]
        yield Advice(path, f"{shown} alone is ambiguous", why, suggestion)
    yield from _advise_word(path, keyword)


def _advise_word(path: str, keyword: Keyword) -> Iterator[Advice]:
    """Yield advice on a word of a topic or a group that may find something else."""
    term = read_term(keyword.term)
    normalized = normalize(term.phrase).text.strip()
    shown = repr(keyword.term)
    letters = sum(char.isalnum() for char in normalized)
    if term.prefix and letters <= _SHORTEST_SPACED and not any(map(is_solid, normalized)):
        yield Advice(
            path, f"{shown} is a short prefix", "many unrelated words begin with it", "write more of it"
        )
    if normalized in AMBIGUOUS and not (keyword.edge or term.exact or term.title or keyword.countries):
        why, suggestion = AMBIGUOUS[normalized]
        yield Advice(path, f"{shown} alone is ambiguous", why, suggestion)
    if term.phrase in SHOUTED and not term.exact:
        why = f'it also finds the common word "{term.phrase.lower()}"'
        yield Advice(
            path, f"{shown} is written in capitals but case does not count", why, f"write ={term.phrase}"
        )
    yield from _advise_language(path, keyword)


def _advise_language(path: str, keyword: Keyword) -> Iterator[Advice]:
    primary = primary_language(keyword.language)
    if primary not in _SCRIPTS:
        return
    script, has_script = _SCRIPTS[primary]
    phrase = read_term(keyword.term).phrase
    letters = "".join(char for char in phrase if char.isalpha())
    if not letters or has_script.search(letters):
        return
    # Korean and Lao texts use ODA, MOU and ASEAN in Latin letters.
    if script != "Latin" and letters.isascii() and not letters.islower():
        return
    yield Advice(
        path,
        f"{keyword.term!r} is listed under {keyword.language} but holds no {script} letter",
        "it will hardly occur in texts of that language, and its edges follow its own script",
        "list it under its own language",
    )


def _advise_codes(path: str, topic: Topic) -> Iterator[Advice]:
    """Yield advice on lists under a country code that is also the code of another language."""
    lists: dict[str, list[str]] = {}
    for keyword in topic.keywords:
        lists.setdefault(keyword.language, []).append(read_term(keyword.term).phrase)
    for language, phrases in lists.items():
        known = SLIPS_OF_LANGUAGE.get(primary_language(language))
        if known is None:
            continue
        means, meant, code, unlike = known
        if unlike is None or not any(unlike(phrase) for phrase in phrases):
            yield Advice(
                f"{path}.keywords.{language}",
                f'"{language}" is {means}',
                f"{meant} is {code}, and its words inflect by their own language",
                f"write keywords.{code}",
            )


def _advise_repeated(path: str, topic: Topic) -> Iterator[Advice]:
    meanings = Counter(_meaning(keyword) for keyword in topic.keywords)
    excluded = {_meaning(keyword) for keyword in topic.exclude}
    for keyword in topic.keywords:
        meaning = _meaning(keyword)
        if meanings.pop(meaning, 1) > 1:
            yield Advice(
                _place(path, keyword), f"{keyword.term!r} is listed twice", "it counts once", "remove one"
            )
        if meaning in excluded:
            why = "an excluded word always wins: this keyword can never make a match"
            yield Advice(
                f"{path}.exclude", f"{keyword.term!r} is a keyword and excluded as well", why, "remove one"
            )


def _meaning(keyword: Keyword) -> tuple[str, str, bool]:
    term = read_term(keyword.term)
    shape = f"{'t' * term.title}{'x' * term.exact}{'p' * term.prefix}"
    return normalize(term.phrase, cased=term.exact).text.strip(), shape, keyword.edge


def _advise_swallowed(topic: Topic, weights: dict[int, float], compiled: CompiledTopics) -> Iterator[Advice]:
    """Yield advice on keywords that add nothing because a shorter keyword always matches too."""
    by_term = {keyword.term.strip(): keyword for keyword in reversed(topic.keywords)}
    for number, weight in weights.items():
        keyword = by_term[compiled.terms[number]]
        term = read_term(keyword.term)
        found = ArticleHits(compiled, term.phrase if term.title else "", "" if term.title else term.phrase)
        whole = len(found.fields[0 if term.title else 1].text.strip())
        for other, hits in found.hits.items():
            if other not in weights:
                continue
            covers = max(end - start for _, start, end in hits)
            if other == number or not weights[other] >= weight > 0:
                continue
            if covers < whole or (read_term(compiled.terms[other]).prefix and not term.prefix):
                what = f"{keyword.term!r} is never needed beside {compiled.terms[other]!r}"
                yield Advice(
                    _place(f"topics.{topic.id}", keyword),
                    what,
                    "the other is found wherever this one is",
                    "remove it",
                )
                break


def _advise_scripts(path: str, topic: Topic, groups: list[Group]) -> Iterator[Advice]:
    languages = {primary_language(keyword.language): keyword for keyword in topic.keywords}
    for language, keyword in languages.items():
        if language not in _SCRIPTS:
            continue
        script, has_script = _SCRIPTS[language]
        for group in groups:
            if not any(has_script.search(word.term) for word in group.words):
                yield Advice(
                    _place(path, keyword),
                    f'the group "{group.name}" has no word in {script} letters',
                    f"an article in {keyword.language} will rarely satisfy it",
                    f"add a word of that language to groups.{group.name}",
                )


def _place(path: str, keyword: Keyword) -> str:
    return f"{path}.keywords.{keyword.language}" if keyword.language else f"{path}.keywords"
