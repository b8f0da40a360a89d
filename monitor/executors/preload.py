"""What the fork server imports once: each worker then starts in milliseconds and shares the memory of it.

To be imported by the fork server alone: it makes the process deaf to SIGTERM, which service managers send to
the whole group although it is the parent that decides when its workers end.
"""

import signal

import monitor.work  # noqa: F401 - imported to be there

signal.signal(signal.SIGTERM, signal.SIG_IGN)
