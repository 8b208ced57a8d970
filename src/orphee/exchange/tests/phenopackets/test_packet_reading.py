"""A packet as a submission: which item each part fills, what is kept, and what is refused with which words."""

from __future__ import annotations

import json

import pytest

from orphee.exchange.phenopackets import findings, limits
from orphee.exchange.phenopackets.checking import check
from orphee.exchange.phenopackets.gathering import scattered
from orphee.record.rules.receipt import Refused
from orphee.record.rules.submission import LocalId


def entry_of(submission, instrument, key=""):
    return next(one.payload for one in submission.entries if one.instrument == instrument and one.key == key)


def refusal_of(submit, raw):
    with pytest.raises(Refused) as refused:
        submit(raw)
    return refused.value.findings[0]


def test_the_person_is_nameless_and_known_by_packet_subject_and_sender(submit, packet):
    person = submit(packet("complete")).person
    assert person.nameless
    assert person.local_ids[0] == LocalId("urn:ga4gh:phenopackets:laboratory", '["invented-complete", "subject-1"]')
    assert person.birth_date == "1990-02-03"


def test_no_two_pairs_of_identifiers_make_one_person(submit, packet):
    pairs = [("P/S2", "X"), ("P", "S2/X"), ("P", ""), ("", "P"), ('P", "S', "X"), ("P", 'S", "X')]
    known = {
        submit({**packet("minimal"), "id": one, "subject": {"id": other}}).person.local_ids for one, other in pairs
    }
    assert len(known) == len(pairs)


def test_other_identifiers_are_the_person_s_and_in_no_entry(submit, packet):
    body = packet("minimal")
    body["subject"] = {"id": "s", "alternateIds": ["IPP:20250001", "IPP:20250001", "n" * 130]}
    submission = submit(body)
    first, other = submission.person.local_ids
    assert first.root == other.root
    assert "IPP:20250001" in other.value
    assert "IPP:2025" not in json.dumps([one.payload for one in submission.entries])
    assert ("$.subject.alternateIds[2]", "alternate_id_too_long") in {
        (one.path, one.reason) for one in submission.remainders
    }
    another = submit({**body, "id": "another packet"}).person
    assert not set(another.local_ids) & {first, other}


@pytest.mark.parametrize(
    ("given", "stored"), [("MALE", "M"), ("FEMALE", "F"), ("OTHER_SEX", "UN"), ("UNKNOWN_SEX", "UN")]
)
def test_sex(submit, packet, given, stored):
    body = packet("minimal")
    body["subject"]["sex"] = given
    assert submit(body).person.sex == stored


def test_a_birth_date_is_in_no_entry(submit, packet):
    submission = submit(packet("complete"))
    assert "1990-02-03" not in json.dumps([one.payload for one in submission.entries])


ONSETS = [
    ({"age": {"iso8601duration": "P3Y2M"}}, {"age": "P3Y2M"}),
    (
        {"ageRange": {"start": {"iso8601duration": "P1Y"}, "end": {"iso8601duration": "P2Y"}}},
        {"age_start": "P1Y", "age_end": "P2Y"},
    ),
    ({"ontologyClass": {"id": "HP:0003593", "label": "Infantile onset"}}, {"term": "HP:0003593"}),
    ({"timestamp": "2001-02-03T00:00:00Z"}, {"on": "2001-02-03"}),
    ({"timestamp": "2001-02-03T04:05:06Z"}, {"on": "2001-02-03T04:05:06Z"}),
    ({"gestationalAge": {"weeks": 20, "days": 3}}, {"gestation_weeks": 20, "gestation_days": 3}),
    (
        {"interval": {"start": "2001-01-01T00:00:00Z", "end": "2001-02-01T00:00:00Z"}},
        {"on": "2001-01-01", "until": "2001-02-01"},
    ),
    ({"age": {"iso8601duration": "three years"}}, None),
]


@pytest.mark.parametrize(("given", "stored"), ONSETS)
def test_onset(submit, packet, given, stored):
    body = packet("minimal")
    body["phenotypicFeatures"] = [{"type": {"id": "HP:0001250"}, "onset": given}]
    assert entry_of(submit(body), "feature", "HP:0001250").get("onset") == stored


def test_features_keep_severity_modifiers_evidence_and_exclusion(submit, packet):
    submission = submit(packet("complete"))
    feature = entry_of(submission, "feature", "HP:0001250")
    assert feature["severity"] == "HP:0012828"
    assert feature["modifiers"] == ["HP:0025206", "HP:0025207"]
    assert feature["evidence"] == [{"code": "ECO:0000033", "reference": "PMID:1", "description": "An article"}]
    assert feature["description"] == "said in words"
    assert entry_of(submission, "feature", "HP:0001250#3")["excluded"] is True


def test_a_disease_is_kept_as_given_and_joined_to_orpha(submit, packet):
    submission = submit(packet("complete"))
    disease = entry_of(submission, "disease", "OMIM:154700")
    assert (disease["term"], disease["orpha"]) == ("OMIM:154700", "ORPHA:558")
    assert entry_of(submission, "disease", "MONDO:0007739")["orpha"] is None


def test_a_measurement_is_kept_whole_with_its_number(submit, packet):
    measurement = entry_of(submit(packet("complete")), "measurement", "LOINC:1668-3")
    assert (measurement["value"], measurement["unit"], measurement["age"]) == (800.5, "ng/dL", "P3D")
    assert measurement["given"] == packet("complete")["measurements"][0]


def test_a_variant_has_its_items(submit, packet):
    variants = entry_of(submit(packet("complete")), "interpretation", "interpretation-1")["variants"]
    told = {name: variants[0][name] for name in ("gene", "symbol", "hgvs", "zygosity", "acmg", "status", "subject")}
    assert told == {
        "gene": "HGNC:3603",
        "symbol": "FBN1",
        "hgvs": ["NM_000138.5:c.1A>T"],
        "zygosity": "GENO:0000135",
        "acmg": "PATHOGENIC",
        "status": "CAUSATIVE",
        "subject": "sample-1",
    }
    assert (variants[1]["gene"], variants[1]["symbol"]) == ("HGNC:3604", "FBN2")


def test_an_unknown_key_is_no_error_but_is_listed_and_kept(submit, packet):
    submission = submit(packet("minimal"))
    assert [(one.path, one.reason) for one in submission.remainders] == [("$._cohort", "unknown_key")]
    assert entry_of(submission, "encounter")["kept"]["extra"] == ["$._cohort"]


def test_an_unknown_key_of_the_subject_may_identify_and_stays_in_the_sealed_original(submit, packet):
    body = packet("minimal")
    body["subject"]["surname"] = "Invented"
    submission = submit(body)
    assert ("$.subject.surname", "") in {(one.path, one.excerpt) for one in submission.remainders}
    assert "$.subject.surname" in entry_of(submission, "encounter")["kept"]["extra"]
    assert "Invented" not in json.dumps([one.payload for one in submission.entries], ensure_ascii=False)


def test_names_of_the_protobuf_files_are_read_as_those_of_json(submit, packet):
    submission = submit(packet("odd"))
    assert entry_of(submission, "feature", "HP:0001250")["excluded"] is False
    assert entry_of(submission, "encounter")["last_age"] == "P4Y"
    assert (submission.person.sex, submission.person.birth_date) == ("M", "2001-02-03")


def test_a_later_update_makes_a_later_version(submit, packet):
    body = packet("minimal")
    first = submit(body).document
    body["metaData"]["updates"] = [{"timestamp": "2025-05-01T00:00:00Z"}]
    later = submit(body).document
    body["metaData"]["updates"] = [{"timestamp": "2999-05-01T00:00:00Z"}]
    assert first.set_id == later.set_id
    assert first.version < later.version
    assert submit(body).document.version == first.version  # a date in the future supersedes nothing


def test_long_identifiers_are_shortened_and_stay_apart(submit, packet):
    body = packet("minimal")
    submissions = [submit({**body, "id": "x" * 500 + end}) for end in "ab"]
    identifiers = [one.person.local_ids[0].value for one in submissions]
    assert all(len(one) <= limits.MAX_IDENTIFIER for one in identifiers)
    assert identifiers[0] != identifiers[1]


def test_a_family_is_cut_into_its_members(submit, packet):
    raw = json.dumps(packet("family")).encode()
    proband, mother = (submit(one) for one in scattered(raw))
    assert proband.document.identifier == "invented-minimal"
    assert entry_of(proband, "family") == {"consanguinity": True}
    kept = entry_of(mother, "encounter")["kept"]
    assert kept["family"]["role"] == "relative"
    assert kept["family"]["pedigree"] == packet("family")["pedigree"]
    assert kept["metaData"] == packet("family")["metaData"]  # the member had none of its own


GOOD = {"id": "p", "subject": {"id": "s"}, "metaData": {"created": "2025-01-01T00:00:00Z"}}


def with_onset(onset):
    return {**GOOD, "phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "onset": onset}]}


REFUSED = [
    (b"", "not_json", "$"),
    (b"{", "not_json", "$"),
    (b"<?xml version='1.0'?>", "not_json", "$"),
    (b"\xff\xfe{}", "invalid_utf8", "$"),
    (b'{"id": "caf\xe9"}', "invalid_utf8", "$"),
    (b"[" * 100_000, "nested_too_deep", "$"),
    (b'{"id":' * 100_000, "nested_too_deep", "$"),
    (b'{"id": "a", "id": "b"}', "duplicate_key", "$"),
    (b'{"id": "a", "x": NaN}', "number_out_of_range", "$"),
    (b'{"id": "a", "x": -Infinity}', "number_out_of_range", "$"),
    (b'{"id": "a", "x": 1e999}', "number_out_of_range", "$"),
    (b'{"id": "a", "x": ' + b"9" * 5000 + b"}", "number_out_of_range", "$"),
    (b'{"id": "a\\u0000b"}', "text_not_storable", "$"),
    (b'{"id": "a", "\\ud800": 1}', "text_not_storable", "$"),
    (b"1", "not_a_phenopacket", "$"),
    (b"{}", "not_a_phenopacket", "$"),
    (b'{"resourceType": "Bundle", "id": "a"}', "not_a_phenopacket", "$"),
    (b"[]", "several_packets", "$"),
    (b'{"id": "f", "proband": {}}', "several_packets", "$"),
    (b'{"id": "p", "metaData": {"phenopacketSchemaVersion": "1.0.0"}}', "phenopacket_v1", "$"),
    (b'{"subject": {"sex": "MALE"}}', "packet_without_id", "$"),
    ({**GOOD, "subject": []}, "wrong_type", "$.subject"),
    ({**GOOD, "subject": {"id": 1}}, "wrong_type", "$.subject.id"),
    ({**GOOD, "subject": {"sex": "BOTH"}}, "wrong_type", "$.subject.sex"),
    ({**GOOD, "subject": {"dateOfBirth": "yesterday"}}, "not_valid", "$.subject.dateOfBirth"),
    ({**GOOD, "subject": {"dateOfBirth": "2023-02-30T00:00:00Z"}}, "not_valid", "$.subject.dateOfBirth"),
    ({**GOOD, "subject": {"dateOfBirth": 12}}, "wrong_type", "$.subject.dateOfBirth"),
    ({**GOOD, "diseases": {}}, "wrong_type", "$.diseases"),
    ({**GOOD, "diseases": [None]}, "wrong_type", "$.diseases[0]"),
    ({**GOOD, "diseases": [{"excluded": "no"}]}, "wrong_type", "$.diseases[0].excluded"),
    ({**GOOD, "files": [{"fileAttributes": []}]}, "wrong_type", "$.files[0].fileAttributes"),
    (
        with_onset({"age": {"iso8601duration": "P1Y"}, "timestamp": "2001-01-01T00:00:00Z"}),
        "two_of_one",
        "$.phenotypicFeatures[0].onset",
    ),
    (
        with_onset({"gestationalAge": {"weeks": 2**40}}),
        "wrong_type",
        "$.phenotypicFeatures[0].onset.gestationalAge.weeks",
    ),
    ({**GOOD, "diseases": [{}] * 50_000}, "too_many_elements", "$.diseases"),
    ({**GOOD, "phenotypicFeatures": [{"type": {"id": "HP:1"}}] * 50_000}, "too_many_elements", "$.phenotypicFeatures"),
]


@pytest.mark.parametrize(("given", "code", "path"), REFUSED, ids=[f"{one[1]}-{n}" for n, one in enumerate(REFUSED)])
def test_bad_input(submit, given, code, path):
    problem = refusal_of(submit, given)
    assert (problem.code, problem.path, problem.severity) == (code, path, "refusal")
    assert problem.text["fr"] != problem.text["en"]
    assert "{" not in problem.text["fr"] + problem.text["en"]


def test_version_1_is_told_apart(submit, packet):
    problem = refusal_of(submit, packet("v1"))
    assert problem.code == "phenopacket_v1"
    assert "v2" in problem.text["en"]


def test_variations_nested_without_end_are_refused_not_crashed(submit):
    variation = {"text": {"definition": "end"}}
    for _ in range(90):
        variation = {"variationSet": {"members": [variation]}}
    call = {"variantInterpretation": {"variationDescriptor": {"variation": variation}}}
    body = {**GOOD, "interpretations": [{"diagnosis": {"genomicInterpretations": [call]}}]}
    assert refusal_of(submit, body).code == "nested_too_deep"


@pytest.mark.parametrize("size", [limits.MAX_PACKET_BYTES, limits.MAX_PACKET_BYTES + 1])
def test_a_packet_has_a_greatest_size(submit, size):
    raw = json.dumps(GOOD).encode()
    padded = raw + b" " * (size - len(raw))
    if size <= limits.MAX_PACKET_BYTES:
        assert submit(padded)
    else:
        assert refusal_of(submit, padded).code == "packet_too_large"


def test_a_refusal_never_quotes_the_packet(submit):
    secret = "1987-06-05"
    for body in ({**GOOD, "subject": {"dateOfBirth": secret}}, {**GOOD, "subject": {"sex": secret}}):
        with pytest.raises(Refused) as refused:
            submit(body)
        assert secret not in str(refused.value) + repr(refused.value.findings)


def test_every_sentence_exists_in_both_languages():
    for french, english in findings.SENTENCES.values():
        assert french
        assert english
        assert french != english


def feature(code="HP:0001250", **more):
    return {"type": {"id": code}, **more}


AT_THREE = {"age": {"iso8601duration": "P3Y"}}
QUERIES = [
    ([feature(), feature()], ["duplicate_feature"]),
    ([feature(), feature(excluded=True)], ["feature_present_and_absent"]),
    ([feature(), feature("HP:0000252", excluded=True)], []),
    ([feature(onset=AT_THREE), feature(excluded=True)], ["feature_present_and_absent"]),
    ([feature(onset=AT_THREE), feature(excluded=True, onset=AT_THREE)], []),  # the absence says when
    ([feature(resolution=AT_THREE), feature(excluded=True)], []),  # it was present once
    ([feature(resolution=AT_THREE), feature(), feature(excluded=True)], ["feature_present_and_absent"]),
    ([feature(), feature(excluded=True, resolution=AT_THREE)], []),
    ([feature(onset={"timestamp": "2026-01-02T00:00:00Z"})], []),
    ([feature(onset={"timestamp": "2026-01-03T00:00:00Z"})], ["date_in_future"]),
    ([feature(onset={"timestamp": "2000-06-01T00:00:00Z"})], []),
    ([feature(onset={"timestamp": "2000-05-31T00:00:00Z"})], ["date_before_birth"]),
    ([feature(onset={"age": {"iso8601duration": "P5Y"}})], []),
    ([feature(onset={"age": {"iso8601duration": "P7Y"}})], ["onset_after_last_encounter"]),
    ([feature("seizure")], ["not_a_code"]),
]


@pytest.mark.parametrize(("features", "codes"), QUERIES)
def test_queries(submit, features, codes):
    subject = {
        "id": "s",
        "dateOfBirth": "2000-06-01T00:00:00Z",
        "timeAtLastEncounter": {"age": {"iso8601duration": "P5Y"}},
    }
    found = check(submit({**GOOD, "subject": subject, "phenotypicFeatures": features}))
    assert [one.code for one in found] == codes
    assert {one.severity for one in found} <= {"query"}


def test_a_birth_in_the_future_and_missing_metadata_are_queries(submit):
    body = {"id": "p", "subject": {"id": "s", "dateOfBirth": "2026-01-03T00:00:00Z"}}
    assert {one.code for one in check(submit(body))} == {"date_in_future", "metadata_missing"}
