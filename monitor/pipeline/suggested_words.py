"""Suggest words that a topic may lack, from judged articles and near misses. Stores nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from monitor.archive import Archive
from monitor.match import compile_topics, match_article
from monitor.match.hits import TITLE, ArticleHits
from monitor.match.missed.suggesting import (
    KEYWORD,
    Choice,
    ExaminedTable,
    WordRanking,
    list_variants,
)
from monitor.match.patterns import list_patterns
from monitor.match.syntax.grouping import resolve_groups
from monitor.match.text.phrases import can_segment, list_phrases, needs_segmenter
from monitor.models import (
    UNKNOWN_OUTLET,
    Answer,
    Gain,
    Keyword,
    StoredArticle,
    SuggestedWord,
    Suggestions,
    Topic,
    Topics,
)
from monitor.models.locales import primary_language
from monitor.pipeline.context import Progress
from monitor.pipeline.examined_articles import (
    ExaminedArticle,
    OutletOf,
    Span,
    number_events,
    read_topic_articles,
)
from monitor.read.language.function_words import is_function_word

_MOST_SOURCES = 200  # near misses that words are taken from, besides all missed articles
_PHRASES_OF_ONE = 150
_MOST_PHRASES = 4_000
_READ_OF_ONE = 3_000  # characters
_COMMON = 0.15  # share of the sample in which a word is too common
_FEWEST = 40  # articles of a sample that say what is common
_MOST_EVENTS = 60
_WEAK: Final = 0.6  # weight of a weak keyword, as a share of the threshold
_MOST_VARIANTS = 5
_NOISE = 5  # unjudged articles gained for each judged one above which a keyword is only a weak one


def suggest_words(
    archive: Archive,
    topics: Topics,
    name: str,
    span: Span,
    outlet_of: OutletOf,
    most: int,
    progress: Progress | None = None,
) -> Suggestions:
    """Suggest words for a topic, best first.

    Args:
        archive: may be read-only.
        topics: in force.
        name: the topic's id.
        span: articles found from the first moment on and before the second; None for no limit. Judged
            articles always count.
        outlet_of: returns the outlet of a feed's URL and of the outlet that an entry names.
        most: maximum number of words.
        progress: called while the articles are read.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    topic = next(one for one in topics.topics if one.id == name)
    read = read_topic_articles(archive, topics, topic, span, outlet_of, progress)
    missed = [article.number for article in read if article.missed]
    near = [
        article.number
        for article in read
        if article.answer is None and (article.near or article.lacks_points(topic))
    ]
    judged = [article.number for article in read if article.answer is not None]
    sources = {article.id: article for article in archive.found.details([*missed, *near[-_MOST_SOURCES:]])}
    details = archive.found.details(sorted({*judged, *sources}))
    events = number_events(details, topics.name_forms)
    phrases = _list_phrases(read, topic, topics, sources)
    facts = _gather(read, topic, phrases, events)
    ranking = WordRanking(facts)
    chosen = ranking.choose(most)
    words = list(_measure(read, topic, topics, facts, phrases, chosen))
    elsewhere, found_elsewhere = _repeat(facts, ranking, most)
    finished = tuple(
        replace(
            word,
            events=len({events[number] for number in word.articles if number in events}),
            elsewhere=elsewhere.get(choice, Gain()),
            variants=list_variants(facts, choice, _MOST_VARIANTS),
        )
        for choice, word in _without_repeats(words)
    )
    unsegmented = Counter(one.language for one in sources.values() if needs_segmenter(one.text))
    return Suggestions(
        name,
        finished,
        missed=len(missed),
        found=len({number for word in finished for number in word.articles}.intersection(missed)),
        found_elsewhere=found_elsewhere,
        judged=len(judged),
        examined=len(read),
        unsegmented=() if can_segment() else tuple(sorted(unsegmented)),
    )


def _without_repeats(
    words: Iterable[tuple[Choice, SuggestedWord]],
) -> Iterator[tuple[Choice, SuggestedWord]]:
    """Yield the words without those that gain a single article which a word before gains already."""
    found: set[int] = set()
    for choice, word in words:
        if len(word.articles) > 1 or not found.issuperset(word.articles):
            found.update(word.articles)
            yield choice, word


def _list_phrases(
    read: Sequence[ExaminedArticle], topic: Topic, topics: Topics, sources: Mapping[int, StoredArticle]
) -> list[Keyword]:
    """Return the phrases of the articles that words are taken from, without what the topic has already."""
    sample = [article for article in read if article.sampled and not article.missed]
    counts = Counter(phrase for article in sample for phrase in _phrases_of(article, is_function_word))
    enough = len(sample) >= _FEWEST

    def is_common(word: str) -> bool:
        return is_function_word(word) or (enough and counts[word] > _COMMON * len(sample))

    known = _known_patterns(topic, topics)
    groups = resolve_groups(topics)
    names = tuple(word.term.casefold() for name in topic.require for word in groups[name].words)
    worth: dict[str, float] = defaultdict(float)
    languages: dict[str, Counter[str]] = defaultdict(Counter)
    for article in read:
        if article.number not in sources:
            continue
        titled = set(_normalized(list_phrases(article.title, is_common)))
        rated = {
            phrase: (1.0 + (phrase in titled)) / (1 + counts[phrase])
            for phrase in _phrases_of(article, is_common)
            if phrase not in known and not (needs_segmenter(phrase) and _has_name(phrase, names))
        }
        for phrase in sorted(rated, key=lambda one: (-rated[one], one))[:_PHRASES_OF_ONE]:
            worth[phrase] += rated[phrase] * (3 if article.missed else 1)
            languages[phrase][primary_language(sources[article.number].language)] += 1
    best = sorted(worth, key=lambda one: (-worth[one], one))[:_MOST_PHRASES]
    return [Keyword(phrase, language=languages[phrase].most_common(1)[0][0]) for phrase in best]


def _has_name(phrase: str, names: tuple[str, ...]) -> bool:
    """Return whether a phrase begins or ends with a word of a required group, which it then repeats."""
    return phrase.startswith(names) or phrase.endswith(names)


def _phrases_of(article: ExaminedArticle, is_common: Any) -> set[str]:
    text = f"{article.title}\n{article.text[:_READ_OF_ONE]}"
    return set(_normalized(list_phrases(text, is_common)))


def _normalized(phrases: Iterable[str]) -> Iterable[str]:
    return (phrase.casefold() for phrase in phrases)


def _known_patterns(topic: Topic, topics: Topics) -> set[str]:
    groups = resolve_groups(topics)
    required = (word for name in topic.require for word in groups[name].words)
    words = [*topic.keywords, *topic.exclude, *required]
    return {use.strip() for word in words for use in _spaced_forms(word)}


def _spaced_forms(word: Keyword) -> Iterable[str]:
    return (*list_patterns(word, 0), word.term.strip("*= ").casefold())


def _gather(
    read: Sequence[ExaminedArticle], topic: Topic, phrases: Sequence[Keyword], events: Mapping[int, int]
) -> ExaminedTable:
    """Return which phrase each article contains, as the matcher finds it, and what else is known of it."""
    compiled = compile_topics(Topics((), (Topic("phrases", "", tuple(phrases)),), ""))
    place = {keyword: number for number, keyword in enumerate(phrases)}
    columns = [place.get(keyword, -1) for keyword in compiled.keywords]
    words = np.zeros((len(read), len(phrases)), np.bool_)
    titles = np.zeros_like(words)
    for row, article in enumerate(read):
        for word, hits in ArticleHits(compiled, article.title, article.text, UNKNOWN_OUTLET).hits.items():
            if columns[word] >= 0:
                words[row, columns[word]] = True
                titles[row, columns[word]] = hits[0][0] == TITLE

    def mask(values: Iterable[bool]) -> Any:
        return np.fromiter(values, np.bool_, len(read))

    return ExaminedTable(
        words,
        titles,
        matched=mask(one.matched for one in read),
        lacks_points=mask(one.lacks_points(topic) for one in read),
        near=mask(one.near for one in read),
        lacks_group={name: mask(name in one.lacks_groups(topic) for one in read) for name in topic.require},
        has_group={name: mask(name in one.explanation.groups for one in read) for name in topic.require},
        yes=mask(one.answer is Answer.YES for one in read),
        no=mask(one.answer is Answer.NO for one in read),
        sample=mask(one.sampled for one in read),
        event=np.array([events.get(one.number, -1 - row) for row, one in enumerate(read)], np.int64),
        terms=[phrase.term for phrase in phrases],
    )


def _repeat(facts: ExaminedTable, ranking: WordRanking, most: int) -> tuple[dict[Choice, Gain], int]:
    """Choose again without the articles of each event; return what the words then gain in that event.

    Returns the gain of each word, and the number of missed articles that any of them gains.
    """
    gains: dict[Choice, Gain] = {}
    found = 0
    for number, (event, chosen) in enumerate(ranking.choose_without_each_event(most)):
        if number == _MOST_EVENTS:
            break
        inside = facts.event == event
        reached = np.zeros_like(inside)
        for choice in chosen:
            gained = facts.gained(choice) & inside
            reached |= gained
            before = gains.get(choice, Gain())
            yes, no = int((gained & facts.yes).sum()), int((gained & facts.no).sum())
            gains[choice] = Gain(before.yes + yes, before.no + no)
        found += int((reached & facts.yes).sum())
    return gains, found


def _with_words(topic: Topic, topics: Topics, keywords: Sequence[tuple[Keyword, str]]) -> Topics:
    """Return the topic as it is, and once for each word with the word added."""
    groups, made = list(topics.groups), [replace(topic, id="as it is")]
    by_name = {group.name: group for group in topics.groups}
    for number, (keyword, place) in enumerate(keywords):
        if place == KEYWORD:
            made.append(replace(topic, id=str(number), keywords=(*topic.keywords, keyword)))
            continue
        wider = replace(by_name[place], name=f"{place} {number}", words=(*by_name[place].words, keyword))
        groups.append(wider)
        required = tuple(wider.name if one == place else one for one in topic.require)
        made.append(replace(topic, id=str(number), require=required))
    return Topics(tuple(groups), tuple(made), "", topics.names)


def _measure(
    read: Sequence[ExaminedArticle],
    topic: Topic,
    topics: Topics,
    facts: ExaminedTable,
    phrases: Sequence[Keyword],
    chosen: Sequence[Choice],
) -> Iterable[tuple[Choice, SuggestedWord]]:
    """Yield the chosen words with what the matcher says of each, as a keyword and as a weak keyword."""
    weak = round(topic.threshold * _WEAK, 1)
    tried: list[tuple[Choice, Keyword, float | None]] = []
    for choice in chosen:
        keyword = phrases[choice.word]
        if choice.place == KEYWORD:
            tried += [(choice, keyword, None), (choice, replace(keyword, weight=weak), weak)]
        else:
            tried.append((choice, Keyword(keyword.term), None))
    effects = _effects(read, topic, topics, facts, tried)
    by_choice: dict[Choice, list[SuggestedWord]] = defaultdict(list)
    for (choice, keyword, weight), (gained, lost) in zip(tried, effects, strict=True):
        answers = Counter(read[row].answer for row in gained)
        ordered = sorted(gained, key=lambda row: (read[row].answer is None, row))
        by_choice[choice].append(
            SuggestedWord(
                keyword.term,
                phrases[choice.word].language,
                "group" if choice.place else "keyword" if weight is None else "weak keyword",
                choice.place,
                weight,
                Gain(answers[Answer.YES], answers[Answer.NO], answers[None]),
                len(lost),
                tuple(read[row].number for row in ordered),
                0,
                Gain(),
            )
        )
    for choice, words in by_choice.items():
        best = words[-1] if len(words) > 1 and _is_noisy(words[0].gains, words[1].gains) else words[0]
        if best.gains.total:
            yield choice, best


def _is_noisy(alone: Gain, weak: Gain) -> bool:
    """Return whether a word is better a weak keyword: alone it gains much that may not belong."""
    noise = alone.no > alone.yes or alone.unjudged > _NOISE * max(alone.yes, 1)
    return noise and weak.total > 0


def _effects(
    read: Sequence[ExaminedArticle],
    topic: Topic,
    topics: Topics,
    facts: ExaminedTable,
    tried: Sequence[tuple[Choice, Keyword, float | None]],
) -> list[tuple[list[int], list[int]]]:
    """Return the rows of the articles that each word gains and loses."""
    compiled = compile_topics(_with_words(topic, topics, [(word, choice.place) for choice, word, _ in tried]))
    effects: list[tuple[list[int], list[int]]] = [([], []) for _ in tried]
    columns = sorted({choice.word for choice, _, _ in tried})
    for row in np.flatnonzero(facts.words[:, columns].any(axis=1)).tolist():
        article = read[row]
        matches = match_article(compiled, article.title, article.text, article.outlet).matches
        found = {match.topic for match in matches}
        for number, (gained, lost) in enumerate(effects):
            if str(number) in found and "as it is" not in found:
                gained.append(row)
            elif "as it is" in found and str(number) not in found:
                lost.append(row)
    return effects


def suggestions_document(found: Suggestions, details: Mapping[int, StoredArticle]) -> dict[str, Any]:
    """Return the JSON document of suggestions.

    Args:
        found: the suggestions.
        details: the articles that the words gain, by id; others are left out.
    """
    return {
        "topic": found.topic,
        "missed": found.missed,
        "found": found.found,
        "found_elsewhere": found.found_elsewhere,
        "judged": found.judged,
        "examined": found.examined,
        "unsegmented": list(found.unsegmented),
        "words": [
            {
                "term": word.term,
                "language": word.language,
                "place": word.place,
                "group": word.group or None,
                "weight": word.weight,
                "line": word.line,
                "gains": _gain_document(word.gains),
                "loses": word.loses,
                "events": word.events,
                "elsewhere": {"yes": word.elsewhere.yes, "no": word.elsewhere.no},
                "articles": [
                    {"id": number, "url": details[number].url, "title": details[number].title}
                    for number in word.articles
                    if number in details
                ],
                "variants": list(word.variants),
            }
            for word in found.words
        ],
    }


def _gain_document(gain: Gain) -> dict[str, int]:
    return {"total": gain.total, "yes": gain.yes, "no": gain.no, "unjudged": gain.unjudged}
