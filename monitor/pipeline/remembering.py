"""A digest as the ledger remembers it."""

import asyncio
from datetime import date

from monitor.digest import build_digest
from monitor.models import Digest
from monitor.pipeline.desk import Desk


async def digest_of(desk: Desk, day: date) -> Digest | None:
    """Build the digest of a date from the ledger, or None where there is none."""
    material = await desk.store(desk.archive.material, day)
    # In a thread, not a worker: a flood of 50,000 articles takes minutes, beyond any limit for a page.
    return None if material is None else await asyncio.to_thread(build_digest, material)
