"""Answers of gatekeepers that want to see a browser: a challenge or a block, and no word of the outlet.

Pure: no I/O, no clock. Told by headers that say so, else by words that only the gatekeeper's own page holds:
pages that were let through carry its scripts, too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.fetch.failures import clean
from monitor.models import Failure, FailureKind
from monitor.policy import retry_after

REASON = "challenge"
LONGEST_READ = 20_000  # of an answer that is no success; pages of gatekeepers are small

_ADVICE = (
    "programs are not let in here, and this one does not pretend to be a browser; look for another address, "
    "ask the outlet to let the User-Agent in, or follow it elsewhere"
)
_SUCCESS = range(200, 300)
# One of these stands in every page that the words below fit: looked for first, for it costs next to nothing.
_SIGNS = (
    b"just a moment", b"_cf_chl_opt", b"challenge-form", b"cp_challenge", b"sec-if-cpt", b"bm-verify",
    b"sucuri_cloudproxy", b"you are being redirected", b"captcha-delivery", b"incapsula",
    b"awswafintegration", b"vercel security", b"ddos-guard", b"px-captcha", b"anubis_challenge",
)  # fmt: skip
_BUSY = {429, 503}


@dataclass(frozen=True, slots=True)
class _Gatekeeper:
    """How one service shows.

    Attributes:
        name: of the service.
        headers: names of headers with what their value holds.
        words: of its page, whatever the status.
        blocks: of its page where the status is a refusal.
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
_WORDS = tuple(
    (
        keeper,
        re.compile(keeper.words.encode(), re.DOTALL),
        re.compile(keeper.blocks.encode(), re.DOTALL),
    )
    for keeper in _GATEKEEPERS
)


def challenge(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Failure | None:
    """Return the failure that an answer is if a gatekeeper gave it, else None.

    Args:
        status: of the answer.
        headers: names in lower case; the first of each name.
        body: what was read of it.
        now: aware UTC, to read Retry-After.
    """
    name = _by_headers(headers) or _by_words(status, body)
    if name is None:
        return None
    asked = retry_after(headers.get("retry-after", ""), now)
    return Failure(
        REASON,
        clean(f"{name} answers {status} and wants to see a browser: {_ADVICE}"),
        FailureKind.TEMPORARY if asked is not None else FailureKind.SOFT,
        status,
        asked,
        host_wide=asked is not None and status in _BUSY,
    )


def _by_headers(headers: Mapping[str, str]) -> str | None:
    for keeper in _GATEKEEPERS:
        for name, value in keeper.headers:
            if name in headers and value in headers[name].lower():
                return keeper.name
    return None


def _by_words(status: int, body: bytes) -> str | None:
    """Tell by words; of a success only where the whole page is as small as a gatekeeper's."""
    if not body or (status in _SUCCESS and (len(body) > LONGEST_READ or b"<" not in body[:200])):
        return None
    start = body[:LONGEST_READ].lower()
    if status in _SUCCESS and not any(sign in start for sign in _SIGNS):
        return None
    for keeper, words, blocks in _WORDS:
        if words.search(start) or (status not in _SUCCESS and blocks.search(start)):
            return keeper.name
    return None
