"""The texts of a definition as HTML: paragraphs, lists, headings, bold, italics, links. Nothing else goes through.

The reader begins with no rule at all and is given these few: markup, pictures and entities stay the text they are.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

LONGEST = 20_000  # characters; more is cut
READ = ("list", "heading", "emphasis", "link", "newline")
SECURED = "https://"  # links lead to pages only, over a secured line


@lru_cache(maxsize=512)
def as_html(text: str) -> str:
    """Safe HTML of a text."""
    return str(_reader().render(text[:LONGEST]))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(READ)
    reader.validateLink = lambda url: url.startswith(SECURED)  # type: ignore[method-assign]  # the library's own way
    reader.add_render_rule("heading_open", lambda *_: "<p><strong>")  # a form has its own headings
    reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    reader.add_render_rule("link_open", _link_open)
    return reader


def _link_open(
    drawn: RendererHTML, tokens: Sequence[Token], here: int, options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    tokens[here].attrs |= {"target": "_blank", "rel": "noopener external"}
    return drawn.renderToken(tokens, here, options, {})
