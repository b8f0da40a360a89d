"""Cut the sentence around a hit out of a text, word for word.

Pure: no I/O, no clock. Looks at a bounded stretch of text around the hit.
"""

import re

LONGEST_QUOTE = 300
# A sentence ends at a line's end, at 。！？ and their like, and at .!? before a space unless an abbreviation
# or initial goes before.
_END = re.compile(
    r"[\n。！？｡។။.!?](?:(?<=\n)|(?<=[。！？｡។။])[”’」』）\"']*|(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)"
    r"(?<!\b(?:Mrs|Gen|Col|Gov|Sen|Rep|Jan|Feb|Aug|Nov|Dec)\.)[.!?]*[”’\"')»]*(?=\s))"
)


def cut_quote(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence around text[start:end], at most 300 characters or the hit itself.

    A sentence that is longer is cut at a space near the bound, or at the bound where there is none.
    """
    room = max(LONGEST_QUOTE - (end - start), 0)
    floor = max(start - LONGEST_QUOTE, 0)
    ceiling = min(end + LONGEST_QUOTE, len(text))
    first = _sentence_start(text, floor, start)
    last = _sentence_end(text, end, ceiling)
    if last - first > LONGEST_QUOTE and room:
        before = min(start - first, max(room // 2, room - (last - end)))
        after = min(last - end, room - before)
        first = _to_space(text, start - before, start) if start - before > first else first
        last = _back_to_space(text, end, end + after) if end + after < last else last
    elif not room:
        first, last = start, end
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _sentence_start(text: str, floor: int, start: int) -> int:
    first = floor
    for ending in _END.finditer(text, floor, start):
        first = ending.end()
    return first if first > floor or floor == 0 else _to_space(text, floor, start)


def _sentence_end(text: str, end: int, ceiling: int) -> int:
    ending = _END.search(text, end, min(ceiling + 1, len(text)))
    if ending is None:
        return ceiling if ceiling == len(text) else _back_to_space(text, end, ceiling)
    return ending.start() if ending[0] == "\n" else min(ending.end(), ceiling)


def _to_space(text: str, place: int, bound: int) -> int:
    space = text.find(" ", place, min(place + 40, bound))
    return space + 1 if space >= 0 else place


def _back_to_space(text: str, bound: int, place: int) -> int:
    space = text.rfind(" ", max(place - 40, bound), place)
    return space if space >= 0 else place
