"""Give advice on valid settings and feeds that are probably mistakes, each with its place.

`monitor.match` has the rules for topics.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from monitor.config.toml_lines import KeyPath
from monitor.match import SLIPS_OF_LANGUAGE
from monitor.models import Config, Feed, FetchSettings
from monitor.models.locales import primary_language
from monitor.models.source_values import ENVIRONMENT

Advised = tuple[KeyPath, str]

_SECRET_HEADER = re.compile(r"auth|cookie|key|token|secret|password", re.IGNORECASE)
_LOCAL = re.compile(r"http://(?:localhost|127\.|\[::1\]|10\.|192\.168\.)")
_PLACEHOLDER = FetchSettings().contact
_GOOGLE_NEWS = re.compile(r"(?:^|\.)news\.google\.")
_WITHOUT_FEEDS = {
    "twitter.com": "X (Twitter)", "x.com": "X (Twitter)", "facebook.com": "Facebook",
    "instagram.com": "Instagram", "t.me": "Telegram", "tiktok.com": "TikTok", "linkedin.com": "LinkedIn",
    "threads.net": "Threads",
}  # fmt: skip
# `mailto://me@gmail.com:secret@smtp.gmail.com`
_TWO_AT = re.compile(r"mailtos?://[^/?#\s]*@[^/?#\s]*@", re.IGNORECASE)

# `mailto://me@gmail.com`, without `pass=` either.
_NO_PASSWORD = re.compile(r"mailtos?://[^/?#\s:@]+@(?!.*[?&]pass(?:word)?=)\S*", re.IGNORECASE)
# Names that people write for the schemes of apprise.
_OTHER_SCHEMES = {
    **dict.fromkeys(("telegram", "telegrams", "tg"), "tgram://BOTTOKEN/CHATID"),
    **dict.fromkeys(
        ("smtp", "smtps", "email", "mail", "gmail", "imap"),
        "mailtos://user:password@mail.example.org?to=you@example.org",
    ),
    **dict.fromkeys(("teams", "msteams"), "workflows://HOST/WORKFLOW/SIGNATURE"),
    "webhook": "json://host/path",
    "mattermost": "mmost://HOST/TOKEN",
}


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
        if advice := _advise_target(url):
            yield ("deliver", "urls", index), advice


def _advise_target(url: str) -> str:
    """Return advice on a delivery URL, or "". Advice never shows the URL."""
    scheme = url.partition("://")[0].lower()
    if _TWO_AT.match(url):
        return _said(
            "has two @: the first belongs to a user name, and is to be written %40",
            'write it as in "mailto://you%40gmail.com:password@smtp.gmail.com"',
        )
    if _NO_PASSWORD.fullmatch(url):
        return _said(
            "has a user and no password: mail servers refuse that",
            'write "mailtos://user:password@mail.example.org?to=you@example.org"'
            " (docs/configuration.md has examples)",
        )
    if scheme in _OTHER_SCHEMES:
        return _said(f'"{scheme}://" is not a kind of target', f'write "{_OTHER_SCHEMES[scheme]}"')
    return ""


def advise_feeds(config: Config) -> Iterator[Advised]:
    """Yield advice on the enabled feeds of feeds.toml."""
    for index, feed in enumerate(config.feeds):
        if feed.enabled:
            found = (*_advise_feed(feed), *_advise_reach(feed.url, config.fetch))
            yield from ((("feed", index, key), said) for key, said in found)


def _advise_feed(feed: Feed) -> Iterator[tuple[str, str]]:
    for name, value in feed.headers:
        if not value.startswith(ENVIRONMENT) and _SECRET_HEADER.search(name):
            yield "headers", _said(f'"{name}" is a secret in the file', f'write {{ {name} = "env:NAME" }}')
    if (feed.login or feed.headers) and feed.url.startswith("http://") and not _LOCAL.match(feed.url):
        yield (
            "url",
            _said("sends a login or key over http, which anyone on the way can read", "write https://"),
        )
    if "&amp;" in feed.url:
        meant = feed.url.replace("&amp;", "&")
        yield "url", _said('holds "&amp;", which means "&" only in HTML', f"write {meant}")
    slip = SLIPS_OF_LANGUAGE.get(primary_language(feed.language))
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
    elif host in {"reddit.com", "old.reddit.com"} and not parts.path.rstrip("/").endswith((".rss", ".xml")):
        yield "url", _said("is not a feed", f"write https://www.reddit.com{parts.path.rstrip('/')}/.rss")
    elif host in _WITHOUT_FEEDS:
        yield (
            "url",
            _said(f"{_WITHOUT_FEEDS[host]} offers no feeds", "name the feed of the outlet's own site"),
        )
    elif host in {"youtube.com", "youtu.be"} and not parts.path.startswith("/feeds/"):
        yield (
            "url",
            _said("is not a feed", "write https://www.youtube.com/feeds/videos.xml?channel_id=ID"),
        )


def _advise_reach(url: str, fetch: FetchSettings) -> Iterator[tuple[str, str]]:
    """Yield advice on an address or port that the settings do not let the monitor fetch."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    networks = [ip_network(network) for network in fetch.allow_private]
    if address := _local_address(host):
        if not any(address in network for network in networks):
            yield (
                "url",
                _said(
                    "is in a private network, where nothing is fetched",
                    "if it is yours, allow it in monitor.toml: [fetch] "
                    f'allow_private = ["{ip_network(address)}"]',
                ),
            )
        return
    allowed = {80, 443, *fetch.allow_ports}
    if parts.scheme in {"http", "https"} and port not in {None, *allowed} and not networks:
        ports = ", ".join(map(str, (*fetch.allow_ports, port)))
        yield (
            "url",
            _said(
                f"has port {port}, which is not fetched",
                f"if it is right, allow it in monitor.toml: [fetch] allow_ports = [{ports}]",
            ),
        )


def _local_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address of a host that is private by its spelling alone, or None."""
    try:
        address = ip_address("127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host)
    except ValueError:
        return None
    return None if address.is_global else address


def _said(what: str, instead: str) -> str:
    return f"{what}; {instead}"
