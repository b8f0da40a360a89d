"""Translators: a command and a server, within their limits."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from monitor.errors import TranslationError
from monitor.models import TranslateSettings
from monitor.translate import translator_of

UPPER = "import sys\nfor line in sys.stdin: print(sys.argv[1], line.strip().upper())"


def command(program: str) -> TranslateSettings:
    """Return settings with a Python program as command."""
    return TranslateSettings(command=(sys.executable, "-c", program, "{from}-{to}"))


async def test_a_command_translates_line_by_line() -> None:
    """Each line becomes a translation; the arguments name the languages."""
    translator = translator_of(command(UPPER))
    made = await translator.translate(["один", "two\u2028lines", "x" * 100_000], "ko-KR", "en")
    assert made == ("ko-KR-en ОДИН", "ko-KR-en TWO\u2028LINES", "ko-KR-en " + "X" * 100_000)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print('one')\nprint('two')", "2 lines for 1 texts"),
        ("import sys; sys.exit('no model for ko')", "exit status 1: no model for ko"),
        ("pass", "1 lines for 2 texts"),
    ],
)
async def test_a_command_that_fails_says_how(program: str, said: str) -> None:
    """A wrong number of lines or an exit status is an error with its reason."""
    texts = ["one"] if "1 texts" in said or "exit" in said else ["one", "two"]
    with pytest.raises(TranslationError, match=said):
        await translator_of(command(program)).translate(texts, "ko", "en")


async def test_a_command_that_does_not_exist_is_named() -> None:
    """A program that cannot be started is an error with its name."""
    translator = translator_of(TranslateSettings(command=("/nowhere/translator",)))
    with pytest.raises(TranslationError, match="/nowhere/translator: No such file"):
        await translator.translate(["one"], "ko", "en")


async def test_a_command_ends_with_its_time() -> None:
    """A program that hangs is killed with its children when the time is over."""
    hangs = "import subprocess, sys, time; subprocess.Popen(['sleep', '600']); time.sleep(600)"
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await translator_of(command(hangs)).translate(["one"], "ko", "en")
    assert time.monotonic() - began < 60


class Server:
    """A server with the interface of LibreTranslate, for one answer."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.answer: Any = None

    async def translate(self, request: web.Request) -> web.Response:
        """Answer a request."""
        asked = await request.json()
        self.asked.append(asked)
        translated = {
            "translatedText": [f"{asked['source']}>{asked['target']} {text}" for text in asked["q"]]
        }
        return web.json_response(translated if self.answer is None else self.answer, status=self.status)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    """Return the server and its address."""
    served, app = Server(), web.Application()
    app.add_routes([web.post("/translate", served.translate)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield served, f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_a_server_translates_in_parts(
    server: tuple[Server, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts go to the server in parts, with languages without regions and the key of the environment."""
    served, url = server
    monkeypatch.setenv("TRANSLATE_KEY", "sesame")
    translator = translator_of(TranslateSettings(url=url, key="env:TRANSLATE_KEY"))
    made = await translator.translate([f"text {n}" for n in range(45)], "zh-Hant", "en-GB")
    assert made == tuple(f"zh>en text {n}" for n in range(45))
    assert [len(asked["q"]) for asked in served.asked] == [20, 20, 5]
    assert {asked["api_key"] for asked in served.asked} == {"sesame"}


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (400, {"error": "lo is not supported"}, "answers 400: lo is not supported"),
        (500, [], "answers 500"),
        (200, {"translatedText": ["one", "two"]}, "something other"),
        (200, ["one"], "something other"),
        (200, {"translatedText": [7]}, "something other"),
    ],
)
async def test_a_server_that_fails_says_how(
    server: tuple[Server, str], status: int, answer: Any, said: str
) -> None:
    """An error status or an answer of another form is an error with its reason."""
    served, url = server
    served.status, served.answer = status, answer
    with pytest.raises(TranslationError, match=said):
        await translator_of(TranslateSettings(url=url)).translate(["one"], "lo", "en")


async def test_a_server_that_is_away_is_an_error() -> None:
    """A refused connection is an error that says so."""
    with pytest.raises(TranslationError, match="does not answer"):
        await translator_of(TranslateSettings(url="http://127.0.0.1:9")).translate(["one"], "lo", "en")


def test_nothing_is_translated_by_default() -> None:
    """Without settings there is no translator."""
    assert translator_of(TranslateSettings()) is None
