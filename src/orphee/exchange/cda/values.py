"""HL7 v3 data types read into stored values: codes, CURIEs, dates, quantities, booleans, texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from orphee.exchange.cda.nodes import BLANK, Node, attribute, child, elements, name
from orphee.exchange.cda.vocabulary import CURIE_PREFIXES

_TIME = re.compile(r"(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\d{2})?(\d{2})?(?:\.\d+)?)?)?)?(?:([+-]\d{2}):?(\d{2})|Z)?")
_PLACEHOLDERS = {"", "-", "–"}  # a lone dash stands for nothing

# How many of the expected unit one of the given unit is worth. Official unit errors of former versions included.
UNITS: Mapping[tuple[str, str], Decimal] = {
    ("mo", "mo"): Decimal(1),
    ("mois", "mo"): Decimal(1),
    ("a", "mo"): Decimal(12),
    ("an", "mo"): Decimal(12),
    ("wk", "wk"): Decimal(1),
    ("semaines", "wk"): Decimal(1),
    ("SA", "wk"): Decimal(1),
    ("g", "g"): Decimal(1),
    ("kg", "g"): Decimal(1000),
    ("cm", "cm"): Decimal(1),
    ("mm", "cm"): Decimal("0.1"),
    ("m", "cm"): Decimal(100),
}


def date_of(text: str) -> str:
    """A TS as an ISO date of the precision given: "202401" is "2024-01". What is no TS comes back as it is."""
    found = _TIME.fullmatch(text.strip(BLANK))
    if not found:
        return text.strip(BLANK)
    return "-".join(part for part in found.groups()[:3] if part)


def instant_of(text: str) -> str:
    """A TS as an ISO instant when it has a time of day, else as an ISO date."""
    found = _TIME.fullmatch(text.strip(BLANK))
    if not found or not found[4]:
        return date_of(text)
    time = f"{found[4]}:{found[5] or '00'}:{found[6] or '00'}"
    zone = f"{found[7]}:{found[8]}" if found[7] else "+00:00" if text.strip(BLANK).endswith("Z") else ""
    return f"{date_of(text)}T{time}{zone}"


def time_text(node: Node | None) -> str:
    """The raw TS of an effectiveTime or a value: its own, or its low bound."""
    return attribute(node, "value") or attribute(child(node, "low"), "value")


def code(node: Node | None) -> str:
    """The code of a CD or CE, without the blanks that official lists carry."""
    return attribute(node, "code")


def curie(node: Node | None) -> str:
    """A coded term as a CURIE ("ORPHA:513"). A code of another system comes back with that system before it."""
    given, system = code(node), attribute(node, "codeSystem")
    if not given:
        return ""
    prefix = CURIE_PREFIXES.get(system, system)
    bare = given.upper().removeprefix(f"{prefix.upper()}:") if prefix else given
    if prefix in ("ORPHA", "HP"):
        bare = bare.removeprefix(prefix).lstrip(":_")
    return f"{prefix}:{bare}" if prefix else bare


def flag(node: Node | None) -> bool | None:
    """A BL, or None when it says neither true nor false."""
    return {"true": True, "1": True, "false": False, "0": False}.get(attribute(node, "value").lower())


def number(text: str) -> int | float | None:
    """A decimal number, whole when it is one, or None."""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > 10**12:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def quantity(node: Node | None, unit: str) -> int | float | None:
    """A PQ in the expected unit, or None when number or unit cannot be read."""
    factor = UNITS.get((attribute(node, "unit") or unit, unit))
    value = number(attribute(node, "value"))
    if factor is None or value is None:
        return None
    return number(str(Decimal(str(value)) * factor))


def plain_text(node: Node | None) -> str:
    """The text that an ST or ED holds itself, line by line; a lone dash is nothing."""
    lines = ("" if node is None else "".join(str(part) for part in node.itertext())).splitlines()
    return _text_of(lines)


def narrated_text(node: Node) -> str:
    """The words of a part of the narrative: only a `br` breaks the line there."""
    return _text_of(_with_breaks(node).split("\v"))


def _with_breaks(node: Node) -> str:
    parts = ["\v" if name(node) == "br" else "", node.text or ""]
    for one in elements(node):
        parts += [_with_breaks(one), one.tail or ""]
    return "".join(parts)


def _text_of(lines: Iterable[str]) -> str:
    text = "\n".join(folded for line in lines if (folded := " ".join(line.split())))
    return "" if text in _PLACEHOLDERS else text


def identifier(node: Node | None) -> str:
    """An II as one text: its root, and `^` and its extension when it has one."""
    root, extension = attribute(node, "root"), attribute(node, "extension")
    return f"{root}^{extension}" if root and extension else root or extension


def is_null(node: Node | None) -> bool:
    """Whether the element is there only to say that nothing is known."""
    return node is None or bool(attribute(node, "nullFlavor"))


def is_placeholder(node: Node) -> bool:
    """A statement whose code and value are both null: obligatory in the model, without meaning."""
    value = child(node, "value")
    return is_null(child(node, "code")) and (value is None or is_null(value))
