"""Links as identities: one canonical spelling for each, and none that is unsafe to follow or to show.

Pure: no I/O, no clock. Whether an address may be connected to is decided at the connection, not here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote, urljoin, urlsplit, urlunsplit

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
# What software writes where it has no link.
_NO_LINK = re.compile(
    r"#.*|\{\{.*|\{%.*|\$\{.*|<[%?].*|(?i:%7b%7b).*|(?i:n/?a|none|null|nil|undefined|false|true|tbd|unknown|nan|link|url)|[^\w]*|\d"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Redirectors that carry the target: by host, then path, the parameters that may hold it.
_REDIRECTORS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), "/url", ("url", "q")),
    (re.compile(r"(?:www\.)?bing\.com"), "/news/apiclick.aspx", ("url",)),
    (re.compile(r"(?:[lm]|www|lm)\.(?:facebook|instagram)\.com"), "/l.php", ("u",)),
    (re.compile(r"l\.instagram\.com"), "/", ("u",)),
    (re.compile(r"(?:\w+\.)?safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"(?:www\.)?youtube\.com"), "/redirect", ("q",)),
    (re.compile(r"(?:www\.)?linkedin\.com"), "/redir/redirect", ("url",)),
    (re.compile(r"(?:duckduckgo\.com|[\w-]+\.duckduckgo\.com)"), "/l/", ("uddg",)),
    (re.compile(r"(?:out|away)\.(?:reddit|vk)\.com"), "/", ("url", "to")),
)  # fmt: skip
_REDIRECTOR = re.compile(
    r"https?://[^/]*(?:google\.|bing\.com|facebook\.com|instagram\.com|outlook\.com|youtube\.com|linkedin\.com"
    r"|yahoo\.com|duckduckgo\.com|reddit\.com|vk\.com)",
    re.IGNORECASE,
)
_YAHOO = re.compile(r"/RU=([^/;]+)")
_HOME = re.compile(r"https?://[^/?#]+/?(?:(?:index|default)\.(?:html?|php|aspx?))?", re.IGNORECASE)
_KEPT = "!$&'()*+,-./:;=?@_~%|"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed's relative links start.

    Attributes:
        url: what answered.
        site: the outlet's page, as the feed names it, or "".
    """

    url: str
    site: str = ""


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


def choose(candidates: Iterable[tuple[str, str]], place: Place) -> str:
    """Return the first of an item's links that can be followed, absolute, or "".

    One that leads to a home page comes after all others; one that leads to the feed itself is none.

    Args:
        candidates: each as written and its xml:base, or "".
        place: of the feed.
    """
    weak = ""
    for link, base in candidates:
        link = link.strip()  # noqa: PLW2901
        if not link or _NO_LINK.fullmatch(link):
            continue
        if _CANONICAL.fullmatch(link) and not link.endswith("/"):
            return unwrapped(link)
        absolute = _absolute(link, base, place)
        url = resolve(absolute, place.url)
        if url is None:
            continue
        if url == resolve(place.url, ""):
            continue  # the feed itself is no article
        if urlsplit(url)[2:4] != ("/", ""):
            return unwrapped(absolute)
        weak = weak or absolute
    return weak


def _absolute(link: str, base: str, place: Place) -> str:
    """Join a link to what it is relative to.

    That is what xml:base says, else what answered; but a path from the root of a feed that is served for the
    outlet by another host is the outlet's.
    """
    if len(link) > LONGEST_URL or _SCHEME.match(link):
        return link
    try:
        if base:
            start = urljoin(place.url, base)
        elif (host := link.partition("/")[0].lower()) and _is_host_of(host, place):
            return f"{urlsplit(place.site if is_url(place.site) else place.url).scheme}://{link}"
        elif link.startswith("/") and not link.startswith("//") and is_url(place.site):
            start = place.site
        else:
            start = place.url
        return urljoin(start, link)
    except ValueError:
        return link


def _is_host_of(name: str, place: Place) -> bool:
    """Tell whether the first part of a link without a scheme is a host: `www.`, or the feed's own."""
    if name.startswith("www.") and name.count(".") > 1:
        return True
    return "." in name and any(urlsplit(url).netloc.lower() == name for url in (place.url, place.site) if url)


def is_url(text: str) -> bool:
    """Tell whether a text is an absolute address of the web."""
    return text[:8].lower().startswith(("http://", "https://"))


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one outlet, as far as names of hosts tell."""
    first, second = _site(one), _site(other)
    return bool(first) and first == second


def unwrapped(link: str) -> str:
    """Return where a link of a known redirector leads, if that stands in it; others as they are."""
    for _ in range(3):
        if not _REDIRECTOR.match(link):
            break
        target = _target(link)
        if target is None:
            break
        link = target
    return link


def _target(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if host.endswith(".yahoo.com") and (found := _YAHOO.search(parts.path)):
        target = unquote(found[1])
        return target if is_url(target) else None
    for hosts, path, names in _REDIRECTORS:
        if hosts.fullmatch(host) and parts.path.rstrip("/").lower() == path.rstrip("/"):
            try:
                query = parse_qs(parts.query, max_num_fields=100)
            except ValueError:
                return None
            targets = (query[name][0].strip() for name in names if name in query)
            return next((target for target in targets if is_url(target)), None)
    return None


def _site(url: str) -> str:
    """Return what names the outlet in the host of an address: its last two labels, or three of them."""
    try:
        labels = (urlsplit(url).hostname or "").rstrip(".").split(".")
    except ValueError:
        return ""
    several = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004 - co.kr
    return ".".join(labels[-3 if several else -2 :])


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
