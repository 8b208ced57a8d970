"""Turning a quantity into another unit, for the few units that are only multiples of one another.

What is not in the table is not converted: a guess about a laboratory's unit would be a wrong result.
"""

from __future__ import annotations

from collections.abc import Mapping

_FAMILIES: tuple[Mapping[str, float], ...] = (
    {"kg": 1e3, "g": 1.0, "mg": 1e-3, "ug": 1e-6, "ng": 1e-9},
    {"m": 1.0, "dm": 0.1, "cm": 1e-2, "mm": 1e-3, "um": 1e-6},
    {"L": 1.0, "l": 1.0, "dL": 0.1, "cL": 1e-2, "mL": 1e-3, "ml": 1e-3, "uL": 1e-6},
    {"wk": 168.0, "d": 24.0, "h": 1.0, "min": 1 / 60, "s": 1 / 3600},
    {"a": 12.0, "mo": 1.0},
    {"g/L": 1.0, "g/dL": 10.0, "mg/dL": 1e-2, "mg/L": 1e-3, "ug/L": 1e-6, "mg/mL": 1.0, "ug/mL": 1e-3, "ng/mL": 1e-6},
    {"mol/L": 1.0, "mmol/L": 1e-3, "umol/L": 1e-6, "nmol/L": 1e-9, "pmol/L": 1e-12},
    {"1": 1.0, "%": 1e-2},
)
_SIGNIFICANT = 12  # figures kept, so that 1.7 m is 170 cm and not 170.00000000000003


def convert(value: float, unit: str, into: str) -> float | None:
    """The value in another unit; None when the two are not known to be multiples of one another."""
    if unit == into:
        return value
    for family in _FAMILIES:
        if unit in family and into in family:
            return float(f"{value * family[unit] / family[into]:.{_SIGNIFICANT}g}")
    return None
