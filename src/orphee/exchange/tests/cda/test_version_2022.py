"""Documents of 2022.01: other places, other codes, elements that later versions dropped."""

from __future__ import annotations

import datetime as dt

import pytest

from orphee.exchange.cda.reading import read
from orphee.record.rules.submission import Submission

TA = "1.2.250.1.213.1.1.4.322"
LOINC = "2.16.840.1.113883.6.1"
NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def observation(code: str, value: str, *, inside: str = "", system: str = TA) -> str:
    """A coded statement."""
    return f'<observation><code code="{code}" codeSystem="{system}"/>{value}{inside}</observation>'


def beside(code: str, value: str) -> str:
    """A statement set beside the diagnosis, as 2022.01 did."""
    return f"<entryRelationship>{observation(code, value)}</entryRelationship>"


def cd(code: str, system: str = TA) -> str:
    """A coded value."""
    return f'<value xsi:type="CD" code="{code}" codeSystem="{system}"/>'


def bl(value: str) -> str:
    """A yes or no."""
    return f'<value xsi:type="BL" value="{value}"/>'


def pq(value: str, unit: str) -> str:
    """A quantity."""
    return f'<value xsi:type="PQ" value="{value}" unit="{unit}"/>'


def st(text: str) -> str:
    """A text."""
    return f'<value xsi:type="ST">{text}</value>'


def section(template: str, *entries: str, parts: str = "") -> str:
    """A section with its entries."""
    held = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<component><section><templateId root="{template}"/>{held}{parts}</section></component>'


def document(*sections: str, header: str = "") -> bytes:
    """A 2022.01 document."""
    return f"""<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <templateId root="1.2.250.1.213.1.1.1.30" extension="2022.01"/><id root="1.2.7.1"/>
    <code code="34133-9" codeSystem="{LOINC}"/><setId root="1.2.7"/><versionNumber value="1"/>
    <recordTarget><patientRole><id root="1.2.3.4" extension="A1"/><patient><name><family qualifier="BR">ESSAI</family>
    <given>ALIX</given></name><administrativeGenderCode code="F"/><birthTime value="1979"/></patient></patientRole>
    </recordTarget>{header}<component><structuredBody>{"".join(sections)}</structuredBody></component>
    </ClinicalDocument>""".encode()


def diagnosis(*statements: str) -> str:
    """A diagnosis section."""
    disease = cd("513", "1.2.250.1.213.2.49.1")
    core = (
        f"<entryRelationship>{observation('282291009', disease, system='2.16.840.1.113883.6.96')}</entryRelationship>"
    )
    return section("1.2.250.1.213.1.1.2.129", f'<act><id root="1.2.6"/>{core}{"".join(statements)}</act>')


def reading(*sections: str, header: str = "") -> Submission:
    """What a document says."""
    return read(document(*sections, header=header), received_at=NOW, sender="test")


def payload(*sections: str, instrument: str) -> dict[str, object]:
    """The payload of the one entry of an instrument, from a document read whole."""
    submission = reading(*sections)
    assert submission.remainders == ()
    (entry,) = [one for one in submission.entries if one.instrument == instrument]
    return dict(entry.payload)


@pytest.mark.parametrize(
    ("code", "value", "item", "expected"),
    [
        ("PAT-013", cd("767023003"), "first_signs", {"period": "767023003", "months": None}),
        ("PAT-015", cd("255407002"), "clinical_diagnosis", {"period": "255407002", "months": None}),
        ("MED-071", cd("MED-426"), "appraisal_on_entry", "2667000"),
        ("MED-068", cd("MED-081"), "techniques", ["73735000"]),
        ("MED-074", cd("98006", "1.2.250.1.213.2.49.2"), "clinical_description", ["ORPHA:98006"]),
        ("MED-086", cd("R26.0", "2.16.840.1.113883.6.3"), "clinical_description", ["ICD10:R26.0"]),
        ("MED-554", st("c.35delG"), "other_genetics", "c.35delG"),
        ("GEN-163", st("biopsie"), "comment", "biopsie"),
        ("ORG-017", cd("58147004", "2.16.840.1.113883.6.96"), "investigations", ["58147004"]),
        ("MED-064", bl("true"), "first_signs", {"period": "MED-1288", "months": None}),
        ("MED-552", cd("39983", "2.16.840.1.113883.6.281"), "genes", ["HGNC:39983"]),
    ],
)
def test_each_old_element_finds_its_item(code: str, value: str, item: str, expected: object) -> None:
    submission = reading(diagnosis(beside(code, value)))
    (entry,) = submission.entries
    assert entry.payload[item] == expected
    assert entry.key == "1.2.6"
    assert {one.reason for one in submission.remainders} <= {"other_code_system"}


def test_the_single_age_at_diagnosis_and_its_months() -> None:
    found = payload(
        diagnosis(beside("PAT-015", cd("767023003", "2.16.840.1.113883.6.96")), beside("PAT-016", pq("12", "mo"))),
        instrument="diagnosis",
    )
    assert found["clinical_diagnosis"] == {"period": "767023003", "months": 12}


def test_the_newer_code_wins_and_the_older_is_listed() -> None:
    snomed = "2.16.840.1.113883.6.96"
    submission = reading(
        diagnosis(beside("PAT-015", cd("255407002", snomed)), beside("PAT-062", cd("303112003", snomed)))
    )
    assert submission.entries[0].payload["clinical_diagnosis"] == {"period": "303112003", "months": None}
    assert [one.reason for one in submission.remainders] == ["repeated"]


def test_an_empty_text_says_nothing_and_leaves_nothing() -> None:
    found = payload(diagnosis(beside("GEN-163", '<value xsi:type="ST"/>')), instrument="diagnosis")
    assert "comment" not in found


def test_consanguinity_and_a_living_patients_status() -> None:
    problem = observation("64572001", cd("MED-553"))
    status = f"<entryRelationship>{observation('11323-3', cd('27624003'), system=LOINC)}</entryRelationship>"
    disease = observation("55607006", cd("513", "1.2.250.1.213.2.49.1"), inside=status)
    act = f"<act><entryRelationship>{disease}</entryRelationship><entryRelationship>{problem}</entryRelationship></act>"
    submission = reading(section("1.2.250.1.213.1.1.2.132", act))
    found = {one.instrument: one.payload for one in submission.entries}
    assert found["family"] == {"consanguinity": True}
    assert found["vital_status"] == {"status": "27624003"}
    assert len(submission.remainders) == 1


def test_research_stood_in_the_section_of_results() -> None:
    found = payload(
        section(
            "1.2.250.1.213.1.1.2.151",
            '<procedure><code nullFlavor="NA"/></procedure>',
            observation("PAT-023", bl("true")),
            observation("PAT-012", bl("false")),
        ),
        instrument="research",
    )
    assert found == {"in_protocol": True, "contact_agreement": False}


def test_an_orphan_treatment() -> None:
    codes = (
        '<code><translation code="EMEA/H/C/002221" codeSystem="1.2.250.1.213.2.50"/>'
        '<translation code="L01BC08" codeSystem="2.16.840.1.113883.6.73"/></code>'
    )
    statement = (
        '<substanceAdministration><id root="1.2.8"/><effectiveTime xsi:type="IVL_TS"><low value="20170511000000"/>'
        '<high value="201706"/></effectiveTime><consumable><manufacturedProduct><manufacturedMaterial>'
        f"{codes}</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"
    )
    found = payload(section("1.2.250.1.213.1.1.2.54", statement), instrument="orphan_treatment")
    assert found == {
        "product": "EMEA/H/C/002221",
        "atc": "L01BC08",
        "started_on": "2017-05-11",
        "ended_on": "2017-06",
    }


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [("37", {"gestational_age_weeks": 37}), ("2", None), ("20", {"gestational_age_weeks": 20}), ("19", None)],
)
def test_weeks_before_term_are_never_taken_for_a_gestational_age(weeks: str, expected: object) -> None:
    events = section("1.2.250.1.213.1.1.2.163", observation("MED-077", pq(weeks, "wk")))
    submission = reading(section("1.2.250.1.213.1.1.2.124", parts=events))
    assert [one.payload for one in submission.entries] == ([expected] if expected else [])
    assert [one.reason for one in submission.remainders] == ([] if expected else ["weeks_before_term"])


def test_where_an_activity_took_place_is_kept_and_listed() -> None:
    country = f"<entryRelationship>{observation('65649-6', cd('FR'), system=LOINC)}</entryRelationship>"
    encounter = f'<encounter><id root="1.2.5"/><effectiveTime value="20181213"/>{country}</encounter>'
    submission = reading(section("1.2.250.1.213.1.1.2.76", encounter))
    assert [one.reason for one in submission.remainders] == ["no_item"]


@pytest.mark.parametrize(
    ("codes", "opposed", "reasons"),
    [
        (("64292-6",), False, []),
        (("GEN-317",), False, []),
        (("GEN-315",), True, []),
        (("GEN-315", "GEN-317"), True, ["contradiction"]),
        ((), None, []),
    ],
)
def test_the_will_of_the_person(codes: tuple[str, ...], opposed: bool | None, reasons: list[str]) -> None:
    header = "".join(f'<authorization><consent><code code="{code}"/></consent></authorization>' for code in codes)
    submission = reading(header=header)
    assert (submission.consent.reuse_opposed if submission.consent else None) is opposed
    assert [one.reason for one in submission.remainders] == reasons
