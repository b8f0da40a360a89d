"""Mask secrets in a text: logins in URLs, and values of parameters that often carry keys."""

import re

_LOGIN = re.compile(r"(?<=://)[^/?#\s]+(?=@)")
# token=, apikey=, access_token=, X-Amz-Signature=. A false hit is better than a leak.
_PARAMETER = re.compile(
    r"""(?<![\w.-])([\w.-]{0,40}(?:token|key|passw(?:or)?d|pass|pwd|secret|signature|sig|auth|credential))
    =[^\s&;\#"'<>]+""",
    re.IGNORECASE | re.VERBOSE,
)


# Parameters that carry no secrets; the value of any other may be a key.
_HARMLESS = frozenset(
    (
        "alt", "block", "c", "cat", "category", "categories", "ceid", "channel", "channel_id", "city", "code",
        "content", "country", "d", "date", "day", "desk", "edition", "feed", "format", "from", "gl",
        "hl", "home", "id", "keyword", "keywords", "l", "label", "lang", "language", "limit", "lng",
        "loc", "locale", "max", "max-results", "month", "n", "nid", "num", "number", "offset",
        "order", "orderby", "output", "p", "page", "per_page", "playlist_id", "post", "q", "query", "region",
        "rss", "section", "sort", "start", "tag", "tags", "term", "time", "to", "topic", "topics",
        "type", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term", "v",
        "version", "view", "year",
    )
)  # fmt: skip
_SHORTEST = 5  # shorter values are not keys
# Short names that some sites give to a key or password: a long value that is no number is masked.
_AMBIGUOUS = frozenset(("c", "code", "d", "l", "n", "p", "v"))
_LONGEST_PLAIN = 8
# Long parts of a path in which letters and digits alternate, as in a private address of a feed. A date with
# letters before it, such as the number of an agency's report, changes once.
_RANDOM = re.compile(r"(?<![A-Za-z0-9])(?=(?:[A-Za-z]+\d+|\d+[A-Za-z]+){3})[A-Za-z0-9]{20,}(?![A-Za-z0-9])")
_UUID = re.compile(r"(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])", re.IGNORECASE)
_PATH = re.compile(r"(?<=://)([^\s\"'<>/?#]+)(/[^\s\"'<>?#]*)")
_QUERY = re.compile(r"""(?<=://)[^\s"'<>?]+\?[^\s"'<>]+""")
_PAIR = re.compile(r"([?&;])([^=&;#?]+)=([^&;#]*)")


def mask_secrets(text: str) -> str:
    """Return a URL, or a text with URLs, with `***` for each login and each possible key.

    In the query of a URL, every parameter that is not known to be harmless is masked; in its path, each long
    random part is.
    """
    masked = _PARAMETER.sub(r"\1=***", _LOGIN.sub("***", text))
    masked = _PATH.sub(_masked_path, masked) if "://" in masked else masked
    return _QUERY.sub(lambda query: _PAIR.sub(_masked, query[0]), masked) if "?" in masked else masked


def _masked_path(url: re.Match[str]) -> str:
    host, path = url.groups()
    return host + _UUID.sub("***", _RANDOM.sub("***", path))


def _masked(pair: re.Match[str]) -> str:
    before, name, value = pair.groups()
    plain = len(value) <= _LONGEST_PLAIN or value.isdigit() or name.lower() not in _AMBIGUOUS
    if len(value) < _SHORTEST or (name.lower() in _HARMLESS and plain):
        return pair[0]
    return f"{before}{name}=***"
