"""What lists show of a record, worked out from its entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orphee.datasets.ages import months_of
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.rules.changes import DRAFT, ENTERED_IN_ERROR, Revision
from orphee.record.rules.worth import is_dead, main_diagnosis, published_disease


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """The typed facts of `record.models.Summary` that come from entries and traits. Ages as `ages.months_of`."""

    sex: str
    birth_month: str
    department: str
    diagnosis: str
    diagnosis_status: str
    first_signs_months: float | None
    last_activity_on: str
    has_drafts: bool
    deceased: bool


def summarise(person: PersonAsGiven, revisions: Iterable[Revision]) -> SummaryFacts:
    """Read a record's current entries; those entered in error count for nothing."""
    live = [revision for revision in revisions if revision.state != ENTERED_IN_ERROR]
    said: dict[tuple[str, str], list[Revision]] = {}
    for revision in live:
        said.setdefault((revision.dataset, revision.instrument), []).append(revision)
    diagnosis = main_diagnosis(said.get((SDM, "diagnosis"), ()))
    return SummaryFacts(
        sex=person.sex,
        birth_month=person.birth_date[:7],
        department=department_of(person),
        diagnosis=_code(diagnosis.get("disease"), 40)
        or _code(published_disease(said.get((PHENOTYPE, "disease"), ())), 40),
        diagnosis_status=_code(diagnosis.get("status"), 20),
        first_signs_months=months_of(diagnosis.get("first_signs")),
        last_activity_on=max(
            (_text(one.payload.get("performed_on"))[:10] for one in said.get((SDM, "activity"), ())), default=""
        ),
        has_drafts=any(revision.state == DRAFT for revision in live),
        deceased=any(is_dead(one.payload) for one in said.get((SDM, "vital_status"), ())),
    )


def department_of(person: PersonAsGiven) -> str:
    """The department of residence by its INSEE code: from the commune, else from the postcode (Corsica excepted)."""
    code = (person.address.commune_code or person.address.postal_code) if person.address else ""
    if not code or len(code) != 5:
        return ""
    if code.startswith(("97", "98")):
        return code[:3]
    if code.startswith("20"):  # a Corsican postcode: 200/201 south, 202/206 north
        return "2A" if code[:3] in ("200", "201") else "2B"
    return code[:2].upper()


def _code(value: object, longest: int) -> str:
    """A code; one too long for its column is no code, and lists do without it."""
    text = _text(value)
    return text if len(text) <= longest else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
