"""The texts of a definition as HTML: paragraphs, lists, headings, bold, italics, links. Nothing else goes through.

Written by hand rather than with a library: everything is escaped first, and only these few marks become tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 20_000  # characters; more is cut
_BULLET = re.compile(r"\s{0,3}[-*]\s+(.*)")
_NUMBERED = re.compile(r"\s{0,3}\d{1,3}[.)]\s+(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_ITALICS = re.compile(r"(?<![\w*])\*([^*\n]{1,500})\*(?![\w*])")
# Links lead to pages only, over a secured line; the address is escaped already and holds no quote.
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((https://[^\s()<>\"']{1,500})\)")


@lru_cache(maxsize=512)
def as_html(text: str) -> str:
    """Safe HTML of a text."""
    lines = html.escape(text[:LONGEST]).splitlines()
    return "".join(_block(kind, block) for kind, block in _blocks(lines))


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The lines grouped by what they are: paragraphs, lists, headings."""
    kind, block = "", list[str]()
    for line in (*lines, ""):
        this, content = _kind(line)
        if this != kind or this in ("", "h"):
            if block:
                yield kind, block
            kind, block = this, []
        if this:
            block.append(content)


def _kind(line: str) -> tuple[str, str]:
    if not line.strip():
        return "", ""
    for kind, pattern in (("ul", _BULLET), ("ol", _NUMBERED), ("h", _HEADING)):
        if found := pattern.fullmatch(line):
            return kind, found.group(1)
    return "p", line.strip()


def _block(kind: str, block: list[str]) -> str:
    inside = [_inline(line) for line in block]
    if kind in ("ul", "ol"):
        return f"<{kind}>{''.join(f'<li>{one}</li>' for one in inside)}</{kind}>"
    if kind == "h":
        return f"<p><strong>{inside[0]}</strong></p>"
    return f"<p>{'<br>'.join(inside)}</p>"


def _inline(line: str) -> str:
    """Links first, so that a mark within an address stays part of it."""
    parts, at = [], 0
    for link in _LINK.finditer(line):
        label, address = link.groups()
        parts.append(_marked(line[at : link.start()]))
        parts.append(f'<a href="{address}" target="_blank" rel="noopener external">{_marked(label)}</a>')
        at = link.end()
    return "".join((*parts, _marked(line[at:])))


def _marked(text: str) -> str:
    return _ITALICS.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", text))
