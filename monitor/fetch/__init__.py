"""HTTP client with protection against SSRF and a rate limit for each host."""

from monitor.fetch.client import Client

__all__ = ["Client"]
