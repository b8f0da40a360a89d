"""`monitor article`: everything that is stored about one article, and why it matches or not."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error, echo_json, local_time, mark_hits, show_missed_topic
from monitor.config import config_in_force
from monitor.errors import PublishError, UsageError
from monitor.files import write_atomic
from monitor.match.missed.why_not import TopicExplanation
from monitor.models import Verdict
from monitor.pipeline.article_facts import ArticleDetails, article_document, article_facts


@click.command("article")
@click.argument("reference", metavar="ID|URL")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="Write the stored page to FILE."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, reference: str, page: Path | None, *, as_json: bool) -> None:
    """Show one article: its text with hits marked, its status, entries and earlier versions.

    For each topic it shows the points and quotes, and what is missing. `monitor search` shows the ID of each
    article.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        facts = article_facts(archive, config, reference)
        number = facts.history.article_id
        stored = archive.articles.page(number) if page is not None else None
    if page is not None:
        if stored is None:
            raise UsageError(f"the page of article {number} is not kept ([archive] keep_pages)")
        _write(page, stored.body)
        echo_error(f"page of {stored.url} written to {page}")
    if as_json:
        echo_json(article_document(facts))
    else:
        _show(facts, ZoneInfo(config.timezone))


def _write(path: Path, body: bytes) -> None:
    try:
        write_atomic(path, body)
    except OSError as error:
        raise PublishError(f"while writing {path}: {error.strerror or error}") from error


def _show(facts: ArticleDetails, zone: ZoneInfo) -> None:
    history, explanation = facts.history, facts.explanation
    click.echo(f"{history.article_id}  {mark_hits(history.title, explanation.title_marks)}")
    for line in _facts(facts, zone):
        echo(line)
    echo()
    for one in history.announcements:
        dated = f", dated {local_time(one.published, zone)}" if one.published else ""
        echo(f"found {local_time(one.found, zone)} in {one.outlet}{dated}: {one.title}")
        echo(f"  {one.feed_url}")
    echo()
    for topic in explanation.topics:
        _show_topic(topic)
    for line in _judgements(facts.verdicts, zone):
        echo(line)
    echo()
    click.echo(mark_hits(history.text, explanation.text_marks) or "(no text)")
    for version, difference in zip(history.versions, facts.differences, strict=True):
        echo()
        echo(f"changed before {local_time(version.replaced, zone)}:")
        for line in difference:
            echo(f"  {line}")


def _facts(facts: ArticleDetails, zone: ZoneInfo) -> Iterator[str]:
    known, history = facts.known, facts.history
    yield history.url or "no link"
    source = f"text from {history.text_source.value}" if history.text_source else "no text yet"
    author = f", by {history.author}" if history.author else ""
    yield f"language {history.language or 'unknown'}, {source}, {len(history.text)} characters{author}"
    published = (
        f"published {local_time(known.published, zone)}" if known.published else "no date of publication"
    )
    yield f"{published}, found {local_time(known.found, zone)}"
    why = ": ".join(filter(None, (known.reason, known.detail)))
    status = f"{known.status.value} ({why})" if why else known.status.value
    if known.processed is not None:
        yield f"{status} since {local_time(known.processed, zone)}, {_digest(facts)}"
    else:
        tried = f"{known.attempts} attempts" if known.attempts != 1 else "1 attempt"
        following = f", next try {local_time(known.next_try, zone)}" if known.next_try else ""
        yield f"{status}, {tried}{following}"


def _digest(facts: ArticleDetails) -> str:
    if facts.known.backlog:
        return "old when its feed was first read, so in no digest"
    if facts.known.digest_date is None:
        return "in no digest yet"
    return f"in the window of the digest of {facts.known.digest_date}"


def _judgements(verdicts: Mapping[str, Verdict], zone: ZoneInfo) -> Iterator[str]:
    for topic, verdict in verdicts.items():
        yield f"judged {verdict.answer} for {topic} on {verdict.judged.astimezone(zone):%Y-%m-%d}"


def _show_topic(topic: TopicExplanation) -> None:
    if topic.result != "match":
        show_missed_topic(topic)
        return
    echo(f"{topic.topic}: match, {topic.arithmetic}")
    for evidence in topic.evidence:
        role = f', of the group "{evidence.group}"' if evidence.group else ""
        echo(f"  {evidence.field}: {evidence.keyword}{role}")
        place = evidence.hit_start - evidence.start, evidence.hit_end - evidence.start
        click.echo(f"    {' '.join(mark_hits(evidence.quote, (place,)).split())}")
