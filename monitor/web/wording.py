"""Short forms of times and URLs, and keywords as queries, for the pages."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.match.syntax.keyword_syntax import read_term

_SOON = timedelta(seconds=45)
_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
_LONGEST_TAIL = 28


def relative(moment: datetime, now: datetime) -> str:
    """Return the distance of a moment from now in its largest whole unit: "4 min ago", "in 2 h", "now"."""
    distance = abs(moment - now)
    if distance < _SOON:
        return "now"
    # Add half a minute, so that something due in an hour is not shown as due in 59 minutes.
    rounded = distance + timedelta(seconds=30)
    unit, name = next(((unit, name) for unit, name in _UNITS if rounded >= unit), _UNITS[-1])
    count = f"{rounded // unit} {name}"
    return f"in {count}" if moment > now else f"{count} ago"


def short_url(url: str) -> str:
    """Return the host of a URL and the end of its path, which differs between feeds of one host."""
    parts = urlsplit(url)
    host = (parts.netloc or url).removeprefix("www.")
    tail = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    if not parts.netloc or not tail:
        return host
    return f"{host}{tail}" if len(tail) <= _LONGEST_TAIL else f"{host}/…{tail[-_LONGEST_TAIL:]}"


def safe_tag(language: str) -> str:
    """Return a language tag that is safe in a `lang` attribute, or "" for none."""
    return language if language.isascii() and language.replace("-", "").isalnum() else ""


def keyword_query(keyword: str) -> str:
    """Return the query that finds a keyword of a topic: its phrase in quotes, with the same signs."""
    term = read_term(keyword)
    phrase = " ".join(term.phrase.replace('"', " ").split())
    return (
        f'{"title:" if term.title else ""}{"=" if term.exact else ""}"{phrase}"{"*" if term.prefix else ""}'
    )
