"""A record as FHIR responses, read back: the same entries, and nothing of the database."""

import datetime as dt
import json

import pytest

from orphee.exchange.fhir.reading import read
from orphee.exchange.fhir.writing import write
from orphee.record.rules.submission import ConsentAsGiven
from orphee.record.rules.view import EntryView, RecordView

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DIAGNOSIS = {"status": "255545003", "disease": "ORPHA:513", "first_signs": {"period": "767023003", "months": 14}}
BIRTH = {"weight_g": 3200}


def entry(instrument, payload, state="complete", key=""):
    return EntryView(
        f"00000000-0000-0000-0000-00000000000{len(key)}", "sdm-mr", "2025.01", instrument, key, payload, state, 1,
        "S001", "user:1", "form", NOW,
    )  # fmt: skip


def view(*entries):
    return RecordView(
        "00000000-0000-0000-0000-000000000009", "222-222-222-2", None, "F", "", "", ConsentAsGiven(), False, NOW, NOW,
        (), entries,
    )  # fmt: skip


def written(*entries):
    made = write(view(*entries), now=NOW)
    return [one["resource"] for one in json.loads(made.content).get("entry", [])], made.losses


@pytest.mark.parametrize(
    ("given", "complete"),
    [
        (entry("diagnosis", DIAGNOSIS, key="d1"), True),
        (entry("diagnosis", DIAGNOSIS, "draft", key="d1"), False),
        (entry("birth", BIRTH), True),
    ],
)
def test_what_is_written_is_read_back(given, complete):
    (resource,), losses = written(given)
    response = read(json.dumps(resource).encode(), received_at=NOW, sender="test")
    (back,) = response.submission.entries
    assert (back.place, back.payload, back.complete) == (given.place, given.payload, complete)
    assert (response.subject, response.unread, losses) == ("222-222-222-2", (), ())


def test_what_was_entered_in_error_does_not_leave_and_what_is_unknown_is_a_loss():
    unknown = EntryView("k", "gone", "1", "form", "", {}, "complete", 1, "", "", "form", NOW)
    resources, losses = written(entry("birth", BIRTH, "entered_in_error"), unknown)
    assert resources == []
    assert [one.path for one in losses] == ["gone.form"]
