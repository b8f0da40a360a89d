"""A host whose pages time out again and again rests, longer each time, never for ever."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.policy import host_rest


@pytest.mark.fault(257)
def test_few_timeouts_are_borne() -> None:
    """Two in a row cost nothing; the third brings a minute of rest, each further one twice as much."""
    rests = [host_rest(times) for times in range(6)]
    assert rests == [timedelta(minutes=minutes) for minutes in (0, 0, 0, 1, 2, 4)]


@given(st.integers(0, 10**6))
def test_rests_grow_and_are_bounded(times: int) -> None:
    """However often a host timed out, it is asked again within the hour."""
    rests = [host_rest(times + more) for more in range(3)]
    assert all(before <= after <= timedelta(hours=1) for before, after in pairwise(rests))
