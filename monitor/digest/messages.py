"""Compose messages: a digest for mail and chat, alerts, and the test message."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.digest.ranking import Reach, event_reach
from monitor.digest.render.allotment import topics_told_under
from monitor.digest.render.article_view import BLOCKED
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.in_words import plural
from monitor.digest.render.mail import render_mail_html, render_mail_text
from monitor.digest.render.view import build_view
from monitor.models import Digest, Story, StoryStatus, TopicSection

LONGEST_TEXT = 3500  # chats cut at 4,000 characters and less
LONGEST_SUBJECT = 150
_HEADLINES = 5
# A word joiner after these characters disables mentions, channel calls and formatting in all chats.
_CHAT_COMMANDS = re.compile(r"[@<](?=\S)|[*_~`|](?=\S)")
_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send.

    Attributes:
        key: its key in the outbox, such as `digest:2025-12-16`.
        subject: one line.
        text: plain text, at most 3,500 characters, safe in a chat.
        html: the HTML part of a mail, or "" without one.
        plain: the text part of a mail, with every URL.
    """

    key: str
    subject: str
    text: str
    html: str = ""
    plain: str = ""


def digest_message(digest: Digest, url: str = "") -> Message:
    """Return the message with a digest; with the public address of the local page it links to the whole."""
    view, reach = build_view(digest), event_reach(digest.topics)
    lines = [
        _with_title(digest, f"Digest of {view.day}"),
        view.summary,
        *(f"! {warning}" for warning in view.warnings),
    ]
    told_under = topics_told_under(digest)
    for section in digest.topics:
        events = _told_once(section.stories)
        here = [story for story in events if told_under[story.id] == section.id]
        if here:
            lines += ["", f"{section.title} ({len(events)})", *_headlines(here, reach)]
        elif events:
            lines += ["", f"{section.title} ({len(events)}), shown under other topics"]
    lines += ["", *(f"{notice.title}: {len(notice.lines) + notice.more}" for notice in view.notices)]
    subject = _with_title(digest, f"Digest of {view.day}: {view.summary}")
    key = f"{'digest' if digest.window.period == 'day' else digest.window.period}:{view.iso_day}"
    return Message(
        key, _subject(subject), _text(lines), render_mail_html(digest, url), render_mail_text(digest, url)
    )


def alert_message(key: str, digest: Digest, topic: str) -> Message | None:
    """Return the alert with the new events and updates of a topic, or None if there are none."""
    section = _section(digest, topic)
    stories = section.stories if section else ()
    fresh = _told_once(story for story in stories if story.status is not StoryStatus.RUNNING)
    if section is None or not fresh:
        return None
    what = f"{section.title}: {_title(fresh[0])}"
    lines = [_with_title(digest, section.title), "", *_headlines(fresh, event_reach(digest.topics))]
    return Message(key, _subject(_with_title(digest, what)), _text(lines))


def spike_message(key: str, digest: Digest, topic: str) -> Message | None:
    """Return the alert about an unusual number of events of a topic, or None if the number is usual."""
    section = _section(digest, topic)
    if section is None or not section.trend.spike:
        return None
    what, events = f"{section.title}: unusually many events", _told_once(section.stories)
    lines = [
        _with_title(digest, what),
        section.trend.reason + ".",
        "",
        *_headlines(events, event_reach(digest.topics)),
    ]
    return Message(key, _subject(_with_title(digest, what)), _text(lines))


def _with_title(digest: Digest, text: str) -> str:
    """Return a line with the monitor's title in front, if it has one."""
    return f"[{digest.title}] {text}" if digest.title else text


def trial_message(monitor: str) -> Message:
    """Return the message that tests whether a target can be reached."""
    text = f"A test of {one_line(monitor)}: the readers of this message receive its digests and alerts.\n"
    return Message("test", "Test of summit-monitor", text)


def _section(digest: Digest, topic: str) -> TopicSection | None:
    return next((section for section in digest.topics if section.id == topic), None)


def _told_once(stories: Iterable[Story]) -> list[Story]:
    """Return one story of each event, the first."""
    events: dict[str, Story] = {}
    for story in stories:
        events.setdefault(story.main or story.id, story)
    return list(events.values())


def _headlines(listed: Sequence[Story], reach: Mapping[str, Reach]) -> Iterator[str]:
    for story in listed[:_HEADLINES]:
        lead, others = story.articles[0], reach[story.main or story.id].outlets - 1
        more = f" and {plural(others, 'outlet', 'outlets')} more" if others > 0 else ""
        mark = "" if story.status is StoryStatus.NEW else f"{story.status.value}: "
        yield f"- {mark}{_title(story)} ({lead.source}{more})"
        link = "" if lead.reason == BLOCKED else safe_url(lead.url)
        if link:
            yield f"  {link}"
    if len(listed) > _HEADLINES:
        yield f"  and {len(listed) - _HEADLINES} more"


def _title(story: Story) -> str:
    return story.headline or "(no headline)"


def _subject(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _text(lines: Iterable[str]) -> str:
    """Join the lines that fit into `LONGEST_TEXT`, with chat commands disabled."""
    kept: list[str] = []
    room = LONGEST_TEXT
    for line in lines:
        indent = "  " if line.startswith("  ") else ""
        clean = indent + one_line(line)
        safe = clean if indent else _CHAT_COMMANDS.sub(lambda match: match[0] + _JOINER, clean)
        room -= len(safe) + 1
        if room <= 1:
            kept.append("…")
            break
        kept.append(safe)
    return "\n".join(kept).strip() + "\n"
