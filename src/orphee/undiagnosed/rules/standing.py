"""Where a person stands on the way to a diagnosis: plain Python, one table of cases in the tests."""

from __future__ import annotations

from enum import StrEnum

from orphee.datasets.sdm_mr_codes import CONFIRMED, NOT_A_CARRIER, UNDETERMINED

IMPASSE_AFTER = 24  # months; RespiFIL, operational definition: undetermined two years after the first signs


class Standing(StrEnum):
    """Diagnosed; in errance; in impasse; a relative without the disease; or nobody knows of any sign."""

    DIAGNOSED = "diagnosed"
    ERRANCE = "errance"
    IMPASSE = "impasse"
    UNAFFECTED = "unaffected"
    UNKNOWN = "unknown"


UNDIAGNOSED = frozenset({Standing.ERRANCE, Standing.IMPASSE})
PRECISE = (CONFIRMED, "")  # of a named disease; without a status it comes from a published case
NEVER_UNDIAGNOSED = (CONFIRMED, NOT_A_CARRIER)  # statuses, for the queries that leave most people out


def standing(
    status: str, *, disease: str = "", onset: float | None = None, age: float | None = None, has_signs: bool = False
) -> Standing:
    """Say where a person stands, by the firmest of their diagnoses. `onset` (below 0 before birth) and `age` in months.

    Errance runs from the first signs, at the earliest from birth, to a precise diagnosis: a probable one is not precise
    yet, a refuted one is none. Impasse is the failure to find the cause after all available investigations (PNMR4,
    definitions). A disease without any status comes from a published case: it is a diagnosis.
    """
    if status == CONFIRMED or (not status and disease):
        return Standing.DIAGNOSED
    if status == NOT_A_CARRIER:
        return Standing.UNAFFECTED
    if onset is None and not has_signs:
        return Standing.UNKNOWN
    if status == UNDETERMINED and onset is not None and age is not None and age - max(onset, 0) >= IMPASSE_AFTER:
        return Standing.IMPASSE
    return Standing.ERRANCE
