"""Writes digests to the output folder and delivers messages."""

from monitor.publish.digests import (
    delete_digest_files,
    missing_files,
    missing_period_files,
    publish_chronicle,
    publish_digest,
    publish_period_digest,
    publish_range_digest,
    rename_unknown_files,
)
from monitor.publish.files import write_text
from monitor.publish.notify import after_attempt, deliver, secret_fingerprint, target_name

__all__ = [
    "after_attempt",
    "delete_digest_files",
    "deliver",
    "missing_files",
    "missing_period_files",
    "publish_chronicle",
    "publish_digest",
    "publish_period_digest",
    "publish_range_digest",
    "rename_unknown_files",
    "secret_fingerprint",
    "target_name",
    "write_text",
]
