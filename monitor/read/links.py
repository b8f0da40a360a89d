"""Links as identities: one canonical spelling for each, and none that is unsafe to follow or to show.

Pure: no I/O, no clock. Whether an address may be connected to is decided at the connection, not here.
"""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

LONGEST_URL = 2048

# Added by whoever shared the link; the article is the same without them.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok"
    r"|wt\.mc_id|wt_mc|at_(?:medium|campaign|custom\d|link_\w+|ptr_name|bbc_team|format)|ns_(?:campaign|mchannel|source|linkname|fee)"
    r"|xtor|cmpid|ocid|guce_\w+|guccounter|__twitter_impression|spm|ito|ftag|s?cid_source)",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?|\[[0-9a-f:.]+\]"
)
# What is spelt canonically already, as most links of feeds are: neither taken apart nor put together again.
_CANONICAL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?/[\w!$&'()*+,./:=@~%|-]*",
    re.ASCII,
)
_HOME = re.compile(r"https?://[^/?#]+/?(?:(?:index|default)\.(?:html?|php|aspx?))?", re.IGNORECASE)
_KEPT = "!$&'()*+,-./:;=?@_~%|"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str | None:
    """Return the canonical spelling of an http(s) URL, or None if it is not safe to follow.

    Host in lower-case ASCII, no default port, no fragment, no tracking parameters, everything beyond ASCII
    percent-encoded; path and remaining query stay as they are, in their order. None for other schemes, user
    names, backslashes, inner white space or controls, and what is too long (faults.md rows 16-18, 52).
    """
    url = url.strip()
    if len(url) > LONGEST_URL:
        return None
    url = url.replace(" ", "%20")
    if _FORBIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    host = _host(parts)
    if scheme not in _DEFAULT_PORTS or host is None or "@" in parts.netloc:
        return None
    netloc = host if port in {None, _DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_KEPT, errors="replace")
    canonical = urlunsplit((scheme, netloc, path, _query(parts.query), ""))
    return canonical if len(canonical) <= LONGEST_URL else None


def resolve(link: str, base: str) -> str | None:
    """Return the canonical spelling of a link that may be relative to `base`, or None."""
    link = link.strip()
    if not link or len(link) > LONGEST_URL:
        return None
    if _CANONICAL.fullmatch(link):
        return link
    try:
        return canonical_url(urljoin(base, link))
    except ValueError:
        return None


def leads_to_page(link: str, url: str, feed_url: str) -> bool:
    """Tell whether a link, `url` once resolved, may lead to a page of its own.

    It does not where it is but a fragment, a place that a script finds (`#/story/5`, `#!story`), the home
    page of its host, or the feed itself.
    """
    if _HOME.fullmatch(url) or url == feed_url:
        return False
    place = link.strip().partition("#")
    return not place[1] or (bool(place[0]) and not place[2].startswith(("/", "!")))


def _host(parts: SplitResult) -> str | None:
    try:
        host = (parts.hostname or "").rstrip(".")
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if ":" in host:
        host = f"[{host}]"
    return host if _HOST.fullmatch(host) and "%" not in host else None


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    return quote("&".join(kept), safe=_KEPT, errors="replace")
