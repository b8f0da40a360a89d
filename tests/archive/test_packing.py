"""Packed values are unpacked unchanged, also with several threads."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from monitor.archive.columns import compress, decompress


@given(st.binary(max_size=10_000))
def test_packing_and_unpacking_returns_the_same_bytes(data: bytes) -> None:
    """Any bytes, including none."""
    assert decompress(compress(data)) == data


def test_threads_pack_at_the_same_time() -> None:
    """The archive's thread and concurrent readers do not disturb each other."""
    texts = [bytes([65 + number % 50, 10]) * 100_000 + b"%d" % number for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert [decompress(packed) for packed in pool.map(compress, texts)] == texts
