"""Numbers as they are written in the reader's language."""

from __future__ import annotations

from orphee.foundation.language import current_language

THIN_SPACE = "\u202f"


def number(value: float) -> str:
    """12345 -> “12 345” in French, “12,345” in English; whole numbers without decimals."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    if current_language() == "en":
        return text
    return text.replace(",", THIN_SPACE).replace(".", ",")


def percent(part: float | None, whole: float | None) -> str:
    """A share in whole percent; empty when it cannot be told. What is not nothing is never written 0 %."""
    if part is None or not whole:
        return ""
    share = 100 * part / whole
    text = "< 1" if 0 < share <= 0.5 else f"{share:.0f}"
    return f"{text}%" if current_language() == "en" else f"{text}{THIN_SPACE}%"
