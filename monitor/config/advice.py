"""Advise on settings and feeds that are allowed and surely not meant, each with its place.

Pure: what stands in a file is a function of its bytes; the topics have rules of their own (`monitor.match`).
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.config.toml_lines import KeyPath
from monitor.match import SLIPS_OF_LANGUAGE
from monitor.models import Config, Feed, FetchSettings

Advised = tuple[KeyPath, str]

_PLACEHOLDER = FetchSettings().contact
_GOOGLE_NEWS = re.compile(r"(?:^|\.)news\.google\.")
_WITHOUT_FEEDS = {
    "twitter.com": "X (Twitter)", "x.com": "X (Twitter)", "facebook.com": "Facebook",
    "instagram.com": "Instagram", "t.me": "Telegram", "tiktok.com": "TikTok", "linkedin.com": "LinkedIn",
    "threads.net": "Threads",
}  # fmt: skip
# `mailto://me@gmail.com:secret@smtp.gmail.com`: two signs before the host.
_TWO_AT = re.compile(r"mailtos?://[^/?#\s]*@[^/?#\s]*@", re.IGNORECASE)


def advise_settings(config: Config) -> Iterator[Advised]:
    """Yield advice on monitor.toml."""
    contact = config.fetch.contact
    if contact == _PLACEHOLDER or re.search(r"@example\.|//(?:[\w-]+\.)*example\.(?:org|com|net)\b", contact):
        yield (
            ("fetch", "contact"),
            _said(
                f'is still the placeholder "{contact}": outlets cannot ask you, and may shut you out',
                'write your page or mail address, such as "mailto:you@your-domain.org"',
            ),
        )
    for index, url in enumerate(config.deliver.urls):
        if _TWO_AT.match(url):
            yield (
                ("deliver", "urls", index),
                _said(
                    "has two @: the first belongs to a user name, and is to be written %40",
                    'write it as in "mailto://you%40gmail.com:password@smtp.gmail.com"',
                ),
            )


def advise_feeds(config: Config) -> Iterator[Advised]:
    """Yield advice on feeds.toml; feeds that are switched off bring none."""
    for index, feed in enumerate(config.feeds):
        if feed.enabled:
            yield from ((("feed", index, key), said) for key, said in _advise_feed(feed))


def _advise_feed(feed: Feed) -> Iterator[tuple[str, str]]:
    slip = SLIPS_OF_LANGUAGE.get(feed.language.split("-")[0])
    if slip is not None and (slip[3] is None or feed.country in {"MY", "GB", "UK"}):
        means, meant, code, _ = slip
        yield "language", f'"{feed.language}" is {means}: {meant} is "{code}"'
    parts = urlsplit(feed.url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    if _GOOGLE_NEWS.search(host):
        yield (
            "url",
            _said(
                "its links lead to Google, which lets no program read the articles behind them",
                "name the outlets' own feeds, or a Google Alert with its own feed",
            ),
        )
    elif host in _WITHOUT_FEEDS:
        yield (
            "url",
            _said(f"{_WITHOUT_FEEDS[host]} offers no feeds", "name the feed of the outlet's own site"),
        )
    elif host in {"youtube.com", "youtu.be"} and not parts.path.startswith("/feeds/"):
        yield (
            "url",
            _said("is no feed", "write https://www.youtube.com/feeds/videos.xml?channel_id=ID"),
        )


def _said(what: str, instead: str) -> str:
    return f"{what}; {instead}"
