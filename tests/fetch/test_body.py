"""Bodies are bounded, complete, and decoded by their Content-Encoding."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.body import Body, ContentCoding, parse_content_encoding
from monitor.models import Failure

LIMIT = 100_000


def collect(
    data: bytes, *, gzipped: bool, size: int = 4096, limit: int = LIMIT, cut: bool = False
) -> bytes | str:
    """Return a body that is added in chunks of one size, or the failure's reason."""
    body = Body(limit, "gzip" if gzipped else "", cut=cut)
    for start in range(0, len(data), size):
        failure = body.add(data[start : start + size])
        if failure is not None:
            return failure.reason
        if body.full:
            break
    whole = body.whole()
    return whole.reason if isinstance(whole, Failure) else whole


@pytest.mark.fault(28, 29, 37)
@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ContentCoding.NONE),
        ("identity", ContentCoding.NONE),
        (",", ContentCoding.NONE),
        ("UTF-8", ContentCoding.NONE),
        ("none", ContentCoding.NONE),
        ("binary", ContentCoding.NONE),
        ("ISO-8859-1", ContentCoding.NONE),
        ("gzip", ContentCoding.GZIP),
        (" X-GZIP ", ContentCoding.GZIP),
        ("gzip, identity", ContentCoding.GZIP),
        ("UTF-8, GZip", ContentCoding.GZIP),
        ("br", ContentCoding.OTHER),
        ("zstd", ContentCoding.OTHER),
        ("deflate", ContentCoding.DEFLATE),
        ("rot13", ContentCoding.OTHER),
        ("gzip, gzip", ContentCoding.GZIP),
        ("deflate, gzip", ContentCoding.OTHER),
        ("gzip,br", ContentCoding.OTHER),
    ],
)
def test_content_encodings(header: str, coding: ContentCoding) -> None:
    """One gzip coding is supported, values that name no coding are ignored, others are refused."""
    assert parse_content_encoding(header)[0] is coding


TEXTS = (
    b'<?xml version="1.0"?><rss/>',
    b"\xef\xbb\xbf<!doctype html><html>\xe0\xba\xa5",
    b'\n\n {"version": "https://jsonfeed.org/version/1.1", "items": []}',
    "<rss>ລາວ</rss>".encode("utf-16"),
)


@pytest.mark.fault(36)
@pytest.mark.parametrize("label", ["gzip", "x-gzip", "br", "deflate", "rot13", "UTF-8", "gzip, gzip"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_label_that_the_body_belies_counts_for_nothing(label: str, text: bytes, size: int) -> None:
    """A body that is plain text is read as it is, with a note, whatever its Content-Encoding."""
    body = Body(LIMIT, label)
    for start in range(0, len(text), size):
        assert body.add(text[start : start + size]) is None
    assert body.whole() == text
    assert body.note


@pytest.mark.parametrize("label", ["br", "zstd", "deflate, gzip", "rot13"])
def test_an_unrequested_encoding_is_refused(label: str) -> None:
    """Compressed bytes with another coding are refused, and the failure names the coding."""
    body = Body(LIMIT, label)
    failure = body.add(zlib.compress(b"<rss/>" * 50)) or body.whole()
    assert isinstance(failure, Failure)
    assert failure.reason == "bad_encoding"
    assert label in failure.detail


@given(st.binary(min_size=1, max_size=3000).filter(bytes.strip), st.integers(1, 500), st.integers(1, 3))
def test_any_pieces_give_the_same_body(data: bytes, size: int, members: int) -> None:
    """Any split into chunks and gzip members gives the complete body."""
    step = len(data) // members + 1
    packed = b"".join(gzip.compress(data[start : start + step]) for start in range(0, len(data), step))
    assert collect(packed, gzipped=True, size=size) == data
    assert collect(data, gzipped=False, size=size) == data


@pytest.mark.fault(35)
@given(st.binary(min_size=1, max_size=2000).filter(bytes.strip), st.data())
def test_every_cut_is_noticed(data: bytes, draws: st.DataObject) -> None:
    """A gzip stream that is cut anywhere is refused."""
    packed = gzip.compress(data)
    cut = draws.draw(st.integers(1, len(packed) - 1))
    assert collect(packed[:cut], gzipped=True) == "truncated"


@pytest.mark.fault(27)
def test_a_decompression_bomb_is_refused_early() -> None:
    """A gzip bomb is refused after its first chunk, and no more than the limit is decompressed."""
    body = Body(LIMIT, "gzip")
    failure = body.add(gzip.compress(bytes(50_000_000))[:4096])
    assert failure is not None
    assert failure.reason == "too_large"
    assert sum(map(len, body._chunks)) <= LIMIT + 1


@pytest.mark.fault(30)
def test_members_are_counted() -> None:
    """Endless gzip members are refused."""
    assert collect(gzip.compress(b"") * 200_000, gzipped=True) == "bad_encoding"
    assert collect(gzip.compress(b"x") * 64, gzipped=True) == b"x" * 64
    assert collect(gzip.compress(b"x") * 65, gzipped=True) == "bad_encoding"


@pytest.mark.fault(31)
@pytest.mark.parametrize("gzipped", [False, True])
def test_limit_is_exact(*, gzipped: bool) -> None:
    """A body of the limit is accepted; one byte more is refused."""
    for size, expected in ((LIMIT, b"x" * LIMIT), (LIMIT + 1, "too_large")):
        data = b"x" * size
        assert collect(gzip.compress(data) if gzipped else data, gzipped=gzipped) == expected


def test_cut_bodies_stop_at_the_limit() -> None:
    """With `cut`, a longer body is cut at the limit, compressed or not."""
    data = b"abc" * LIMIT
    assert collect(data, gzipped=False, cut=True) == data[:LIMIT]
    assert collect(gzip.compress(data), gzipped=True, cut=True) == data[:LIMIT]


@pytest.mark.fault(36)
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<rss>plain text</rss>", b"<rss>plain text</rss>"),
        (zlib.compress(b"deflate"), "bad_encoding"),
        (gzip.compress(b"x", mtime=0) + b"\0\0\0", b"x"),
        (gzip.compress(b"x", mtime=0) + b"junk", b"x"),
        (b"\x1f\x8b\x08" + b"\xff" * 50, "bad_encoding"),
        (gzip.compress(b"damaged", mtime=0)[:-8] + bytes(8), "bad_encoding"),
    ],
)
def test_what_is_no_gzip_is_named(data: bytes, expected: bytes | str) -> None:
    """Invalid gzip is refused; plain text, zero padding and other bytes after the end are not."""
    assert collect(data, gzipped=True) == expected


RAW = zlib.compressobj(wbits=-15)
RSS = b"<rss>" + b"Laos and Korea " * 40 + b"</rss>"


@pytest.mark.fault(371)
@pytest.mark.parametrize("size", [1, 3, 4096])
@pytest.mark.parametrize(
    ("label", "packed"),
    [
        ("deflate", zlib.compress(RSS)),
        ("Deflate", zlib.compress(RSS, 9) + b"\r\n"),
        ("deflate", RAW.compress(RSS) + RAW.flush()),
        ("gzip, gzip", gzip.compress(RSS, mtime=0)),
        ("gzip,x-gzip", gzip.compress(RSS, mtime=0)),
        ("gzip", gzip.compress(RSS, mtime=0) + b"\r\n"),
        ("gzip", gzip.compress(RSS, mtime=0) + b"<!-- served in 0.1 s -->"),
    ],
)
def test_packed_bodies_that_can_be_unpacked_are(label: str, packed: bytes, size: int) -> None:
    """Deflate in both forms, a coding named twice, and bytes after the end are read, with a note."""
    body = Body(LIMIT, label)
    for start in range(0, len(packed), size):
        assert body.add(packed[start : start + size]) is None
    assert body.whole() == RSS
    assert body.note


@pytest.mark.fault(29, 371)
@pytest.mark.parametrize(
    ("label", "data", "reason"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(RSS, mtime=0), mtime=0), "bad_encoding"),
        ("deflate", b"\x01\x02\x03" * 30, "bad_encoding"),
        ("deflate", zlib.compress(RSS)[:-9], "truncated"),
        ("deflate", zlib.compress(bytes(9 * LIMIT)), "too_large"),
        ("gzip", gzip.compress(RSS, mtime=0)[:-3], "truncated"),
    ],
)
def test_packed_bodies_that_cannot_be_unpacked_are_refused(label: str, data: bytes, reason: str) -> None:
    """Packed twice, damaged, cut off or too large: the failure says which."""
    body = Body(LIMIT, label)
    failure = body.add(data) or body.whole()
    assert isinstance(failure, Failure)
    assert failure.reason == reason


@pytest.mark.fault(49)
@pytest.mark.parametrize(
    ("data", "gzipped"), [(b"", False), (b"", True), (b" \n", False), (gzip.compress(b"", mtime=0), True)]
)
def test_empty_bodies_are_failures(data: bytes, *, gzipped: bool) -> None:
    """No bytes, or only white space, are an empty body."""
    assert collect(data, gzipped=gzipped) == "empty_body"
