"""A record written and read again is the same record; what cannot be written is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from orphee.datasets.catalogue import dataset
from orphee.exchange.cda.rules import check
from orphee.exchange.cda.writing import UnableToWrite, write
from orphee.exchange.cda.writing_header import Issuer
from orphee.record.rules.submission import ConsentAsGiven, EntryAsGiven, PersonAsGiven, Submission
from orphee.record.rules.view import RecordView

Reader = Callable[[bytes], Submission]
Viewer = Callable[..., RecordView]
Submitter = Callable[..., Submission]
NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)


def said(submission: Submission) -> dict[tuple[str, str], object]:
    """The entries by instrument and key."""
    return {(entry.instrument, entry.key): entry.payload for entry in submission.entries}


def assert_same(first: Submission, again: Submission) -> None:
    """The same person, wishes and entries."""
    assert again.person == first.person
    assert again.consent == first.consent
    assert said(again) == said(first)
    assert again.remainders == ()


@pytest.mark.samples
def test_samples_come_back_the_same(samples: list[bytes], reader: Reader, viewer: Viewer) -> None:
    for content in samples:
        first = reader(content)
        export = write(viewer(first), now=NOW)
        assert export.losses == ()
        assert check(export.content) == ()
        assert_same(first, reader(export.content))


def test_an_invented_record_comes_back_the_same(document: bytes, reader: Reader, submitter: Submitter) -> None:
    assert_same(submitter(), reader(document))
    assert check(document) == ()


def test_writing_twice_gives_the_same_bytes(viewer: Viewer, submitter: Submitter) -> None:
    assert write(viewer(submitter()), now=NOW) == write(viewer(submitter()), now=NOW)


def test_every_reference_of_the_document_leads_somewhere(document: bytes) -> None:
    root = etree.fromstring(document)
    identifiers = [one.get("ID") for one in root.xpath("//*[@ID]")]
    assert len(identifiers) == len(set(identifiers))
    references = [one.get("value") for one in root.xpath("//*[local-name()='reference']")]
    assert references
    assert {one.removeprefix("#") for one in references} <= set(identifiers)


def test_a_human_can_read_the_narrative(viewer: Viewer, submitter: Submitter) -> None:
    names = {"ORPHA:98896": "Dystrophie musculaire de Duchenne"}
    content = write(viewer(submitter()), now=NOW, label=lambda curie: names.get(curie, "")).content
    root = etree.fromstring(content)
    text = " ".join(
        " ".join(one.itertext()) for one in root.xpath("//*[local-name()='section']/*[local-name()='text']")
    )
    for words in (
        "Dystrophie musculaire de Duchenne (ORPHA:98896)",
        "14 mois",
        "Confirmé",
        "Date du décès",
        "01/2025",
        "Première ligne",
        "Conseil génétique",
        "20,5 mois",
    ):
        assert words in text, words
    assert ".months" not in text


def test_what_cda_cannot_say_is_a_loss(reader: Reader, viewer: Viewer, submitter: Submitter) -> None:
    first = submitter()
    feature = EntryAsGiven("phenotype", "1.0", "feature", {"term": "HP:0001250", "excluded": True}, "HP:0001250")
    old = EntryAsGiven("sdm-mr", "2025.01", "orphan_treatment", {"product": "EMEA/H/C/002221"}, "T1")
    entries = (*first.entries, feature, old)
    research = next(one for one in first.entries if one.instrument == "research")
    more = replace(research, payload={**research.payload, "in_protocol": True})
    entries = tuple(more if one is research else one for one in entries)
    export = write(viewer(replace(first, entries=entries)), now=NOW)
    assert {(one.path, one.reason) for one in export.losses} == {
        ("phenotype/feature/HP:0001250", "other_data_set"),
        ("sdm-mr/orphan_treatment/T1", "no_place"),
        ("sdm-mr/research/in_protocol", "no_place"),
    }
    assert said(reader(export.content)) == said(first)


def test_an_incomplete_diagnosis_is_left_out_and_says_why(reader: Reader, viewer: Viewer, submitter: Submitter) -> None:
    first = submitter()
    bare = tuple(
        replace(one, payload={"disease": "ORPHA:513"}) if one.instrument == "diagnosis" else one
        for one in first.entries
    )
    export = write(viewer(replace(first, entries=bare)), now=NOW)
    (loss,) = export.losses
    assert loss.reason == "incomplete: status, first_signs.period, appraisal_on_entry"
    assert check(export.content) == ()


def test_what_is_missing_is_named_all_at_once(viewer: Viewer, submitter: Submitter) -> None:
    nameless = PersonAsGiven(local_ids=(), sex="F", nameless=True)
    with pytest.raises(UnableToWrite) as error:
        write(viewer(submitter(person=nameless, document=None)), now=NOW)
    assert error.value.missing == (
        "identity.local_ids",
        "identity.birth_name",
        "identity.first_given_name",
        "identity.birth_date",
        "header.custodian",
        "header.author",
    )
    with pytest.raises(UnableToWrite, match="identity"):
        write(viewer(submitter(), person=None), now=NOW)


def test_a_record_without_any_document_is_written_by_an_issuer(
    reader: Reader, viewer: Viewer, submitter: Submitter
) -> None:
    issuer = Issuer("990000002", "CHU d'Essai", "10000000003", "Sacha BERNARD")
    view = viewer(submitter(entries=(), document=None), documents=())
    export = write(view, now=NOW, issuer=issuer)
    assert check(export.content) == ()
    again = reader(export.content)
    assert again.entries == ()  # the obligatory section invents no case file
    assert again.document is not None
    assert again.document.header["custodian"] == {"finess": "990000002", "name": "CHU d'Essai"}


@pytest.mark.parametrize(
    "consent",
    [
        ConsentAsGiven(reuse_opposed=True),
        ConsentAsGiven(reuse_opposed=False),
        ConsentAsGiven(ern_registries=("GEN-320",)),
        ConsentAsGiven(),
    ],
)
def test_wishes_come_back(consent: ConsentAsGiven, reader: Reader, viewer: Viewer, submitter: Submitter) -> None:
    export = write(viewer(submitter(consent=consent)), now=NOW)
    assert export.losses == ()
    assert (reader(export.content).consent or ConsentAsGiven()) == consent


# Records drawn from the definition itself
DEFINITION = dataset("sdm-mr", "2025.01")
dates = st.dates(dt.date(1900, 1, 1), dt.date(2025, 1, 1)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1
).filter(lambda text: text not in ("-", "–"))
sites = st.from_regex(r"S\d{3}", fullmatch=True)
identifiers = st.uuids().map(lambda one: str(one).upper())
terms = st.one_of(
    st.integers(1, 999999).map(lambda number: f"ORPHA:{number}"),
    st.integers(1, 9999999).map(lambda number: f"HP:{number:07d}"),
    st.sampled_from(["ICD10:G71.0", "ICD10:E84"]),
)
months = st.one_of(st.none(), st.integers(0, 1200))


def codes(instrument: str, item: str) -> st.SearchStrategy[str]:
    """Codes that one can choose for an item."""
    value_set = DEFINITION.instrument(instrument).item(item).value_set
    assert value_set is not None
    return st.sampled_from([one.code for one in value_set.choices])


ages = st.fixed_dictionaries(
    {"period": st.sampled_from([one.code for one in DEFINITION.value_set("age-period").choices]), "months": months}
)
diagnoses = st.fixed_dictionaries(
    {
        "identifier": identifiers,
        "status": codes("diagnosis", "status"),
        "first_signs": ages,
        "appraisal_on_entry": codes("diagnosis", "appraisal_on_entry"),
    },
    optional={
        "diagnosed_on": dates,
        "disease": terms,
        "site": sites,
        "clinical_description": st.lists(terms, min_size=1, max_size=4, unique=True),
        "sporadic_or_familial": codes("diagnosis", "sporadic_or_familial"),
        "clinical_diagnosis": ages,
        "genetic_diagnosis": ages,
        "techniques": st.lists(codes("diagnosis", "techniques"), min_size=1, max_size=4, unique=True),
        "genes": st.lists(
            st.integers(1, 60000).map(lambda number: f"HGNC:{number}"), min_size=1, max_size=3, unique=True
        ),
        "other_genetics": texts,
        "comment": texts,
        "investigations": st.lists(codes("diagnosis", "investigations"), min_size=1, max_size=3, unique=True),
    },
)
follow_ups = st.fixed_dictionaries(
    {
        "identifier": identifiers,
        "referred_by": st.lists(codes("follow_up", "referred_by"), min_size=1, max_size=3, unique=True),
    },
    optional={
        "encounter_type": codes("follow_up", "encounter_type"),
        "included_on": dates,
        "site": sites,
        "outside_label": st.booleans(),
        "physician": st.just({"rpps": "10000000001", "name": "Camille MARTIN"}),
    },
)
births = st.fixed_dictionaries(
    {},
    optional={
        "assisted_procreation": st.booleans(),
        "antenatal_malformation": codes("birth", "antenatal_malformation"),
        "gestational_age_weeks": st.integers(20, 45),
        "weight_g": st.integers(300, 7000),
        "length_cm": st.integers(20, 70),
    },
).filter(bool)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(diagnoses, max_size=3, unique_by=lambda one: str(one["identifier"])),
    followed=st.lists(follow_ups, max_size=2, unique_by=lambda one: str(one["identifier"])),
    birth=st.one_of(st.none(), births),
)
def test_any_record_that_can_be_said_comes_back_the_same(
    drawn: list[dict[str, object]],
    followed: list[dict[str, object]],
    birth: dict[str, object] | None,
    reader: Reader,
    viewer: Viewer,
    submitter: Submitter,
) -> None:
    key = "C1F0A000-0000-4000-8000-000000000001"
    case_file = ("case_file", key, {"identifier": key, "created_on": "2021", "updated_on": "2024"})
    entries = (
        case_file,
        *(("diagnosis", str(one["identifier"]), one) for one in drawn),
        *(("follow_up", str(one["identifier"]), one) for one in followed),
        *([("birth", "", birth)] if birth else []),
    )
    first = submitter(entries=entries, person=replace(submitter().person, relations=()))
    export = write(viewer(first), now=NOW)
    assert export.losses == ()
    assert check(export.content) == ()
    assert_same(first, reader(export.content))


@pytest.mark.parametrize(
    ("received", "sent"), [([], "N"), (["N"], "N"), (["N", "R"], "R"), (["V", "R"], "V"), (["?"], "N")]
)
def test_what_came_restricted_leaves_restricted(
    received: list[str], sent: str, reader: Reader, viewer: Viewer, submitter: Submitter
) -> None:
    (standing,) = viewer(submitter()).documents
    documents = [replace(standing, header={**standing.header, "confidentiality": one}) for one in received]
    content = write(viewer(submitter(), documents=(standing, *documents)), now=NOW).content
    document = reader(content).document
    assert document is not None
    assert document.header["confidentiality"] == sent


def test_relations_named_in_another_order_are_no_loss(viewer: Viewer, submitter: Submitter) -> None:
    first = submitter()
    turned = replace(first.person, relations=first.person.relations[::-1])
    assert write(viewer(first, person=turned), now=NOW).losses == ()


def test_a_case_file_without_its_dates_gets_none(reader: Reader, viewer: Viewer, submitter: Submitter) -> None:
    entries = (("case_file", "C1", {"identifier": "C1", "lost_to_follow_up": True}),)
    alone = replace(submitter().person, relations=())
    export = write(viewer(submitter(entries=entries, person=alone)), now=NOW)
    assert export.losses == ()
    assert check(export.content) == ()
    assert said(reader(export.content)) == {("case_file", "C1"): {"identifier": "C1", "lost_to_follow_up": True}}
