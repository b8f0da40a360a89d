"""Choose feeds of the config by URL, in any spelling, or by name."""

from difflib import get_close_matches

from monitor.errors import UsageError
from monitor.models import Config, Feed
from monitor.models.feed_urls import loose_feed_url, normal_feed_url


def named_feeds(config: Config, texts: tuple[str, ...]) -> list[Feed]:
    """Return the feeds that texts name, in config order, each once.

    Raises:
        UsageError: a text names none; the message suggests one.
    """
    found = [feed for text in texts for feed in _named(config, text)]
    return [feed for feed in config.feeds if feed in found]


def _named(config: Config, text: str) -> list[Feed]:
    plain, loose = normal_feed_url(text), loose_feed_url(text)
    exact = [feed for feed in config.feeds if normal_feed_url(feed.url) == plain or feed.name == text]
    found = exact or [
        feed for feed in config.feeds if loose_feed_url(feed.url) in {loose, text.removesuffix("/")}
    ]
    if not found:
        near = get_close_matches(
            text, [name for feed in config.feeds for name in (feed.name, feed.url)], 1, 0.7
        )
        meant = f"; did you mean {near[0]!r}?" if near else "; `monitor feeds list` shows them"
        raise UsageError(f"no feed in feeds.toml has the address or name {text!r}{meant}")
    return found
