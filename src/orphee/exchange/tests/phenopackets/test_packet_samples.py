"""Every published case imports, and leaves with nothing lost but what the loss report names."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from orphee.exchange.phenopackets.checking import check
from orphee.exchange.phenopackets.opening import packets_in
from orphee.exchange.phenopackets.writing import write
from orphee.foundation.places import samples_directory

SAMPLES = samples_directory()
pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(SAMPLES is None, reason="LEFT OUT: the published phenopackets (set ORPHEE_SAMPLES_DIR)"),
]


def without_cohort(raw):
    """The packet without the key that the published collection was given."""
    return {name: part for name, part in json.loads(raw).items() if name != "_cohort"}


ELEMENTS = {"phenotypicFeatures": "feature", "diseases": "disease", "measurements": "measurement"}


@pytest.mark.slow
def test_every_published_case_is_entries_and_leaves_as_it_came(submit, view_of, message, now):
    count, lost, queries, kept, given, found = 0, *(Counter() for _ in range(5))
    for piece in packets_in([SAMPLES / "phenopackets"]):
        assert piece.refusal is None
        body, submission = without_cohort(piece.raw), submit(piece.raw)
        export = write(view_of(submission), now=now)
        same = json.loads(export.content) == body  # the same JSON is the same message
        assert same or message(export.content) == message(piece.raw), f"line {piece.line} leaves otherwise than it came"
        lost.update((one.path, one.reason) for one in export.losses)
        kept.update(one.reason for one in submission.remainders)
        queries.update(one.code for one in check(submission))
        given.update({instrument: len(body.get(place, ())) for place, instrument in ELEMENTS.items()})
        found.update(one.instrument for one in submission.entries if one.instrument in ELEMENTS.values())
        count += 1
    assert count == 7875
    assert lost == {("$._cohort", "unknown_key"): 7875}
    assert kept == {"unknown_key": 7875, "id_and_label_swapped": 4}
    assert set(queries) <= {
        "onset_after_last_encounter",
        "duplicate_feature",
        "feature_present_and_absent",
        "not_a_code",
    }
    assert found == given
    assert found["feature"] == 167_398
