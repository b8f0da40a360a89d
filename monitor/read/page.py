"""Page bytes become an article: one decoding, one parse, trafilatura; the feed's own words as fallback.

Pure: no I/O, no clock. trafilatura and lxml corrupt memory in threads: call this in processes only.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from monitor.models import Article, Entry, Failure, FailureKind, Page, TextSource, is_first_words, same_outlet
from monitor.read.article import SHARE_OF_CONTENT, own_words, read_entry
from monitor.read.body_choice import best_text
from monitor.read.charset import decode
from monitor.read.cleaning import clean_text
from monitor.read.dates import sane_date
from monitor.read.entries import LONGEST_CONTENT
from monitor.read.headline_words import about
from monitor.read.json_ld import state_text
from monitor.read.language import language_of
from monitor.read.meta_refresh import sent_on
from monitor.read.metadata import PageFacts, page_facts
from monitor.read.paywalls import wall_in
from monitor.read.pruning import prune, remove
from monitor.read.related_links import without_side_lines
from monitor.read.stoplists import use_stoplists
from monitor.read.xml_guard import too_much, ungzip

MOST_BYTES = 20_000_000
MOST_TAGS = 50_000
SHORT = 250

_HTML_TYPES = ("html", "xml", "text/plain")
_NO_HTML = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00")
_OPENING = re.compile(r"<(script|style)\b[^>]*>", re.IGNORECASE)
_CLOSING = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}
_CLOSED_ROOT = re.compile(rb"(<html\b[^>]{0,2000}?)\s*/\s*>", re.IGNORECASE)
_CONTROLS = bytes({*range(32)} - {9, 10, 12, 13})
_DATE = re.compile(
    r"\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}\s?[日일]?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?[ ]+(?=\S)"
)
_JSON_LD = "application/ld+json"
_NO_TEXT = ("script", "style")
# lxml.html asks a function in Python for the class of each element, to tell forms and inputs from others.
_ONE_CLASS = lxml.etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement,
    comment=lxml.html.HtmlComment,
    pi=lxml.html.HtmlProcessingInstruction,
    entity=lxml.html.HtmlEntity,
)
_SUFFIX = re.compile(r"\s+[-–—|·]\s")
_REPEATS = 4
_BINARY = 0.01
_LITTLE = 300
_SHORT_OF_SCRIPT = 60
_CLEARLY_MORE = 1.5


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a page gave: its text, what it says of itself, whether the parser gave up, where it sends one."""

    text: str
    facts: PageFacts
    cut_at_depth: bool
    elsewhere: str = ""


def read_page(
    page: Page, entry: Entry, fallback_language: str = "", found: datetime | None = None
) -> Article:
    """Return the article of an entry, from its page if that gave one, else from the feed's own words.

    Args:
        page: as served.
        entry: its title, author and date are preferred to the page's, where its feed is of the page's outlet;
            another feed's words are used where the page gave none.
        fallback_language: what the feed usually carries, where nothing better is known.
        found: when the entry was; a page's date that is later is not believed.

    Returns:
        An article; `text_source` says which text was used. It is UNREADABLE, with the feed's words, for the
        reasons `not_html`, `too_many_tags`, `tag_too_long`, `too_large`, `bad_encoding`, `truncated`,
        `too_deep`, `unparsable`, `no_text`, `too_short`, and those of `wall_in`;
        `elsewhere` then says where the page sends its readers on to, if it does.
    """
    reading = _read(page, entry, fallback_language)
    if isinstance(reading, Failure):
        return read_entry(entry, reading, fallback_language)
    theirs = same_outlet(entry.feed_url, page.url)
    own, own_text_source = own_words(entry)
    text, facts = reading.text, reading.facts
    failure = _useless(
        reading,
        "" if own_text_source is TextSource.TITLE or not theirs else own,
        entry.title if theirs else "",
    )
    if failure:
        named = failure.reason not in {"no_text", "too_short"} or entry.title
        told = read_entry(entry if named else replace(entry, title=facts.title), failure, fallback_language)
        return replace(told, elsewhere=reading.elsewhere)
    text_source, detail = TextSource.PAGE, ""
    if theirs and len(text) < len(entry.content) * SHARE_OF_CONTENT:
        detail = f"the page gave {len(text)} characters, the feed {len(entry.content)}"
        text, text_source = own, own_text_source
    elif theirs and _of_others(text, entry, facts.description):
        detail = "the page has no word of the headline: the feed's words are used"
        text, text_source = own, own_text_source
    elif reading.cut_at_depth:
        detail = "the page is nested too deeply: its end may be missing"
    elif len(text) < SHORT:
        detail = f"short: {len(text)} characters"
    titled = not is_first_words(entry.title, own)
    stated = entry.title if theirs else _confirmed(entry.title, facts.title)
    title = (stated if titled else "") or facts.title or entry.title
    text = _without_headline(text, title)
    return Article(
        url=entry.url,
        title=title,
        text=text,
        text_source=text_source,
        detail=detail,
        author=(entry.author if theirs else "") or facts.author,
        language=language_of(f"{title}\n{text}", (facts.language, entry.language), fallback_language),
        published=(entry.published if theirs else None) or _past(facts.published, found),
        dated=_past(facts.published, found),
    )


def _confirmed(title: str, said: str) -> str:
    """Return another feed's title where the page says it too, its outlet's name behind it at most."""
    rest = said[len(title) :] if title and said.startswith(title) else " "
    return title if not rest or (_SUFFIX.match(rest) and len(rest) < len(title)) else ""


def _of_others(text: str, entry: Entry, description: str) -> bool:
    """Tell whether a text is surely another's: no word of the headline, the summary, the description."""
    if about(text, entry.title) is not False:
        return False
    return not any(about(text, told[:_LITTLE]) for told in (entry.summary, description) if told)


def _past(date: datetime | None, found: datetime | None) -> datetime | None:
    return sane_date(date, found) if found else date


def _useless(reading: _Reading, own: str, headline: str) -> Failure | None:
    """Say why a page's text is no article, or None if it is one."""
    text = reading.text
    if not text or (reading.cut_at_depth and len(text) < max(SHORT, len(own))):
        if reading.cut_at_depth:
            return Failure("too_deep", "nested too deeply for the parser", FailureKind.HARD)
        return Failure("no_text", "no article text found in the page", FailureKind.HARD)
    wall = wall_in(reading.facts.title, text, headline)
    if not wall and reading.elsewhere and len(text) < SHORT and not about(text, headline):
        wall = "interstitial"
    if wall:
        return Failure(wall, f"the page says: {' '.join(text[:80].split())}", FailureKind.HARD)
    if len(text) < SHORT and len(text) < len(own):
        return Failure("too_short", f"{len(text)} characters, fewer than the feed's own", FailureKind.HARD)
    return None


def _read(page: Page, entry: Entry, fallback_language: str) -> _Reading | Failure:
    html = _html(page, entry.language or fallback_language)
    if isinstance(html, Failure):
        return html
    try:
        tree, cut_at_depth = _tree(html)
    except lxml.etree.LxmlError:
        return Failure("no_text", "the page is empty", FailureKind.HARD)
    theirs = same_outlet(entry.feed_url, page.url)
    known = {
        "title_known": theirs and bool(entry.title),
        "date_known": theirs and entry.published is not None,
    }
    facts = page_facts(tree, page.url, entry.title if theirs else "", **known)
    elsewhere = sent_on(tree, page.url)
    said = (facts.language, entry.language, fallback_language)
    title = (entry.title if theirs else "") or facts.title
    text = _text(tree, html, said, page.url, facts, title)
    if isinstance(text, Failure):
        return text
    if (
        len(text) < _LITTLE
        and b"<script" in html
        and (len(text) < _SHORT_OF_SCRIPT or not about(text, title))
    ):
        # Pages that scripts build hold their article as data.
        text = max(text, state_text(html.decode("utf-8", "replace"), title), key=len)
    return _Reading(text, facts, cut_at_depth, elsewhere)


def _html(page: Page, language: str = "") -> bytes | Failure:
    """Return the page in UTF-8, or why it must not reach the parsers, which take quadratic time on some."""
    kind = page.content_type.partition(";")[0].strip().lower()
    if page.body.startswith(_NO_HTML) or (kind and not any(known in kind for known in _HTML_TYPES)):
        return Failure("not_html", f"the page is {kind or 'no HTML'}", FailureKind.HARD)
    body = ungzip(page.body, MOST_BYTES)
    if isinstance(body, Failure):
        return body
    text = decode(body, page.content_type, language)
    encoded = text.encode("utf-8", "replace")
    html = encoded.translate(None, _CONTROLS)
    if len(encoded) - len(html) > len(encoded) * _BINARY:
        return Failure("not_html", "the page is binary data", FailureKind.HARD)
    # Scripts hold what looks like tags; they are left out of account only where it matters.
    if too_much(text, MOST_TAGS):
        return too_much(_without_scripts(text), MOST_TAGS) or html
    return html


def _tree(html: bytes) -> tuple[HtmlElement, bool]:
    """Parse once, with the wider limits of libxml2, and drop what trafilatura would only copy around."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    html = _CLOSED_ROOT.sub(rb"\1>", html[:5000], count=1) + html[5000:]
    tree = lxml.html.document_fromstring(html, parser=parser)
    remove(
        element
        for element in tree.iter(*_NO_TEXT)
        if not element.get("type", "").strip().lower().startswith(_JSON_LD)
    )
    last = parser.error_log.last_error
    return tree, last is not None and "Excessive depth" in last.message


def _without_scripts(html: str) -> str:
    pieces, at = [], 0
    for opening in _OPENING.finditer(html):
        if opening.start() < at:
            continue
        closing = _CLOSING[opening[1].lower()].search(html, opening.end())
        pieces.append(html[at : opening.start()])
        at = closing.start() if closing else len(html)
    pieces.append(html[at:])
    return "".join(pieces)


def _text(
    tree: HtmlElement, html: bytes, said: tuple[str, ...], url: str, facts: PageFacts, title: str
) -> str | Failure:
    """Return the article text of a tree, which is cleared, or where that is little, of the whole page.

    What stands around an article and is never closed swallows it. The slower extraction is asked last.
    """
    try:
        outline = prune(tree, url)
        text = best_text(_extracted(tree, fast=True), facts.body, outline, title, live=facts.live)
        if len(text) < _LITTLE:
            tree, _ = _tree(html)
            outline = prune(tree, url, swallowed=True)
            text = best_text(_extracted(tree, fast=True), facts.body, outline, title, live=facts.live)
        if len(text) < _LITTLE:
            text = _slowly(tree, said, text, f"{title}\n{facts.title}")
    except MemoryError:
        raise
    except RecursionError:
        return Failure("too_deep", "nested too deeply to be read", FailureKind.HARD)
    except Exception as error:  # noqa: BLE001 - whatever a page makes trafilatura raise is the page's failure
        return Failure("unparsable", f"{type(error).__name__} while extracting", FailureKind.HARD)
    return without_side_lines(_without_repeats(text), outline.links)


def _slowly(tree: HtmlElement, said: tuple[str, ...], text: str, titles: str) -> str:
    # What templates say of the language is often wrong; all that is said is asked, and the script.
    use_stoplists((*said, language_of(f"{titles}\n{text}", said)))
    slow = _extracted(tree, fast=False)
    return slow if len(slow) > len(text) * _CLEARLY_MORE else text


def _extracted(tree: HtmlElement, *, fast: bool) -> str:
    # A quarter of a second and 20 MB that only workers need.
    import trafilatura  # noqa: PLC0415

    return clean_text(trafilatura.extract(tree, fast=fast, include_comments=False) or "", LONGEST_CONTENT)


def _without_headline(text: str, title: str) -> str:
    """Take headline and date out of a first line that goes on with the article.

    Of short pages trafilatura gives all words in one line; quotes would begin with the headline, and its
    words count twice. Only where a date follows is it surely no sentence that begins with the same words.
    """
    headline = " ".join(title.split())
    if not headline or not text.startswith(headline):
        return text
    begun = text[len(headline) :].lstrip(" |·-–—:：")
    date = _DATE.match(begun)
    return begun[date.end() :] if date else text


def _without_repeats(text: str) -> str:
    """Let a page that says the same few paragraphs over and over say them once (faults.md row 122)."""
    lines = text.split("\n")
    distinct = dict.fromkeys(lines)
    return "\n".join(distinct) if len(lines) > _REPEATS * len(distinct) else text
