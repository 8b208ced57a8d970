"""A small invented record and its document, the official samples when they are there, and views without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from orphee.exchange.cda.reading import read
from orphee.exchange.cda.writing import write
from orphee.foundation.places import samples_directory
from orphee.record.rules.submission import (
    Address,
    Channel,
    ConsentAsGiven,
    DocumentAsGiven,
    EntryAsGiven,
    LocalId,
    PersonAsGiven,
    RelationAsGiven,
    Submission,
    Telecom,
)
from orphee.record.rules.view import DocumentView, EntryView, RecordView

NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)
HEADER = {
    "custodian": {"finess": "990000001", "name": "CHU de Test"},
    "authors": [{"rpps": "10000000001", "name": "Camille MARTIN", "profession": "G15_10"}],
    "primary_care_physician": {"rpps": "10000000002", "name": "Dominique PETIT"},
}
AGE = {"period": "767023003", "months": 14}
PERSON = PersonAsGiven(
    local_ids=(LocalId("1.2.3.4", "A1"),),
    ins="255081416802538",
    ins_system="1.2.250.1.213.1.4.8",
    birth_name="ESSAI",
    birth_given_names="Alix Claude",
    first_given_name="Alix",
    used_name="PREUVE",
    sex="F",
    birth_date="1990-05-17",
    multiple_birth=False,
    birth_place_code="2A004",
    birth_place_city="AJACCIO",
    birth_country="FR",
    address=Address("1 rue de l'Essai", "35000", "35238", "RENNES", "FR"),
    telecoms=(Telecom("tel:0200000000", "H"),),
    relations=(
        RelationAsGiven("guardian", "MTH", family_name="ESSAI", given_names="Andrée"),
        RelationAsGiven("foetus", "CHILD", (LocalId("1.2.3.5", "F1"),), "ESSAI", "Noa", "UN", "2024-03-02"),
    ),
)
ENTRIES: tuple[tuple[str, str, dict[str, object]], ...] = (
    (
        "case_file",
        "C1F0A000-0000-4000-8000-000000000001",
        {"identifier": "C1F0A000-0000-4000-8000-000000000001", "created_on": "2021", "updated_on": "2024-02"},
    ),
    (
        "family",
        "",
        {
            "consanguinity": False,
            "index_cases": [
                {"identifier": "1.2.3.4^B2", "relationship": "PCOUSN", "sex": "M", "diseases": ["ORPHA:513"]}
            ],
        },
    ),
    ("vital_status", "", {"status": "419620001", "died_of": "ORPHA:98896", "died_on": "2025-01"}),
    ("functioning", "functioning~b117.3~2024-07-22", {"icf_code": "b117.3", "assessed_on": "2024-07-22"}),
    (
        "follow_up",
        "F0110000-0000-4000-8000-000000000002",
        {
            "identifier": "F0110000-0000-4000-8000-000000000002",
            "encounter_type": "IMP",
            "included_on": "2018-12-13",
            "physician": {"rpps": "10000000001", "name": "Camille MARTIN"},
            "referred_by": ["ORG-020", "G15_10/C72"],
            "site": "S001",
            "outside_label": True,
        },
    ),
    (
        "activity",
        "1.2.3.6^ACT-7",
        {
            "identifier": "1.2.3.6^ACT-7",
            "context": "29",
            "performed_on": "2024-01-12T09:30:00+01:00",
            "performer": {"rpps": "10000000001", "name": "Camille MARTIN"},
            "performer_profession": "93",
            "site": "S001",
            "place": {"finess": "990000001"},
            "objectives": ["413467001", "79841006"],
            "foetus": {"local_id": "1.2.3.5^F1", "sex": "UN", "multiple_birth": False, "birth_order": 1},
        },
    ),
    (
        "diagnosis",
        "D1A60000-0000-4000-8000-000000000003",
        {
            "identifier": "D1A60000-0000-4000-8000-000000000003",
            "diagnosed_on": "2020-05",
            "disease": "ORPHA:98896",
            "site": "S002",
            "status": "255545003",
            "clinical_description": ["HP:0001250", "ICD10:G71.0", "ORPHA:98006"],
            "sporadic_or_familial": "255401001",
            "first_signs": AGE,
            "appraisal_on_entry": "88323005",
            "clinical_diagnosis": {"period": "303112003", "months": None},
            "genetic_diagnosis": {"period": "767023003", "months": 20.5},
            "techniques": ["MED-082", "GEN-092.04.17"],
            "other_technique": "séquençage long",
            "genes": ["HGNC:2928", "HGNC:39983"],
            "other_genetics": "NM_004006.3:c.1A>G & p.(Met1?) <à confirmer>",
            "comment": "Première ligne\nSeconde ligne « citée »",
            "investigations": ["363679005"],
        },
    ),
    (
        "birth",
        "",
        {
            "assisted_procreation": False,
            "antenatal_malformation": "50607009",
            "gestational_age_weeks": 37,
            "weight_g": 2850,
            "length_cm": 45.5,
            "head_circumference_cm": 33,
        },
    ),
    (
        "pregnancy",
        "50A0B000-0000-4000-8000-000000000004",
        {
            "identifier": "50A0B000-0000-4000-8000-000000000004",
            "started_on": "2023-06-10",
            "ended_on": "2024-03-02",
            "foetus_count": 1,
            "assisted_procreation": True,
            "foetuses": [
                {
                    "local_id": "1.2.3.5^F1",
                    "sex": "UN",
                    "multiple_birth": False,
                    "birth_order": 1,
                    "born_on": "2024-03-02",
                    "outcome": "3950001",
                    "gestational_age_weeks": 38,
                    "foetopathology": False,
                }
            ],
        },
    ),
    ("research", "", {"contact_agreement": True, "sample_for_research": False, "biobanks": "CRB de Test"}),
)


def submission_of(entries: object = ENTRIES, **changes: object) -> Submission:
    """A submission of invented entries."""
    assert isinstance(entries, tuple)
    values: dict[str, object] = {
        "channel": Channel.CDA,
        "sender": "test",
        "person": PERSON,
        "entries": tuple(EntryAsGiven("sdm-mr", "2025.01", name, body, key) for name, key, body in entries),
        "received_at": NOW,
        "consent": ConsentAsGiven(reuse_opposed=False, ern_registries=("GEN-320",)),
        "document": DocumentAsGiven("1.2.9", "1.2.8", 1, "2025.01", "", b"", "", HEADER),
    }
    return Submission(**{**values, **changes})


def view_of(submission: Submission, **changes: object) -> RecordView:
    """The view of a record that holds exactly what the submission says."""
    document = submission.document
    values: dict[str, object] = {
        "key": "11111111-1111-4111-8111-111111111111",
        "number": "R1",
        "person": submission.person,
        "sex": submission.person.sex,
        "birth_month": submission.person.birth_date[:7],
        "department": "35",
        "consent": submission.consent or ConsentAsGiven(),
        "synthetic": False,
        "created_at": NOW,
        "updated_at": NOW,
        "follow_ups": (),
        "entries": tuple(_entry_view(number, entry) for number, entry in enumerate(submission.entries)),
        "documents": (_document_view(document),) if document else (),
    }
    return RecordView(**{**values, **changes})


def _entry_view(number: int, entry: EntryAsGiven) -> EntryView:
    return EntryView(
        key=f"00000000-0000-4000-8000-{number:012d}",
        dataset=entry.dataset,
        version=entry.version,
        instrument=entry.instrument,
        source_key=entry.key,
        payload=entry.payload,
        state="complete",
        revision=1,
        site="S001",
        author="",
        channel="cda",
        said_at=NOW,
    )


def _document_view(document: DocumentAsGiven) -> DocumentView:
    return DocumentView(
        key="d",
        identifier=document.identifier,
        set_id=document.set_id,
        version=document.version,
        template=document.template,
        received_at=NOW,
        is_current=True,
        header=document.header,
    )


@pytest.fixture(scope="session")
def document() -> bytes:
    """An invented document with every section of 2025.01."""
    return write(view_of(submission_of()), now=NOW).content


@pytest.fixture
def reader() -> Callable[[bytes], Submission]:
    """Reads a document at a fixed instant."""
    return lambda content: read(content, received_at=NOW, sender="test")


@pytest.fixture
def viewer() -> Callable[..., RecordView]:
    """Makes a view of a submission."""
    return view_of


@pytest.fixture
def submitter() -> Callable[..., Submission]:
    """Makes a submission of invented entries."""
    return submission_of


def sample_paths() -> list[Path]:
    """The official sample documents, none when they are not beside the clone."""
    folder = samples_directory()
    return sorted((folder / "cda").glob("*.xml")) if folder else []


@pytest.fixture
def samples() -> list[bytes]:
    """The official samples; the test is left out, loudly, without them."""
    paths = sample_paths()
    if not paths:
        pytest.skip("the sample documents are missing: set ORPHEE_SAMPLES_DIR")
    return [path.read_bytes() for path in paths]
