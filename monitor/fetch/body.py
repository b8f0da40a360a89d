"""Decodes the body of a response while it streams, up to a limit.

The size is checked before a chunk is stored, so a gzip bomb is refused at the limit (faults.md, mechanism 2).
"""

import re
import zlib
from enum import StrEnum

from monitor.fetch.failures import soft
from monitor.models import Failure, FailureKind

_GZIP = {"gzip", "x-gzip"}
# Values of Content-Encoding that mean no coding, or a charset that belongs in Content-Type.
_NO_CODING = re.compile(
    r"identity|none|null|false|off|plain|text|binary|[78]bit|utf-?(?:8|16)|us-ascii|(?:iso|windows|cp|euc|ks|gb|big|shift|tis)[-_]?\w[\w-]*"
)
_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = re.compile(rb"[^\t\n\f\r\x20-\x7e]")
# A body is recognised as text by its first 64 bytes; fewer than 16 ASCII bytes could be chance.
_SNIFF_LENGTH, _MIN_TEXT_LENGTH = 64, 16
_MAX_MEMBERS = 64


class ContentCoding(StrEnum):
    """The content coding that a response declares."""

    NONE = "none"
    GZIP = "gzip"
    DEFLATE = (
        "deflate"  # not requested, but as easy to unpack: as zlib or, from old servers, without a header
    )
    OTHER = "other"  # not requested; readable only if the body is in fact plain text


def parse_content_encoding(content_encoding: str) -> tuple[ContentCoding, str]:
    """Return the coding, and a note if the header is odd.

    Only gzip was requested. Values that name no coding mean none. A coding that is named again, as proxies
    do, is taken to be applied once; a body that is packed twice is refused when it is unpacked.

    Args:
        content_encoding: All Content-Encoding headers, joined by commas.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in names if name and not _NO_CODING.fullmatch(name)]
    label = f"Content-Encoding {', '.join(filter(None, names))[:80]}"
    if codings and _GZIP.issuperset(codings):
        return ContentCoding.GZIP, f"{label} names one coding twice" if len(codings) > 1 else ""
    if codings == ["deflate"]:
        return ContentCoding.DEFLATE, f"{label} was not requested"
    if codings:
        return ContentCoding.OTHER, f"{label} was not requested"
    odd = [name for name in names if name not in {"", "identity"}]
    return ContentCoding.NONE, f"{label} names no coding; read as it came" if odd else ""


_PACKED = {ContentCoding.GZIP, ContentCoding.DEFLATE}


class Body:
    """Collects the chunks of a body and decodes them.

    Attributes:
        full: Whether the limit is reached; only with `cut`.
        note: What was odd about the Content-Encoding but did no harm, or "".
    """

    def __init__(self, limit: int, content_encoding: str = "", *, cut: bool = False) -> None:
        """Create an empty body.

        Args:
            limit: Maximum number of bytes, compressed and decompressed.
            content_encoding: The Content-Encoding headers of the response.
            cut: Whether a longer body is cut at the limit instead of refused.
        """
        self.full = False
        self._coding, self.note = parse_content_encoding(content_encoding)
        self._named_twice = self._coding is ContentCoding.GZIP and bool(self.note)
        self._limit = limit
        self._cut = cut
        self._start: bytes | None = b"" if self._coding is not ContentCoding.NONE else None
        self._chunks: list[bytes] = []
        self._size = 0
        self._received = 0
        self._members = 0
        self._decompressor: zlib._Decompress | None = None
        self._ended = False  # what follows the packed body is ignored

    def add(self, chunk: bytes) -> Failure | None:
        """Add the next chunk, and return the failure if the body is refused."""
        self._received += len(chunk)
        if self._start is not None:
            self._start += chunk
            if len(self._start.lstrip()) < _SNIFF_LENGTH:
                return None
            return self._check_label()
        return self._decode(chunk)

    def _check_label(self) -> Failure | None:
        """Compare the declared coding with the first bytes, then decode these."""
        start, self._start = self._start or b"", None
        if not start.startswith(_GZIP_MAGIC) and _is_text(start):
            if self._coding in _PACKED:
                self.note = f"labelled {self._coding}, but it is not packed"
            self._coding = ContentCoding.NONE
        elif self._coding is ContentCoding.OTHER:
            return soft("bad_encoding", self.note)
        return self._decode(start)

    def _decode(self, chunk: bytes) -> Failure | None:
        failure = self._decompress(chunk) if self._coding in _PACKED else self._append(chunk)
        if failure is None and self._received > self._limit and not self.full:
            return self._overflow()
        return failure

    def whole(self) -> bytes | Failure:
        """Return the complete body after the last chunk, or a failure such as `empty_body` or `truncated`."""
        failure = self._check_label() if self._start else None
        if failure is not None:
            return failure
        if self._decompressor is not None and not self.full:
            return soft("truncated", f"the {self._coding} stream is cut off")
        body = b"".join(self._chunks)[: self._limit]
        if self._named_twice and body.startswith(_GZIP_MAGIC):
            return soft("bad_encoding", "packed twice, which was not requested")
        if not body.strip():
            return soft("empty_body", "the answer has no body")
        return body

    def _decompress(self, compressed: bytes) -> Failure | None:
        while compressed and not self.full and not self._ended:
            if self._decompressor is None:
                # Some servers pad the last block with zeros.
                compressed = compressed.lstrip(b"\0") if self._members else compressed
                if not compressed:
                    break
                failure = self._begin(compressed)
                if failure is not None or self._decompressor is None:
                    return failure
            try:
                chunk = self._decompressor.decompress(compressed, self._limit - self._size + 1)
            except zlib.error as error:
                return soft("bad_encoding", f"not the {self._coding} it says it is: {error}")
            failure = self._append(chunk)
            if failure is not None:
                return failure
            compressed = b""
            if self._decompressor.eof:
                compressed, self._decompressor = self._decompressor.unused_data, None
        return None

    def _begin(self, compressed: bytes) -> Failure | None:
        """Begin to unpack the next member, unless other bytes follow the packed body: they are ignored."""
        gzip = self._coding is ContentCoding.GZIP
        if self._members and not (gzip and compressed.startswith(_GZIP_MAGIC[: len(compressed)])):
            self._ended, self.note = True, f"bytes after the {self._coding} stream are ignored"
            return None
        self._members += 1
        if self._members > _MAX_MEMBERS:
            return soft("bad_encoding", f"more than {_MAX_MEMBERS} gzip members")
        self._decompressor = zlib.decompressobj(31 if gzip else _deflate_window(compressed))
        return None

    def _append(self, chunk: bytes) -> Failure | None:
        self._size += len(chunk)
        self._chunks.append(chunk)
        return self._overflow() if self._size > self._limit else None

    def _overflow(self) -> Failure | None:
        if self._cut:
            self.full = True
            return None
        return too_large(self._limit)


def _deflate_window(start: bytes) -> int:
    """Return zlib's `wbits` for a deflate body: with the header of RFC 1950, or without one."""
    has_header = start[0] & 15 == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0  # RFC 1950, 2.2
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS


def _is_text(start: bytes) -> bool:
    """Return whether a body starts like text: markup, JSON, a byte order mark, or ASCII only."""
    head = start.lstrip()[:_SNIFF_LENGTH]
    if head.startswith(_BYTE_ORDER_MARKS):
        return True
    if head[:1] in {b"<", b"{", b"["}:
        return not _NOT_TEXT.search(head[:_MIN_TEXT_LENGTH].replace(b"\0", b""))
    return len(head) >= _MIN_TEXT_LENGTH and not _NOT_TEXT.search(head)


def too_large(limit: int) -> Failure:
    """Return the failure for a body over the limit."""
    return Failure("too_large", f"more than {limit} bytes", FailureKind.HARD)
