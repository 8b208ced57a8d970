"""Read Orphanet's XML safely: no DOCTYPE, no entities, no network, one element at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from orphee.foundation.prologs import hides
from orphee.terminology.loaders.files import content_of
from orphee.terminology.rules.statements import UnableToRead

FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


def refuse_doctype(content: bytes, name: str) -> None:
    """Raise `UnableToRead` when the document declares a DOCTYPE or an entity, or could hide one in its encoding."""
    if hides(content):
        raise UnableToRead(f"{name} is in an encoding that is not read. Official files are in UTF-8 or ISO-8859-1.")
    plain = content.replace(b"\x00", b"").upper() if b"\x00" in content[:200] else content
    if any(word in plain or word.lower() in plain for word in FORBIDDEN):
        raise UnableToRead(f"{name} declares a DOCTYPE or an entity; official files never do. It was not read.")


def elements(content: bytes, tag: str, name: str) -> Iterator[etree._Element]:
    """Each complete element of that tag; it is emptied once used. Raises `UnableToRead` on broken XML."""
    for event, element in events(content, (tag,), name):
        if event == "end":
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def events(content: bytes, tags: tuple[str, ...], name: str) -> Iterator[tuple[str, etree._Element]]:
    """The start and end of each element of these tags. Raises `UnableToRead` on broken XML."""
    refuse_doctype(content, name)
    try:
        yield from etree.iterparse(
            io.BytesIO(content), ("start", "end"), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
        )
    except etree.XMLSyntaxError as problem:
        raise UnableToRead(f"{name} is not complete XML: {problem.msg}.") from problem


def release_of(content: bytes, name: str) -> str:
    """The release an Orphanet file gives itself: its date, then its version."""
    refuse_doctype(content, name)
    try:
        for _event, root in etree.iterparse(io.BytesIO(content), events=("start",), no_network=True):
            if root.tag != "JDBOR":
                raise UnableToRead(f"{name} is not an Orphanet file: its root is {root.tag}, not JDBOR.")
            date = (root.get("date") or root.get("ExtractionDate") or "")[:10]
            return f"{date} {root.get('version', '')}".strip()
    except etree.XMLSyntaxError as problem:
        raise UnableToRead(f"{name} is not complete XML: {problem.msg}.") from problem
    return ""


def text(element: etree._Element, path: str) -> str:
    """The text at a path below an element, trimmed; empty when there is none."""
    return (element.findtext(path) or "").strip()


def xml_of(path: Path) -> bytes:
    """The content of an XML file, checked for a DOCTYPE before anything parses it."""
    content = content_of(path)
    refuse_doctype(content, path.name)
    return content
