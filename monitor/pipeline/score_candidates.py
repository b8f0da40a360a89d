"""Make the second opinion on candidates before they are shown: train once, read texts, store scores.

The encoder runs in a process of its own that ends with this work, so that neither the daemon nor its workers
hold a model. A failure leaves candidates without scores, and the digest says so.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from monitor.archive import Archive
from monitor.errors import ArchiveError
from monitor.executors.processes import ProcessExecutor
from monitor.models import SecondOpinion
from monitor.pipeline.candidate_list import CandidateList
from monitor.pipeline.context import AppContext
from monitor.pipeline.second_opinion import OpinionModel, is_read, opinion_model
from monitor.semantic.choice import choose_encoder
from monitor.semantic.labelled_texts import text_to_encode

if TYPE_CHECKING:
    from monitor.semantic.heads import Heads

T = TypeVar("T")

logger = logging.getLogger(__name__)

SCORE_NOTICE: Final = "second opinion"
_AT_ONCE: Final = 16  # texts in one task; what is scored so far is stored
_TASK_SECONDS: Final = 900.0  # the first task of fastembed downloads a model
_MEMORY: Final = 4_000_000_000  # bytes of address space, not of memory: a model is mapped
_MOST_SECONDS: Final = 300.0  # of reading in one go; a digest waits for it
_DAY: Final = timedelta(hours=24)
_LOOKED_AT: Final = 20_000  # candidates, the most likely
_DECIMALS: Final = 3


def scoring_worker() -> Executor:
    """Return an executor with one process for the encoder."""
    return ProcessExecutor(1, _TASK_SECONDS, _MEMORY)


async def score_candidates(
    app: AppContext, listed: CandidateList, worker: Callable[[], Executor] = scoring_worker
) -> str:
    """Make and store the scores that candidates lack, the most likely first, within the budget of a day.

    Calls `app.progress`. Stores a notice that digests and status show if something is missing.

    Args:
        app: the application context; its archive is written.
        listed: the candidates, in order.
        worker: makes the executor that the encoder runs in.

    Returns:
        What the reader must know if scores are missing, as one line; else "".

    Raises:
        ArchiveError: the archive cannot be read or written.
    """
    model = await app.store(opinion_model, app.config, app.archive)
    if model is None:
        problem = choose_encoder(app.config.semantic.encoder).problem
    else:
        async with app.scoring:
            problem = await _score(app, listed, model, worker)
    if problem:
        logger.warning("%s", problem)
    await app.store(app.archive.notices.set, SCORE_NOTICE, problem, app.clock())
    return problem


async def _score(
    app: AppContext, listed: CandidateList, model: OpinionModel, worker: Callable[[], Executor]
) -> str:
    lacking = await app.store(_lacking, app.archive, listed, model)
    if not lacking:
        return ""
    spent = await app.store(app.archive.scores.scored_since, app.clock() - _DAY)
    chosen = dict(list(lacking.items())[: max(app.config.semantic.per_day - spent, 0)])
    left = len(lacking) - len(chosen)
    problem = (
        f"the second opinion did not read {left} of {len(lacking)} articles: "
        f"[semantic] per_day = {app.config.semantic.per_day} is used up"
        if left
        else ""
    )
    if not chosen:
        return problem
    executor = worker()
    try:
        unread = await _read(app, chosen, model, executor)
        if unread:
            problem = f"the second opinion did not read {unread} articles in time; the next digest goes on"
    except ArchiveError:
        raise
    except Exception as error:  # noqa: BLE001 - a foreign package may raise anything, also when it is imported
        problem = f"articles that may have been missed have no second opinion: {_in_words(error)}"
    finally:
        await asyncio.to_thread(executor.shutdown, cancel_futures=True)
    return problem


def _lacking(archive: Archive, listed: CandidateList, model: OpinionModel) -> dict[int, tuple[str, ...]]:
    """Return the articles to read, each with the topics that it has no score for, in their order."""
    wanted: dict[int, list[str]] = {}
    for number, candidate, _ in listed.found[:_LOOKED_AT]:
        if is_read(candidate, model):
            wanted.setdefault(number, []).append(candidate.topic)
    known = archive.scores.of_articles(list(wanted), model.key)
    lacking = {
        number: tuple(topic for topic in topics if (number, topic) not in known)
        for number, topics in wanted.items()
    }
    return {number: topics for number, topics in lacking.items() if topics}


async def _read(
    app: AppContext, chosen: dict[int, tuple[str, ...]], model: OpinionModel, executor: Executor
) -> int:
    """Encode the articles and store their scores, batch by batch; return how many were not read in time."""
    from monitor.semantic.encoding import encode_texts  # noqa: PLC0415 - numpy

    heads = await _heads(app, model, executor)
    done, end = 0, time.monotonic() + _MOST_SECONDS
    for numbers in _parts(list(chosen)):
        if app.stopping or time.monotonic() >= end:
            break
        articles = await app.store(app.archive.found.details, numbers)
        texts = tuple(text_to_encode(one.title, one.text) for one in articles)
        vectors = await asyncio.wrap_future(executor.submit(encode_texts, model.encoder.name, texts))
        scores = heads.score(vectors)
        made = [
            SecondOpinion(article.id, topic, round(float(scores[topic][row]), _DECIMALS))
            for row, article in enumerate(articles)
            for topic in chosen[article.id]
        ]
        await app.store(app.archive.scores.add, made, model.key, app.clock())
        done += len(numbers)
        if app.progress:
            app.progress("opinion", done, len(chosen))
    return len(chosen) - done


async def _heads(app: AppContext, model: OpinionModel, executor: Executor) -> "Heads":
    """Return the classifiers of a model: the stored ones, or trained now."""
    from monitor.semantic.encoding import encode_texts, fit_heads  # noqa: PLC0415 - numpy
    from monitor.semantic.heads_file import read_heads, write_heads  # noqa: PLC0415

    heads = await asyncio.to_thread(read_heads, app.output, model.key)
    if heads is not None:
        return heads
    count, name = len(model.texts), model.encoder.name
    logger.info("the second opinion learns from %d texts with %s; this is done once", count, name)
    vectors = []
    for part in _parts(model.texts):
        texts = tuple(one.text for one in part)
        vectors.append(await asyncio.wrap_future(executor.submit(encode_texts, model.encoder.name, texts)))
        if app.progress:
            app.progress("learning", sum(map(len, vectors)), len(model.texts))
    heads = await asyncio.wrap_future(executor.submit(fit_heads, vectors, model.texts))
    try:
        await asyncio.to_thread(write_heads, app.output, model.key, heads)
    except OSError as error:
        logger.warning("what the second opinion learned cannot be stored: %s", error)
    return heads


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _in_words(error: BaseException) -> str:
    """Return an error as one line; many of foreign packages have several."""
    return " ".join(str(error).split()) or type(error).__name__
