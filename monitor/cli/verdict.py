"""`monitor verdict`: say whether an article belongs to a topic."""

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.models import Answer
from monitor.pipeline.verdicts import judge


@click.command("verdict")
@click.argument("article", metavar="ID|URL")
@click.argument("topic")
@click.argument("answer", type=click.Choice([one.value for one in Answer]))
@click.pass_obj
def command(invocation: Invocation, article: str, topic: str, answer: str) -> None:
    """Say whether an article belongs to TOPIC; a later verdict replaces an earlier one.

    `monitor search` shows the ID of each article. `monitor review` asks for many verdicts in a row.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    with open_archive(config.archive.url, invocation.output_folder, create=False) as archive:
        verdict, earlier = judge(archive, config, article, topic, Answer(answer), utc_now())
    before = f" (was {earlier.answer})" if earlier and earlier.answer is not verdict.answer else ""
    echo(f"{topic}: {answer}{before}: {verdict.article_id}  {verdict.title}")
