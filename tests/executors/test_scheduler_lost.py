"""If the scheduler dies, its tasks fail with `no_worker`, and a new scheduler is used."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.errors import TaskFailed
from monitor.executors import dask_cluster, make_executor
from monitor.models import ExtractSettings
from tests.executors.tasks import spin, square

pytest.importorskip("distributed", reason="the extra dask is not installed")
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(module: str, *arguments: str, ready: str) -> Iterator[subprocess.Popen[str]]:
    """Run a module in a separate process, wait until it is ready, and kill it at the end."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert any(ready in line for line in process.stderr)
            yield process
        finally:
            process.kill()


@contextmanager
def whole_cluster(port: int) -> Iterator[subprocess.Popen[str]]:
    """Run a scheduler and a worker, and yield the scheduler."""
    address = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with (
        running("distributed.cli.dask_scheduler", *address, ready="Scheduler at") as scheduler,
        running("monitor", "worker", f"tcp://127.0.0.1:{port}", ready="working for"),
    ):
        yield scheduler


@pytest.mark.fault(207)
@pytest.mark.filterwarnings("default")  # the cluster's libraries log warnings about themselves
def test_a_lost_scheduler_does_not_fail_its_tasks(monkeypatch) -> None:
    """Running tasks fail with `no_worker`; tasks succeed again when another scheduler answers."""
    monkeypatch.setattr(dask_cluster, "_CONNECT_TIMEOUT", 2)
    port = free_port()
    with whole_cluster(port) as scheduler:
        executor = make_executor(ExtractSettings(f"dask://127.0.0.1:{port}"))
        assert executor.submit(square, 2).result(timeout=60) == 4
        held = executor.submit(spin)
        scheduler.kill()
        assert held.exception(timeout=60).reason == "no_worker"
    with pytest.raises(TaskFailed, match="cluster") as caught:
        executor.submit(square, 2).result(timeout=60)
    assert caught.value.reason == "no_worker"

    with whole_cluster(port):
        # Until the old connection is given up, its tasks fail.
        tried = (executor.submit(square, 3) for _ in range(1000))
        worked = next(future for future in tried if future.exception(timeout=60) is None)
        assert worked.result() == 9
        executor.shutdown(cancel_futures=True)
