"""Who opened a record: what one person did several times in a day is one row, with its hours."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from orphee.care.presenters.accesses import accesses_of
from orphee.foundation.models import AuditLine

PARIS = ZoneInfo("Europe/Paris")


def line(at, actor="watch", action="read", **detail):
    return AuditLine(at=dt.datetime.fromisoformat(at).replace(tzinfo=PARIS), actor=actor, action=action, detail=detail)


def told(*lines):
    """Each row: its hours, how often, and what."""
    with timezone.override(PARIS), translation.override("en"):
        return [
            (f"{row.first.astimezone(PARIS):%d %H:%M}–{row.last.astimezone(PARIS):%H:%M}", len(row.times), row.what)
            for row in accesses_of(lines)
        ]


def test_the_same_page_several_times_in_a_day_is_one_row():
    lines = [line(f"2026-01-02T10:{minute:02}") for minute in reversed(range(60))]
    assert told(*lines) == [("02 10:00–10:59", 60, "opened the record")]


def test_another_page_person_action_or_day_is_another_row():
    rows = told(
        line("2026-01-02T10:05"),
        line("2026-01-02T10:04", page="history"),
        line("2026-01-02T10:03", action="write"),
        line("2026-01-02T10:02", actor="night"),
        line("2026-01-02T10:01"),
        line("2026-01-02T00:30"),
        line("2026-01-01T23:30"),
    )
    assert [(hours, often) for hours, often, _ in rows] == [
        ("02 00:30–10:05", 3),
        ("02 10:04–10:04", 1),
        ("02 10:03–10:03", 1),
        ("02 10:02–10:02", 1),
        ("01 23:30–23:30", 1),
    ]


def test_an_export_says_its_format_and_a_preview_that_it_is_one():
    rows = told(
        line("2026-01-02T10:02", action="export", format="cda"),
        line("2026-01-02T10:01", action="export", format="phenopacket"),
        line("2026-01-02T10:00", page="export", format="fhir"),
    )
    assert [what for *_, what in rows] == [
        "exported the record (CDA SDM-MR)",
        "exported the record (Phenopacket v2)",
        "opened the record (what an export would hold, FHIR R4)",
    ]
