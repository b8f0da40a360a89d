"""Summit Monitor: a scheduler fetches feeds, reads the articles, matches them and writes digests."""

__version__ = "0.2.0"
