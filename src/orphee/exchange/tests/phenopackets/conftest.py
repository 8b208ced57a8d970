"""Invented packets, and the shortest way from a submission to a view, without a database."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from google.protobuf import json_format
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.exchange.phenopackets.reading import read
from orphee.record.rules.submission import ConsentAsGiven, Submission
from orphee.record.rules.view import EntryView, RecordView

NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
PACKETS = Path(__file__).parent / "packets"
Packet = dict[str, object]


class TwoJoins:
    """A terminology that knows two exact mappings."""

    def orpha_of(self, curie: str) -> str | None:
        """Marfan syndrome, in OMIM and in MONDO."""
        return {"OMIM:154700": "ORPHA:558", "MONDO:0007947": "ORPHA:558"}.get(curie)


def packet_named(name: str) -> Packet:
    """An invented packet."""
    return dict(json.loads((PACKETS / f"{name}.json").read_text(encoding="utf-8")))


def submitted(packet: Packet | bytes) -> Submission:
    """The submission that a packet makes."""
    raw = packet if isinstance(packet, bytes) else json.dumps(packet).encode()
    return read(raw, received_at=NOW, sender="laboratory", joins=TwoJoins(), site_codes=("S001",))


def viewed(submission: Submission, **changed: object) -> RecordView:
    """The view of a new record holding this submission, its entries in no particular order."""
    entries = [
        EntryView(
            key=f"entry-{number}",
            dataset=one.dataset,
            version=one.version,
            instrument=one.instrument,
            source_key=one.key,
            payload=json.loads(json.dumps(one.payload)),
            state="complete",
            revision=1,
            site="S001",
            author="",
            channel="phenopacket",
            said_at=NOW,
        )
        for number, one in enumerate(submission.entries)
    ]
    random.Random(7).shuffle(entries)
    whole: dict[str, object] = {
        "key": "record-key",
        "number": "MR-0001",
        "person": submission.person,
        "sex": submission.person.sex,
        "birth_month": submission.person.birth_date[:7],
        "department": "",
        "consent": ConsentAsGiven(),
        "synthetic": False,
        "created_at": NOW,
        "updated_at": NOW,
        "follow_ups": (),
        "entries": tuple(entries),
    }
    return RecordView(**{**whole, **changed})


def message_of(packet: Packet | bytes) -> Phenopacket:
    """The packet as GA4GH's own class reads it."""
    told = json.loads(packet) if isinstance(packet, bytes) else packet
    return json_format.ParseDict(told, Phenopacket(), ignore_unknown_fields=True)


@pytest.fixture
def packet() -> Callable[[str], Packet]:
    """An invented packet by name."""
    return packet_named


@pytest.fixture
def submit() -> Callable[[Packet | bytes], Submission]:
    """Reads a packet."""
    return submitted


@pytest.fixture
def view_of() -> Callable[..., RecordView]:
    """Makes the view of a new record."""
    return viewed


@pytest.fixture
def message() -> Callable[[Packet | bytes], Phenopacket]:
    """Parses with GA4GH's classes."""
    return message_of


@pytest.fixture
def now() -> dt.datetime:
    """The instant of reception."""
    return NOW
