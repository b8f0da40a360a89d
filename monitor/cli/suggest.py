"""`monitor suggest`: words that a topic may lack, from judged articles and near misses."""

from collections.abc import Iterator
from functools import partial

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import counted, echo, echo_error, echo_json, progress_shown
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.models import StoredArticle, SuggestedWord, Suggestions
from monitor.models.feeds import outlet_of_entry
from monitor.pipeline import check_topic_ids
from monitor.pipeline.suggested_words import suggest_words, suggestions_document
from monitor.policy.times import read_range

_EXAMPLES = 3
_MOST_LISTED = 200  # articles of a word in the JSON document


@click.command("suggest")
@click.argument("topic", metavar="TOPIC")
@click.option(
    "--since", default="90d", show_default=True, metavar="TIME", help="Articles found since: 7d, 2025-12-01."
)
@click.option(
    "--until", default="", metavar="TIME", help="Found up to this time; a date includes its whole day."
)
@click.option("--limit", type=click.IntRange(1, 100), default=12, show_default=True, help="Words at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, topic: str, since: str, until: str, limit: int, *, as_json: bool) -> None:
    """Suggest words that TOPIC may lack.

    The words come from articles that you judged to belong and that do not match, and from near misses. Each
    comes with the place where it belongs, with what it would gain and lose, and with what it gains in events
    from which it did not come. Reads only; `monitor try` shows the effect of an edit in full.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    check_topic_ids(config.topics, [topic])
    span = read_range(since, until, config.timezone, utc_now())
    outlet_of = partial(outlet_of_entry, {feed.url: feed for feed in config.feeds})
    with (
        open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive,
        progress_shown() as progress,
    ):
        found = suggest_words(archive, config.topics, topic, span, outlet_of, limit, progress)
        numbers = {number for word in found.words for number in word.articles[:_MOST_LISTED]}
        details = {article.id: article for article in archive.found.details(sorted(numbers))}
    if as_json:
        echo_json(suggestions_document(found, details))
        return
    for line in _lines(found, details):
        echo(line)
    for warning in _warnings(found):
        echo_error(warning)


def _lines(found: Suggestions, details: dict[int, StoredArticle]) -> Iterator[str]:
    yield f"{found.topic}: {counted(found.examined, 'article')} examined, {found.judged} of them judged"
    for number, word in enumerate(found.words, 1):
        yield ""
        yield from _word_lines(number, word, details)
    if found.missed:
        yield ""
        yield f"{found.missed} judged yes do not match; the words find {found.found} of them."
        yield f"Chosen without the event of each article, the words find {found.found_elsewhere}."


def _word_lines(number: int, word: SuggestedWord, details: dict[int, StoredArticle]) -> Iterator[str]:
    place = f'the group "{word.group}"' if word.group else f"{word.place}s ({word.language or 'any'})"
    yield f"{number}. {word.line}  in {place}"
    gains = word.gains
    loses = f", loses {word.loses}" if word.loses else ""
    judged = f"{gains.yes} judged yes, {gains.no} judged no, {gains.unjudged} not judged"
    yield f"   gains {counted(gains.total, 'article')}: {judged}{loses}"
    if gains.yes or gains.no:
        seen = word.elsewhere
        yield f"   in other events than those it comes from: gains {seen.yes} judged yes, {seen.no} judged no"
    for article in [details[one] for one in word.articles if one in details][:_EXAMPLES]:
        yield f"   - {article.id}  {article.title}"
    if word.variants:
        yield f"   in the same articles: {', '.join(word.variants)}"


def _warnings(found: Suggestions) -> Iterator[str]:
    if found.missed and not found.words:
        yield (
            "no single word makes one of the articles match that you judged yes;"
            " `monitor article ID` shows what each one lacks"
        )
    elif not found.words:
        yield (
            "no words to suggest; judge missed articles with `monitor verdict ARTICLE TOPIC yes`,"
            " and the next call uses their words"
        )
    if found.unsegmented:
        yield (
            f"articles in {', '.join(found.unsegmented)} give no words, because these languages put no spaces"
            " between words; to split them, in the checkout run: pip install '.[segment]'"
        )
