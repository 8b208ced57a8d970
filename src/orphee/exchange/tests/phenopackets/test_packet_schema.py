"""The compiled tables never accept what GA4GH's classes refuse, and no input makes the reader crash."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.exchange.phenopackets.parsing import parse
from orphee.exchange.phenopackets.schema import PHENOPACKET, faults
from orphee.record.rules.receipt import Refused


def places_in(value, path=()):
    """Every path into a JSON value."""
    yield path
    if isinstance(value, dict):
        for name, item in value.items():
            yield from places_in(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places_in(item, (*path, index))


def replaced(value, path, new):
    made = copy.deepcopy(value)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return made


def is_valid(body, *, with_unknown_keys=False):
    try:
        json_format.ParseDict(body, Phenopacket(), ignore_unknown_fields=with_unknown_keys)
    except (json_format.ParseError, ValueError, TypeError, RecursionError, AttributeError):
        return False
    return True


JUNK = [None, True, "", "x", "P3Y", 0, -1, 7, 2**31, 2**32, 2**63, 2**64, 1.5, [], {}, [None], [{}], ["x"], {"x": 1},
        {"id": "HP:1"}, {"id": None}, "2020-02-30T00:00:00Z", "2020-02-29T00:00:00Z", "2021-06-31T00:00:00Z",
        "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2020-01-01T24:00:00Z", "MALE", "48411000"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_the_tables_accept_ga4gh_accepts_too(data, complete):
    place = data.draw(st.sampled_from(complete[1]))
    body = replaced(complete[0], place, data.draw(st.sampled_from(JUNK)))
    if PHENOPACKET.is_plain(body):
        assert is_valid(body)
    problems = problems_of(json.dumps(body).encode())
    assert problems or is_valid(body, with_unknown_keys=True)


def problems_of(raw):
    """The findings of a refusal; none when the packet is read. Anything but a refusal is a crash."""
    try:
        parse(raw)
    except Refused as refused:
        return refused.findings
    return ()


@pytest.fixture(scope="module")
def complete():
    """The packet that uses every element, and every place in it."""
    body = json.loads((Path(__file__).parent / "packets" / "complete.json").read_text(encoding="utf-8"))
    return body, [place for place in places_in(body) if place]


def test_the_complete_packet_is_plain(complete):
    assert PHENOPACKET.is_plain(complete[0])
    assert list(faults(complete[0])) == []


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_no_bytes_crash_the_reader(raw):
    with pytest.raises(Refused):
        parse(raw)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "subject", "metaData", "files", "x"]), inner)
    ),
)


@settings(max_examples=100, deadline=None)
@given(value=ANY_JSON)
def test_no_json_crashes_the_reader(value):
    assert all(one.text["fr"] for one in problems_of(json.dumps(value).encode()))
