"""A queue with turns for hosts: each host has a limit of running items, most urgent first."""

import heapq
from collections import Counter, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class HostQueue(Generic[T]):
    """Queued and running items by host. A queued item costs only memory."""

    def __init__(self, share: int) -> None:
        """Set the number of items that may run at once for each host."""
        self._share = share
        self._waiting: dict[str, list[tuple[float, int, T]]] = {}
        self._under_way: Counter[str] = Counter()
        self._turns: deque[str] = deque()  # hosts with queued items and a free slot
        self._added = 0

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def put(self, host: str, rank: float, item: T) -> None:
        """Queue an item. The lowest rank of a host is taken first; equal ranks in the order of arrival."""
        waiting = self._waiting.setdefault(host, [])
        if not waiting and self._under_way[host] < self._share:
            self._turns.append(host)
        self._added += 1
        heapq.heappush(waiting, (rank, self._added, item))

    def take(self) -> tuple[str, T] | None:
        """Return the next host and item and count it as running; None if none may start."""
        if not self._turns:
            return None
        host = self._turns.popleft()
        waiting = self._waiting[host]
        _, _, item = heapq.heappop(waiting)
        self._under_way[host] += 1
        if not waiting:
            del self._waiting[host]
        elif self._under_way[host] < self._share:
            self._turns.append(host)
        return host, item

    def done(self, host: str) -> None:
        """Count an item of a host as done."""
        was_full = self._under_way[host] >= self._share
        self._under_way[host] -= 1
        if not self._under_way[host]:
            del self._under_way[host]
        if was_full and host in self._waiting:
            self._turns.append(host)

    def drop(self, host: str) -> list[T]:
        """Remove and return all queued items of a host."""
        if host in self._turns:
            self._turns.remove(host)
        return [item for _, _, item in self._waiting.pop(host, [])]

    def clear(self) -> None:
        """Remove all queued items."""
        self._waiting.clear()
        self._turns.clear()
