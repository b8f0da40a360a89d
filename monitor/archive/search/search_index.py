"""The search index: which articles can contain the words of a query.

New articles are in the *tail*, one row each, written in the transaction that writes their text. When the
tail is long, its articles move into a *segment*: an inverted index of up to 16,384 articles. Small segments
are merged into large ones. Each step is one short transaction; an interrupted step is done again.

A row of `search_postings` holds 16 neighbouring grams of one segment: sorted keys (gram, place of the article
in its segment), as differences in three planes of bytes, compressed. Measured in docs/performance.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from monitor.archive.columns import compress, decompress
from monitor.archive.database import in_parts, write_rows
from monitor.archive.schema import (
    articles,
    search_postings,
    search_segments,
    search_state,
    search_tail,
    texts,
)
from monitor.archive.search.article_masks import Mask, bits_of, mask_of, masks_of_grams
from monitor.match.grams import GRAMS, SCHEME, AllOf, Has, Plan, grams_of_plan, text_grams

TAIL = 2048  # articles in the tail that become a segment
FANOUT = 8  # small segments that become a large one
_ROW_BITS, _PLACE_BITS = 4, 14
_ROWS: Final = GRAMS >> _ROW_BITS  # rows of postings in a segment, at most
_ROWS_AT_ONCE = 256  # merged in one transaction
_OLD_AT_ONCE = 100  # articles older than the index that one step indexes
_GRAMS_AN_ARTICLE = 2  # grams of a segment that are read in the time in which an article is matched
_ADD_TAIL = insert(search_tail)
_ADD_POSTINGS = insert(search_postings)
_IN_TAIL = select(search_tail.c.article_id).where(
    search_tail.c.article_id.in_(bindparam("some", expanding=True))
)
_ROWS_OF_SEGMENT = select(search_postings.c.row, search_postings.c.packed).where(
    search_postings.c.segment_id == bindparam("segment"),
    search_postings.c.row.in_(bindparam("rows", expanding=True)),
)
Keys = NDArray[np.uint32]


def add_to_index(connection: Connection, grams: Mapping[int, bytes]) -> None:
    """Add articles to the index, or the new text of an article.

    Args:
        connection: in the transaction that writes the texts.
        grams: grams of each article as uint16 (see `monitor.match.grams`), by the number of the article.
    """
    numbers = list(grams)
    known = {
        row.article_id for part in in_parts(numbers) for row in connection.execute(_IN_TAIL, {"some": part})
    }
    for number in known:
        connection.execute(delete(search_tail).where(search_tail.c.article_id == number))
    write_rows(connection, _ADD_TAIL, [{"article_id": number, "grams": grams[number]} for number in numbers])


def index_step(connection: Connection) -> bool:
    """Do one step of maintaining the index; return False if nothing is left to do.

    In this order: index articles that are older than the index, finish a merge, turn a long tail into a
    segment, begin to merge small segments, delete leftovers.
    """
    _begin_scheme(connection)
    return (
        _index_old(connection)
        or _continue_merge(connection)
        or _build_from_tail(connection)
        or _begin_merge(connection)
        or _drop_leftovers(connection)
    )


def unindexed(connection: Connection) -> tuple[int, int] | None:
    """Return the first and last number of articles that are not in the index yet, or None."""
    state = connection.execute(select(search_state)).one()
    if state.scheme != SCHEME:
        last = connection.execute(select(func.max(articles.c.id))).scalar() or 0
        return (1, last) if last else None
    return (state.indexed + 1, state.existing) if state.indexed < state.existing else None


def candidate_ids(
    connection: Connection, plan: Plan, expired: Callable[[], bool] = lambda: False
) -> Iterator[int]:
    """Yield the numbers of articles that a plan does not rule out, newest first, each once.

    Args:
        connection: its read transaction must stay open during the iteration.
        plan: from `monitor.match.grams`.
        expired: returns True when the time limit is reached; the rest of the index is then not read.
    """
    waiting: NDArray[np.int64] = np.sort(_first_candidates(connection, plan))[::-1]
    segments = connection.execute(
        select(search_segments.c.id, search_segments.c.size, search_segments.c.newest)
        .where(search_segments.c.built == _ROWS)
        .order_by(search_segments.c.newest.desc())
    ).all()
    last = -1
    for segment in segments:
        if expired():
            return
        # An article may be in several segments, with the words of different versions of its text.
        ready = waiting[waiting > segment.newest]
        for number in _once(ready, last):
            last = number
            yield number
        found = _of_segment(connection, segment.id, segment.size, plan)
        waiting = np.sort(np.concatenate((waiting[len(ready) :], found)))[::-1]
    yield from _once(waiting, last)


def _once(numbers: NDArray[np.int64], last: int) -> Iterator[int]:
    for number in numbers.tolist():
        if number != last:
            last = number
            yield number


def _first_candidates(connection: Connection, plan: Plan) -> NDArray[np.int64]:
    """Return candidates from the tail, and every article that is not indexed yet."""
    rows = connection.execute(select(search_tail.c.article_id, search_tail.c.grams)).all()
    numbers = np.array([row.article_id for row in rows], np.int64)
    grams_of = [np.frombuffer(bytes(row.grams), np.uint16) for row in rows]
    joined = np.concatenate(grams_of) if grams_of else np.empty(0, np.uint16)
    ends = np.cumsum([len(one) for one in grams_of])
    masks: dict[int, Mask] = {}

    def load(grams: Iterable[int]) -> None:
        masks.update(masks_of_grams(joined, ends, _missing(grams, masks)))

    found = numbers[bits_of(_evaluate(plan, masks, len(rows), load), len(rows))]
    missing = unindexed(connection)
    if missing is None:
        return found
    old = select(articles.c.id).where(articles.c.id.between(*missing), articles.c.seq.is_not(None))
    return np.concatenate((found, np.array(connection.execute(old).scalars().all(), np.int64)))


def _of_segment(connection: Connection, segment: int, size: int, plan: Plan) -> NDArray[np.int64]:
    masks: dict[int, Mask] = {}

    def load(grams: Iterable[int]) -> None:
        masks.update(_read_masks(connection, segment, _missing(grams, masks), size))

    found = bits_of(_evaluate(plan, masks, size, load), size)
    # Most segments have no candidate for a rare word; the numbers of their articles are not read.
    return _numbers(connection, segment)[found] if found.any() else np.empty(0, np.int64)


def _missing(grams: Iterable[int], masks: Mapping[int, Mask]) -> list[int]:
    """Return the grams without a mask, sorted."""
    return sorted(gram for gram in set(grams) if gram not in masks)


def _read_masks(connection: Connection, segment: int, grams: Sequence[int], size: int) -> dict[int, Mask]:
    """Return for each gram a mask of the articles of a segment that contain it."""
    masks = {gram: mask_of((), size) for gram in grams}
    by_row: dict[int, list[int]] = {}
    for gram in grams:
        by_row.setdefault(gram >> _ROW_BITS, []).append(gram)
    for part in in_parts(list(by_row)):
        for row in connection.execute(_ROWS_OF_SEGMENT, {"segment": segment, "rows": part}):
            keys = _decode(bytes(row.packed))
            for gram in by_row[row.row]:
                low = (gram & ((1 << _ROW_BITS) - 1)) << _PLACE_BITS
                first, last = np.searchsorted(keys, (low, low + (1 << _PLACE_BITS)))
                masks[gram] = mask_of(keys[first:last] - low, size)
    return masks


def _evaluate(
    plan: Plan, masks: Mapping[int, Mask], size: int, load: Callable[[Iterable[int]], None]
) -> Mask:
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
            found &= _evaluate(part, masks, size, load)
        return found
    load(grams_of_plan(plan))
    if isinstance(plan, Has):
        combined: Mask = np.bitwise_and.reduce([masks[gram] for gram in plan.grams])
        return combined
    parts = [_evaluate(part, masks, size, load) for part in plan.parts]
    return np.bitwise_or.reduce(parts) if parts else mask_of((), size)


def _numbers(connection: Connection, segment: int) -> NDArray[np.int64]:
    packed = connection.execute(
        select(search_segments.c.articles).where(search_segments.c.id == segment)
    ).scalar_one()
    return np.frombuffer(decompress(bytes(packed)), np.int64)


def _begin_scheme(connection: Connection) -> None:
    """Start the index again if the grams of a text are now computed differently."""
    if connection.execute(select(search_state.c.scheme)).scalar_one() == SCHEME:
        return
    last = connection.execute(select(func.max(articles.c.id))).scalar() or 0
    for table in (search_tail, search_segments):
        connection.execute(delete(table))
    connection.execute(update(search_state).values(scheme=SCHEME, indexed=0, existing=last))


def _index_old(connection: Connection) -> bool:
    state = connection.execute(select(search_state)).one()
    if state.indexed >= state.existing:
        return False
    rows = connection.execute(
        select(articles.c.id, articles.c.title, texts.c.body.label("body"))
        .outerjoin(texts, texts.c.article_id == articles.c.id)
        .where(articles.c.id > state.indexed, articles.c.id <= state.existing, articles.c.seq.is_not(None))
        .order_by(articles.c.id)
        .limit(_OLD_AT_ONCE)
    ).all()
    add_to_index(connection, {row.id: text_grams(row.title, row.body or "").tobytes() for row in rows})
    done = rows[-1].id if len(rows) == _OLD_AT_ONCE else state.existing
    connection.execute(update(search_state).values(indexed=done))
    _build_from_tail(connection)
    return True


def _build_from_tail(connection: Connection) -> bool:
    """Turn a long tail into a segment."""
    count = connection.execute(select(func.count()).select_from(search_tail)).scalar_one()
    if count < TAIL:
        return False
    rows = connection.execute(
        select(search_tail.c.article_id, search_tail.c.grams).order_by(search_tail.c.article_id).limit(TAIL)
    ).all()
    numbers = np.array([row.article_id for row in rows], np.int64)
    grams = [np.frombuffer(bytes(row.grams), np.uint16) for row in rows]
    places = np.repeat(np.arange(len(rows), dtype=np.uint32), [len(one) for one in grams])
    keys = np.sort((np.concatenate(grams).astype(np.uint32) << np.uint32(_PLACE_BITS)) | places)
    segment = _new_segment(connection, numbers, sources="", built=_ROWS)
    borders = np.searchsorted(keys >> np.uint32(_ROW_BITS + _PLACE_BITS), np.arange(_ROWS + 1))
    low = keys & np.uint32((1 << (_ROW_BITS + _PLACE_BITS)) - 1)
    write_rows(
        connection,
        _ADD_POSTINGS,
        [
            {"segment_id": segment, "row": row, "packed": _encode(low[borders[row] : borders[row + 1]])}
            for row in range(_ROWS)
            if borders[row] < borders[row + 1]
        ],
    )
    connection.execute(delete(search_tail).where(search_tail.c.article_id <= int(numbers[-1])))
    return True


def _new_segment(connection: Connection, numbers: NDArray[np.int64], *, sources: str, built: int) -> int:
    last = connection.execute(select(func.max(search_segments.c.id))).scalar() or 0
    leftover = connection.execute(select(func.max(search_postings.c.segment_id))).scalar() or 0
    segment = max(last, leftover) + 1
    connection.execute(
        insert(search_segments).values(
            id=segment,
            size=len(numbers),
            newest=int(numbers.max()),
            articles=compress(numbers.tobytes()),
            sources=sources,
            built=built,
        )
    )
    return segment


def _begin_merge(connection: Connection) -> bool:
    """Add a large segment for the oldest small ones, if there are enough of them."""
    small = connection.execute(
        select(search_segments.c.id)
        .where(search_segments.c.built == _ROWS, search_segments.c.size < TAIL * FANOUT)
        .order_by(search_segments.c.id)
        .limit(FANOUT)
    ).scalars()
    sources = list(small)
    if len(sources) < FANOUT:
        return False
    numbers = np.concatenate([_numbers(connection, segment) for segment in sources])
    _new_segment(connection, numbers, sources=",".join(map(str, sources)), built=0)
    return True


def _continue_merge(connection: Connection) -> bool:
    """Write the next rows of a segment that is being merged; the last rows make it replace its sources."""
    target = connection.execute(
        select(search_segments.c.id, search_segments.c.sources, search_segments.c.built)
        .where(search_segments.c.built < _ROWS)
        .limit(1)
    ).first()
    if target is None:
        return False
    sources = [int(number) for number in target.sources.split(",")]
    sizes = dict(
        cast(
            "list[tuple[int, int]]",
            connection.execute(
                select(search_segments.c.id, search_segments.c.size).where(search_segments.c.id.in_(sources))
            ).all(),
        )
    )
    starts = np.cumsum([0, *(sizes[source] for source in sources)])
    shifts = dict(zip(sources, starts.tolist(), strict=False))
    end = min(target.built + _ROWS_AT_ONCE, _ROWS)
    rows: dict[int, list[Keys]] = {}
    for row in connection.execute(
        select(search_postings).where(
            search_postings.c.segment_id.in_(sources),
            search_postings.c.row >= target.built,
            search_postings.c.row < end,
        )
    ):
        rows.setdefault(row.row, []).append(_decode(bytes(row.packed)) + np.uint32(shifts[row.segment_id]))
    write_rows(
        connection,
        _ADD_POSTINGS,
        [
            {"segment_id": target.id, "row": row, "packed": _encode(np.sort(np.concatenate(parts)))}
            for row, parts in sorted(rows.items())
        ],
    )
    connection.execute(update(search_segments).where(search_segments.c.id == target.id).values(built=end))
    if end == _ROWS:
        connection.execute(delete(search_segments).where(search_segments.c.id.in_(sources)))
    return True


def _drop_leftovers(connection: Connection) -> bool:
    """Delete some rows of segments that were replaced."""
    present = select(search_segments.c.id)
    segment = connection.execute(
        select(func.min(search_postings.c.segment_id)).where(search_postings.c.segment_id.not_in(present))
    ).scalar()
    if segment is None:
        return False
    connection.execute(delete(search_postings).where(search_postings.c.segment_id == segment))
    return True


def _encode(keys: Keys) -> bytes:
    """Compress sorted keys: small differences make two of the three planes of bytes nearly empty."""
    gaps = np.diff(keys, prepend=np.uint32(0))
    return compress(gaps.view(np.uint8).reshape(-1, 4)[:, :3].T.tobytes())


def _decode(packed: bytes) -> Keys:
    planes = np.frombuffer(decompress(packed), np.uint8).reshape(3, -1)
    gaps = np.zeros((planes.shape[1], 4), np.uint8)
    gaps[:, :3] = planes.T
    return np.cumsum(gaps.view(np.uint32).ravel(), dtype=np.uint32)
