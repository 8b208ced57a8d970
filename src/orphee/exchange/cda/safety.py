"""From bytes to a tree without trusting the bytes.

What is checked before the parser sees anything: size, encoding, characters, DOCTYPE. lxml alone is not
enough: told not to resolve entities it accepts a document with an external entity and drops the text.
"""

from __future__ import annotations

import re

from lxml import etree

from orphee.exchange.cda.nodes import Node
from orphee.exchange.cda.problems import refusal
from orphee.foundation.prologs import has_doctype

LARGEST_DOCUMENT = 20_000_000  # bytes; the official examples have about 100,000
DEEPEST_ELEMENT = 100  # levels; the official examples have fewer than 30

_DECLARATION = re.compile(rb"\s*<\?xml\s([^>]{0,200})\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})[\"']")
_ACCEPTED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST_ELEMENT + 1) + ")")
_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"+/v", b"\x0e\xfe\xff")


def parse(content: bytes) -> Node:
    """The root element. Raises `Refused` with one precise finding."""
    refuse_by_size(len(content))
    text = _decode(content)
    if has_doctype(text):
        raise refusal("doctype", "/")
    return _parse(text)


def refuse_by_size(size: int) -> None:
    """Refuse an empty or an oversized document, before reading it whole where one can."""
    if size == 0:
        raise refusal("empty", "/")
    if size > LARGEST_DOCUMENT:
        raise refusal("too_large", "/", size=size, limit=LARGEST_DOCUMENT)


def _decode(content: bytes) -> str:
    if content.startswith(_OTHER_MARKS) or b"\x00" in content:
        raise refusal("encoding", "/", encoding="UTF-16/32")
    body = content.removeprefix(_UTF8_MARK)
    declared = _declared_encoding(body)
    encoding = _ACCEPTED.get(declared.lower())
    if encoding is None or (body is not content and encoding != "utf-8"):
        raise refusal("encoding", "/", encoding=declared)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusal("invalid_characters", "/", encoding=declared, offset=error.start) from None


def _declared_encoding(content: bytes) -> str:
    declaration = _DECLARATION.match(content)
    encoding = _ENCODING.search(declaration[1]) if declaration else None
    return encoding[1].decode("ascii") if encoding else "UTF-8"


def _parse(text: str) -> Node:
    parser = etree.XMLParser(
        encoding="utf-8",  # what we hand over, whatever the declaration says
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise refusal("too_deep", "/", limit=DEEPEST_ELEMENT) from None
        raise refusal("not_xml", "/", line=error.lineno or 1) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusal("doctype", "/")
    _refuse_depth(root)
    return root


def _refuse_depth(root: Node) -> None:
    if _TOO_DEEP(root):
        raise refusal("too_deep", "/", limit=DEEPEST_ELEMENT)
