"""A record as a packet: what was imported leaves as it came, what was revised leaves revised, names never leave."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import replace

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.exchange.phenopackets import losses
from orphee.exchange.phenopackets.elements import FEATURE, restored
from orphee.exchange.phenopackets.national import iso_age
from orphee.exchange.phenopackets.reading import read
from orphee.exchange.phenopackets.writing import write
from orphee.record.rules.submission import Address, ConsentAsGiven, PersonAsGiven
from orphee.record.rules.view import EntryView, FollowUpView, RecordView

NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", ["complete", "minimal", "foetus", "odd"])
def test_an_imported_packet_leaves_as_it_came(packet, submit, view_of, message, name):
    export = write(view_of(submit(packet(name))), now=NOW, with_birth_date=True)
    assert message(export.content) == message(packet(name))
    lost = {(one.path, one.reason) for one in export.losses}
    assert lost == ({("$._cohort", "unknown_key")} if name == "minimal" else set())


def test_it_can_be_imported_again_and_says_the_same(packet, submit, view_of):
    first = submit(packet("complete"))
    again = submit(write(view_of(first), now=NOW, with_birth_date=True).content)
    assert again.entries == first.entries
    assert again.person == first.person


def test_without_asking_no_birth_date_leaves(packet, submit, view_of):
    export = write(view_of(submit(packet("complete"))), now=NOW)
    assert "dateOfBirth" not in json.loads(export.content)["subject"]
    assert ("identity/birth_date", "birth_date_withheld") in {(one.path, one.reason) for one in export.losses}


def test_other_identifiers_leave_only_with_the_identity(packet, submit, view_of):
    view = view_of(submit(packet("complete")))
    assert json.loads(write(view, now=NOW).content)["subject"]["alternateIds"] == ["other:1"]
    blind = write(replace(view, person=None), now=NOW)
    assert b"other:1" not in blind.content
    assert ("identity/alternate_ids", "identity_withheld") in {(one.path, one.reason) for one in blind.losses}


def revised(view, instrument, key, **items):
    """The view after someone revised an entry on screen."""
    entries = tuple(
        replace(one, payload={**one.payload, **items}, channel="form", revision=2)
        if (one.instrument, one.source_key) == (instrument, key)
        else one
        for one in view.entries
    )
    return replace(view, entries=entries)


def test_a_revision_wins_and_what_was_not_touched_stays(packet, submit, view_of):
    view = revised(view_of(submit(packet("complete"))), "feature", "HP:0001250", severity="HP:0012825")
    export = write(view, now=NOW, with_birth_date=True)
    feature = json.loads(export.content)["phenotypicFeatures"][0]
    assert feature["severity"] == {"id": "HP:0012825"}
    assert feature["modifiers"] == packet("complete")["phenotypicFeatures"][0]["modifiers"]
    assert {(one.path, one.reason) for one in export.losses} == {
        ("phenotype/feature/HP:0001250/severity", "superseded")
    }


def test_a_revised_variant_drops_the_coordinates_of_the_former_one(packet, submit, view_of):
    view = view_of(submit(packet("complete")))
    variants = next(one for one in view.entries if one.source_key == "interpretation-1").payload["variants"]
    changed = [{**variants[0], "hgvs": ["NM_000138.5:c.2T>G"]}, variants[1]]
    export = write(revised(view, "interpretation", "interpretation-1", variants=changed), now=NOW)
    calls = json.loads(export.content)["interpretations"][0]["diagnosis"]["genomicInterpretations"]
    described = calls[0]["variantInterpretation"]["variationDescriptor"]
    assert described["expressions"] == [{"syntax": "hgvs.c", "value": "NM_000138.5:c.2T>G"}]
    assert "vcfRecord" not in described
    assert calls[1] == packet("complete")["interpretations"][0]["diagnosis"]["genomicInterpretations"][1]


def test_a_revised_measurement_leaves_with_its_new_value(packet, submit, view_of):
    view = revised(view_of(submit(packet("complete"))), "measurement", "LOINC:1668-3", value=12.5)
    measurement = json.loads(write(view, now=NOW).content)["measurements"][0]
    assert measurement["value"]["quantity"]["value"] == 12.5
    assert measurement["procedure"] == packet("complete")["measurements"][0]["procedure"]


def test_what_was_entered_in_error_does_not_leave(packet, submit, view_of):
    view = view_of(submit(packet("minimal")))
    entries = tuple(
        replace(one, state="entered_in_error") if one.source_key == "HP:0001250" else one for one in view.entries
    )
    told = json.loads(write(replace(view, entries=entries), now=NOW).content)
    assert [one["type"]["id"] for one in told["phenotypicFeatures"]] == ["HP:0000252"]


# ------------------------------------------------------------------ a record of the national data set


class SmallBook:
    """A terminology of three labels."""

    def labels_of(self, curies):
        """What it knows of them."""
        known = {"ORPHA:558": "Marfan syndrome", "HGNC:3603": "FBN1", "HP:0001166": "Arachnodactyly"}
        return {code: label for code, label in known.items() if code in curies}

    def releases(self):
        """One release."""
        return {"HP": "2025-01-16"}


DIAGNOSIS = {
    "identifier": "d1",
    "status": "255545003",
    "disease": "ORPHA:558",
    "diagnosed_on": "2020-03",
    "clinical_description": ["HP:0001166", "ORPHA:98056", "ICD10:Q87.4"],
    "first_signs": {"period": "767023003", "months": 38},
    "clinical_diagnosis": {"period": "767023003", "months": 50},
    "genes": ["HGNC:3603"],
    "comment": "",
}


def entry(instrument, payload, key="", dataset="sdm-mr", version="2025.01"):
    return EntryView(
        key=f"{instrument}-entry", dataset=dataset, version=version, instrument=instrument, source_key=key,
        payload=payload, state="complete", revision=1, site="S001", author="", channel="cda", said_at=NOW,
    )  # fmt: skip


def national_view(*entries, **changed):
    person = PersonAsGiven(
        birth_name="Inventé", first_given_name="Ada", birth_date="2000-06-01", sex="F", address=Address(city="Paris")
    )
    whole = RecordView(
        key="k", number="MR-0001", person=person, sex="F", birth_month="2000-06", department="75",
        consent=ConsentAsGiven(reuse_opposed=False), synthetic=False, created_at=NOW, updated_at=NOW,
        follow_ups=(FollowUpView("S001", "Centre", "2020-01-01"),), entries=entries,
    )  # fmt: skip
    return replace(whole, **changed)


def test_a_national_record_becomes_a_packet():
    view = national_view(entry("diagnosis", DIAGNOSIS, "d1"))
    export = write(view, now=NOW, book=SmallBook())
    told = json.loads(export.content)
    assert told["id"] == "MR-0001"
    assert told["subject"] == {"id": "MR-0001", "sex": "FEMALE"}
    assert told["phenotypicFeatures"] == [{"type": {"id": "HP:0001166", "label": "Arachnodactyly"}}]
    assert told["diseases"] == [
        {"term": {"id": "ORPHA:558", "label": "Marfan syndrome"}, "onset": {"age": {"iso8601duration": "P3Y2M"}}}
    ]
    assert told["interpretations"][0]["progressStatus"] == "SOLVED"
    call = told["interpretations"][0]["diagnosis"]["genomicInterpretations"][0]
    assert (call["gene"], call["interpretationStatus"]) == ({"valueId": "HGNC:3603", "symbol": "FBN1"}, "CAUSATIVE")
    resources = {one["namespacePrefix"]: one["version"] for one in told["metaData"]["resources"]}
    assert resources == {"HP": "2025-01-16", "HGNC": "unknown", "ORPHA": "unknown"}


def test_its_losses_name_everything_that_stays():
    export = write(national_view(entry("diagnosis", DIAGNOSIS, "d1")), now=NOW)
    assert {(one.path, one.reason) for one in export.losses} == {
        ("sdm-mr/diagnosis/d1/diagnosed_on", "no_place"),
        ("sdm-mr/diagnosis/d1/clinical_diagnosis", "no_place"),
        ("sdm-mr/diagnosis/d1/clinical_description[ORPHA:98056]", "no_place"),
        ("sdm-mr/diagnosis/d1/clinical_description[ICD10:Q87.4]", "no_place"),
        ("identity", "identity_withheld"),
        ("identity/birth_date", "birth_date_withheld"),
        ("consent/reuse_opposition", "no_place"),
        ("follow_ups/S001", "no_place"),
    }
    assert all(losses.sentence(one, language) != one.reason for one in export.losses for language in ("fr", "en"))


def test_no_name_and_no_day_of_birth_or_death_leave_unasked():
    dead = entry("vital_status", {"status": "419620001", "died_of": "ORPHA:558", "died_on": "2021-02-03"})
    text = write(national_view(dead), now=NOW).content.decode()
    for secret in ("Invent", "Ada", "Paris", "2000-06-01", "2021-02-03"):
        assert secret not in text
    assert json.loads(text)["subject"]["vitalStatus"] == {
        "status": "DECEASED",
        "causeOfDeath": {"id": "ORPHA:558"},
        "timeOfDeath": {"age": {"iso8601duration": "P20Y8M"}},
    }
    asked = json.loads(write(national_view(dead), now=NOW, with_birth_date=True).content)["subject"]
    assert asked["dateOfBirth"] == "2000-06-01T00:00:00Z"
    assert asked["vitalStatus"]["timeOfDeath"] == {"timestamp": "2021-02-03T00:00:00Z"}


def test_a_reader_without_identity_cannot_ask_for_the_birth_date():
    export = write(national_view(person=None), now=NOW, with_birth_date=True)
    assert "dateOfBirth" not in json.loads(export.content)["subject"]
    assert ("identity/birth_date", "identity_withheld") in {(one.path, one.reason) for one in export.losses}


STATUSES = [
    ("255545003", "SOLVED", {}),
    ("2931005", "COMPLETED", {}),
    ("385651009", "IN_PROGRESS", None),
    ("42425007", "UNSOLVED", None),
    ("723511001", "COMPLETED", {"excluded": True}),
    ("MED-1313", "COMPLETED", {"excluded": True}),
]


@pytest.mark.parametrize(("status", "progress", "disease"), STATUSES)
def test_a_disease_is_stated_when_its_diagnosis_is(status, progress, disease):
    view = national_view(entry("diagnosis", {"status": status, "disease": "ORPHA:558"}, "d1"))
    told = json.loads(write(view, now=NOW).content)
    assert told["interpretations"][0]["progressStatus"] == progress
    expected = None if disease is None else [{"term": {"id": "ORPHA:558"}, **disease}]
    assert told.get("diseases") == expected


AGES = [
    ({"period": "303112003"}, {"ontologyClass": {"id": "HP:0030674", "label": "Antenatal onset"}}),
    ({"period": "255407002"}, {"ontologyClass": {"id": "HP:0003577", "label": "Congenital onset"}}),
    ({"period": "767023003", "months": 0}, {"age": {"iso8601duration": "P0M"}}),
    ({"period": "767023003", "months": 24}, {"age": {"iso8601duration": "P2Y"}}),
    ({"period": "767023003", "months": None}, None),
    ({"period": "373068000"}, None),
    ({"period": "MED-1288"}, None),
]


@pytest.mark.parametrize(("age", "onset"), AGES)
def test_the_age_at_first_signs_is_the_onset(age, onset):
    view = national_view(entry("diagnosis", {"status": "255545003", "disease": "ORPHA:558", "first_signs": age}, "d1"))
    export = write(view, now=NOW)
    assert json.loads(export.content)["diseases"][0].get("onset") == onset
    lost = ("sdm-mr/diagnosis/d1/first_signs", "not_dated") in {(one.path, one.reason) for one in export.losses}
    assert lost == (onset is None)


@pytest.mark.parametrize(("months", "told"), [(0, "P0M"), (11, "P11M"), (12, "P1Y"), (13, "P1Y1M"), (38, "P3Y2M")])
def test_months_as_an_iso_age(months, told):
    assert iso_age(months) == told


def test_birth_measurements_leave_as_measurements():
    view = national_view(entry("birth", {"weight_g": 3200, "antenatal_malformation": "50607009"}))
    export = write(view, now=NOW)
    (measurement,) = json.loads(export.content)["measurements"]
    assert measurement["assay"]["id"] == "LOINC:29463-7"
    assert measurement["value"]["quantity"] == {"unit": {"id": "UCUM:g", "label": "g"}, "value": 3200.0}
    assert ("sdm-mr/birth/antenatal_malformation", "no_place") in {(one.path, one.reason) for one in export.losses}


def test_what_the_packet_says_already_is_not_said_twice(packet, submit, view_of):
    view = view_of(submit(packet("minimal")))
    diagnosis = {"status": "255545003", "disease": "ORPHA:558", "clinical_description": ["HP:0001250", "HP:0001166"]}
    export = write(replace(view, entries=(*view.entries, entry("diagnosis", diagnosis, "d1"))), now=NOW)
    told = json.loads(export.content)
    assert [one["term"]["id"] for one in told["diseases"]] == ["OMIM:154700"]
    assert [one["type"]["id"] for one in told["phenotypicFeatures"]] == ["HP:0001250", "HP:0000252", "HP:0001166"]
    assert ("sdm-mr/diagnosis/d1/disease", "said_already") in {(one.path, one.reason) for one in export.losses}
    assert {one["namespacePrefix"] for one in told["metaData"]["resources"]} == {"HP", "ORPHA"}


def test_entries_of_other_data_sets_are_named_as_lost():
    view = national_view(entry("quality_of_life", {"score": 3, "empty": None}, "q", dataset="proms", version="1"))
    lost = {one.path for one in write(view, now=NOW).losses}
    assert "proms/quality_of_life/q/score" in lost
    assert "proms/quality_of_life/q/empty" not in lost


def test_a_feature_entered_on_screen_leaves_with_a_partial_date_named_as_lost():
    items = {"term": "HP:0001250", "onset": {"on": "2001-02"}, "excluded": False}
    export = write(national_view(entry("feature", items, "f", dataset="phenotype", version="1.0")), now=NOW)
    assert json.loads(export.content)["phenotypicFeatures"] == [{"type": {"id": "HP:0001250"}}]
    assert ("phenotype/feature/f/onset.on", "partial_date") in {(one.path, one.reason) for one in export.losses}


def test_a_value_that_ga4gh_refuses_stays_and_the_others_leave():
    wrong = entry("interpretation", {"identifier": "i", "progress": "DONE"}, "i", dataset="phenotype", version="1.0")
    dated = {"term": "HP:0001250", "onset": {"on": "2001-02-31"}, "severity": "HP:0012828"}
    feature = entry("feature", dated, "f", dataset="phenotype", version="1.0")
    numbered = entry("disease", {"term": 558}, "d", dataset="phenotype", version="1.0")
    export = write(national_view(wrong, feature, numbered), now=NOW, with_birth_date=True)
    told = json.loads(export.content)
    assert told["interpretations"] == [{"id": "i"}]
    assert told["phenotypicFeatures"][0]["severity"] == {"id": "HP:0012828"}
    assert "not_allowed" in {one.reason for one in export.losses}
    assert {one.path for one in export.losses if one.reason == "not_allowed"} == {
        "$.interpretations[0].progressStatus",
        "$.phenotypicFeatures[0].onset.timestamp",
        "$.diseases[0].term.id",
    }
    assert json_format.Parse(export.content, Phenopacket())


# ------------------------------------------------------------------ any feature


class NoJoins:
    """A terminology without mappings."""

    def orpha_of(self, curie):
        """Nothing."""


NO_JOINS = NoJoins()

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
terms = st.fixed_dictionaries(
    {"id": st.from_regex(r"HP:\d{7}", fullmatch=True) | texts}, optional={"label": texts | st.just("HP:0000001")}
)
ages = st.fixed_dictionaries({"iso8601duration": st.from_regex(r"P\d{1,2}Y(\d{1,2}M)?", fullmatch=True) | texts})
FIRST = dt.datetime(1900, 1, 1)  # noqa: DTZ001 - hypothesis wants naive bounds
instants = st.datetimes(timezones=st.just(dt.UTC), min_value=FIRST).map(
    lambda at: at.isoformat().replace("+00:00", "Z")
) | st.just("2001-02-03T00:00:00Z")
moments = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"age": ages}),
    st.fixed_dictionaries({"ageRange": st.fixed_dictionaries({}, optional={"start": ages, "end": ages})}),
    st.fixed_dictionaries({"ontologyClass": terms | st.just({})}),
    st.fixed_dictionaries({"timestamp": instants}),
    st.fixed_dictionaries({"interval": st.fixed_dictionaries({}, optional={"start": instants, "end": instants})}),
    st.fixed_dictionaries(
        {"gestationalAge": st.fixed_dictionaries({}, optional={"weeks": st.integers(0, 45), "days": st.integers(0, 6)})}
    ),
)
sources = st.fixed_dictionaries({}, optional={"id": texts, "reference": texts, "description": texts})
features = st.fixed_dictionaries(
    {},
    optional={
        "type": terms,
        "excluded": st.booleans(),
        "onset": moments,
        "resolution": moments,
        "severity": terms | st.just({}),
        "modifiers": st.lists(terms, max_size=3),
        "description": texts,
        "evidence": st.lists(
            st.fixed_dictionaries({}, optional={"evidenceCode": terms, "reference": sources}), max_size=2
        ),
    },
)


@settings(max_examples=300, deadline=None)
@given(listed=st.lists(features, max_size=4))
def test_any_features_leave_as_they_came(listed):
    body = {"id": "p", "subject": {"id": "s"}, "phenotypicFeatures": listed}

    submission = read(json.dumps(body).encode(), received_at=NOW, sender="x", joins=NO_JOINS)
    entries = [
        replace(entry(one.instrument, one.payload, one.key, one.dataset, one.version), channel="phenopacket")
        for one in submission.entries
    ]
    random.Random(1).shuffle(entries)
    view = national_view(*entries, person=PersonAsGiven(), birth_month="", sex="UN")
    told = json_format.Parse(write(view, now=NOW, with_birth_date=True).content, Phenopacket())
    assert told == json_format.ParseDict(body, Phenopacket())


@settings(max_examples=100, deadline=None)
@given(one=features)
def test_a_feature_said_twice_says_the_same(one):
    labels = {}
    said = FEATURE.said(one, labels)
    whole = restored(FEATURE, said, one, labels)
    assert FEATURE.said(whole, {}) == said
