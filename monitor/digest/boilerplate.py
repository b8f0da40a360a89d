"""Remove sentences that many unrelated articles share: footers, calls to subscribe, notes about an agency.

A sentence is boilerplate if most of the articles with it have little else in common. Copies of one article
share all their sentences, so those are not boilerplate. The order of the texts does not matter.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.digest.near_duplicates import containment
from monitor.digest.titles import squash

SENTENCE_ENDS = re.compile(r"(?<=[.!?。！？।])\s+|(?<=[。！？])|\n+")
_SHORTEST = 16  # squashed characters; shorter sentences occur anywhere
_HOLDERS = 4
_SAMPLE = 9
_OWN = 3  # a sentence in fewer than a third as many articles is an article's own
_SHARE = 0.25
_ALIKE = 0.3
_LASTS = timedelta(days=3)


def without_boilerplate(texts: Sequence[str], times: Sequence[datetime]) -> list[str]:
    """Return the texts squashed and without boilerplate.

    `texts` are in an order that does not depend on their arrival; `times` are their publication times.
    """
    parts = [[part for part in map(squash, SENTENCE_ENDS.split(text)) if part] for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, sentences in enumerate(parts):
        for sentence in dict.fromkeys(sentences):
            if len(sentence) >= _SHORTEST:
                holders[sentence].append(index)
    boilerplate = {
        sentence
        for sentence, held in holders.items()
        if len(held) >= _HOLDERS and _is_boilerplate(sentence, held, parts, holders, times)
    }
    return ["".join(part for part in sentences if part not in boilerplate) for sentences in parts]


def _is_boilerplate(
    sentence: str,
    held: Sequence[int],
    parts: Sequence[Sequence[str]],
    holders: dict[str, list[int]],
    times: Sequence[datetime],
) -> bool:
    """Return whether most of a sample of the articles with a sentence have different own sentences."""
    few = [held[place * (len(held) - 1) // (_SAMPLE - 1)] for place in range(_SAMPLE)]
    few = list(dict.fromkeys(few)) if len(held) > _SAMPLE else list(held)
    own = [
        "".join(part for part in parts[index] if len(holders.get(part, ())) * _OWN < len(held))
        for index in few
    ]
    lasts = max(times[index] for index in held) - min(times[index] for index in held) > _LASTS
    foreign = 0
    for (one, index), (other, beside) in pairwise(zip(own, few, strict=True)):
        if not all(
            _is_telling(text, place, sentence, parts, lasts=lasts)
            for text, place in ((one, index), (other, beside))
        ):
            continue
        short, long = sorted((one, other), key=lambda text: (len(text), text))
        foreign += containment(short, long) < _ALIKE
    return foreign * 2 > len(few) - 1


def _is_telling(own: str, index: int, sentence: str, parts: Sequence[Sequence[str]], *, lasts: bool) -> bool:
    """Return whether an article's own sentences are the article, not a footer after a copied short report."""
    whole = sum(map(len, parts[index]))
    if len(own) < max(2 * _SHORTEST, _SHARE * whole):
        return False
    before = sum(map(len, parts[index][: parts[index].index(sentence)]))
    return lasts or before >= _SHARE * whole
