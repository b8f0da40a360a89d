"""Items as any feed format gives them become entries: cleaned, linked, dated, each with a key of its own.

Pure: no I/O; the present time comes in.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.models import Entry, first_words
from monitor.read.cleaning import clean_line, clean_text, flatten, headline, plain
from monitor.read.dates.parse_date import sane_date
from monitor.read.language.detect import language_tag
from monitor.read.limits import LONGEST_CONTENT, LONGEST_SUMMARY, LONGEST_TITLE
from monitor.read.related_links import flatten_with_links, without_side_lines
from monitor.read.urls import leads_to_page, resolve

_LONGEST_AUTHOR = 200
_LONGEST_KEY = 500
# Markup around a text; what is longer is cut before it is parsed.
_MARKUP_SHARE = 8
# A body is clearly longer than a summary, not the same words with a line more.
_BODY_RATIO = 1.5
_BODY_LEAST = 400


@dataclass(frozen=True, slots=True)
class Words:
    """A text as a feed carries it, and whether it is HTML."""

    raw: str = ""
    markup: bool = False

    def line(self, limit: int) -> str:
        """Return it as one clean line."""
        return clean_line(self._flat(limit), limit)

    def headline(self, limit: int) -> str:
        """Return it as one clean line, without the markup that a headline has by mistake."""
        return clean_line(headline(self.raw[: limit * _MARKUP_SHARE + 10_000], html=self.markup), limit)

    def text(self, limit: int) -> str:
        """Return it as clean paragraphs, without the lines that only lead elsewhere."""
        if not self.markup or "<" not in self.raw:
            return clean_text(self._flat(limit), limit)
        flat, links = flatten_with_links(self._start(limit))
        return without_side_lines(clean_text(flat, limit), links)

    def _flat(self, limit: int) -> str:
        raw = self._start(limit)
        return flatten(raw) if self.markup else plain(raw)

    def _start(self, limit: int) -> str:
        return self.raw[: limit * _MARKUP_SHARE + 10_000]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed of any format, as it stands there.

    Attributes:
        guid: what the feed calls its identity, or "".
        link: as written, perhaps relative.
        bodies: candidates for the article's whole text.
        published: read but not yet checked for sanity.
        source: the outlet that an aggregator has it from, or "".
    """

    guid: str = ""
    link: str = ""
    title: Words = Words()
    summary: Words = Words()
    bodies: tuple[Words, ...] = ()
    author: Words = Words()
    published: datetime | None = None
    language: str = ""
    source: str = ""


# What software writes for a headline that its author left out.
_NO_TITLE = re.compile(
    r"\W*(?:un-?titled(?: (?:post|document|page))?|no title|null|none|undefined|nan|n/a|title|제목\s?없음"
    r"|无标题|無標題|無題|"
    r"タイトルなし|sans titre|ohne titel|kein titel|sin t[ií]tulo|sem t[ií]tulo|senza titolo|tanpa judul|"
    r"không (?:có )?tiêu đề|ไม่มีชื่อ(?:เรื่อง)?|без названия|без заголовка)\W*",
    re.IGNORECASE,
)


def make_entries(items: Iterable[Item], feed_url: str, now: datetime) -> tuple[Entry, ...]:
    """Return the entries of one document in its order, keys unique.

    The key is the guid unless the document repeats it, else the canonical link unless repeated, else a hash
    of title and text (faults.md rows 100, 101; mechanism 7). Items without any words or link, and exact
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
            entries[key] = draft if key == draft.key else replace(draft, key=key, keyed=False)
    return tuple(entry if entry.title else _titled(entry) for entry in entries.values())


def _titled(entry: Entry) -> Entry:
    """Give an entry without a title the first words of its text, marked as such (`models.is_first_words`)."""
    return replace(entry, title=first_words(entry.summary or entry.content))


def _draft(item: Item, feed_url: str, now: datetime) -> Entry:
    """Return an entry with the guid for its key."""
    summary = item.summary.text(LONGEST_SUMMARY)
    content = max((body.text(LONGEST_CONTENT) for body in item.bodies if body.raw), key=len, default="")
    if content and not summary and len(content) < _BODY_LEAST:
        summary, content = content, ""
    elif len(content) < max(_BODY_LEAST, len(summary) * _BODY_RATIO):
        content = ""
    guid = clean_line(item.guid, 2 * _LONGEST_KEY)
    source = clean_line(headline(item.source[:1000], html=True), _LONGEST_AUTHOR) if item.source else ""
    url = resolve(item.link, feed_url)
    return Entry(
        feed_url=feed_url,
        key=guid if len(guid) <= _LONGEST_KEY else _hash(item.guid),
        url=url,
        paged=url is None or leads_to_page(item.link, url, feed_url),
        title=_title(item, source),
        summary=summary,
        content=content,
        author=item.author.line(_LONGEST_AUTHOR),
        published=sane_date(item.published, now),
        language=language_tag(item.language),
        source=source,
    )


def _title(item: Item, source: str) -> str:
    """Return the headline without the name of the outlet that an aggregator put behind it."""
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
