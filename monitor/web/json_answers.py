"""Answers of the JSON API: a document, or an error as one."""

from typing import Final

from aiohttp import web

from monitor.digest.render.json import dump

PREFIX: Final = "/api/"


def json_response(document: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return a response with a JSON document."""
    return web.Response(status=status, text=dump(document), content_type="application/json", headers=headers)


def error_response(
    status: int, message: str, headers: dict[str, str] | None = None, **details: object
) -> web.Response:
    """Return a response with the JSON document of an error."""
    return json_response({"error": {"message": message, **details}}, status, headers)
