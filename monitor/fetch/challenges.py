"""Recognises responses of bot protection services: a challenge or a block instead of the document.

A service is recognised by its headers, else by strings that occur only on its own pages. Its scripts also
occur on the pages that it lets through.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.fetch.failures import clean_detail
from monitor.models import Failure, FailureKind
from monitor.policy import retry_after

REASON = "challenge"
MAX_CHALLENGE_BYTES = 20_000  # of an error response; challenge pages are small

_ADVICE = (
    "programs are not let in here, and this one does not pretend to be a browser; look for another address, "
    "ask the outlet to let the User-Agent in, or follow it elsewhere"
)
_SUCCESS = range(200, 300)
# Every page that matches a pattern below contains one of these; they are searched first because it is cheap.
_SIGNS = (
    b"just a moment", b"_cf_chl_opt", b"challenge-form", b"cp_challenge", b"sec-if-cpt", b"bm-verify",
    b"sucuri_cloudproxy", b"you are being redirected", b"captcha-delivery", b"incapsula",
    b"awswafintegration", b"vercel security", b"ddos-guard", b"px-captcha", b"anubis_challenge",
)  # fmt: skip
_BUSY = {429, 503}


@dataclass(frozen=True, slots=True)
class _Gatekeeper:
    """How to recognise one service.

    Attributes:
        name: The name of the service.
        headers: Names of headers, each with a substring of its value.
        words: A pattern of its page, for any status.
        blocks: A pattern of its page, for error statuses.
    """

    name: str
    headers: tuple[tuple[str, str], ...] = ()
    words: str = "(?!)"
    blocks: str = "(?!)"


_GATEKEEPERS = (
    _Gatekeeper(
        "Cloudflare",
        (("cf-mitigated", "challenge"),),
        r"<title>\s*just a moment\b|window\._cf_chl_opt|id=[\"']?challenge-form",
        r"attention required!\s*\|\s*cloudflare|cf-error-details|cf-chl-|/cdn-cgi/challenge-platform/",
    ),
    _Gatekeeper(
        "Akamai",
        words=r"/_sec/cp_challenge/|sec-if-cpt-container|[?&]bm-verify=",
        blocks=r"errors\.edgesuite\.net|<h1>access denied</h1>.{0,400}reference\s*(?:&#35;|#)",
    ),
    _Gatekeeper(
        "Sucuri",
        (("x-sucuri-block", ""),),
        r"sucuri_cloudproxy_js|<title>\s*you are being redirected\.\.\.",
        r"sucuri website firewall",
    ),
    _Gatekeeper(
        "DataDome",
        (("x-datadome", "challenge"), ("x-dd-b", "")),
        r"var dd\s*=\s*\{.{0,600}captcha-delivery\.com",
        r"captcha-delivery\.com",
    ),
    _Gatekeeper(
        "Imperva",
        words=r"incapsula incident id|<iframe[^>]{0,200}_incapsula_resource",
        blocks=r"_incapsula_resource",
    ),
    _Gatekeeper(
        "AWS WAF",
        (("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha")),
        r"awswafintegration",
    ),
    _Gatekeeper("Vercel", (("x-vercel-mitigated", "challenge"),), r"vercel security checkpoint"),
    _Gatekeeper("DDoS-Guard", words=r"<title>\s*ddos-guard", blocks=r"/\.well-known/ddos-guard/"),
    _Gatekeeper("HUMAN", words=r"id=[\"']?px-captcha", blocks=r"window\._pxappid"),
    _Gatekeeper("Anubis", words=r"id=[\"']?anubis_challenge"),
)
_PATTERNS = tuple(
    (
        gatekeeper,
        re.compile(gatekeeper.words.encode(), re.DOTALL),
        re.compile(gatekeeper.blocks.encode(), re.DOTALL),
    )
    for gatekeeper in _GATEKEEPERS
)


def challenge(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Failure | None:
    """Return the failure if a bot protection service answered, else None.

    Args:
        status: The status of the response.
        headers: The first header of each name; names in lower case.
        body: The part of the body that was read.
        now: The aware UTC time, to parse Retry-After.
    """
    name = _by_headers(headers) or _by_body(status, body)
    if name is None:
        return None
    wait = retry_after(headers.get("retry-after", ""), now)
    return Failure(
        REASON,
        clean_detail(f"{name} answers {status} and wants to see a browser: {_ADVICE}"),
        FailureKind.TEMPORARY if wait is not None else FailureKind.SOFT,
        status,
        wait,
        host_wide=wait is not None and status in _BUSY,
    )


def _by_headers(headers: Mapping[str, str]) -> str | None:
    for gatekeeper in _GATEKEEPERS:
        for name, value in gatekeeper.headers:
            if name in headers and value in headers[name].lower():
                return gatekeeper.name
    return None


def _by_body(status: int, body: bytes) -> str | None:
    """Search the body; a successful response only if it is as small as a challenge page."""
    if not body or (status in _SUCCESS and (len(body) > MAX_CHALLENGE_BYTES or b"<" not in body[:200])):
        return None
    start = body[:MAX_CHALLENGE_BYTES].lower()
    if status in _SUCCESS and not any(sign in start for sign in _SIGNS):
        return None
    for gatekeeper, words, blocks in _PATTERNS:
        if words.search(start) or (status not in _SUCCESS and blocks.search(start)):
            return gatekeeper.name
    return None
