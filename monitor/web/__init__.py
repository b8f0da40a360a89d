"""The local page: how everything stands, the digests as written, health and metrics, over HTTP on loopback.

It shows and never changes anything: GET only, facts by callables it is given, files by a list of names.
"""

from monitor.web.app import make_app
from monitor.web.server import keep_serving, serve, token_of

__all__ = ["keep_serving", "make_app", "serve", "token_of"]
