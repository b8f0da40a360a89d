"""Render the demo site's feeds (RSS, Atom, RDF, JSON Feed), sitemaps, lists of articles and article pages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Literal

Format = Literal["rss", "atom", "json", "rdf", "page", "sitemap"]

CONTENT_TYPES: dict[Format, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "rdf": "application/rdf+xml; charset=utf-8",
    "page": "text/html; charset=utf-8",
    "sitemap": "application/xml; charset=utf-8",
}
PAGE_TYPE = "text/html; charset=utf-8"

_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed of the site, or what an outlet without a feed has: a sitemap, or a page that lists its articles.

    Attributes:
        path: path of its URL.
        title: name of the outlet.
        language: BCP 47 tag.
        format: how it is written.
        full_text: True if items contain the whole article.
    """

    path: str
    title: str
    language: str = "en"
    format: Format = "rss"
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class SiteArticle:
    """An article of the site.

    Attributes:
        path: path of its page.
        title: headline.
        text: paragraphs, separated by empty lines.
        published: aware.
        language: BCP 47 tag.
        summary: summary in the feed.
        author: byline, or "".
    """

    path: str
    title: str
    text: str
    published: datetime
    language: str
    summary: str
    author: str = ""


def feed_document(channel: Channel, articles: Sequence[SiteArticle], root: str) -> bytes:
    """Return a feed; `root` is scheme, host and port of the site."""
    render = {"rss": _rss, "atom": _atom, "json": _json, "rdf": _rdf, "page": _page, "sitemap": _sitemap}[
        channel.format
    ]
    return render(channel, articles, root).encode()


def article_page(outlet: str, article: SiteArticle, others: Sequence[SiteArticle]) -> bytes:
    """Return the page of an article, with navigation, other headlines and a footer as on real sites."""
    related = "".join(
        f'<li><a href="{escape(other.path)}">{escape(other.title)}</a></li>' for other in others[:5]
    )
    when = article.published.isoformat()
    byline = f'<p class="byline">{escape(article.author)}</p>' if article.author else ""
    author = f'<meta name="author" content="{escape(article.author)}">' if article.author else ""
    return f"""<!DOCTYPE html>
<html lang="{escape(article.language)}">
<head>
<meta charset="utf-8">
<title>{escape(article.title)} | {escape(outlet)}</title>
<meta property="og:type" content="article">
<meta property="og:title" content="{escape(article.title)}">
<meta property="og:site_name" content="{escape(outlet)}">
<meta property="article:published_time" content="{when}">
{author}
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">{escape(outlet)}</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li>
<li><a href="/weather">Weather</a></li></ul></nav></header>
<main>
<article>
<h1>{escape(article.title)}</h1>
{byline}<time datetime="{when}">{when[:10]}</time>
{_paragraphs(article.text)}
</article>
<aside class="sidebar"><h2>Most read</h2><ul>{related}</ul>
<div class="newsletter"><p>Subscribe</p><form><input type="email"><button>OK</button></form></div></aside>
</main>
<footer><p>&copy; {escape(outlet)}</p><ul><li><a href="/about">About us</a></li>
<li><a href="/contact">Contact</a></li><li><a href="/privacy">Privacy</a></li></ul></footer>
</body>
</html>
""".encode()


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(block.strip())}</p>" for block in text.split("\n\n") if block.strip())


def _rss(channel: Channel, articles: Sequence[SiteArticle], root: str) -> str:
    items = "".join(
        f"<item><title>{escape(article.title)}</title><link>{root}{escape(article.path)}</link>"
        f'<guid isPermaLink="false">{escape(article.path)}</guid>'
        f"<pubDate>{format_datetime(article.published)}</pubDate>"
        f"<description>{escape(article.summary)}</description>"
        + (f"<dc:creator>{escape(article.author)}</dc:creator>" if article.author else "")
        + (
            f"<content:encoded>{escape(_paragraphs(article.text))}</content:encoded>"
            if channel.full_text
            else ""
        )
        + "</item>\n"
        for article in articles
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(channel.title)}</title><link>{root}/</link>"
        f"<description>{escape(channel.title)}</description><language>{escape(channel.language)}</language>\n"
        f"{items}</channel></rss>\n"
    )


def _atom(channel: Channel, articles: Sequence[SiteArticle], root: str) -> str:
    entries = "".join(
        f"<entry><title>{escape(article.title)}</title><id>{root}{escape(article.path)}</id>"
        f'<link href="{root}{escape(article.path)}"/><published>{article.published.isoformat()}</published>'
        f"<updated>{article.published.isoformat()}</updated><summary>{escape(article.summary)}</summary>"
        + (f"<author><name>{escape(article.author)}</name></author>" if article.author else "")
        + (f'<content type="html">{escape(_paragraphs(article.text))}</content>' if channel.full_text else "")
        + "</entry>\n"
        for article in articles
    )
    updated = max(
        (article.published.isoformat() for article in articles), default="2025-12-15T00:00:00+00:00"
    )
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(channel.language)}">'
        f"<title>{escape(channel.title)}</title><id>{root}{escape(channel.path)}</id>"
        f'<link rel="self" href="{root}{escape(channel.path)}"/>'
        f"<updated>{updated}</updated>\n{entries}</feed>\n"
    )


def _rdf(channel: Channel, articles: Sequence[SiteArticle], root: str) -> str:
    links = [root + escape(article.path) for article in articles]
    order = "".join(f'<rdf:li rdf:resource="{link}"/>' for link in links)
    items = "".join(
        f'<item rdf:about="{link}"><title>{escape(article.title)}</title><link>{link}</link>'
        f"<description>{escape(article.summary)}</description><dc:date>{article.published.isoformat()}</dc:date>"
        "</item>\n"
        for article, link in zip(articles, links, strict=True)
    )
    return (
        f'{_XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{root}{escape(channel.path)}"><title>{escape(channel.title)}</title>'
        f"<link>{root}/</link><description>{escape(channel.title)}</description>"
        f"<dc:language>{escape(channel.language)}</dc:language>"
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _json(channel: Channel, articles: Sequence[SiteArticle], root: str) -> str:
    items = [
        {
            "id": article.path,
            "url": root + article.path,
            "title": article.title,
            "summary": article.summary,
            "date_published": article.published.isoformat(),
            "language": article.language,
            **({"authors": [{"name": article.author}]} if article.author else {}),
            **(
                {"content_html": _paragraphs(article.text)}
                if channel.full_text
                else {"content_text": article.summary}
            ),
        }
        for article in articles
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "language": channel.language,
        "home_page_url": f"{root}/",
        "feed_url": root + channel.path,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False)


def _page(channel: Channel, articles: Sequence[SiteArticle], root: str) -> str:
    """Return a page that lists articles, with the address of each relative to the site."""
    del root
    items = "".join(
        f'<li><a href="{escape(article.path)}">{escape(article.title)}</a> '
        f'<time datetime="{article.published.isoformat()}">{article.published:%Y-%m-%d %H:%M}</time></li>\n'
        for article in articles
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(channel.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(channel.title)}</title></head><body><nav><a href='/about'>About us</a></nav>"
        f'<main><h1>{escape(channel.title)}</h1><ul class="latest">\n{items}</ul></main></body></html>\n'
    )


def _sitemap(channel: Channel, articles: Sequence[SiteArticle], root: str) -> str:
    """Return a news sitemap."""
    urls = "".join(
        f"<url><loc>{root}{escape(article.path)}</loc><news:news><news:publication>"
        f"<news:name>{escape(channel.title)}</news:name><news:language>{escape(article.language)}</news:language>"
        f"</news:publication><news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>\n"
        for article in articles
    )
    return (
        f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )
