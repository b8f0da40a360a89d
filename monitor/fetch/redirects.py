"""One way from a URL to the one that answers: every hop checked again, nothing private carried across hosts.

No I/O. RFC 9110, 15.4; at most five hops (faults.md, mechanism 1).
"""

from collections.abc import Mapping

from monitor.fetch.addresses import AddressRules
from monitor.fetch.cookies import Cookies
from monitor.fetch.failures import clean, soft
from monitor.fetch.transport import TransportResponse
from monitor.fetch.urls import Target, check_url, join
from monitor.models import Failure

MOST_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})

_PERMANENT = frozenset({301, 308})


class RedirectChain:
    """Where a request stands between its first URL and the one that answers.

    Attributes:
        target: what is asked next.
        moved_to: where the permanent redirects alone led that came before any other, or None.
        hops: redirects followed.
    """

    def __init__(self, target: Target, validators: Mapping[str, str], rules: AddressRules) -> None:
        """Start at a target with the validators that belong to it."""
        self.target = target
        self.moved_to: Target | None = None
        self.hops = 0
        self._validators = dict(validators)
        self._rules = rules
        self._moving = True
        self._cookies = Cookies()

    def headers(self) -> dict[str, str]:
        """Return the headers of the next hop: validators, and the cookies that its host set on this way."""
        cookies = self._cookies.header(self.target)
        return self._validators | ({"Cookie": cookies} if cookies else {})

    @property
    def conditional(self) -> bool:
        """Tell whether the next hop carries a validator, so that 304 may be its answer."""
        return bool(self._validators)

    def follow(self, answer: TransportResponse) -> Failure | None:
        """Go where a redirect leads, or return why not."""
        location = answer.header("location")
        if location is None or not location.strip():
            return soft("bad_redirect", f"answer {answer.status} names no place to go to")
        if self.hops == MOST_HOPS:
            return soft("too_many_redirects", f"more than {MOST_HOPS}, the last at {self.target.host}")
        try:
            there = join(self.target, location)
        except ValueError as error:
            return soft("bad_redirect", str(error))
        target = check_url(there, self._rules)
        if isinstance(target, Failure):
            return self._refused(target)
        self.hops += 1
        self._go(target, answer)
        return None

    def told(self, failure: Failure) -> Failure:
        """Return a failure with the hop it met named, if it was not the first request."""
        if not self.hops:
            return failure
        detail = clean(f"after redirect {self.hops} to {self.target.host}: {failure.detail}")
        return Failure(
            failure.reason, detail, failure.kind, failure.status, failure.retry_after, failure.host_wide
        )

    def _refused(self, failure: Failure) -> Failure:
        detail = clean(f"redirect {self.hops + 1} from {self.target.host}: {failure.detail}")
        if failure.reason == "bad_url":
            return soft("bad_redirect", detail)
        return Failure(failure.reason, detail, failure.kind)

    def _go(self, target: Target, answer: TransportResponse) -> None:
        downgrade = self.target.secure and not target.secure
        # A move from https to http is never remembered: whoever sits between could have sent it.
        self._moving = self._moving and answer.status in _PERMANENT and not downgrade
        if self._moving:
            self.moved_to = target
        if target.host != self.target.host or downgrade:
            self._validators = {}
        self._cookies.keep(self.target, answer.headers)
        self.target = target
