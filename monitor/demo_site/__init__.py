"""A small newsroom on loopback, for the demo and for tests."""

from monitor.demo_site.server import Document, Newsroom, Received

__all__ = ["Document", "Newsroom", "Received"]
