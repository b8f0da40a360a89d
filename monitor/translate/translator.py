"""What a translator does, and which one the settings name."""

import os
from collections.abc import Sequence
from typing import Protocol

from monitor.models import TranslateSettings
from monitor.translate.command import CommandTranslator
from monitor.translate.libretranslate import ServerTranslator

_VARIABLE = "env:"


class Translator(Protocol):
    """Translates texts between two languages."""

    async def translate(self, texts: Sequence[str], language: str, to: str) -> tuple[str, ...]:
        """Return a translation of each text, "" for a text that cannot be translated.

        Args:
            texts: one line each.
            language: BCP 47 tag of the texts.
            to: BCP 47 tag of the translations.

        Raises:
            TranslationError: no translation was made; the message says why.
        """


def translator_of(settings: TranslateSettings) -> Translator | None:
    """Return the translator that the settings name, or None."""
    if settings.command:
        return CommandTranslator(settings.command)
    if settings.url:
        key = settings.key
        if key.startswith(_VARIABLE):
            key = os.environ.get(key.removeprefix(_VARIABLE), "")
        return ServerTranslator(settings.url, key)
    return None
