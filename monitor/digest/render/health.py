"""Health notes of a digest as text: feeds with problems, gaps, unreadable pages."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from monitor.digest.render.clean import one_line
from monitor.digest.render.locale_names import moment
from monitor.models import DAMAGED, PRUNED, Digest, FeedHealth, Gap, Unreadable, mask_secrets

MOST_LINES = 30
_NAMED = 3
_LOST = {PRUNED, DAMAGED}
_NETWORK_DOWN = "network_down"
_MISSED = 8
_STATUS = {
    "failing": "failing",
    "gone": "gone, asked again once a week",
    "silent": "answers, but has had nothing new for long",
    "shrinking": "brings far fewer entries than usual",
    "unreadable": "answers, but brings nothing that can be read",
    "old": "announces only what it dates as old, which no digest counts as news",
    "empty": "suddenly empty",
    "partial": "damaged, read in part",
    "new": "not polled yet",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One group of health notes: a heading, its lines, and the number of lines left out."""

    title: str
    lines: tuple[str, ...]
    more: int = 0


def warnings(digest: Digest, tz: tzinfo) -> tuple[str, ...]:
    """Return the warnings shown at the top of the digest, because an empty digest means less with them."""
    lines = []
    counts, health = digest.counts, digest.health
    if counts.feeds and counts.feeds_failing >= counts.feeds:
        lines.append(
            f"None of the {counts.feeds} feeds could be read: an empty digest says nothing about the news."
        )
    elif counts.feeds and counts.feeds_failing * 2 >= counts.feeds:
        lines.append(
            f"{counts.feeds_failing} of {counts.feeds} feeds could not be read; this digest is incomplete."
        )
    lines.extend(_gap(gap, tz) for gap in health.gaps[:3])
    if health.config_problems:
        lines.append("An edit of the configuration was refused; the last good one is in force.")
    return tuple(lines)


def health_notes(digest: Digest, tz: tzinfo) -> tuple[Notice, ...]:
    """Return the groups of health notes that have lines."""
    health = digest.health
    groups = (
        ("Feeds not in order", _feeds(health.feeds, tz)),
        (
            "Pages that could not be read",
            _unreadable([a for a in health.unreadable if a.reason not in _LOST]),
        ),
        (
            "Texts no longer kept, matched as they were when they were read",
            _unreadable([a for a in health.unreadable if a.reason in _LOST]),
        ),
        ("Gaps", [_gap(gap, tz) for gap in health.gaps]),
        ("Configuration edits refused", [one_line(line) for line in health.config_problems]),
        ("Deliveries that failed", [one_line(line) for line in health.deliveries]),
        ("The archive", [one_line(line) for line in health.notices]),
    )
    return tuple(
        Notice(title, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))
        for title, lines in groups
        if lines
    )


def _feeds(feeds: Sequence[FeedHealth], tz: tzinfo) -> list[str]:
    """Return one line per feed, with the URL if several feeds have the same name.

    Feeds that failed because the network was down share one line.
    """
    down = [feed for feed in feeds if feed.reason == _NETWORK_DOWN]
    if len(down) > 1:
        feeds = [feed for feed in feeds if feed.reason != _NETWORK_DOWN]
    names = Counter(feed.name for feed in feeds)
    lines = [_feed(feed, tz, named_by_url=names[feed.name] > 1) for feed in feeds]
    return [_network(down, tz), *lines] if len(down) > 1 else lines


def _network(feeds: Sequence[FeedHealth], tz: tzinfo) -> str:
    """Return the one line about all feeds that failed because this machine had no network.

    A feed that failed for another reason before fails for longer than the network is down, and one that is
    polled rarely for less long: the time is that of the feed in the middle.
    """
    failing = sorted(feed.since for feed in feeds if feed.since)
    since = f", at least since {moment(failing[len(failing) // 2], tz)}" if failing else ""
    return f"The network of this machine was down{since}: {len(feeds)} feeds could not be asked"


def _feed(feed: FeedHealth, tz: tzinfo, *, named_by_url: bool) -> str:
    name = f"{feed.name} {mask_secrets(feed.url).partition('//')[2]}" if named_by_url else feed.name
    state = _STATUS.get(feed.status, feed.status)
    since = f" since {moment(feed.since, tz)}" if feed.since else ""
    why = ": ".join(part for part in (feed.reason, feed.detail) if part)
    return one_line(f"{name}: {state}{since}" + (f" ({why})" if why else ""))


def _unreadable(articles: Sequence[Unreadable]) -> list[str]:
    """Return one line per outlet and reason, with the first headlines."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for article in articles:
        groups[article.source, article.reason].append(one_line(article.title) or "(no headline)")
    return [
        one_line(
            f"{source or 'unknown outlet'}: {len(titles)} ({reason}): "
            + "; ".join(titles[:_NAMED])
            + ("; …" if len(titles) > _NAMED else "")
        )
        for (source, reason), titles in groups.items()
    ]


def _gap(gap: Gap, tz: tzinfo) -> str:
    missed = ""
    if gap.feeds:
        shown = ", ".join(one_line(name) for name in gap.feeds[:_MISSED])
        rest = f" and {len(gap.feeds) - _MISSED} more" if len(gap.feeds) > _MISSED else ""
        missed = f" These may have scrolled past it: {shown}{rest}."
    return f"No feed was polled from {moment(gap.start, tz)} to {moment(gap.end, tz)}.{missed}"
