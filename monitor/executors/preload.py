"""What the fork server imports once: each worker then starts in milliseconds and shares the memory of it.

To be imported by the fork server alone: it makes the process deaf to SIGTERM, which service managers send to
the whole group although it is the parent that decides when its workers end.
"""

import gc
import signal

import trafilatura  # noqa: F401 - imported to be there

import monitor.tasks  # noqa: F401 - likewise
from monitor.read.language.detect import load_model

signal.signal(signal.SIGTERM, signal.SIG_IGN)
load_model()
# A collector that walked over all this in a worker would make the kernel copy it, page by page.
gc.collect()
gc.freeze()
