"""Every element lands in the record, and nothing that is not understood is dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from lxml import etree

from orphee.datasets.catalogue import dataset
from orphee.exchange.cda.reading import read_with_places
from orphee.exchange.cda.writing import write
from orphee.exchange.tests.cda.conftest import ENTRIES
from orphee.record.rules.submission import EntryAsGiven, LocalId, Remainder, Submission

Reader = Callable[[bytes], Submission]
NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def entry(submission: Submission, instrument: str, position: int = 0) -> EntryAsGiven:
    """An entry of a submission."""
    return [one for one in submission.entries if one.instrument == instrument][position]


def place_of(left: Remainder) -> tuple[str, str]:
    """The reason of a remainder, and the last steps of where it stands."""
    return left.reason, "/".join(left.path.split("/")[-4:])


@pytest.mark.samples
def test_the_newborn_of_the_sample(samples: list[bytes], reader: Reader) -> None:
    submission = reader(samples[0])
    person = submission.person
    assert (person.first_given_name, person.sex, person.birth_date) == ("Léa", "F", "2024-02-28")
    assert LocalId("1.2.3.4.567.8.9.11", "8ec5518caaab70961082") in person.local_ids
    assert person.foetus_local_id is None  # nothing in the document says whose the second number is
    assert [one.role for one in person.relations] == ["guardian", "informant"]
    assert submission.site_codes == ("S001",)
    assert submission.consent is not None
    assert submission.consent.reuse_opposed is True
    assert entry(submission, "diagnosis").payload["disease"] == "ORPHA:513"
    assert entry(submission, "activity").payload["objectives"] == ["413467001"]
    assert entry(submission, "birth").payload["weight_g"] == 2850
    assert [place_of(one) for one in submission.remainders] == [
        ("dangling_reference", "encounter/code/originalText/reference"),
        ("no_item", "ClinicalDocument/participant/associatedEntity/scopingOrganization"),
        ("no_item", "location/healthCareFacility/location/addr"),
        ("precision", "entry[2]/observation/value/@value"),
        ("no_item", "act/entryRelationship/observation/effectiveTime"),
        ("no_item", "encounter/informant/assignedEntity/addr"),
        ("no_item", "encounter/informant/assignedEntity/telecom"),
        ("no_item", "encounter/informant/assignedEntity/assignedPerson"),
        ("no_item", "encounter/informant/assignedEntity/representedOrganization"),
        ("no_item", "observation/entryRelationship[2]/observation/effectiveTime"),
        ("no_item", "observation/entryRelationship[6]/observation/effectiveTime"),
        ("no_item", "section/entry/observation/effectiveTime"),
    ]


@pytest.mark.samples
def test_the_pregnant_woman_of_the_sample(samples: list[bytes], reader: Reader) -> None:
    submission = reader(samples[1])
    foetuses = [one for one in submission.person.relations if one.role == "foetus"]
    assert [one.given_names for one in foetuses] == ["Léa", "Pierre"]
    assert len([one for one in submission.entries if one.instrument == "activity"]) == 2
    assert entry(submission, "activity", 1).payload["foetus"]
    pregnancy = entry(submission, "pregnancy").payload
    assert pregnancy["foetus_count"] == 2
    assert pregnancy["assisted_procreation"] is False
    assert [place_of(one) for one in submission.remainders] == [
        ("no_item", "entry[2]/encounter/code/originalText"),
        ("no_item", "ClinicalDocument/participant/associatedEntity/scopingOrganization"),
        ("no_item", "location/healthCareFacility/location/addr"),
        ("no_item", "encounter/informant/assignedEntity/addr"),
        ("no_item", "encounter/informant/assignedEntity/telecom"),
        ("no_item", "encounter/informant/assignedEntity/assignedPerson"),
        ("no_item", "encounter/informant/assignedEntity/representedOrganization"),
        ("no_item", "observation/entryRelationship[2]/observation/effectiveTime"),
        ("no_item", "section/entry[1]/observation/effectiveTime"),
        ("no_item", "section/entry[2]/observation/effectiveTime"),
    ]


@pytest.mark.samples
def test_no_name_stands_in_an_entry(samples: list[bytes], reader: Reader) -> None:
    for content in samples:
        submission = reader(content)
        said = str([one.payload for one in submission.entries])
        for name in ("DECOURCY", "NESSI", "Léa", "Ruth", "224027511583555"):
            assert name not in said


def test_every_item_read_is_an_item_of_the_definition(document: bytes, reader: Reader) -> None:
    instruments = dataset("sdm-mr", "2025.01").by_key
    for one in reader(document).entries:
        assert set(one.payload) <= set(instruments[one.instrument].by_key), one.instrument


def test_an_invented_document_is_read_whole(document: bytes, reader: Reader) -> None:
    assert reader(document).remainders == ()


UNKNOWN_SECTION = "<component><section><templateId root='1.9.9'/><title>X</title><entry/></section></component>"
UNKNOWN_OBSERVATION = (
    "<entryRelationship typeCode='REFR'><observation classCode='OBS' moodCode='EVN'>"
    "<code code='MED-9999' codeSystem='1.2.250.1.213.1.1.4.322'/>"
    "<value xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='BL' value='true'/>"
    "</observation></entryRelationship>"
)


def inject(document: bytes, parent: str, child: str) -> bytes:
    """The document with a child appended to the first element of that name."""
    root = etree.fromstring(document)
    place = root.find(f".//{{*}}{parent}")
    assert place is not None
    place.append(etree.fromstring(child.replace(">", " xmlns='urn:hl7-org:v3'>", 1)))
    return etree.tostring(root)


@pytest.mark.parametrize(
    ("parent", "child", "reason"),
    [
        ("structuredBody", UNKNOWN_SECTION, "unknown_section"),
        ("encounter", UNKNOWN_OBSERVATION, "not_understood"),
        ("encounter", "<participant typeCode='CSM'><participantRole/></participant>", "not_understood"),
        ("act", UNKNOWN_OBSERVATION, "not_understood"),
        (
            "ClinicalDocument",
            "<authorization><consent><code code='GEN-999'/></consent></authorization>",
            "not_understood",
        ),
    ],
)
def test_what_is_unknown_is_listed_once(parent: str, child: str, reason: str, document: bytes, reader: Reader) -> None:
    if parent == "ClinicalDocument":
        content = document.replace(b"<authorization", child.encode() + b"<authorization", 1)
    else:
        content = inject(document, parent, child)
    (left,) = reader(content).remainders
    assert left.reason == reason
    assert left.path.startswith("/ClinicalDocument/")
    assert [one.payload for one in reader(content).entries] == [one.payload for one in reader(document).entries]


def test_the_document_speaks_for_the_sites_of_its_follow_ups_only(document: bytes) -> None:
    reading = read_with_places(document, received_at=NOW, sender="test")
    assert [one.code for one in reading.follow_up_sites] == ["S001"]
    assert [one.code for one in reading.other_sites] == ["S002"]  # where the diagnosis was made
    assert reading.submission.site_codes == ("S001",)


def test_without_a_follow_up_the_keeper_of_the_document_speaks(viewer: object, submitter: object) -> None:
    assert callable(viewer)
    assert callable(submitter)
    diagnosis = tuple(one for one in ENTRIES if one[0] in ("case_file", "diagnosis"))
    reading = read_with_places(write(viewer(submitter(diagnosis)), now=NOW).content, received_at=NOW, sender="test")
    assert [(one.code, one.finess) for one in reading.follow_up_sites] == [("FINESS-990000001", "990000001")]
    assert [one.code for one in reading.other_sites] == ["S002"]


def test_what_is_unknown_is_listed_wherever_it_stands(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (body,) = root.iter("{urn:hl7-org:v3}structuredBody")
    wrappers = {"section": "entry", "organizer": "component"}
    for tag in ("section", "organizer", "encounter", "act", "observation", "procedure"):
        for place in list(body.iter(f"{{urn:hl7-org:v3}}{tag}")):
            wrapper = etree.SubElement(place, f"{{urn:hl7-org:v3}}{wrappers.get(tag, 'entryRelationship')}")
            statement = etree.SubElement(wrapper, "{urn:hl7-org:v3}observation")
            etree.SubElement(statement, "{urn:hl7-org:v3}code").set("code", "ZZZ-1")
            etree.SubElement(statement, "{urn:hl7-org:v3}value").set("value", "true")
            left = reader(etree.tostring(root)).remainders
            assert len(left) == 1, etree.tostring(place)[:400]
            place.remove(wrapper)


@pytest.mark.parametrize(
    ("old", "new", "item", "value"),
    [
        ('code="413467001"', 'code="ORG-047"', "activity.objectives", ["413467001", "79841006"]),
        ('code="79841006"', 'code="79841006\u00a0"', "activity.objectives", ["413467001", "79841006"]),
        ('code="255545003"', 'code="XYZ-1"', "diagnosis.status", "XYZ-1"),
        ('code="98896"', 'code="ORPHA:98896"', "diagnosis.disease", "ORPHA:98896"),
        ('value="2850" unit="g"', 'value="2,850" unit="kg"', "birth.weight_g", 2850),
        (
            'value="14" unit="mo"',
            'value="14" unit="mois"',
            "diagnosis.first_signs",
            {"period": "767023003", "months": 14},
        ),
        ('value="14" unit="mo"', 'value="2" unit="a"', "diagnosis.first_signs", {"period": "767023003", "months": 24}),
        ("GEN-368", "GEN-162", "follow_up.outside_label", True),
        ("MED-1284", "MED-074", "diagnosis.clinical_description", ["HP:0001250", "ICD10:G71.0", "ORPHA:98006"]),
        ("MED-1286", "MED-068", "diagnosis.techniques", ["MED-082", "GEN-092.04.17"]),
        ("MED-1287", "MED-554", "diagnosis.other_genetics", "NM_004006.3:c.1A>G & p.(Met1?) <à confirmer>"),
        ("842009", "MED-553", "family.consanguinity", False),
        ('code="09.02"', 'code="MED-075"', "birth.assisted_procreation", False),
    ],
)
def test_both_generations_and_usual_slips_are_read(
    old: str, new: str, item: str, value: object, document: bytes, reader: Reader
) -> None:
    assert old.encode() in document
    submission = reader(document.replace(old.encode(), new.encode()))
    instrument, name = item.split(".")
    assert entry(submission, instrument).payload[name] == value


def test_a_code_of_another_system_is_read_and_pointed_at(document: bytes, reader: Reader) -> None:
    wrong = document.replace(
        b'code="255545003" displayName="diagnostic d\xc3\xa9finitif" codeSystem="2.16.840.1.113883.6.96"',
        b'code="255545003" codeSystem="1.2.3"',
    )
    submission = reader(wrong)
    assert entry(submission, "diagnosis").payload["status"] == "255545003"
    assert [one.reason for one in submission.remainders] == ["other_code_system"]


def test_an_unknown_unit_is_kept_not_guessed(document: bytes, reader: Reader) -> None:
    submission = reader(document.replace(b'unit="g"', b'unit="lb"'))
    assert "weight_g" not in entry(submission, "birth").payload
    assert [one.reason for one in submission.remainders] == ["unknown_unit"]


def test_a_negated_gene_is_not_a_gene(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (first, *_) = root.xpath("//*[local-name()='observation'][*[@code='MED-552']]")
    first.set("negationInd", "true")
    submission = reader(etree.tostring(root))
    assert entry(submission, "diagnosis").payload["genes"] == ["HGNC:39983"]
    assert [one.reason for one in submission.remainders] == ["negated"]


def test_a_diagnosis_of_a_foetus_is_not_the_mothers(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (diagnosis,) = root.xpath("//*[local-name()='observation'][*[@code='282291009']]")
    diagnosis.append(etree.SubElement(diagnosis, "{urn:hl7-org:v3}subject"))
    submission = reader(etree.tostring(root))
    assert not [one for one in submission.entries if one.instrument == "diagnosis"]
    assert [one.reason for one in submission.remainders] == ["foetus_subject"]


def test_the_same_entry_twice_is_one_and_the_same_identifier_twice_is_two(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (act,) = root.xpath("//*[local-name()='entry'][*[local-name()='act']//*[@code='282291009']]")
    twin = etree.fromstring(etree.tostring(act))
    act.addnext(twin)
    twice = reader(etree.tostring(root))
    assert len(twice.entries) == len(reader(document).entries)
    assert [one.reason for one in twice.remainders] == ["repeated"]
    for value in twin.xpath(".//*[@code='98896']"):
        value.set("code", "513")
    other = [one for one in reader(etree.tostring(root)).entries if one.instrument == "diagnosis"]
    assert len({one.key for one in other}) == 2
    assert other[1].key.endswith("~ORPHA:513~S002~2020-05")


def test_xpaths_lead_to_what_was_read(document: bytes) -> None:
    reading = read_with_places(document, received_at=NOW, sender="test")
    root = etree.fromstring(document)
    for item, code in (("genes[1]", "HGNC:39983"), ("status", "255545003"), ("genes.0", "HGNC:2928")):
        path = reading.xpath("diagnosis", "D1A60000-0000-4000-8000-000000000003", item)
        (node,) = root.xpath(path.replace("/", "/h:"), namespaces={"h": "urn:hl7-org:v3"})
        assert node.get("code") == code
    assert reading.xpath("diagnosis", "D1A60000-0000-4000-8000-000000000003", "nothing.here").endswith("/act")


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("version-reused", "/ClinicalDocument/versionNumber"),
        ("older-version", "/ClinicalDocument/versionNumber"),
        ("document-of-another-person", "/ClinicalDocument/setId"),
        ("identifier-of-another-person", "/ClinicalDocument/recordTarget/patientRole/id[2]"),
        ("identifiers-disagree", "/ClinicalDocument/recordTarget/patientRole/id[2]"),
        ("ins-key", "/ClinicalDocument/recordTarget/patientRole/id[1]"),
        ("no-site", "/ClinicalDocument/component/structuredBody/component[5]/section"),
        ("said-otherwise", ""),
    ],
)
def test_what_intake_refuses_has_a_place(code: str, path: str, document: bytes) -> None:
    assert read_with_places(document, received_at=NOW, sender="test").place_of(code) == path


def test_what_the_document_lacks_is_looked_for_where_it_would_stand(document: bytes) -> None:
    root = etree.fromstring(document)
    for tag in ("setId", "versionNumber"):
        root.remove(root.find(f"{{*}}{tag}"))
    reading = read_with_places(etree.tostring(root), received_at=NOW, sender="test")
    assert reading.place_of("version-reused") == "/ClinicalDocument/id"


def test_the_document_is_identified(document: bytes, reader: Reader) -> None:
    submission = reader(document)
    assert submission.document is not None
    assert submission.document.version > 0
    assert submission.document.template == "1.2.250.1.213.1.1.1.30:2025.01"
    assert submission.author == "10000000001"
    assert submission.document.header["custodian"] == {"finess": "990000001", "name": "CHU de Test"}
