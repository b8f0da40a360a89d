"""Turn feed bytes into entries and page bytes into articles.

Pure: no I/O, no clock (the present time is an argument), no logging. Input that cannot be read gives a
`Failure` with its reason. These functions hold no state: they run in workers that may be killed.
"""

from monitor.read.article import read_again, read_entry
from monitor.read.feed.parse_feed import parse_feed
from monitor.read.page.read_page import read_page
from monitor.read.urls import canonical_url

__all__ = ["canonical_url", "parse_feed", "read_again", "read_entry", "read_page"]
