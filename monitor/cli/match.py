"""`monitor match`: show which topics a text matches and nearly matches, and why."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error, echo_json, sanitize, show_missed_topic
from monitor.config import config_in_force, read_topics
from monitor.errors import TaskFailed, UsageError
from monitor.executors import make_executor
from monitor.fetch import Client
from monitor.match import CompiledTopics, compile_topics, match_article
from monitor.match.missed.why_not import TopicExplanation, explain_article
from monitor.models import (
    Article,
    ArticleStatus,
    Config,
    Entry,
    Evidence,
    Failure,
    Match,
    Matching,
    NearMiss,
    Outlet,
    Page,
    Request,
)
from monitor.pipeline.explanations import evidence_document, topic_document
from monitor.read import read_page

_STDIN = "-"


@click.command("match")
@click.argument("source", metavar="[FILE|URL|-]", default=_STDIN)
@click.option("--title", default="", help="Title of the article; words in it count more.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read {"id", "title", "text"} (and "outlet", "country") from each line, answer each with one line.',
)
@click.pass_obj
def command(invocation: Invocation, source: str, title: str, *, as_json: bool, jsonl: bool) -> None:
    """Show which topics a text matches and why, and which it nearly matches and why not."""
    compiled = compile_topics(read_topics(invocation.config_folder))
    if jsonl:
        for answer in _answer_lines(compiled, source):
            click.echo(answer)
        return
    if source.startswith(("http://", "https://")):
        found_title, text = read_url(invocation, source)
        title = title or found_title
    else:
        text = _decode(_read(source))
        if not (title + text).strip():
            raise UsageError(f"there is no text in {'standard input' if source == _STDIN else source}")
    matching = match_article(compiled, title, text)
    reported = {match.topic for match in matching.matches} | {miss.topic for miss in matching.near_misses}
    explained = explain_article(compiled, title, text).topics
    missed = [one for one in explained if one.topic not in reported]
    if as_json:
        echo_json(
            {
                "title": sanitize(title),
                **_document(matching),
                "no_matches": [topic_document(one) for one in missed],
                "topics_version": matching.topics_version,
            }
        )
    else:
        _show(matching, missed)


def read_url(invocation: Invocation, url: str) -> tuple[str, str]:
    """Fetch a page and return the title and text of its article.

    Raises:
        UsageError: the page cannot be fetched or read.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    article = asyncio.run(_fetch_article(config, url))
    return article.title, article.text


async def _fetch_article(config: Config, url: str) -> Article:
    async with Client(config.fetch) as client:
        answer = await client.fetch(Request(url, "page"))
    if isinstance(answer, Failure):
        raise UsageError(f"{url} cannot be fetched: {answer}")
    page = Page(answer.final_url, answer.body, answer.header("content-type") or "")
    entry = Entry(feed_url=url, key=url, url=answer.final_url, title="")
    executor = make_executor(config.extract)
    try:
        reading = executor.submit(read_page, page, entry)
        article = await asyncio.wrap_future(reading)
    except TaskFailed as error:
        raise UsageError(f"{url} cannot be read: {error}") from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    if article.status is not ArticleStatus.READ:
        raise UsageError(f"{url} cannot be read: {article.reason or 'it holds no article'}")
    return article


def _answer_lines(compiled: CompiledTopics, source: str) -> Iterator[str]:
    for number, line in enumerate(_read(source).splitlines(), 1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
            title, text = article.get("title") or "", article.get("text") or ""
            outlet = Outlet(*(str(article.get(key) or "") for key in ("outlet", "country", "lang")))
            matching = match_article(compiled, str(title), str(text), outlet)
        except (ValueError, AttributeError, RecursionError) as error:
            raise UsageError(
                f'line {number} is not a JSON object with "id", "title" and "text": {error}'
            ) from error
        answer = {"id": article.get("id"), **_document(matching)}
        yield json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _read(source: str) -> bytes:
    if source == _STDIN:
        if sys.stdin.isatty():
            echo_error("reads what you type or paste; end with Ctrl-D")
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"cannot read {source}: {reason}") from error


def _decode(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _document(matching: Matching) -> dict[str, Any]:
    return {
        "topics": [_describe(match) for match in matching.matches],
        "near_misses": [{**_describe(miss), "lacking": list(miss.lacking)} for miss in matching.near_misses],
    }


def _describe(match: Match | NearMiss) -> dict[str, Any]:
    return {
        "topic": match.topic,
        "score": match.score,
        "threshold": match.threshold,
        "arithmetic": match.arithmetic,
        "evidence": [evidence_document(evidence) for evidence in match.evidence],
    }


def _show(matching: Matching, missed: Sequence[TopicExplanation]) -> None:
    if not matching.matches:
        echo("matches no topic")
    for match in matching.matches:
        click.echo(f"{click.style(match.topic, fg='green', bold=True)} matches")
        _show_why(match)
    for miss in matching.near_misses:
        lacking = sanitize("; ".join(miss.lacking))
        click.echo(f"{click.style(miss.topic, fg='yellow', bold=True)} all but matches: {lacking}")
        _show_why(miss)
    if matching.matches:
        return
    with_something = [one for one in missed if one.keywords or one.groups or one.almost]
    for one in with_something:
        show_missed_topic(one)
    if len(with_something) < len(missed):
        nothing = [one.topic for one in missed if one not in with_something]
        echo(f"nothing of {', '.join(nothing)}: no keyword, no word of a required group")


def _show_why(match: Match | NearMiss) -> None:
    echo(f"  {match.arithmetic}")
    for evidence in match.evidence:
        role = f', of the group "{evidence.group}"' if evidence.group else ""
        echo(f"  {evidence.field}: {evidence.keyword}{role}")
        click.echo(f"    {_mark(evidence)}")


def _mark(evidence: Evidence) -> str:
    """Return the quote on one line with the hit in brackets, in bold on a terminal."""
    first, last = evidence.hit_start - evidence.start, evidence.hit_end - evidence.start
    quote = evidence.quote
    hit = click.style(f"[{sanitize(quote[first:last])}]", bold=True)
    return " ".join(f"{sanitize(quote[:first])}{hit}{sanitize(quote[last:])}".split())
