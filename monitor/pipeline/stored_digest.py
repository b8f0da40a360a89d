"""A digest as the ledger remembers it."""

import asyncio
from datetime import date

from monitor.digest import build_digest
from monitor.models import Digest
from monitor.pipeline.context import AppContext


async def digest_of(app: AppContext, day: date) -> Digest | None:
    """Build the digest of a date from the ledger, or None where there is none."""
    digest_input = await app.store(app.archive.digests.input, day)
    # In a thread, not a worker: a flood of 50,000 articles takes minutes, beyond any limit for a page.
    return None if digest_input is None else await asyncio.to_thread(build_digest, digest_input)
