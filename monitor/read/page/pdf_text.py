"""Extract the text of PDF documents: articles and attachments of ministries. Scans have none.

pypdf (extra `pdf`) is used because it is pure Python: a broken file raises instead of corrupting memory. How
much of Korean, Lao, Thai and Chinese comes back is in docs/reading.md. The limits of the worker end the rest.
"""

import io
import re
import unicodedata

from monitor.models import Failure, FailureKind
from monitor.read.cleaning import clean_text
from monitor.read.limits import LONGEST_CONTENT

MOST_PAGES = 100

_MAGIC = b"%PDF-"
_MAGIC_WITHIN = 1024  # some servers send a line before it
_FEWEST_LETTERS = 20
_COMPATIBLE = re.compile("[\u2f00-\u2fdf\ufb00-\ufb06]")
# Radicals that PDF writers put for the characters that look the same (Unicode: EquivalentUnifiedIdeograph).
_RADICALS = str.maketrans(
    "⺟⺠⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民月虎西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙龟",
)


def is_pdf(body: bytes, content_type: str) -> bool:
    """Return whether a document is a PDF by its first bytes, or by its header if these say nothing."""
    return _MAGIC in body[:_MAGIC_WITHIN] or (
        content_type.partition(";")[0].strip().lower() == "application/pdf"
        and not body.lstrip().startswith(b"<")
    )


def pdf_text(body: bytes) -> str | Failure:
    """Return the text of a PDF, at most of its first 100 pages.

    Returns:
        Paragraphs separated by newlines, or a failure: `no_text` for a scan, `encrypted`, `unparsable`, or
        `no_pdf_reader` if the extra is not installed.
    """
    try:
        import pypdf  # noqa: PLC0415 - an extra, loaded for the first PDF only
        from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415
    except ImportError:
        return Failure("no_pdf_reader", 'a PDF: install the extra "pdf" to read it', FailureKind.HARD)
    try:
        reader = pypdf.PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            return Failure("encrypted", "the PDF needs a password", FailureKind.HARD)
        count = len(reader.pages)
        pages, length = list[str](), 0
        for page in reader.pages[:MOST_PAGES]:
            pages.append(page.extract_text())
            length += len(pages[-1])
            if length > LONGEST_CONTENT:
                break
    except (DependencyError, FileNotDecryptedError):
        return Failure("encrypted", "the PDF is encrypted in a way that cannot be read", FailureKind.HARD)
    except Exception as error:  # noqa: BLE001 - pypdf raises what its parts raise
        return Failure("unparsable", f"{type(error).__name__} while reading the PDF", FailureKind.HARD)
    text = _joined("\n".join(pages))
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        what = "1 page" if count == 1 else f"{count} pages"
        return Failure("no_text", f"a PDF of {what} without text: probably a scan", FailureKind.HARD)
    return text


def _usual_form(found: re.Match[str]) -> str:
    """Return the usual characters for a radical or a ligature, which PDF writers put for them."""
    return unicodedata.normalize("NFKC", found[0])


def _joined(raw: str) -> str:
    """Return the text with joined lines: a line without a sentence end continues in the next."""
    text = unicodedata.normalize("NFC", _COMPATIBLE.sub(_usual_form, raw)).translate(_RADICALS)
    longest = max((len(line) for line in text.split("\n")), default=0)
    paragraphs: list[str] = []
    open_line = False
    for line in (line.strip() for line in text.split("\n")):
        if open_line and line and paragraphs:
            gap = " " if line[0].isascii() or paragraphs[-1][-1].isascii() else ""
            paragraphs[-1] = (
                paragraphs[-1].removesuffix("-") + ("" if paragraphs[-1].endswith("-") else gap) + line
            )
        elif line:
            paragraphs.append(line)
        # A line that is much shorter than the longest is the last of its paragraph.
        open_line = (
            bool(line) and len(line) * 4 > longest * 3 and not line.endswith((".", "!", "?", "。", "다", ":"))
        )
    return clean_text("\n".join(paragraphs), LONGEST_CONTENT)
