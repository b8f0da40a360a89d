"""A host whose pages time out is paused, longer each time."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.policy import host_pause


@pytest.mark.fault(257)
def test_few_timeouts_are_borne() -> None:
    """The third time-out in a row brings a pause of a minute; each further one doubles it."""
    rests = [host_pause(times) for times in range(6)]
    assert rests == [timedelta(minutes=minutes) for minutes in (0, 0, 0, 1, 2, 4)]


@given(st.integers(0, 10**6))
def test_rests_grow_and_are_bounded(times: int) -> None:
    """A pause is at most an hour."""
    rests = [host_pause(times + more) for more in range(3)]
    assert all(before <= after <= timedelta(hours=1) for before, after in pairwise(rests))
