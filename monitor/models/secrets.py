"""What of a text is secret: logins in URLs, and the values of parameters that commonly carry keys."""

import re

_LOGIN = re.compile(r"(?<=://)[^/?#\s]+(?=@)")
# token=, apikey=, access_token=, X-Amz-Signature=; rather one that is none than none of them.
_PARAMETER = re.compile(
    r"""(?<![\w.-])([\w.-]{0,40}(?:token|key|passw(?:or)?d|pass|pwd|secret|signature|sig|auth|credential))
    =[^\s&;\#"'<>]+""",
    re.IGNORECASE | re.VERBOSE,
)


def without_secrets(text: str) -> str:
    """Return a URL, or a text with URLs in it, with `***` for each login and for the value of each key."""
    return _PARAMETER.sub(r"\1=***", _LOGIN.sub("***", text))
