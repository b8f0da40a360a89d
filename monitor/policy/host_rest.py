"""How long a host whose pages time out is left alone.

Pure: no I/O, no clock.
"""

from datetime import timedelta

_BORNE = 3  # time-outs in a row before the first rest
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)
_MOST_DOUBLINGS = 10

# Reasons that say that a host let us wait in vain.
TIMED_OUT = frozenset({"timeout", "connect_timeout"})


def host_rest(timeouts: int) -> timedelta:
    """Return how long a host rests after so many time-outs in a row: a minute, doubled up to an hour."""
    if timeouts < _BORNE:
        return timedelta(0)
    doublings = min(timeouts - _BORNE, _MOST_DOUBLINGS)
    return min(_FIRST * int(2**doublings), _LONGEST)
