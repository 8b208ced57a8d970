"""What stands before the root element of an XML file: where a DOCTYPE is, and the encodings that could hide one."""

from __future__ import annotations

import re

# In each of these a "<" is the byte of "<", alone or beside a null: what is looked for can be seen.
_WESTERN = {"us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "latin-1", "windows-1252"}
PLAIN = frozenset({"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be"} | _WESTERN)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"'>]*)[\"']")


def root_at(text: str) -> int:
    """Where the root element begins; -1 when there is none, or when anything that declares stands before it."""
    position = _first_mark(text)
    return position if position >= 0 and not text.startswith("<!", position) else -1


def has_doctype(text: str) -> bool:
    """Whether a DOCTYPE stands before the root element, the only place where XML allows one."""
    position = _first_mark(text)
    return position >= 0 and text.startswith("<!", position)


def hides(content: bytes) -> bool:
    """Whether these bytes are in an encoding in which a DOCTYPE could not be seen (UTF-7, EBCDIC…)."""
    head = content[:1000]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\x00", b"").lstrip()
    if not head.startswith(b"<"):
        return True
    declared = _DECLARED.match(head)
    return declared is not None and declared[1].decode("ascii", "replace").lower() not in PLAIN


def _first_mark(text: str) -> int:
    """The first "<" outside comments and processing instructions; -1 when there is none, or one of them has no end."""
    position = 0
    while True:
        position = text.find("<", position)
        if text.startswith("<!--", position):
            position = text.find("-->", position + 4)
        elif text.startswith("<?", position):
            position = text.find("?>", position)
        else:
            return position
        if position < 0:
            return -1
