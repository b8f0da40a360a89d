"""The daemon reports its state to systemd, if systemd runs it."""

import socket
from pathlib import Path

import pytest

from monitor.service.systemd import notify, watchdog_seconds


def test_states_arrive_at_the_named_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state is one datagram to NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify("READY=1")
        assert listener.recv(64) == b"READY=1"


def test_nothing_is_sent_without_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a socket, or with one that is gone, nothing happens."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    notify("READY=1")


@pytest.mark.parametrize(("value", "seconds"), [("60000000", 30.0), ("", None), ("soon", None), ("0", None)])
def test_the_watchdog_is_fed_twice_an_interval(
    value: str, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signs of life are sent at half of WATCHDOG_USEC, as sd_watchdog_enabled(3) advises."""
    monkeypatch.setenv("WATCHDOG_USEC", value)
    assert watchdog_seconds() == seconds
