"""What has been read of a document, element by element and attribute by attribute."""

from __future__ import annotations

import re

from orphee.exchange.cda.nodes import Node, child, children

WORDS = ""  # stands among the attributes for the element's own words


class Marks:
    """Elements passed through, what was read of each, and elements that are listed whole already."""

    def __init__(self, top: Node) -> None:
        self.whole: set[Node] = set()
        self.passed: set[Node] = {top}
        self.of_directories: set[Node] = set()  # professionals and places, whose address a directory says better
        self.cut: set[Node] = set()  # times of which only the day was kept
        self.paths: dict[Node, str] = {}  # XPaths found so far
        self._read: dict[Node, set[str]] = {}

    def enter(self, *nodes: Node | None) -> None:
        """These elements are known; what they hold may still be left over."""
        for node in nodes:
            current = node
            while current is not None and current not in self.passed:
                self.passed.add(current)
                current = current.getparent()

    def read(self, node: Node | None, *attributes: str) -> None:
        """These attributes of the element (`WORDS`: its own words) have found their place."""
        if node is not None:
            if node not in self.passed:
                self.enter(node)
            before = self._read.get(node)
            self._read[node] = before | set(attributes) if before else set(attributes)

    def read_code(self, node: Node | None) -> None:
        """The code of an element has found its place."""
        self.read(node, "code")

    def read_id(self, node: Node | None) -> None:
        """An identifier has found its place."""
        self.read(node, "root", "extension")

    def read_time(self, node: Node | None) -> None:
        """The time of an element, or the start of its period, has found its place."""
        self.read(node, "value")
        if node is not None and not node.get("value"):
            self.read(child(node, "low"), "value")

    def read_day(self, node: Node | None) -> None:
        """The same where only the day is kept: a time of day is left over. Midnight sharp says no time of day."""
        self.read_time(node)
        holder = child(node, "low") if node is not None and not node.get("value") else node
        if holder is not None and _says_time_of_day(str(holder.get("value", ""))):
            self.cut.add(holder)

    def read_text(self, node: Node | None) -> None:
        """The words of an element, or of what it refers to, have found their place."""
        self.read(node, WORDS)
        if node is not None:
            for reference in children(node, "reference"):
                self.read(reference, "value")

    def take(self, *nodes: Node | None) -> None:
        """These elements are listed as they are: nothing more is said of what they hold."""
        for node in nodes:
            if node is not None:
                self.whole.add(node)
                self.enter(node)

    def is_whole(self, node: Node) -> bool:
        """Whether the element is listed whole."""
        return node in self.whole

    def is_passed(self, node: Node) -> bool:
        """Whether something of the element was understood."""
        return node in self.passed

    def of(self, node: Node) -> set[str]:
        """What was read of an element."""
        return self._read.get(node, _NOTHING)


def _says_time_of_day(value: str) -> bool:
    """Whether a time goes on after its day with another hour than midnight; the zone of a day alone is no hour."""
    after = _FIGURES.match(value, 8)
    return after is not None and bool(after[0].strip("0"))


_FIGURES = re.compile(r"[0-9]{1,6}")
_NOTHING: set[str] = set()
