"""Read one mail (MIME): decoded headers, and its text in HTML and plain form.

The parts of a mail are bounded, because anyone can send a mail. Charsets are checked, not trusted.
"""

import email
import email.parser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from monitor.read.charset.decode import decode
from monitor.read.cleaning import clean_line
from monitor.read.dates.parse_date import parse_date

MOST_PARTS = 200
MOST_TEXT_BYTES = 1_000_000

_LONGEST_HEADER = 2_000
_LONGEST_NAME = 200
_MOST_LINE = 100_000
_MANY_BOUNDARIES = 40
_NESTED_BYTES = 100_000
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_ANGLE = re.compile(r"<([^<>\s]{1,500})>")
_DOMAIN = re.compile(r"@([\w.-]{1,253})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, decoded.

    Attributes:
        key: its Message-ID without brackets, or "".
        subject: one line, or "".
        outlet: the name of its list, else of its sender, else the sender's domain, or "".
        sent: its Date header, or None.
        language: its Content-Language header, or "".
        html: its HTML text, or "".
        plain: its plain text, or "".
    """

    key: str
    subject: str
    outlet: str
    sent: datetime | None
    language: str
    html: str
    plain: str


def read_message(raw: bytes, language: str = "") -> Mail:
    """Return a mail; what is broken is left out.

    Args:
        raw: header and body, possibly cut.
        language: the usual language of the source, for charsets and dates.
    """
    message = _parsed(raw)
    texts = {"text/html": "", "text/plain": ""}
    for part in _text_parts(message):
        kind = part.get_content_type()
        text = _text(part, language)
        if len(text) > len(texts[kind]):
            texts[kind] = text
    key = _ANGLE.search(decoded_header(message, "Message-ID"))
    return Mail(
        key=key[1] if key else "",
        subject=decoded_header(message, "Subject", language),
        outlet=_outlet(message, language),
        sent=parse_date(decoded_header(message, "Date")),
        language=decoded_header(message, "Content-Language").partition(",")[0],
        html=texts["text/html"],
        plain=texts["text/plain"],
    )


def decoded_header(message: Message, name: str, language: str = "") -> str:
    """Return a header as one line: encoded words (RFC 2047) and raw bytes of any charset decoded."""
    value = message.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        value = value[:_LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return clean_line(str(value), _LONGEST_HEADER)
    texts = (
        piece if isinstance(piece, str) else decode(piece, f"charset={charset or ''}", language)
        for piece, charset in pieces
    )
    return clean_line("".join(texts), _LONGEST_HEADER)


def _parsed(raw: bytes) -> Message:
    """Return the message, or only its headers if its parts are nested too deep for the parser."""
    # The parser compares each line with the boundaries of all parts around it.
    if len(_BOUNDARY.findall(raw)) > _MANY_BOUNDARIES:
        raw = raw[:_NESTED_BYTES]
    # Lines without end would be matched again for each piece that the parser reads.
    lines = raw.splitlines(keepends=True)
    bounded = b"".join(line[:_MOST_LINE] for line in lines) if lines else raw
    try:
        return email.message_from_bytes(bounded)
    except (RecursionError, MessageError, ValueError, LookupError):
        return email.parser.BytesHeaderParser().parsebytes(bounded)


def _text_parts(message: Message) -> Iterator[Message]:
    """Yield the text parts that are not attachments, at most those among the first 200 parts."""
    waiting, count = [message], 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop()
        count += 1
        if part.is_multipart():
            inner = part.get_payload()
            children = [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
            waiting.extend(reversed(children[:MOST_PARTS]))
        elif part.get_content_type() in {"text/html", "text/plain"} and not _is_attachment(part):
            yield part


def _is_attachment(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _text(part: Message, language: str) -> str:
    try:
        payload = part.get_payload(decode=True)
    except (MessageError, ValueError, LookupError):
        return ""
    if not isinstance(payload, bytes):
        return ""
    charset = decoded_header(part, "Content-Type")
    return decode(payload[:MOST_TEXT_BYTES], charset, language)


def _outlet(message: Message, language: str) -> str:
    """Return the name of a List-Id header (RFC 2919), else that of the sender, else its domain."""
    listed = decoded_header(message, "List-Id", language).partition("<")[0].strip(" \"'")
    if listed:
        return clean_line(listed, _LONGEST_NAME)
    sender = decoded_header(message, "From", language)
    name = sender.partition("<")[0].strip(" \"'")
    if name and "@" not in name:
        return clean_line(name, _LONGEST_NAME)
    domain = _DOMAIN.search(sender)
    return domain[1].lower() if domain else ""
