"""Run `monitor` many times, each in a child that can be killed: `python -m tests.system.monitor_runner`.

Modules are imported once, so that a kill hits the work, not the imports. Each line read is a JSON list: the
time that the clock shows, then the arguments. The answers are the child's pid, and later its exit status.
"""

import json
import os
import sys

import time_machine

from monitor.cli import demo, main, run

PRELOADED = (demo, run)


def play(moment: str, *arguments: str) -> None:
    """Run `monitor` with these arguments under a clock that stands still."""
    os.setsid()
    sys.argv = ["monitor", *arguments]
    with open(os.devnull, "r+b", buffering=0) as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), 0)
        os.dup2(nowhere.fileno(), 1)
    with time_machine.travel(moment, tick=False):
        main()


def serve() -> None:
    """Answer the lines of standard input until it ends."""
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            play(*json.loads(line))
            os._exit(0)
        print(child, flush=True)  # noqa: T201 - the answer
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    serve()
