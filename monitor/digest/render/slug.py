"""Names for files and places in a page, never taken from content as they come.

Pure: no I/O, no clock.
"""

import re
from hashlib import blake2b

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def slug(identity: str) -> str:
    """Return an id as it is where it is a plain one, else what is plain of it and a hash that keeps it apart.

    Plain is `[a-z0-9-]`, at most 64 long, and no name that an operating system keeps for a device.
    """
    if _SAFE.fullmatch(identity) and not _DEVICES.fullmatch(identity):
        return identity
    kept = re.sub(r"[^a-z0-9]+", "-", identity.lower())[:32].strip("-")
    mark = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{kept}-{mark}" if kept else mark
