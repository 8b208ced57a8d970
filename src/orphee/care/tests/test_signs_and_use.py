"""Features one at a time, the European common elements known in advance, and the use of forms."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from orphee.access.context import as_system
from orphee.care.models import FormUse
from orphee.care.rules.fitting import fitted
from orphee.care.signs import Sign, answers_of, around, beside
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.datasets.definition import Code, Item, ItemType, Prefill, Text, ValueSet
from orphee.record.rules.submission import ConsentAsGiven, EntryAsGiven
from orphee.terminology import loading
from orphee.terminology.models import PhenotypeAnnotation, Release

TERMS = """format-version: 1.2
data-version: hp/releases/2030-01-01
ontology: hp
""" + "".join(
    f"\n[Term]\nid: HP:{code:07d}\nname: {name}\n" + (f"is_a: HP:{above:07d} ! x\n" if above else "")
    for code, name, above in (
        (118, "Phenotypic abnormality", 0), (1250, "Seizure", 118), (7359, "Focal seizure", 1250),
        (252, "Microcephaly", 118), (1263, "Delay", 118), (1, "All", 0),
    )
)  # fmt: skip


@pytest.fixture
def terms(db, tmp_path, monkeypatch):
    (tmp_path / "hp.obo").write_text(TERMS)
    monkeypatch.setattr(loading, "_refresh_statistics", lambda: None)
    loading.load([tmp_path])
    release = Release.objects.get(source__startswith="hp")
    pairs = [("A", "1250"), ("A", "0252"), ("A", "1263"), ("B", "1250"), ("B", "0252"), ("C", "1263"), ("D", "1263")]
    for disease, code in pairs:
        PhenotypeAnnotation.objects.create(
            release=release, disease=f"OMIM:{disease}", term=f"HP:000{code}", excluded=False, aspect="P"
        )


def test_what_is_around_a_term(terms):
    assert around("HP:0001250") == ([], ["HP:0007359"])
    assert around("HP:0007359") == (["HP:0001250"], [])


@pytest.mark.parametrize(("observed", "left_out", "expected"), [
    ([], [], []),
    (["HP:0001250"], [], ["HP:0000252", "HP:0001263"]),  # both diseases have the first, one of them the second
    (["HP:0001250"], ["HP:0000252"], ["HP:0001263"]),
    (["HP:9999999"], [], []),
])  # fmt: skip
def test_what_usually_goes_with_it(terms, observed, left_out, expected):
    assert beside(observed, left_out) == expected


@pytest.mark.parametrize(("sign", "before", "answers"), [
    (Sign("T", "observed", "HP:1", "HP:2"), {},
     {"term": "T", "excluded": False, "onset": {"term": "HP:1"}, "severity": "HP:2"}),
    (Sign("T", "observed"), {"onset": {"term": "HP:1", "age": "P3Y"}, "severity": "S", "description": "d"},
     {"term": "T", "excluded": False, "onset": {"age": "P3Y"}, "description": "d"}),
    (Sign("T", "excluded", "HP:1", "HP:2"), {"onset": {"age": "P3Y"}}, {"term": "T", "excluded": True}),
])  # fmt: skip
def test_what_is_said_of_a_sign(sign, before, answers):
    assert answers_of(sign, before) == answers


def test_a_sign_is_said_and_said_again(client, clinician, record_key, terms):
    client.force_login(clinician)
    htmx = {"HX-Request": "true"}
    card = client.post(reverse("sign-term", args=[record_key]), {"code": "HP:0001250"}).content.decode()
    assert "Focal seizure" in card
    added = client.post(
        reverse("sign-add", args=[record_key]), {"code": "HP:0001250", "said": "observed"}, headers=htmx
    )
    assert "Seizure" in added.content.decode()
    client.post(reverse("sign-add", args=[record_key]), {"code": "HP:0001250", "said": "excluded"}, headers=htmx)
    entry = entries_of(record_key, "feature")[0]
    assert (entry.state, entry.payload["excluded"]) == ("complete", False)
    address = reverse("sign-change", args=[record_key, entry.key])
    stale = client.post(address, {"_stamp": "0", "said": "unknown"}, headers=htmx).content.decode()
    assert "rien n’a été écrasé" in stale
    client.post(address, {"_stamp": "1", "said": "observed", "severity": "HP:0012828"}, headers=htmx)
    assert entries_of(record_key, "feature")[0].payload["severity"] == "HP:0012828"
    client.post(address, {"_stamp": "2", "said": "unknown"}, headers=htmx)
    assert entries_of(record_key, "feature")[0].state == "entered_in_error"


def test_an_unknown_sign_keeps_nothing(client, clinician, record_key, terms):
    client.force_login(clinician)
    client.post(reverse("sign-add", args=[record_key]), {"code": "HP:0001250", "said": "unknown"})
    assert not entries_of(record_key, "feature")


@pytest.mark.parametrize("said", [
    {}, {"code": "HP:0001250"}, {"said": "observed"}, {"code": "x", "said": "perhaps"},
    {"code": "\x00", "said": "observed"},
])  # fmt: skip
def test_a_sign_that_is_none(client, clinician, record_key, said):
    client.force_login(clinician)
    assert client.post(reverse("sign-add", args=[record_key]), said).status_code == 404
    assert client.post(reverse("sign-term", args=[record_key]), said).status_code == 404


def test_the_signs_of_another_centre(client, stranger, record_key):
    client.force_login(stranger)
    said = {"code": "HP:0001250", "said": "observed"}
    assert client.post(reverse("sign-add", args=[record_key]), said).status_code == 404
    assert client.get(reverse("sign-companions", args=[record_key])).status_code == 404


def use(**counts):
    said = {"dataset": "sdm-mr", "version": "2025.01", "instrument": "diagnosis", "completed_on": dt.date(2026, 1, 2),
            "seconds_open": 60, "seconds_active": 30, "asked": 10, "typed": 5, "taken": 4, "computed": 1}  # fmt: skip
    with as_system("test"):
        FormUse.objects.create(**said | counts)


def test_the_use_of_forms(client, db):
    use()
    use(seconds_open=120, typed=1, taken=9, computed=0, retyped=["disease"])
    client.force_login(member("d@example.org", "data-manager"))
    page = client.get(reverse("form-use")).content.decode()
    assert "70 %" in page
    assert "Maladie" in page
    table = client.get(reverse("form-use-csv")).content.decode("utf-8-sig")
    assert "sdm-mr;2;20;14;70;1;90;30" in table


def test_the_use_of_forms_is_not_for_everyone(client, clinician):
    client.force_login(clinician)
    assert client.get(reverse("form-use")).status_code == 403


AGE = {"period": "767023003", "months": 14}
COMPLETE = [
    ("vital_status", "", {"status": "102499006"}),
    ("follow_up", "1", {"identifier": "1", "included_on": "2020-02-03", "site": "S901"}),
    ("research", "", {"contact_agreement": True, "sample_for_research": True, "biobanks": "CRB"}),
    ("functioning", "2", {"identifier": "2", "icf_code": "b117.3"}),
]


def entry(instrument, key, answers):
    return EntryAsGiven("sdm-mr", "2025.01", instrument, answers, key=key)


def test_the_european_common_elements_are_known_in_advance(client, clinician):
    """Every element that a complete SDM-MR record can answer is taken in one click a section, and nothing else."""
    entries = [
        diagnosis(clinical_diagnosis=AGE, genes=["HGNC:1884"], clinical_description=["HP:0001250"]),
        *(entry(*one) for one in COMPLETE),
    ]
    record_key = enter(entries=entries, consent=ConsentAsGiven(reuse_opposed=True))
    client.force_login(clinician)
    consent = reverse("form", args=[record_key, "sdm-mr", "consent"])
    stamp = client.get(consent).context["page"].stamp
    client.post(consent, {"_stamp": stamp, "_save": "complete", "reuse_opposition": "false"})
    form = reverse("form", args=[record_key, "eu-cde", "cde"])
    for section in ("person", "disease", "research"):
        client.post(f"{form}known/?section={section}&field=*", {"_stamp": "0"})
    answers = client.get(form).context["page"].draft.answers
    assert answers == {
        "birth_date": "2019-05", "sex": "C16576", "vital_status": "SIO_010058", "first_contact_on": "2020-02-03",
        "onset": AGE, "diagnosed": AGE, "disease": "ORPHA:586", "genetic": {"genes": ["HGNC:1884"]},
        "contact_agreement": True, "data_reuse": "LA33-6", "biological_sample": True, "biobank": "CRB",
        "functioning": ["b117.3"],
    }  # fmt: skip


WORD = Text("a", "a")
LEVELS = ValueSet("v", WORD, (Code("HIGH", WORD, "s"), Code("LOW", WORD, "s")))


def item(kind, **more):
    return Item("k", ItemType(kind), WORD, **more)


@pytest.mark.parametrize(("target", "value", "source", "prefill", "expected"), [
    (item("partial_date"), "2019-05-12", item("partial_date"), {"precision": "month"}, "2019-05"),
    (item("partial_date"), "2019-05-12T10:00", item("datetime"), {"precision": "year"}, "2019"),
    (item("date"), "2019-05", item("partial_date"), {}, None),
    (item("date"), "2019-05-12T10:00", item("datetime"), {}, "2019-05-12"),
    (item("partial_date"), "vers 2019", item("partial_date"), {}, None),
    (item("code", value_set=LEVELS), "1", item("code"), {"recode": {"1": "HIGH"}}, "HIGH"),
    (item("code", value_set=LEVELS), True, item("boolean"), {"recode": {"true": "LOW"}}, "LOW"),
    (item("code", value_set=LEVELS), "2", item("code"), {"recode": {"1": "HIGH"}}, None),
    (item("boolean"), "Y", item("code"), {"recode": {"Y": "true"}}, True),
    (item("boolean"), 1, item("integer"), {}, None),
    (item("decimal", unit="kg"), 3200, item("integer", unit="g"), {}, 3.2),
    (item("integer", unit="kg"), 3200, item("integer", unit="g"), {}, None),
    (item("decimal", unit="kg"), 3200, item("integer", unit="cm"), {}, None),
    (item("quantity", units=("kg", "g")), 3200, item("integer", unit="g"), {}, {"value": 3200, "unit": "g"}),
    (item("quantity", units=("kg",)), {"value": 500, "unit": "g"}, item("quantity"), {}, {"value": 0.5, "unit": "kg"}),
    (item("integer", unit="mo"), AGE, item("age"), {}, 14),
    (item("integer"), True, item("boolean"), {}, None),
    (item("age"), AGE, item("age"), {}, AGE),
    (item("age"), {"x": 1}, item("group"), {}, None),
    (item("text"), 4, item("integer"), {}, "4"),
    (item("text"), ["a"], item("text"), {}, None),
])  # fmt: skip
def test_an_answer_found_elsewhere_is_made_to_fit(target, value, source, prefill, expected):
    assert fitted(target, value, source, Prefill("a.b.c", **prefill)) == expected


def test_what_a_diagnosis_says_stands_above_the_rows(client, clinician, sites):
    key = enter(entries=[diagnosis(clinical_description=["HP:0001250", "HP:0000252"])])
    client.force_login(clinician)
    address = reverse("form", args=[key, "phenotype", "feature"])
    entry = entries_of(key, "diagnosis")[0]
    link = reverse("entry-form", args=[key, "sdm-mr", "diagnosis", entry.key])

    def said_elsewhere():
        page = client.get(address).content.decode()
        return set(re.findall(r"HP:\d{7}", page[page.index(f'id="said-{entry.key}"') : page.index(link)]))

    assert said_elsewhere() == {"HP:0001250", "HP:0000252"}
    client.post(reverse("sign-add", args=[key]), {"code": "HP:0000252", "said": "observed"})
    assert said_elsewhere() == {"HP:0001250"}
