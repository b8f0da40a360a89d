"""`monitor export`: write stored articles as a table for other programs."""

from collections.abc import Iterator
from pathlib import Path

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.filters import filter_options
from monitor.cli.terminal import echo, progress_shown
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.models import StoredArticle
from monitor.pipeline import Progress
from monitor.pipeline.search_filters import check_source, read_filters
from monitor.publish.export import export_articles, writer_for


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@filter_options
@click.pass_obj
def command(invocation: Invocation, /, file: Path, **selected: str) -> None:
    """Write stored articles to FILE, oldest first.

    The suffix of FILE decides the format: .csv, .jsonl, .xlsx, or .sqlite for Datasette and other readers of
    SQLite. docs/search.md describes the columns.
    """
    writer_for(file)
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    filters = read_filters(config, utc_now(), **selected)
    with (
        open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive,
        progress_shown() as progress,
    ):
        check_source(archive, config, filters.source)
        counted = _Counted(archive.search.all_articles(filters), archive.articles.last_id(), progress)
        export_articles(counted, file)
    echo(f"{counted.count} articles in {file}")


class _Counted:
    """Counts articles while they are iterated, and shows the progress."""

    def __init__(self, articles: Iterator[StoredArticle], last: int, progress: Progress) -> None:
        self.count = 0
        self._articles = articles
        self._last = last
        self._progress = progress

    def __iter__(self) -> Iterator[StoredArticle]:
        for article in self._articles:
            self.count += 1
            self._progress("articles", min(article.id, self._last - 1), self._last)
            yield article
        self._progress("articles", self._last, self._last)
