"""Days of a life leave only with the birth date: otherwise ages, and what has no age stays and is named."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from orphee.exchange.phenopackets.undating import AS_AGE, WITHHELD, age_on, undated
from orphee.exchange.phenopackets.writing import write
from orphee.foundation.partial_date import PartialDate

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BORN, DIED = "2001-03-04", "2010-06-01"


def packet_of_a_life(**more):
    """Somebody born and dead, with a sign seen on the day of birth."""
    return {
        "id": "p",
        "subject": {
            "id": "s",
            "dateOfBirth": f"{BORN}T00:00:00Z",
            "vitalStatus": {"status": "DECEASED", "timeOfDeath": {"timestamp": f"{DIED}T00:00:00Z"}},
        },
        "phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "onset": {"timestamp": f"{BORN}T00:00:00Z"}}],
        **more,
    }


def exported(view, now, **asked):
    """The packet, without what says when it was made, and its losses."""
    export = write(view, now=now, **asked)
    told = json.loads(export.content)
    told.pop("metaData", None)
    return told, {(one.path, one.reason) for one in export.losses}


def test_unasked_days_leave_as_ages_and_the_report_names_them(submit, view_of, now):
    told, lost = exported(view_of(submit(packet_of_a_life())), now)
    assert told["subject"]["vitalStatus"]["timeOfDeath"] == {"age": {"iso8601duration": "P9Y2M"}}
    assert told["phenotypicFeatures"][0]["onset"] == {"age": {"iso8601duration": "P0M"}}
    assert not DAY.search(json.dumps(told))
    assert {("$.subject.vitalStatus.timeOfDeath", AS_AGE), ("$.phenotypicFeatures[0].onset", AS_AGE)} <= lost


def test_nobody_grows_older_after_death_nor_without_an_activity(submit, view_of, now):
    told, _ = exported(view_of(submit(packet_of_a_life())), now)
    assert "timeAtLastEncounter" not in told["subject"]


@pytest.mark.parametrize(("seen", "age"), [("2008-03-04", "P7Y"), ("2012-01-01", "P9Y"), ("2002-05", "P14M")])
def test_the_age_at_the_last_activity_stops_at_death(submit, view_of, now, seen, age):
    view = view_of(submit(packet_of_a_life()))
    activity = replace(view.entries[0], dataset="sdm-mr", instrument="activity", payload={"performed_on": seen})
    told, _ = exported(replace(view, entries=(*view.entries, activity)), now)
    assert told["subject"]["timeAtLastEncounter"]["age"]["iso8601duration"] == age.replace("P14M", "P1Y2M")


def test_every_day_of_a_whole_packet_is_an_age_or_stays(packet, submit, view_of, now):
    told, lost = exported(view_of(submit(packet("complete"))), now)
    assert not DAY.search(json.dumps(told))
    assert {reason for path, reason in lost if path.startswith("$.")} >= {AS_AGE}


def test_without_a_birth_the_day_stays(submit, view_of, now):
    without = packet_of_a_life()
    del without["subject"]["dateOfBirth"]
    told, lost = exported(view_of(submit(without)), now)
    assert told["subject"]["vitalStatus"] == {"status": "DECEASED"}
    assert ("$.subject.vitalStatus.timeOfDeath", WITHHELD) in lost


def test_a_reader_without_identity_gets_no_day_by_asking(submit, view_of, now):
    told, _ = exported(view_of(submit(packet_of_a_life()), person=None), now, with_birth_date=True)
    assert not DAY.search(json.dumps(told))


def test_asked_for_days_leave(submit, view_of, now):
    told, _ = exported(view_of(submit(packet_of_a_life())), now, with_birth_date=True)
    assert told == packet_of_a_life()


def test_a_day_where_the_format_takes_no_age_stays(submit, view_of, now):
    dose = {"quantity": {"value": 1.0}, "interval": {"start": f"{BORN}T00:00:00Z", "end": f"{DIED}T00:00:00Z"}}
    treated = packet_of_a_life(medicalActions=[{"treatment": {"doseIntervals": [dose]}}])
    told, lost = exported(view_of(submit(treated)), now)
    assert told["medicalActions"] == [{"treatment": {"doseIntervals": [{"quantity": {"value": 1.0}}]}}]
    assert ("$.medicalActions[0].treatment.doseIntervals[0].interval", WITHHELD) in lost


AGES = [
    (DIED, BORN, "P9Y2M"),
    (f"{DIED}T23:59:00+02:00", BORN, "P9Y2M"),
    (BORN, BORN, "P0M"),
    ("2001-03-03", BORN, None),
    (DIED, "2001-03", "P9Y3M"),
    (DIED, "2001", "P9Y"),
    (DIED, None, None),
    ("never", BORN, None),
    (None, BORN, None),
]


@pytest.mark.parametrize(("day", "born", "age"), AGES)
def test_the_age_on_a_day(day, born, age):
    assert age_on(day, PartialDate.read(born)) == age


def test_an_interval_is_a_range_of_ages():
    ends = {"start": "2002-03-04T00:00:00Z", "end": "2003-03-04T00:00:00Z"}
    told, _ = undated({"diseases": [{"onset": {"interval": ends}}]}, PartialDate.parse(BORN))
    start, end = ({"iso8601duration": age} for age in ("P1Y", "P2Y"))
    assert told == {"diseases": [{"onset": {"ageRange": {"start": start, "end": end}}}]}


def test_an_interval_that_begins_before_birth_stays():
    ends = {"start": "2001-01-01T00:00:00Z", "end": "2003-03-04T00:00:00Z"}
    told, losses = undated({"diseases": [{"onset": {"interval": ends}}]}, PartialDate.parse(BORN))
    assert told == {"diseases": [{}]}
    assert [(one.path, one.reason) for one in losses] == [("$.diseases[0].onset", WITHHELD)]


def test_the_day_a_packet_was_made_is_no_day_of_a_life():
    made = {"metaData": {"created": "2020-01-01T00:00:00Z"}}
    assert undated(made, None) == (made, [])
