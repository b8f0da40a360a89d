"""`monitor worker`: run a Dask worker for a monitor."""

from functools import partial

import click

from monitor.cli import Invocation
from monitor.errors import UsageError
from monitor.executors.dask_worker import (
    DaskWorkerSettings,
    check_dask_worker,
    run_dask_worker,
    run_dask_workers,
)
from monitor.logs import set_up_logs

_INFO = 1
_FILE = click.Path(dir_okay=False)


@click.command("worker")
@click.argument("scheduler")
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Number of processes; one per core is best.",
)
@click.option("--listen", default="", metavar="HOST", help="Address to listen on; loopback by default.")
@click.option(
    "--wait",
    type=click.FloatRange(0.1, 86_400),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a scheduler that does not answer yet.",
)
@click.option(
    "--tls-ca", type=_FILE, default="", help="Certificate of the authority that signed those of the cluster."
)
@click.option("--tls-cert", type=_FILE, default="", help="Certificate of this worker.")
@click.option("--tls-key", type=_FILE, default="", help="Key of this worker.")
@click.pass_obj
def command(
    invocation: Invocation,
    scheduler: str,
    processes: int,
    listen: str,
    wait: float,
    tls_ca: str,
    tls_cert: str,
    tls_key: str,
) -> None:
    """Parse, read and match for the Dask scheduler at SCHEDULER (tcp://host:8786, tls://host:8786).

    Each process has one thread and runs tasks in its own killable process. The monitor that sends the work
    sets the limits of time and memory. Connections to other machines must be tls://.
    """
    settings = DaskWorkerSettings(scheduler, listen, wait, tls_ca, tls_cert, tls_key)
    try:
        check_dask_worker(settings)
    except ValueError as error:
        raise UsageError(str(error)) from error
    prepare = partial(set_up_logs, invocation.log_format, invocation.verbose, floor=_INFO)
    prepare()
    served = run_dask_worker(settings) if processes == 1 else run_dask_workers(settings, processes, prepare)
    raise SystemExit(0 if served else 1)
