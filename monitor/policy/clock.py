"""Whether the clock can be believed.

Pure: the time comes in.
"""

from datetime import UTC, datetime

# No copy of this program is older: a machine without a battery starts in 1970 until the network sets it.
_EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)


def clock_is_sane(now: datetime) -> bool:
    """Tell whether the time can be the present; if not, poll and stamp nothing yet (faults.md row 190)."""
    return now >= _EARLIEST
