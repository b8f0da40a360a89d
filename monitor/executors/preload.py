"""What the fork server imports once: each worker then starts in milliseconds and shares the memory of it.

To be imported by the fork server alone: it makes the process deaf to SIGTERM, which service managers send to
the whole group although it is the parent that decides when its workers end.
"""

import signal

import monitor.work  # noqa: F401 - imported to be there
from monitor.read.language import language_of

# Any words will do: the model takes half a second and 60 MB to load, once here instead of in each worker.
language_of("These words are in a language that is asked for once.", (), "")

signal.signal(signal.SIGTERM, signal.SIG_IGN)
