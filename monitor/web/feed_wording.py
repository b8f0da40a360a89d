"""The health of a feed in plain words, with what to do."""

from typing import Final

_STATES: Final = {
    "ok": ("In order", "It answers, and its entries are read."),
    "new": ("Not polled yet", "It is polled within its interval."),
    "partial": ("Read in part", "Its document was cut off or too long; what could be read is kept."),
    "empty": ("Empty", "It had entries before and has none now. See if the outlet moved its feed."),
    "silent": ("Silent", "It answers, but has had nothing new for long. See if the outlet moved its feed."),
    "shrinking": (
        "Shrinking",
        "It brings far fewer entries than usual. See if the outlet moved its sections.",
    ),
    "unreadable": ("Unreadable", "None of its last articles could be read; only its own words are matched."),
    "failing": ("Failing", "Its last answers could not be used. It is polled less and less often."),
    "gone": ("Gone", "It is gone (410) and is polled once a week. Put its new address in feeds.toml."),
    "disabled": (
        "Switched off",
        "feeds.toml has `enabled = false`. The reason may be in a comment beside it.",
    ),
}
_REASONS: Final = {
    "timeout": "The answer took too long. If this lasts, see if a browser loads it faster.",
    "connect_timeout": "The server could not be reached in time.",
    "dns_failed": "Its name is not known to the network. See if the address is spelt right.",
    "connect_failed": "The server refuses connections or is down.",
    "connection_lost": "The server closed the connection.",
    "network_down": "This machine’s network was down. All feeds are tried again within minutes.",
    "tls_error": "Its certificate is wrong or expired. Only the outlet can repair that.",
    "challenge": (
        "A gatekeeper expects a browser. Look for another address of the feed, or ask the outlet to "
        "allow the User-Agent of this monitor."
    ),
    "not_a_feed": "The address answers with something that is not a feed. Look for the feed’s new address.",
    "not_a_sitemap": "The address answers with something that is not a sitemap. Look for its new address.",
    "no_articles": "Its page lists no articles any more: it has another structure. Look at it, or give a `link`.",  # noqa: E501
    "needs_script": "Its page is built by a script, which is not run. Look for a feed or sitemap.",
    "no_access": "A variable with its login or key is missing in the environment of the monitor.",
    "http_401": "The server asks for a login.",
    "http_403": "The server refuses this program. Ask the outlet to allow its User-Agent.",
    "http_404": "Nothing is at this address. Look for the feed’s new address.",
    "http_410": "The outlet withdrew it.",
    "http_429": "The server asks for fewer requests; the feed is polled later.",
    "too_large": "Its document is larger than `[fetch] max_bytes`.",
    "blocked_address": "It leads to a private address, which `[fetch] allow_private` does not allow.",
    "robots_unreachable": "Its robots.txt cannot be read now, so nothing is fetched there.",
}
_ELSEWHERE: Final = (
    "Give the page of a section that lists its articles, or the address of a feed. `monitor feeds add` with"
    " `--kind page --link` names the links of one page exactly."
)
# The reasons that mean something else if the address is not one of a feed that was followed.
_REASONS_OF_SEARCH: Final = {
    **_REASONS,
    "no_source": _ELSEWHERE,
    "no_articles": _ELSEWHERE,
    "needs_script": "The page is built by a script, which is not run. Give the address of a feed or sitemap.",
    "timeout": "The site answers too slowly. Try again later, or give the address of a feed.",
    "http_404": "Nothing is at this address. See if it is spelt right.",
    "http_410": "The outlet removed the page at this address.",
    "http_429": "The site asks for fewer requests. Try again later.",
}


def reason_in_words(reason: str) -> str:
    """Return why a search for sources found nothing and what to do, or "" if its own detail says all."""
    if reason.startswith("http_5"):
        return "The server reports an error of its own. Try again later."
    return _REASONS_OF_SEARCH.get(reason, "")


def state_name(status: str) -> str:
    """Return the name of a feed's state."""
    return _STATES.get(status, (status.capitalize(), ""))[0]


def what_to_do(status: str, reason: str) -> str:
    """Return what a state and a reason mean, and what to do about them."""
    if status in {"ok", "new", "disabled"}:
        return _STATES[status][1]
    if reason.startswith("http_5"):
        return "The server reports an error of its own; it is tried again."
    return _REASONS.get(reason) or _STATES.get(status, ("", ""))[1]
