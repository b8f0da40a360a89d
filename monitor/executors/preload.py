"""Imports for the fork server, so that workers start in milliseconds and share the memory.

Only the fork server may import this module, because it makes the process ignore SIGTERM. Service managers
send SIGTERM to the whole process group, but the parent decides when its workers end.
"""

import gc
import signal
from datetime import UTC, datetime

import trafilatura  # noqa: F401 - preloaded

from monitor.malloc import trim
from monitor.match import compile_topics, match_article
from monitor.match.grams import text_grams
from monitor.models import Entry, Page, Topics
from monitor.read import parse_feed, read_page
from monitor.read.language.detect import load_model
from monitor.tasks import PackedTopics  # noqa: F401 - preloaded

_URL = "http://news.invalid/1"
_TITLE = "The council met on Monday"
# The circled digit and the separate accent need the tables of normal forms.
_TEXT = "<p>The council of the city met in the cafe\u0301 ① on Monday and spoke of the railway.</p>" * 9
_PAGE = (
    f"<html lang='en'><head><title>{_TITLE}</title></head><body><article><h1>{_TITLE}</h1>"
    f"<p>Monday, 5 January 2026</p>{_TEXT}</article></body></html>"
)
_FEED = (
    f"<rss version='2.0'><channel><title>News</title><item><title>{_TITLE}</title><link>{_URL}</link>"
    f"<pubDate>5 January 2026</pubDate><description><![CDATA[{_TEXT}]]></description></item></channel></rss>"
)


def _build_tables() -> None:
    """Read and match one feed and one page, because many tables and modules are made at their first use."""
    parse_feed(_FEED.encode(), "text/xml", "http://news.invalid/", datetime(2026, 1, 6, tzinfo=UTC))
    article = read_page(Page(_URL, _PAGE.encode(), "text/html"), Entry("", "1", _URL, _TITLE))
    match_article(compile_topics(Topics((), (), "")), article.title, article.text)
    text_grams(article.title, article.text)


signal.signal(signal.SIGTERM, signal.SIG_IGN)
load_model()
_build_tables()
# Otherwise garbage collection in a worker would touch these objects, and the kernel would copy their pages.
gc.collect()
trim()
gc.freeze()
