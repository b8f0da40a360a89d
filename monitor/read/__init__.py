"""Reading: feed bytes become entries, page bytes become articles.

Pure: no I/O, no clock, no logging. What cannot be read comes back as a value with its reason; these functions
run in workers that may be killed, and hold no state.
"""

from monitor.read.article import read_again, read_entry
from monitor.read.feed.parse_feed import parse_feed
from monitor.read.page.read_page import read_page
from monitor.read.urls import canonical_url

__all__ = ["canonical_url", "parse_feed", "read_again", "read_entry", "read_page"]
