"""Writes digests to files and sends them on; the only part that touches the output folder's files."""

from monitor.publish.digests import keep_aside, missing_files, publish_asked, publish_digest, withdraw_digest
from monitor.publish.files import write_text
from monitor.publish.notify import after_try, deliver, secret_mark, target_name

__all__ = [
    "after_try",
    "deliver",
    "keep_aside",
    "missing_files",
    "publish_asked",
    "publish_digest",
    "secret_mark",
    "target_name",
    "withdraw_digest",
    "write_text",
]
