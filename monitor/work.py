"""What a worker does: read a page, then match the article, in one trip between processes.

Pure: no I/O, no clock. A worker holds no state beyond the compiled topics it was last sent, which it could
compile again at any time.
"""

import pickle
import zlib
from dataclasses import dataclass
from functools import lru_cache

from monitor.match import CompiledTopics, compile_topics, match_article
from monitor.models import (
    Article,
    Failure,
    Matching,
    Page,
    Pending,
    ReadArticle,
    SettledText,
    Topics,
)
from monitor.read import read_entry, read_page


@dataclass(frozen=True, slots=True)
class Parcel:
    """Topics packed once for many trips, small, for each trip carries them.

    A worker unpacks and compiles a version only when it is new.
    """

    version: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """One pending article on its way to a worker, with its page or with why there is none.

    Attributes:
        pending: the article to be read.
        page: as fetched, or None.
        failure: why there is no page; None beside a missing page means that none was needed.
        language: what the feed usually carries, where nothing better is known.
    """

    pending: Pending
    page: Page | None = None
    failure: Failure | None = None
    language: str = ""


def pack(topics: Topics) -> Parcel:
    """Pack topics for workers."""
    return Parcel(topics.version, zlib.compress(pickle.dumps(topics, protocol=pickle.HIGHEST_PROTOCOL), 9))


def read_and_match(reading: Reading, parcel: Parcel) -> ReadArticle:
    """Read one article, from its page or from the feed's own words, and match it.

    The page does not go back with it: whoever sent it still has it.
    """
    article = _read(reading)
    matching = match_article(_compiled(parcel), article.title, article.text)
    return ReadArticle(reading.pending.article_id, article, matching)


def read_and_match_all(readings: tuple[Reading, ...], parcel: Parcel) -> tuple[ReadArticle, ...]:
    """Read and match several articles in one trip: a few words cost less than the trip."""
    return tuple(read_and_match(reading, parcel) for reading in readings)


def match_texts(texts: tuple[SettledText, ...], parcel: Parcel) -> tuple[tuple[int, Matching], ...]:
    """Match settled articles again, for topics that were edited since."""
    compiled = _compiled(parcel)
    return tuple((text.article_id, match_article(compiled, text.title, text.text)) for text in texts)


def _read(reading: Reading) -> Article:
    entry = reading.pending.entry
    if reading.page is not None and reading.failure is None:
        return read_page(reading.page, entry, reading.language)
    return read_entry(entry, reading.failure, reading.language)


@lru_cache(maxsize=2)
def _compiled(parcel: Parcel) -> CompiledTopics:
    topics = pickle.loads(zlib.decompress(parcel.packed))  # noqa: S301 - packed by `pack` in the parent process
    return compile_topics(topics)
