"""Parse the mails of one poll into entries: the stories of a newsletter, or a mail as a whole."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain

from monitor.models import Failure, FailureKind, ParsedFeed
from monitor.read.cleaning import html_to_text
from monitor.read.dates.parse_date import plausible_date
from monitor.read.feed.entries import FeedItem, RawText, make_entries
from monitor.read.newsletter.mail_message import Mail, read_message
from monitor.read.newsletter.mail_stories import MailStory, stories_of_html, stories_of_text

_FEWEST_STORIES = 2
# Minimum length of text before the first story that becomes an entry: an editorial, not a greeting.
_LONGEST_GREETING = 400


def parse_mails(body: bytes, feed_url: str, now: datetime, language: str = "") -> ParsedFeed | Failure:
    """Return the entries of mails, newest mail first.

    A mail with two or more headlines that are links gives an entry for each, and one for a longer text
    before them. Any other mail is one entry with its whole text and without a link: links of a mail that
    lead to itself name the subscriber.

    Args:
        body: JSON lines with `received` (ISO 8601 or null) and `mail` (base64), oldest first.
        feed_url: identity of the source, and of its entries.
        now: the present time.
        language: the usual language of the source, for charsets.

    Returns:
        The entries; the failure `bad_encoding` if the body is none of this form.
    """
    mails: list[tuple[datetime | None, bytes]] = []
    try:
        for line in body.splitlines():
            document = json.loads(line)
            received = document["received"]
            moment = datetime.fromisoformat(received) if received else None
            mails.append((moment, base64.b64decode(document["mail"])))
    except (ValueError, KeyError, TypeError) as error:
        return Failure("bad_encoding", f"the mails cannot be read: {error}", FailureKind.SOFT)
    items = chain.from_iterable(
        _items(read_message(raw, language), received, feed_url, now) for received, raw in reversed(mails)
    )
    return ParsedFeed("", "mail", make_entries(items, feed_url, now))


def _items(mail: Mail, received: datetime | None, feed_url: str, now: datetime) -> Iterator[FeedItem]:
    """Yield the items of one mail; its date is its own if that is plausible, else that of its arrival."""
    published = plausible_date(mail.sent, now) or plausible_date(received, now)
    whole = FeedItem(
        guid=f"mail:{mail.key}" if mail.key else "",
        title=RawText(mail.subject),
        published=published,
        language=mail.language,
        source=mail.outlet,
    )
    before, stories = _stories(mail, feed_url)
    if len(stories) < _FEWEST_STORIES:
        text = html_to_text(mail.html) if mail.html else mail.plain
        if mail.subject or text.strip():
            yield replace(whole, bodies=(RawText(text),))
        return
    if len(before) > _LONGEST_GREETING:
        yield replace(whole, bodies=(RawText(before),))
    for story in stories:
        yield FeedItem(
            link=story.url,
            title=RawText(story.title),
            summary=RawText(story.text),
            published=published,
            language=mail.language,
            source=mail.outlet,
        )


def _stories(mail: Mail, feed_url: str) -> tuple[str, list[MailStory]]:
    if mail.html:
        return stories_of_html(mail.html, feed_url)
    return stories_of_text(mail.plain, feed_url)
