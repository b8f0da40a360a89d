"""`monitor feeds find`: show the feeds, sitemaps and listing pages that a URL leads to."""

import asyncio
from collections.abc import Sequence
from typing import Any

import click

from monitor.cli import Invocation
from monitor.cli.feeds.searching import find_all
from monitor.cli.terminal import echo, echo_json
from monitor.models import Entry, FoundSource, FoundSources, mask_secrets
from monitor.read.discovery.rank_sources import LEAST_REMARKS

_HEADLINES = 3


@click.command("find")
@click.argument("url", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document; a list for several URLs.")
@click.option(
    "--all", "everything", is_flag=True, help="Also show feeds of comments, podcasts and empty ones."
)
@click.pass_obj
def command(invocation: Invocation, url: tuple[str, ...], *, as_json: bool, everything: bool) -> None:
    """Show which sources a page leads to, best first.

    URL is a home page or any other page of an outlet. Shown are the feeds that it declares or links to, feeds
    at usual paths, news sitemaps, and the list of articles on the page itself, each with its newest
    headlines.
    """
    searches = asyncio.run(find_all(invocation, url))
    if as_json:
        documents = [found_document(search) for search in searches]
        echo_json(documents[0] if len(documents) == 1 else documents)
    else:
        for search in searches:
            _show(search, everything=everything, heading=len(searches) > 1)
    raise SystemExit(0 if all(search.found for search in searches) else 1)


def found_document(search: FoundSources) -> dict[str, Any]:
    """Return the JSON form of a search."""
    document: dict[str, Any] = {
        "url": search.url,
        "found": [_source_document(source) for source in search.found],
    }
    if search.failure is not None:
        document |= {"reason": search.failure.reason, "detail": search.failure.detail}
    return document


def _source_document(source: FoundSource) -> dict[str, Any]:
    return {
        "url": source.url,
        "kind": source.kind,
        "title": source.title,
        "language": source.language,
        "format": source.format,
        "entries": [
            {
                "url": entry.url,
                "title": entry.title,
                "published": entry.published.isoformat() if entry.published else None,
            }
            for entry in source.entries
        ],
        "per_day": None if source.per_day is None else round(source.per_day, 2),
        "origin": source.origin,
        "remark": source.remark,
        "page_status": source.page_status,
    }


def _show(search: FoundSources, *, everything: bool, heading: bool) -> None:
    if heading:
        echo(f"{mask_secrets(search.url)}:")
    if not search.found:
        echo(f"nothing was found at {mask_secrets(search.url)}: {search.failure}")
        return
    shown = [source for source in search.found if everything or _is_shown(source)] or list(search.found)
    for number, source in enumerate(shown, 1):
        echo("\n".join(source_lines(number, source)))
    hidden = len(search.found) - len(shown)
    if hidden:
        what = "source is" if hidden == 1 else "sources are"
        echo(f"{hidden} more {what} not shown (comments, podcasts, copies, empty feeds); --all shows them")
    echo(f"To follow the first one: monitor feeds add {mask_secrets(shown[0].url)}")


def _is_shown(source: FoundSource) -> bool:
    return source.remark not in LEAST_REMARKS


def source_lines(number: int, source: FoundSource) -> Sequence[str]:
    """Return a source as lines of text: its URL, what it is, and its newest headlines."""
    name = {"feed": "feed", "sitemap": "sitemap", "page": "page (list of articles)"}[source.kind]
    facts = [
        name,
        source.format if source.kind == "feed" else "",
        source.language,
        source.frequency,
        source.origin,
    ]
    facts += [source.remark, source.page_status]
    lines = [f"{number}. {mask_secrets(source.url)}"]
    if source.title:
        lines.append(f"   {source.title}")
    lines.append("   " + "; ".join(fact for fact in facts if fact))
    return [*lines, *headline_lines(source.entries)]


def headline_lines(entries: Sequence[Entry]) -> list[str]:
    """Return the first headlines with their dates as lines of text."""
    return [
        f"     {f'{entry.published:%Y-%m-%d %H:%M}' if entry.published else 'without a date  '}  {entry.title or entry.url}"  # noqa: E501
        for entry in entries[:_HEADLINES]
    ]
