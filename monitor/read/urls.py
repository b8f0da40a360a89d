"""Normalize links: one canonical spelling for each, and None for links that are unsafe to follow or to show.

The SSRF guard in `fetch` decides later whether an address may be connected to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote, urljoin, urlsplit, urlunsplit

LONGEST_URL = 2048

# Added when links are shared; the article is the same without them.
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
# Links that are canonical already, as most links of feeds are: they need no parsing.
_CANONICAL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?/[\w!$&'()*+,./:=@~%|-]*",
    re.ASCII,
)
# Values that software writes for a missing link.
_NO_LINK = re.compile(
    r"#.*|\{\{.*|\{%.*|\$\{.*|<[%?].*|(?i:%7b%7b).*"
    r"|(?i:n/?a|none|null|nil|undefined|false|true|tbd|unknown|nan|link|url)|[^\w]*|\d"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ANY_PATH = re.compile(r"out\.reddit\.com")
# Redirectors whose URL holds the target: host, path, parameters that may hold it.
_REDIRECTORS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), "/url", ("url", "q")),
    (re.compile(r"(?:www\.)?bing\.com"), "/news/apiclick.aspx", ("url",)),
    (re.compile(r"(?:[lm]|www|lm)\.(?:facebook|instagram)\.com"), "/l.php", ("u",)),
    (re.compile(r"l\.instagram\.com"), "/", ("u",)),
    (re.compile(r"(?:\w+\.)?safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"(?:www\.)?youtube\.com"), "/redirect", ("q",)),
    (re.compile(r"(?:www\.)?linkedin\.com"), "/redir/redirect", ("url",)),
    (re.compile(r"(?:duckduckgo\.com|[\w-]+\.duckduckgo\.com)"), "/l/", ("uddg",)),
    (re.compile(r"(?:(?:out|away)\.)?vk\.com"), "/away.php", ("to",)),
    (_ANY_PATH, "", ("url",)),
    (re.compile(r"steamcommunity\.com"), "/linkfilter", ("url", "u")),
    (re.compile(r"(?:www\.)?getpocket\.com"), "/redirect", ("url",)),
    (re.compile(r"slack-redir\.net"), "/link", ("url",)),
    (re.compile(r"search\.daum\.net"), "/redirect", ("url",)),
)  # fmt: skip
_REDIRECTOR = re.compile(
    r"https?://[^/]*(?:google\.|bing\.com|facebook\.com|instagram\.com|outlook\.com|youtube\.com|linkedin\.com"
    r"|yahoo\.com|duckduckgo\.com|reddit\.com|vk\.com|steamcommunity\.com|getpocket\.com|slack-redir\.net"
    r"|daum\.net|ampproject\.org|urldefense\.com)",
    re.IGNORECASE,
)
# Hosts whose path holds the target, with its place.
_IN_PATH = (
    (re.compile(r"(?:.+\.)?yahoo\.com"), re.compile(r"/RU=(?P<coded>[^/;]+)|/\*(?P<plain>https?://.+)")),
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), re.compile(r"/amp/(?P<tls>s/)?(?P<bare>[\w-]+\..+)")),
    (
        re.compile(r"(?:[\w-]+\.)?cdn\.ampproject\.org"),
        re.compile(r"/[acvi]/(?P<tls>s/)?(?P<bare>[\w-]+\..+)"),
    ),
    (re.compile(r"urldefense\.com"), re.compile(r"/v3/__(?P<plain>https?:/.+?)__;")),
)
_BARE_TARGET = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}/", re.IGNORECASE)
_HOME = re.compile(r"https?://[^/?#]+/?(?:(?:index|default)\.(?:html?|php|aspx?))?", re.IGNORECASE)
_KEPT = "!$&'()*+,-./:;=?@_~%|"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class LinkBase:
    """Where the relative links of a feed start.

    Attributes:
        url: the URL that answered.
        site: the outlet's home page as the feed names it, or "".
    """

    url: str
    site: str = ""


def canonical_url(url: str) -> str | None:
    """Return the canonical spelling of an http(s) URL, or None if it is not safe to follow.

    The host is lower-case ASCII; default ports, fragments and tracking parameters are dropped; characters
    beyond ASCII are percent-encoded. Path and remaining query keep their order. Returns None for other
    schemes, user names, backslashes, inner white space, control characters and URLs that are too long
    (faults.md rows 16-18, 52).
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
    host = _ascii_host(parts)
    if scheme not in _DEFAULT_PORTS or host is None or "@" in parts.netloc:
        return None
    netloc = host if port in {None, _DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_KEPT, errors="replace")
    canonical = urlunsplit((scheme, netloc, path, _query(parts.query), ""))
    return canonical if len(canonical) <= LONGEST_URL else None


def resolve(link: str, base: str) -> str | None:
    """Return the canonical spelling of a link, relative to `base` if it is relative, or None."""
    link = link.strip()
    if not link or len(link) > LONGEST_URL:
        return None
    if _CANONICAL.fullmatch(link):
        return link
    try:
        return canonical_url(urljoin(base, link))
    except ValueError:
        return None


def choose_link(candidates: Iterable[tuple[str, str]], link_base: LinkBase) -> str:
    """Return the first link of an item that can be followed, absolute, or "".

    A link to a home page is used only if there is no other; a link to the feed itself is never used.

    Args:
        candidates: links as written, each with its xml:base or "".
        link_base: where the relative links of the feed start.
    """
    fallback = ""
    for link, base in candidates:
        link = link.strip().replace("&amp;", "&")  # noqa: PLW2901 - some feeds encode it twice
        if not link or _NO_LINK.fullmatch(link):
            continue
        if _CANONICAL.fullmatch(link) and not link.endswith("/"):
            return unwrap_redirector(link)
        absolute = _absolute(link, base, link_base)
        url = resolve(absolute, link_base.url)
        if url is None:
            continue
        if url == resolve(link_base.url, ""):
            continue  # the feed itself
        if urlsplit(url)[2:4] != ("/", ""):
            return unwrap_redirector(absolute)
        fallback = fallback or absolute
    return fallback


def _absolute(link: str, base: str, link_base: LinkBase) -> str:
    """Return a link joined to its base: xml:base, else the URL that answered.

    A path from the root belongs to the outlet's site if the feed names one, because another host may serve
    the feed for the outlet.
    """
    if len(link) > LONGEST_URL or _SCHEME.match(link):
        return link
    try:
        if base:
            start = urljoin(link_base.url, base)
        elif (host := link.partition("/")[0].lower()) and _is_host_of(host, link_base):
            return f"{urlsplit(link_base.site if is_url(link_base.site) else link_base.url).scheme}://{link}"
        elif link.startswith("/") and not link.startswith("//") and is_url(link_base.site):
            start = link_base.site
        else:
            start = link_base.url
        return urljoin(start, link)
    except ValueError:
        return link


def _is_host_of(name: str, link_base: LinkBase) -> bool:
    """Return whether the first part of a link without a scheme is a host: `www.`, or the feed's own."""
    if name.startswith("www.") and name.count(".") > 1:
        return True
    return "." in name and any(
        urlsplit(url).netloc.lower() == name for url in (link_base.url, link_base.site) if url
    )


def is_url(text: str) -> bool:
    """Return whether a text is an absolute http(s) URL."""
    return text[:8].lower().startswith(("http://", "https://"))


def is_same_site(one: str, other: str) -> bool:
    """Return whether two URLs belong to one outlet, judged by their host names."""
    first, second = _outlet_domain(one), _outlet_domain(other)
    return bool(first) and first == second


def unwrap_redirector(link: str) -> str:
    """Return the target of a link of a known redirector if the link contains it; else the link."""
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
    for hosts, place in _IN_PATH:
        if hosts.fullmatch(host) and (found := place.search(link.partition(host)[2])):
            return _from_path(found)
    for hosts, path, names in _REDIRECTORS:
        anywhere = hosts is _ANY_PATH
        if hosts.fullmatch(host) and (anywhere or parts.path.rstrip("/").lower() == path.rstrip("/")):
            try:
                query = parse_qs(parts.query, max_num_fields=100)
            except ValueError:
                return None
            targets = (_with_scheme(query[name][0].strip()) for name in names if name in query)
            return next((target for target in targets if is_url(target)), None)
    return None


def _from_path(found: re.Match[str]) -> str | None:
    """Return the target that the path of a redirector holds, or None."""
    parts = found.groupdict()
    if bare := parts.get("bare"):
        target = f"{'https' if parts['tls'] else 'http'}://{bare}"
    else:
        target = parts["plain"] or unquote(parts.get("coded") or "")
    # Some of them write one slash of "https://" only.
    target = re.sub(r"^(https?):/(?=[^/])", r"\1://", target)
    return target if is_url(target) else None


def _with_scheme(target: str) -> str:
    """Return a target that starts with its host as a URL."""
    return f"https://{target}" if _BARE_TARGET.match(target) else target


def _outlet_domain(url: str) -> str:
    """Return the part of the host that names the outlet: its last two or three labels."""
    try:
        labels = (urlsplit(url).hostname or "").rstrip(".").split(".")
    except ValueError:
        return ""
    several = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004 - co.kr
    return ".".join(labels[-3 if several else -2 :])


def has_own_page(link: str, url: str, feed_url: str) -> bool:
    """Return whether a link may lead to a page of its own.

    It does not if it is only a fragment or a place that a script finds (`#/story/5`, `#!story`), or if it
    leads to the home page of its host or to the feed itself.

    Args:
        link: as written.
        url: the resolved link.
        feed_url: the URL of the feed.
    """
    if _HOME.fullmatch(url) or url == feed_url:
        return False
    link_base = link.strip().partition("#")
    return not link_base[1] or (bool(link_base[0]) and not link_base[2].startswith(("/", "!")))


def _ascii_host(parts: SplitResult) -> str | None:
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
