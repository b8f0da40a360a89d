"""Decode bytes to text. Declared charsets (HTTP header, XML prolog, meta tag) are checked, not trusted."""

import codecs
import contextlib
import re
from collections.abc import Iterator

from monitor.read.charset.guess import decode_by_guess, is_plausible

# Browsers read these labels as the larger charsets that publishers really use (WHATWG Encoding Standard).
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "euc_kr": "cp949", "johab": "cp949", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "big5": "big5hkscs", "tis-620": "cp874", "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
}  # fmt: skip
_LABELS = {
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "windows-949": "cp949",
    "uhc": "cp949",
    "x-sjis": "cp932",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "unicode": "utf-16",
}
# Python codecs that the web does not use: slow, stateful or an attack (mechanism 3).
_UNTRUSTED = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem")
# A byte order mark, or markup in 16 or 32 bits without one.
_BYTE_ORDER_MARKS = (
    (re.compile(rb"\xff\xfe\0\0|[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\xfe\xff|\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"\xef\xbb\xbf"), "utf-8"),
    (re.compile(rb"\xff\xfe|[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\xfe\xff|\0[<{]\0[^\0]"), "utf-16-be"),
)
_PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 8192
# Some publishers put a large script before the tag. Browsers would not find it there.
_META_FALLBACK = 200_000
_MAX_DAMAGE = 0.05
_ENOUGH = 6
# So many valid UTF-8 sequences per broken one are certain: other charsets do not form them by chance.
_SEQUENCES_A_BREAK = 8
_FEW_A_BREAK = 2


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """Decode a document.

    The order is: byte order mark, valid UTF-8, header, XML prolog or meta tag, then a guess. Bytes that
    are valid UTF-8 with more than a few characters beyond ASCII are UTF-8 regardless of the declaration,
    because no other charset looks like it by chance. A few broken bytes become U+FFFD and do not change
    the choice, so a body that is cut inside a character stays readable. A declared charset is ignored if
    it is impossible: a page of Thai letters is not Latin-1. Never raises.

    Args:
        body: the document.
        content_type: the HTTP header, or "".
        language: the usual language of the feed, for the guess.
    """
    for mark, charset in _BYTE_ORDER_MARKS:
        if mark.match(body):
            return body.decode(charset, "replace").lstrip("\ufeff")
    if body.isascii():
        return _decode_utf16(body) or _decode_ascii(body, content_type)
    with contextlib.suppress(UnicodeDecodeError):
        text = body.decode()
        if len(body) - len(text) >= _ENOUGH:
            return text
    return _decode_utf16(body) or _decode_ambiguous(body, content_type, language)


def _decode_ambiguous(body: bytes, content_type: str, language: str) -> str:
    """Decode bytes that are not certainly UTF-8: as declared if possible, else by a guess."""
    beyond = len(body) - len(body.translate(None, _HIGH))
    utf8 = body.decode("utf-8", "replace")
    broken = utf8.count("\ufffd")
    if not broken and beyond >= _ENOUGH:
        return utf8
    whole = len(_UTF8_SEQUENCE.findall(body)) if broken else beyond
    if whole >= max(broken * _SEQUENCES_A_BREAK, _ENOUGH):
        return utf8
    declared = list(dict.fromkeys(_declared_charsets(body, content_type)))
    for charset in declared:
        if charset == "utf-8":
            if broken <= beyond * _MAX_DAMAGE or whole >= broken * _FEW_A_BREAK:
                return utf8
            continue
        text = body.decode(charset, "replace")
        if text.count("\ufffd") <= beyond * _MAX_DAMAGE and is_plausible(body, text, charset):
            return text
    if broken <= beyond * _MAX_DAMAGE:
        return utf8
    page_language = _LANG.search(body, 0, _META_FALLBACK)
    return decode_by_guess(body, language, page_language[1].decode("ascii") if page_language else "")


_HIGH = bytes(range(128, 256))
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LANG = re.compile(
    rb"""<(?:html|rss|feed|body)[^>]{0,300}?\slang\s*=\s*["']?([A-Za-z]{2,3})\b""", re.IGNORECASE
)
# The escapes that begin Japanese characters and end them; seven bits hold nothing else of this form.
_ISO_2022_JP = re.compile(rb"\x1b\$[@B](?:[!-~]{2})+\x1b\([BJ]")
_ZERO_SHARE = 0.15
_SAMPLE = 4000


def _decode_utf16(body: bytes) -> str:
    """Decode UTF-16 without a byte order mark, recognised by its zero bytes; "" if it is not UTF-16."""
    sample = body[:_SAMPLE]
    if sample.count(0) < len(sample) * _ZERO_SHARE:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 20 * (min(even, odd) + 1) and len(sample) > _ENOUGH * 10:
        return ""
    text = body.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    return text if text.count("\ufffd") <= len(text) * _MAX_DAMAGE else ""


def _decode_ascii(body: bytes, content_type: str) -> str:
    if b"\x1b" in body:
        for charset in _declared_charsets(body, content_type):
            if charset.startswith(("iso2022", "hz")):
                return body.decode(charset, "replace")
        if _ISO_2022_JP.search(body):
            return body.decode("iso2022_jp_2", "replace")
    return body.decode("ascii")


def _declared_charsets(body: bytes, content_type: str) -> Iterator[str]:
    labels = [found[1] for found in [_HEADER.search(content_type)] if found]
    head = body[:_META_WITHIN]
    meta = _META.search(head) or _META.search(body, _META_WITHIN, _META_FALLBACK)
    labels += [found[1].decode("ascii") for found in (_PROLOG.search(head), meta) if found]
    for label in labels:
        charset = _python_codec(label)
        if charset is not None:
            yield charset


def _python_codec(label: str) -> str | None:
    """Return the name of Python's codec for a charset label, or None if the web does not use it for text."""
    label = label.lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        "".encode(name)  # LookupError for codecs that are not charsets: zlib, hex, rot13
    except (LookupError, UnicodeError):
        return None
    name = _WIDER.get(name, name)
    # Declared UTF-16 and UTF-32 are wrong without a byte order mark and the zero bytes of markup.
    return None if name.replace("_", "-") in _UNTRUSTED or name.startswith(("utf-16", "utf-32")) else name
