"""Walking a document: children by name and readable XPaths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from orphee.exchange.cda.vocabulary import HL7, SDTC, XSI

Node = etree._Element
_HL7 = f"{{{HL7}}}"
_SDTC = f"{{{SDTC}}}"
_TEMPLATE = f"{_HL7}templateId"
XSI_TYPE = f"{{{XSI}}}type"
BLANK = " \t\r\n\u00a0\u202f\ufeff"  # a no-break space follows a code in the official value sets


def name(node: Node) -> str:
    """The local name of an element."""
    tag = str(node.tag)
    return tag[tag.rfind("}") + 1 :]


def elements(node: Node) -> Iterator[Node]:
    """The child elements; the parser left comments and processing instructions out."""
    return iter(node)


def children(node: Node, *path: str) -> Iterator[Node]:
    """Every element reached by a path of HL7 names, in document order."""
    found = [node]
    for step in path:
        tag = _HL7 + step
        found = [one for parent in found for one in parent.iterchildren(tag)]
    return iter(found)


def child(node: Node | None, *path: str) -> Node | None:
    """The first element reached by a path of HL7 names, or None."""
    for step in path:
        if node is None:
            return None
        node = next(node.iterchildren(_HL7 + step), None)
    return node


def named(node: Node, local_name: str) -> Node | None:
    """The first child of that local name in any namespace (HL7's own or the sdtc extension)."""
    return next((one for one in elements(node) if name(one) == local_name), None)


def attribute(node: Node | None, key: str) -> str:
    """An attribute without the blanks around it, or an empty text."""
    return "" if node is None else str(node.get(key, "")).strip(BLANK)


def words(node: Node | None) -> str:
    """The text of an element and of all below it, blanks folded."""
    return "" if node is None else " ".join("".join(str(part) for part in node.itertext()).split())


def templates(node: Node) -> set[str]:
    """The template identifiers that an element declares."""
    return {str(one.get("root", "")).strip(BLANK) for one in node.iterchildren(_TEMPLATE)}


def code_of(node: Node) -> str:
    """The code of a statement."""
    return attribute(child(node, "code"), "code")


@lru_cache(maxsize=512)
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath, namespaces={"c": HL7, "sdtc": SDTC, "xsi": XSI})


def select(node: Node, xpath: str) -> list[Node]:
    """The elements an XPath finds; prefixes c (HL7), sdtc and xsi."""
    found = _compiled(xpath)(node)
    return [one for one in found if isinstance(one, Node)] if isinstance(found, list) else []


def holds(node: Node, xpath: str) -> bool:
    """Whether an XPath is true of an element."""
    return bool(_compiled(f"boolean({xpath})")(node))


def xpath_of(node: Node, known: dict[Node, str] | None = None) -> str:
    """Where an element stands: names, with a position where siblings share the name.

    Read it with `urn:hl7-org:v3` as the default namespace and `sdtc` for the extension; an element of any other
    namespace is told by both its names. `known`: paths of the document found before.
    """
    known = {} if known is None else known
    if node not in known:
        parent = node.getparent()
        if parent is None:
            known[node] = f"/{_step(node)}"
        else:
            _number(parent, xpath_of(parent, known), known)
    return known[node]


def _step(node: Node) -> str:
    tag = str(node.tag)
    if tag.startswith(_HL7):
        return name(node)
    return f"sdtc:{name(node)}" if tag.startswith(_SDTC) else any_name(tag)


def any_name(tag: str) -> str:
    """The step to an element, or after @ to an attribute, of a namespace that has no prefix here."""
    space, _, local = tag.rpartition("}")
    space = space.removeprefix("{")
    quote = '"' if "'" in space else "'"
    return f"*[local-name()='{local}' and namespace-uri()={quote}{space}{quote}]"


def _number(parent: Node, before: str, known: dict[Node, str]) -> None:
    """The paths of all children at once: counting the siblings of each would be quadratic."""
    alike: dict[object, list[Node]] = {}
    for one in parent:
        alike.setdefault(one.tag, []).append(one)
    for found in alike.values():
        step = f"{before}/{_step(found[0])}"
        if len(found) == 1:
            known[found[0]] = step
        else:
            known.update((one, f"{step}[{position}]") for position, one in enumerate(found, 1))
