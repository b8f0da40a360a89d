"""Build a recorded digest from the archive."""

import asyncio
from datetime import date

from monitor.digest import build_digest
from monitor.models import Digest
from monitor.pipeline.context import AppContext


async def digest_of(app: AppContext, day: date) -> Digest | None:
    """Return the digest of a date, or None if there is none."""
    digest_input = await app.store(app.archive.digests.input, day)
    # On a thread, not in a worker: 50,000 articles take minutes, more than the time limit of a worker.
    return None if digest_input is None else await asyncio.to_thread(build_digest, digest_input)


async def period_digest_of(app: AppContext, name: str) -> Digest | None:
    """Return the digest of a week or month, or None if none is recorded."""
    made_from = await app.store(app.archive.period_digests.input, name)
    return None if made_from is None else await asyncio.to_thread(build_digest, made_from)
