"""Characters that could harm a terminal, a log or a page, and the functions that remove them.

Text from the web may hold control sequences (CWE-150), direction overrides (CVE-2021-42574), invisible
characters and lone surrogates. All outputs use the sets of this module. Other rules stay where they apply:
characters that databases, XML, HTTP headers and URLs refuse, and normalization before matching.
"""

import re
from base64 import b64encode
from hashlib import sha256

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 without tab, newline and carriage return
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Without U+200B to U+200D: Khmer, Thai, Persian and Indic scripts spell with them.
_INVISIBLE = "\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_NO_CHARACTERS = "\ud800-\udfff\ufffe\uffff"

UNSAFE = _CONTROLS + _BIDI + _INVISIBLE + _NO_CHARACTERS
"""The unsafe characters, to be used inside the brackets of a regular expression."""

_UNSAFE = re.compile(f"[{UNSAFE}]")
_UNSAFE_IN_LINE = re.compile(f"[\t\n\r\u2028\u2029{UNSAFE}]")


def csp_hash(style: str) -> str:
    """Return the source expression that allows an inline style (Content Security Policy 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


def has_unsafe(text: str) -> bool:
    """Return whether text holds an unsafe character; tabs and line breaks are safe."""
    return _UNSAFE.search(text) is not None


def replace_unsafe(text: str, replacement: str = "") -> str:
    """Return text with each unsafe character replaced; tabs and line breaks stay."""
    return _UNSAFE.sub(replacement, text)


def safe_line(text: str) -> str:
    """Return text with each unsafe character, tab and line break replaced by a space."""
    return _UNSAFE_IN_LINE.sub(" ", text)
