"""`monitor feeds add`: follow the sources of web pages, after a trial."""

import asyncio
from functools import partial
from typing import Any, cast

import click

from monitor.cli import Invocation
from monitor.cli.feeds.find import headline_lines, source_lines
from monitor.cli.feeds.searching import find_all, try_feeds
from monitor.cli.terminal import echo, echo_error
from monitor.config import FEEDS, read_config
from monitor.config.edit_feeds import Values, add_feeds, edit_feeds
from monitor.config.feed_values import country_of, name_of, values_of_source
from monitor.errors import UsageError
from monitor.models import Failure, Feed, FoundSources, SourceKind, mask_secrets
from monitor.models.feed_urls import full_url, loose_feed_url
from monitor.models.mail_folders import is_mail_url
from monitor.models.source_values import KINDS, feed_login
from monitor.read.discovery.rank_sources import LEAST_REMARKS


@click.command("add")
@click.argument("url", nargs=-1, required=True)
@click.option("--name", help="Name of the outlet, as digests show it.")
@click.option("--language", help="Its usual language, such as en, ko or zh-Hant.")
@click.option("--country", help="Its country, two letters.")
@click.option("--folder", help="A group of feeds.")
@click.option("--every", help='Shortest time between two polls, such as "30m".')
@click.option("--kind", type=click.Choice(KINDS), help="Read exactly this URL, as this kind.")
@click.option("--link", help="With --kind page: CSS selector of the links to articles.")
@click.option("--login", help="Variable with the login, or the password of a mail folder: env:NAME.")
@click.option("--no-trial", is_flag=True, help="With --kind: add it without reading it first.")
@click.pass_obj
def command(invocation: Invocation, /, url: tuple[str, ...], *, no_trial: bool, **given: str | None) -> None:
    """Add the best source of each URL to feeds.toml; comments and order of the file stay.

    URL is a home page, a feed, a sitemap or a page that lists articles; or a mail folder, such as
    imaps://user@mail.example.org/INBOX, with --login. What it leads to is read first, as by
    `monitor feeds find`; name, language and country are filled in. A running monitor polls it within seconds.
    """
    chosen = {key: value for key, value in given.items() if value is not None}
    if all(map(is_mail_url, url)):
        chosen.setdefault("kind", "mail")
    if (no_trial or "link" in chosen) and "kind" not in chosen:
        raise UsageError("--link and --no-trial are for one exact address: name its --kind as well")
    if "name" in chosen and len(url) > 1:
        raise UsageError("--name is the name of one outlet; add one URL at a time")
    config = read_config(invocation.config_folder)  # report an invalid config before anything is fetched
    known = {loose_feed_url(feed.url): feed for feed in config.feeds}
    if "kind" in chosen:
        added = [_exact(invocation, text, chosen, trial=not no_trial) for text in url]
    else:
        added = [_best(search, chosen, known) for search in asyncio.run(find_all(invocation, url))]
    new = _without_known([values for values in added if values is not None], known)
    if new:
        edit_feeds(invocation.config_folder, partial(add_feeds, feeds=new))
        for values in new:
            facts = ", ".join(
                f"{key} {values[key]}" for key in ("kind", "language", "country") if key in values
            )
            echo(
                f"added to {FEEDS}: {values['name']} ({mask_secrets(values['url'])})"
                + (f"; {facts}" if facts else "")
            )
    raise SystemExit(1 if None in added else 0)


def _best(search: FoundSources, chosen: dict[str, str], known: dict[str, Feed]) -> Values | None:
    """Return the keys of the best source that a search found, or None with a message."""
    shown = mask_secrets(search.url)
    if not search.found:
        echo_error(f"nothing was found at {shown}: {search.failure}")
        return None
    source = search.found[0]
    if source.remark in LEAST_REMARKS and len(search.found) > 0 and source.origin != "this URL itself":
        echo_error(
            f"only this was found at {shown}: {mask_secrets(source.url)} ({source.remark}); name it yourself to add it"  # noqa: E501
        )
        return None
    if loose_feed_url(source.url) not in known:
        echo("\n".join(source_lines(1, source)[1:]))
    return {**values_of_source(source, search.site), **chosen}


def _exact(invocation: Invocation, text: str, chosen: dict[str, str], *, trial: bool) -> Values | None:
    """Return the keys of one exact address, or None with a message if the trial fails."""
    url = full_url(text)
    _check_mail(url, chosen)
    values: dict[str, Any] = {"url": url, **chosen}
    values["kind"] = chosen["kind"]
    title = _try(invocation, url, chosen) if trial else ""
    if title is None:
        return None
    values.setdefault("name", name_of(title, url))
    if code := country_of(url, chosen.get("language", "")):
        values.setdefault("country", code)
    if values["kind"] == "feed":
        del values["kind"]
    return values


def _check_mail(url: str, chosen: dict[str, str]) -> None:
    """Refuse a mail folder without a login or as another kind, and a login that is not a variable."""
    try:
        feed_login(chosen.get("login", ""))
    except ValueError as error:
        raise UsageError(f"--login {error}") from None
    if is_mail_url(url) != (chosen["kind"] == "mail"):
        raise UsageError('--kind mail is for a mail folder, such as "imaps://user@mail.example.org/INBOX"')
    if is_mail_url(url) and "login" not in chosen:
        raise UsageError("a mail folder needs its password: --login env:NAME, a variable that holds it")


def _try(invocation: Invocation, url: str, chosen: dict[str, str]) -> str | None:
    """Poll an address once; show what it gives and return its title, or None if it failed."""
    kind = cast("SourceKind", chosen["kind"])
    texts = {key: chosen.get(key, "") for key in ("language", "link", "login")}
    feed = Feed(url, kind=kind, **texts)  # type: ignore[arg-type] # the keys are those of texts
    (probe,) = try_feeds(invocation, [feed])
    if isinstance(probe.found, Failure):
        echo_error(f"{mask_secrets(url)} was not added: {probe.found}")
        return None
    echo(f"   {len(probe.found.entries)} entries")
    for line in headline_lines(probe.found.entries):
        echo(line)
    return probe.found.title


def _without_known(added: list[Values], known: dict[str, Feed]) -> list[Values]:
    """Return the sources that are not in the config and not named twice; say which are."""
    new: dict[str, Values] = {}
    for values in added:
        key = loose_feed_url(values["url"])
        if key in known:
            feed = known[key]
            state = (
                "is in feeds.toml already"
                if feed.enabled
                else f"is paused: monitor feeds resume {mask_secrets(feed.url)}"
            )
            echo(f"{feed.name} ({mask_secrets(feed.url)}) {state}")
        else:
            new.setdefault(key, values)
    return list(new.values())
