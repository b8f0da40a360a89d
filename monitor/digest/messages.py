"""What is sent of a digest: the whole of it by mail, its headlines to a chat, an alert at once.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.digest.render.article_view import BLOCKED
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.mail import render_mail_html, render_mail_text
from monitor.digest.render.view import build_view, plural
from monitor.models import Digest, Story, StoryStatus, TopicSection

LONGEST_TEXT = 3500  # chats cut at 4,000 characters and less
LONGEST_SUBJECT = 150
_HEADLINES = 5
# A word joiner behind these ends every mention, channel call and formatting command that a chat knows.
_CALLS = re.compile(r"[@<](?=\S)|[*_~`|](?=\S)")
_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to send.

    Attributes:
        key: what it is, as the outbox knows it: `digest:2025-12-16`.
        subject: one line.
        text: plain text, at most 3,500 characters, harmless in a chat.
        html: a page for mail, or "" where the text is all.
        plain: the text that goes with the page, with every address.
    """

    key: str
    subject: str
    text: str
    html: str = ""
    plain: str = ""


def digest_message(digest: Digest) -> Message:
    """Compose the message that carries a digest."""
    reading = build_view(digest)
    lines = [
        _under(digest, f"Digest of {reading.day}"),
        reading.summary,
        *(f"! {warning}" for warning in reading.warnings),
    ]
    for section in digest.topics:
        if section.stories:
            lines += ["", f"{section.title} ({len(section.stories)})", *_headlines(section.stories)]
    lines += ["", *(f"{notice.title}: {len(notice.lines) + notice.more}" for notice in reading.notices)]
    subject = _under(digest, f"Digest of {reading.day}: {reading.summary}")
    key = f"digest:{reading.iso_day}"
    return Message(key, _subject(subject), _text(lines), render_mail_html(digest), render_mail_text(digest))


def alert_message(key: str, digest: Digest, topic: str) -> Message | None:
    """Compose the alert that tells the new stories and updates of a topic, or None where there are none."""
    section = _section(digest, topic)
    fresh = [story for story in section.stories if story.status is not StoryStatus.RUNNING] if section else []
    if section is None or not fresh:
        return None
    what = f"{section.title}: {_title(fresh[0])}"
    lines = [_under(digest, section.title), "", *_headlines(fresh)]
    return Message(key, _subject(_under(digest, what)), _text(lines))


def spike_message(key: str, digest: Digest, topic: str) -> Message | None:
    """Compose the alert that tells of a topic's unusual day, with its numbers, or None where it is usual."""
    section = _section(digest, topic)
    if section is None or not section.trend.spike:
        return None
    what = f"{section.title}: unusually many stories"
    lines = [_under(digest, what), section.trend.reason + ".", "", *_headlines(section.stories)]
    return Message(key, _subject(_under(digest, what)), _text(lines))


def _under(digest: Digest, text: str) -> str:
    """Put the monitor's title before a line, where it has one."""
    return f"[{digest.title}] {text}" if digest.title else text


def trial_message(monitor: str) -> Message:
    """Compose the message that shows whether a target can be reached."""
    text = f"A test of {one_line(monitor)}: whoever reads this receives its digests and alerts.\n"
    return Message("test", "Test of summit-monitor", text)


def _section(digest: Digest, topic: str) -> TopicSection | None:
    return next((section for section in digest.topics if section.id == topic), None)


def _headlines(stories: Iterable[Story]) -> Iterator[str]:
    listed = list(stories)
    for story in listed[:_HEADLINES]:
        lead = story.articles[0]
        more = (
            f" and {plural(len(story.outlets) - 1, 'outlet', 'outlets')} more"
            if len(story.outlets) > 1
            else ""
        )
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
    """Join lines, cut behind the last whole one that fits; what would act in a chat is disarmed."""
    kept: list[str] = []
    room = LONGEST_TEXT
    for line in lines:
        indent = "  " if line.startswith("  ") else ""
        clean = indent + one_line(line)
        safe = clean if indent else _CALLS.sub(lambda match: match[0] + _JOINER, clean)
        room -= len(safe) + 1
        if room <= 1:
            kept.append("…")
            break
        kept.append(safe)
    return "\n".join(kept).strip() + "\n"
