"""Where the answers of entries were read, and other measures of use: rooms above register, care never imports them.

register_sources(sources_of)                 # sources_of(record_key, reader) -> where entries' answers were read
register_use(UseLink(title=_("Reading"), url_name="reading-use"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from orphee.access.rules.policy import Reader


@dataclass(frozen=True, slots=True)
class Source:
    """Where a revision of an entry was read: a document; its passage and address for whoever may read it."""

    entry_key: str
    revision: int
    document: str
    written_on: str = ""
    passage: str = ""
    url: str = ""
    release: str = ""
    answers: tuple[str, ...] = ()  # the answers it speaks of: keys of the payload
    is_past: bool = False  # they were changed since


@dataclass(frozen=True, slots=True)
class UseLink:
    """A measure of use beside that of forms."""

    title: str | Promise
    url_name: str


SourcesOf = Callable[[UUID, Reader], Iterable[Source]]

_sources: list[SourcesOf] = []
_uses: dict[str, UseLink] = {}


def register_sources(provider: SourcesOf) -> None:
    """Let a room say where the answers of entries were read."""
    if provider not in _sources:
        _sources.append(provider)


def sources_provided(record_key: UUID, reader: Reader) -> tuple[Source, ...]:
    """Where the answers of a record were read, as rooms above know it."""
    return tuple(source for provider in _sources for source in provider(record_key, reader))


def register_use(link: UseLink) -> None:
    """Name a measure of use on the page of those of forms."""
    _uses[link.url_name] = link


def uses_linked() -> tuple[UseLink, ...]:
    """The measures of use that rooms above keep."""
    return tuple(_uses.values())
