"""Find the stories of a newsletter: headlines that are links, each with the text below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.etree
from lxml.html import HtmlElement

from monitor.models import Failure
from monitor.read.cleaning import clean_line
from monitor.read.limits import LONGEST_SUMMARY, LONGEST_TITLE
from monitor.read.listing.anchors import anchor_of, heading_beside, is_more, line_of, title_weight
from monitor.read.page.html_document import decode_html, parse_html
from monitor.read.urls import is_url, resolve, unwrap_redirector

MOST_STORIES = 100

_MOST_LINKS = 1_000
_SHORTEST_HEADLINE = 16  # in Latin letters
_LONGEST_HEADLINE = 300
_SHARE = 0.7  # of its block that a headline takes; a link within a sentence takes less
_BLOCKS = frozenset(
    {"p", "div", "td", "th", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "body", "table", "tr"}
)
_BREAKS = _BLOCKS | {"br", "hr", "ul", "ol", "section", "article", "blockquote"}
# Links of every newsletter that lead to no story.
_SERVICE = re.compile(
    r"unsubscrib|opt.?out|(?:manage|update|email|your) (?:your )?(?:preferences|subscription|profile)"
    r"|(?:view|read|open|see) (?:this |it )?(?:e-?mail |newsletter |message )?(?:in|on|online)\b.{0,20}"
    r"(?:browser|online|web)"
    r"|view online|privacy policy|terms of|forward (?:this|to)|sign up|subscribe|contact us|advertis"
    r"|수신\s?거부|구독\s?(?:해지|취소|하기|신청)|브라우저|웹에서|개인정보|文字化け|配信(?:停止|解除)|ブラウザ|購読|プライバシー"
    r"|退订|取消订阅|在浏览器|隐私|退訂|ยกเลิก|เบราว์เซอร์|นโยบาย|hủy đăng ký|trình duyệt|désabonner|désinscri"
    r"|navigateur|abmelden|abbestellen|im browser|datenschutz",
    re.IGNORECASE,
)  # fmt: skip
_URL_LINE = re.compile(r"[^\s<>]{0,30}?<?(https?://[^\s<>]{1,2000})>?", re.IGNORECASE)


@dataclass(slots=True)
class MailStory:
    """A story of a newsletter.

    Attributes:
        url: as its link gives it, redirectors that hold their target taken off.
        title: the headline.
        text: the text below it, up to the next headline.
    """

    url: str
    title: str
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text as lines."""
        lines = (" ".join(line.split()) for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line and not is_more(line))


def stories_of_html(html: str, source_url: str) -> tuple[str, list[MailStory]]:
    """Return the text before the first story, and the stories; ("", []) for HTML that cannot be read."""
    decoded = decode_html(html.encode("utf-8", "replace"), "text/html; charset=utf-8")
    if isinstance(decoded, Failure):
        return "", []
    try:
        tree, _ = parse_html(decoded)
    except (lxml.etree.LxmlError, ValueError):
        return "", []
    start = MailStory("", "")
    stories = [start]
    headlines = _headlines(tree, source_url)
    inside: HtmlElement | None = None
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if inside is None and element in headlines:
                inside = element
                stories.append(headlines[element])
            _add(stories[-1], inside, "\n" if element.tag in _BREAKS else "", element.text)
        else:
            if element is inside:
                inside = None
            _add(stories[-1], inside, "\n" if element.tag in _BREAKS else "", element.tail)
    return start.text, stories[1:]


def stories_of_text(text: str, source_url: str) -> tuple[str, list[MailStory]]:
    """Return the text before the first story of a plain mail, and the stories: a paragraph, then its link."""
    paragraph: list[str] = []
    before: list[str] = []
    stories: dict[str, MailStory] = {}
    for line in (*map(str.strip, text.splitlines()), ""):
        found = _URL_LINE.fullmatch(line)
        if found is None:
            if line:
                paragraph.append(line)
            elif paragraph:
                paragraph = [*paragraph, ""] if paragraph[-1] else paragraph
            continue
        url = resolve(unwrap_redirector(found[1]), source_url)
        block = _last_block(paragraph)
        if url and block and _is_headline(block[0]) and len(stories) < MOST_STORIES:
            stories.setdefault(url, MailStory(url, block[0], ["\n".join(block[1:])]))
        if len(stories) <= 1:
            before += paragraph[: len(paragraph) - len(block) - 1] if block else []
        paragraph = []
    return "\n".join(line for line in before if line), list(stories.values())


def _last_block(lines: list[str]) -> list[str]:
    """Return the last lines without an empty line between them."""
    block: list[str] = []
    for line in reversed(lines):
        if line:
            block.append(line)
        elif block:
            break
    return block[::-1]


def _add(story: MailStory, inside: HtmlElement | None, gap: str, text: str | None) -> None:
    if gap:
        story.pieces.append(gap)
    if text and inside is None and sum(map(len, story.pieces[-1:])) < LONGEST_SUMMARY:
        story.pieces.append(text)


def _headlines(tree: HtmlElement, source_url: str) -> dict[HtmlElement, MailStory]:
    """Return the elements that hold headlines, with their stories; each address once."""
    found: dict[HtmlElement, MailStory] = {}
    addresses: set[str] = set()
    lengths: dict[HtmlElement, int] = {}
    for element, url, title in _titled_links(tree, source_url, lengths):
        if url in addresses or not _is_headline(title) or element in found:
            continue
        addresses.add(url)
        found[element] = MailStory(url, title)
        if len(found) == MOST_STORIES:
            break
    return found


def _titled_links(
    tree: HtmlElement, source_url: str, lengths: dict[HtmlElement, int]
) -> Iterator[tuple[HtmlElement, str, str]]:
    untitled: set[str] = set()
    for number, link in enumerate(tree.iter("a")):
        if number == _MOST_LINKS:
            return
        href = unwrap_redirector((link.get("href") or "").strip())
        if not is_url(href):
            continue
        link.set("href", href)
        anchor = anchor_of(link, source_url, source_url)
        if anchor is None:
            continue
        if anchor.title and anchor.title_element is not None:
            if anchor.heading or _fills_block(link, lengths):
                yield link, anchor.url, anchor.title
        elif anchor.url not in untitled and (heading := heading_beside(link)) is not None:
            yield heading, anchor.url, line_of(heading)
        if not anchor.title:
            untitled.add(anchor.url)  # its block, which may be large, is searched once


def _fills_block(link: HtmlElement, lengths: dict[HtmlElement, int]) -> bool:
    block = next((above for above in link.iterancestors() if above.tag in _BLOCKS), None)
    if block is None:
        return True
    if block not in lengths:
        lengths[block] = len(line_of(block))
    return len(line_of(link)) >= lengths[block] * _SHARE


def _is_headline(title: str) -> bool:
    line = clean_line(title, LONGEST_TITLE)
    return (
        len(line) <= _LONGEST_HEADLINE
        and title_weight(line) >= _SHORTEST_HEADLINE
        and not is_url(line)
        and _SERVICE.search(line) is None
    )
