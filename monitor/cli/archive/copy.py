"""`monitor archive copy`: copy all of an archive to another database."""

import click

from monitor.archive import open_archive
from monitor.archive.copying import copy_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_json, progress_shown
from monitor.config import config_in_force
from monitor.models import mask_secrets
from monitor.pipeline import Progress


@click.command("copy")
@click.argument("to_url", metavar="TO_URL")
@click.option(
    "--from", "from_url", default="", metavar="URL", help="The archive to copy  [default: [archive] url]"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, to_url: str, from_url: str, *, as_json: bool) -> None:
    """Copy all of the archive to TO_URL: sqlite:///other.db or postgresql://user@host/name.

    Copies every table with pages, texts, digests, the search index and the identity of the archive, then
    counts and hashes the rows of both. After an interruption, run the same command again to continue. The
    daemon must not run. Afterwards, set [archive] url in monitor.toml.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    url = from_url or config.archive.url
    with (
        open_archive(url, invocation.output_folder, create=False, readonly=True) as archive,
        progress_shown() as progress,
    ):
        tables = copy_archive(archive, to_url, invocation.output_folder, _TwoBars(progress))
    if as_json:
        echo_json({"tables": [{"name": one.name, "rows": one.rows, "hash": one.digest} for one in tables]})
        return
    width = max(len(one.name) for one in tables)
    for one in tables:
        echo(f"{one.name:<{width}}  {one.rows:>10,} rows  {one.digest[:12]}")
    echo(f"all {sum(one.rows for one in tables):,} rows are the same in both")
    echo(f'to use the copy, set [archive] url = "{mask_secrets(to_url)}" in monitor.toml')


class _TwoBars:
    """Adds up the progress of all tables: one bar while rows are copied, one while they are checked."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tables: dict[str, dict[str, tuple[int, int]]] = {}

    def __call__(self, step: str, table: str, done: int, total: int) -> None:
        tables = self._tables.setdefault(step, {})
        tables[table] = done, total
        rows, total_rows = (sum(numbers) for numbers in zip(*tables.values(), strict=True))
        self._progress(step, rows, total_rows)
