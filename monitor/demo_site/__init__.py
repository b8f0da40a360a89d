"""A small news site on loopback, for `monitor demo` and for tests."""

from monitor.demo_site.site_server import SiteServer

__all__ = ["SiteServer"]
