"""Who is included in a specialty dossier, as a rule on diagnoses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from orphee.datasets.sdm_mr_codes import NOT_THEIRS

Payload = Mapping[str, object]

# Every other status includes, also before the diagnosis is certain: a dossier is how one gets there.
EXCLUDING = frozenset(NOT_THEIRS)


def has_one_of(diagnoses: Iterable[Payload], diseases: Collection[str] | None) -> bool:
    """Whether one of the diagnoses names one of the diseases; with None, whether there is a diagnosis at all.

    One person may have several diagnoses: a refuted one does not take away what another includes.
    """
    standing = (one for one in diagnoses if one.get("status") not in EXCLUDING)
    if diseases is None:
        return any(True for _ in standing)
    return any(one.get("disease") in diseases for one in standing)
