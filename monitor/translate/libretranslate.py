"""Translate with a server that has the interface of LibreTranslate."""

import json
from collections.abc import Sequence
from typing import Any

import aiohttp

from monitor.errors import TranslationError
from monitor.models.locales import primary_language

_AT_ONCE = 20  # texts in one request
_MOST_BYTES = 2_000_000
_OK = 200


class ServerTranslator:
    """Asks the server that the user names; follows no redirect and uses no proxy."""

    def __init__(self, url: str, key: str = "") -> None:
        self._url = f"{url}/translate"
        self._key = key

    async def translate(self, texts: Sequence[str], language: str, to: str) -> tuple[str, ...]:
        """See `Translator.translate`."""
        made: list[str] = []
        async with aiohttp.ClientSession(trust_env=False) as session:
            for start in range(0, len(texts), _AT_ONCE):
                part = texts[start : start + _AT_ONCE]
                made += await self._ask(session, part, primary_language(language), primary_language(to))
        return tuple(made)

    async def _ask(
        self, session: aiohttp.ClientSession, texts: Sequence[str], language: str, to: str
    ) -> list[str]:
        asked: dict[str, Any] = {"q": list(texts), "source": language, "target": to, "format": "text"}
        if self._key:
            asked["api_key"] = self._key
        try:
            async with session.post(self._url, json=asked, allow_redirects=False) as response:
                body = await response.content.read(_MOST_BYTES)
                while chunk := await response.content.read(_MOST_BYTES - len(body)):
                    body += chunk
                status = response.status
        except (aiohttp.ClientError, OSError) as error:
            raise TranslationError(f"the translation server does not answer: {error}") from error
        return _read_answer(status, body, len(texts))


def _read_answer(status: int, body: bytes, count: int) -> list[str]:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    told = answer.get("error") if isinstance(answer, dict) else None
    if status != _OK:
        shown = f": {str(told)[:200]}" if told else ""
        raise TranslationError(f"the translation server answers {status}{shown}")
    made = answer.get("translatedText") if isinstance(answer, dict) else None
    if not isinstance(made, list) or len(made) != count or not all(isinstance(one, str) for one in made):
        raise TranslationError("the translation server answers with something other than translations")
    return [" ".join(one.split()) for one in made]
