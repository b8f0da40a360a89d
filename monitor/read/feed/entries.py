"""Turn the items of any feed format into entries: cleaned, with absolute links, dates and unique keys."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.models import Entry, first_words
from monitor.read.cleaning import clean_line, clean_text, decode_entities, headline_text, html_to_text
from monitor.read.dates.parse_date import plausible_date
from monitor.read.language.detect import language_tag
from monitor.read.limits import LONGEST_CONTENT, LONGEST_SUMMARY, LONGEST_TITLE
from monitor.read.related_links import drop_related_lines, html_to_text_and_links
from monitor.read.urls import has_own_page, resolve

_LONGEST_AUTHOR = 200
_LONGEST_KEY = 500
# Room for markup around a text; longer input is cut before it is parsed.
_MARKUP_SHARE = 8
# A full text is clearly longer than a summary, not the summary plus one line.
_BODY_RATIO = 1.5
_BODY_LEAST = 400


@dataclass(frozen=True, slots=True)
class RawText:
    """A text as a feed carries it, and whether it is HTML."""

    raw: str = ""
    markup: bool = False

    def line(self, limit: int) -> str:
        """Return the text as one clean line."""
        return clean_line(self._plain(limit), limit)

    def headline(self, limit: int) -> str:
        """Return the text as one clean line, without markup that a headline has by mistake."""
        return clean_line(headline_text(self.raw[: limit * _MARKUP_SHARE + 10_000], html=self.markup), limit)

    def text(self, limit: int) -> str:
        """Return the text as clean paragraphs, without lines that only lead elsewhere."""
        if not self.markup or "<" not in self.raw:
            return clean_text(self._plain(limit), limit)
        flat, links = html_to_text_and_links(self._bounded(limit))
        return drop_related_lines(clean_text(flat, limit), links)

    def _plain(self, limit: int) -> str:
        raw = self._bounded(limit)
        return html_to_text(raw) if self.markup else decode_entities(raw)

    def _bounded(self, limit: int) -> str:
        return self.raw[: limit * _MARKUP_SHARE + 10_000]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed of any format, before cleaning.

    Attributes:
        guid: the identity that the feed gives it, or "".
        link: as written, possibly relative.
        bodies: candidates for the full text of the article.
        published: parsed, but not checked for plausibility.
        source: the outlet that an aggregator took it from, or "".
    """

    guid: str = ""
    link: str = ""
    title: RawText = RawText()
    summary: RawText = RawText()
    bodies: tuple[RawText, ...] = ()
    author: RawText = RawText()
    published: datetime | None = None
    language: str = ""
    source: str = ""


# Values that software writes for a missing headline.
_NO_TITLE = re.compile(
    r"\W*(?:un-?titled(?: (?:post|document|page))?|no title|null|none|undefined|nan|n/a|title|제목\s?없음"
    r"|无标题|無標題|無題|"
    r"タイトルなし|sans titre|ohne titel|kein titel|sin t[ií]tulo|sem t[ií]tulo|senza titolo|tanpa judul|"
    r"không (?:có )?tiêu đề|ไม่มีชื่อ(?:เรื่อง)?|без названия|без заголовка)\W*",
    re.IGNORECASE,
)


def make_entries(items: Iterable[FeedItem], feed_url: str, now: datetime) -> tuple[Entry, ...]:
    """Return the entries of one document in its order, with unique keys.

    The key is the guid unless the document repeats it, else the canonical link unless repeated, else a hash
    of title and text (faults.md rows 100, 101; mechanism 7). Items without text and link, and exact
    repetitions, are left out.
    """
    drafts = [_draft(item, feed_url, now) for item in items]
    drafts = [
        draft for draft in drafts if draft.key or draft.url or draft.title or draft.summary or draft.content
    ]
    guids = Counter(draft.key for draft in drafts)
    links = Counter(draft.url for draft in drafts)
    entries: dict[str, Entry] = {}
    for draft in drafts:
        if draft.key and guids[draft.key] == 1:
            key = draft.key
        elif draft.url and links[draft.url] == 1:
            key = draft.url
        else:
            key = _hash(draft.url or "", draft.title, draft.summary or draft.content)
        if key not in entries:
            entries[key] = draft if key == draft.key else replace(draft, key=key, has_guid=False)
    return tuple(entry if entry.title else _with_first_words(entry) for entry in entries.values())


def _with_first_words(entry: Entry) -> Entry:
    """Give an untitled entry the first words of its text as title (see `models.is_first_words`)."""
    return replace(entry, title=first_words(entry.summary or entry.content))


def _draft(item: FeedItem, feed_url: str, now: datetime) -> Entry:
    """Return an entry whose key is the guid."""
    summary = item.summary.text(LONGEST_SUMMARY)
    content = max((body.text(LONGEST_CONTENT) for body in item.bodies if body.raw), key=len, default="")
    if content and not summary and len(content) < _BODY_LEAST:
        summary, content = content, ""
    elif len(content) < max(_BODY_LEAST, len(summary) * _BODY_RATIO):
        content = ""
    guid = clean_line(item.guid, 2 * _LONGEST_KEY)
    source = clean_line(headline_text(item.source[:1000], html=True), _LONGEST_AUTHOR) if item.source else ""
    url = resolve(item.link, feed_url)
    return Entry(
        feed_url=feed_url,
        key=guid if len(guid) <= _LONGEST_KEY else _hash(item.guid),
        url=url,
        has_page=url is None or has_own_page(item.link, url, feed_url),
        title=_title(item, source),
        summary=summary,
        content=content,
        author=item.author.line(_LONGEST_AUTHOR),
        published=plausible_date(item.published, now),
        language=language_tag(item.language),
        source=source,
    )


def _title(item: FeedItem, source: str) -> str:
    """Return the headline without the outlet's name that an aggregator appended."""
    title = item.title.headline(LONGEST_TITLE)
    if _NO_TITLE.fullmatch(title):
        return ""
    if source and title.casefold().endswith(f"({source.casefold()})"):
        title = title[: -len(source) - 2].rstrip()
    if source and len(title) > len(source) and title.casefold().endswith(source.casefold()):
        before = title[: -len(source)]
        bare = before.rstrip().rstrip("-–—|·").rstrip()
        if bare and bare != before.rstrip() and before[-1:].isspace():
            return bare
    return title


def _hash(*texts: str) -> str:
    words = "\0".join(" ".join(text.casefold().split()) for text in texts)
    return "hash:" + hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()
