"""A PDF of one page, made for a test."""

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import ContentStream, DictionaryObject, NameObject

A4 = (595, 842)  # points
FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}


def pdf_of(lines: Sequence[str]) -> bytes:
    """A PDF that holds these lines as text; characters are those of Windows-1252, without brackets."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return pdf(f"BT /F1 12 Tf 14 TL 50 780 Td {shown} ET".encode("cp1252"))


def pdf(drawing: bytes) -> bytes:
    """A PDF whose page is drawn by these operators; its one font is `/F1`."""
    writer = PdfWriter()
    page = writer.add_blank_page(*A4)
    content = ContentStream(None, writer)
    content.set_data(drawing)
    page.replace_contents(content)
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in FONT.items()})
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
