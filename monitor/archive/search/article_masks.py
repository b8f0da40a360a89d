"""Sets of articles as masks with a bit for each article: a query may have twenty thousand grams."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.match.grams import GRAMS

Mask = NDArray[np.uint8]


def masks_of_grams(
    joined: NDArray[np.uint16], ends: NDArray[np.int64], wanted: Sequence[int]
) -> dict[int, Mask]:
    """Return for each wanted gram a mask of the articles that contain it.

    Args:
        joined: the grams of all articles, one article after the other.
        ends: where the grams of each article end.
        wanted: grams, sorted.
    """
    size = len(ends)
    if not len(joined) or not wanted:
        return {gram: mask_of((), size) for gram in wanted}
    is_wanted = np.zeros(GRAMS, np.bool_)
    is_wanted[wanted] = True
    chosen = np.flatnonzero(is_wanted[joined])
    by_gram = chosen[np.argsort(joined[chosen], kind="stable")]
    places = np.searchsorted(ends, by_gram, side="right")
    bounds = np.searchsorted(joined[by_gram], np.append(np.array(wanted, np.int64), GRAMS))
    return {
        gram: mask_of(places[first:last], size)
        for gram, first, last in zip(wanted, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    }


def mask_of(places: NDArray[Any] | tuple[()] | slice, size: int) -> Mask:
    """Return a mask with the bits of some places."""
    bits = np.zeros(size, np.bool_)
    if isinstance(places, slice) or len(places):
        bits[places] = True
    return np.packbits(bits)


def bits_of(mask: Mask, size: int) -> NDArray[np.bool_]:
    """Return a mask as one boolean for each article."""
    return np.unpackbits(mask, count=size).view(np.bool_)
