"""`monitor search`: find stored articles that match a query, each with a quote."""

import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.filters import filter_options
from monitor.cli.terminal import echo_error, echo_json, local_time, sanitize
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.errors import UsageError
from monitor.match.search import read_search
from monitor.models import ArticleStatus, Config, Evidence, SearchFilters, SearchHit, SearchResult
from monitor.pipeline.search import search_archive, search_document, search_table
from monitor.pipeline.search_filters import check_source, read_filters

LONGEST_SEARCH = 20.0  # seconds
_SOURCES_SHOWN = 3


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@filter_options
@click.option(
    "--status",
    "--fate",
    "status",
    type=click.Choice([one.value for one in ArticleStatus]),
    help="What became of the article's page.",
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option(
    "--sort",
    type=click.Choice(["newest", "score"]),
    default="newest",
    show_default=True,
    help="Order of the hits.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    query: tuple[str, ...],
    status: str | None,
    limit: int,
    sort: str,
    *,
    as_json: bool,
    as_csv: bool,
    **selected: str,
) -> None:
    """Search all stored articles.

    QUERY is a word, a "phrase in quotes", or the language of topics: AND, OR, NOT, NEAR/10, prefix*, =Exact,
    title:word, brackets, and @group for the words of a group in topics.toml.
    """
    if as_json and as_csv:
        raise UsageError("--json and --csv are two formats: give one of them")
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    filters = read_filters(config, utc_now(), status=status or "", **selected)
    parsed = read_search(" ".join(query), config.topics.groups)
    deadline = time.monotonic() + LONGEST_SEARCH
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        check_source(archive, config, filters.source)
        result = search_archive(
            archive,
            parsed,
            filters,
            limit=limit,
            by_score=sort == "score",
            expired=lambda: time.monotonic() > deadline,
        )
    if as_json:
        echo_json(search_document(result))
    elif as_csv:
        click.echo(search_table(result), nl=False)
    else:
        _show(result, config, filters, limit)


def _show(result: SearchResult, config: Config, filters: SearchFilters, limit: int) -> None:
    console = Console(highlight=False, soft_wrap=True)
    zone = ZoneInfo(config.timezone)
    for hit in result.hits:
        for line in _lines(hit, zone):
            console.print(line)
        console.print()
    if not result.hits and filters.status is ArticleStatus.PENDING:
        echo_error("a pending article has no text to search yet; `monitor status` counts them")
    elif not result.hits:
        and_filters = " the query and these filters" if filters != SearchFilters() else ""
        echo_error(f"no stored article matches{and_filters}; docs/search.md shows what a query can say")
    elif len(result.hits) == limit and not result.complete:
        echo_error(f"only the first {limit} hits are shown; --limit shows more")
    elif not result.complete:
        echo_error("the search took too long and was stopped; narrow it with --since or another word")
    if result.unindexed:
        echo_error(f"{result.unindexed} articles are not indexed yet: search is slower until they are")


def _lines(hit: SearchHit, zone: ZoneInfo) -> Iterator[Text]:
    """Yield the lines of a hit for the terminal: source and time, headline, quote, URL."""
    article = hit.article
    names = ", ".join(article.sources[:_SOURCES_SHOWN]) or "unknown outlet"
    if len(article.sources) > _SOURCES_SHOWN:
        names += f" and {len(article.sources) - _SOURCES_SHOWN} more"
    found = local_time(article.found, zone)
    yield Text(sanitize(f"{article.id}  {found}  {names}  {article.language}"), style="dim")
    yield _marked(article.title, 0, [one for one in hit.evidence if one.field == "title"], "bold")
    quoted = next((one for one in hit.evidence if one.field != "title"), None)
    if quoted is not None:
        inside = [one for one in hit.evidence if one.field != "title" and _is_inside(one, quoted)]
        yield _marked(quoted.quote, quoted.start, inside, "")
    if article.url:
        yield Text(sanitize(article.url), style="dim")


def _is_inside(one: Evidence, quoted: Evidence) -> bool:
    return quoted.start <= one.hit_start and one.hit_end <= quoted.end


def _marked(text: str, offset: int, evidence: list[Evidence], style: str) -> Text:
    """Return a text with marked hits; `offset` is its start in the field."""
    shown = Text(style=style)
    place = 0
    for one in sorted(evidence, key=lambda one: one.hit_start):
        start, end = one.hit_start - offset, one.hit_end - offset
        if start < place:
            continue
        shown.append(sanitize(text[place:start]))
        shown.append(sanitize(text[start:end]), style="bold black on yellow")
        place = end
    return shown.append(sanitize(text[place:]))
