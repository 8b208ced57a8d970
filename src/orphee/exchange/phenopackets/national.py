"""What the national data set (SDM-MR) says of a person, as far as a phenopacket can say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from orphee.datasets import ages
from orphee.datasets.sdm_mr_codes import (
    CONFIRMED,
    DEAD,
    NOT_A_CARRIER,
    ONGOING,
    PROBABLE,
    REFUTED,
    SDM,
    UNDETERMINED,
)
from orphee.exchange.phenopackets.losses import items_lost, path_of
from orphee.exchange.phenopackets.terms import Labels, term_of
from orphee.exchange.phenopackets.times import timestamp_of
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView, Loss, RecordView

Json = dict[str, object]
# Status of the diagnosis -> progress of the interpretation. A probable diagnosis is complete, not solved.
PROGRESS = {
    CONFIRMED: "SOLVED",
    PROBABLE: "COMPLETED",
    ONGOING: "IN_PROGRESS",
    UNDETERMINED: "UNSOLVED",
    REFUTED: "COMPLETED",
    NOT_A_CARRIER: "COMPLETED",
}
STATED = frozenset({CONFIRMED, PROBABLE})  # the person has the disease; while ongoing, only the interpretation names it
EXCLUDED = frozenset({REFUTED, NOT_A_CARRIER})
STAGES = {
    ages.ANTENATAL: (ages.ONSET_TERMS[ages.ANTENATAL], "Antenatal onset"),
    ages.AT_BIRTH: (ages.ONSET_TERMS[ages.AT_BIRTH], "Congenital onset"),
}
CARRIED = frozenset({"diagnosis", "vital_status", "birth"})  # instruments of which a packet can say something
# item of the instrument `birth`: LOINC code and name, UCUM unit (CI-SIS SDM-MR 2025.01, NEO-03 to NEO-06)
AT_BIRTH = {
    "gestational_age_weeks": ("LOINC:11884-4", "Gestational age Estimated", "wk"),
    "weight_g": ("LOINC:29463-7", "Body weight", "g"),
    "length_cm": ("LOINC:8302-2", "Body height", "cm"),
    "head_circumference_cm": ("LOINC:8287-5", "Head Occipital-frontal circumference by Tape measure", "cm"),
}


@dataclass(slots=True)
class Said:
    """Parts of a packet made from the national data set, and what did not fit."""

    features: list[Json] = field(default_factory=list)
    diseases: list[Json] = field(default_factory=list)
    interpretations: list[Json] = field(default_factory=list)
    measurements: list[Json] = field(default_factory=list)
    vital: Json = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Already:
    """Codes that the phenotype part of the record says already, so that nothing is said twice."""

    features: frozenset[str]
    diseases: frozenset[str]


def national(view: RecordView, already: Already, labels: Labels, *, subject_id: str) -> Said:
    """The packet parts of every SDM-MR entry; the day of death among them: whoever sends it decides on days."""
    said = Said()
    features = set(already.features)
    for entry in view.entries:
        if entry.dataset != SDM or entry.state == ENTERED_IN_ERROR:
            continue
        if entry.instrument == "diagnosis":
            _diagnosis(entry, said, features, already.diseases, labels, subject_id)
        elif entry.instrument == "vital_status":
            _vital_status(entry, said, labels)
        elif entry.instrument == "birth":
            said.measurements.extend(_birth_measurements(entry.payload))
            said.losses.extend(items_lost(entry, AT_BIRTH))
        else:
            said.losses.extend(items_lost(entry))
    return said


def _diagnosis(
    entry: EntryView, said: Said, features: set[str], diseases: frozenset[str], labels: Labels, subject_id: str
) -> None:
    """One diagnosis: its HPO terms, its disease with the onset, and an interpretation with status and genes."""
    items = entry.payload
    disease, status = str(items.get("disease") or ""), str(items.get("status") or "")
    carried = {"identifier", "disease", "genes"}
    if status in PROGRESS:
        carried.add("status")
    for code in _codes(items.get("clinical_description")):
        if code.startswith("HP:") and code not in features:
            features.add(code)
            said.features.append({"type": term_of(code, labels)})
        elif not code.startswith("HP:"):
            said.losses.append(Loss(path_of(entry, f"clinical_description[{code}]"), "no_place"))
    carried.add("clinical_description")
    if disease and status in STATED | EXCLUDED and disease not in diseases:
        onset = onset_of(items.get("first_signs"))
        made: Json = {"term": term_of(disease, labels)}
        if status in EXCLUDED:
            made["excluded"] = True
        elif onset:
            made["onset"] = onset
            carried.add("first_signs")
        said.diseases.append(made)
    elif disease in diseases:
        said.losses.append(Loss(path_of(entry, "disease"), "said_already"))
    said.interpretations.append(_interpretation(entry, disease, status, labels, subject_id))
    said.losses.extend(_diagnosis_losses(entry, carried))


def _diagnosis_losses(entry: EntryView, carried: set[str]) -> Iterator[Loss]:
    for loss in items_lost(entry, carried):
        undated = loss.path.endswith("/first_signs") and onset_of(entry.payload["first_signs"]) is None
        yield Loss(loss.path, "not_dated") if undated else loss


def _interpretation(entry: EntryView, disease: str, status: str, labels: Labels, subject_id: str) -> Json:
    diagnosis: Json = {"disease": term_of(disease, labels)} if disease else {}
    calls = [
        {
            "subjectOrBiosampleId": subject_id,
            "interpretationStatus": "CAUSATIVE" if status == CONFIRMED else "CANDIDATE",
            "gene": {"valueId": gene, "symbol": labels.get(gene) or gene},
        }
        for gene in _codes(entry.payload.get("genes"))
    ]
    if calls:
        diagnosis["genomicInterpretations"] = calls
    made: Json = {"id": entry.source_key or entry.key, "progressStatus": PROGRESS.get(status, "UNKNOWN_PROGRESS")}
    return made | ({"diagnosis": diagnosis} if diagnosis else {})


def _codes(value: object) -> list[str]:
    return [str(code) for code in value if code] if isinstance(value, list | tuple) else []


def onset_of(age: object) -> Json | None:
    """A TimeElement for an age of the national data set; None when it names no moment of life."""
    if not isinstance(age, Mapping):
        return None
    stage = STAGES.get(str(age.get("period")))
    if stage:
        return {"ontologyClass": {"id": stage[0], "label": stage[1]}}
    months = ages.rank(age) if age.get("period") == ages.AT_MONTHS else None
    return {"age": {"iso8601duration": iso_age(round(months))}} if months is not None else None


def iso_age(months: int) -> str:
    """Completed months as an ISO 8601 duration: 38 is P3Y2M."""
    years, rest = divmod(max(months, 0), 12)
    return f"P{years}Y{rest}M" if years and rest else f"P{years}Y" if years else f"P{rest}M"


def _vital_status(entry: EntryView, said: Said, labels: Labels) -> None:
    items = entry.payload
    carried = {"status"} if items.get("status") == DEAD else set()  # a packet says dead or alive, not how well
    if items.get("status"):
        said.vital["status"] = "DECEASED" if items["status"] == DEAD else "ALIVE"
    if items.get("died_of"):
        said.vital["causeOfDeath"] = term_of(items["died_of"], labels)
        carried.add("died_of")
    day = timestamp_of(items.get("died_on"))
    if day:
        said.vital["timeOfDeath"] = {"timestamp": day}
    elif items.get("died_on"):
        said.losses.append(Loss(path_of(entry, "died_on"), "partial_date"))
    said.losses.extend(items_lost(entry, carried | {"died_on"}))


def _birth_measurements(items: Mapping[str, object]) -> Iterator[Json]:
    """Weight, length, head circumference and term at birth, observed at birth."""
    for name, (code, label, unit) in AT_BIRTH.items():
        value = items.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield {
                "assay": {"id": code, "label": label},
                "value": {"quantity": {"unit": {"id": f"UCUM:{unit}", "label": unit}, "value": float(value)}},
                "timeObserved": {"age": {"iso8601duration": "P0D"}},
            }
