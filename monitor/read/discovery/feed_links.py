"""Read which feeds a page declares or links to, and which paths usually have one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import unquote, urlsplit

import lxml.etree
from lxml.html import HtmlElement

from monitor.models import Failure
from monitor.read.cleaning import clean_line
from monitor.read.language.detect import language_tag
from monitor.read.listing.anchors import base_of, line_of
from monitor.read.page.html_document import decode_html, parse_html
from monitor.read.urls import is_same_site, resolve

MOST_LINKS = 40

_LONGEST_LABEL, _LONGEST_NAME = 200, 40
# RFC 4287, RSS Advisory Board, jsonfeed.org, and spellings in use.
_TYPES = re.compile(
    r"(?:application|text)/(?:x[-.])?(?:rss|atom|rdf|feed|rss10|rss2)(?:\+?(?:xml|json))?|application/feed\+json",
    re.IGNORECASE,
)
_DOUBTFUL_TYPES = re.compile(r"(?:application|text)/(?:xml|json|plain)|", re.IGNORECASE)
_LIKE_FEED = re.compile(
    r"(?:^|[/._?=&-])(?:rss[a-z]{0,8}|atom|rdf|feeds?|rss2|xmlfeed|outboundfeeds?|newsfeed|feedburner)(?:[/._?=&\d-]|$)|\.rss\b|"
    r"(?:^|[/_-])(?:rss|feed|atom)\w{0,12}\.(?:xml|php|aspx?|jsp|do|json)|[?&]feed=|[?&](?:output|format|alt|type)=(?:rss|atom|xml|100)\b|"
    r"feeds/posts/default|/index\.(?:rdf|xml)$",
    re.IGNORECASE,
)
_NO_FEED = re.compile(
    r"wp-json|oembed|opensearch|osd\.xml|manifest|sitemap|browserconfig|xmlrpc|rsd\.xml|\.(?:css|js|png|jpe?g|gif|svg|ico|html?5)(?:$|\?)",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\brss\b|\batom\b|\bfeeds?\b|xml feed|syndicat|신디케이션|구독|ฟีด|ຟີດ|订阅源|訂閱|フィード|nguồn cấp",
    re.IGNORECASE,
)
_READERS = re.compile(
    r"(?:^|\.)(?:feedly\.com|inoreader\.com|netvibes\.com|newsblur\.com|my\.yahoo\.com|google\.com|bloglovin\.com|feedspot\.com|"
    r"facebook\.com|twitter\.com|x\.com|t\.me|line\.me)$",
    re.IGNORECASE,
)
# Paths at which software puts its feed, most usual first: WordPress, Drupal and others, static sites, Blogger.  # noqa: E501
_USUAL_PATHS = (
    "/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/rss/", "/feeds/posts/default",
    "/feed.json", "/index.rdf", "/rss/news.xml", "/rss/all.xml",
)  # fmt: skip
# Korean outlets on the most used publishing system, and WordPress without readable URLs.
_USUAL_BY_SIGN = (
    (re.compile(r"articleView\.html|articleList\.html|/news/articleList"), ("/rss/allArticle.xml",)),
    (re.compile(r"wp-content|wp-includes"), ("/feed/", "/?feed=rss2")),
    (re.compile(r"/sites/(?:default|all)/|drupal", re.IGNORECASE), ("/rss.xml",)),
    (re.compile(r"blogspot\.|blogger\."), ("/feeds/posts/default",)),
    (re.compile(r"com_content|joomla", re.IGNORECASE), ("/?format=feed&type=rss",)),
    (re.compile(r"ghost\.(?:io|org)|content=\"Ghost", re.IGNORECASE), ("/rss/",)),
    (re.compile(r"arc/outboundfeeds|fusion|arcpublishing", re.IGNORECASE), ("/arc/outboundfeeds/rss/?outputType=xml",)),  # noqa: E501
    (re.compile(r"squarespace", re.IGNORECASE), ("/?format=rss",)),
    (re.compile(r"hugo|jekyll", re.IGNORECASE), ("/index.xml", "/feed.xml")),
)  # fmt: skip
NEWS_SITEMAP_PATHS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml", "/sitemap.xml", "/sitemap_index.xml",  # noqa: E501
)  # fmt: skip


class Hint(IntEnum):
    """How a page leads to a feed; the lowest is the surest."""

    ITSELF = 0
    DECLARED = 1
    LINKED = 2
    USUAL = 3


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A URL that may be a feed.

    Attributes:
        url: canonical.
        label: what the page calls it, or "".
        hint: how the page leads to it.
        place: its place among the page's links, from 0.
    """

    url: str
    label: str
    hint: Hint
    place: int = 0


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What a page says of its sources.

    Attributes:
        title: of the page or its site.
        language: BCP 47 tag that the page states, or "".
        feeds: declared feeds, then links that look like feeds, at most 40.
        lists_of_feeds: pages of the site that probably list its feeds.
        usual: paths at which a site of this kind may have a feed, absolute.
    """

    title: str
    language: str
    feeds: tuple[FeedLink, ...]
    lists_of_feeds: tuple[str, ...]
    usual: tuple[str, ...]


def read_source_page(body: bytes, content_type: str, url: str) -> SourcePage | Failure:
    """Return the feeds that a page leads to.

    Args:
        body: as served.
        content_type: the HTTP header.
        url: the URL that answered.

    Returns:
        The page, or a failure of `decode_html`.
    """
    html = decode_html(body, content_type)
    if isinstance(html, Failure):
        return html
    try:
        tree, _ = parse_html(html)
    except lxml.etree.LxmlError:
        return SourcePage("", "", (), (), usual_paths(url, ""))
    declared = list(_declared(tree, url))
    linked, lists = _linked(tree, url)
    feeds = {link.url: link for link in reversed([*declared, *linked])}
    ordered = sorted(feeds.values(), key=lambda link: (link.hint, link.place))[:MOST_LINKS]
    head = html[:200_000].decode("utf-8", "replace")
    known = {link.url for link in ordered}
    return SourcePage(
        title=_site_name(tree),
        language=language_tag(tree.get("lang") or _meta(tree, "og:locale")),
        feeds=tuple(ordered),
        lists_of_feeds=tuple(page for page in lists if page not in known)[:2],
        usual=usual_paths(url, head),
    )


def declared_feeds(body: bytes, content_type: str, url: str) -> tuple[str, ...]:
    """Return the URLs of the feeds that a page declares, comment feeds last; none if it cannot be read."""
    page = read_source_page(body, content_type, url)
    if isinstance(page, Failure):
        return ()
    found = [link for link in page.feeds if link.hint is Hint.DECLARED]
    return tuple(link.url for link in sorted(found, key=lambda link: is_comment_feed(link.url, link.label)))


def is_comment_feed(url: str, title: str) -> bool:
    """Return whether a feed carries comments of readers, judging by its URL and title."""
    path = unquote(urlsplit(url).path + "?" + urlsplit(url).query)
    return _COMMENTS_URL.search(path) is not None or _COMMENTS_TITLE.search(title) is not None


_COMMENTS_URL = re.compile(
    r"comments?(?:[/_.?=-]|$)|feeds/\d+/comments|withoutcomments|comments-rss", re.IGNORECASE
)
_COMMENTS_TITLE = re.compile(
    r"\bcomments?\b|\b[ck]omm?entar\w*|\bcomment(?:i|aires?)\b|댓글|ความเห็น|ຄວາມຄິດເຫັນ|ຄຳເຫັນ|bình luận|phản hồi|评论|評論|留言|コメント|commentaires|kommentare|comentarios|"  # noqa: E501
    r"comentários|komentar|комментарии|commenti|reacties",
    re.IGNORECASE,
)


def _declared(tree: HtmlElement, url: str) -> Iterator[FeedLink]:
    base = base_of(tree, url)
    for place, element in enumerate(tree.iter("link")):
        if place > 500:  # noqa: PLR2004 - a page with more was not written by a person
            return
        rel = (element.get("rel") or "").lower().split()
        if not {"alternate", "feed", "alternative", "service.feed"} & set(rel) or "stylesheet" in rel:
            continue
        href = _http((element.get("href") or "").strip())
        kind = (element.get("type") or "").partition(";")[0].strip()
        sure = _TYPES.fullmatch(kind) is not None
        doubtful = _DOUBTFUL_TYPES.fullmatch(kind) is not None and (
            "feed" in rel or (_LIKE_FEED.search(href) is not None and not element.get("hreflang"))
        )
        found = resolve(href, base) if sure or doubtful else None
        if found and not _NO_FEED.search(found):
            yield FeedLink(
                found, clean_line(element.get("title") or "", _LONGEST_LABEL), Hint.DECLARED, place
            )


def _linked(tree: HtmlElement, url: str) -> tuple[list[FeedLink], list[str]]:
    """Return links that look like feeds, and pages that may list feeds."""
    base, feeds, lists = base_of(tree, url), list[FeedLink](), list[str]()
    for place, element in enumerate(tree.iter("a", "area")):
        if place > 5000 or len(feeds) >= MOST_LINKS:  # noqa: PLR2004
            break
        href = _http((element.get("href") or "").strip())
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            continue
        label = line_of(element) or element.get("title") or _alt(element)
        like, named = (
            _LIKE_FEED.search(href) is not None,
            _LABELS.search(label) is not None and len(label) < _LONGEST_NAME,
        )
        if not like and not named:
            continue
        found = resolve(href, base)
        if found is None or _NO_FEED.search(found) or _READERS.search(urlsplit(found).hostname or ""):
            continue
        if like and _could_be_feed(found):
            feeds.append(FeedLink(found, clean_line(label, _LONGEST_LABEL), Hint.LINKED, place))
        if named and is_same_site(found, url) and found not in lists:
            lists.append(found)
    return feeds, lists


def _could_be_feed(url: str) -> bool:
    """Return whether a link that names a feed is not just an article about feeds."""
    path = urlsplit(url).path
    return len(re.findall(r"[-_]", path.rpartition("/")[2])) < 4  # noqa: PLR2004 - the slug of a headline


def _http(href: str) -> str:
    """Return a link without the scheme `feed:`."""
    return re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", href) if href.startswith("feed:") else href


def _alt(element: HtmlElement) -> str:
    return next((image.get("alt") or image.get("title") or "" for image in element.iter("img")), "")


def usual_paths(url: str, head: str = "") -> tuple[str, ...]:
    """Return the URLs at which a site usually has its feed, most likely first.

    Args:
        url: any page of the site.
        head: the beginning of the page, which may tell the site's software.
    """
    paths = [path for sign, some in _USUAL_BY_SIGN if sign.search(head) for path in some]
    parts = urlsplit(url)
    folder = parts.path if parts.path.endswith("/") else parts.path.rpartition("/")[0] + "/"
    below = [f"{folder}{name}" for name in ("feed/", "rss.xml")] if folder.count("/") in {2, 3} else []
    found = (resolve(path, url) for path in (*paths, *_USUAL_PATHS, *below))
    return tuple(dict.fromkeys(one for one in found if one))


def _site_name(tree: HtmlElement) -> str:
    name = _meta(tree, "og:site_name") or _meta(tree, "application-name")
    title = next(tree.iter("title"), None)
    return clean_line(name, _LONGEST_LABEL) or ("" if title is None else line_of(title)[:_LONGEST_LABEL])


def _meta(tree: HtmlElement, name: str) -> str:
    for place, meta in enumerate(tree.iter("meta")):
        if place > 300:  # noqa: PLR2004
            break
        if name in (meta.get("property"), meta.get("name")) and meta.get("content"):
            return str(meta.get("content"))
    return ""
