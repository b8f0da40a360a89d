"""Items that wait for their host: hosts take turns, each has so many under way, its most urgent first."""

import heapq
from collections import Counter, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class HostQueue(Generic[T]):
    """What waits and what is under way, by host; waiting for a host costs nothing but memory."""

    def __init__(self, share: int) -> None:
        """Let each host have so many items under way."""
        self._share = share
        self._waiting: dict[str, list[tuple[float, int, T]]] = {}
        self._under_way: Counter[str] = Counter()
        self._turns: deque[str] = deque()  # hosts with items that wait and room for one more
        self._added = 0

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def under_way(self) -> int:
        """Count the items taken and not done."""
        return self._under_way.total()

    def put(self, host: str, rank: float, item: T) -> None:
        """Have an item wait; the lowest rank of a host is taken first, of equal ones the first that came."""
        waiting = self._waiting.setdefault(host, [])
        if not waiting and self._under_way[host] < self._share:
            self._turns.append(host)
        self._added += 1
        heapq.heappush(waiting, (rank, self._added, item))

    def take(self) -> tuple[str, T] | None:
        """Take the item whose turn it is, and note it as under way; None where none may start."""
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
        """Note that an item of a host is under way no more."""
        was_full = self._under_way[host] >= self._share
        self._under_way[host] -= 1
        if not self._under_way[host]:
            del self._under_way[host]
        if was_full and host in self._waiting:
            self._turns.append(host)

    def drop(self, host: str) -> list[T]:
        """Remove and return all that waits for a host."""
        if host in self._turns:
            self._turns.remove(host)
        return [item for _, _, item in self._waiting.pop(host, [])]

    def clear(self) -> None:
        """Remove all that waits."""
        self._waiting.clear()
        self._turns.clear()
