"""A form drawn from a definition, filled and read back, says what was said."""

import datetime as dt

import pytest

from orphee.care.rules.answers import WAS, name_of, read_answers, row_numbers
from orphee.care.rules.drawing import Drawing, draw, walk_fields
from orphee.care.rules.fields import BLANK_ROW, Choice, Field, Kind
from orphee.datasets.catalogue import dataset
from orphee.datasets.conditions import Context

TODAY = dt.date(2025, 3, 1)
SDM = dataset("sdm-mr")
PHENOTYPE = dataset("phenotype")
AGES = tuple(Choice(code.code, code.label.fr) for code in SDM.value_set("age-period").choices)
DRAWING = Drawing(context=Context(today=TODAY), age_choices=AGES)


def fields_of(instrument, answers):
    return {one.name: one for one in walk_fields(draw(instrument, answers, DRAWING))}


def posted_from(fields: tuple[Field, ...]) -> dict[str, list[str]]:
    """What a browser sends when nobody touches anything."""
    posted: dict[str, list[str]] = {}
    for one in fields:
        if one.kind in (Kind.RADIOS, Kind.SELECT, Kind.CHECKBOXES, Kind.PICKER):
            posted[one.name] = [choice.code for choice in one.choices if choice.chosen]
        elif one.kind is Kind.AGE and one.age:
            posted[f"{one.name}.period"] = [choice.code for choice in one.age.periods if choice.chosen]
            posted[f"{one.name}.years"], posted[f"{one.name}.months"] = [one.age.years], [one.age.months]
        elif one.kind is Kind.GROUP:
            posted |= posted_from(one.fields)
        elif one.kind is Kind.ROWS:
            for row in one.rows:
                posted[f"{one.name}.{row.number}.{WAS}"] = [row.was]
                posted |= posted_from(row.fields)
        else:
            posted[one.name] = [one.value]
    return posted


SAID = [
    ("diagnosis", {"status": "255545003", "disease": "ORPHA:513", "diagnosed_on": "2019-05",
                   "clinical_description": ["HP:0001250", "HP:0001263"],
                   "first_signs": {"period": "767023003", "months": 14},
                   "genetic_diagnosis": {"period": "303112003", "months": None}, "techniques": ["GEN-092.04.17"],
                   "other_technique": "PCR", "genes": ["HGNC:1100"], "comment": "à revoir"}),
    ("diagnosis", {"first_signs": {"period": "767023003", "months": 24}, "diagnosed_on": "vers 2012"}),
    ("diagnosis", {"first_signs": {"period": "767023003", "months": 0}}),
    ("birth", {"weight_g": 3200, "length_cm": 48.5, "assisted_procreation": False, "antenatal_malformation": "XYZ"}),
    ("activity", {"identifier": "1.2.3", "performed_on": "2024-01-12T14:30:05+01:00",
                  "performer": {"rpps": "10001234567"},
                  "objectives": ["ORG-035"], "foetus": {"local_id": "F1", "multiple_birth": True, "birth_order": 2}}),
    ("pregnancy", {"foetus_count": 2,
                   "foetuses": [{"local_id": "A", "sex": "M"}, {"local_id": "B", "gestational_age_weeks": 38}]}),
    ("consent", {"reuse_opposition": True, "ern_registries": ["GEN-320"]}),
    ("identity", {"birth_name": "X", "local_ids": [{"root": "1.2", "value": "3"}], "address": {"city": "Brest"},
                  "relations": [{"role": "guardian", "telecoms": [{"value": "+33"}]}]}),
]  # fmt: skip


@pytest.mark.parametrize(("instrument", "answers"), SAID)
def test_nothing_is_lost_between_the_record_and_the_screen(instrument, answers):
    definition = SDM.instrument(instrument)
    posted = posted_from(draw(definition, answers, DRAWING))
    assert read_answers(definition, posted, answers) == answers


def test_what_is_kept_as_received_survives_a_form():
    definition = PHENOTYPE.instrument("measurement")
    answers = {"given": {"assay": {"id": "LOINC:1"}}, "value": 2.5}
    posted = posted_from(draw(definition, answers, DRAWING)) | {"value": ["3,5"]}
    assert read_answers(definition, posted, answers) == {"given": {"assay": {"id": "LOINC:1"}}, "value": 3.5}


def test_rows_keep_the_numbers_of_the_page():
    definition = SDM.instrument("pregnancy")
    posted = {"foetuses.0.local_id": [""], "foetuses.2.local_id": ["B"], "foetuses.5.local_id": ["C"]}
    numbers = row_numbers(definition, posted)
    assert numbers == {"foetuses": ["2", "5"]}
    assert name_of(("foetuses", 1, "sex"), numbers) == "foetuses.5.sex"
    assert name_of(("foetus_count",), numbers) == "foetus_count"
    answers = read_answers(definition, posted, {})
    redrawn = draw(definition, answers, Drawing(context=Context(today=TODAY), numbers=numbers))
    assert [one.value for one in walk_fields(redrawn) if one.name == "foetuses.5.local_id"] == ["C"]


def test_a_row_that_is_removed_takes_its_kept_part_with_it():
    definition = SDM.instrument("pregnancy")
    stored = {"foetuses": [{"local_id": "A"}, {"local_id": "B"}]}
    posted = {f"foetuses.1.{WAS}": ["1"], "foetuses.1.local_id": ["B"]}
    assert read_answers(definition, posted, stored) == {"foetuses": [{"local_id": "B"}]}


@pytest.mark.parametrize(("answers", "shown"), [
    ({}, True),  # “unless undetermined” stays open as long as nobody knows
    ({"status": "255545003"}, True),
    ({"status": "42425007"}, False),
    ({"status": "42425007", "disease": "ORPHA:513"}, True),  # answered: must be seen to be removed
])  # fmt: skip
def test_a_condition_shows_and_hides(answers, shown):
    disease = fields_of(SDM.instrument("diagnosis"), answers)["disease"]
    assert disease.is_shown is shown


def test_a_condition_inside_a_row_looks_around_itself_first():
    definition = SDM.instrument("pregnancy")
    fields = fields_of(definition, {"foetuses": [{"multiple_birth": True}, {"multiple_birth": False}]})
    assert fields["foetuses.0.birth_order"].is_shown
    assert not fields["foetuses.1.birth_order"].is_shown


def test_an_item_of_an_older_model_shows_only_where_it_was_answered():
    definition = SDM.instrument("research")
    assert "in_protocol" not in fields_of(definition, {})
    assert "in_protocol" in fields_of(definition, {"in_protocol": True})


def test_a_retired_code_shows_only_where_it_was_chosen():
    definition = SDM.instrument("diagnosis")
    assert "24800002" not in [choice.code for choice in fields_of(definition, {})["status"].choices]
    chosen = [choice for choice in fields_of(definition, {"status": "24800002"})["status"].choices if choice.chosen]
    assert [(choice.code, choice.retired) for choice in chosen] == [("24800002", True)]


@pytest.mark.parametrize(("period", "years", "months", "expected"), [
    ("", "", "", None),
    ("", "3", "2", {"period": "767023003", "months": 38}),
    ("767023003", "", "14", {"period": "767023003", "months": 14}),
    ("767023003", "", "", {"period": "767023003", "months": None}),
    ("255407002", "3", "", {"period": "255407002", "months": None}),
    ("767023003", "deux", "", {"period": "767023003", "months": "deux"}),
])  # fmt: skip
def test_an_age_from_its_boxes(period, years, months, expected):
    posted = {"first_signs.period": [period], "first_signs.years": [years], "first_signs.months": [months]}
    assert read_answers(SDM.instrument("diagnosis"), posted, {}).get("first_signs") == expected


def test_every_instrument_can_be_drawn_in_both_languages():
    for definition in (*SDM.instruments, *PHENOTYPE.instruments):
        for language in ("fr", "en"):
            fields = draw(definition, {}, Drawing(context=Context(today=TODAY), language=language, age_choices=AGES))
            assert all(BLANK_ROW not in one.name for one in walk_fields(fields))
