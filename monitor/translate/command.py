"""Translate with a program that reads one text a line and prints one translation a line."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from monitor.errors import TranslationError

_MOST_BYTES = 10_000_000  # of what the program prints
_SHOWN = 200  # characters of its error


class CommandTranslator:
    """Runs the program once for each language."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    async def translate(self, texts: Sequence[str], language: str, to: str) -> tuple[str, ...]:
        """See `Translator.translate`. The program and its children end when this is cancelled."""
        words = [word.replace("{from}", language).replace("{to}", to) for word in self._command]
        try:
            process = await asyncio.create_subprocess_exec(
                *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True, limit=_MOST_BYTES
            )
        except (OSError, ValueError) as error:
            raise TranslationError(f"{words[0]}: {getattr(error, 'strerror', None) or error}") from error
        try:
            told, complaint = await process.communicate("".join(f"{text}\n" for text in texts).encode())
        finally:
            await _end(process)
        if process.returncode:
            shown = " ".join(complaint.decode(errors="replace").split())[-_SHOWN:] or "no message"
            raise TranslationError(f"{words[0]}: exit status {process.returncode}: {shown}")
        lines = told.decode(errors="replace").removesuffix("\n").split("\n")
        if len(lines) != len(texts):
            counts = f"{len(lines)} lines for {len(texts)} texts"
            raise TranslationError(f"{words[0]}: {counts}; it must print one for each")
        return tuple(line.strip() for line in lines)


async def _end(process: Process) -> None:
    """Kill what is left of the process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
