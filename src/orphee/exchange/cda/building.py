"""Writing elements: names, codes, identifiers, times and typed values. Nothing here knows the data set."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from lxml import etree

from orphee.exchange.cda.nodes import XSI_TYPE, Node
from orphee.exchange.cda.vocabulary import CURIE_PREFIXES, ENTRY_KEYS, HL7, ORPHA_GROUP, SDTC, SYSTEM_NAMES, XSI

NAMESPACES: dict[str | None, str] = {None: HL7, "xsi": XSI, "sdtc": SDTC}
# Two code systems share a prefix (ORPHA); the first is the one to write unless a group is asked for.
SYSTEMS_BY_PREFIX = {prefix: system for system, prefix in reversed(CURIE_PREFIXES.items())}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UID = re.compile(r"[0-2](\.(0|[1-9]\d*))*|[0-9a-zA-Z]{8}(-[0-9a-zA-Z]{4}){3}-[0-9a-zA-Z]{12}|[A-Za-z][A-Za-z0-9\-]*")
_NAMESPACE = uuid.UUID("6ec0ee2e-6d5f-5d0f-9a3d-0f2a7d1b8c11")


def add(parent: Node, tag: str, text: str = "", **attributes: str) -> Node:
    """A child element of the HL7 namespace; attributes without a value are left out."""
    node = etree.SubElement(parent, f"{{{HL7}}}{tag}")
    for key, value in attributes.items():
        if value:
            node.set(key, clean(value))
    if text:
        node.text = clean(text)
    return node


def add_sdtc(parent: Node, tag: str, **attributes: str) -> Node:
    """A child element of the sdtc extension."""
    node = etree.SubElement(parent, f"{{{SDTC}}}{tag}")
    for key, value in attributes.items():
        if value:
            node.set(key, clean(value))
    return node


def clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def add_templates(parent: Node, roots: Iterable[str]) -> None:
    """The templates that an element follows."""
    for root in roots:
        add(parent, "templateId", root=root)


def add_code(parent: Node, tag: str, code: str, system: str, label: str = "", type_: str = "") -> Node:
    """A coded element, typed when it is a value."""
    node = add(parent, tag)
    if type_:
        node.set(XSI_TYPE, type_)
    for key, value in (
        ("code", code),
        ("displayName", label),
        ("codeSystem", system),
        ("codeSystemName", SYSTEM_NAMES.get(system, "")),
    ):
        if value:
            node.set(key, clean(value))
    return node


def add_null(parent: Node, tag: str, flavor: str, type_: str = "") -> Node:
    """An element that says why it is empty: NA, UNK, NASK…"""
    node = add(parent, tag)
    if type_:
        node.set(XSI_TYPE, type_)
    node.set("nullFlavor", flavor)
    return node


def add_value(parent: Node, type_: str, text: str = "", **attributes: str) -> Node:
    """A typed value."""
    node = add(parent, "value")
    node.set(XSI_TYPE, type_)
    for key, value in attributes.items():
        if value:
            node.set(key, clean(value))
    if text:
        node.text = clean(text)
    return node


def add_term(parent: Node, curie: str, label: str, *, group: bool = False) -> Node | None:
    """A value of a terminology from a CURIE; None when no code system of the volet bears its prefix."""
    prefix, _, bare = curie.partition(":")
    system = SYSTEMS_BY_PREFIX.get(prefix)
    if system is None or not bare:
        return None
    if prefix == "ORPHA" and group:
        system = ORPHA_GROUP
    code = curie if prefix in ("HGNC", "HP") else bare
    return add_code(parent, "value", code, system, label, "CD")


def add_identifier(parent: Node, identifier: str, key: str = "") -> Node:
    """An II from its text form; without one, the entry's key travels under Orphée's own root."""
    if not identifier:
        return add(parent, "id", root=ENTRY_KEYS, extension=key)
    root, _, extension = identifier.partition("^")
    if extension:
        return add(parent, "id", root=root, extension=extension)
    return add(parent, "id", root=root) if _UID.fullmatch(root) else add(parent, "id", extension=root)


def made_id(*about: str) -> str:
    """A UUID that is always the same for the same thing."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(about))).upper()


def time_of(iso: str) -> str:
    """An ISO date or instant as a TS: "2024-01-12" is "20240112", an instant keeps its time and zone."""
    date, _, time = iso.partition("T")
    if not time:
        return date.replace("-", "")
    clock = re.fullmatch(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?", time)
    if clock is None:
        return date.replace("-", "")
    zone = (clock[4] or "").replace("Z", "+0000").replace(":", "")
    return date.replace("-", "") + clock[1] + clock[2] + (clock[3] or "00") + zone


def add_period(parent: Node, low: str, high: str = "", *, unknown: str = "UNK") -> Node:
    """An effectiveTime with its bounds; a missing low bound says so."""
    node = add(parent, "effectiveTime")
    node.set(XSI_TYPE, "IVL_TS")
    if low:
        add(node, "low", value=time_of(low))
    else:
        add_null(node, "low", unknown)
    if high:
        add(node, "high", value=time_of(high))
    return node
