"""Evaluate a condition on grams for many articles at once, with a bit for each article.

The search index reads which articles have a gram; see `monitor.archive.search_index`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.match.grams import GRAMS, AllOf, Has, Plan, grams_of_plan

_GRAMS_AN_ARTICLE = 2  # grams of a segment that are read in the time in which an article is matched
Mask = NDArray[np.uint8]  # a bit for each article: a query may have twenty thousand grams


def mask_of(places: NDArray[Any] | tuple[()] | slice, size: int) -> Mask:
    """Return a mask with the bits of some places."""
    bits = np.zeros(size, np.bool_)
    if isinstance(places, slice) or len(places):
        bits[places] = True
    return np.packbits(bits)


def bits_of(mask: Mask, size: int) -> NDArray[np.bool_]:
    """Return the bits of a mask, one for each of `size` places."""
    return np.unpackbits(mask, count=size).view(np.bool_)


def missing_grams(grams: Iterable[int], masks: Mapping[int, Mask]) -> list[int]:
    """Return the grams without a mask, sorted."""
    return sorted(gram for gram in set(grams) if gram not in masks)


def invert(joined: NDArray[np.uint16], ends: NDArray[np.int64], wanted: Sequence[int]) -> dict[int, Mask]:
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


def evaluate(plan: Plan, masks: Mapping[int, Mask], size: int, load: Callable[[Iterable[int]], None]) -> Mask:
    """Return the mask of the articles that a plan does not rule out.

    Args:
        plan: the condition.
        masks: the articles of each gram; `load` adds those of further grams.
        size: number of articles.
        load: called with the grams of a part before the part is evaluated.
    """
    if isinstance(plan, AllOf):
        found = mask_of(slice(None), size)
        for part in plan.parts:
            wanted = grams_of_plan(part)
            # Few articles are examined faster than the grams of a long condition are read.
            if int(bits_of(found, size).sum()) * _GRAMS_AN_ARTICLE <= len(wanted):
                break
            load(wanted)
            found &= evaluate(part, masks, size, load)
        return found
    load(grams_of_plan(plan))
    if isinstance(plan, Has):
        combined: Mask = np.bitwise_and.reduce([masks[gram] for gram in plan.grams])
        return combined
    parts = [evaluate(part, masks, size, load) for part in plan.parts]
    return np.bitwise_or.reduce(parts) if parts else mask_of((), size)
