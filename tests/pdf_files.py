"""Small PDF files with any text, made without fonts: the text is in the map from glyphs to characters."""

import zlib
from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[str]], *, info: str = "") -> bytes:
    """Return a PDF with lines of text on its pages; a page without lines is like a scan."""
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    glyphs = {letter: number for number, letter in enumerate(letters, 1)}
    rows = "".join(
        f"<{number:04x}> <{letter.encode('utf-16-be').hex()}>\n" for letter, number in glyphs.items()
    )
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\n"  # noqa: E501
        f"endcodespacerange\n{len(glyphs)} beginbfchar\n{rows}endbfchar\nendcmap end end"
    )
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",  # noqa: E501
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 600 >>",  # noqa: E501
        5: _stream(unicode_map.encode()),
    }  # fmt: skip
    numbers = []
    for lines in pages:
        text = "".join(
            f"1 0 0 1 72 {760 - 16 * row} Tm <{''.join(f'{glyphs[letter]:04x}' for letter in line)}> Tj\n"
            for row, line in enumerate(lines)
        )
        content, number = 6 + 2 * len(numbers), 7 + 2 * len(numbers)
        numbers.append(number)
        objects[content] = _stream(f"BT /F1 12 Tf\n{text}ET".encode())
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"  # noqa: E501
            % content
        )
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    return _file(objects, info)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _file(objects: dict[int, bytes], info: str) -> bytes:
    body, places = b"%PDF-1.7\n", {}
    for number in sorted(objects):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start, count = len(body), max(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, count))
    extra = f" {info}" if info else ""
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows)
        + f"trailer\n<< /Size {count} /Root 1 0 R{extra} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
