"""Notify systemd of the daemon's state (sd_notify(3)). Does nothing without systemd."""

import os
import socket
from contextlib import suppress


def notify(state: str) -> None:
    """Send a state such as `READY=1` or `WATCHDOG=1` to the socket that systemd names, if any."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        sock.connect(address)
        sock.sendall(state.encode())


def watchdog_seconds() -> float | None:
    """Return half of the systemd watchdog interval, or None if the watchdog is off."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if not microseconds.isascii() or not microseconds.isdigit():
        return None
    return int(microseconds) / 2_000_000 or None
