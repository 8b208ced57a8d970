"""Completeness: what counts, what does not, and what is missing."""

import datetime as dt

import pytest

from orphee.datasets import catalogue
from orphee.datasets.completeness import of_entry, of_record
from orphee.datasets.conditions import Context
from orphee.datasets.definition import StoredIn
from orphee.datasets.reading import read

CONTEXT = Context(today=dt.date(2025, 3, 15))
SDM_MR = catalogue.load("sdm-mr", "2025.01")
SMALL = read("""\
key: small
version: "1"
title: {fr: Petit, en: Small}
instruments:
  - key: form
    title: {fr: Formulaire, en: Form}
    subject: person
    asked: usually
    items:
      - {key: always, type: text, asked: always, label: {fr: a, en: a}}
      - {key: usually, type: boolean, asked: usually, label: {fr: b, en: b}}
      - {key: optional, type: text, label: {fr: c, en: c}}
      - {key: old, type: text, asked: usually, legacy: true, label: {fr: d, en: d}}
      - {key: if_yes, type: text, asked: usually, when: {item: usually, is: true}, label: {fr: e, en: e}}
      - key: people
        type: group
        repeats: true
        asked: usually
        label: {fr: f, en: f}
        items:
          - {key: sex, type: text, asked: usually, label: {fr: g, en: g}}
          - {key: note, type: text, label: {fr: h, en: h}}
  - {key: other, title: {fr: Autre, en: Other}, subject: person, items: [
      {key: x, type: text, asked: always, label: {fr: x, en: x}}]}
""")


@pytest.mark.parametrize(("payload", "asked", "answered", "missing"), [
    ({},                                                  3, 0, ["always", "usually", "people"]),
    ({"always": "", "usually": None, "people": [{}]},     3, 0, ["always", "usually", "people"]),
    ({"usually": False},                                  3, 1, ["always", "people"]),        # no is an answer
    ({"usually": True},                                   4, 1, ["always", "if_yes", "people"]),
    ({"usually": True, "if_yes": "x"},                    4, 2, ["always", "people"]),
    ({"optional": "x", "old": "x"},                       3, 0, ["always", "usually", "people"]),
    ({"people": [{"note": "x"}, {"sex": "F"}]},           4, 1, ["always", "usually", "people.0.sex"]),
    ({"always": "a", "usually": False, "people": [{"sex": "F"}]}, 3, 3, []),
])  # fmt: skip
def test_one_entry(payload, asked, answered, missing):
    found = of_entry(SMALL.instrument("form"), payload, CONTEXT)
    assert (found.asked, found.answered) == (asked, answered)
    assert [".".join(str(part) for part in one.path) for one in found.missing] == missing
    assert found.share == answered / asked


def test_a_record_counts_the_instruments_it_should_have():
    empty = of_record(SMALL, {}, CONTEXT)
    assert (empty.asked, empty.answered, empty.percent) == (3, 0, 0)  # `other` is optional
    with_other = of_record(SMALL, {"other": [{"x": "1"}, {}]}, CONTEXT)
    assert (with_other.asked, with_other.answered) == (5, 1)
    assert [one.entry for one in with_other.missing if one.instrument == "other"] == [1]


def test_percent_is_rounded_down_so_that_100_means_everything():
    payload = {
        "form": [{"always": "a", "usually": False, "people": [{"sex": str(n)} for n in range(999)] + [{"note": "x"}]}]
    }
    assert of_record(SMALL, payload, CONTEXT).percent == 99


def test_nothing_asked_is_complete():
    assert of_record(SMALL, {}, CONTEXT, stored_in=(StoredIn.CONSENT,)).share == 1.0


def test_sdm_mr_asks_neither_identity_nor_legacy_items_of_a_record():
    missing = of_record(SDM_MR, {}, CONTEXT).missing
    assert {one.instrument for one in missing} == {
        "case_file", "family", "vital_status", "follow_up", "activity", "diagnosis", "birth", "research",
    }  # fmt: skip
    assert next(one for one in missing if one.instrument == "diagnosis").link == "#item-status"
    assert "in_protocol" not in [one.path[0] for one in missing if one.instrument == "research"]
