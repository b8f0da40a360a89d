"""Translate the headlines and quotes of a digest before it is recorded, if the config names a translator."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace

from monitor.digest import build_digest, foreign_texts, one_line
from monitor.errors import TranslationError
from monitor.models import ReadingAids, Window
from monitor.pipeline.context import AppContext
from monitor.translate import Translator, translator_of

logger = logging.getLogger(__name__)

_NOTICE = "translation"
_AT_ONCE = 50  # texts; what is translated so far is stored


def reading_aids(app: AppContext) -> ReadingAids:
    """Return the reader's languages and the link that the config gives to a digest."""
    digest = app.config.digest
    return ReadingAids(language=app.config.translate.to, link=digest.translate, languages=digest.languages)


async def translate_window(app: AppContext, window: Window) -> None:
    """Store translations of what the digest of a window will quote, as far as the time limit allows.

    A failure is a notice in the archive, which the digest shows. What is missing is translated when the
    digest is written again.
    """
    settings, archive = app.config.translate, app.archive
    translator = translator_of(settings)
    problem = ""
    if translator is not None:
        texts = await _texts(app, window)
        try:
            async with asyncio.timeout(settings.timeout):
                await _translate(app, translator, texts)
        except TimeoutError:
            problem = f"not all headlines were translated: the time limit of {settings.timeout:g} s is over"
        except TranslationError as error:
            problem = f"not all headlines were translated: {error}"
    if problem:
        logger.warning("%s", problem)
    await app.store(archive.notices.set, _NOTICE, problem, app.clock())


async def _texts(app: AppContext, window: Window) -> dict[str, tuple[str, ...]]:
    """Return the texts to translate by language, without those translated before."""
    topics = tuple((topic.id, topic.title) for topic in app.config.topics.topics)
    digest_input = await app.store(app.archive.digests.input_for_window, window, topics)
    digest_input = replace(
        digest_input,
        aids=reading_aids(app),
        top_stories=app.config.digest.top_stories,
        name_forms=app.config.topics.name_forms,
    )
    digest = await asyncio.to_thread(build_digest, digest_input)
    to = app.config.translate.to
    return {
        language: await app.store(app.archive.translations.missing, texts, to)
        for language, texts in foreign_texts(digest).items()
    }


async def _translate(app: AppContext, translator: Translator, texts: dict[str, tuple[str, ...]]) -> None:
    to = app.config.translate.to
    failed: TranslationError | None = None
    for language, part in _parts(texts):
        try:
            made = await translator.translate([one_line(text) for text in part], language, to)
        except TranslationError as error:
            failed = error  # the translator may know other languages
            continue
        kept = {text: one for text, one in zip(part, made, strict=True) if one}
        await app.store(app.archive.translations.add, kept, to)
    if failed is not None:
        raise failed


def _parts(texts: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for language, all_of_it in texts.items():
        for start in range(0, len(all_of_it), _AT_ONCE):
            yield language, all_of_it[start : start + _AT_ONCE]
