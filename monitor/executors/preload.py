"""Imports for the fork server, so that workers start in milliseconds and share the memory.

Only the fork server may import this module, because it makes the process ignore SIGTERM. Service managers
send SIGTERM to the whole process group, but the parent decides when its workers end.
"""

import gc
import signal

import trafilatura  # noqa: F401 - preloaded

import monitor.tasks  # noqa: F401 - preloaded
from monitor.read.language.detect import load_model

signal.signal(signal.SIGTERM, signal.SIG_IGN)
load_model()
# Otherwise garbage collection in a worker would touch these objects, and the kernel would copy their pages.
gc.collect()
gc.freeze()
