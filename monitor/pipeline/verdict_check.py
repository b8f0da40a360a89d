"""Check an edited config against the verdicts in the archive."""

from collections.abc import Mapping
from typing import Final

from monitor.archive import Archive
from monitor.match import compile_topics
from monitor.match.edits.verdict_changes import JudgedText, VerdictChange, verdict_changes
from monitor.models import Answer, Config, TextToMatch, Topics
from monitor.models.feeds import outlet_of_entry

MOST_JUDGED: Final = 500  # articles; about two seconds with the shipped topics


def check_verdicts(archive: Archive, config: Config, before: Topics | None) -> tuple[VerdictChange, ...]:
    """Return the verdicts that a config contradicts, newest first, among the last 500 judged articles.

    Args:
        archive: may be read-only.
        config: the config to check.
        before: the topics before the edit; None if the stored matches tell what matched before.
    """
    answers: dict[int, dict[str, Answer]] = {}
    for one in reversed(archive.verdicts.all()):
        if one.article_id is not None and one.answer is not Answer.UNSURE:
            answers.setdefault(one.article_id, {})[one.topic] = one.answer
    numbers = list(answers)[:MOST_JUDGED]
    texts = _read_texts(archive, config, numbers)
    stored = archive.articles.all_matches(list(texts))
    judged = [
        JudgedText(texts[number], answers[number], stored.get(number, ()))
        for number in numbers
        if number in texts
    ]
    if not judged:
        return ()
    old = None if before is None else compile_topics(before)
    return tuple(verdict_changes(judged, old, compile_topics(config.topics)))


def _read_texts(archive: Archive, config: Config, numbers: list[int]) -> Mapping[int, TextToMatch]:
    feeds = {feed.url: feed for feed in config.feeds}
    return {
        text.article_id: TextToMatch(
            text.article_id,
            text.title,
            text.text,
            text.feed_url,
            text.source,
            outlet_of_entry(feeds, text.feed_url, text.source),
        )
        for text in archive.found.texts(sorted(numbers))
        if text.text is not None
    }
