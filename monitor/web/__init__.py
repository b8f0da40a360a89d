"""The local page: news, search, sources, digests, health, metrics and a JSON API, over HTTP.

Reading needs no login on loopback. Each change needs a session, see `monitor.web.security`.
"""

from monitor.web.app import make_app
from monitor.web.page_context import Sources
from monitor.web.server import keep_serving, serve, token_of
from monitor.web.sessions import Sessions

__all__ = ["Sessions", "Sources", "keep_serving", "make_app", "serve", "token_of"]
