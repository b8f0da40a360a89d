"""Bytes to text: what a server, a prolog or a meta tag says of the charset is weighed, not believed.

Pure: no I/O, no clock.
"""

import codecs
import contextlib
import re
from collections.abc import Iterator

from monitor.read.charset.guess import can_be, guess

# Browsers read these labels as the wider charsets that publishers really use (WHATWG Encoding Standard).
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
# Codecs of Python that are no charsets of the web: slow, stateful or an attack (mechanism 3).
_UNTRUSTED = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem")
# A byte order mark, or markup in 16 or 32 bits without one.
_MARKED = (
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
# Where a large script pushes the tag further down, which no browser expects but some publishers do.
_META_SOMEWHERE = 200_000
_DAMAGE_BORNE = 0.05
_SURE = 6
# Well-formed sequences of UTF-8 for each broken one that leave no doubt: other charsets make none by chance.
_SEQUENCES_A_BREAK = 8
_FEW_A_BREAK = 2


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """Decode a document: byte order mark, UTF-8 if it is that, header, prolog or meta tag, then a guess.

    Bytes that are valid UTF-8 with more than a few characters beyond ASCII are UTF-8 whatever is declared: no
    other charset looks like it by chance. A few broken bytes become U+FFFD and do not change the choice, so a
    body cut off inside a character stays readable. What is declared is passed over where it cannot be: a page
    in Thai letters is no Latin-1. `language` is what the feed usually carries, for the guess. Never raises.
    """
    for mark, charset in _MARKED:
        if mark.match(body):
            return body.decode(charset, "replace").lstrip("\ufeff")
    if body.isascii():
        return _wide(body) or _decode_ascii(body, content_type)
    with contextlib.suppress(UnicodeDecodeError):
        text = body.decode()
        if len(body) - len(text) >= _SURE:
            return text
    return _wide(body) or _decode_doubtful(body, content_type, language)


def _decode_doubtful(body: bytes, content_type: str, language: str) -> str:
    """Decode what is not surely UTF-8, as declared if that can be."""
    beyond = len(body) - len(body.translate(None, _HIGH))
    utf8 = body.decode("utf-8", "replace")
    broken = utf8.count("\ufffd")
    if not broken and beyond >= _SURE:
        return utf8
    whole = len(_WHOLE.findall(body)) if broken else beyond
    if whole >= max(broken * _SEQUENCES_A_BREAK, _SURE):
        return utf8
    declared = list(dict.fromkeys(_declared(body, content_type)))
    for charset in declared:
        if charset == "utf-8":
            if broken <= beyond * _DAMAGE_BORNE or whole >= broken * _FEW_A_BREAK:
                return utf8
            continue
        text = body.decode(charset, "replace")
        if text.count("\ufffd") <= beyond * _DAMAGE_BORNE and can_be(body, text, charset):
            return text
    if broken <= beyond * _DAMAGE_BORNE:
        return utf8
    said = _LANG.search(body, 0, _META_SOMEWHERE)
    return guess(body, language, said[1].decode("ascii") if said else "")


_HIGH = bytes(range(128, 256))
_WHOLE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LANG = re.compile(
    rb"""<(?:html|rss|feed|body)[^>]{0,300}?\slang\s*=\s*["']?([A-Za-z]{2,3})\b""", re.IGNORECASE
)
_ZEROS = 0.15
_LOOKED_AT = 4000


def _wide(body: bytes) -> str:
    """Return a document in UTF-16 without a mark or markup at its start, or "": its zeros give it away."""
    sample = body[:_LOOKED_AT]
    if sample.count(0) < len(sample) * _ZEROS:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 20 * (min(even, odd) + 1) and len(sample) > _SURE * 10:
        return ""
    text = body.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    return text if text.count("\ufffd") <= len(text) * _DAMAGE_BORNE else ""


def _decode_ascii(body: bytes, content_type: str) -> str:
    if b"\x1b" in body:
        for charset in _declared(body, content_type):
            if charset.startswith(("iso2022", "hz")):
                return body.decode(charset, "replace")
    return body.decode("ascii")


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    labels = [found[1] for found in [_HEADER.search(content_type)] if found]
    head = body[:_META_WITHIN]
    meta = _META.search(head) or _META.search(body, _META_WITHIN, _META_SOMEWHERE)
    labels += [found[1].decode("ascii") for found in (_PROLOG.search(head), meta) if found]
    for label in labels:
        charset = _known(label)
        if charset is not None:
            yield charset


def _known(label: str) -> str | None:
    """Return Python's name for the charset of a label, or None where it is none fit for text of the web."""
    label = label.lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        "".encode(name)  # LookupError for codecs that are no charsets: zlib, hex, rot13
    except (LookupError, UnicodeError):
        return None
    name = _WIDER.get(name, name)
    # UTF-16 and 32 without a mark and without the zero bytes of markup are a lie of the header.
    return None if name.replace("_", "-") in _UNTRUSTED or name.startswith(("utf-16", "utf-32")) else name
