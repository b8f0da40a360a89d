"""The way out to the network: one client, a guard on every connection, a pace for every host."""

from monitor.fetch.client import Client

__all__ = ["Client"]
