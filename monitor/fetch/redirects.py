"""Follows redirects (RFC 9110, 15.4): checks each URL, and sends validators and cookies only to their host.

No I/O. At most five redirects are followed (faults.md, mechanism 1).
"""

from collections.abc import Mapping

from monitor.fetch.addresses import AddressRules
from monitor.fetch.cookies import Cookies
from monitor.fetch.failures import clean_detail, soft
from monitor.fetch.source_access import SentAccess
from monitor.fetch.targets import Target, check_url, resolve_location
from monitor.fetch.transport import TransportResponse
from monitor.models import Failure

MAX_HOPS = 5
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})

_PERMANENT_STATUSES = frozenset({301, 308})


class RedirectChain:
    """The state of a request while redirects are followed.

    Attributes:
        target: The next URL to request.
        moved_to: The target of the permanent redirects that came before any other redirect, or None.
        hops: The number of redirects followed.
        access: What the source sends beyond validators and cookies.
    """

    def __init__(
        self,
        target: Target,
        validators: Mapping[str, str],
        rules: AddressRules,
        access: SentAccess | None = None,
    ) -> None:
        """Start at a target with its validators, and what its source sends beyond them."""
        self.access = access or SentAccess()
        self.target = target
        self.moved_to: Target | None = None
        self.hops = 0
        self._validators = dict(validators)
        self._rules = rules
        self._all_permanent = True
        self._at_origin = True
        self._cookies = Cookies()

    def headers(self) -> dict[str, str]:
        """Return the headers of the next request: validators, cookies, and what the source sends.

        Login and keys are sent until a redirect leads to another origin, and never after it. The same host
        over https counts as the same origin.
        """
        cookies = self._cookies.header(self.target)
        own = self.access.to_origin if self._at_origin else {}
        return {
            **self.access.everywhere,
            **own,
            **self._validators,
            **({"Cookie": cookies} if cookies else {}),
        }

    @property
    def conditional(self) -> bool:
        """Return whether the next request has validators, so that 304 is a valid response."""
        return bool(self._validators)

    def follow(self, response: TransportResponse) -> Failure | None:
        """Follow a redirect, or return why it cannot be followed."""
        location = response.header("location")
        if location is None or not location.strip():
            return soft("bad_redirect", f"answer {response.status} names no URL in Location")
        if self.hops == MAX_HOPS:
            return soft("too_many_redirects", f"more than {MAX_HOPS}, the last at {self.target.host}")
        try:
            url = resolve_location(self.target, location)
        except ValueError as error:
            return soft("bad_redirect", str(error))
        target = check_url(url, self._rules)
        if isinstance(target, Failure):
            return self._redirect_failure(target)
        self.hops += 1
        self._advance(target, response)
        return None

    def with_hop(self, failure: Failure) -> Failure:
        """Return the failure with the number and host of the redirect in its detail, if any."""
        if not self.hops:
            return failure
        detail = clean_detail(f"after redirect {self.hops} to {self.target.host}: {failure.detail}")
        return Failure(
            failure.reason, detail, failure.kind, failure.status, failure.retry_after, failure.host_wide
        )

    def _redirect_failure(self, failure: Failure) -> Failure:
        detail = clean_detail(f"redirect {self.hops + 1} from {self.target.host}: {failure.detail}")
        if failure.reason == "bad_url":
            return soft("bad_redirect", detail)
        return Failure(failure.reason, detail, failure.kind)

    def _advance(self, target: Target, response: TransportResponse) -> None:
        downgrade = self.target.secure and not target.secure
        # A redirect from https to http is never permanent: an attacker on the path could have sent it.
        self._all_permanent = self._all_permanent and response.status in _PERMANENT_STATUSES and not downgrade
        if self._all_permanent:
            self.moved_to = target
        if target.host != self.target.host or downgrade:
            self._validators = {}
        upgrade = target.host == self.target.host and (self.target.port, target.port) == (80, 443)
        self._at_origin = self._at_origin and (target.origin == self.target.origin or upgrade)
        self._cookies.store(self.target, response.headers)
        self.target = target
