"""What goes out to the network and what comes back."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class FailureKind(StrEnum):
    """How much a failure says about the next attempt; `weight` is what it adds to a feed's back-off."""

    TEMPORARY = "temporary"
    SOFT = "soft"
    HARD = "hard"
    GONE = "gone"

    @property
    def weight(self) -> float:
        """Share of a full strike: a time-out says less about a feed than a 404."""
        return {"temporary": 0.25, "soft": 0.5, "hard": 1.0, "gone": 1.0}[self.value]


@dataclass(frozen=True, slots=True)
class Failure:
    """A remote failure, as a value.

    Attributes:
        reason: short stable code, such as `timeout`, `http_404`, `blocked_address`, `not_a_feed`.
        detail: one line for a person, already free of control characters and of credentials.
        kind: what it says about the next attempt.
        status: HTTP status, if one came.
        retry_after: how long the server asked us to wait, already clamped, if it did.
        host_wide: the server meant all of its host (429 and 503 with Retry-After).
    """

    reason: str
    detail: str = ""
    kind: FailureKind = FailureKind.TEMPORARY
    status: int | None = None
    retry_after: timedelta | None = None
    host_wide: bool = False

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to get.

    Attributes:
        url: absolute http or https URL.
        purpose: decides the size limit and whether robots.txt is asked (pages only, RFC 9309).
        etag: validator to send back verbatim, if any.
        last_modified: validator to send back verbatim, if any.
    """

    url: str
    purpose: Literal["feed", "page"]
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: a success (2xx) with a body, or 304 without.

    Attributes:
        url: the URL asked for.
        final_url: the URL that answered, after redirects.
        moved_to: where the permanent redirects (301, 308) alone lead, or None.
        status: 200, another success, or 304.
        headers: names in lower case, in the order received; use `header`.
        body: decoded of its Content-Encoding, whole; empty for 304.
        note: what was odd about the answer and was read all the same, in one line, or "".
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    moved_to: str | None = None
    note: str = ""

    def header(self, name: str) -> str | None:
        """Return the first header of that name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)
