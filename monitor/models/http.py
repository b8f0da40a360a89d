"""Requests to the network, and their answers."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class FailureKind(StrEnum):
    """What a failure means for the next attempt; `weight` is added to the feed's strikes."""

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
        detail: one line for a person, without control characters and credentials.
        kind: what it means for the next attempt.
        status: HTTP status, if there was one.
        retry_after: how long the server asked to wait, clamped, or None.
        host_wide: it applies to the whole host (429 and 503 with Retry-After).
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
class FeedAccess:
    """How a source is requested beyond the settings of all: language, identity, way, secrets.

    Values may be `env:NAME`, which the client reads from the environment. No text shows login, headers and
    proxy.

    Attributes:
        language: BCP 47 tag for Accept-Language, "" to send none.
        user_agent: instead of that of the settings, or "".
        proxy: URL of the proxy, instead of that of the settings, or "".
        login: a variable with user:password for HTTP Basic authentication (of mail: the password), or "".
        headers: (name, value) of further headers.
    """

    language: str = ""
    user_agent: str = ""
    proxy: str = field(default="", repr=False)
    login: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One URL to fetch.

    Attributes:
        url: absolute http or https URL; of a feed also that of a mail folder.
        purpose: decides the size limit and whether robots.txt applies (RFC 9309): not for a feed, which the
            user subscribed to; for a page, and for a source whose URL the program guessed.
        etag: validator to send verbatim, or None.
        last_modified: validator to send verbatim, or None.
        access: how the source is requested.
    """

    url: str
    purpose: Literal["feed", "page", "source"]
    etag: str | None = None
    last_modified: str | None = None
    access: FeedAccess = FeedAccess()


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of a server: a success (2xx) with a body, or 304 without.

    Attributes:
        url: the requested URL.
        final_url: the URL that answered, after redirects.
        moved_to: where the permanent redirects (301, 308) alone lead, or None.
        status: 200, another success, or 304.
        headers: names in lower case, in the order received; use `header`.
        body: complete, with Content-Encoding decoded; empty for 304.
        note: one line on what was wrong with the answer but tolerated, or "".
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
