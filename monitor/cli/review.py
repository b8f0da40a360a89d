"""`monitor review`: ask for verdicts, one key each."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from monitor.app import open_app
from monitor.archive import Archive, open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error, local_time, progress_shown, sanitize
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.evaluation.sampling import LARGEST_SAMPLE
from monitor.models import Answer, ArticleToJudge, Config, Verdict
from monitor.pipeline import check_topic_ids
from monitor.pipeline.report import SAMPLE_SIZE, sample_to_judge
from monitor.pipeline.verdicts import unjudged_articles
from monitor.policy.times import read_range

_UNDO, _SKIP, _QUIT = "undo", "skip", "quit"
_KEYS = {
    "y": Answer.YES.value,
    "n": Answer.NO.value,
    "u": Answer.UNSURE.value,
    "z": _UNDO,
    "s": _SKIP,
    "q": _QUIT,
}
_CONTROL = {"\x03": _QUIT, "\x04": _QUIT, "\x1b": _QUIT, "\x7f": _UNDO, "\b": _UNDO}
_LEGEND = "y yes, n no, u unsure, z undo, s skip, q quit"
_SOURCES_SHOWN = 3


@click.command("review")
@click.option("--topic", default="", metavar="ID", help="Only articles of this topic.")
@click.option("--since", default="", metavar="TIME", help="Processed since: 7d, or 28d for a sample.")
@click.option("--sample", is_flag=True, help="The random sample that `monitor report` needs for a recall.")
@click.option(
    "--size",
    type=click.IntRange(5, LARGEST_SAMPLE),
    default=SAMPLE_SIZE,
    show_default=True,
    help="Articles of the sample in each stratum.",
)
@click.pass_obj
def command(invocation: Invocation, topic: str, since: str, size: int, *, sample: bool) -> None:
    """Judge articles one after the other: whether each belongs to the topic that it (nearly) matches.

    With --sample: an article of a random sample may belong to no topic at all; say n then.

    Keys: y yes, n no, u unsure, z undo, s skip, q quit. Without a terminal, keys or words (yes, undo) are
    read from standard input. Each verdict is stored at once, and an article is not shown twice.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    now = utc_now()
    start, _ = read_range(since or ("28d" if sample else "7d"), "", config.timezone, now)
    check_topic_ids(config.topics, [topic] if topic else [])
    drawn = asyncio.run(_draw(invocation, config, start or now, topic, size)) if sample else []
    with open_archive(config.archive.url, invocation.output_folder, create=False) as archive:
        offered = iter(drawn) if sample else unjudged_articles(archive, config, start or now, now, topic)
        review = _Review(archive, config)
        review.ask_about(offered, _keys())
        counts = review.counts
    if not review.shown:
        echo("no article waits for a verdict")
        return
    total = sum(counts.values())
    by_answer = ", ".join(f"{counts[answer]} {answer}" for answer in Answer if counts[answer])
    echo(f"{total} {'verdict' if total == 1 else 'verdicts'}{f': {by_answer}' if total else ''}")


async def _draw(
    invocation: Invocation, config: Config, since: datetime, topic: str, size: int
) -> list[ArticleToJudge]:
    """Return the articles of the sample that have no verdict yet."""
    with progress_shown() as progress:
        async with open_app(config, invocation.output_folder, readonly=True, progress=progress) as app:
            return await sample_to_judge(app, since, utc_now(), topic=topic, size=size)


@dataclass(frozen=True, slots=True)
class _Given:
    item: ArticleToJudge
    answer: Answer | None  # None: skipped
    earlier: Verdict | None = None


class _Review:
    """Shows articles, and stores the verdicts on them.

    Attributes:
        shown: articles shown so far.
        given: what was answered, in order, so that it can be undone.
    """

    def __init__(self, archive: Archive, config: Config) -> None:
        self.shown = 0
        self.given: list[_Given] = []
        self._archive = archive
        self._config = config
        self._titles = {topic.id: topic.title for topic in config.topics.topics}
        self._zone = ZoneInfo(config.timezone)

    @property
    def counts(self) -> Counter[Answer]:
        """The verdicts that were given and not undone, by answer."""
        return Counter(one.answer for one in self.given if one.answer is not None)

    def ask_about(self, offered: Iterator[ArticleToJudge], keys: Iterator[str]) -> None:
        """Show one article after the other until there is none or the person quits."""
        again: list[ArticleToJudge] = []  # undone
        while (item := again.pop() if again else next(offered, None)) is not None:
            self._show(item)
            for action in keys:
                if action == _UNDO and not self.given:
                    echo_error("there is nothing to undo")
                    continue
                if action == _UNDO:
                    again += [item, self._undo()]
                elif action == _QUIT:
                    return
                else:
                    self._store(item, None if action == _SKIP else Answer(action))
                break
            else:
                return

    def _store(self, item: ArticleToJudge, answer: Answer | None) -> None:
        earlier = None
        if answer is not None:
            earlier = self._archive.verdicts.record(
                item.article.id, item.topic, answer, utc_now(), self._config.version
            )
        self.given.append(_Given(item, answer, earlier))
        echo(f"  {answer or 'skipped'}")

    def _undo(self) -> ArticleToJudge:
        last = self.given.pop()
        if last.answer is not None:
            self._archive.verdicts.restore(last.item.article.id, last.item.topic, last.earlier)
        echo(f"  undone: {last.answer or 'skipped'} for {last.item.article.title}")
        return last.item

    def _show(self, item: ArticleToJudge) -> None:
        self.shown += 1
        article = item.article
        outlets = ", ".join(article.sources[:_SOURCES_SHOWN]) or "unknown outlet"
        found = local_time(article.found, self._zone)
        echo()
        click.echo(
            f"{click.style(sanitize(self._titles[item.topic]), fg='cyan')}  "
            f"{click.style(sanitize(f'{article.id}  {found}  {outlets}  {article.language}'), dim=True)}"
        )
        click.echo(click.style(sanitize(article.title), bold=True))
        if item.quote:
            echo(" ".join(item.quote.split()))
        click.echo(click.style(sanitize(f"{item.kind}: {item.why}"), dim=True))
        if article.url:
            click.echo(click.style(sanitize(article.url), dim=True))


def _keys() -> Iterator[str]:
    """Yield what the person wants, until the end of the input."""
    if not sys.stdin.isatty():
        yield from _piped()
        return
    echo(_LEGEND)
    while True:
        try:
            key = click.getchar()
        except (EOFError, KeyboardInterrupt):
            return
        action = _CONTROL.get(key) or _KEYS.get(key.lower())
        if action is None:
            echo_error(f"keys: {_LEGEND}")
        else:
            yield action


def _piped() -> Iterator[str]:
    """Yield the actions of each line: a word such as `unsure`, or one or more keys."""
    words = set(_KEYS.values())
    for line in sys.stdin.buffer:
        word = line.decode(errors="replace").strip().lower()
        if word in words:
            yield word
            continue
        for key in "".join(word.split()):
            if key in _KEYS:
                yield _KEYS[key]
            else:
                echo_error(f"{key!r} is not a key: {_LEGEND}")
