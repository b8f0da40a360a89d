"""How the status page words times and addresses: short for the eye, in full for whoever asks."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

_SOON = timedelta(seconds=45)
_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
_LONGEST_TAIL = 28


def relative(moment: datetime, now: datetime) -> str:
    """Say how long ago or ahead a moment is, in its largest whole unit: "4 min ago", "in 2 h", "now"."""
    distance = abs(moment - now)
    if distance < _SOON:
        return "now"
    # Half a minute early, so that what is due in an hour is not said to be due in 59 minutes.
    rounded = distance + timedelta(seconds=30)
    unit, name = next(((unit, name) for unit, name in _UNITS if rounded >= unit), _UNITS[-1])
    count = f"{rounded // unit} {name}"
    return f"in {count}" if moment > now else f"{count} ago"


def short_url(url: str) -> str:
    """Shorten a URL to its host and the end of its path, which tells feeds of one host apart."""
    parts = urlsplit(url)
    host = (parts.netloc or url).removeprefix("www.")
    tail = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    if not parts.netloc or not tail:
        return host
    return f"{host}{tail}" if len(tail) <= _LONGEST_TAIL else f"{host}/…{tail[-_LONGEST_TAIL:]}"
