"""`monitor article`: everything that is stored about one article, and why it matches or not."""

import difflib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from monitor.archive import ArticleHistory, open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error, echo_json
from monitor.config import config_in_force
from monitor.errors import PublishError, UsageError
from monitor.files import write_atomic
from monitor.match import compile_topics
from monitor.match.why_not import TopicExplanation, explain_topics
from monitor.models import UNKNOWN_OUTLET, Config, Outlet, Verdict
from monitor.pipeline.verdicts import stored_article


@click.command("article")
@click.argument("reference", metavar="ID|URL")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="Write the stored page to FILE."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, reference: str, page: Path | None, *, as_json: bool) -> None:
    """Show one article: its text, its entries, its earlier versions, and why it matches each topic or not.

    `monitor search` shows the ID of each article.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        history = stored_article(archive, reference)
        verdicts = archive.verdicts.of_articles([history.article_id]).get(history.article_id, {})
        stored = archive.articles.page(history.article_id) if page is not None else None
    if page is not None:
        if stored is None:
            raise UsageError(f"the page of article {history.article_id} is not kept ([archive] keep_pages)")
        _write(page, stored.body)
        echo_error(f"page of {stored.url} written to {page}")
    explanations = explain_topics(
        compile_topics(config.topics), history.title, history.text, _outlet(config, history)
    )
    if as_json:
        echo_json(_document(history, explanations, verdicts))
    else:
        _show(history, explanations, verdicts, ZoneInfo(config.timezone))


def _write(path: Path, body: bytes) -> None:
    try:
        write_atomic(path, body)
    except OSError as error:
        raise PublishError(f"while writing {path}: {error.strerror or error}") from error


def _outlet(config: Config, history: ArticleHistory) -> Outlet:
    announced = {one.feed_url for one in history.announcements[:1]}
    return next((feed.outlet for feed in config.feeds if feed.url in announced), UNKNOWN_OUTLET)


def _document(
    history: ArticleHistory, explanations: tuple[TopicExplanation, ...], verdicts: Mapping[str, Verdict]
) -> dict[str, Any]:
    return {
        "id": history.article_id,
        "url": history.url,
        "title": history.title,
        "author": history.author,
        "language": history.language,
        "text_source": history.text_source.value if history.text_source else None,
        "text": history.text,
        "entries": [
            {
                "outlet": one.outlet,
                "feed": one.feed_url,
                "title": one.title,
                "published": one.published.isoformat() if one.published else None,
                "found": one.found.isoformat(),
            }
            for one in history.announcements
        ],
        "versions": [
            {"replaced": one.replaced.isoformat(), "title": one.title, "text": one.text}
            for one in history.versions
        ],
        "topics": [
            {
                "topic": one.topic,
                "result": one.result,
                "verdict": verdicts[one.topic].answer.value if one.topic in verdicts else None,
                "keywords": list(one.keywords),
                "groups": list(one.groups),
                "lacking": list(one.lacking),
            }
            for one in explanations
        ],
    }


def _show(
    history: ArticleHistory,
    explanations: tuple[TopicExplanation, ...],
    verdicts: Mapping[str, Verdict],
    zone: ZoneInfo,
) -> None:
    echo(f"{history.article_id}  {history.title}")
    echo(history.url or "no link")
    source = history.text_source.value if history.text_source else "pending"
    echo(f"language {history.language or 'unknown'}, text from {source}, {len(history.text)} characters")
    echo()
    for one in history.announcements:
        dated = f", dated {one.published.astimezone(zone):%Y-%m-%d %H:%M}" if one.published else ""
        echo(f"found {one.found.astimezone(zone):%Y-%m-%d %H:%M} in {one.outlet}{dated}: {one.title}")
    echo()
    for explanation in explanations:
        has = ", ".join((*explanation.keywords, *(f"@{name}" for name in explanation.groups)))
        echo(f"{explanation.topic}: {explanation.result}{_judged(verdicts.get(explanation.topic), zone)}")
        if has:
            echo(f"  has {has}")
        if explanation.lacking:
            echo(f"  lacks {'; '.join(explanation.lacking)}")
    known = {explanation.topic for explanation in explanations}
    for topic, verdict in verdicts.items():
        if topic not in known:
            echo(f"{topic}: no longer a topic{_judged(verdict, zone)}")
    echo()
    echo(history.text or "(no text)")
    texts = [*((one.title, one.text) for one in history.versions), (history.title, history.text)]
    for version, (before, after) in zip(history.versions, pairwise(texts), strict=True):
        echo()
        echo(f"changed before {version.replaced.astimezone(zone):%Y-%m-%d %H:%M}:")
        lines = difflib.unified_diff(
            "\n".join(before).splitlines(), "\n".join(after).splitlines(), n=0, lineterm=""
        )
        for line in list(lines)[2:]:
            if not line.startswith("@@"):
                echo(f"  {line}")


def _judged(verdict: Verdict | None, zone: ZoneInfo) -> str:
    return f" (judged {verdict.answer} on {verdict.judged.astimezone(zone):%Y-%m-%d})" if verdict else ""
