"""Safe names for files and page anchors."""

import re
from hashlib import blake2b

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def slug(identity: str) -> str:
    """Return an id unchanged if it is safe, else its safe characters and a hash that keeps it unique.

    Safe are `[a-z0-9-]`, at most 64 characters, and no device name of an operating system.
    """
    if _SAFE.fullmatch(identity) and not _DEVICES.fullmatch(identity):
        return identity
    kept = re.sub(r"[^a-z0-9]+", "-", identity.lower())[:32].strip("-")
    mark = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{kept}-{mark}" if kept else mark
