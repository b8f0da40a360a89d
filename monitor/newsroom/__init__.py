"""A small newsroom on loopback, for the demo and for tests."""

from monitor.newsroom.server import Document, Newsroom, Received

__all__ = ["Document", "Newsroom", "Received"]
