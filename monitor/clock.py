"""The wall clock. Pure modules never import it: they take `now` as an argument."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present time, aware UTC."""
    return datetime.now(UTC)
