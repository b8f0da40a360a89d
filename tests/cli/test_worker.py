"""`monitor worker` runs one thread per process, on loopback or with TLS, and lost tasks are repeated."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import monitor
from monitor.executors import make_executor
from monitor.models import ExtractSettings

dask = pytest.importorskip("dask", reason="the extra dask is not installed")
distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
psutil = pytest.importorskip("psutil")

ROOT = Path(__file__).parents[2]
# The cluster's libraries log warnings about themselves, which are not this program's.
pytestmark = pytest.mark.filterwarnings("default")


def square(number: int) -> int:
    """Return the square of a number."""
    return number * number


def call_home(port: int) -> str:
    """Report the process id to the test, and wait for its answer."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"%d\n" % os.getpid())
        return line.recv(10).decode()


@contextmanager
def workers(*arguments: str, count: int) -> Iterator[list[int]]:
    """Run `monitor worker` until this number of workers has reported; yield their pids."""
    command = [sys.executable, "-m", "monitor", "worker", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        pids = []
        try:
            for line in process.stderr:
                pids += map(int, re.findall(r"working for .* pid=(\d+)", line))
                if len(pids) == count:
                    break
            assert len(pids) == count
            yield pids
        finally:
            process.send_signal(signal.SIGTERM)
            said = process.stderr.read()
        assert process.wait(30) == 0, said
        assert not any(map(psutil.pid_exists, pids))


@pytest.fixture
def scheduler() -> Iterator[str]:
    """Run a scheduler without workers on loopback; give its address."""
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.mark.fault(206, 207, 208)
def test_tasks_of_a_lost_worker_are_repeated_once(scheduler) -> None:
    """After a worker is killed, another one repeats its tasks once, and a new worker starts."""
    with (
        socket.create_server(("127.0.0.1", 0)) as home,
        workers(scheduler, "--processes", "2", count=2) as pids,
    ):
        home.settimeout(60)
        executor = make_executor(ExtractSettings(scheduler.replace("tcp", "dask"), timeout=60))
        futures = [executor.submit(square, number) for number in range(8)]
        calling = executor.submit(call_home, home.getsockname()[1])
        futures += [executor.submit(square, number) for number in range(8, 40)]
        first, _ = home.accept()
        with first:
            doer = int(first.makefile().readline())
            worker = next(parent.pid for parent in psutil.Process(doer).parents() if parent.pid in pids)
            os.kill(worker, signal.SIGKILL)
            first.settimeout(60)
            assert first.recv(1) == b""  # its own process went with it
        second, _ = home.accept()
        with second:
            assert int(second.makefile().readline()) != doer
            second.sendall(b"done")
        assert calling.result(timeout=60) == "done"
        assert [future.result(timeout=60) for future in futures] == [n * n for n in range(40)]
        executor.shutdown(cancel_futures=True)
        home.settimeout(0)
        with pytest.raises(BlockingIOError):
            home.accept()


@pytest.mark.fault(206)
def test_a_worker_has_one_thread_and_listens_on_loopback(scheduler) -> None:
    """A process is one worker with one thread and no memory limit by Dask, on 127.0.0.1 only."""
    with (
        workers(scheduler, count=1) as (pid,),
        distributed.Client(scheduler, set_as_default=False) as client,
    ):
        (info,) = client.scheduler_info()["workers"].values()
        assert info["nthreads"] == 1
        assert not info["memory_limit"]
        listening = [c for c in psutil.Process(pid).net_connections() if c.status == psutil.CONN_LISTEN]
        assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}


@pytest.mark.fault(206)
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")
def test_a_cluster_on_tls(tmp_path) -> None:
    """With certificates, scheduler, worker and monitor use TLS only."""
    make = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
        "-keyout key.pem -out cert.pem -days 9 -subj /CN=cluster"
    )
    subprocess.run(make.split(), check=True, capture_output=True, cwd=tmp_path)
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    tls = {"distributed.comm.tls.ca-file": cert}
    for who in ("client", "scheduler", "worker"):
        tls |= {f"distributed.comm.tls.{who}.cert": cert, f"distributed.comm.tls.{who}.key": key}
    with (
        dask.config.set(tls),
        distributed.LocalCluster(
            n_workers=0,
            host="tls://127.0.0.1",
            protocol="tls",
            dashboard_address=None,
            security=distributed.Security(require_encryption=True),
        ) as cluster,
        workers(cluster.scheduler_address, "--tls-ca", cert, "--tls-cert", cert, "--tls-key", key, count=1),
    ):
        assert cluster.scheduler_address.startswith("tls://")
        executor = make_executor(ExtractSettings(cluster.scheduler_address.replace("tls", "dask")))
        assert executor.submit(square, 7).result(timeout=60) == 49
        executor.shutdown(cancel_futures=True)


@pytest.mark.fault(206)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tcp://192.0.2.1:8786"], "may not leave this machine"),
        (["tcp://127.0.0.1:8786", "--listen", "0.0.0.0"], "may not leave this machine"),
        (["tls://192.0.2.1:8786"], "needs certificates"),
        (["tls://127.0.0.1:8786", "--tls-ca", "/dev/null"], "three files"),
        (["tcp://127.0.0.1"], "is not a scheduler"),
        (["http://127.0.0.1:8786"], "is not a scheduler"),
        (["tcp://127.0.0.1:99999"], "is not a scheduler"),
    ],
)
def test_an_open_worker_needs_tls(arguments, told) -> None:
    """A plain connection beyond loopback, or TLS without certificates, gives exit code 2 and one line."""
    done = CliRunner().invoke(monitor, ["worker", *arguments])
    assert done.exit_code == 2
    assert told in done.output
    assert len(done.output.splitlines()) == 1


def test_no_scheduler_is_an_error() -> None:
    """If no scheduler answers in time, the command reports it and exits with 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "monitor", "worker", address, "--wait", "0.2"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"no scheduler answers at {address}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_missing_extra_is_named() -> None:
    """Without Dask the command names the package to install."""
    program = "import sys; sys.modules['distributed'] = None; from monitor.cli import main; main()"
    command = [sys.executable, "-c", program, "worker", "tcp://127.0.0.1:8786"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        'monitor: A Dask cluster needs the extra "dask": in the checkout run: pip install ".[dask]"\n'
    )
