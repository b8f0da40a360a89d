"""Limits apply to each task, and no task breaks the executor."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, wait
from multiprocessing import forkserver
from pathlib import Path

import pytest

from monitor.errors import TaskFailed
from monitor.executors import make_executor
from monitor.executors.processes import ProcessExecutor
from monitor.models import ExtractSettings
from tests.executors.tasks import (
    LIMITS,
    alive,
    bloat,
    crash,
    fail,
    fail_awkwardly,
    handlers,
    kill_itself,
    leave,
    nap,
    pid,
    spin,
    square,
    unpackable,
    until_gone,
)


@pytest.fixture
def processes() -> Iterator[Executor]:
    """Return an executor with two processes and short limits."""
    executor = make_executor(ExtractSettings("processes:2", **LIMITS))
    yield executor
    executor.shutdown(cancel_futures=True)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        pytest.param(spin, "worker_timeout", marks=pytest.mark.fault(172)),
        pytest.param(crash, "worker_crashed", marks=pytest.mark.fault(173)),
        pytest.param(bloat, "worker_memory", marks=pytest.mark.fault(173)),
        pytest.param(kill_itself, "worker_crashed", marks=pytest.mark.fault(171)),
    ],
)
def test_a_task_fails_alone(processes, function, reason) -> None:
    """A task that spins, crashes, uses too much memory or is killed fails alone, with its reason."""
    before = [processes.submit(square, number) for number in range(10)]
    bad = processes.submit(function)
    after = [processes.submit(square, number) for number in range(10)]
    with pytest.raises(TaskFailed) as failed:
        bad.result(timeout=30)
    assert failed.value.reason == reason
    assert [future.result(timeout=30) for future in before + after] == [n * n for n in range(10)] * 2


@pytest.mark.fault(171, 172, 173)
def test_no_series_of_failures_breaks_the_executor(processes) -> None:
    """Tasks still succeed after many workers, idle ones too, have died."""
    for _ in range(8):
        bad = [processes.submit(function) for function in (crash, kill_itself, kill_itself)]
        wait(bad, timeout=30)
        assert {future.exception().reason for future in bad} == {"worker_crashed"}
    idle = processes.submit(pid).result(timeout=30)
    os.kill(idle, signal.SIGKILL)
    assert until_gone(idle)
    assert [future.result(timeout=30) for future in [processes.submit(square, n) for n in range(20)]] == [
        n * n for n in range(20)
    ]


def asked_for_a_worker() -> bool:
    """Return whether a thread waits for the fork server to start a process."""
    frames = list(sys._current_frames().values())
    while frames := [frame for frame in frames if frame]:
        if any(frame.f_code.co_name == "read_signed" for frame in frames):
            return True
        frames = [frame.f_back for frame in frames]
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no fork server")
def test_a_dead_fork_server_is_replaced() -> None:
    """A fork server that is killed while it starts a worker is replaced; queued tasks succeed."""
    executor = make_executor(ExtractSettings("processes:2", **LIMITS))
    forkserver.ensure_running()
    server = forkserver._forkserver._forkserver_pid
    os.kill(server, signal.SIGSTOP)
    futures = [executor.submit(square, number) for number in range(20)]
    while not asked_for_a_worker() and not any(future.done() for future in futures):
        pass
    os.kill(server, signal.SIGKILL)
    assert [future.result(timeout=30) for future in futures] == [n * n for n in range(20)]
    executor.shutdown(cancel_futures=True)


def test_a_worker_is_replaced_after_so_many_tasks(monkeypatch) -> None:
    """Each process runs a limited number of tasks, and no task is lost."""
    monkeypatch.setattr("monitor.executors.processes.TASKS_PER_WORKER", 3)
    executor = make_executor(ExtractSettings("processes:2", **LIMITS))
    done = Counter(future.result(timeout=30) for future in [executor.submit(pid) for _ in range(20)])
    assert sum(done.values()) == 20
    assert max(done.values()) == 3
    executor.shutdown()


def test_a_bug_in_the_executor_fails_its_tasks() -> None:
    """If the executor has a bug, tasks fail with a reason; they are not silently cancelled."""
    executor = ProcessExecutor(1, 5.0, lambda: None)  # no number: no process can be started with it
    futures = [executor.submit(square, number) for number in range(3)]
    assert {future.exception(timeout=30).reason for future in futures} == {"worker_crashed"}
    executor.shutdown()


def test_the_longest_limit_works() -> None:
    """A timeout longer than the kernel can wait does no harm."""
    executor = make_executor(ExtractSettings("processes:1", timeout=1e10))
    assert executor.submit(square, 6).result(timeout=30) == 36
    executor.shutdown()


def test_waiting_tasks_do_not_count_as_running(processes) -> None:
    """Tasks that are each shorter than the timeout succeed, even if the total is longer."""
    futures = [processes.submit(nap, 0.3) for _ in range(10)]
    assert [future.result(timeout=30) for future in futures] == [0.3] * 10


@pytest.mark.parametrize("spec", ["inline", "processes:1"])
def test_exceptions_reach_the_caller(spec) -> None:
    """The future raises the task's exception."""
    with make_executor(ExtractSettings(spec)) as executor:
        with pytest.raises(ValueError, match="so it goes"):
            executor.submit(fail, "so it goes").result(timeout=30)
        assert executor.submit(square, 3).result(timeout=30) == 9


def test_an_unpicklable_value_fails_its_task(processes) -> None:
    """An argument, result or exception that cannot be pickled fails only its task."""
    bad = [
        processes.submit(square, lambda: None),
        processes.submit(unpackable),
        processes.submit(fail_awkwardly),
        processes.submit(leave),
    ]
    kinds = [type(future.exception(timeout=30)).__name__ for future in bad]
    assert kinds[0] in {"PicklingError", "AttributeError"}
    assert kinds[1] in {"PicklingError", "AttributeError"}
    assert kinds[2:] == ["RuntimeError", "SystemExit"]
    assert "Awkward" in str(bad[2].exception())
    assert processes.submit(square, 4).result(timeout=30) == 16


def test_shutdown_waits_for_all_tasks(processes) -> None:
    """A shutdown without cancelling finishes all tasks, and rejects new ones."""
    futures = [processes.submit(nap, 0.05) for _ in range(8)]
    processes.shutdown()
    assert all(future.done() and future.result() == 0.05 for future in futures)
    with pytest.raises(RuntimeError, match="after shutdown"):
        processes.submit(square, 1)


def test_a_cancelled_task_delays_no_other() -> None:
    """After a cancelled task the next one starts at once."""
    with ProcessExecutor(1, **LIMITS) as executor:
        first = executor.submit(time.sleep, 0.2)
        cancelled, live = executor.submit(square, 2), executor.submit(square, 3)
        assert cancelled.cancel()
        assert (first.result(), live.result(20)) == (None, 9)


class PackedTopics:
    """Counts how often it was pickled."""

    packed = 0

    def __reduce__(self) -> tuple[type, tuple[()]]:
        """Pickle it."""
        PackedTopics.packed += 1
        return PackedTopics, ()


def test_queued_tasks_are_pickled_when_a_worker_is_free() -> None:
    """Queued pages are in memory once; they are not pickled before a worker takes them."""
    with ProcessExecutor(1, **LIMITS) as executor:
        first = executor.submit(time.sleep, 0.2)
        cancelled, done = executor.submit(repr, PackedTopics()), executor.submit(repr, PackedTopics())
        assert cancelled.cancel()
        assert first.result(20) is None
        assert "PackedTopics" in done.result(20)
    assert PackedTopics.packed == 1


class Impatient:
    """Raises KeyboardInterrupt when it is pickled."""

    def __reduce__(self) -> str:
        """Raise KeyboardInterrupt."""
        raise SystemExit(3)


def test_a_base_exception_during_pickling_fails_its_task(processes) -> None:
    """A BaseException during pickling fails only its task; the next task succeeds."""
    with pytest.raises(SystemExit):
        processes.submit(repr, Impatient()).result(timeout=30)
    assert processes.submit(square, 3).result(timeout=30) == 9


def test_a_task_too_large_to_be_received_fails() -> None:
    """A task whose workers die before they start it is not sent forever."""
    with ProcessExecutor(1, timeout=60, memory=600_000_000) as executor:
        with pytest.raises(TaskFailed) as failed:
            executor.submit(len, bytes(700_000_000)).result(timeout=60)
        assert failed.value.reason == "worker_crashed"
        assert executor.submit(square, 3).result(timeout=30) == 9


def test_a_cancelling_shutdown_kills_running_tasks() -> None:
    """A cancelling shutdown kills running tasks, cancels queued ones, and leaves no worker."""
    executor = make_executor(ExtractSettings("processes:2", timeout=3600))
    workers = {executor.submit(pid).result(timeout=30) for _ in range(4)}
    futures = [executor.submit(spin) for _ in range(6)]
    executor.shutdown(cancel_futures=True)
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(timeout=0)
    assert all(until_gone(worker) for worker in workers)


def test_shutdown_before_any_task() -> None:
    """An executor without tasks can be shut down twice."""
    for spec in ("inline", "processes:2"):
        executor = make_executor(ExtractSettings(spec))
        executor.shutdown()
        executor.shutdown(cancel_futures=True)
        with pytest.raises(RuntimeError):
            executor.submit(square, 1)


def test_workers_leave_signals_to_the_parent(processes) -> None:
    """SIGINT and SIGTERM to the process group do not end workers."""
    assert processes.submit(handlers).result(timeout=30) == (True, True)
    worker = processes.submit(pid).result(timeout=30)
    os.kill(worker, signal.SIGTERM)
    os.kill(worker, signal.SIGINT)
    assert processes.submit(square, 5).result(timeout=30) == 25
    assert alive(worker)


ORPHANS = """
import os, signal, sys
sys.path.insert(0, {root!r})
from monitor.executors import make_executor
from monitor.models import ExtractSettings
from tests.executors.tasks import pid, spin
if __name__ == "__main__":
    executor = make_executor(ExtractSettings("processes:2", timeout=600))
    print(executor.submit(pid).result(), flush=True)
    spinning = [executor.submit(spin) for _ in range(2)]
    while not all(future.running() for future in spinning):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_die_with_the_parent(tmp_path) -> None:
    """If the parent is killed, all workers end, even one that spins."""
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS.format(root=str(Path(__file__).parents[2])))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert until_gone(int(done.stdout.split()[0]))
