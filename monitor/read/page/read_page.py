"""Extract the article from a page: one decoding, one parse, trafilatura; the feed's text is the fallback.

trafilatura and lxml corrupt memory in threads: call this in processes only.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from monitor.models import (
    Article,
    Entry,
    Failure,
    FailureKind,
    FurtherPages,
    Page,
    TextSource,
    is_first_words,
    same_outlet,
)
from monitor.read.article import SHARE_OF_CONTENT, feed_text, read_entry
from monitor.read.cleaning import clean_text, without_whitespace
from monitor.read.dates.parse_date import plausible_date
from monitor.read.language.detect import detect_language
from monitor.read.limits import LONGEST_CONTENT
from monitor.read.page.body_choice import choose_body
from monitor.read.page.further_pages import find_further_pages
from monitor.read.page.headline_words import mentions_headline
from monitor.read.page.html_document import decode_html, parse_html
from monitor.read.page.line_breaks import restore_line_breaks
from monitor.read.page.meta_refresh import redirect_target
from monitor.read.page.metadata import PageMetadata, read_metadata
from monitor.read.page.paywalls import detect_wall
from monitor.read.page.pdf_text import is_pdf, pdf_text
from monitor.read.page.pruning import prune
from monitor.read.page.script_state import find_state_text
from monitor.read.page.stoplists import use_stoplists
from monitor.read.related_links import drop_related_lines

SHORT = 250

_DATE = re.compile(
    r"\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}\s?[日일]?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?[ \n]+(?=\S)"
)
# A row without words, or the line below the head of a table.
_EMPTY_ROW = re.compile(r"^[ \t]*\|[|: \t-]*$", re.MULTILINE)
_SUFFIX = re.compile(r"\s+[-–—|·]\s")
_REPEATS = 4
_LONGEST_FIRST_LINE = 200
_LITTLE = 300
_SHORT_OF_SCRIPT = 60
_CLEARLY_MORE = 1.5


@dataclass(frozen=True, slots=True)
class _PageText:
    """The extracted text of a page, its metadata, whether the parser gave up, and where the page leads."""

    text: str
    facts: PageMetadata
    cut_at_depth: bool
    redirect_url: str = ""
    further_pages: FurtherPages | None = None


def read_page(
    page: Page,
    entry: Entry,
    fallback_language: str = "",
    found: datetime | None = None,
    *,
    first_url: str = "",
    number: int = 1,
) -> Article:
    """Return the article of an entry: from its page if that gives one, else from the feed's text.

    Args:
        page: as served.
        entry: its title, author and date are preferred to those of the page if both belong to one outlet.
            The title of another outlet's feed is used only if the page gives none.
        fallback_language: the usual language of the feed.
        found: when the entry was found; a later date on the page is ignored.
        first_url: the URL of the article's first page, if this is a further one.
        number: of this page of the article.

    Returns:
        An article whose `text_source` tells which text was used. It is UNREADABLE, with the feed's text, for
        the reasons `not_html`, `no_pdf_reader`, `encrypted`, `too_many_tags`, `tag_too_long`, `too_large`,
        `bad_encoding`, `truncated`, `too_deep`, `unparsable`, `no_text`, `too_short`, and those of
        `detect_wall`. `redirect_url` is then the redirect target of the page, if it has one.
    """
    if is_pdf(page.body, page.content_type):
        return _read_pdf(page, entry, fallback_language)
    own_urls = (first_url,) if first_url else tuple(filter(None, (page.url, entry.url)))
    result = _read(page, entry, fallback_language, own_urls, number)
    if isinstance(result, Failure):
        return read_entry(entry, result, fallback_language)
    same_site = same_outlet(entry.feed_url, page.url)
    own, own_source = feed_text(entry)
    text, facts = result.text, result.facts
    failure = _why_no_article(
        result,
        "" if own_source is TextSource.TITLE or not same_site else own,
        entry.title if same_site else "",
    )
    if failure:
        named = failure.reason not in {"no_text", "too_short"} or entry.title
        article = read_entry(
            entry if named else replace(entry, title=facts.title), failure, fallback_language
        )
        return replace(article, redirect_url=result.redirect_url)
    text_source, detail = TextSource.PAGE, ""
    if same_site and len(text) < len(entry.content) * SHARE_OF_CONTENT:
        detail = f"the page gave {len(text)} characters, the feed {len(entry.content)}"
        text, text_source = own, own_source
    elif same_site and _is_other_text(text, entry, facts):
        detail = "the text of the page has no word of the headline: the feed's words are used"
        text, text_source = own, own_source
    elif result.cut_at_depth:
        detail = "the page is nested too deeply: its end may be missing"
    elif len(text) < SHORT:
        detail = f"short: {len(text)} characters"
    titled = not is_first_words(entry.title, own)
    stated = entry.title if same_site else _title_if_confirmed(entry.title, facts.title)
    title = (stated if titled else "") or facts.title or entry.title
    text = _without_headline(text, title)
    return Article(
        url=entry.url,
        title=title,
        text=text,
        text_source=text_source,
        detail=detail,
        author=(entry.author if same_site else "") or facts.author,
        language=detect_language(f"{title}\n{text}", (facts.language, entry.language), fallback_language),
        published=(entry.published if same_site else None) or _not_after(facts.published, found),
        page_date=_not_after(facts.published, found),
        further_pages=result.further_pages if text_source is TextSource.PAGE else None,
    )


def _read_pdf(page: Page, entry: Entry, fallback_language: str) -> Article:
    """Return the article of an entry whose page is a PDF; its title and date are those of the entry."""
    text = pdf_text(page.body)
    if isinstance(text, Failure):
        return read_entry(entry, text, fallback_language)
    same_site = same_outlet(entry.feed_url, page.url)
    title = entry.title or text.partition("\n")[0][:_LONGEST_FIRST_LINE]
    return Article(
        url=entry.url,
        title=title,
        text=_without_headline(text, title),
        text_source=TextSource.PAGE,
        detail="a PDF document",
        author=entry.author if same_site else "",
        language=detect_language(f"{title}\n{text}", (entry.language,), fallback_language),
        published=entry.published if same_site else None,
    )


def _title_if_confirmed(title: str, stated: str) -> str:
    """Return another outlet's title if the page repeats it, with at most an outlet name after it."""
    rest = stated[len(title) :] if title and stated.startswith(title) else " "
    return title if not rest or (_SUFFIX.match(rest) and len(rest) < len(title)) else ""


def _is_other_text(text: str, entry: Entry, facts: PageMetadata) -> bool:
    """Return whether a text shares no word with headline, summary and description: it is not the article.

    A headline of a few words proves nothing. Then headline and summary count together, and the page's own
    headline must share no word with the text either, because a stub may have become a story.
    """
    text = _without_repeated_headline(text, entry.title)
    if not text:
        return bool(entry.summary or entry.content)
    mentioned = mentions_headline(text, entry.title)
    if mentioned is None:
        feed_words = mentions_headline(text, f"{entry.title}\n{entry.summary[:_LITTLE]}")
        page_words = mentions_headline(text, f"{facts.title}\n{facts.description[:_LITTLE]}")
        return feed_words is False and page_words is False
    return not mentioned and not any(
        mentions_headline(text, words[:_LITTLE]) for words in (entry.summary, facts.description) if words
    )


def _without_repeated_headline(text: str, title: str) -> str:
    """Remove the headline from a text if it occurs below the first line too: above cards of others."""
    headline, lines = without_whitespace(title), text.split("\n")
    kept = [line for line in lines if without_whitespace(line) != headline]
    below = any(without_whitespace(line) == headline for line in lines[1:])
    return "\n".join(kept) if below else text


def _not_after(date: datetime | None, found: datetime | None) -> datetime | None:
    return plausible_date(date, found) if found else date


def _why_no_article(result: _PageText, own: str, headline: str) -> Failure | None:
    """Return why the text of a page is not an article, or None if it is one."""
    text = result.text
    if not text or (result.cut_at_depth and len(text) < max(SHORT, len(own))):
        if result.cut_at_depth:
            return Failure("too_deep", "nested too deeply for the parser", FailureKind.HARD)
        return Failure("no_text", "no article text found in the page", FailureKind.HARD)
    wall = detect_wall(result.facts.title, text, headline)
    if not wall and result.redirect_url and len(text) < SHORT and not mentions_headline(text, headline):
        wall = "interstitial"
    if wall:
        return Failure(wall, f"the page says: {' '.join(text[:80].split())}", FailureKind.HARD)
    if len(text) < SHORT and len(text) < len(own):
        return Failure("too_short", f"{len(text)} characters, fewer than the feed's own", FailureKind.HARD)
    return None


def _read(
    page: Page, entry: Entry, fallback_language: str, own_urls: tuple[str, ...], number: int
) -> _PageText | Failure:
    html = decode_html(page.body, page.content_type, entry.language or fallback_language)
    if isinstance(html, Failure):
        return html
    try:
        tree, cut_at_depth = parse_html(html)
    except lxml.etree.LxmlError:
        return Failure("no_text", "the page is empty", FailureKind.HARD)
    same_site = same_outlet(entry.feed_url, page.url)
    known = {
        "title_known": same_site and bool(entry.title),
        "date_known": same_site and entry.published is not None,
    }
    usual = entry.language or fallback_language
    facts = read_metadata(tree, page.url, entry.title if same_site else "", usual, **known)
    redirect_url = redirect_target(tree, page.url)
    further_pages = find_further_pages(tree, page.url, own_urls, number)
    stated = (facts.language, entry.language, fallback_language)
    title = (entry.title if same_site else "") or facts.title
    text = _article_text(tree, html, stated, page.url, facts, title)
    if isinstance(text, Failure):
        return text
    if (
        len(text) < _LITTLE
        and b"<script" in html
        and (len(text) < _SHORT_OF_SCRIPT or not mentions_headline(text, title))
    ):
        # Pages built by scripts hold their article as data.
        text = max(text, find_state_text(html.decode("utf-8", "replace"), title), key=len)
    return _PageText(text, facts, cut_at_depth, redirect_url, further_pages)


def _article_text(
    tree: HtmlElement, html: bytes, stated: tuple[str, ...], url: str, facts: PageMetadata, title: str
) -> str | Failure:
    """Return the article text of a tree, which is modified; if that is little, of the whole page.

    An unclosed element around an article hides the article, so the second attempt keeps such elements. The
    slower extraction is the last resort.
    """
    try:
        outline = prune(tree, url, title)
        text = choose_body(_extract(tree, fast=True), facts.body, outline, title, live=facts.live)
        if len(text) < _LITTLE:
            tree, _ = parse_html(html)
            outline = prune(tree, url, title, unclosed=True)
            text = choose_body(_extract(tree, fast=True), facts.body, outline, title, live=facts.live)
        if len(text) < _LITTLE:
            text = restore_line_breaks(_extract_slowly(tree, stated, text, f"{title}\n{facts.title}"), tree)
    except MemoryError:
        raise
    except RecursionError:
        return Failure("too_deep", "nested too deeply to be read", FailureKind.HARD)
    except Exception as error:  # noqa: BLE001 - any error of trafilatura is the page's failure
        return Failure("unparsable", f"{type(error).__name__} while extracting", FailureKind.HARD)
    return drop_related_lines(_without_repeats(text), outline.links)


def _extract_slowly(tree: HtmlElement, stated: tuple[str, ...], text: str, titles: str) -> str:
    # Templates often state a wrong language, so all stated languages and the detected one are used.
    use_stoplists((*stated, detect_language(f"{titles}\n{text}", stated)))
    slow = _extract(tree, fast=False)
    return slow if len(slow) > len(text) * _CLEARLY_MORE else text


def _extract(tree: HtmlElement, *, fast: bool) -> str:
    # Imported late: it takes a quarter of a second and 20 MB, and only workers need it.
    import trafilatura  # noqa: PLC0415

    extracted = trafilatura.extract(tree, fast=fast, include_comments=False) or ""
    return clean_text(_EMPTY_ROW.sub("", extracted) if "|" in extracted else extracted, LONGEST_CONTENT)


def _without_headline(text: str, title: str) -> str:
    """Remove headline and date from a first line that continues with the article.

    trafilatura returns short pages as one line; quotes would begin with the headline, and its words would
    count twice. Only a date after the headline shows that it is not the start of a sentence.
    """
    headline = " ".join(title.split())
    if not headline or not text.startswith(headline):
        return text
    begun = text[len(headline) :].lstrip(" \n|·-–—:：")
    date = _DATE.match(begun)
    return begun[date.end() :] if date else text


def _without_repeats(text: str) -> str:
    """Return each line once if a page repeats the same few paragraphs (faults.md row 122)."""
    lines = text.split("\n")
    distinct = dict.fromkeys(lines)
    return "\n".join(distinct) if len(lines) > _REPEATS * len(distinct) else text
