"""The local page: status, digests, health, metrics and a JSON API, over HTTP on loopback.

It only reads: it answers GET and HEAD, gets its data from `Sources`, and serves files by a list of names.
"""

from monitor.web.app import Sources, make_app
from monitor.web.server import keep_serving, serve, token_of

__all__ = ["Sources", "keep_serving", "make_app", "serve", "token_of"]
