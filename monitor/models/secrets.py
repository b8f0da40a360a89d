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
        "alt", "block", "c", "cat", "category", "categories", "ceid", "channel", "city", "code",
        "content", "country", "d", "date", "day", "desk", "edition", "feed", "format", "from", "gl",
        "hl", "home", "id", "keyword", "keywords", "l", "label", "lang", "language", "limit", "lng",
        "loc", "locale", "max", "max-results", "month", "n", "nid", "num", "number", "offset",
        "order", "orderby", "output", "p", "page", "per_page", "post", "q", "query", "region",
        "rss", "section", "sort", "start", "tag", "tags", "term", "time", "to", "topic", "topics",
        "type", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term", "v",
        "version", "view", "year",
    )
)  # fmt: skip
_SHORTEST = 5  # shorter values are not keys
_QUERY = re.compile(r"""(?<=://)[^\s"'<>?]+\?[^\s"'<>]+""")
_PAIR = re.compile(r"([?&;])([^=&;#?]+)=([^&;#]*)")


def mask_secrets(text: str) -> str:
    """Return a URL, or a text with URLs, with `***` for each login and each possible key.

    In the query of a URL, every parameter that is not known to be harmless is masked.
    """
    masked = _PARAMETER.sub(r"\1=***", _LOGIN.sub("***", text))
    return _QUERY.sub(lambda query: _PAIR.sub(_masked, query[0]), masked) if "?" in masked else masked


def _masked(pair: re.Match[str]) -> str:
    before, name, value = pair.groups()
    if name.lower() in _HARMLESS or len(value) < _SHORTEST:
        return pair[0]
    return f"{before}{name}=***"
