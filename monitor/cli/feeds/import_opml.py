"""`monitor feeds import`: add the feeds of an OPML file."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from monitor.cli import Invocation
from monitor.cli.feeds.searching import try_feeds
from monitor.cli.terminal import echo, echo_json
from monitor.config import FEEDS, read_config
from monitor.config.edit_feeds import add_feeds, edit_feeds
from monitor.config.feed_values import country_of, name_of
from monitor.errors import UsageError
from monitor.models import Failure, Feed, mask_secrets
from monitor.models.address_values import web_url
from monitor.models.feed_urls import loose_feed_url
from monitor.models.locales import language
from monitor.models.source_values import css_selector
from monitor.read.opml import OpmlOutline, read_opml

_SHOWN = 20


@dataclass(slots=True)
class _Import:
    """What an OPML file brings: keys of new feeds, and (address, why not) of the others."""

    new: list[dict[str, Any]] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    dead: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)  # names by normalized address


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--check", "checking", is_flag=True, help="Poll each new feed once; add those that fail switched off."
)
@click.option("--folder", help="Put all feeds into this folder instead of those of the file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, file: Path, folder: str | None, *, checking: bool, as_json: bool) -> None:
    """Add the feeds of an OPML FILE, as feed readers export it, to feeds.toml.

    Folders are kept. Feeds that are in feeds.toml already, repeats within the file, and addresses that cannot
    be fetched are left out and named. Nothing is changed if the file cannot be read.
    """
    config = read_config(invocation.config_folder)
    found = _Import(taken={loose_feed_url(feed.url): feed.name for feed in config.feeds})
    for outline in _outlines(file):
        _take(outline, folder, found)
    if checking and found.new:
        _check(invocation, found)
    if found.new:
        edit_feeds(
            invocation.config_folder,
            partial(add_feeds, feeds=found.new, heading=f"Imported from {file.name}"),
        )
    _show(found, as_json=as_json)
    raise SystemExit(1 if found.refused or found.dead else 0)


def _outlines(file: Path) -> tuple[OpmlOutline, ...]:
    try:
        outlines = read_opml(file.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}") from error
    if isinstance(outlines, Failure):
        raise UsageError(f"{file} is not imported: {outlines.detail}")
    if not outlines:
        raise UsageError(f"{file} names no feed: none of its outlines has an xmlUrl")
    return outlines


def _take(outline: OpmlOutline, folder: str | None, found: _Import) -> None:
    """Sort one outline into the new, the known or the refused."""
    try:
        url = web_url(
            outline.url.replace("feed://", "http://", 1) if outline.url.startswith("feed://") else outline.url
        )
        link = css_selector(outline.link) if outline.kind == "page" else ""
    except ValueError as error:
        found.refused.append((outline.url, str(error)))
        return
    key = loose_feed_url(url)
    if key in found.taken:
        found.known.append((url, found.taken[key]))
        return
    values: dict[str, Any] = {
        "url": url,
        "name": name_of(outline.name, url) if not outline.name else _printable(outline.name),
    }
    tag = _known_language(outline.language)
    place = _printable(folder if folder is not None else outline.folder)
    optional = {"language": tag, "country": country_of(url, tag), "folder": place, "link": link}
    values |= {key: value for key, value in optional.items() if value}
    if outline.kind != "feed":
        values["kind"] = outline.kind
    found.new.append(values)
    found.taken[key] = values["name"]


def _check(invocation: Invocation, found: _Import) -> None:
    """Poll the new feeds once; switch off those that fail."""
    feeds = [
        Feed(
            values["url"],
            values["name"],
            values.get("language", ""),
            kind=values.get("kind", "feed"),
            link=values.get("link", ""),
        )
        for values in found.new
    ]
    for values, probe in zip(found.new, try_feeds(invocation, feeds), strict=True):
        if probe.failure is not None:
            values["enabled"] = False
            found.dead.append((values["url"], str(probe.failure)))


def _show(found: _Import, *, as_json: bool) -> None:
    if as_json:
        left_out = {
            name: [{"url": mask_secrets(url), "why": why} for url, why in pairs]
            for name, pairs in (("known", found.known), ("refused", found.refused), ("dead", found.dead))
        }
        echo_json(
            {"added": [{**values, "url": mask_secrets(values["url"])} for values in found.new], **left_out}
        )
        return
    _show_pairs(found.known, "is in feeds.toml already, or twice in the file")
    _show_pairs(found.refused, "cannot be fetched")
    _show_pairs(found.dead, "failed and is switched off")
    counts = [f"{len(found.new)} added to {FEEDS}"]
    named = (("known already", found.known), ("refused", found.refused), ("switched off", found.dead))
    counts += [f"{len(pairs)} {name}" for name, pairs in named if pairs]
    echo(", ".join(counts))


def _show_pairs(pairs: list[tuple[str, str]], what: str) -> None:
    for url, why in pairs[:_SHOWN]:
        echo(f"{mask_secrets(url)} {what}: {why}")
    if len(pairs) > _SHOWN:
        echo(f"and {len(pairs) - _SHOWN} more; --json shows them all")


def _known_language(tag: str) -> str:
    try:
        return language(tag)
    except ValueError:
        return ""


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable()).strip()[:200]
