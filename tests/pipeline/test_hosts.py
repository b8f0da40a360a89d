"""Hosts take turns, no host exceeds its share, and the newest item of a host is first."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.pipeline.host_queue import HostQueue


@pytest.mark.fault(259)
def test_a_host_with_many_items_delays_no_other() -> None:
    """An item of another host is taken second, even if many items wait before it."""
    queue = HostQueue[int](2)
    for number in range(5000):
        queue.put("busy.example", 0.0, number)
    queue.put("other.example", 0.0, -1)
    assert [queue.take() for _ in range(4)] == [
        ("busy.example", 0),
        ("other.example", -1),
        ("busy.example", 1),
        None,
    ]


def test_breaking_news_goes_first() -> None:
    """The newest and most urgent item is taken as soon as its host has a free place."""
    queue = HostQueue[str](1)
    for day in range(1000):
        queue.put("busy.example", -day, f"day {day}")
    assert queue.take() == ("busy.example", "day 999")
    queue.put("busy.example", -5000, "breaking")
    assert queue.take() is None
    queue.done("busy.example")
    assert queue.take() == ("busy.example", "breaking")


def test_a_resting_host_has_no_items() -> None:
    """A resting host has no waiting items; later items are queued again."""
    queue = HostQueue[int](2)
    for number in range(3):
        queue.put("slow.example", number, number)
    assert queue.take() == ("slow.example", 0)
    assert sorted(queue.drop("slow.example")) == [1, 2]
    assert (queue.take(), len(queue)) == (None, 0)
    queue.put("slow.example", 0, 7)
    assert queue.take() == ("slow.example", 7)
    assert queue.drop("unknown.example") == []


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=60),
    st.integers(1, 3),
    st.randoms(use_true_random=False),
)
def test_every_item_is_taken_once(items: list[tuple[str, int]], share: int, chance: object) -> None:
    """For any order of calls, each item is taken once and no host exceeds its share."""
    queue, left, under_way, taken = HostQueue[int](share), list(items), Counter[str](), defaultdict(list)
    while left or len(queue) or under_way.total():
        if left and chance.random() < 0.5:
            host, rank = left.pop()
            queue.put(host, rank, rank)
        if (one := queue.take()) is not None:
            under_way[one[0]] += 1
            taken[one[0]].append(one[1])
            assert under_way[one[0]] <= share
        elif under_way.total() and (chance.random() < 0.5 or not left):
            host = chance.choice(sorted(under_way.elements()))
            queue.done(host)
            under_way[host] -= 1
    assert {host: sorted(ranks) for host, ranks in taken.items()} == {
        host: sorted(rank for one, rank in items if one == host) for host, _ in items
    }
