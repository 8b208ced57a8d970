"""A form in pages: an instrument with sections is put one section a page, and the answers of the others are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orphee.care.rules.answers import NOTHING, Posted, read_items
from orphee.datasets.definition import Instrument, Item, Section, UnknownName
from orphee.datasets.problems import Path

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form: a section with its questions, or the whole form when it has no sections."""

    key: str
    items: tuple[Item, ...]
    section: Section | None = None
    before: str = ""
    after: str = ""
    number: int = 1
    count: int = 1

    def holds(self, path: Path) -> bool:
        """Whether a path of the answers is on this page; what belongs to no question is on every page."""
        return not path or self.section is None or any(item.key == path[0] for item in self.items)


def page_of(instrument: Instrument, asked: str = "") -> Page:
    """The page of a section, by default the first. Raises UnknownName."""
    if not instrument.sections:
        if asked:
            raise UnknownName("the form has no sections")
        return Page("", instrument.items)
    keys = [section.key for section in instrument.sections]
    if asked and asked not in keys:
        raise UnknownName("the form has no such section")
    at = keys.index(asked) if asked else 0
    return Page(
        key=keys[at],
        items=tuple(item for item in instrument.items if item.section == keys[at]),
        section=instrument.sections[at],
        before=keys[at - 1] if at else "",
        after=keys[at + 1] if at + 1 < len(keys) else "",
        number=at + 1,
        count=len(keys),
    )


def section_at(instrument: Instrument, path: Path) -> str:
    """The section in which a path of the answers is asked; empty when the form has none."""
    item = instrument.by_key.get(str(path[0])) if path else None
    return item.section if item else ""


def read_page(
    page: Page, posted: Posted, stored: Answers, base: Answers, language: str, attached: Answers | None = None
) -> dict[str, object]:
    """The answers of the whole form: those of this page as posted, those of the others as they were in `base`."""
    asked = {item.key for item in page.items}
    kept = {key: value for key, value in base.items() if key not in asked} if page.section else {}
    return kept | read_items(page.items, posted, stored, language, attached or NOTHING)


def by_section(instrument: Instrument, paths: Sequence[Path]) -> dict[str, int]:
    """How many of some paths of the answers lie in each section."""
    counts: dict[str, int] = {}
    for path in paths:
        key = section_at(instrument, path)
        counts[key] = counts.get(key, 0) + 1
    return counts
