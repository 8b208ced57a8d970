"""From a file to its text: plain text in any usual encoding, or a PDF that holds text.

A scanned PDF holds pictures only: it is said, with what to do. Nothing is sent anywhere.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass

from orphee.insight.reading.findings import Problem

LARGEST_FILE = 20_000_000  # bytes
MOST_PAGES = 500
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, and what kept it from being read; `text` is empty when nothing could be."""

    text: str
    kind: str  # text, pdf or unreadable
    problems: tuple[Problem, ...] = ()


def document(content: bytes) -> Document:
    """The text of a file; never fails, says why when there is none."""
    if len(content) > LARGEST_FILE:
        return _unreadable(
            "too-large",
            f"Le fichier fait {len(content):,} octets, la limite est {LARGEST_FILE:,} : donnez-le en plusieurs parties.",
            f"The file has {len(content):,} bytes, the limit is {LARGEST_FILE:,}: give it in several parts.",
        )
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(content)
    if not content.strip():
        return _empty()
    return _text(content)


def _unreadable(code: str, fr: str, en: str) -> Document:
    return Document("", "unreadable", (Problem(code, fr, en),))


def _empty() -> Document:
    return _unreadable("empty", "Le fichier est vide.", "The file is empty.")


def _text(content: bytes) -> Document:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = content.decode("utf-16", "replace")
        return Document(wide, "text") if wide.strip() else _empty()
    if len(_CONTROL.findall(content[:100_000])) > max(2, len(content[:100_000]) // 500):
        return _unreadable(
            "binary",
            "Ce fichier n’est ni un texte ni un PDF. Enregistrez le document en texte ou en PDF et recommencez.",
            "This file is neither a text nor a PDF. Save the document as text or PDF and try again.",
        )
    text = "".join(_line(line) for line in content.splitlines(keepends=True))
    return Document(text, "text") if text.strip() else _empty()


def _line(line: bytes) -> str:
    """One line: a document stitched from several sources may change its encoding from line to line."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _pdf(content: bytes) -> Document:
    try:
        import pypdf
    except ImportError:
        return _unreadable(
            "no-pdf-reader",
            "La lecture des PDF n’est pas installée : pip install 'orphee[reading]', ou donnez le texte.",
            "Reading PDF is not installed: pip install 'orphee[reading]', or give the text.",
        )
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the document
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return _unreadable(
                "encrypted",
                "Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection et recommencez.",
                "This PDF is protected by a password. Save it without protection and try again.",
            )
        pages = [page.extract_text() or "" for page in reader.pages[:MOST_PAGES]]
        more = len(reader.pages) > MOST_PAGES
    except Exception:  # damaged PDF: the library raises many kinds, none of which may stop a reading
        return _unreadable(
            "damaged-pdf",
            "Ce PDF est abîmé et ne peut pas être lu. Demandez-en une nouvelle copie, ou collez le texte.",
            "This PDF is damaged and cannot be read. Ask for a new copy, or paste the text.",
        )
    return _of_pages(pages, more)


def _of_pages(pages: list[str], more: bool) -> Document:
    text = "\n".join(pages)
    if sum(letter.isalpha() for letter in text) < 20 * max(1, len(pages)) / 2:
        return _unreadable(
            "scanned",
            "Ce PDF est une image (document numérisé) et ne contient pas de texte. Passez-le à la reconnaissance de "
            "caractères de l’établissement, ou recopiez les passages utiles.",
            "This PDF is a picture (a scanned document) and holds no text. Run it through your institution's character "
            "recognition, or copy the useful passages.",
        )
    problems = (
        Problem(
            "too-many-pages",
            f"Seules les {MOST_PAGES} premières pages ont été lues.",
            f"Only the first {MOST_PAGES} pages were read.",
        ),
    )
    return Document(text, "pdf", problems if more else ())
